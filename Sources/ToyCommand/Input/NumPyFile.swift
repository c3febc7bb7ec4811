// NumPy's .npy format, versions 1.0 to 3.0.

import LinearAlgebra

/// Reads arrays of one or two dimensions of float64 or float32, in C or Fortran order and either
/// byte order.
///
/// Nothing the header claims is believed before it agrees with the size of the file.
///
/// - SeeAlso: numpy.lib.format, "Format Specification".
enum NumPyFile {
  /// The bytes with which every .npy file begins.
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  private struct Header {
    var itemSize = 0
    var isBigEndian = false
    var isFortranOrder = false
    var shape: [Int] = []
  }

  /// Reads an array; one dimension becomes one column.
  ///
  /// - Throws: ``MalformedFile``.
  static func parse(_ bytes: [UInt8]) throws(MalformedFile) -> NumericTable {
    guard bytes.count >= 10 else { throw MalformedFile("a truncated .npy header") }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw MalformedFile(".npy version \(version).\(bytes[7]) is not supported")
    }
    let lengthBytes = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else { throw MalformedFile("a truncated .npy header") }
    var length = 0
    for index in (0..<lengthBytes).reversed() { length = length << 8 | Int(bytes[8 + index]) }
    let start = 8 + lengthBytes + length
    guard start <= bytes.count else {
      throw MalformedFile(
        "the .npy header claims \(length) bytes, the file has \(bytes.count - 8 - lengthBytes)")
    }
    let header = try parseHeader(
      String(decoding: bytes[8 + lengthBytes..<start], as: UTF8.self))
    let (rows, columns) = try dimensions(header.shape)
    let count = rows.multipliedReportingOverflow(by: columns)
    let size = count.partialValue.multipliedReportingOverflow(by: header.itemSize)
    guard !count.overflow, !size.overflow, size.partialValue == bytes.count - start else {
      throw MalformedFile(
        "an array of shape \(header.shape) does not fill the \(bytes.count - start) bytes of data")
    }
    var values = [Double](repeating: 0, count: count.partialValue)
    for row in 0..<rows {
      for column in 0..<columns {
        let index = header.isFortranOrder ? row + column * rows : row * columns + column
        let value = number(bytes, at: start + index * header.itemSize, header)
        guard value.isFinite else {
          throw MalformedFile("row \(row + 1), column \(column + 1): \(value) is not finite")
        }
        values[row * columns + column] = value
      }
    }
    return NumericTable(rows: rows, columns: columns, values: values)
  }

  private static func number(_ bytes: [UInt8], at offset: Int, _ header: Header) -> Double {
    var bits: UInt64 = 0
    for index in 0..<header.itemSize {
      let byte = bytes[offset + (header.isBigEndian ? index : header.itemSize - 1 - index)]
      bits = bits << 8 | UInt64(byte)
    }
    return header.itemSize == 8
      ? Double(bitPattern: bits) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
  }

  private static func dimensions(
    _ shape: [Int]
  ) throws(MalformedFile) -> (rows: Int, columns: Int) {
    guard shape.count == 1 || shape.count == 2 else {
      throw MalformedFile("an array of \(shape.count) dimensions; one or two are needed")
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw MalformedFile("an array of shape \(shape) has no entries")
    }
    return (shape[0], shape.count == 2 ? shape[1] : 1)
  }

  /// Reads the header, a Python dictionary with the keys descr, fortran_order and shape.
  private static func parseHeader(_ text: String) throws(MalformedFile) -> Header {
    var header = Header()
    switch try field("descr", in: text) {
    case "'<f8'", "'=f8'": header.itemSize = 8
    case "'<f4'", "'=f4'": header.itemSize = 4
    case "'>f8'": (header.itemSize, header.isBigEndian) = (8, true)
    case "'>f4'": (header.itemSize, header.isBigEndian) = (4, true)
    case let other: throw MalformedFile("dtype \(other.prefix(40)); float64 or float32 is needed")
    }
    switch try field("fortran_order", in: text) {
    case "True": header.isFortranOrder = true
    case "False": header.isFortranOrder = false
    case let other: throw MalformedFile("fortran_order \(other.prefix(40)) in the .npy header")
    }
    let shape = try field("shape", in: text)
    guard shape.hasPrefix("("), shape.hasSuffix(")") else {
      throw MalformedFile("shape \(shape.prefix(40)) in the .npy header")
    }
    for part in shape.dropFirst().dropLast().split(separator: ",") {
      let digits = part.drop { $0 == " " }
      if digits.isEmpty { continue }
      guard let size = Int(digits), size >= 0 else {
        throw MalformedFile("shape \(shape.prefix(40)) in the .npy header")
      }
      header.shape.append(size)
    }
    return header
  }

  /// The value that follows `'key':` up to the next comma outside parentheses.
  private static func field(_ key: String, in text: String) throws(MalformedFile) -> String {
    guard let range = text.firstRange(of: "'\(key)':") else {
      throw MalformedFile("no '\(key)' in the .npy header")
    }
    var depth = 0
    var value = ""
    for character in text[range.upperBound...] {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth < 0 || (depth == 0 && (character == "," || character == "}")) { break }
      value.append(character)
    }
    let trimmed = value.drop { $0 == " " }
    return String(trimmed.reversed().drop { $0 == " " }.reversed())
  }
}

extension NumPyFile {
  /// A matrix as float64 in Fortran order, version 1.0: the order in which it is stored.
  static func data(_ matrix: Matrix) -> [UInt8] {
    let shape = "(\(matrix.rows), \(matrix.columns))"
    var header = "{'descr': '<f8', 'fortran_order': True, 'shape': \(shape), }"
    // The data begin at a multiple of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    let count = header.utf8.count
    var bytes = magic + [1, 0, UInt8(count & 0xFF), UInt8(count >> 8)] + Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 8 * matrix.elements.count)
    for element in matrix.elements {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: element.bitPattern >> shift))
      }
    }
    return bytes
  }
}
