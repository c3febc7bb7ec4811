// The header of a .npy file.

/// The contents of the header of a .npy file.
package struct NumPyHeader: Sendable, Equatable {
  package let type: NumPyType
  package let isFortranOrder: Bool
  /// The shape: one or two numbers, each at least 1, or more if dimensions are folded.
  package let shape: [Int]

  /// The number of rows; an array of one dimension is one column.
  package var rows: Int { shape[0] }
  /// The number of columns: the product of all lengths after the first.
  package var columns: Int { shape.dropFirst().reduce(1, *) }
  /// The number of entries, at most ``NumericTable/numberLimit``.
  package var count: Int { rows * columns }
  /// The shape as NumPy prints it.
  package var shapeText: String { Self.text(ofShape: shape) }

  /// A shape as NumPy prints it, such as `(3,)` or `(3, 6, 9)`.
  package static func text(ofShape shape: [Int]) -> String {
    shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
  }

  /// The length of the longest header that is read; NumPy writes about 100 bytes.
  private static let sizeLimit = 1 << 16

  /// Reads the header at the beginning of a file.
  ///
  /// - Parameters:
  ///   - bytes: The part of the file read so far.
  ///   - reading: The purpose of the rows, which limits the shape, and whether dimensions are folded.
  /// - Returns: The header and the offset of the data; nil while the header is incomplete.
  /// - Throws: ``MalformedFile``.
  package static func read(
    _ bytes: [UInt8], for reading: TableReading
  ) throws(MalformedFile) -> (header: NumPyHeader, start: Int)? {
    guard bytes.count >= 8 else { return nil }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw MalformedFile(".npy version \(version).\(bytes[7]) is not supported")
    }
    let lengthBytes = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else { return nil }
    let length = Int(bytes.littleEndian(at: 8, count: lengthBytes))
    guard length <= sizeLimit else {
      throw MalformedFile("a .npy header of \(length) bytes, more than \(sizeLimit)")
    }
    let start = 8 + lengthBytes + length
    guard bytes.count >= start else { return nil }
    let text = String(decoding: bytes[8 + lengthBytes..<start], as: UTF8.self)
    return (try NumPyHeader(text, reading), start)
  }

  /// Reads a Python dictionary with the keys descr, fortran_order and shape.
  private init(_ text: String, _ reading: TableReading) throws(MalformedFile) {
    type = try NumPyType(descriptor: try Self.field("descr", in: text))
    switch try Self.field("fortran_order", in: text) {
    case "True": isFortranOrder = true
    case "False": isFortranOrder = false
    case let other: throw MalformedFile("fortran_order \(quoted(other)) in the .npy header")
    }
    let shape = try Self.shape(try Self.field("shape", in: text))
    guard shape.count == 1 || shape.count == 2 || reading.foldsDimensions && !shape.isEmpty else {
      throw MalformedFile(
        "an array of \(shape.count) dimensions; one or two are needed; in NumPy: "
          + (shape.isEmpty ? "numpy.atleast_1d(a)" : "a.reshape(len(a), -1)"))
    }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw MalformedFile("an array of shape \(Self.text(ofShape: shape)) has no entries")
    }
    guard shape.count <= 2 || !isFortranOrder else {
      throw MalformedFile(
        "an array of \(shape.count) dimensions in Fortran order; in NumPy: numpy.ascontiguousarray(a)"
      )
    }
    var count = 1
    for length in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      guard !overflows, product <= NumericTable.numberLimit else {
        throw .tooManyNumbers(reading.purpose)
      }
      count = product
    }
    self.shape = shape
    if reading.purpose == .secondMoment {
      try NumericTable.requireModest(rows: rows, columns: columns)
    }
  }

  /// Python 2 wrote `(4L,)`.
  private static func shape(_ text: String) throws(MalformedFile) -> [Int] {
    guard text.hasPrefix("("), text.hasSuffix(")") else {
      throw MalformedFile("shape \(quoted(text)) in the .npy header")
    }
    var shape: [Int] = []
    for part in text.dropFirst().dropLast().split(separator: ",") {
      var digits = part.drop { $0 == " " }
      while digits.last == " " { digits.removeLast() }
      if digits.isEmpty { continue }
      if digits.last == "L" { digits.removeLast() }
      guard let size = Int(digits), size >= 0 else {
        throw MalformedFile("shape \(quoted(text)) in the .npy header")
      }
      shape.append(size)
    }
    return shape
  }

  /// The value that follows `'key':` up to the next comma outside brackets.
  private static func field(_ key: String, in text: String) throws(MalformedFile) -> String {
    guard let range = text.firstRange(of: "'\(key)':") else {
      throw MalformedFile("no '\(key)' in the .npy header")
    }
    var depth = 0
    var value = ""
    for character in text[range.upperBound...] {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if depth < 0 || (depth == 0 && (character == "," || character == "}")) { break }
      value.append(character)
    }
    let trimmed = value.drop { $0 == " " }
    return String(trimmed.reversed().drop { $0 == " " }.reversed())
  }
}

