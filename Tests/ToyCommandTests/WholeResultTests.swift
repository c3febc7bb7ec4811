// A file contains the whole result in any format; only a terminal shows less, and states it.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct WholeResultTests {
  private static let lines = [
    "risk-ratio --x depth --depth 1..10", "risk-ratio --n 40", "risk --n 90 --k 1..90",
    "risk --n 4 --k 1..4 --certify", "expressivity --depth 2..30 --omega 0.3,1.2",
    "expressivity --x s --s lin:0..3:100", "landscape --depth 2..9",
    "landscape --depth 2,3 --curve --r lin:0..3:50", "phase --n 30 --depth 2,3",
    "learn --n 4 --x k --k 1..3 --starts 1 --max-iterations 2",
    "learn --n 4 --k 1..2 --starts 1 --max-iterations 2 --perturb 0.1,0.2",
    "check bounds slide-bounds",
  ]

  @Test("every format has the rows and columns of CSV", arguments: lines)
  func rows(line: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("\(line) -o a.csv -o a.json -o a.md -o a.tex --format latex")
    let rows = try jsonObjects(try folder.bytes("a.json"))
    let header = try #require(try folder.text("a.csv").split(separator: "\n").first)
    let names = header.split(separator: ",").map(String.init)
    #expect(rows.allSatisfy { names.allSatisfy($0.keys.contains) })
    let page = try folder.text("a.md").split(separator: "\n").filter { $0.hasPrefix("|") }
    let head = "| \(names.joined(separator: " | ")) |"
    let start = try #require(page.firstIndex { $0 == head })
    #expect(page.count - start - 2 == rows.count)
    // The last tabular is the whole one.
    let source = try folder.text("a.tex").components(separatedBy: "\\begin{tabular}")
    let body = try #require(source.last?.components(separatedBy: "\\midrule\n").last)
    let lines = try #require(body.components(separatedBy: "\\bottomrule").first)
    #expect(lines.split(separator: "\n").count == rows.count)
    let first = try #require(lines.split(separator: "\n").first)
    #expect(first.components(separatedBy: " & ").count == names.count)
  }

  @Test(
    "standard output that is no terminal has what a file has",
    arguments: ["risk-ratio --n 40", "risk --n 90 --k 1..90", "landscape --depth 2..9"])
  func piped(line: String) throws {
    let folder = try Folder()
    let outcome = try folder.succeed("\(line) -o -")
    _ = try folder.succeed("\(line) -o a.txt")
    #expect(try folder.bytes("a.txt") == outcome.output)
    let header = try #require(outcome.text.split(separator: "\n").firstIndex { $0.contains("──") })
    let rows = try folder.rows("\(line) -o - --format csv").count
    #expect(outcome.text.split(separator: "\n").count - header - 1 >= rows)
  }

  @Test(
    "a terminal shows a table that fits, and says what it does not show",
    arguments: [60, 80, 120] as [UInt16])
  func terminal(width: UInt16) throws {
    let folder = try Folder()
    for line in Self.lines.dropLast() {
      let outcome = try folder.onTerminal(words("\(line) -o -"), width: width)
      try #require(outcome.status == 0, "\(outcome.diagnostics)")
      let lines = outcome.text.split(separator: "\n")
      // Where there are words around the table they are not broken.
      let table = lines.drop { !$0.contains("──") }.prefix { !$0.contains(" has everything") }
      let widest = table.filter { $0.contains("  ") && !$0.contains(": ") }.map(\.count).max() ?? 0
      #expect(widest <= Int(width), "\(line)")
    }
    let many = try folder.onTerminal(words("risk --n 90 --k 1..90"), width: width).text
    // The words below the table are broken where the terminal is narrow.
    #expect(
      many.replacingOccurrences(of: "\n", with: " ").contains(
        "40 of 90 rows; --columns chooses, -o FILE has everything"))
    #expect(many.contains("⋮"))
    let chosen = try folder.onTerminal(
      words("risk --n 30 --k 1..30 --columns k,risk"), width: width
    ).text
    #expect(chosen.split(separator: "\n").count == 32)
  }

  @Test("the least useful columns are left out first: those that are the same in all rows")
  func constantColumns() throws {
    let text = try Folder().onTerminal(words("risk --n 30 --k 1..30"), width: 80).text
    let header = try #require(text.split(separator: "\n").first)
    #expect(header.contains("k ") && header.contains("risk"))
    #expect(!header.contains("theta"))
    #expect(text.contains(" of 21 columns; --columns chooses, -o FILE has everything\n"))
  }
}

