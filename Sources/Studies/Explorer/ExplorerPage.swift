// The page: its table, and the document around it.

import Libc
import LinearAlgebra
import Report

/// The explorer as one HTML document.
package struct ExplorerPage: Sendable {
  /// The document, in UTF-8.
  package let bytes: [UInt8]

  /// Computes the tables of a request and makes the page around them.
  ///
  /// The table is one element of text. Its lines are a description in JSON and the code of
  /// ``RiskTables`` and ``ValleyTables``, in the order in which the script reads them.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package init(_ request: ExplorerRequest) throws(StudyError) {
    let grid = request.grid
    let algorithms = AlgorithmGrid(grid)
    // Four parts that need none of the others, the longest ones first.
    let parts = try parallelMap(Part.allCases, jobs: availableProcessors()) {
      (part) throws(StudyError) -> PartResult in
      switch part {
      case .risks: .risks(try RiskTables(grid, families: grid.unrolled))
      case .others: .risks(try RiskTables(algorithms.grid, families: algorithms.families))
      case .valleys: .valleys(request.hasModel ? try ValleyTables(grid) : ValleyTables())
      case .story: .story(try StoryTables(request))
      }
    }
    guard case .risks(let risks) = parts[0], case .risks(let others) = parts[1],
      case .story(let story) = parts[2], case .valleys(let valleys) = parts[3]
    else { throw .failed("the parts of the page are out of order") }
    let description = JSONValue.object(
      grid.members + [
        JSONValue.Member("words", .array(risks.words.map { .text($0) })),
        JSONValue.Member("otherWords", .array(others.words.map { .text($0) })),
        JSONValue.Member("kinds", .array(ValleyTables.kinds.map { .text($0) })),
        JSONValue.Member("ends", .array(RiskTables.ends.map { .text(ExplorerGrid.text($0)) })),
        JSONValue.Member("algorithms", algorithms.json),
        JSONValue.Member("setting", .array(request.settings.map { .text($0) })),
      ])
    // A `<` might end the element.
    let head = description.compact.replacing("<", with: "\\u003c")
    let space = UInt8(ascii: " ")
    let lines =
      [Array(head.utf8)] + risks.lines + [
        valleys.contexts, Array(valleys.landscapes.joined(separator: [space])),
      ] + others.lines
    let table = lines.joined(separator: [UInt8(ascii: "\n")])
    bytes = PageFiles.document(
      table: Array(table),
      story: story.json.compact.replacing("<", with: "\\u003c"), numbers: story.inWords,
      odd: story.oddDepthInWords)
  }
}

/// The parts of a page that are computed in parallel.
private enum Part: CaseIterable { case risks, others, story, valleys }

/// The result of a part.
private enum PartResult: Sendable {
  case risks(RiskTables)
  case valleys(ValleyTables)
  case story(StoryTables)
}