/// The type of the entries of an array.
package struct NumPyType: Sendable, Equatable {
  /// The kind of number that the bits encode.
  package enum Kind: Character, Sendable {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case truth = "b"
  }

  package let kind: Kind
  /// The number of bytes of an entry: 1, 2, 4 or 8.
  package let size: Int
  package let isBigEndian: Bool

  /// Reads a descriptor such as `'<f8'`, with its quotes.
  ///
  /// - Throws: ``MalformedFile`` for all other types, with the conversion that NumPy needs.
  package init(descriptor: String) throws(MalformedFile) {
    let characters = Array(descriptor)
    guard characters.count == 5, characters[0] == "'", characters[4] == "'",
      "<>=|".contains(characters[1]), let kind = Kind(rawValue: characters[2]),
      let size = characters[3].wholeNumberValue, Self.sizes(kind).contains(size)
    else {
      throw MalformedFile(
        "dtype \(quoted(descriptor.filter { $0 != "'" })): float64, float32, float16, whole numbers or bool are needed; in NumPy: "
          + Self.remedy(descriptor))
    }
    self.kind = kind
    self.size = size
    isBigEndian = characters[1] == ">"
  }

  private static func sizes(_ kind: Kind) -> [Int] {
    switch kind {
    case .float: [2, 4, 8]
    case .signed, .unsigned: [1, 2, 4, 8]
    case .truth: [1]
    }
  }

  private static func remedy(_ descriptor: String) -> String {
    if descriptor.hasPrefix("[") {
      return "numpy.lib.recfunctions.structured_to_unstructured(a)"
    }
    return descriptor.contains("c") ? "a.real" : "a.astype(float)"
  }

  /// The relative accuracy of a number of this type.
  package var resolution: Double {
    guard kind == .float else { return .ulpOfOne }
    return size == 2 ? 0x1p-10 : size == 4 ? 0x1p-23 : 0x1p-52
  }

  /// The number that the bits encode; nil if a double cannot represent it.
  package func number(_ bits: UInt64) -> Double? {
    switch (kind, size) {
    case (.float, 8): Double(bitPattern: bits)
    case (.float, 4): Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case (.float, _): Self.half(bits)
    case (.truth, _): bits == 0 ? 0 : 1
    case (.unsigned, _): Double(exactly: bits)
    case (.signed, _):
      // Shifted to the top of 64 bits, the sign bit is in its place.
      Double(exactly: Int64(bitPattern: bits << (64 - 8 * UInt64(size))) >> (64 - 8 * Int64(size)))
    }
  }

  /// IEEE 754 binary16: Float16 does not exist on every platform.
  private static func half(_ bits: UInt64) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
    let magnitude: Double
    switch exponent {
    case 0: magnitude = fraction * 0x1p-24
    case 0x1F: magnitude = fraction == 0 ? .infinity : .nan
    default: magnitude = Double(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
    }
    return bits >> 15 & 1 == 1 ? -magnitude : magnitude
  }
}
