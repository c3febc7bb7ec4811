// An R for every step, and other depths than the one trained, through the executable.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct UntiedTests {
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "C.csv")
    return folder
  }

  @Test("the risk is empty where only bounds are known, and equal to both where they agree")
  func columns() throws {
    let rows = try folder().rows(
      "risk --data C.csv --k 1 --depth 2..5 --algorithm untied,gradient-descent --bounds --format csv"
    )
    #expect(rows.count == 8)
    for row in rows {
      let (lower, upper) = (try row.number("risk_lower"), try row.number("risk_upper"))
      let depth = try row.number("depth")
      let isOpen = row["algorithm"] == "untied" && depth == 3
      #expect((row["risk"] == "") == isOpen && (lower < upper) == isOpen, "\(row)")
      for column in ["bias", "ratio_to_linear", "gain_db", "attained", "omega"] {
        #expect((row[column] == "") == isOpen, "\(column)")
      }
      if !isOpen { #expect(try row.number("risk") == lower) }
      if row["algorithm"] == "untied", depth >= 4 { #expect(row["attains"] == "linear") }
      if isOpen { #expect(row["attains"] == "") }
    }
    #expect(agree(try rows[0].number("risk"), 0.84541713545921, within: 1e-13))
    #expect(agree(try rows[1].number("risk_upper"), 0.783621729651477, within: 1e-13))
    let plain = try folder().succeed("risk --data C.csv --k 1 --depth 2,3 --format csv")
    #expect(!plain.text.contains("risk_lower") && !plain.text.contains("test_depth"))
  }

  @Test("JSON has a note, a terminal both bounds")
  func notes() throws {
    let folder = try folder()
    let line = "risk --data C.csv --k 1 --depth 3 --algorithm untied"
    #expect(
      try folder.succeed("\(line) --format json").text.contains(
        "\"the best risk is known to lie between risk_lower and risk_upper\""))
    let page = try folder.succeed(line).text
    #expect(page.contains("between 0.7781621684 and 0.7836217297"))
    #expect(page.contains("the best known T, whose risk is the upper bound"))
  }

  @Test(
    "commands that need one filter refuse an R for every step",
    arguments: [
      "phase", "landscape --depth 3", "expressivity --omega 1", "realize C.csv --omega 1",
    ])
  func refusals(command: String) throws {
    try folder().expectUsageError(
      "\(command) --algorithm untied", says: "only bounds on the best risk are known")
  }

  @Test("learning ends between the bounds, or above them, and saves the R of every step")
  func learning() throws {
    let folder = try folder()
    let outcome = try folder.succeed(
      "learn --data C.csv --k 1 --algorithm untied --depth 3 --starts 6 --save R.csv --format csv -o -"
    )
    #expect(outcome.diagnostics.contains("R.csv has R₁ … R_{N−1}, k rows each"))
    let row = try records(outcome.text)[0]
    #expect(row["theory_risk"] == "" && row["relative_gap"] == "" && row["share_at_optimum"] == "")
    #expect(try row.number("risk") >= row.number("risk_lower") * (1 - 1e-10))
    #expect(agree(try row.number("risk"), try row.number("risk_upper"), within: 1e-6))
    #expect(try matrix(try folder.text("R.csv")).count == 2)
    let text = try folder.succeed("learn --data C.csv --k 1 --algorithm untied --depth 3 -o -").text
    #expect(text.contains("between 0.7781621684 and 0.7836217297, not known exactly"))
    #expect(!text.contains("eigenvalues of T"))
  }

  @Test(
    "what learning cannot do with an R for every step is refused",
    arguments: [
      ("--method flow", "--method flow: --algorithm untied has no single RᵀR"),
      ("--init spectral", "--init spectral: no optimal R is known for --algorithm untied"),
      ("--init continuation", "--init continuation is for odd depths with a single R"),
      ("--perturb 0.1", "--perturb needs a single R"),
      ("--depth 101", "N ≤ 100"),
    ])
  func learningRefusals(options: String, message: String) throws {
    try folder().expectUsageError(
      "learn --data C.csv --k 1 --algorithm untied \(options)", says: message)
  }

  @Test(
    "what has no meaning is refused",
    arguments: [
      ("--algorithm untied --depth 1", "--algorithm untied takes 2 to"),
      ("--algorithm untied --spectrum", "not the best T"),
      ("--algorithm untied --certify", "no certified bounds"),
      ("--algorithm untied --test-depth 3", "an R for every step of its own depth"),
      ("--algorithm steps --test-depth 3", "sizes for the steps of its own depth"),
      ("--family bilevel --test-depth 3", "only --family unrolled"),
      ("--test-depth 0", "between 1 and 2⁵³"), ("--test-depth 3 --certify", "best risks"),
      ("--test-depth 3 --trap", "without regard to the wall"),
      ("--algorithm conjugate-gradient --depth 9 --test-depth 2", "min(k+1, n)"),
    ])
  func illegal(options: String, reason: String) throws {
    try folder().expectUsageError("risk --data C.csv --k 2 \(options)", says: reason)
  }

  @Test("the curve of untied steps is the upper bound, with a band down to the lower one")
  func figure() throws {
    let folder = try folder()
    _ = try folder.succeed(
      "risk-ratio --data C.csv --k 1 --x depth --depth 2..6 --omega learned --family unrolled "
        + "--algorithm gradient-descent,untied --y risk -o f.svg -o f.csv")
    let svg = try folder.text("f.svg")
    #expect(svg.contains("untied"))
    let rows = try folder.rows(
      "risk-ratio --data C.csv --k 1 --x depth --depth 2..6 --omega learned --family unrolled --algorithm untied --y risk --format csv"
    )
    #expect(rows.map { $0["risk"] == "" } == [false, true, false, false, false])
  }

  @Test("--test-depth gives the risks after other numbers of steps, in risk and in risk-ratio")
  func testDepth() throws {
    let folder = try folder()
    let rows = try folder.rows(
      "risk --data C.csv --k 2 --depth 4,5 --test-depth 4..6 --format csv")
    #expect(rows.map { $0["depth"] } == ["4", "4", "4", "5", "5", "5"])
    #expect(rows.map { $0["test_depth"] } == ["4", "5", "6", "4", "5", "6"])
    #expect(agree(try rows[0].number("risk"), 0.783621729651477, within: 1e-13))
    #expect(agree(try rows[4].number("risk"), 0.7781621684453484, within: 1e-13))
    #expect(try rows[3].number("risk") > 3 && rows[1].number("risk") > rows[0].number("risk"))
    let swept = try folder.rows(
      "risk-ratio --data C.csv --k 2 --x test-depth --test-depth 4..6 --depth 4,5 --omega learned "
        + "--format csv")
    // The references have no number of steps.
    #expect(swept.count == 8 && swept[0]["test_depth"] == "")
    #expect(swept.suffix(6).map { $0["risk"] } == rows.map { $0["risk"] })
  }

  @Test("a model that does not exist has no risk, and a note says why")
  func noModel() throws {
    let folder = try Folder()
    let line = "risk --n 4 --k 2 --depth 3 --test-depth 4"
    let row = try #require(try folder.rows("\(line) --format csv").first)
    #expect(row["risk"] == "" && row["attained"] == "false" && row["test_depth"] == "4")
    #expect(try folder.succeed("\(line) --format json").text.contains("is not attained"))
    #expect(try folder.succeed(line).text.contains("is not attained"))
  }
}
