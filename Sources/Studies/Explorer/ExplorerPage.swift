// The page: its table, and the document around it.

import Report

/// The explorer as one HTML document.
package struct ExplorerPage: Sendable {
  /// The document, in UTF-8.
  package let bytes: [UInt8]

  /// Computes the table of a grid and makes the page around it.
  ///
  /// The table is one element of text. Its lines are a description in JSON and the code of
  /// ``RiskTables`` and ``ValleyTables``, in the order in which the script reads them.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package init(_ grid: ExplorerGrid) throws(StudyError) {
    let algorithms = AlgorithmGrid(grid)
    let risks = try RiskTables(grid, families: grid.unrolled)
    let others = try RiskTables(algorithms.grid, families: algorithms.families)
    let valleys = try ValleyTables(grid)
    let description = JSONValue.object(
      grid.members + [
        JSONValue.Member("words", .array(risks.words.map { .text($0) })),
        JSONValue.Member("otherWords", .array(others.words.map { .text($0) })),
        JSONValue.Member("kinds", .array(ValleyTables.kinds.map { .text($0) })),
        JSONValue.Member("ends", .array(RiskTables.ends.map { .text(ExplorerGrid.text($0)) })),
        JSONValue.Member("algorithms", algorithms.json),
      ])
    // A `<` might end the element.
    let head = description.serialized.replacing("<", with: "\\u003c")
    let space = UInt8(ascii: " ")
    let lines =
      [Array(head.utf8)] + risks.lines + [
        valleys.contexts, Array(valleys.landscapes.joined(separator: [space])),
      ] + others.lines
    let table = lines.joined(separator: [UInt8(ascii: "\n")])
    let story = try StoryTables()
    bytes = PageFiles.document(
      table: Array(table),
      story: story.json.serialized.replacing("<", with: "\\u003c"), numbers: story.inWords)
  }
}
