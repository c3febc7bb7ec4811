// toy risk: defaults, reference values, and the pieces of one result.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct RiskTests {
  @Test("the defaults are those of the contract")
  func defaults() throws {
    let row = try #require(try Folder().rows("risk --format csv").first)
    let expected = [
      "data": "constant", "n": "500", "mu": "1.0", "theta": "0.5", "sigma": "0.9", "k": "500",
      "family": "unrolled", "depth": "2", "omega_rule": "learned",
    ]
    for (name, value) in expected { #expect(row[name] == value, "\(name)") }
  }

  @Test("the best linear risk is ½ Σ σ²c/(c + σ²)", arguments: ["constant", "iid"])
  func linearRisk(data: String) throws {
    let row = try #require(
      try Folder().rows("risk --data \(data) --n 6 --mu 2 --theta 3 --sigma 0.7 --format csv").first
    )
    let (first, rest) = data == "constant" ? (6.0 * (4 + 9), 0.0) : (6.0 * 4 + 9, 9.0)
    let variance = 0.7 * 0.7
    let risk = { (c: Double) in 0.5 * variance * c / (c + variance) }
    #expect(agree(try row.number("linear_risk"), risk(first) + 5 * risk(rest), within: 1e-14))
  }

  @Test("risk is bias plus variance, and the ratios are quotients of the columns")
  func consistency() throws {
    for row in try Folder().rows(
      "risk --data constant,iid --n 6 --k 1..6 --family linear,bilevel,unrolled --depth 1,2,3,8 "
        + "--omega 0.4,learned --format csv")
    {
      let risk = try row.number("risk")
      #expect(agree(try row.number("bias") + row.number("variance"), risk, within: 1e-12))
      let (linear, bilevel) = (try row.number("linear_risk"), try row.number("bilevel_risk"))
      // No family is better than all linear denoisers; a quotient below 1 is rounding.
      #expect(try row.number("ratio_to_linear") == max(risk / linear, 1))
      #expect(try row.number("ratio_to_bilevel") == risk / bilevel)
      #expect(risk >= linear * (1 - 1e-12))
      switch row["family"] {
      case "linear":
        #expect(risk == linear)
        #expect([row["depth"], row["omega_rule"], row["omega"]] == ["", "", ""])
      case "bilevel":
        #expect(risk == bilevel)
        #expect([row["depth"], row["omega_rule"], row["omega"]] == ["", "", ""])
      default:
        #expect(["fixed", "learned"].contains(row["omega_rule"]))
        #expect(row["omega_rule"] == "learned" || row["omega"] == "0.4")
      }
      #expect(["true", "false"].contains(row["attained"]))
    }
  }

  @Test("a learned ω is never worse than a fixed one")
  func learnedIsBest() throws {
    let folder = try Folder()
    let line = "risk --n 8 --k 1..8 --depth 2,3,4,5 --format csv --omega"
    let learned = try folder.rows("\(line) learned")
    for omega in ["0.2", "0.5", "1", "1.7"] {
      for (best, fixed) in zip(learned, try folder.rows("\(line) \(omega)")) {
        #expect(try best.number("risk") <= fixed.number("risk") * (1 + 1e-12))
      }
    }
  }

  @Test("an infimum approached as ω → 0⁺ has ω 0 and is not attained")
  func unattained() throws {
    let folder = try Folder()
    let row = try #require(try folder.rows("risk --n 5 --k 2 --depth 3 --format csv").first)
    #expect(row["attained"] == "false")
    #expect(try row.number("omega") == 0)
    #expect(try folder.succeed("risk --n 5 --k 2 --depth 3").text.contains("ω → 0⁺"))
  }

  @Test("the table of one setting is for readers")
  func summary() throws {
    let text = try Folder().succeed("risk --n 5 --k 3").text
    for word in ["setting", "best linear", "best bilevel", "step size ω", "attained", "optimal T"] {
      #expect(text.contains(word))
    }
  }

  @Test("--spectrum gives n eigenvalues, n − k of them forced")
  func spectrum() throws {
    let rows = try Folder().rows("risk --n 500 --k 30 --spectrum --format csv")
    #expect(try rows.reduce(0) { $0 + (try $1.number("multiplicity")) } == 500)
    let forced = try rows.filter { $0["forced"] == "true" }
      .reduce(0) { $0 + (try $1.number("multiplicity")) }
    #expect(forced == 470)
    // The Wiener gains belong to the data eigenvalues.
    for row in rows {
      let c = try row.number("data_eigenvalue")
      #expect(agree(try row.number("wiener_gain"), c / (c + 0.81), within: 1e-14))
    }
  }

  @Test(
    "extreme settings that are legal",
    arguments: [
      "--n 1", "--n 9007199254740992 --k 1", "--depth 9007199254740992 --omega 0.1",
      "--sigma 1e-100", "--sigma 1e100", "--mu -1e100 --n 3", "--theta 0", "--omega 1e-100 --n 3",
      "--data iid --n 1000000000000 --k 7",
    ])
  func extremes(options: String) throws {
    let row = try #require(try Folder().rows("risk \(options) --format csv").first)
    #expect(try row.number("risk").isFinite)
    #expect(try row.number("ratio_to_linear") >= 1 - 1e-12)
  }
}
