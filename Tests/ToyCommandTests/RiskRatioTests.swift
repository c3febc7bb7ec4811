// toy risk-ratio: the sweeps.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct RiskRatioTests {
  /// What tells one curve of a sweep over k from another.
  private func curveName(_ row: Record) -> String {
    ["data", "family", "depth", "omega_rule"].map { row[$0] }.joined(separator: " ")
  }

  @Test("the default sweep: ten curves of 500 points, k ascending, no ratio below 1")
  func defaultSweep() throws {
    let rows = try Folder().rows("risk-ratio --format csv -o -")
    #expect(rows.count == 5000)
    var curves: [String: [Double]] = [:]
    for row in rows {
      curves[curveName(row), default: []].append(try row.number("k"))
      #expect(try row.number("ratio_to_linear") >= 1 - 1e-12)
      #expect(try row.number("risk").isFinite)
    }
    #expect(curves.count == 10)
    for ks in curves.values { #expect(ks == (1...500).map(Double.init)) }
    #expect(zip(rows, rows.dropFirst()).count { curveName($0) != curveName($1) } == 9)
  }

  @Test("a sweep has the numbers of risk")
  func sameAsRisk() throws {
    let folder = try Folder()
    let options = "--n 6 --sigma 0.3 --family unrolled --depth 3 --omega 0.5 --format csv"
    let sweep = try folder.succeed("risk-ratio \(options) -o -")
    #expect(sweep.output == (try folder.succeed("risk \(options) --k 1..6")).output)
  }

  @Test(
    "every axis has a default grid that runs",
    arguments: [
      ("k", "k", 500, 1.0, 500.0), ("mu", "mu", 101, 0, 2), ("theta", "theta", 101, 0, 2),
      ("sigma", "sigma", 121, 0.01, 10), ("n", "n", 0, 1, 1000), ("depth", "depth", 20, 1, 20),
      ("omega", "omega", 199, 0.01, 1.99),
    ])
  func axes(axis: String, column: String, count: Int, first: Double, last: Double) throws {
    let rows = try Folder().rows("risk-ratio --x \(axis) --family unrolled --format csv -o -")
    let isFixed = axis == "omega"
    let values = Set(
      try rows.filter { isFixed || $0["omega_rule"] == "learned" }.map { try $0.number(column) })
    #expect(values.count == count || count == 0)
    #expect(values.min() == first)
    #expect(values.max() == last)
  }

  @Test(
    "a grid of one's own on every axis",
    arguments: [
      ("k", "1,3"), ("n", "5,9"), ("mu", "0.5,2"), ("theta", "0.25,1"), ("sigma", "0.1,1"),
      ("depth", "2,5"), ("omega", "0.25,1.5"),
    ])
  func ownGrid(axis: String, grid: String) throws {
    let folder = try Folder()
    let own = axis == "n" ? "" : " --n 9"
    let line = "risk-ratio --x \(axis) --\(axis) \(grid)\(own) --family unrolled"
    let rows = try folder.rows("\(line) --format csv -o -")
    let values = try rows.map { try $0.number(axis) }
    for value in grid.split(separator: ",").compactMap({ Double($0) }) {
      #expect(values.contains(value))
    }
    #expect(try folder.succeed("\(line) -o -").text.contains("risk / best linear risk over "))
    #expect(try folder.succeed("\(line) --format svg -o -").text.contains("</svg>"))
  }

  @Test("a trillion dimensions at k = 1, 10, 1000")
  func large() throws {
    let rows = try Folder().rows("risk-ratio --n 1000000000000 --k 1,10,1000 --format csv -o -")
    #expect(rows.count == 30)
    for row in rows {
      #expect(row["n"] == "1000000000000")
      #expect(try row.number("ratio_to_linear") >= 1 - 1e-12)
    }
  }

  @Test("without --k, a large n has about a thousand points from 1 to n")
  func largeDefault() throws {
    let rows = try Folder().rows(
      "risk-ratio --n 1000000000000 --family bilevel --format csv -o -")
    let k = try rows.map { try $0.number("k") }
    #expect(k.first == 1)
    #expect(k.last == 1e12)
    #expect((500...2002).contains(k.count))
    #expect(zip(k, k.dropFirst()).allSatisfy(<))
  }

  @Test("stars mark infima that are not attained, and only those")
  func stars() throws {
    let folder = try Folder()
    let text = try folder.shown("risk-ratio --n 5 -o -")
    let lines = text.split(separator: "\n")
    let odd = try #require(lines.first { $0.hasPrefix("unrolled, N = 3, learned ω") })
    let even = try #require(lines.first { $0.hasPrefix("unrolled, N = 2, learned ω") })
    #expect(odd.count { $0 == "*" } == 5)
    #expect(even.count { $0 == "*" } == 0)
    #expect(lines.last == "* an infimum that no R (and ω) attains")
    let attained = try folder.shown("risk-ratio --n 5 --family linear,unrolled --depth 2 -o -")
    #expect(!attained.contains("*"))
  }

  @Test("--x depth splits even and odd depths")
  func parity() throws {
    let text = try Folder().shown("risk-ratio --x depth --depth 2..7 --n 9 --k 3 -o -")
    for name in ["unrolled, N even, ω = 0.5", "unrolled, N odd, ω = 0.5"] + [
      "unrolled, N even, learned ω", "unrolled, N odd, learned ω", "best linear", "bilevel",
    ] {
      #expect(text.split(separator: "\n").count { $0.hasPrefix(name) } == 1, "\(name)")
    }
  }

  @Test("several data models side by side")
  func dataModels() throws {
    let folder = try Folder()
    let rows = try folder.rows("risk-ratio --data constant,iid --n 4 --format csv -o -")
    #expect(rows.count == 2 * 10 * 4)
    #expect(rows.prefix(40).allSatisfy { $0["data"] == "constant" })
    #expect(rows.suffix(40).allSatisfy { $0["data"] == "iid" })
    let text = try folder.shown("risk-ratio --data constant,iid --n 4 -o -")
    #expect(text.contains("\nconstant: bilevel") && text.contains("\niid: bilevel"))
  }

  @Test(
    "--y chooses the quantity that is shown; CSV has all of them",
    arguments: ["risk", "bias", "variance", "ratio_to_linear", "ratio_to_bilevel"])
  func quantities(name: String) throws {
    let folder = try Folder()
    let csv = try folder.succeed("risk-ratio --n 4 --y \(name) --format csv -o -").output
    #expect(csv == (try folder.succeed("risk-ratio --n 4 --format csv -o -")).output)
    let row = try #require(
      try folder.rows("risk --n 4 --k 1 --omega 0.5 --format csv").first)
    let line = try folder.shown("risk-ratio --n 4 --y \(name) -o -")
      .split(separator: "\n").first { $0.hasPrefix("unrolled, N = 2, ω = 0.5") }
    let shown = try #require(line?.split(separator: " ").dropFirst(7).first.flatMap { Double($0) })
    #expect(agree(shown, try row.number(name), within: 1e-5))
  }

  @Test("ratio_to_even compares with the even_risk of --bounds, in its own column")
  func ratioToEven() throws {
    let folder = try Folder()
    let options = "--n 6 --k 1..6 --sigma 0.3 --family unrolled,bilevel --depth 2,3 --omega learned"
    let rows = try folder.rows("risk-ratio \(options) --y ratio_to_even --format csv -o -")
    let bounds = try folder.rows("risk \(options) --bounds --format csv")
    let even = Dictionary(
      try bounds.map { ($0["k"], try $0.number("even_risk")) }, uniquingKeysWith: { one, _ in one })
    #expect(rows.count == 18)
    for row in rows {
      let ratio = try row.number("ratio_to_even")
      let risk = try row.number("risk")
      #expect(agree(ratio, risk / (try #require(even[row["k"]])), within: 1e-12))
      if row["depth"] == "2" { #expect(agree(ratio, 1, within: 1e-12)) }
    }
    #expect(!(try folder.succeed("risk-ratio \(options) --format csv -o -").text).contains("even"))
    let shown = try folder.shown("risk-ratio \(options) --y ratio_to_even -o -")
    #expect(shown.hasPrefix("risk / risk of even depth over k"))
  }

  @Test("its figure is in per cent, with even depth at 0 and the floor below it")
  func evenFigure() throws {
    let folder = try Folder()
    let line =
      "risk-ratio --data iid --n 20 --y ratio_to_even --family bilevel,unrolled --algorithm "
      + "exact,gradient-descent,steps --depth 3 --omega learned --format svg -o -"
    let svg = try folder.succeed(line).text
    for name in ["risk relative to even depth, in %", "even depth: 0 throughout", "bilevel"] {
      #expect(svg.contains(name), "\(name)")
    }
  }

  @Test("curves that are indistinguishable from a reference share its name")
  func sharedNames() throws {
    let folder = try Folder()
    func description(_ line: String) throws -> String {
      let svg = try folder.succeed("risk-ratio \(line) --format svg -o -").text
      return svg.split(separator: "<desc").dropFirst().first.map(String.init) ?? ""
    }
    let ratios = try description("--n 50 --sigma 0.9")
    #expect(ratios.contains("best linear, N = 3, 11: 1 throughout"))
    #expect(ratios.contains("bilevel, N = 10: from"))
    let depths = try description(
      "--n 50 --k 20 --x depth --depth 2..26 --omega 0.2,learned --y risk")
    #expect(depths.contains("best linear, N odd, learned ω"))
    #expect(depths.contains("N even, ω = 0.2: from"))
  }

  @Test("limits of the theory are drawn where a sweep shows them")
  func limits() throws {
    let folder = try Folder()
    func svg(_ line: String) throws -> String {
      try folder.succeed("risk-ratio \(line) --format svg -o -").text
    }
    let energy = try svg("--n 50 --k 20 --x omega --omega log:0.01..1.99:9 --y risk --depth 2,3")
    // ½ · 50 · (1 + 0.25)
    #expect(energy.contains("½ tr C: 31.25 throughout"))
    let odd = try svg(
      "--data iid --n 100 --k 80 --x depth --depth 2..60 --omega 1.2 --family bilevel,unrolled --y risk"
    )
    #expect(odd.contains("Horizontal line at 21.36 (limit of odd depths, 21.4)"))
    let untied = try svg(
      "--data iid --n 16 --k 2 --x depth --depth 2..12 --omega learned --algorithm untied --family unrolled"
    )
    #expect(untied.contains("Vertical line at x = 9 (best linear from N = 1 + ⌈(n − 1)/k⌉ = 9 on)"))
  }
}

extension Folder {
  /// What a line prints on a wide terminal.
  fileprivate func shown(_ line: String) throws -> String {
    try onTerminal(words(line), width: 200).text
  }
}
