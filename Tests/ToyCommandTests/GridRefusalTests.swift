// Grids that are malformed, too large, or off the axis of a sweep.

import TestSupport
import Testing

@Suite struct GridRefusalTests {
  @Test(
    "malformed grids",
    arguments: [
      ("1..", "--sigma 1..: "), ("..5", "--sigma ..5: "), ("1..5:", "--sigma 1..5:: "),
      ("5..1", "--sigma 5..1: the range is empty"),
      ("1..5:0", "--sigma 1..5:0: the step must be positive"),
      ("1..5:-1", "--sigma 1..5:-1: the step must be positive"),
      ("1..5:x", "x: not a finite number"), ("1..2..3", "2..3: not a finite number"),
      ("1..inf", "inf: not a finite number"), ("geo:1..2:5", "geo:1: not a finite number"),
      ("lin:0..2", "--sigma lin:0..2: write lin:FROM..TO:POINTS"),
      ("log:", "--sigma log:: write log:FROM..TO:POINTS"),
      ("lin:0..2:1", "--sigma lin:0..2:1: the number of points must be at least 2"),
      ("lin:0..2:2.5", "--sigma lin:0..2:2.5: the number of points must be at least 2"),
      ("lin:2..0:5", "--sigma lin:2..0:5: the range is empty"),
      ("lin:1..1:5", "--sigma lin:1..1:5: the range is empty"),
      ("log:0..1:5", "--sigma log:0..1:5: a logarithmic grid starts above 0"),
      ("log:-1..1:5", "--sigma log:-1..1:5: a logarithmic grid starts above 0"),
    ])
  func malformed(grid: String, message: String) throws {
    let folder = try Folder()
    try folder.expectUsageError("risk --sigma \(grid)", says: "--sigma ", message)
    try folder.expectUsageError("risk-ratio --x sigma --sigma \(grid)", says: message)
  }

  @Test(
    "grids of more than ten million points",
    arguments: [
      "risk --sigma 0..10000000", "risk --sigma 1..1e300", "risk --sigma lin:0..1:10000001",
      "risk --sigma log:1..2:99999999999", "risk --n 1..1e15", "risk --sigma 0..1:1e-300",
      "risk --mu=-1e308..1e308:1", "risk-ratio --n 1e12 --k 1..1e12",
      "expressivity --x s --s 0..1e9", "expressivity --depth 1..1e9",
    ])
  func tooLarge(line: String) throws {
    try Folder().expectUsageError(line, says: "more than 10000000 points")
  }

  @Test("grids that are too large together")
  func productTooLarge() throws {
    try Folder().expectUsageError(
      "risk --k 1..500 --sigma lin:0.1..1:1000 --mu lin:0..1:100",
      says: "the grids have more than 10000000 points together")
  }

  @Test(
    "families that are too many are refused before they fill the memory",
    arguments: ["risk", "expressivity"])
  func familiesTooMany(command: String) throws {
    let limits = "export OPENBLAS_NUM_THREADS=1; ulimit -c 0; ulimit -v 1500000"
    let outcome = try Folder().shell(
      "\(limits); exec \"$TOY\" \(command) --depth 1..1000000 --omega lin:0.1..1:1000")
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.contains("more than 10000000"))
  }

  @Test(
    "lists in addition to the axis of a sweep",
    arguments: [
      ("--sigma 0.1,0.2", "--sigma has 2 values, but the sweep runs over --k; add --x sigma"),
      ("--n 5..9", "--n has 5 values, but the sweep runs over --k; add --x n"),
      ("--mu 0,1,2", "--mu has 3 values, but the sweep runs over --k; add --x mu"),
      ("--x sigma --theta 1,2.5", "--theta has 2 values, but the sweep runs over --sigma"),
      ("--x sigma --k 1,2", "--k has 2 values, but the sweep runs over --sigma; add --x k"),
      ("--x depth --n 4,5", "--n has 2 values, but the sweep runs over --depth"),
    ])
  func offAxis(options: String, message: String) throws {
    try Folder().expectUsageError("risk-ratio \(options)", says: message)
  }
}
