// Scenes 6 and 7: spoken sentences, from the tables of the figures.

import EmbeddedPage
package import Report

/// Numbers of speech, which take minutes to learn: those of the committed tables of the figures.
package struct SpeechTable: Sendable {
  /// Held-out errors per sample against depth, learned from small R and by continuation.
  ///
  /// `above` is the mean difference from the best linear denoiser on the same sentences, `error` its standard error, and
  /// `linear` the error of that denoiser.
  package let depths: JSONValue
  /// The ladder: best linear, floor, odd, even and bilevel error per sample, 2/n times the risk, for some k.
  package let ladder: JSONValue

  /// The numbers of rows in the ladder.
  package static let rows = [8, 16, 32, 48]

  /// Reads the tables inside the program.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a table without a row that is needed.
  package init() throws(StudyError) {
    let learned = MeasuredTable(String(cString: embedded_learned_puzzle_csv()))
    func errors(_ start: String) throws(StudyError) -> JSONValue {
      var entries: [JSONValue] = []
      for depth in 2...10 {
        let row = try learned.row(["family": "unrolled", "depth": "\(depth)", "init": start])
        entries.append(
          .record([
            "N": .integer(depth), "mse": .digits(try row("test_mse")),
            "above": .digits(2 * (try row("minus_best")) / (try row("frame"))),
            "error": .digits(2 * (try row("minus_best_standard_error")) / (try row("frame"))),
            "theory": .digits(try row("prediction_mse")),
          ]))
      }
      return .array(entries)
    }
    let bilevel = try learned.row(["family": "bilevel"])
    depths = .record([
      "n": .digits(try bilevel("frame")), "k": .digits(try bilevel("k")),
      "sigma": .digits(try bilevel("sigma")), "bilevel": .digits(try bilevel("test_mse")),
      "linear": .digits(
        try bilevel("test_mse") - 2 * (try bilevel("minus_best")) / (try bilevel("frame"))),
      "frames": .digits(try bilevel("test_frames")),
      "small": try errors("small"), "continued": try errors("continuation"),
    ])
    let floor = MeasuredTable(String(cString: embedded_learned_floor_speech_csv()))
    var steps: [JSONValue] = []
    for k in Self.rows {
      func risk(_ algorithm: String, _ depth: String) throws(StudyError) -> JSONValue {
        let row = try floor.row(["algorithm": algorithm, "depth": depth, "k": "\(k)"])
        return .digits(2 * (try row("risk")) / (try row("n")))
      }
      let any = try floor.row(["algorithm": "exact", "k": "\(k)"])
      // The best risk of even depths, of which the table has the ratio.
      let even = try any("risk") / any("ratio_to_even")
      steps.append(
        .record([
          "k": .integer(k), "linear": .digits(2 * (try any("linear_risk")) / (try any("n"))),
          "floor": try risk("steps", "3"), "odd": try risk("gradient-descent", "3"),
          "even": .digits(2 * even / (try any("n"))), "bilevel": try risk("exact", ""),
        ]))
    }
    ladder = .record(["n": .integer(64), "sigma": .number(0.02), "rows": .array(steps)])
  }
}

/// A table of the program's own CSV, whose fields have neither quotes nor line feeds.
package struct MeasuredTable: Sendable {
  private let columns: [String: Int]
  private let lines: [[Substring]]

  /// Reads a table.
  package init(_ text: String) {
    let lines = text.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false)
    }
    let names = lines.first ?? []
    columns = Dictionary(
      zip(names.map(String.init), 0...), uniquingKeysWith: { first, _ in first })
    self.lines = Array(lines.dropFirst())
  }

  /// The numbers of the first row with these fields, by the names of their columns.
  ///
  /// - Throws: ``StudyError/failed(_:)`` where there is none.
  package func row(
    _ fields: [String: String]
  ) throws(StudyError) -> (String) throws(StudyError) -> Double {
    let found = lines.first { line in
      fields.allSatisfy { name, text in
        columns[name].map { line.indices.contains($0) && line[$0] == text } ?? false
      }
    }
    guard let found else { throw .failed("a table of speech has no row \(fields)") }
    return { [columns] (name) throws(StudyError) in
      guard let column = columns[name], let value = Double(found[column]) else {
        throw .failed("a table of speech has no number \(name)")
      }
      return value
    }
  }
}
