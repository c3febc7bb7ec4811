// toy learn --perturb through the executable: what a change of R, or of the noise, costs.

import Foundation
import FoundationXML
import Studies
import TestSupport
import Testing

@Suite struct LearnPerturbTests {
  private static let columns =
    "data,n,mu,theta,sigma,family,k,depth,omega_rule,omega,method,init,risk,theory_risk,"
    + "unstable_modes,epsilon,perturbed_median,perturbed_low,perturbed_high,noise_risk,algorithm,parameters"

  private static let spectral = "learn --n 20 --k 10 --init spectral --starts 1 --format csv -o -"

  /// The relative excess of the median over the risk of the unperturbed R.
  private func excess(_ row: Record) throws -> Double {
    let risk = try row.number("risk")
    return (try row.number("perturbed_median") - risk) / risk
  }

  @Test("one row a task and ε: methods, starts, families and depths in order, ε ascending")
  func rows() throws {
    let outcome = try Folder().succeed(
      "learn --n 6 --k 2 --family bilevel,unrolled --depth 2,3 --method lbfgs,gd "
        + "--init gaussian,spectral --starts 1 --perturb 0.1,0.01 --draws 3 --format csv -o -")
    #expect(outcome.text.hasPrefix(Self.columns + "\n") && outcome.diagnostics == "")
    let rows = try records(outcome.text)
    var expected: [[String]] = []
    for method in ["lbfgs", "gd"] {
      for start in ["gaussian", "spectral"] {
        for (family, depth) in [("bilevel", ""), ("unrolled", "2"), ("unrolled", "3")] {
          for size in ["0.01", "0.1"] { expected.append([method, start, family, depth, size]) }
        }
      }
    }
    #expect(
      rows.map { row in ["method", "init", "family", "depth", "epsilon"].map { row[$0] } }
        == expected)
    for row in rows {
      let isBilevel = row["family"] == "bilevel"
      #expect(row["omega"].isEmpty == isBilevel && row["omega_rule"].isEmpty == isBilevel)
      #expect(try row.number("perturbed_low") <= row.number("perturbed_median"))
      #expect(try row.number("perturbed_median") <= row.number("perturbed_high"))
    }
  }

  @Test(
    "for ε → 0 the risk is the learned one, in whatever coordinates that was learned",
    arguments: [
      "--family bilevel", "--family bilevel --data iid", "--depth 2",
      "--depth 2 --coordinates plain", "--depth 4", "--depth 3", "--depth 11",
      "--depth 5 --omega 0.1", "--depth 2 --method adam --max-iterations 300", "--depth 1",
    ])
  func vanishing(options: String) throws {
    let folder = try Folder()
    let learned = try folder.rows("\(Self.spectral) \(options)")[0]
    let row = try folder.rows("\(Self.spectral) \(options) --perturb 1e-8")[0]
    for name in ["omega", "theory_risk", "k", "init"] { #expect(row[name] == learned[name]) }
    // R from straight coordinates has 1e-12 and better; the excess is of order ε², or ε times a
    // gradient that is not quite zero.
    let risk = try learned.number("risk")
    for name in ["risk", "perturbed_median", "perturbed_low", "perturbed_high"] {
      #expect(agree(try row.number(name), risk, within: 1e-9), "\(name)")
    }
    // 2ε times the variance, which is no more than the risk.
    #expect(agree(try row.number("noise_risk"), risk, within: 3e-8))
  }

  @Test("at a smooth minimum that is attained the excess grows as ε²", arguments: [2, 4, 10])
  func quadratic(depth: Int) throws {
    let rows = try Folder().rows("\(Self.spectral) --depth \(depth) --perturb 1e-4,2e-4")
    // The cubic term is ε times smaller, and rounding 1e-15 of an excess of 5e-8.
    #expect(agree(try excess(rows[1]) / excess(rows[0]), 4, within: 0.01))
  }

  @Test("optima of odd depth are sharper than those of even depth, the more so the deeper")
  func sharpness() throws {
    let folder = try Folder()
    let line = "\(Self.spectral) --depth 2..5,10,11 --perturb 1e-2"
    // With a learned step N = 3 costs as much as N = 2, so the comparison begins with N = 5.
    let learned = try folder.rows(line).map { try excess($0) }
    #expect(learned[3] > 3 * learned[2] && learned[5] > 20 * learned[4])
    let rows = try folder.rows("\(line) --omega 0.1")
    let fixed = try rows.map { try excess($0) }
    for even in [0, 2, 4] {
      #expect(rows[even]["unstable_modes"] == "0" && rows[even + 1]["unstable_modes"] == "1")
      #expect(fixed[even + 1] > 20 * fixed[even])
    }
    // The minimum that plain training finds at the same depth is not sharp.
    let plain = try folder.rows(
      "\(Self.spectral.replacing("spectral", with: "gaussian")) --depth 11 --perturb 1e-2")[0]
    #expect(plain["unstable_modes"] == "0")
    #expect(try learned[5] > 20 * excess(plain))
  }

  @Test("noise_risk is the risk of the saved R for σ(1+ε), by plain iteration")
  func noiseOfSaved() throws {
    let folder = try Folder()
    for options in [
      "--family bilevel", "--depth 2", "--depth 3 --omega 0.4", "--depth 5 --data iid",
    ] {
      let line = "learn --n 8 --k 3 --starts 2 --format csv -o - \(options)"
      let learned = try folder.rows("\(line) --save R.csv")[0]
      let r = try matrix(try folder.text("R.csv"))
      let map =
        if let depth = Int(learned["depth"]) {
          PlainDenoiser.unrolled(r, depth: depth, omega: try learned.number("omega"))
        } else {
          PlainDenoiser.bilevel(r)
        }
      let square = map.joined().reduce(0) { $0 + $1 * $1 }
      for row in try folder.rows("\(line) --perturb 1e-3,0.5,20") {
        let size = try row.number("epsilon")
        let risk =
          try learned.number("risk") + 0.5 * ((1 + size) * (1 + size) - 1) * 0.81 * square
        #expect(agree(try row.number("noise_risk"), risk, within: 1e-9), "\(options)")
      }
    }
  }

  @Test("at an optimum that is attained noise_risk follows from the variance of toy risk")
  func noiseOfOptimum() throws {
    let folder = try Folder()
    for options in ["--depth 2", "--depth 5 --omega 0.1"] {
      let best = try folder.rows("risk --n 20 --k 10 \(options) --format csv")[0]
      #expect(best["attained"] == "true")
      let output = try folder.succeed(
        "\(Self.spectral.replacing("csv", with: "json")) \(options) --perturb 0.3"
      ).output
      let row = try #require(try jsonObjects(output).first)
      let risk = try best.number("risk") + (1.3 * 1.3 - 1) * best.number("variance")
      // The variance is not a minimum: its error is the square root of that of the risk.
      #expect(agree(try #require(row["noise_risk"] as? Double), risk, within: 1e-5))
    }
  }

  @Test("the seed decides: the same bytes for any number of jobs, other draws for another seed")
  func seeds() throws {
    let folder = try Folder()
    let line = "\(Self.spectral) --family bilevel,unrolled --depth 3 --perturb 0.01,0.1"
    let first = try folder.succeed("\(line) --jobs 1")
    #expect(try folder.succeed("\(line) --jobs 3 --seed 0").output == first.output)
    #expect(try folder.succeed("\(line) --draws 32").output == first.output)
    let rows = try records(first.text)
    for options in ["--seed 1", "--draws 33"] {
      for (one, other) in zip(rows, try folder.rows("\(line) \(options)")) {
        #expect(one["risk"] == other["risk"] && one["noise_risk"] == other["noise_risk"])
        #expect(one["perturbed_median"] != other["perturbed_median"])
      }
    }
    for row in try folder.rows("\(line) --draws 1") {
      #expect(
        row["perturbed_median"] == row["perturbed_low"]
          && row["perturbed_median"] == row["perturbed_high"])
    }
  }

  @Test("where the filter overflows the cell is empty, and JSON says why")
  func overflow() throws {
    let folder = try Folder()
    let line = "learn --n 5 --k 2 --depth 1001 --starts 1 --perturb 1e-3,1e3 -o -"
    let rows = try folder.rows("\(line) --format csv")
    #expect(try rows[0].number("perturbed_high") > 0)
    let objects = try jsonObjects(try folder.succeed("\(line) --format json").output)
    #expect(Set(objects[0].keys) == Set(Self.columns.split(separator: ",").map(String.init)))
    for name in ["perturbed_median", "perturbed_low", "perturbed_high"] {
      #expect(rows[1][name] == "" && objects[1][name] is NSNull, "\(name)")
    }
    let note = try #require(objects[1]["note"] as? String)
    #expect(note == "the filter overflows after 32 of 32 draws, which count as +∞")
    #expect(try rows[1].number("noise_risk") > 0)
  }

  @Test("figures are well-formed, also without noise, with one draw and where the filter overflows")
  func figures() throws {
    let folder = try Folder()
    _ = try folder.succeed(
      "learn --n 6 --k 2 --family bilevel,unrolled --depth 2,3 --starts 2 --perturb 0.01,0.1 "
        + "-o Figures/")
    #expect(
      try folder.paths() == ["Figures"] + ["csv", "md", "svg"].map { "Figures/learn.\($0)" })
    let options = [
      "--sigma 0", "--depth 1", "--draws 1", "--depth 1001 --perturb 1e-3,1,1e3",
      "--k 1,2 --omega 0.1,learned --depth 2..5 --method lbfgs,gd --sigma 0.1,0.9",
    ]
    for (index, options) in options.enumerated() {
      let grid = options.contains("--perturb") ? "" : " --perturb log:1e-3..1:4"
      _ = try folder.succeed("learn --n 6 --starts 1 \(options)\(grid) -o \(index).svg")
    }
    for name in ["Figures/learn.svg"] + options.indices.map({ "\($0).svg" }) {
      #expect(XMLParser(data: Data(try folder.bytes(name))).parse(), "\(name)")
      let text = try folder.text(name)
      #expect(text.contains("--perturb") && !text.lowercased().contains("nan"), "\(name)")
    }
  }

  @Test("interrupted: status 130, and the tasks that are finished are kept")
  func interrupted() throws {
    let folder = try Folder()
    // One row of R is perturbed in less than a second, 300 of them in minutes.
    let run = try RunningProgram(
      "learn --n 300 --k 1,300 --depth 3 --init spectral --starts 1 --perturb 0.01,0.1 "
        + "--draws 2000 --format csv -o -",
      in: folder, output: "out", diagnostics: "err")
    Thread.sleep(forTimeInterval: 5)
    run.send(SIGINT)
    #expect(try run.status() == 130)
    #expect(try folder.text("err") == "interrupted; the best so far is kept\n")
    let rows = try records(try folder.text("out"))
    #expect(rows.map { $0["k"] } == ["1", "1"])
    #expect(rows.map { $0["epsilon"] } == ["0.01", "0.1"])
  }

  @Test("without a finite risk there is nothing to perturb")
  func impossible() throws {
    let outcome = try Folder().toy(
      "learn --n 5 --k 2 --depth 1000001 --omega 1000 --starts 2 --perturb 0.1 -o -")
    #expect(outcome.status == 1 && outcome.text == "")
    #expect(outcome.diagnostics.contains("no start has a finite risk"))
  }

  @Test(
    "refusals name the option, the value and the legal values",
    arguments: [
      ("--perturb 0", "--perturb 0.0: a relative size is above 0 and at most 1000.0"),
      ("--perturb -0.1", "--perturb -0.1: a relative size is above 0"),
      ("--perturb 0.1,1001", "--perturb 1001.0: a relative size is above 0"),
      ("--perturb nan", "--perturb nan: not a finite number"),
      ("--perturb inf", "--perturb inf: not a finite number"),
      ("--perturb x", "--perturb x"), ("--perturb log:0..1:3", "--perturb log:0..1:3"),
      ("--perturb 0.1 --draws 0", "--draws 0: a whole number from 1 to 100000"),
      ("--perturb 0.1 --draws 100001", "--draws 100001: a whole number from 1"),
      ("--perturb 0.1 --draws 1.5", "--draws 1.5"),
      ("--perturb lin:0.1..1:100000 --draws 100000", "more than 4 GB; lower --draws"),
      ("--draws 3", "--draws 3 has no effect: it requires --perturb"),
      (
        "--perturb 0.1 --x k",
        "--x cannot be combined with --perturb, which shows everything over ε"
      ),
      (
        "--perturb 0.1 --trace t.csv",
        "--trace cannot be combined with --perturb, which keeps no run"
      ),
      ("--perturb 0.1 --save R.npy", "--save cannot be combined with --perturb"),
      ("--perturb 0.1 --resume s", "--resume cannot be combined with --perturb"),
      ("--perturb 0.1 --family linear", "--family linear"),
    ])
  func refusals(line: String, fragment: String) throws {
    try Folder().expectRefusal(of: words("learn \(line)"), status: 64, says: [fragment])
  }
}
