// toy learn through the executable.

import Foundation
import FoundationXML
import Studies
import TestSupport
import Testing

@Suite struct LearnTests {
  private static let columns =
    "data,n,mu,theta,sigma,family,k,depth,omega_rule,seed,starts,method,risk,theory_risk,"
    + "relative_gap,omega,stop_reason,evaluations,gradient_norm,seconds,init,share_at_optimum,"
    + "median_risk,algorithm,parameters,trap_risk"

  @Test("one row with the columns of the contract, beside the theory")
  func csv() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("learn --n 10 --k 3 --starts 2 --format csv -o -")
    #expect(outcome.text.hasPrefix(Self.columns + "\n"))
    let rows = try records(outcome.text)
    #expect(rows.count == 1 && outcome.diagnostics == "")
    let fixed = [
      "data": "constant", "n": "10", "mu": "1.0", "theta": "0.5", "sigma": "0.9",
      "family": "unrolled", "k": "3", "depth": "2", "omega_rule": "learned", "seed": "0",
      "starts": "2", "method": "lbfgs", "init": "gaussian", "share_at_optimum": "1.0",
    ]
    for (name, value) in fixed { #expect(rows[0][name] == value, "\(name)") }
    let best = try folder.rows("risk --n 10 --k 3 --format csv")
    #expect(try rows[0].number("theory_risk") == best[0].number("risk"))
    let (risk, theory) = (try rows[0].number("risk"), try rows[0].number("theory_risk"))
    #expect(agree(risk, theory, within: 1e-9))
    // The gap is that of the excesses; the difference of the risks has their rounding.
    #expect(abs(try rows[0].number("relative_gap") - (risk - theory) / theory) <= 4e-16)
    #expect(try rows[0].number("median_risk") >= risk)
    #expect(agree(try rows[0].number("omega"), try best[0].number("omega"), within: 1e-4))
  }

  @Test("digits of a learned ω that differ from the theory's are explained where the risks agree")
  func flatMinimum() throws {
    let folder = try Folder()
    let line = "learn --data iid --n 8 --k 4 --starts 1"
    // Adam stops where the risk hardly falls any more.
    let text = try folder.succeed("\(line) --depth 2 --method adam").text
    #expect(text.contains("the risk is flat at its minimum: ω is learned to a relative error of "))
    // A trap is another point, and a given ω is exact.
    for other in ["--depth 3", "--depth 2 --omega 0.5"] {
      #expect(!(try folder.succeed("\(line) \(other)").text.contains("flat at its minimum")))
    }
  }

  @Test("JSON is one object with the same names and values")
  func json() throws {
    let folder = try Folder()
    let line = "learn --n 6 --k 2 --starts 1 --depth 3 --init spectral -o -"
    let object = try jsonObject(try folder.succeed("\(line) --format json").output)
    #expect(Set(object.keys) == Set(Self.columns.split(separator: ",").map(String.init)))
    let row = try folder.rows("\(line) --format csv")[0]
    for name in ["n", "k", "depth", "starts", "evaluations"] {
      #expect(object[name] as? Int == Int(row[name]), "\(name)")
    }
    for name in ["data", "family", "method", "stop_reason", "init"] {
      #expect(object[name] as? String == row[name], "\(name)")
    }
    let none = try folder.succeed("learn --n 4 --sigma 0 --family bilevel -o - --format json")
    let exact = try jsonObject(none.output)
    #expect(exact["relative_gap"] is NSNull && exact["omega"] is NSNull)
    #expect((exact["note"] as? String)?.contains("the theory's risk is 0") == true)
  }

  @Test("without noise every start is at the optimum, and all are one basin")
  func withoutNoise() throws {
    let folder = try Folder()
    for options in ["--family bilevel", "--k 3 --depth 2", "--k 3 --depth 3"] {
      let line = "learn --n 6 --sigma 0 --starts 4 \(options) -o -"
      let row = try folder.rows("\(line) --format csv")[0]
      #expect(row["theory_risk"] == "0.0" && row["share_at_optimum"] == "1.0", "\(options)")
      #expect(try folder.succeed(line).text.contains(" 100 %"), "\(options)")
    }
  }

  @Test("the table tells risks, basins and eigenvalues")
  func table() throws {
    let folder = try Folder()
    let text = try folder.succeed("learn --n 10 --k 3 --starts 3 -o -").text
    for part in [
      "learned risk", "theory", "relative gap", "step size ω", "stopped by", "basins",
      "learned eigenvalues of T", "optimal eigenvalues of T", "100 %",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("R has no influence"))
    let one = try folder.succeed("learn --n 6 --depth 1 --starts 1 -o -").text
    #expect(one.contains("at depth 1 the denoiser is ωI: R has no influence"))
  }

