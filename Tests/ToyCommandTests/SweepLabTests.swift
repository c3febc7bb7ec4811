// toy sweep on a lab: one row for each choice and seed, the same for any number of shards.

import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct SweepLabTests {
  private static let grid = """
    {"command": "lab stochastic", "seed": "1..3", "method": "saba,stocbio", "step": "0.1/0.02,0.05/0.01",
     "iterations": 40, "replicas": 2, "batch": "1,2"}
    """

  @Test("the rows are those of the lab, byte for byte for any number of shards")
  func shards() throws {
    let folder = try Folder()
    try folder.write(Self.grid, to: "grid.json")
    _ = try folder.succeed("sweep plan grid.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o one")
    for shard in 1...3 { _ = try folder.succeed("sweep run plan.json --shard \(shard)/3 -o three") }
    _ = try folder.succeed("sweep merge one -o one.csv")
    _ = try folder.succeed("sweep merge three -o three.csv")
    let text = try folder.text("one.csv")
    #expect(try folder.text("three.csv") == text)
    let rows = try records(text)
    #expect(rows.count == 24 && rows.allSatisfy { $0["error"] == "" })
    #expect(rows.prefix(3).map { $0["seed"] } == ["1", "2", "3"])
    let row = try #require(
      rows.first {
        $0["seed"] == "2" && $0["method"] == "saba" && $0["batch"] == "2"
          && $0["lower_step"] == "0.05"
      })
    let line =
      "lab stochastic --part quadratic --method saba --step 0.05/0.01 --iterations 40 --replicas 2 --batch 2 --seed 2"
    let single = try #require(
      try records(folder.succeed("\(line) --table runs --format csv").text).first)
    #expect(single.fields.allSatisfy { row[$0.key] == $0.value })
  }

  @Test("data of the user are swept, and their change is noticed")
  func data() throws {
    let folder = try Folder()
    let lines = (0..<20).map { "\(Double($0 % 7) - 3),\(Double($0 % 3)),\($0 % 2)\n" }
    try folder.write("a,b,y\n" + lines.joined(), to: "data.csv")
    try folder.write(
      #"{"command": "lab stochastic", "data": "data.csv", "shared": "yes", "method": "soba", "iterations": 10}"#,
      to: "grid.json")
    _ = try folder.succeed("sweep plan grid.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o r")
    let rows = try records(folder.succeed("sweep merge r -o -").text)
    #expect(rows.count == 1 && rows[0]["problem"] == "logistic" && rows[0]["gap"] != "")
    try folder.write("a,b,y\n" + lines.reversed().joined(), to: "data.csv")
    try folder.expectRefusal(
      of: words("sweep run plan.json --shard 1/2 -o r"), status: 65,
      says: ["data.csv changed since"])
  }

  @Test(
    "points that a method does not have are rows with the reason, and illegal values are refused")
  func illegal() throws {
    let folder = try Folder()
    try folder.write(
      #"{"command": "lab stochastic", "method": "soba,bsa", "inner-steps": "2", "iterations": 10, "replicas": 1}"#,
      to: "grid.json")
    _ = try folder.succeed("sweep plan grid.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o r")
    let rows = try folder.succeed("sweep merge r -o -").text.split(separator: "\n")
    #expect(rows.count == 3 && rows[1].contains("soba") && rows[2].hasSuffix(","))
    #expect(rows[1].hasSuffix("\"inner-steps requires bsa, stocbio or amigo\""))
    for (grid, message) in [
      (#"{"command": "lab stochastic", "method": "sabba"}"#, "method sabba: did you mean saba?"),
      (#"{"command": "lab stochastic", "seed": "-1"}"#, "seed -1: a whole number"),
      (#"{"command": "lab stochastic", "cold": "1"}"#, "cold 1: yes or no"),
      (#"{"command": "lab stochastic", "sigma": "1"}"#, "unknown key sigma of lab stochastic"),
    ] {
      try folder.write(grid, to: "bad.json")
      try folder.expectRefusal(
        of: words("sweep plan bad.json -o other.json"), status: 65, says: [message])
    }
  }

  @Test("a lab for several seeds is one object with the seeds in its tables")
  func seeds() throws {
    let folder = try Folder()
    let line = "lab stochastic --part quadratic --method saba --iterations 30 --replicas 1"
    let rows = try records(
      folder.succeed("\(line) --seed 1..3 --table runs --format csv").text)
    #expect(rows.map { $0["seed"] } == ["1", "2", "3"])
    let single = try records(folder.succeed("\(line) --seed 2 --table runs --format csv").text)
    #expect(single[0].fields.allSatisfy { rows[1][$0.key] == $0.value })
    try folder.expectUsageError("\(line) --seed 1,1", says: "1 is given twice")
    try folder.expectUsageError("\(line) --seed 1..x", says: "--seed x: not a finite number")
  }

  @Test("the help names every command of a plan")
  func help() throws {
    let text = try Folder().succeed("sweep --help").text
    for study in SweptOptions.studies { #expect(text.contains(study.name), "\(study.name)") }
    #expect(text.contains(#"{"command": "lab stochastic""#))
  }
}
