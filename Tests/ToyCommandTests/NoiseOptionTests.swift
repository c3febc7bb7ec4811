// --noise-spectrum and --test-sigma: risks from their definitions, and what is refused.

import TestSupport
import Testing

@Suite("Coloured noise, and other noise in the test") struct NoiseOptionTests {
  private static let gammas = [3, 1.2, 0.5, 0.1]
  private static let noises = [0.5, 0.9, 0.3, 1.4]

  private static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "spectrum.csv")
    try folder.write("0.5\n0.9\n0.3\n1.4\n", to: "noise.csv")
    return folder
  }

  @Test("linear and bilevel risks with coloured noise", arguments: [1.0, 0.5], 1...4)
  func coloured(sigma: Double, rows: Int) throws {
    let found = try Self.folder().rows(
      "risk --data spectrum.csv --k \(rows) --noise-spectrum noise.csv --sigma \(sigma) "
        + "--family linear,bilevel --format csv")
    let pairs = zip(Self.gammas, Self.noises.map { sigma * sigma * $0 })
    let linear = pairs.reduce(0) { $0 + 0.5 * $1.0 * $1.1 / ($1.0 + $1.1) }
    // A direction without a row costs ½v instead of ½γv/(γ+v).
    let prices = pairs.map { 0.5 * $1 * $1 / ($0 + $1) }.sorted()
    let bilevel = linear + prices.prefix(4 - rows).reduce(0, +)
    #expect(agree(try found[0].number("risk"), linear, within: 1e-14))
    #expect(agree(try found[1].number("risk"), bilevel, within: 1e-14))
    #expect(agree(try found[1].number("linear_risk"), linear, within: 1e-14))
    #expect(found.allSatisfy { $0["noise_spectrum"] == "noise.csv" })
  }

  @Test("equal variances are white noise, and σ is 1 unless it is given")
  func white() throws {
    let folder = try Self.folder()
    try folder.write("0.81\n0.81\n0.81\n0.81\n", to: "white.csv")
    let line = "risk --data spectrum.csv --k 2 --depth 2,3,4 --omega 0.5,learned --format csv"
    let (one, other) = (
      try folder.rows("\(line) --noise-spectrum white.csv"), try folder.rows("\(line) --sigma 0.9")
    )
    for (first, second) in zip(one, other) {
      #expect(first["sigma"] == "1.0")
      #expect(agree(try first.number("risk"), try second.number("risk"), within: 1e-12))
      #expect(agree(try first.number("gain_db"), try second.number("gain_db"), within: 1e-11))
    }
  }

  @Test("n follows from the list of variances")
  func dimension() throws {
    let row = try #require(
      try Self.folder().rows("risk --k 2 --noise-spectrum noise.csv --format csv").first)
    #expect(row["n"] == "4")
  }

  @Test("the best linear denoiser on other noise", arguments: [0.1, 0.9, 4])
  func mismatch(tested: Double) throws {
    let row = try #require(
      try Self.folder().rows(
        "risk --data spectrum.csv --family linear --sigma 0.9 --test-sigma \(tested) --format csv"
      ).first)
    let (a, b) = (0.81, tested * tested)
    let excess = Self.gammas.reduce(0) { sum, gamma in
      let difference = gamma * (a - b) / (gamma + a)
      return sum + 0.5 * difference * difference / (gamma + b)
    }
    let best = Self.gammas.reduce(0) { $0 + 0.5 * $1 * b / ($1 + b) }
    #expect(agree(try row.number("risk"), best + excess, within: 1e-13))
    #expect(agree(try row.number("linear_risk"), best, within: 1e-13))
    #expect(agree(try row.number("test_sigma"), tested, within: 0))
  }

  @Test("a sweep over the noise of the test touches the best risk where it is that of learning")
  func sweep() throws {
    let rows = try Self.folder().rows(
      "risk-ratio --data spectrum.csv --k 4 --x test-sigma --test-sigma 0.3,0.9,2 --sigma 0.9 --family "
        + "bilevel,unrolled --depth 2 --omega learned --format csv -o -")
    #expect(rows.count == 6)
    for row in rows {
      let ratio = try row.number("ratio_to_linear")
      #expect(row["test_sigma"] == "0.9" ? ratio < 1 + 1e-12 : ratio > 1.01)
    }
  }

  @Test("other steps and other noise together")
  func both() throws {
    let rows = try Self.folder().rows(
      "risk --data spectrum.csv --k 2 --depth 2 --noise-spectrum noise.csv --test-sigma 1,2 --test-depth 2,3 "
        + "--format csv")
    #expect(rows.count == 4)
    let own = try #require(rows.first { $0["test_sigma"] == "1.0" && $0["test_depth"] == "2" })
    for row in rows where row["test_sigma"] == "1.0" {
      #expect(try row.number("risk") >= own.number("risk"))
    }
  }

  @Test("certified bounds with coloured noise", arguments: 1...4)
  func certified(rows: Int) throws {
    let found = try Self.folder().rows(
      "risk --data spectrum.csv --k \(rows) --noise-spectrum noise.csv --family linear,bilevel,unrolled "
        + "--depth 2,3 --omega 0.5 --certify --format csv")
    #expect(found.count == 4)
    for row in found {
      let (lower, upper) = (try row.number("risk_lower"), try row.number("risk_upper"))
      #expect(lower <= upper && upper <= lower * (1 + 1e-14))
      #expect(agree(try row.number("risk"), lower, within: 1e-13))
      #expect(row["noise_spectrum"] == "noise.csv")
    }
  }

  @Test(
    "what has no meaning is refused",
    arguments: [
      ("--data spectrum.csv --noise-spectrum noise.csv --certify", 64, "where ω is given"),
      ("--data spectrum.csv --test-sigma 2 --certify", 64, "best risks"),
      ("--data spectrum.csv --noise-spectrum noise.csv --bounds", 64, "white noise"),
      ("--data spectrum.csv --test-sigma 1 --trap", 64, "white noise"),
      ("--data spectrum.csv --k 2 --algorithm untied --depth 2 --test-sigma 1", 64, "only bounds"),
      (
        "--data spectrum.csv --k 2 --algorithm steps --depth 3 --noise-spectrum noise.csv", 64,
        "give numbers"
      ),
      ("--n 5 --noise-spectrum noise.csv", 65, "4 values for n = 5"),
      ("--data spectrum.csv --noise-spectrum two.csv", 65, "one row or one column"),
      ("--data spectrum.csv --noise-spectrum negative.csv", 65, "0 or more"),
      ("--data spectrum.csv --noise-spectrum none.csv", 66, "none.csv"),
      ("--test-sigma -1", 64, "--test-sigma -1.0: σ is a standard deviation"),
    ])
  func refusals(options: String, status: Int32, message: String) throws {
    let folder = try Self.folder()
    try folder.write("1,2\n3,4\n", to: "two.csv")
    try folder.write("1\n-2\n3\n4\n", to: "negative.csv")
    let outcome = try folder.toy("risk \(options)")
    #expect(outcome.status == status && outcome.text == "")
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
  }
}
