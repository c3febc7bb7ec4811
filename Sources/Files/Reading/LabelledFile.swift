// Labelled data from files of any supported format.

/// The format of a file of samples.
package enum LabelledFormat: String, Sendable, CaseIterable {
  /// The format is inferred from the contents, or from the extension .libsvm, .svm or .svmlight; an ambiguous table is
  /// rejected.
  case auto
  /// CSV or .npy, one sample per row.
  case frames
  /// Lines `label index:value …`.
  case libsvm
}

/// The way files of labelled data are read.
package struct LabelledReading: Sendable, Equatable {
  /// The format of the file of samples.
  package var format: LabelledFormat
  /// The header and the index column of a table of samples.
  package var table: TableReading

  package init(format: LabelledFormat = .auto, table: TableReading = TableReading()) {
    self.format = format
    self.table = table
  }
}

extension LabelledData {
  /// Reads samples and their labels.
  ///
  /// A LIBSVM file contains labels, and so does a CSV file, in its last column, unless there is a file of labels;
  /// an .npy file needs one. A file of labels has one column or one row of numbers, .npy of any type or CSV.
  ///
  /// - Parameters:
  ///   - path: The samples; `-` is standard input.
  ///   - labelsPath: The labels in the order of the samples; nil if `path` contains them.
  ///   - option: The option that names the file of labels, for messages.
  ///   - reading: How the file of samples is read.
  ///   - features: The number of features that the samples must have, as validation data must have those
  ///     of training data; nil for any.
  /// - Throws: ``FileError`` of kind missing or malformed, with file, row and column.
  /// - Complexity: One pass over each file; memory for ``NumericTable/numberLimit`` numbers at most.
  package init(
    path: String, labelsPath: String? = nil, option: String = "--labels",
    reading: LabelledReading = LabelledReading(), features: Int? = nil
  ) throws(FileError) {
    func refusal(_ reason: String) -> FileError { FileError(.malformed, "\(path): \(reason)") }
    guard path != "-" || labelsPath != "-" else {
      throw refusal("samples and labels cannot both come from standard input")
    }
    var reader = try ByteReader(path)
    // Enough to recognise LIBSVM by its lines.
    let start = try reader.beginning(1 << 16)
    guard !start.isEmpty else { throw refusal("the file is empty") }
    let isNumPy = start.starts(with: NumPyFile.magic)
    let isLibSVM: Bool
    switch reading.format {
    case .auto:
      isLibSVM =
        !isNumPy && (LibSVMParser.recognizes(start) || Self.hasLibSVMExtension(path))
    case .frames: isLibSVM = false
    case .libsvm: isLibSVM = true
    }
    var tableReading = reading.table
    tableReading.purpose = .samples
    let table: NumericTable
    if isLibSVM {
      guard labelsPath == nil else {
        throw refusal("a LIBSVM file contains its labels: omit \(option), or give CSV or .npy")
      }
      guard reading.table.header != .yes, reading.table.indexColumn != .yes else {
        throw refusal("a LIBSVM file has neither a line of names nor an index column")
      }
      guard !isNumPy else { throw refusal("is an .npy file, not LIBSVM") }
      if let error = MalformedFile(notText: start) { throw refusal(error.description) }
      table = try NumericTable.table(LibSVMParser(features: features), start, &reader, path)
    } else {
      guard !isNumPy || labelsPath != nil else {
        throw refusal("an .npy file of samples contains no labels: give them with \(option) FILE")
      }
      table = try NumericTable.table(tableReading, start, &reader, path)
    }
    if !isLibSVM, reading.format == .auto {
      do { try table.requireDecided() } catch { throw refusal(error.description) }
    }
    try table.requireModerate(in: path)
    let suspicion = isLibSVM ? nil : table.headerSuspicion ?? table.indexColumnSuspicion
    try self.init(
      table, path, labelsPath: labelsPath, option: option,
      warning: suspicion.map { "warning: \(path): \($0)" })
    if let features, features != self.features {
      throw refusal("\(self.features) features, not \(features) like the data to which they belong")
    }
  }

  /// Takes the labels from a separate file, or from the last column.
  private init(
    _ table: NumericTable, _ path: String, labelsPath: String?, option: String, warning: String?
  ) throws(FileError) {
    let names = table.layout.columnNames
    guard let labelsPath else {
      let features = table.columns - 1
      guard features > 0 else {
        throw FileError(
          .malformed,
          "\(path): a single column cannot hold both features and labels: give the labels with \(option) FILE"
        )
      }
      var values: [Double] = []
      var labels: [Double] = []
      values.reserveCapacity(table.rows * features)
      labels.reserveCapacity(table.rows)
      for start in stride(from: 0, to: table.values.count, by: table.columns) {
        values += table.values[start..<start + features]
        labels.append(table.values[start + features])
      }
      try Self.requireScale(values, of: "\(path): features")
      try Self.requireScale(labels, of: "\(path): labels")
      self.init(
        values: values, labels: labels, featureNames: Array(names.dropLast()),
        provenance: Self.provenance(table.rows, features, path, table), warning: warning,
        labelPlaces: LabelPlaces(path: path, rows: (0..<table.rows).map(table.fileRow)))
      return
    }
    let (labels, places) = try Self.labels(labelsPath, samples: table.rows, of: path)
    let last = stride(from: table.columns - 1, to: table.values.count, by: table.columns)
    // A feature that is constant may equal labels that are.
    if table.columns > 1, Set(labels).count > 1, last.map({ table.values[$0] }) == labels {
      throw FileError(
        .malformed,
        "\(path): the last column is the labels, and with \(option) all columns are features; leave \(option) out, or "
          + "the column")
    }
    self.init(
      values: table.values, labels: labels, featureNames: names,
      provenance: Self.provenance(table.rows, table.columns, path, table)
        + ", labels from \(labelsPath)",
      warning: warning, labelPlaces: places)
  }

  /// Reads labels, one for each sample, with their places.
  private static func labels(
    _ path: String, samples: Int, of dataPath: String
  ) throws(FileError) -> ([Double], LabelPlaces) {
    func refusal(_ reason: String) -> FileError { FileError(.malformed, "\(path): \(reason)") }
    var reading = TableReading()
    reading.purpose = .samples
    let table = try NumericTable(path: path, reading: reading)
    guard table.rows == 1 || table.columns == 1 else {
      throw refusal(
        "\(table.rows) rows of \(table.columns) columns; labels are one column or one row")
    }
    let count = table.values.count
    guard count == samples else {
      // pandas writes 0 as the name of a column without one.
      let isName = count == samples + 1 && table.headerSuspicion != nil
      throw refusal(
        "\(count) label\(count == 1 ? "" : "s") for the \(samples) sample\(samples == 1 ? "" : "s") of "
          + dataPath
          + (isName ? "; row \(table.layout.firstRow) may be the name of the column" : ""))
    }
    try table.requireModerate(in: path)
    let rows = table.values.indices.map { table.fileRow($0 / table.columns) }
    return (table.values, LabelPlaces(path: path, rows: rows))
  }

  private static func provenance(
    _ samples: Int, _ features: Int, _ path: String, _ table: NumericTable
  ) -> String {
    "\(samples) sample\(samples == 1 ? "" : "s") of \(features) feature\(features == 1 ? "" : "s") "
      + "from \(path)\(table.omissions)"
  }

  private static func hasLibSVMExtension(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".libsvm", ".svm", ".svmlight"].contains { name.hasSuffix($0) }
  }
}
