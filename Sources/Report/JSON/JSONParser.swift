// Reading JSON.

/// A recursive-descent parser over bytes.
struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  /// Nesting beyond this is refused before it exhausts the stack.
  static let depthLimit = 100

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func value(depth: Int) throws(MalformedJSON) -> JSONValue {
    guard depth < Self.depthLimit else { throw error("nested too deeply") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .truth(true))
    case UInt8(ascii: "f"): return try word("false", .truth(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw error("a value is missing")
    default: return try number()
    }
  }

  mutating func finish() throws(MalformedJSON) {
    skipSpace()
    guard position == bytes.count else { throw error("something follows the end") }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ message: String) -> MalformedJSON {
    let before = bytes[..<min(position, bytes.count)]
    let line = 1 + before.count { $0 == 0x0A }
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return MalformedJSON("line \(line): \(message) (column \(before.count - start + 1))")
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  /// Consumes a byte, if it is next.
  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(MalformedJSON) -> JSONValue
  {
    guard bytes[position...].starts(with: text.utf8) else { throw error("an unknown word") }
    position += text.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(MalformedJSON) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if consume("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("a name in quotes is missing") }
      let name = try string()
      guard names.insert(name).inserted else {
        throw error("the name \(quotedJSON(name)) is given twice")
      }
      guard consume(":") else { throw error("':' is missing after \(quotedJSON(name))") }
      members.append(.init(name, try value(depth: depth + 1)))
    } while consume(",")
    guard consume("}") else { throw error("'}' or ',' is missing") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(MalformedJSON) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    if consume("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while consume(",")
    guard consume("]") else { throw error("']' or ',' is missing") }
    return .array(elements)
  }

  private mutating func number() throws(MalformedJSON) -> JSONValue {
    let start = position
    while let byte = peek, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    guard isJSONNumber(bytes[start..<position]),
      let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite
    else {
      position = start
      throw error("not a value")
    }
    return .number(number)
  }

  /// True for `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, of which other numbers of decimal notation
  /// have a sign, a point or a zero too many.
  private func isJSONNumber(_ text: ArraySlice<UInt8>) -> Bool {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    let unsigned = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
    let whole = unsigned.prefix(while: isDigit)
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
    let rest = unsigned.dropFirst(whole.count)
    return rest.first != UInt8(ascii: ".") || rest.dropFirst().first.map(isDigit) == true
  }

  private mutating func string() throws(MalformedJSON) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw error("a string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): content += try escape()
      case 0..<0x20:
        position -= 1
        throw error("a control character in a string")
      default: content.append(byte)
      }
    }
    throw error("a string does not end")
  }

  private mutating func escape() throws(MalformedJSON) -> [UInt8] {
    guard let byte = peek else { throw error("a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]) {
        guard bytes[position...].starts(with: Array("\\u".utf8)) else {
          throw error("half of a surrogate pair")
        }
        position += 2
        units.append(try codeUnit())
      }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw error("half of a surrogate pair")
      }
      // Text in C ends there.
      guard units != [0] else {
        position -= "\\u0000".utf8.count
        throw error("a NUL character in a string")
      }
      return Array(text.utf8)
    default: throw error("an unknown escape")
    }
  }

  private mutating func codeUnit() throws(MalformedJSON) -> UInt16 {
    let end = min(position + 4, bytes.count)
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16)
    else {
      throw error("an escape of four hexadecimal digits is incomplete")
    }
    position = end
    return unit
  }
}
