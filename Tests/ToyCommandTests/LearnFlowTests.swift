// toy learn --method flow, and the trap in the table of any method.

import Foundation
import TestSupport
import Testing

@Suite struct LearnFlowTests {
  private static let spectra = ["one": "3\n1.2\n0.5\n0.1\n", "two": "5\n0.2\n0.15\n0.1\n"]

  private func folder() throws -> Folder {
    let folder = try Folder()
    for (name, text) in Self.spectra { try folder.write(text, to: "\(name).csv") }
    return folder
  }

  private static func line(_ data: String, _ options: String) -> String {
    "learn --data \(data).csv --as eigenvalues --sigma 0.9 --method flow --starts 2 \(options)"
  }

  @Test("flow from small R ends at R_trap, above the optimum, and reports it")
  func fixedStep() throws {
    let folder = try folder()
    let line = Self.line("one", "--k 4 --depth 3 --omega 0.35 --init small")
    let row = try folder.rows("\(line) --format csv")[0]
    #expect(agree(try row.number("risk"), 0.77770028, within: 1e-8))
    #expect(agree(try row.number("risk"), try row.number("trap_risk"), within: 1e-8))
    #expect(agree(try row.number("theory_risk"), 0.77037118, within: 1e-8))
    #expect(row["stop_reason"] == "gradient norm" && row["method"] == "flow")
    let object = try jsonObject(try folder.succeed("\(line) --format json").output)
    #expect((object["note"] as? String)?.hasPrefix("trapped: this is R_trap") == true)
    #expect(try folder.succeed(line).text.contains("trapped: this is R_trap"))
    // At even depth there is no trap, and no row to say so.
    let even = try folder.succeed(Self.line("one", "--k 4 --depth 2 --omega 0.35 --format json"))
    #expect(try jsonObject(even.output)["note"] as? String == nil)
  }

  @Test("other methods that end there are told the same", arguments: ["lbfgs", "gd"])
  func otherMethods(method: String) throws {
    let object = try jsonObject(
      try folder().succeed(
        "learn --data one.csv --as eigenvalues --sigma 0.9 --k 4 --depth 3 --omega 0.35 --init small "
          + "--starts 2 --method \(method) --tolerance 1e-13 --format json"
      ).output)
    #expect((object["note"] as? String)?.hasPrefix("trapped: this is R_trap") == true)
  }

  @Test("a learned step from small R ends at the least R_trap", arguments: [3, 5, 9])
  func learnedStep(depth: Int) throws {
    let expected = [
      3: (0.79340556, 0.7453122), 5: (0.78441171, 0.7269511), 9: (0.78362173, 0.7253821),
    ]
    let (one, two) = try #require(expected[depth])
    let folder = try folder()
    for (data, risk) in [("one", one), ("two", two)] {
      let row = try folder.rows(
        Self.line(data, "--k 2 --depth \(depth) --init small --format csv"))[0]
      #expect(agree(try row.number("risk"), risk, within: 1e-7))
      #expect(agree(try row.number("risk"), try row.number("trap_risk"), within: 1e-8))
    }
  }

  @Test("flow that passes near a saddle continues to the least R_trap")
  func saddle() throws {
    // As ω falls, a gain t* that was below c₀ comes to lie barely above it, and its row shrinks to almost nothing in
    // between.
    let folder = try Folder()
    try folder.write(
      "2.5517290920076485\n2.25426971372293\n.5930640987075482\n.545662799841804\n.04325188155373754\n",
      to: "three.csv")
    let row = try folder.rows(
      "learn --data three.csv --as eigenvalues --k 5 --sigma 1.3203921841643107 --depth 3 --omega learned "
        + "--method flow --init small --starts 2 --format csv")[0]
    #expect(agree(try row.number("risk"), try row.number("trap_risk"), within: 1e-10))
    #expect(row["stop_reason"] == "gradient norm")
  }

  @Test("--trace has the time, the wall and the eigenvalues, of which none crosses")
  func trace() throws {
    let folder = try Folder()
    _ = try folder.succeed(
      "learn --data iid --n 6 --k 6 --mu 4 --theta 1 --depth 3 --omega 0.65 --method flow --starts 3 "
        + "--seed 1 --trace t.csv")
    let rows = try records(try folder.text("t.csv"))
    let names = (1...6).map { "eigenvalue_\($0)" }
    var above: [String: Int] = [:]
    var time: [String: Double] = [:]
    for row in rows {
      let (start, wall) = (row["start"], try row.number("wall"))
      #expect(agree(wall, 1.5 / 0.65 - 1, within: 1e-14))
      let eigenvalues = try names.map { try row.number($0) }
      #expect(eigenvalues == eigenvalues.sorted(by: >))
      let count = eigenvalues.count { $0 > wall }
      #expect(above[start] ?? count == count, "start \(start), time \(row["time"])")
      above[start] = count
      let now = try row.number("time")
      #expect(now >= time[start] ?? 0)
      time[start] = now
    }
    #expect(above.values.contains { $0 > 0 } && above.count == 3)
    // Other methods have no time.
    _ = try folder.succeed("learn --n 4 --k 2 --depth 3 --starts 1 --trace u.csv")
    #expect(try folder.text("u.csv").split(separator: "\n")[0].hasSuffix(",gradient_norm,omega"))
  }

  @Test("a learned step moves the wall, and even depths have none")
  func walls() throws {
    let folder = try Folder()
    _ = try folder.succeed("learn --n 4 --k 2 --depth 3 --method flow --starts 1 --trace t.csv")
    for row in try records(try folder.text("t.csv")) {
      #expect(agree(try row.number("wall"), 1.5 / (try row.number("omega")) - 1, within: 1e-12))
    }
    _ = try folder.succeed("learn --n 4 --k 2 --method flow --starts 1 --trace u.csv")
    #expect(try records(try folder.text("u.csv")).allSatisfy { $0["wall"] == "" })
  }

  @Test("flow is that of R, whatever the family")
  func families() throws {
    for options in ["--family bilevel", "--depth 4", "--family bilevel --algorithm ridge"] {
      let row = try Folder().rows(
        "learn --n 5 --k 4 \(options) --mu 1 --theta 1 --data iid --method flow --format csv")[0]
      #expect(try row.number("relative_gap") < 1e-6, "\(options)")
    }
    let outcome = try Folder().toy(
      "learn --n 4 --k 2 --method flow --coordinates straight")
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.contains("gradient flow is that of R itself"))
  }

  @Test("a run that was stopped resumes and reaches the same end")
  func resume() throws {
    let folder = try Folder()
    let line = "learn --n 4 --k 2 --depth 3 --omega 0.35 --method flow --init small --starts 1"
    let whole = try folder.rows("\(line) --format csv")[0]
    let again = try folder.rows("\(line) --resume s.state --format csv")[0]
    let read = try folder.rows("\(line) --resume s.state --trace t.csv --format csv")[0]
    for name in ["risk", "evaluations", "gradient_norm"] {
      #expect(whole[name] == again[name] && again[name] == read[name])
    }
    #expect(try records(try folder.text("t.csv")).count > 10)
  }

  @Test("the figure shows the wall")
  func figure() throws {
    let folder = try Folder()
    let line = "learn --n 4 --k 4 --depth 3 --method flow --init small --starts 2"
    _ = try folder.succeed("\(line) --omega 0.35 -o a.svg")
    let fixed = try folder.text("a.svg")
    #expect(fixed.contains("the wall") && fixed.contains("never reached"))
    #expect(fixed.contains("the best"))
    _ = try folder.succeed("\(line) -o b.svg")
    #expect(try folder.text("b.svg").contains("which moves with"))
  }
}
