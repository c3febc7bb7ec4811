// NumPy's .npy format, versions 1.0 to 3.0.

/// The format in which NumPy saves one array.
///
/// - SeeAlso: numpy.lib.format, "Format Specification".
package enum NumPyFile {
  /// The bytes with which every .npy file begins.
  package static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// A matrix as float64 in Fortran order, version 1.0: the order in which it is stored.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - elements: The entries, column after column.
  /// - Returns: The whole file.
  /// - Precondition: there are rows · columns entries.
  package static func data(rows: Int, columns: Int, elements: [Double]) -> [UInt8] {
    precondition(
      elements.count == rows * columns, "\(elements.count) entries of \(rows) × \(columns)")
    return data(shape: [rows, columns], isFortranOrder: true, elements: elements)
  }

  /// Encodes an array as float64, in format version 1.0.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the dimensions, at least one.
  ///   - isFortranOrder: Whether the first index is the fastest; otherwise the last is.
  ///   - elements: The entries.
  /// - Returns: The whole file.
  /// - Precondition: there are as many entries as the shape has.
  package static func data(
    shape: [Int], isFortranOrder: Bool = false, elements: [Double]
  ) -> [UInt8] {
    precondition(
      elements.count == shape.reduce(1, *), "\(elements.count) entries of shape \(shape)")
    let lengths = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    let order = isFortranOrder ? "True" : "False"
    var header = "{'descr': '<f8', 'fortran_order': \(order), 'shape': (\(lengths)), }"
    // The data begin at a multiple of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    let count = header.utf8.count
    var bytes = magic + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)] + Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 8 * elements.count)
    for element in elements {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: element.bitPattern >> shift))
      }
    }
    return bytes
  }

  /// Reads an array from memory; one dimension becomes one column.
  ///
  /// - Throws: ``MalformedFile``.
  package static func parse(_ bytes: [UInt8]) throws(MalformedFile) -> NumericTable {
    var parser = NumPyParser()
    return try parser.parse(bytes)
  }
}

/// Reads arrays of floating-point or whole numbers, of one or two dimensions, or of more if these are folded, in C or
/// Fortran order and in either byte order.
///
/// The header is not trusted: memory grows only with the bytes that are actually read.
package struct NumPyParser: TableParser {
  private let reading: TableReading
  private var header: NumPyHeader?
  /// Bytes that have not been used yet.
  private var pending: [UInt8] = []
  /// The entries in the order of the file.
  private var values: [Double] = []

  package init(_ reading: TableReading = TableReading()) { self.reading = reading }

  package mutating func consume(_ block: [UInt8]) throws(MalformedFile) {
    pending += block
    if header == nil {
      guard let (found, start) = try NumPyHeader.read(pending, for: reading) else { return }
      guard reading.header != .yes else {
        throw MalformedFile("--header yes: a .npy file has no line of names")
      }
      header = found
      pending.removeFirst(start)
    }
    guard let header else { return }
    let count = pending.count / header.type.size
    guard values.count + count <= header.count else {
      throw MalformedFile("more bytes than an array of shape \(header.shapeText) has")
    }
    for index in 0..<count {
      values.append(try number(at: index * header.type.size, header))
    }
    pending.removeFirst(count * header.type.size)
  }

  package mutating func finish() throws(MalformedFile) -> NumericTable {
    guard let header else { throw MalformedFile("a truncated .npy header") }
    guard values.count == header.count, pending.isEmpty else {
      let size = values.count * header.type.size + pending.count
      throw MalformedFile(
        "an array of shape \(header.shapeText) does not fill the \(size) bytes of data")
    }
    let (rows, columns) = (header.rows, header.columns)
    if header.isFortranOrder, rows > 1, columns > 1 {
      let stored = values
      for row in 0..<rows {
        for column in 0..<columns { values[row * columns + column] = stored[column * rows + row] }
      }
    }
    guard reading.indexColumn == .yes else {
      return NumericTable(
        rows: rows, columns: columns, values: values,
        layout: NumericTable.Layout(
          mayHaveIndexColumn: reading.indexColumn == .auto,
          shape: reading.foldsDimensions ? header.shape : []),
        resolution: header.type.resolution)
    }
    guard columns > 1 else { throw MalformedFile("--index-column yes: there is one column only") }
    let kept = values.indices.lazy.filter { $0 % columns != 0 }
    return NumericTable(
      rows: rows, columns: columns - 1, values: kept.map { values[$0] },
      layout: NumericTable.Layout(hasIndexColumn: true), resolution: header.type.resolution)
  }

  /// One entry, which has to be finite and exactly representable.
  private func number(at offset: Int, _ header: NumPyHeader) throws(MalformedFile) -> Double {
    let type = header.type
    var bits: UInt64 = 0
    for index in 0..<type.size {
      bits =
        bits << 8 | UInt64(pending[offset + (type.isBigEndian ? index : type.size - 1 - index)])
    }
    if let value = type.number(bits), value.isFinite || reading.allowsNonFinite { return value }
    let (row, column) =
      header.isFortranOrder
      ? (values.count % header.rows, values.count / header.rows)
      : (values.count / header.columns, values.count % header.columns)
    let reason =
      type.number(bits).map { "\($0.isNaN ? .nan : $0) is not finite" }
      ?? "a whole number beyond 2⁵³ that double precision does not hold"
    throw MalformedFile("row \(row + 1), column \(column + 1): \(reason)")
  }
}
