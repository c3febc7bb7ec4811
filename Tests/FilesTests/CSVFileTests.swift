// Numbers in CSV, in process.

import LinearAlgebra
import TestSupport
import Testing

@testable import Files

@Suite struct CSVFileTests {
  private func parse(
    _ text: String, header: Decision = .auto, index: Decision = .auto
  ) throws -> NumericTable {
    var parser = CSVParser(TableReading(header: header, indexColumn: index))
    return try parser.parse(Array(text.utf8))
  }

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
    "files that are refused",
    arguments: [
      ("", "no row of numbers"), ("x\n", "no row of numbers"), ("x", "no row of numbers"),
      ("\n\n", "no row of numbers"), ("1\n\n2", "row 2 is empty"),
      ("1,2\n3", "row 2 has 1 column"),
      ("x,y\n1", "row 2 has 1 column, not 2"), ("1,2\n,4", "row 2, column 1: empty"),
      ("1\nx", "row 2, column 1: 'x'"), ("1\n\"\"", "row 2, column 1: empty"),
      ("nan\n1", "row 1, column 1: 'nan'"), ("1,nan\n", "row 1, column 2"),
      ("1\n0x1", "row 2, column 1: '0x1'"), ("1\n1,5", "row 2 has 2 columns, not 1"),
      ("1\n1 000", "row 2 has 2 columns, not 1"), ("1\n−2", "row 2, column 1"),
      ("nan(0x1)\n1", "row 1"),
      (",\n1,2\n", "row 1, column 1: empty"), ("0x1,0x2\n1,2\n", "row 1, column 1"),
    ])
  func refusals(text: String, message: String) {
    let error = #expect(throws: MalformedFile.self) { try parse(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("bytes that are not UTF-8 are no numbers")
  func notText() {
    for bytes in [[0x31, 0x0A, 0xFF, 0x0A], [0x31, 0x0A, 0x00, 0x0A]] as [[UInt8]] {
      var parser = CSVParser()
      #expect(throws: MalformedFile.self) { try parser.parse(bytes) }
    }
  }

  @Test("a long wrong field is cut in the message")
  func longField() {
    let error = #expect(throws: MalformedFile.self) {
      try parse("1\n" + String(repeating: "y", count: 100_000))
    }
    #expect((error?.description.count ?? 0) < 200)
  }

  @Test(
    "commas, semicolons, tabs and blanks separate",
    arguments: [
      "1.5,2\n3,4\n", "1.5;2\n3;4\n", "1.5\t2\n3\t4\n", "1.5 2\n3 4\n", "  1.5   2\n 3  4 \n",
      "1.5 \t 2\n3\t4\n", "x;y\n1.5;2\n3;4\n", "x y\n1.5 2\n3 4\n", "\"x\" \"y\"\n1.5 2\n3 4\n",
      "left, raw;right, raw\n1.5;2\n3;4\n", "\"x;1\",y\n1.5,2\n3,4\n", "1.5,2\r3,4\r",
      "1.5,2\r\n3,4\r\n",
      "# made by hand\n1.5,2\n3,4\n", "# x y\n1.5 2\n3 4\n", "1.5,2\n3,4\n# the end\n",
    ])
  func separators(text: String) throws {
    let table = try parse(text)
    #expect((table.rows, table.columns) == (2, 2))
    #expect(table.values == [1.5, 2, 3, 4])
  }

  @Test("a file read in pieces of any size gives the same result", arguments: 1...7)
  func pieces(size: Int) throws {
    let bytes = Array(
      "\u{FEFF}\"\",\"a\",b\r\n\"0\",1.5,2\r\n1,3, \"4\" \r\n\r\n".utf8)
    var parser = CSVParser()
    for start in stride(from: 0, to: bytes.count, by: size) {
      try parser.consume(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    let table = try parser.finish()
    #expect(table.values == [1.5, 2, 3, 4])
    #expect(table.layout.hasHeader && table.layout.hasIndexColumn)
    #expect(table.layout.firstRow == 2)
  }

  @Test(
    "what programs put before the data is left out and said",
    arguments: [
      // pandas: to_csv of a frame with and without names, and of one that was read again with its index.
      (",a,b\n0,1.5,2\n1,3,4\n", " (header and index column skipped)"),
      (",0,1\n0,1.5,2\n1,3,4\n", " (header and index column skipped)"),
      ("Unnamed: 0,0,1\n0,1.5,2\n1,3,4\n", " (header and index column skipped)"),
      ("index,a,b\n7,1.5,2\n3,3,4\n", " (header and index column skipped)"),
      (
        "\"\",\"a\",\"b\"\n\"0\",\"1.5\",\"2\"\n\"1\",\"3\",\"4\"\n",
        " (header and index column skipped)"
      ),
      (",a,b\n2023-01-01,1.5,2\n2023-01-02,3,4\n", " (header and index column skipped)"),
      // R: write.csv with names of rows, write.table, whose header is one field shorter.
      ("\"\",\"V1\",\"V2\"\n\"mon\",1.5,2\n\"tue\",3,4\n", " (header and index column skipped)"),
      ("\"V1\" \"V2\"\n\"1\" 1.5 2\n\"2\" 3 4\n", " (header and index column skipped)"),
      // MATLAB's writetable, and NumPy's savetxt with a header.
      ("Var1,Var2\r\n1.5,2\r\n3,4\r\n", " (header skipped)"),
      ("# a,b\n1.5,2\n3,4\n", " (1 comment line skipped)"),
      ("# one\n# two\na,b\n1.5,2\n3,4\n", " (2 comment lines and header skipped)"),
      ("1.5,2\n3,4\n# the end", " (1 comment line skipped)"),
      ("# one\n1.5,2\n3,4\n\n# the end\n", " (2 comment lines skipped)"),
      ("1.5,2\n3,4\n", ""),
    ])
  func omissions(text: String, said: String) throws {
    let table = try parse(text)
    #expect(table.values == [1.5, 2, 3, 4])
    #expect(table.omissions == said)
    #expect(table.headerSuspicion == nil && table.indexColumnSuspicion == nil)
  }

  @Test(
    "names that look like numbers are suspected, and options decide",
    arguments: [
      ("0,1,2\n0.5,7,1\n2,9,8\n", true, false), ("1,2,3\n0.5,7,1\n2,9,8\n", true, false),
      ("0,1\n5,7\n", true, false), ("0,0.5\n1,0.25\n2,7\n", false, true),
      ("100,0.5\n101,0.25\n", false, true), ("\"1\" 0.5\n\"2\" 0.25\n", false, true),
      ("-1.0,3\n0e0,4\n1.0,5\n", false, true), ("frame,x\n0,0.5\n1,0.25\n", false, true),
      ("1,2,3\n4,5,6\n", false, false), ("1,0.5\n3,0.25\n", false, false),
      ("0.5,1\n1.5,2\n", false, false), ("0\n1\n2\n", true, false), ("0\n0\n", false, false),
      ("0,1,2\n", false, false),
      ("1,0.5\n1,0.25\n", false, false), ("1,3,5\n0.5,7,1\n", false, false),
    ])
  func suspicions(text: String, header: Bool, index: Bool) throws {
    let table = try parse(text)
    #expect((table.headerSuspicion != nil) == header)
    #expect((table.indexColumnSuspicion != nil) == index)
    if header {
      #expect(try parse(text, header: .no).values == table.values)
      #expect(try parse(text, header: .yes).values == Array(table.values[table.columns...]))
      #expect(try parse(text, header: .no).headerSuspicion == nil)
    }
    if index {
      let kept = table.values.indices.filter { $0 % table.columns > 0 }.map { table.values[$0] }
      #expect(try parse(text, index: .no).values == table.values)
      #expect(try parse(text, index: .yes).values == kept)
      #expect(try parse(text, index: .no).indexColumnSuspicion == nil)
    }
  }

  @Test("row and column numbers count skipped lines and columns")
  func placesInFile() throws {
    let table = try parse("# c\n,a,b\n0,1,2\n1,3,-4\n")
    let found = try #require(table.first { $0 < 0 })
    #expect((found.row, found.column) == (4, 3))
  }

  @Test(
    "files that are refused, with the remedy",
    arguments: [
      ("1\u{0}2,3\n", "row 1, column 1: a control character, U+0000"),
      ("1,2\n3,4\u{1}\n", "row 2, column 2: a control character, U+0001"),
      ("a b\n1 2\n3 4\n5 6\u{1B}\n", "row 4, column 2: a control character, U+001B"),
      ("1;5\n1,5;2\n", "row 2, column 1: '1,5' is not a finite number: a decimal comma"),
      ("1,5\t2,5\n", "row 1, column 1: '1,5' is not a finite number: a decimal comma"),
      ("1,2\n3,NA\n", "row 2, column 2: 'NA' is not a finite number; leave out rows"),
      ("1,2\n3,\n", "row 2, column 2: empty; leave out rows"),
      ("1\t2\n3\t\t4\n", "row 2, column 2: empty"), ("1,2\n \n3,4\n", "row 2 is empty"),
      ("1,2\n# then\n3,4\n", "row 2 is a comment among numbers"),
      ("1,\"2\n3,4\n", "row 1, column 2: '2' has a quote that does not end with the field"),
      ("1,\"2\"3\n", "row 1, column 2: '2' has a quote that does not end with the field"),
      ("r1,1,2\nr2,3,4\n", "row 1, column 1: 'r1'"),
      ("name,x\nr1,2\n", "row 2, column 1: 'r1' is not a finite number; --index-column yes"),
      ("x,1,2\n3,4,5\n", "row 1, column 1: 'x' is not a finite number; --header yes"),
      ("0x1p3\n", "row 1, column 1: '0x1p3'"), ("1e5x\n", "row 1"), ("1_000\n", "row 1"),
      ("+-1\n", "row 1"), ("1e\n", "row 1"), (".\n", "row 1"), ("--1\n", "row 1"),
    ])
  func remedies(text: String, message: String) {
    let error = #expect(throws: MalformedFile.self) { try parse(text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test("files that are no text are named")
  func foreignFiles() {
    let files: [([UInt8], String)] = [
      (Array("PK\u{3}\u{4}".utf8), "is a ZIP archive"), ([0xFF, 0xFE, 0x31, 0], "is UTF-16 text"),
      ([0x1F, 0x8B, 8], "is compressed"), ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A], ""),
    ]
    for (bytes, message) in files {
      var parser = CSVParser()
      let error = #expect(throws: MalformedFile.self) { try parser.parse(bytes) }
      #expect(error?.description.hasPrefix(message) == true)
    }
  }

  @Test("control characters are shown by their code in messages")
  func quotedText() {
    #expect(quoted("a\u{0}b\n\u{1B}[2J\u{202E}") == "'a\\u{0}b\\n\\u{1B}[2J\\u{202E}'")
    #expect(quoted(String(repeating: "x", count: 41)) == "'\(String(repeating: "x", count: 40))…'")
    #expect(quoted(String(repeating: "σ", count: 40)) == "'\(String(repeating: "σ", count: 40))'")
    #expect(quoted([0x61, 0xFF]) == "'a\u{FFFD}'")
  }

  @Test("numbers are the nearest doubles, as the standard library finds them", arguments: 0..<4)
  func nearest(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5_000 {
      let digits = Int.random(in: 1...22, using: &random)
      var text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
      if Bool.random(using: &random) {
        let place = Int.random(in: 0...digits, using: &random)
        text.insert(".", at: text.index(text.startIndex, offsetBy: place))
      }
      if Bool.random(using: &random) { text += "e\(Int.random(in: -330...310, using: &random))" }
      if Bool.random(using: &random) { text = "-" + text }
      let bytes = Array(text.utf8)
      let expected = try #require(Double(text))
      #expect(decimalNumber(bytes, bytes.indices) == expected, "\(text)")
    }
  }

  @Test(
    "no number ends at a control character",
    arguments: ["1\u{0}2", "1\u{0}", "\u{0}1", "1\n", " 1", "1\t2", "1\u{7F}"])
  func controlCharacters(text: String) {
    #expect(decimalNumber(text) == nil)
    #expect(decimalNumber(Array(text.utf8), 0..<text.utf8.count) == nil)
  }
}