  @Test("the seed decides: the same bytes for any number of jobs, other bytes for another seed")
  func seeds() throws {
    let folder = try Folder()
    let line = "learn --n 12 --k 4 --depth 3 --starts 4 --max-iterations 60 -o -"
    for (name, rest) in [
      ("a", "--jobs 1"), ("b", "--jobs 2"), ("c", "--jobs 7 --seed 0"), ("d", "--seed 1"),
    ] {
      _ = try folder.succeed("\(line) --save \(name).npy --trace \(name).csv \(rest)")
    }
    for suffix in ["npy", "csv"] {
      let first = try folder.bytes("a.\(suffix)")
      #expect(try folder.bytes("b.\(suffix)") == first)
      #expect(try folder.bytes("c.\(suffix)") == first)
      #expect(try folder.bytes("d.\(suffix)") != first)
    }
    let trace = try folder.text("a.csv")
    #expect(
      trace.hasPrefix("start,iteration,evaluations,risk,relative_gap,gradient_norm,omega\n"))
    let rows = try records(trace)
    #expect(Set(rows.map { $0["start"] }) == ["0", "1", "2", "3"])
    var last: (start: String, risk: Double) = ("", .infinity)
    for row in rows {
      if row["start"] != last.start { last = (row["start"], .infinity) }
      #expect(try row.number("risk") <= last.risk)
      last.risk = try row.number("risk")
    }
  }

  @Test("the saved R has the risk that was reported, by plain iteration")
  func savedUnrolled() throws {
    let folder = try Folder()
    for (index, options) in [
      "--depth 2", "--depth 3 --omega 0.4", "--depth 5 --data iid", "--depth 4 --method gd",
      "--depth 2 --method adam --max-iterations 200",
    ].enumerated() {
      let row = try folder.rows(
        "learn --n 8 --k 3 --starts 2 \(options) --save \(index).csv --format csv -o -")[0]
      let r = try matrix(try folder.text("\(index).csv"))
      #expect(r.count == 3 && r.allSatisfy { $0.count == 8 })
      let map = PlainDenoiser.unrolled(
        r, depth: try #require(Int(row["depth"])), omega: try row.number("omega"))
      let risk = PlainDenoiser.risk(map, isIndependent: options.contains("iid"))
      #expect(agree(risk, try row.number("risk"), within: 1e-9), "\(options)")
    }
  }

  /// The last three are what rounding hides where a risk is the difference of large numbers.
  @Test(
    "extreme noise and signals: the optimum is found, and no number is below it",
    arguments: [
      ("--n 10 --k 5 --sigma 1e-8 --depth 3 --init spectral --starts 2", 1e-7),
      ("--n 4 --starts 1 --sigma 1e10", 1e-6), ("--n 10 --k 5 --sigma 1e-6 --depth 2", 1e-6),
      ("--n 10 --k 5 --theta 1e8", 1e-6),
      ("--n 10 --k 5 --sigma 1e-4 --depth 3 --init spectral", 1e-6),
      ("--n 12 --k 4 --family bilevel --sigma 1e-8 --data iid", 1e-6),
      ("--n 6 --family bilevel --sigma 1e8 --mu 1e-8 --theta 1e-8", 1e-6),
      ("--n 9 --k 8 --depth 10 --mu 1e8 --theta 1e-8 --sigma 1e-8 --data iid", 1e-6),
    ])
  func extremes(options: String, gap: Double) throws {
    let row = try Folder().rows("learn \(options) --format csv -o -")[0]
    let found = try row.number("relative_gap")
    #expect(found >= -1e-12 && found <= gap, "\(found)")
    #expect(try row.number("share_at_optimum") > 0 && row.number("risk") > 0)
  }

  @Test("a share counts the starts within 1e-4 of the theory's risk, however small that is")
  func shares() throws {
    // Gradient descent in R is still far off after a few steps.
    let row = try Folder().rows(
      "learn --n 10 --k 5 --theta 1e8 --coordinates plain --method gd --max-iterations 5 "
        + "--starts 3 --format csv -o -")[0]
    #expect(try row.number("relative_gap") > 1e-3 && row["share_at_optimum"] == "0.0")
  }

  @Test("the output reports when rounding of T decides")
  func rounding() throws {
    let folder = try Folder()
    let line = "learn --n 6 --k 3 --depth 3 --init spectral --starts 1 --sigma 1e-12 -o -"
    let text = try folder.succeed(line).text
    #expect(text.contains("rounding  ") && text.contains("  R has 16 digits"))
    let object = try jsonObject(try folder.succeed("\(line) --format json").output)
    #expect((object["note"] as? String)?.contains("relative_gap: R has 16 digits") == true)
    let plain = try folder.succeed("learn --n 6 --k 3 --depth 3 --starts 1 -o -").text
    #expect(!plain.contains("16 digits"))
    let saved = try folder.succeed(
      "learn --n 6 --k 3 --sigma 1e-12 --starts 1 --save R.csv --format csv -o -")
    #expect(saved.diagnostics.contains("R.csv: R, in the coordinates of the signal, has 16 digits"))
  }

  @Test("the same R as .npy and .csv, in an array that the program reads")
  func savedBilevel() throws {
    let folder = try Folder()
    let line = "learn --n 6 --k 2 --family bilevel --data iid --starts 2 --format csv -o -"
    let row = try folder.rows("\(line) --save R.npy")[0]
    _ = try folder.succeed("\(line) --save R.csv")
    let r = try matrix(try folder.text("R.csv"))
    let bytes = try folder.bytes("R.npy")
    let columnwise = (0..<6).flatMap { column in r.map { $0[column] } }
    #expect(
      bytes == NumPyBytes(isFortranOrder: true, shape: [2, 6], values: columnwise).bytes)
    let risk = PlainDenoiser.risk(PlainDenoiser.bilevel(r), isIndependent: true)
    #expect(agree(risk, try row.number("risk"), within: 1e-9))
    #expect(row["omega"] == "" && row["depth"] == "" && row["omega_rule"] == "")
    // Two rows of six numbers: as good as two data frames.
    #expect(try folder.rows("risk --data R.npy --k 2 --format csv")[0]["n"] == "6")
  }

  @Test("data from a file: eigenvalues or frames, R in the eigenbasis")
  func dataFile() throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "C.csv")
    let outcome = try folder.succeed(
      "learn --data C.csv --k 2 --depth 2 --starts 2 --save R.csv --format csv -o -")
    let row = try records(outcome.text)[0]
    #expect(outcome.diagnostics.contains("R.csv is in the eigenbasis of C"))
    #expect(row["data"] == "C.csv" && row["n"] == "4" && row["mu"] == "" && row["theta"] == "")
    let map = PlainDenoiser.unrolled(
      try matrix(try folder.text("R.csv")), depth: 2, omega: try row.number("omega"))
    let risk = PlainDenoiser.risk(map, spectrum: [3, 1.2, 0.5, 0.1])
    #expect(agree(risk, try row.number("risk"), within: 1e-9))
    #expect(agree(risk, try row.number("theory_risk"), within: 1e-6))
    try folder.write("1,2,3\n2,1,0\n0,1,1\n4,4,4\n", to: "frames.csv")
    let frames = try folder.rows("learn --data frames.csv --k 2 --starts 2 --format csv -o -")[0]
    #expect(agree(try frames.number("risk"), try frames.number("theory_risk"), within: 1e-6))
  }

  @Test("against depth, every start is a dot, and ticks are whole numbers")
  func starts() throws {
    let folder = try Folder()
    let line =
      "learn --n 8 --k 4 --x depth --depth 2,3 --init small --coordinates plain --starts 5 -o over.svg"
    _ = try folder.succeed("\(line) -o over.csv")
    let svg = try folder.text("over.svg")
    _ = try XMLDocument(xmlString: svg)
    #expect(svg.contains("lines: theory; dots: learned"))
    // All starts of one depth agree, and odd depths are in the trap.
    #expect(svg.contains("small random start: the trap"))
    #expect(!svg.contains(">2.5<") && svg.contains(">2<") && svg.contains(">3<"))
    for row in try records(try folder.text("over.csv")) {
      #expect(try row.number("median_risk") >= row.number("risk"))
    }
    let one = "learn --n 6 --starts 1 --x k --k 1,2 -o one.svg"
    _ = try folder.succeed(one)
    #expect(try folder.text("one.svg").contains("lines: theory; dots: learned"))
  }

  @Test("figures are well-formed, and a folder has all files")
  func files() throws {
    let folder = try Folder()
    _ = try folder.succeed("learn --n 6 --k 2 --starts 2 -o Figures/")
    #expect(
      try folder.paths() == ["Figures"] + ["csv", "md", "svg"].map { "Figures/learn.\($0)" })
    _ = try folder.succeed("learn --n 6 --k 2 --starts 2 --x depth --depth 2..5 -o over.svg")
    _ = try folder.succeed("learn --n 6 --starts 1 --depth 1 -o one.svg")
    _ = try folder.succeed(
      "learn --n 6 --x k --k 1,3 --y share --init gaussian,spectral --starts 2 -o share.svg")
    for name in ["Figures/learn.svg", "over.svg", "one.svg", "share.svg"] {
      #expect(XMLParser(data: Data(try folder.bytes(name))).parse(), "\(name)")
      let text = try folder.text(name)
      #expect(text.contains("toy learn --n 6") && !text.lowercased().contains("nan"))
    }
  }
}
