// JSON, strictly by RFC 8259. Foundation would do as well, at the price of doubling the start-up time
// of every command.

/// A JSON value; objects keep the order of their members.
package indirect enum JSONValue: Sendable, Equatable {
  case null
  case truth(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([Member])

  /// A named value of an object.
  package struct Member: Sendable, Equatable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value, for a number.
  package var number: Double? { if case .number(let number) = self { number } else { nil } }

  /// The text, for a string.
  package var string: String? { if case .text(let text) = self { text } else { nil } }

  /// The elements, for an array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, for an object.
  package var members: [Member]? { if case .object(let members) = self { members } else { nil } }

  /// Reads a document: one value and nothing after it.
  ///
  /// - Throws: ``MalformedJSON`` with the line and column of the error.
  package init(parsing bytes: [UInt8]) throws(MalformedJSON) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.value(depth: 0)
    try parser.finish()
  }

  /// The value as text on one line.
  ///
  /// Numbers that are not finite, which JSON lacks, become null.
  package var serialized: String {
    switch self {
    case .null: return "null"
    case .truth(let truth): return truth ? "true" : "false"
    case .number(let number):
      if let integer = Int(exactly: number), abs(number) < 0x1p53 { return "\(integer)" }
      return number.isFinite ? "\(number)" : "null"
    case .text(let text): return quotedJSON(text)
    case .array(let elements):
      return "[" + elements.map(\.serialized).joined(separator: ", ") + "]"
    case .object(let members):
      let fields = members.map { "\(quotedJSON($0.name)): \($0.value.serialized)" }
      return "{" + fields.joined(separator: ", ") + "}"
    }
  }
}

/// Why a text is no JSON document.
package struct MalformedJSON: Error, Equatable, CustomStringConvertible {
  /// The line, what is wrong there, and the column.
  package let description: String

  package init(_ description: String) { self.description = description }
}
