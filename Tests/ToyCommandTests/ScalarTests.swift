// toy scalar: numbers of the theory, samples, quantisers, sweeps, and what is refused.

import Foundation
import TestSupport
import Testing

@Suite("toy scalar") struct ScalarTests {
  @Test("best pairs, parity and the wall for a sparse law")
  func sparse() throws {
    let rows = try Folder().rows(
      "scalar --prior bernoulli-gaussian --algorithm linear,bilevel,ista --depth 1,2,3 --format csv"
    )
    #expect(rows.map { $0["algorithm"] } == ["linear", "bilevel", "ista", "ista", "ista"])
    let risks = try rows.map { try $0.number("risk") }
    #expect(agree(risks[0], 0.1, within: 1e-14))
    #expect(agree(risks[1], 0.035682334097955769797, within: 1e-13))
    #expect(agree(risks[2], 0.028985144564277018081, within: 1e-13))
    #expect(risks[3] == risks[1] && risks[4] == risks[2])
    #expect(try agree(rows[2].number("gain"), 1.16844505134168747, within: 1e-12))
    #expect(try rows[4].number("trap_risk") == risks[1])
    #expect(rows[2]["verdict"] == "overshoot" && rows[1]["upper_bound"] == "false")
    let omega = try rows[4].number("omega")
    #expect(try agree(1 - pow(1 - omega, 3), rows[4].number("gain"), within: 1e-12))
  }

  @Test("numbers of a file as the law: two atoms of the same size")
  func samples() throws {
    let folder = try Folder()
    try folder.write("1\n-1\n1\n", to: "y.csv")
    let row = try #require(
      try folder.rows("scalar --data y.csv --sigma 1 --algorithm linear --format csv").first)
    #expect(try agree(row.number("risk"), 0.25, within: 1e-14))
    // The posterior mean is tanh x: ½ E sech² x over x = ±1 + ε.
    let expected = (0..<4000).reduce(0.0) { sum, index in
      let e = -10 + 0.005 * (Double(index) + 0.5)
      let density = exp(-e * e / 2) / (2 * Double.pi).squareRoot()
      return sum + 0.005 * 0.5 * density / (cosh(1 + e) * cosh(1 + e))
    }
    #expect(try agree(row.number("bayes_risk"), expected, within: 1e-9))
  }

  @Test("quantisers: thresholds of the theory, and samples with their fit")
  func quantizers() throws {
    let folder = try Folder()
    let rows = try folder.rows(
      "scalar --quantize --quantizer mid-tread,mid-riser,dithered --scale 0.27,0.29,0.31 --format csv"
    )
    #expect(
      rows.map { $0["exact_harmful"] } == [
        "false", "true", "true", "false", "true", "true", "false", "false", "true",
      ])
    #expect(
      try rows.allSatisfy {
        try ($0.number("exact_error") > $0.number("data_error")) == ($0["exact_harmful"] == "true")
      })
    // Quantiles of a Laplace law of scale 0.5.
    let values = (0..<2000).map { index -> String in
      let u = (Double(index) + 0.5) / 2000
      return "\(-0.5 * log(1 - u) * (index.isMultiple(of: 2) ? 1 : -1))\n"
    }
    try folder.write(values.joined(), to: "y.csv")
    for row in try folder.rows("scalar --quantize --data y.csv --format csv") {
      #expect(try abs(row.number("scale") - 0.5) < 0.01)
      #expect(try abs(row.number("measured_exact_error") - row.number("exact_error")) < 0.05)
      #expect(try row.number("measured_best_error") < row.number("measured_data_error"))
    }
  }

  @Test("a sweep has the rows of the command")
  func sweep() throws {
    let folder = try Folder()
    try folder.write(
      #"{"command": "scalar", "prior": "laplace,gaussian", "sigma": "0.5,1", "depth": "1,2"}"#,
      to: "grid.json")
    _ = try folder.succeed("sweep plan grid.json -o plan.json")
    for shard in 1...2 { _ = try folder.succeed("sweep run plan.json --shard \(shard)/2 -o r") }
    _ = try folder.succeed("sweep merge r -o all.csv")
    let swept = try records(folder.text("all.csv"))
    let direct = try folder.rows(
      "scalar --prior laplace,gaussian --sigma 0.5,1 --depth 1,2 --format csv")
    #expect(swept.count == direct.count && swept.count == 20)
    for (one, other) in zip(swept, direct) {
      #expect(other.fields.allSatisfy { one[$0.key] == $0.value })
    }
  }

  @Test("figures of all kinds", arguments: ["lambda", "gain", "x", "distance"])
  func figures(_ kind: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("scalar --y \(kind) --algorithm bilevel,subgradient --depth 2 -o f.svg")
    #expect(try folder.text("f.svg").contains("</svg>"))
  }

  @Test(
    "illegal values are refused with the option",
    arguments: [
      ("--sigma 0", "--sigma"), ("--theta -1", "--theta"), ("--sigma nan", "--sigma"),
      ("--prior lapla", "did you mean laplace"), ("--share 0.1", "only --prior bernoulli-gaussian"),
      ("--prior bernoulli-gaussian --share 0", "--share 0.0"),
      ("--prior generalized-gaussian --exponent 0.1", "--exponent 0.1"),
      ("--algorithm untied --depth 7", "--depth 7"), ("--depth 0", "--depth 0"),
      ("--momentum 1", "only --algorithm heavy-ball"), ("--scale 1", "only --quantize"),
      ("--quantize --sigma 1", "--sigma"), ("--quantize --scale 0", "--scale 0.0"),
      ("--quantize --step 1", "--step has no effect"), ("--y gain", "--y gain has no effect"),
      ("--theta 1 --sigma 1e9", "θ/σ"), ("--header yes", "--header has no effect"),
      ("--sigma 1..7 -o f.svg", "at most 6"),
    ])
  func refusals(_ options: String, _ words: String) throws {
    let result = try Folder().toy("scalar \(options)")
    #expect(result.status == 64)
    #expect(result.diagnostics.contains(words), "\(result.diagnostics)")
  }
}
