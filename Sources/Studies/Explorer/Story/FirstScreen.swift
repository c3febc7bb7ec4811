// The first screen for the reader's own data.

import LinearAlgebra
package import Report
import ToyModel

/// Signals of other data than the story's: the table over k, the draws, and their basis.
package struct FirstScreen: Sendable {
  /// The table: `signals`, `draws`, and `basis` where the eigenvectors are not cosines.
  package let json: JSONValue
  /// The gains in words.
  package let inWords: String
  /// The words of the screen about an odd number of steps.
  package let oddDepthInWords: String

  /// Computes the table.
  ///
  /// - Parameters:
  ///   - model: The data.
  ///   - words: The words that choose them in a command.
  /// - Throws: ``StudyError/file(_:)`` for recordings that are gone.
  package init(_ model: StoryModel, words: String) throws(StudyError) {
    let signals = SignalTable(model, words: words)
    let draws = try SignalDraws(model)
    var members = [
      JSONValue.Member("signals", signals.json), JSONValue.Member("draws", draws.json),
    ]
    if case .columns(let vectors) = model.data.basis {
      let basis = (0..<vectors.columns).map { column in
        JSONValue.array(
          (0..<vectors.rows).map { row in
            .number((vectors[row, column] * 1000).rounded() / 1000)
          })
      }
      members.append(JSONValue.Member("basis", .array(basis)))
    }
    json = .object(members)
    inWords = signals.inWords
    oddDepthInWords = signals.oddDepthInWords
  }
}
