// All tables of the story.

package import Report

/// The tables of the scenes as one object.
package struct StoryTables: Sendable {
  /// The tables, by the names that the page knows.
  package let json: JSONValue

  /// The gains of the first screen in words, for readers without scripts.
  package let inWords: String

  /// Computes all tables.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package init() throws(StudyError) {
    let model = StoryModel()
    let speech = try SpeechTable()
    let signals = SignalTable(model)
    inWords = signals.inWords
    json = .record([
      "version": .text("toy"), "hasLandscapes": .truth(true),
      "signals": signals.json, "draws": SignalDraws(model).json,
      "forced": try ForcedGainTable(model).json, "iterates": IterateTable().json,
      "shrinking": try ShrinkingStepTable(model).json, "wall": try WallTable(model).json,
      "momentum": try MomentumTable(model).json, "speech": speech.depths, "ladder": speech.ladder,
    ])
  }
}
