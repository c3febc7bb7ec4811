// toy risk --trap.

import TestSupport
import Testing

@Suite struct RiskTrapTests {
  @Test("two columns at the end, with the option only")
  func columns() throws {
    let folder = try Folder()
    let line = "risk --n 4 --k 2 --depth 2..5 --omega 0.35 --format csv"
    let plain = try folder.succeed(line).text.split(separator: "\n")
    let text = try folder.succeed("\(line) --trap").text
    #expect(text.split(separator: "\n")[0] == plain[0] + ",trap_risk,wall")
    for (row, other) in zip(text.split(separator: "\n"), plain) { #expect(row.hasPrefix(other)) }
    let rows = try records(text)
    for row in rows {
      let isOdd = row["depth"] == "3" || row["depth"] == "5"
      #expect((row["wall"] == "") == !isOdd)
      #expect(try row.number("trap_risk") >= row.number("risk"))
      if !isOdd { #expect(row["trap_risk"] == row["risk"]) }
    }
    #expect(try agree(rows[1].number("wall"), 1.5 / 0.35 - 1, within: 1e-14))
  }

  @Test("the values of flow from small R")
  func values() throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "g.csv")
    let line = "risk --data g.csv --as eigenvalues --sigma 0.9 --format csv --trap"
    let fixed = try folder.rows("\(line) --k 4 --depth 3 --omega 0.35")[0]
    #expect(try agree(fixed.number("trap_risk"), 0.77770027783850012818, within: 1e-13))
    #expect(try agree(fixed.number("risk"), 0.77037117899315071873, within: 1e-13))
    let learned = try folder.rows("\(line) --k 2 --depth 3,5,9")
    for (row, value) in zip(
      learned, [0.79340555804724819996, 0.78441171083840189991, 0.78362172965147703481])
    {
      #expect(try agree(row.number("trap_risk"), value, within: 1e-13))
    }
    #expect(
      try folder.succeed(
        "risk --data g.csv --as eigenvalues --k 4 --depth 3 --omega 0.35 --trap"
      ).text.contains("R_trap "))
  }

  @Test("empty cells are explained")
  func notes() throws {
    let folder = try Folder()
    func note(_ options: String) throws -> String {
      let outcome = try folder.succeed("risk --n 4 --k 2 --trap --format json \(options)")
      return try jsonObject(outcome.output)["note"] as? String ?? ""
    }
    #expect(try note("--depth 2").contains("the filter does not turn"))
    #expect(try note("--depth 3 --omega 0.5") == "")
    #expect(try note("--depth 3 --algorithm nesterov").contains("trap_risk: no closed form"))
    let row = try folder.rows(
      "risk --n 4 --k 2 --trap --format csv --depth 5 --algorithm nesterov --omega 0.4,learned")
    #expect(row[0]["wall"] != "" && row[0]["trap_risk"] != "")
    #expect(row[1]["wall"] == "" && row[1]["trap_risk"] == "")
  }

  @Test("it requires the table of risks", arguments: ["--certify", "--spectrum"])
  func refusals(option: String) throws {
    let outcome = try Folder().toy("risk --n 4 --k 2 --depth 3 --trap \(option)")
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.contains("--trap has no effect"))
  }
}
