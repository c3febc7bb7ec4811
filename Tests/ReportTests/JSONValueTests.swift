// JSON, strictly, in process.

import Testing

@testable import Report

@Suite struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  @Test(
    "values of every kind",
    arguments: [
      ("null", .null), ("true", .truth(true)), (" false ", .truth(false)), ("0", .number(0)),
      ("-0.5e1", .number(-5)), ("1E+2", .number(100)), ("\"\"", .text("")), ("[]", .array([])),
      ("{}", .object([])), ("[1, [2]]", .array([.number(1), .array([.number(2)])])),
      ("\n{\"a\" : 1,\t\"b\":null}\r\n", .object([.init("a", .number(1)), .init("b", .null)])),
      ("\"σ\\u03c3\\n\\\"\\\\\\/\\t\\ud83d\\ude00\"", .text("σσ\n\"\\/\t😀")),
    ] as [(String, JSONValue)])
  func values(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
    #expect(try parse(value.serialized) == value)
  }

  @Test(
    "what RFC 8259 does not allow",
    arguments: [
      "", " ", "nul", "truex", "[1,]", "[,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}",
      "{\"a\":1 \"b\":2}", "[", "{", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
      "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\n\"", "NaN", "Infinity", "-Infinity", "1 2",
      "[] []", "'a'", "//", "nan", "inf", "+", "--1", "1e400", "[1}", "{\"a\":1,\"a\":2}",
      "\"1\\u00002\"",
    ])
  func refusals(text: String) {
    #expect(throws: MalformedJSON.self) { try parse(text) }
  }

  @Test(
    "numbers that JSON spells otherwise",
    arguments: ["01", "-01", "1.", "-.5", "+1", ".5", "1.e5", "1e", "-", "1.5.2"])
  func numbers(text: String) {
    #expect(throws: MalformedJSON.self) { try parse(text) }
  }

  @Test("errors name line and column")
  func lines() {
    let error = #expect(throws: MalformedJSON.self) { try parse("[\n1,\n\n!\n]") }
    #expect(error?.description.hasPrefix("line 4: ") == true)
    let inner = #expect(throws: MalformedJSON.self) { try parse("{\n \"k\": \"1\u{0}2\"}") }
    #expect(inner?.description == "line 2: a control character in a string (column 9)")
  }

  @Test("deep nesting is refused before it exhausts the stack")
  func depth() {
    let error = #expect(throws: MalformedJSON.self) {
      try parse(String(repeating: "[", count: 1_000_000))
    }
    #expect(error?.description.contains("nested too deeply") == true)
  }

  @Test("bytes that are not UTF-8")
  func notText() {
    #expect(throws: MalformedJSON.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    #expect(throws: MalformedJSON.self) { try JSONValue(parsing: [0xFF]) }
  }

  @Test("numbers are written the shortest way, and those that JSON lacks as null")
  func serialized() {
    let values: [(Double, String)] = [
      (1, "1.0"), (0.1, "0.1"), (-2.5e-7, "-2.5e-07"), (.nan, "null"), (.infinity, "null"),
      (1e300, "1e+300"),
    ]
    for (number, text) in values { #expect(JSONValue.number(number).serialized == text) }
  }

  @Test("a hundred thousand names take no longer than their number")
  func manyNames() throws {
    let names = (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",")
    #expect(try parse("{\(names)}").members?.count == 100_000)
    #expect(throws: MalformedJSON.self) { try parse("{\(names),\"7\":0}") }
  }
}
