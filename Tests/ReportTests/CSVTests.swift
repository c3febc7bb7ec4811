import Report
import Testing

@Suite("CSV")
struct CSVTests {
  @Test("a header line, then a line per row, each ended by a line feed")
  func layout() {
    var table = Table(columns: ["k", "risk", "attained"])
    table.append([.integer(1), .number(0.25), .truth(true)])
    table.append([.integer(-2), .empty, .truth(false)], note: "not written")
    #expect(text(table.csv()) == "k,risk,attained\n1,0.25,true\n-2,,false\n")
  }

  @Test("a table without rows is its header")
  func header() {
    #expect(text(Table(columns: ["a", "b"]).csv()) == "a,b\n")
  }

  @Test(
    "fields are quoted where RFC 4180 requires it",
    arguments: [
      ("plain", "plain"), ("with space", "with space"), ("a,b", "\"a,b\""),
      ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
      ("return\r", "\"return\r\""), ("σ² = 1", "σ² = 1"), ("", ""), ("\"\"", "\"\"\"\"\"\""),
    ])
  func quoting(field: String, written: String) {
    var table = Table(columns: ["a", "b"])
    table.append([.text(field), .text("x")])
    #expect(text(table.csv()) == "a,b\n\(written),x\n")
  }

  @Test("column names are quoted too")
  func quotedHeader() {
    #expect(text(Table(columns: ["c(N,ω)", "b"]).csv()) == "\"c(N,ω)\",b\n")
  }

  @Test("an empty field alone on its line is quoted, so that the row counts")
  func lonelyEmptyField() {
    var table = Table(columns: ["a"])
    table.append([.empty])
    #expect(text(table.csv()) == "a\n\"\"\n")
  }

  @Test(
    "numbers that are not finite",
    arguments: [(Double.infinity, "inf"), (-Double.infinity, "-inf"), (Double.nan, "nan")])
  func nonFinite(value: Double, written: String) {
    #expect(Self.written(value) == written)
  }

  @Test("numbers have Swift's shortest digits and read back exactly", arguments: 0..<8)
  func shortestRoundTrip(seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed))
    var values: [Double] = []
    for _ in 0..<4_000 {
      values.append(Double(bitPattern: generator.next()))
      values.append(Double.random(in: -3...3, using: &generator))
      values.append(Double.random(in: 0...1e18, using: &generator).rounded())
      values.append(Double(Int.random(in: 0...1_000_000, using: &generator)) / 1e5)
    }
    let wrong = values.filter { value in
      guard value.isFinite else { return false }
      let written = Self.written(value)
      return written != value.description || Double(written)?.bitPattern != value.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  @Test("powers of two and their neighbours, where rounding intervals change, read back exactly")
  func powersOfTwo() {
    let values = (-1074...1023).flatMap { exponent in
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      return [power.nextDown, power, power.nextUp]
    }
    #expect(values.filter { Self.written($0) != $0.description }.isEmpty)
  }

  @Test(
    "the ends of the range of doubles",
    arguments: [
      0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e-5,
      1e-4,
      9007199254740991, 9007199254740992, 9007199254740994, 1.8014398509481984e16, 1e22, 1e23,
    ])
  func extremes(value: Double) {
    #expect(Self.written(value) == value.description)
  }

  @Test("negative zero is written as zero")
  func negativeZero() {
    #expect(Self.written(-0.0) == "0.0")
  }

  @Test("a cell equal to the one above is written again")
  func repeatedCells() {
    var table = Table(columns: ["a", "b"])
    for _ in 0..<3 { table.append([.text("x,\"y\""), .number(-0.1)]) }
    table.append([.text("x"), .number(0)])
    table.append([.text("x"), .number(-0.0)])
    #expect(
      text(table.csv())
        == "a,b\n\"x,\"\"y\"\"\",-0.1\n\"x,\"\"y\"\"\",-0.1\n\"x,\"\"y\"\"\",-0.1\nx,0.0\nx,0.0\n")
  }

  @Test(
    "integers to the ends of their range", arguments: [0, 7, -1, 10, 99, 100, Int.max, Int.min])
  func integers(value: Int) {
    var table = Table(columns: ["n"])
    table.append([.integer(value)])
    #expect(text(table.csv()) == "n\n\(value)\n")
  }

  @Test("rows that are written one by one are those of a table, in whatever pieces they are taken")
  func writer() {
    let values: [Cell] = [
      .number(0.1), .number(0.1), .number(0), .number(-0.0), .number(.nan), .number(.nan),
      .number(-.infinity), .number(-1.2345678901234567e-300), .integer(-7), .integer(10),
      .text("a,\"b\""), .text(""), .empty, .truth(true), .truth(false), .number(0.1),
    ]
    var table = Table(columns: ["a", "b"])
    var writer = CSVWriter(columns: ["a", "b"])
    writer.appendHeader()
    var pieces: [UInt8] = []
    for (index, value) in values.enumerated() {
      let row = [value, values[values.count - 1 - index]]
      table.append(row)
      for cell in row { writer.append(cell) }
      writer.endRow()
      if index % 3 == 0 { pieces += writer.takeAll() }
      if index % 5 == 0 {
        pieces += writer.bytes
        writer.removeAll()
      }
    }
    #expect(pieces + writer.bytes == table.csv())
  }

  @Test("cells that are appended one by one are themselves")
  func cells() {
    var cells: [Cell] = []
    cells.append("a")
    cells.append(1)
    cells.append(0.5)
    cells.append(true)
    cells.append(Double?.none)
    #expect(cells == [.text("a"), .integer(1), .number(0.5), .truth(true), .empty])
  }

  private static func written(_ value: Double) -> String {
    var table = Table(columns: ["x"])
    table.append([.number(value)])
    return String(text(table.csv()).dropFirst(2).dropLast())
  }
}

@Suite("Table")
struct TableTests {
  @Test("rows keep cells and notes")
  func rows() {
    var table = Table(columns: ["a"])
    table.append([.integer(1)], note: "why")
    #expect(table.rows == [Table.Row(cells: [.integer(1)], note: "why")])
  }

  @Test("a row of another length is a programmer error")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) {
      var table = Table(columns: ["a", "b"])
      table.append([.integer(1)])
    }
  }
}
