import Testing

@testable import Report

@Suite("Tables on a terminal")
struct TerminalTableTests {
  private static let runs: Table = {
    var table = Table(columns: ["depth", "risk", "theory_risk", "init", "stopped"])
    for (depth, start) in [(2, "small"), (3, "small"), (2, "continuation"), (3, "continuation")] {
      table.append([
        .integer(depth), .number(Double(depth) / 4), .number(Double(depth)), .text(start),
        .text("gradient norm"),
      ])
    }
    return table
  }()

  @Test(
    "numbers are left out from right to left, names only if rows still differ without them",
    arguments: [
      (80, "depth  risk  theory_risk  init          stopped"),
      (45, "depth  risk  theory_risk  init"),
      (30, "depth  risk  init"),
      (20, "depth  init"),
      (10, "depth"),
    ])
  func columns(width: Int, header: String) {
    let text = Terminal(width: width).text(Self.runs)
    #expect(text.split(separator: "\n").first.map(String.init) == header)
  }

  @Test("sentences are left out before numbers")
  func sentences() {
    var table = Table(columns: ["k", "reason", "risk"])
    for k in [1, 2] {
      table.append([
        .integer(k), .text("a sentence of more than twenty characters, number \(k)"),
        .number(0.5 / Double(k)),
      ])
    }
    let text = Terminal(width: 30).text(table)
    #expect(text.hasPrefix("k  risk\n"))
  }

  @Test("beside a single column there is room for the beginning of a text")
  func beginning() {
    var table = Table(columns: ["figure", "caption", "cost"])
    table.append([
      .text("floor"), .text("What one learned number and three learned steps are worth"),
      .text("none"),
    ])
    let text = Terminal(width: 30).text(table)
    #expect(text.contains("floor   What one learned numb…\n"))
    let lines = text.split(separator: "\n").prefix(3)
    #expect(lines.allSatisfy { $0.count <= 30 })
    #expect(text.contains("2 of 3 columns"))
  }

  @Test(
    "a table in pieces has every column once, and the first one in every piece", arguments: 1...60)
  func pieces(width: Int) {
    let pieces = Self.runs.pieces(width: width)
    #expect(["depth"] + pieces.flatMap { $0.columns.dropFirst() } == Self.runs.columns)
    #expect(pieces.allSatisfy { $0.columns.first == "depth" && $0.rows.count == 4 })
    if width >= 20 {
      let lines = pieces.flatMap { $0.text().split(separator: "\n") }
      #expect(lines.allSatisfy { $0.count <= width })
    }
  }
}
