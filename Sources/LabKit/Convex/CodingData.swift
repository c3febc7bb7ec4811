// A dictionary and signals from the user's files.

package import Files
package import LinearAlgebra

/// A dictionary and signals from files, with warnings about them.
package struct CodingData: Sendable {
  /// D, n × m, one atom per column.
  package let dictionary: Matrix
  /// The signals x, n × p, one per column.
  package let signals: Matrix
  /// The warnings that users should read before they trust a number.
  package private(set) var warnings: [String] = []

  /// Reads both files.
  ///
  /// - Parameters:
  ///   - dictionaryPath: A file whose columns are atoms.
  ///   - dataPath: A file whose rows are samples.
  ///   - reading: How files of numbers are read.
  /// - Throws: ``LabError`` where a file cannot be read, an atom is 0, or the two do not match.
  package init(
    dictionary dictionaryPath: String, data dataPath: String, _ reading: TableReading
  ) throws(LabError) {
    let atoms = try Self.table(dictionaryPath, reading)
    dictionary = Matrix(atoms)
    try Self.requireScale(ofColumnsOf: dictionary) { "\(dictionaryPath): atom (column) \($0)" }
    let samples = try Self.samples(dataPath, of: dictionary, from: dictionaryPath, reading)
    signals = samples.signals
    if let warning = samples.warning { warnings.append(warning) }
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

  /// Reads signals for a dictionary.
  ///
  /// - Parameters:
  ///   - path: A file whose rows are samples; a single column is one sample.
  ///   - dictionary: D, n × m.
  ///   - dictionaryPath: Where it is from, for messages.
  ///   - reading: How files of numbers are read.
  /// - Returns: The signals, n × p, one per column, and a warning about how they were read.
  /// - Throws: ``LabError``.
  package static func samples(
    _ path: String, of dictionary: Matrix, from dictionaryPath: String, _ reading: TableReading
  ) throws(LabError) -> (signals: Matrix, warning: String?) {
    var samples = try table(path, reading)
    var warning: String?
    if samples.columns == 1, samples.rows == dictionary.rows, dictionary.rows > 1 {
      samples = NumericTable(rows: 1, columns: samples.rows, values: samples.values)
      warning = "\(path): one column of \(samples.columns) numbers is read as one sample"
    }
    guard samples.columns == dictionary.rows else {
      throw .malformed(
        "\(path): \(samples.rows) sample\(samples.rows == 1 ? "" : "s") of \(samples.columns) "
          + "number\(samples.columns == 1 ? "" : "s"), but the \(dictionary.columns) "
          + "atoms (columns) of \(dictionaryPath) have \(dictionary.rows)")
    }
    // Rows of the file are columns here.
    let signals = Matrix(rows: samples.columns, columns: samples.rows, elements: samples.values)
    try requireScale(ofColumnsOf: signals) { "\(path): sample \($0)" }
    // F and its gradients have the squares of λ_max.
    let products = dictionary.transposed.multiplied(by: signals)
    for sample in 0..<signals.columns {
      let largest = maximumNorm(products.column(sample))
      guard largest <= LabelledData.magnitudeLimit else {
        throw .malformed(
          "\(path): sample \(sample + 1): ‖Dᵀx‖∞ = \(largest) is beyond \(LabelledData.magnitudeLimit)"
        )
      }
    }
    try requireScale(ofColumnsOf: products) { "\(path): ‖Dᵀx‖∞ of sample \($0)" }
    return (signals, warning)
  }

  /// Reads a file of numbers of moderate size.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reading: How files of numbers are read.
  /// - Returns: The numbers.
  /// - Throws: ``LabError`` where the file cannot be read, is ambiguous, or has numbers whose squares overflow
  ///   or underflow.
  package static func table(
    _ path: String, _ reading: TableReading
  ) throws(LabError) -> NumericTable {
    var reading = reading
    reading.purpose = .samples
    let table = try read(try NumericTable(path: path, reading: reading))
    try read(table.requireModerate(in: path))
    do throws(MalformedFile) {
      try table.requireDecided()
    } catch {
      throw .malformed("\(path): \(error.description)")
    }
    return table
  }

  /// Refuses columns of numbers whose squares all underflow.
  ///
  /// - Parameters:
  ///   - matrix: The matrix; columns may be 0.
  ///   - name: The name of a column by its number from 1.
  /// - Throws: ``LabError/file(_:)``.
  package static func requireScale(
    ofColumnsOf matrix: Matrix, _ name: (_ number: Int) -> String
  ) throws(LabError) {
    for index in 0..<matrix.columns {
      try read(LabelledData.requireScale(matrix.column(index), of: name(index + 1)))
    }
  }
}

extension Matrix {
  /// The numbers of a table.
  package init(_ table: NumericTable) {
    self.init(rows: table.rows, columns: table.columns, rowMajor: table.values)
  }
}
