// The user's dictionary and signals.

import LabKit
import LinearAlgebra

/// A dictionary and signals from files, with warnings about them.
struct OwnProblem {
  /// D, n × m.
  let dictionary: Matrix
  /// The signals x, n × p, one per column.
  let signals: Matrix
  /// The warnings that users should read before they trust a number.
  private(set) var warnings: [String]

  /// The largest n·m times the number of active atoms for which Jacobians are computed.
  static let jacobianLimit = 20_000_000

  /// Reads both files.
  ///
  /// - Parameter settings: The settings of the lab; both files are given.
  /// - Throws: ``LabError`` where a file cannot be read, or the two do not match.
  init(_ settings: LabSettings) throws(LabError) {
    guard let dictionaryPath = settings.file(LassoLab.dictionary),
      let dataPath = settings.file(LassoLab.data)
    else {
      throw .illegal(
        "\(LassoLab.dictionary.option) and \(LassoLab.data.option) must be given together: a dictionary, and the "
          + "signals to code")
    }
    try settings.refuseSeed(beside: LassoLab.data)
    let data = try CodingData(dictionary: dictionaryPath, data: dataPath, settings.reading)
    (dictionary, signals, warnings) = (data.dictionary, data.signals, data.warnings)
  }

  /// The signal x of a sample.
  func signal(_ index: Int) -> [Double] { signals.column(index) }

  /// Adds a warning.
  mutating func warn(_ text: String) { warnings.append(text) }
}
