// Numbers in CSV, in process.

import Testing

@testable import ToyCommand

@Suite struct CSVFileTests {
  private func parse(_ text: String) throws -> NumericTable { try parseCSV(Array(text.utf8)) }

  @Test(
    "the same two rows in many spellings",
    arguments: [
      "1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r\n3,4", "x,y\n1,2\n3,4\n",
      "\u{FEFF}1,2\n3,4\n",
      "\u{FEFF}x,y\r\n1,2\r\n3,4", "\"1\",\"2\"\n3,4\n", " 1 , 2 \n\t3,4\t\n", "1,2\n3,4\n\n\n",
      "1,2\n3,4\r\n\r\n", "1.0,2e0\n+3,40e-1\n", "\"x\",\"y\"\n1,2\n3,4\n", "\"a,b\",y\n1,2\n3,4\n",
      "μ,σ²\n1,2\n3,4\n", "\"a \"\"b\"\"\",\n1,2\n3,4\n",
    ])
  func spellings(text: String) throws {
    let table = try parse(text)
    #expect((table.rows, table.columns) == (2, 2))
    #expect(table.values == [1, 2, 3, 4])
  }

  @Test("numbers come through to the last bit")
  func bits() throws {
    let values: [Double] = [
      0.1, -1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1 / 3.0,
    ]
    let text = values.map { "\($0)\n" }.joined()
    #expect(try parse(text).values == values)
  }

  @Test("a table knows its rows, its columns and where an entry is")
  func places() throws {
    let table = try parse("1,2,3\n4,5,6\n")
    #expect((table.rows, table.columns) == (2, 3))
    let found = try #require(table.first { $0 == 6 })
    #expect((found.row, found.column) == (2, 3))
    #expect(table.first { $0 == 7 } == nil)
  }

  @Test(
    "what is refused",
    arguments: [
      ("", "no row of numbers"), ("x\n", "no row of numbers"), ("x", "no row of numbers"),
      ("\n\n", "no row of numbers"), ("1\n\n2", "row 2 is empty"),
      ("1,2\n3", "row 2 has 1 column"),
      ("x,y\n1", "row 2 has 1 column, not 2"), ("1,2\n,4", "row 2, column 1: empty"),
      ("1\nx", "row 2, column 1: 'x'"), ("1\n\"\"", "row 2, column 1: empty"),
      ("nan\n1", "row 1, column 1: 'nan'"), ("1,nan\n", "row 1, column 2"),
      ("1\n0x1", "row 2, column 1: '0x1'"), ("1\n1,5", "row 2 has 2 columns, not 1"),
      ("1\n1 000", "row 2, column 1"), ("1\n−2", "row 2, column 1"), ("nan(0x1)\n1", "row 1"),
      (",\n1,2\n", "row 1, column 1: empty"), ("0x1,0x2\n1,2\n", "row 1, column 1"),
    ])
  func refusals(text: String, message: String) {
    let error = #expect(throws: MalformedFile.self) { try parse(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("bytes that are not UTF-8 are no numbers")
  func notText() {
    #expect(throws: MalformedFile.self) { try parseCSV([0x31, 0x0A, 0xFF, 0x0A]) }
    #expect(throws: MalformedFile.self) { try parseCSV([0x31, 0x0A, 0x00, 0x0A]) }
  }

  @Test("a long wrong field is cut in the message")
  func longField() {
    let error = #expect(throws: MalformedFile.self) {
      try parse("1\n" + String(repeating: "y", count: 100_000))
    }
    #expect((error?.description.count ?? 0) < 200)
  }
}
