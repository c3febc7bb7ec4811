// JSON, strictly by RFC 8259. Foundation would do as well, at the price of doubling the start-up time
// of every command.

/// A JSON value; objects keep the order of their members.
package indirect enum JSONValue: Sendable, Equatable {
  case null
  case truth(Bool)
  /// A whole number that counts something, written without a point.
  case integer(Int)
  /// Any other number, whole ones with a point: `1.0`; a number that is read is always one of these.
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
  package var serialized: String { serialized(comma: ", ", colon: ": ") }

  /// The value as text without spaces between its parts.
  package var compact: String { serialized(comma: ",", colon: ":") }

  private func serialized(comma: String, colon: String) -> String {
    switch self {
    case .null: return "null"
    case .truth(let truth): return truth ? "true" : "false"
    case .integer(let integer): return "\(integer)"
    case .number(let number): return numberJSON(number)
    case .text(let text): return quotedJSON(text)
    case .array(let elements):
      return "["
        + elements.map { $0.serialized(comma: comma, colon: colon) }.joined(separator: comma) + "]"
    case .object(let members):
      let fields = members.map {
        quotedJSON($0.name) + colon + $0.value.serialized(comma: comma, colon: colon)
      }
      return "{" + fields.joined(separator: comma) + "}"
    }
  }
}

/// Why a text is no JSON document.
package struct MalformedJSON: Error, Equatable, CustomStringConvertible {
  /// The line, the fault, and the column.
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// A number in JSON: the fewest digits that read back as the same, and null where it is not finite.
func numberJSON(_ number: Double) -> String {
  number == 0 ? "0.0" : number.isFinite ? number.description : "null"
}

extension Cell {
  /// The value in JSON.
  package var json: JSONValue {
    switch self {
    case .empty: .null
    case .text(let text): .text(text)
    case .integer(let integer): .integer(integer)
    case .number(let number), .bound(let number, _): .number(number)
    case .truth(let truth): .truth(truth)
    }
  }
}
