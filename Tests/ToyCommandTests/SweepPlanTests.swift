// toy sweep plan: what a grid file may say, and what a plan holds.

import Foundation
import Studies
import TestSupport
import Testing

@testable import Files
@testable import ToyCommand

@Suite struct SweepPlanTests {
  private func refuse(_ grid: String, status: Int32 = 65, _ fragments: String...) throws {
    let folder = try Folder()
    try folder.write(grid, to: "grid.json")
    try folder.write("1,2\n3,4\n5,6\n", to: "frames.csv")
    try folder.expectRefusal(
      of: words("sweep plan grid.json -o plan.json"), status: status, says: fragments)
  }

  @Test(
    "a plan that is not an object of grids is refused with the line or the key",
    arguments: [
      ("", "grid.json: line 1: a value is missing"), ("[]", "grid.json: a grid file is an object"),
      ("{\n\"n\": 5\n\"k\": 3}", "grid.json: line 3: "), (#"{"n": "5", "n": "6"}"#, "given twice"),
      (#"{"sgima": "1"}"#, "unknown key sgima; did you mean sigma?\nknown are command, data, n, k"),
      (#"{"--n": "5"}"#, "unknown key --n"), (#"{"n": ["5"]}"#, "n [\"5\"]: a grid is a text"),
      (#"{"n": true}"#, "n true: a grid is a text"), (#"{"n": null}"#, "n null"),
      (#"{"command": "speech"}"#, #"command "speech": known are "risk", "learn""#),
      (#"{"command": "risk", "init": "small"}"#, "unknown key init of risk"),
      (#"{"x": "k"}"#, "unknown key x"),
      (#"{"n": "5", "format": "csv"}"#, "unknown key format: the results of a sweep are CSV"),
      (#"{"format": 2}"#, "unknown key format"),
      (#"{"format": "toy sweep 2", "command": "risk"}"#, "this is a plan already"),
    ])
  func malformed(grid: String, message: String) throws { try refuse(grid, message) }

  @Test(
    "values that are illegal in every combination are refused before anything is computed",
    arguments: [
      (#"{"sigma": "-1"}"#, "grid.json: sigma -1.0: σ is a standard deviation, 0 or more"),
      (#"{"sigma": "0.1,nan"}"#, "grid.json: sigma nan: not a finite number"),
      (#"{"k": "0..3"}"#, "k 0: R has at"),
      (#"{"n": 0}"#, "n 0: the dimension is between 1 and 2⁵³"),
      (#"{"n": 2.5}"#, "n 2.5: 2.5 is not"),
      (#"{"theta": "-1"}"#, "theta -1.0: θ"), (#"{"mu": "1e101"}"#, "mu 1e+101: μ is a mean"),
      (#"{"depth": "0,2"}"#, "depth 0: the number of steps N"), (#"{"omega": "0"}"#, "omega 0.0: "),
      (#"{"omega": "learnt"}"#, "omega learnt: not a finite number"),
      (#"{"family": "bilevle"}"#, "family bilevle: did you mean bilevel?"),
      (#"{"k": "5..1"}"#, "k 5..1: the range is empty"), (#"{"k": ""}"#, "k: an entry of the list"),
      (#"{"command": "learn", "family": "linear"}"#, "the best linear denoiser needs no learning"),
      (
        #"{"command": "learn", "algorithm": "chebyshev", "depth": 5000}"#,
        "depth 5000: Chebyshev turns up to 4998 times"
      ), (#"{"algorithm": "untied"}"#, "only bounds on the best risk are known"),
      (#"{"init": "gausian"}"#, "init gausian: did you mean gaussian?"),
      (#"{"seed": "-1"}"#, "seed -1: a whole number from 0"),
      (#"{"starts": "0"}"#, "starts 0: a whole number from 1"),
      (#"{"starts": "1..3"}"#, "starts 1..3: a whole number"),
      (#"{"data": "frames.csv", "mu": "1"}"#, "mu has no effect on"),
      (#"{"data": "frames.csv", "n": "3"}"#, "n 3 contradicts"),
      (
        #"{"k": "1..1e6", "mu": "1..1e6", "theta": "1..1e6", "n": 1e9}"#,
        "grid.json: the grids have more than 2⁵³ points together"
      ),
    ])
  func illegal(grid: String, message: String) throws { try refuse(grid, message) }

  @Test("files that do not exist have their own status")
  func missing() throws {
    try refuse(#"{"data": "no.csv"}"#, status: 66, "no.csv: No such file")
    try Folder().expectRefusal(
      of: words("sweep plan no.json -o plan.json"), status: 66, says: ["no.json: No such file"])
  }

  @Test(
    "points are the product of the grids, pairs of depth and step for unrolling alone",
    arguments: [
      ("{}", 1), (#"{"n": 500, "k": "1..500:7"}"#, 72),
      (
        #"{"n": "500", "k": "1..500:7", "sigma": "log:0.01..10:40", "depth": "2,3", "omega": "0.5,learned"}"#,
        11520
      ),
      (#"{"family": "linear,bilevel,unrolled", "depth": "2,3,4", "omega": "0.5,learned"}"#, 8),
      (
        #"{"n": 20, "init": "gaussian,small", "method": "adam,gd", "seed": "0..4", "k": "1,2"}"#, 40
      ),
      (#"{"k": "1..1e6", "sigma": "lin:1..2:1000000", "depth": "2,3"}"#, 2_000_000_000_000),
    ])
  func count(grid: String, points: Int) throws {
    let folder = try Folder()
    try folder.write(grid, to: "grid.json")
    // The grid of the last case is too large to be held as a list of points.
    let outcome = try folder.succeed("sweep plan grid.json -o plan.json")
    #expect(outcome.text.hasPrefix("points   \(points)\n"))
    let plan = try jsonObject(try folder.bytes("plan.json"))
    #expect(plan["points"] as? Int == points)
    #expect((plan["seconds_per_point"] as? Double ?? 0) > 0)
  }

  @Test("a key that only learn has makes it a plan of learning")
  func kinds() throws {
    let folder = try Folder()
    for (grid, kind) in [
      (#"{"n": 5}"#, "risk"), (#"{"n": 5, "seed": 1}"#, "learn"),
      (#"{"command": "learn", "n": 5}"#, "learn"),
    ] {
      try folder.plan(grid)
      let plan = try jsonObject(try folder.bytes("plan.json"))
      #expect(plan["command"] as? String == kind)
      let values = try #require(plan["grid"] as? [String: String])
      // How files are read means nothing without them.
      let reading = Set(DataReading.options.map { String($0.name.dropFirst(2)) })
      let study = try #require(SweptOptions.studies.first { $0.name == kind })
      let keys = Set(study.keys)
      // The algorithm and its parameters besides ω stay open.
      let algorithms = Set(Option.algorithms.map { String($0.name.dropFirst(2)) })
      #expect(Set(values.keys) == keys.subtracting(reading).subtracting(algorithms))
      #expect(values["n"] == "5" && values["sigma"] == "0.9")
    }
  }

  @Test("a plan on standard output leaves the words for people to standard error")
  func standardOutput() throws {
    let folder = try Folder()
    try folder.write(smallGrid, to: "grid.json")
    let outcome = try folder.succeed("sweep plan grid.json -o -")
    #expect(try jsonObject(outcome.output)["points"] as? Int == 480)
    #expect(outcome.diagnostics.hasPrefix("points   480\n"))
    #expect(try folder.paths() == ["grid.json"])
  }

  @Test(
    "advice: so many shards that each takes about ten minutes, with the command for one machine")
  func advice() throws {
    let folder = try Folder()
    try folder.write(#"{"k": "1..1e6", "sigma": "lin:1..2:1e6"}"#, to: "bad.json")
    try folder.write(#"{"k": "1..1e6", "sigma": "lin:1..2:1000000"}"#, to: "grid.json")
    let text = try folder.succeed("sweep plan grid.json -o 'plan.json").text
    let plan = try jsonObject(try folder.bytes("'plan.json"))
    let seconds = try #require(plan["seconds"] as? Double)
    let shards = Int((seconds / 600).rounded(.up))
    #expect(shards > 1)
    #expect(text.contains("\nshards   \(shards), of about "))
    #expect(
      text.contains(
        "\nseq \(shards) | parallel toy sweep run ''\\''plan.json' --shard {}/\(shards) --jobs 1 -o "
          + "results\n"))
    #expect(try folder.toy("sweep plan bad.json -o x.json").status == 65)
    try folder.write("{}", to: "grid.json")
    let single = try folder.succeed("sweep plan grid.json -o plan.json").text
    #expect(single.contains("\nshards   1\n\ntoy sweep run plan.json -o results\n"))
  }

  @Test(
    "a plan that was changed by hand is refused",
    arguments: [
      (#""k": "1..24:2""#, #""k": "1..24""#), (#""points": 480"#, #""points": 481"#),
      (#""command": "risk""#, #""command": "learn""#),
      (#""format": "toy sweep 2""#, #""format": "toy sweep 1""#),
      (#""identity": ""#, #""identity": "0"#), (#""points""#, #""pints""#),
      (#""mu": "1""#, #""nu": "1""#), (#""points": 480"#, #""points": 0"#),
      (#""seconds_per_point": "#, #""seconds_per_point": -"#),
      (#""seconds_per_point": "#, #""seconds_per_point": 1"#), (#""seconds": "#, #""seconds": 1"#),
      (#""checksum": ""#, #""checksum": "0"#), ("\n}\n", "}\n"), (#", "k""#, #","k""#),
    ])
  func changed(old: String, new: String) throws {
    let folder = try Folder()
    try folder.plan(smallGrid)
    let text = try folder.text("plan.json")
    try #require(text.contains(old))
    try folder.write(text.replacing(old, with: new), to: "plan.json")
    try folder.expectRefusal(
      of: words("sweep run plan.json -o r"), status: 65, says: ["plan.json: "])
  }

  @Test("timings do not make another plan")
  func timings() throws {
    let folder = try Folder()
    try folder.plan(smallGrid, as: "a.json")
    try folder.plan(smallGrid, as: "b.json")
    let identities = try ["a.json", "b.json"].map { name in
      try #require(try jsonObject(try folder.bytes(name))["identity"] as? String)
    }
    #expect(identities[0] == identities[1])
    _ = try folder.succeed("sweep run a.json --shard 1/2 -o r")
    _ = try folder.succeed("sweep run b.json --shard 2/2 -o r")
    #expect(try folder.toy("sweep status r").status == 0)
  }

  @Test("data that have changed since are refused, whatever the plan is used for")
  func data() throws {
    let folder = try Folder()
    try folder.write("3\n2\n1\n0\n", to: "c.csv")
    try folder.plan(#"{"data": "c.csv", "k": "1..4", "depth": "2,3"}"#)
    _ = try folder.succeed("sweep run plan.json -o r")
    let rows = try records(try folder.text("r/shard-1-of-1.csv"))
    #expect(rows.map { $0["n"] } == Array(repeating: "4", count: 8))
    #expect(rows.allSatisfy { $0["mu"] == "" && $0["theta"] == "" && $0["error"] == "" })
    try folder.write("3\n2\n1\n1\n", to: "c.csv")
    try folder.expectRefusal(
      of: words("sweep run plan.json -o s"), status: 65,
      says: ["plan.json: the data are not those of the plan, c.csv changed since"])
    try folder.write("3\n2\n1\n", to: "c.csv")
    try folder.expectRefusal(
      of: words("sweep run plan.json -o s"), status: 65, says: ["n 4 contradicts"])
  }
}
