// --algorithm and the parameters of algorithms, through the executable.

import Foundation
import Studies
import TestSupport
import Testing
import ToyModel

@Suite struct AlgorithmTests {
  private static let heavyBall = "--algorithm heavy-ball"

  @Test("three heavy-ball steps with β = ¾ and a learned ω attain the best linear risk: ω = 9/4")
  func floor() throws {
    // With k = 9 the one forced direction may be that of the signal, at another ω.
    for k in [1, 4, 8] {
      let row = try #require(
        try Folder().rows("risk --n 10 --k \(k) --depth 3 \(Self.heavyBall) --format csv").first)
      #expect(try row.number("ratio_to_linear") == 1)
      #expect(row["attained"] == "true")
      #expect(agree(try row.number("omega"), 2.25, within: 1e-9))
      #expect(row["algorithm"] == "heavy-ball" && row["parameters"] == "momentum=0.75")
    }
  }

  @Test("β = 0 is gradient descent in every column of numbers")
  func withoutMomentum() throws {
    let folder = try Folder()
    let setting =
      "risk --n 6 --k 1..6 --data constant,iid --sigma 0.3,0.9 --depth 1..6 --omega 0.3,1 --format csv"
    let plain = try folder.rows(setting)
    let heavy = try folder.rows("\(setting) \(Self.heavyBall) --momentum 0")
    #expect(plain.count == heavy.count && plain.count == 288)
    for (one, other) in zip(plain, heavy) {
      for column in ["risk", "bias", "variance", "gain_db"] {
        #expect(agree(try one.number(column), try other.number(column), within: 1e-12))
      }
      #expect(one["algorithm"] == "gradient-descent" && one["parameters"] == "")
    }
  }

  @Test(
    "gain_db is 10 log₁₀ of the risk of the noisy signal over the risk; linear has no algorithm")
  func gain() throws {
    for row in try Folder().rows(
      "risk --n 7 --k 3 --family linear,bilevel,unrolled --omega 0.4 --format csv")
    {
      let gain = 10 * log10(0.5 * 7 * 0.81 / (try row.number("risk")))
      #expect(agree(try row.number("gain_db"), gain, within: 1e-12))
      let name = ["linear": "", "bilevel": "exact"][row["family"]] ?? "gradient-descent"
      #expect(row["algorithm"] == name)
    }
    let text = try Folder().succeed("risk --n 3 --k 2 --sigma 0 --format json").text
    #expect(text.contains("\"gain_db\": null") || text.contains("\"gain_db\":null"))
  }

  @Test("several algorithms and momenta make a grid, momentum the fastest; risk-ratio a curve each")
  func grids() throws {
    let folder = try Folder()
    let rows = try folder.rows(
      "risk --n 4 --k 2 --depth 2,3 --omega 0.5,learned --algorithm heavy-ball,gradient-descent "
        + "--momentum 0.5,1 --format csv")
    #expect(
      rows.map { $0["parameters"] }
        == Array(repeating: ["momentum=0.5", "momentum=1.0"], count: 4).flatMap { $0 }
        + Array(repeating: "", count: 4))
    #expect(rows[..<8].map { $0["depth"] } == ["2", "2", "2", "2", "3", "3", "3", "3"])
    let text = try folder.succeed(
      "risk-ratio --n 4 --family unrolled --depth 2 --omega learned --algorithm "
        + "gradient-descent,heavy-ball --momentum 0.5,1 -o curves.svg -o curves.csv")
    #expect(text.diagnostics.contains("wrote curves.svg"))
    #expect(try records(folder.text("curves.csv")).count == 12)
    let figure = try folder.text("curves.svg")
    for label in ["heavy ball", "= 0.5", "= 1"] { #expect(figure.contains(label), "\(label)") }
    let depths = try folder.rows(
      "risk-ratio --n 4 --k 2 --x depth --depth 1..5 --omega learned --family unrolled "
        + "\(Self.heavyBall) --format csv -o -")
    #expect(depths.map { $0["depth"] } == ["1", "3", "5", "2", "4"])
  }

  @Test("a sweep in shards has the rows of risk")
  func shards() throws {
    let folder = try Folder()
    try folder.plan(
      """
      {"n": "5", "k": "1,3", "depth": "2..4", "omega": "0.5,learned",
       "algorithm": "heavy-ball,gradient-descent", "momentum": "0.8"}
      """)
    for shard in 1...2 { _ = try folder.succeed("sweep run plan.json --shard \(shard)/2 -o r") }
    let merged = try records(try folder.succeed("sweep merge r -o -").text)
    let direct = try folder.rows(
      "risk --n 5 --k 1,3 --depth 2..4 --omega 0.5,learned --algorithm heavy-ball,gradient-descent "
        + "--momentum 0.8 --format csv")
    #expect(merged.count == direct.count && merged.count == 24)
    for (one, other) in zip(merged, direct) {
      for column in ["depth", "risk", "algorithm", "parameters", "gain_db"] {
        #expect(one[column] == other[column], "\(column)")
      }
    }
  }

  @Test("two turning points at N = 4 and seven at N = 10; the landscape has a maximum for each")
  func turns() throws {
    let folder = try Folder()
    let options = "\(Self.heavyBall) --momentum 0.8 --omega 0.5"
    let rows = try folder.rows("expressivity --depth 4,10 \(options) --format csv")
    #expect(rows.map { $0["turns"] } == ["2", "7"])
    let points = try folder.rows("landscape --depth 4,10 \(options) --format csv -o -")
    #expect(Set(points.map { $0["depth"] }) == ["4", "10"])
    for depth in ["4", "10"] {
      let kinds = points.filter { $0["depth"] == depth }.map { $0["kind"].hasSuffix("inimum") }
      #expect(kinds.count > 3)
      #expect(zip(kinds, kinds.dropFirst()).allSatisfy { $0 != $1 })
    }
  }

  @Test("realize finds R on the first, the last and a numbered branch")
  func branches() throws {
    let folder = try Folder()
    try folder.write("0.95,0,0\n0,0.9,0\n0,0,0.85\n", to: "T.csv")
    let call = "realize T.csv --depth 4 --omega 0.5 \(Self.heavyBall) --momentum 0.8"
    for branch in ["near", "far", "1"] {
      let outcome = try folder.succeed("\(call) --branch \(branch) -o R.csv")
      #expect(outcome.diagnostics.contains("‖f(RᵀR) − T‖/‖T‖ = "))
    }
    let refusal = try folder.toy("\(call) --branch 9")
    #expect(refusal.status == 1 && refusal.diagnostics.contains("branch 9 of f does not reach"))
    #expect(try folder.toy("\(call) --branch 0").status == 64)
  }

  @Test(
    "best risks that need no list of turning points have no limit on the depth",
    arguments: [
      ("chebyshev --depth 5000", "even_risk"), ("chebyshev --depth 4503599627370496", "even_risk"),
      ("heavy-ball --momentum 1 --depth 5000", "floor_risk"),
      ("heavy-ball --momentum 1 --depth 1000001", "floor_risk"),
    ])
  func deep(options: String, column: String) throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "spectrum.csv")
    let line = "--data spectrum.csv --as eigenvalues --sigma 0.9 --k 2"
    let row = try folder.rows("risk \(line) --algorithm \(options) --bounds --format csv")[0]
    #expect(agree(try row.number("risk"), try row.number(column), within: 1e-13))
    let outcome = try folder.toy("learn \(line) --algorithm \(options) --starts 1")
    #expect(outcome.status == 64 && outcome.diagnostics.contains("at most 4096 steps"))
  }

  @Test(
    "deep Chebyshev networks of odd depth lie between the floor and E⁻, and fall with the depth")
  func oddChebyshev() throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0\n", to: "spectrum.csv")
    let rows = try folder.rows(
      "risk --data spectrum.csv --as eigenvalues --sigma 0.9 --k 1 --algorithm chebyshev "
        + "--depth 11,101,5001,100001 --bounds --format csv")
    let risks = try rows.map { try $0.number("risk") }
    let (floor, odd) = (try rows[0].number("floor_risk"), try rows[0].number("odd_bound"))
    #expect(risks[0] > risks[1] && risks[1] > risks[2])
    #expect(risks.allSatisfy { $0 >= floor * (1 - 1e-14) && $0 <= odd })
    // The excess over the floor falls like N⁻⁴, here down to rounding.
    #expect(risks[0] - floor > 1e-6 && risks[3] - floor < 1e-14)
    // A given interval: min f tends to 1/(2+S).
    let given = try folder.rows(
      "risk --data spectrum.csv --as eigenvalues --sigma 0.9 --k 4 --algorithm chebyshev "
        + "--depth 100001 --interval 4 --spectrum --format csv")
    #expect(agree(try #require(given.last).number("gain"), 1.0 / 6, within: 1e-4))
  }

  @Test("learn reaches the risk of theory and names the algorithm")
  func learning() throws {
    let row = try #require(
      try Folder().rows(
        "learn --n 6 --k 2 --depth 3 \(Self.heavyBall) --init spectral --starts 1 --format csv"
      ).first)
    #expect(try abs(row.number("relative_gap")) < 1e-9)
    #expect(row["algorithm"] == "heavy-ball" && row["parameters"] == "momentum=0.75")
  }

  @Test("phase compares heavy ball with bilevel learning")
  func phase() throws {
    let rows = try Folder().rows(
      "phase --n 6 --depth 3 --omega learned \(Self.heavyBall) --format csv -o -")
    #expect(rows.count >= 6 && rows.allSatisfy { $0["algorithm"] == "heavy-ball" })
    // It attains the best linear risk, which bilevel learning does for k = n only.
    #expect(rows.allSatisfy { $0["winner_above"] == ($0["k"] == "6" ? "equal" : "unrolled") })
  }

  @Test(
    "what an algorithm cannot do is refused with the option, the value and the remedy",
    arguments: [
      ("--algorithm heavy-bal", "did you mean heavy-ball?"),
      ("--algorithm heavy-ball --momentum -1", "--momentum -1.0: the momentum is"),
      ("--algorithm nesterov --momentum learned", "--momentum learned: "),
      (
        "--momentum 0.5",
        "--momentum 0.5 has no effect: only --algorithm heavy-ball or nesterov has it"
      ),
      ("--algorithm heavy-ball --family bilevel", "it belongs to --family unrolled"),
      ("--algorithm heavy-ball --certify", "--certify: "),
      ("--algorithm heavy-ball --momentum 1 --depth 5000 --omega 1", "at most 4096 steps"),
      ("--algorithm heavy-ball --momentum 1 --depth 5000 --trap", "at most 4096 steps"),
      ("--algorithm heavy-ball --momentum 1 --depth 5000 --test-depth 4", "at most 4096 steps"),
      ("--algorithm chebyshev --depth 5000 --test-depth 4", "at most 4096 steps"),
      ("--algorithm chebyshev --depth 5001 --trap", "at most 4096 steps"),
      ("--algorithm heavy-ball --momentum nan", "--momentum"),
      ("--algorithm heavy-ball --momentum 1e200", "is between 0 and 1e+100"),
      (
        "--algorithm heavy-ball --momentum 1e40 --depth 3",
        "cannot tell apart: N²√β is at most 1e10"
      ),
      ("--algorithm heavy-ball --momentum 1.1 --depth 5000 --omega 1", "at most 4096 steps"),
      ("--algorithm heavy-ball --momentum 3 --depth 100 --omega 1,learned", "at most 50 steps"),
      ("--start learned --depth 2 --omega learned,0.5", "needs --omega learned"),
    ])
  func refusals(options: String, message: String) throws {
    let outcome = try Folder().toy("risk --n 5 --k 2 \(options)")
    #expect(outcome.status == 64 && outcome.text == "")
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
  }
}
