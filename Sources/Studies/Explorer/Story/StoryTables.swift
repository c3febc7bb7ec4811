// All tables of the story.

package import Report

/// The tables of the scenes as one object.
package struct StoryTables: Sendable {
  /// The tables, by the names that the page knows.
  package let json: JSONValue

  /// The gains of the first screen in words, for readers without scripts.
  package let inWords: String
  /// The words of the first screen about an odd number of steps.
  package let oddDepthInWords: String

  /// Computes all tables.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package init(_ request: ExplorerRequest) throws(StudyError) {
    let model = StoryModel()
    let speech = try SpeechTable()
    let signals = SignalTable(model)
    let first =
      request.isSpecial
      ? try FirstScreen(request.model, words: request.words) : nil
    inWords = first?.inWords ?? signals.inWords
    oddDepthInWords = first?.oddDepthInWords ?? signals.oddDepthInWords
    let marks: KeyValuePairs<String, JSONValue> = [
      "linear": .mark(of: .linear), "bilevel": .mark(of: .bilevel), "even": .mark(of: .even),
      "odd": .mark(of: .odd),
    ]
    json = .record([
      "version": .text(request.version), "hasLandscapes": .truth(request.hasModel),
      "marks": .record(marks), "first": first?.json ?? .null,
      "signals": signals.json, "draws": try SignalDraws(model).json,
      "forced": try ForcedGainTable(model).json, "iterates": IterateTable().json,
      "shrinking": try ShrinkingStepTable(model).json, "wall": try WallTable(model).json,
      "momentum": try MomentumTable(model).json, "speech": speech.depths, "ladder": speech.ladder,
    ])
  }
}