@Suite struct ColumnsTests {
  @Test(
    "--columns chooses columns and their order, in every format",
    arguments: [
      ("risk --n 4 --k 1..3", "risk,k"), ("risk-ratio --n 3", "k,family,ratio_to_linear"),
      ("risk --n 4 --k 1..3 --certify", "risk_upper,risk_lower"),
      ("expressivity --depth 2..4", "depth,upper,lower"),
      ("expressivity --x s --s 0,1", "s,value"), ("landscape --depth 2,3", "r,kind"),
      ("landscape --depth 2,3 --curve --r 0,1", "risk,r"), ("phase --n 5", "snr_db,k"),
      ("learn --n 3 --x k --k 1,2 --starts 1 --max-iterations 2", "k,stop_reason,risk"),
      ("learn --n 3 --k 1,2 --starts 1 --max-iterations 2 --perturb 0.1", "epsilon,k"),
      ("check bounds slide-bounds", "holds,claim"), ("explain", "topic"),
    ])
  func chosen(line: String, columns: String) throws {
    let folder = try Folder()
    let names = columns.split(separator: ",").map(String.init)
    let all = "\(line) --columns \(columns)"
    // Fields of others have commas.
    if !["explain", "check bounds slide-bounds"].contains(line) {
      let rows = try folder.rows("\(all) --format csv -o -")
      let whole = try folder.rows("\(line) --format csv -o -")
      #expect(rows.count == whole.count)
      for (row, other) in zip(rows, whole) {
        #expect(Set(row.fields.keys) == Set(names))
        for name in names { #expect(row[name] == other[name]) }
      }
      let header = try folder.succeed("\(all) --format csv -o -").text.split(separator: "\n")[0]
      #expect(header == columns)
      let source = try folder.succeed("\(all) --format latex -o -").text
      #expect(source.contains(" & ") || names.count == 1)
    }
    let objects = try jsonObjects(try folder.succeed("\(all) --format json -o -").output)
    #expect(objects.allSatisfy { Set($0.keys).subtracting(["note"]) == Set(names) })
    let page = try folder.succeed("\(all) --format markdown -o -").text
    #expect(page.contains("| \(names.joined(separator: " | ")) |"))
    let text = try folder.succeed("\(all) -o -").text.split(separator: "\n")
    let head = try #require(text.first { $0.split(separator: " ").map(String.init) == names })
    #expect(!head.isEmpty)
  }

  @Test("one object has the chosen names too")
  func single() throws {
    let output = try Folder().succeed("risk --n 4 --columns risk,omega --format json").text
    #expect(output.hasPrefix("{\n  \"risk\": ") && output.contains(",\n  \"omega\": "))
  }

  @Test(
    "names that are not known, given twice or without effect are refused",
    arguments: [
      ("risk --columns riks", "--columns riks: did you mean risk? known are data, n, mu,"),
      ("risk --columns risk,k,risk", "--columns risk: the name is given twice"),
      ("risk --columns risk,", "--columns risk,: a name is empty"),
      ("risk --columns risk_lower", "--columns risk_lower: "),
      ("risk --spectrum --columns risk", "known are data_eigenvalue, wiener_gain,"),
      ("risk-ratio --columns k -o a.svg", "--columns chooses columns of tables"),
      ("expressivity --x s --columns lower", "known are family, depth, omega, s, value"),
      ("landscape --curve --columns kinds", "did you mean kind?"),
      ("phase --columns who", "known are data, n, mu, theta, k, k_over_n,"),
      ("learn --perturb 0.1 --columns seed", "--columns seed: "),
      ("check --columns claims", "did you mean claim?"),
      ("explain odd --columns topic", "--columns: no table is written here"),
      ("report --columns section", "--columns needs --format"),
      ("figures --columns cost", "--columns requires --list"),
    ])
  func refused(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }
}
