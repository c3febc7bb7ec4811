// The user's dictionary and signals.

import Files
import LabKit
import LinearAlgebra
import Optimization

/// A dictionary and signals from files, with warnings about them.
struct OwnProblem {
  /// D, n × m.
  let dictionary: Matrix
  /// The signals x, n × p, one per column.
  let signals: Matrix
  /// The warnings that users should read before they trust a number.
  private(set) var warnings: [String] = []

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
    var reading = settings.reading
    reading.purpose = .samples
    let atoms = try Self.table(dictionaryPath, reading)
    var samples = try Self.table(dataPath, reading)
    if samples.columns == 1, samples.rows == atoms.rows, atoms.rows > 1 {
      samples = NumericTable(rows: 1, columns: samples.rows, values: samples.values)
      warnings.append("\(dataPath): one column of \(samples.columns) numbers is read as one sample")
    }
    guard samples.columns == atoms.rows else {
      throw .malformed(
        "\(dataPath): \(samples.rows) samples of \(samples.columns) numbers, but the \(atoms.columns) "
          + "atoms (columns) of \(dictionaryPath) have \(atoms.rows)")
    }
    dictionary = Matrix(rows: atoms.rows, columns: atoms.columns, rowMajor: atoms.values)
    // Rows of the file are columns here.
    signals = Matrix(rows: samples.columns, columns: samples.rows, elements: samples.values)
    var norms: [Double] = []
    for atom in 0..<dictionary.columns {
      let length = dictionary.columnProduct(dictionary, atom).squareRoot()
      guard length > 0 else {
        throw .malformed("\(dictionaryPath): atom (column) \(atom + 1) is 0")
      }
      norms.append(length)
    }
    if let least = norms.min(), let most = norms.max(), max(1 - least, most - 1) > 1e-6 {
      warnings.append(
        "atoms are not of norm 1: from \(least) to \(most); λ weighs atoms by their norms, and λ_max is "
          + "that of the atoms as they are")
    }
  }

  /// A file of numbers of moderate size.
  private static func table(
    _ path: String, _ reading: TableReading
  ) throws(LabError) -> NumericTable {
    let table = try read(try NumericTable(path: path, reading: reading))
    // Beyond, squares overflow.
    try read(table.requireMagnitude(LabelledData.magnitudeLimit, in: path))
    do throws(MalformedFile) {
      try table.requireDecided()
    } catch {
      throw .malformed("\(path): \(error.description)")
    }
    return table
  }

  /// The signal x of a sample.
  func signal(_ index: Int) -> [Double] {
    Array(signals.elements[index * signals.rows..<(index + 1) * signals.rows])
  }

  /// Adds a warning.
  mutating func warn(_ text: String) { warnings.append(text) }
}
