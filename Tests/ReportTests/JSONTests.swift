import Foundation
import Report
import Testing

@Suite("JSON")
struct JSONTests {
  private static let table: Table = {
    var table = Table(columns: ["name", "k", "risk", "attained"])
    table.append([.text("first"), .integer(1), .number(0.25), .truth(true)])
    table.append([.empty, .integer(2), .number(1), .truth(false)], note: "approached")
    return table
  }()

  @Test("an array of objects, keys in the order of the columns, the note last")
  func array() {
    #expect(
      text(Self.table.json()) == """
        [
          {"name": "first", "k": 1, "risk": 0.25, "attained": true},
          {"name": null, "k": 2, "risk": 1.0, "attained": false, "note": "approached"}
        ]

        """)
  }

  @Test("one object")
  func object() {
    var table = Table(columns: ["k", "risk"])
    table.append([.integer(1), .number(0.5)])
    #expect(text(table.json(singleObject: true)) == "{\n  \"k\": 1,\n  \"risk\": 0.5\n}\n")
  }

  @Test("no rows")
  func empty() {
    #expect(text(Table(columns: ["a"]).json()) == "[]\n")
  }

  @Test(
    "a number that is not finite is null, with the reason in the note",
    arguments: [Double.infinity, -.infinity, .nan])
  func nonFinite(value: Double) {
    var table = Table(columns: ["risk", "ratio"])
    table.append([.number(value), .number(1)])
    table.append([.number(value), .number(value)])
    table.append([.number(value), .empty], note: "diverges")
    #expect(
      text(table.json()) == """
        [
          {"risk": null, "ratio": 1.0, "note": "risk is not finite"},
          {"risk": null, "ratio": null, "note": "risk is not finite; ratio is not finite"},
          {"risk": null, "ratio": null, "note": "diverges"}
        ]

        """)
  }

  @Test("negative zero is written as zero")
  func negativeZero() {
    var table = Table(columns: ["gain"])
    table.append([.number(-0.0)])
    #expect(text(table.json(singleObject: true)) == "{\n  \"gain\": 0.0\n}\n")
  }

  @Test("a column named note keeps its key")
  func noteColumn() {
    var table = Table(columns: ["note"])
    table.append([.text("mine")], note: "other")
    #expect(text(table.json()) == "[\n  {\"note\": \"mine\"}\n]\n")
  }

  @Test(
    "strings are escaped as RFC 8259 asks",
    arguments: [
      ("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a/b", "a/b"), ("line\nline", "line\\nline"),
      ("\r\t", "\\r\\t"), ("\u{0}\u{1F}", "\\u0000\\u001f"), ("σ ≤ ∞ 😀", "σ ≤ ∞ 😀"),
      ("\u{7F}", "\u{7F}"),
    ])
  func escapes(value: String, written: String) {
    var table = Table(columns: ["s"])
    table.append([.text(value)])
    #expect(text(table.json()) == "[\n  {\"s\": \"\(written)\"}\n]\n")
  }

  @Test("an independent reader finds the same values")
  func readBack() throws {
    var table = Table(columns: ["s \"q\"", "x", "t"])
    table.append([.text("\u{1}\"\\\n"), .number(0.1 + 0.2), .truth(true)])
    let object = try JSONDecoder().decode(Row.self, from: Data(table.json(singleObject: true)))
    #expect(object == Row(s: "\u{1}\"\\\n", x: 0.1 + 0.2, t: true))
  }

  private struct Row: Decodable, Equatable {
    enum CodingKeys: String, CodingKey {
      case s = "s \"q\""
      case x, t
    }
    var s: String
    var x: Double
    var t: Bool
  }
}
