// Sweeps whose points are learned.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct SweepLearnTests {
  private static let grid = """
    {"n": "6", "k": "2,8", "depth": "2,3", "omega": "learned,0.5", "init": "gaussian,spectral",
     "method": "lbfgs,gd", "seed": "0,3", "starts": 2, "max-iterations": 4}
    """

  @Test("rows are those of toy learn except for the time")
  func rows() throws {
    let folder = try Folder()
    let text = String(decoding: try folder.wholeSweep(Self.grid), as: UTF8.self)
    let rows = try records(text)
    #expect(rows.count == 64)
    let header = text.prefix { $0 != "\n" }
    for row in rows {
      guard row["k"] == "2" else {
        #expect(row["error"] == "k 8 exceeds n 6: R has k ≤ n rows")
        #expect(row["risk"] == "" && row["starts"] == "2")
        continue
      }
      let omega = row["omega_rule"] == "learned" ? "learned" : "0.5"
      let isRandom = row["init"] == "gaussian"
      let line =
        "learn --n 6 --k 2 --depth \(row["depth"]) --omega \(omega) --init \(row["init"]) --method "
        + "\(row["method"])\(isRandom ? " --seed \(row["seed"])" : "") --starts 2 "
        + "--max-iterations 4 --format csv -o -"
      let expected = try #require(try folder.rows(line).first)
      for column in header.split(separator: ",").map(String.init)
      where column != "point" && column != "error" && (isRandom || column != "seed") {
        #expect(row[column] == expected[column], "\(line): \(column)")
      }
      #expect(row["error"] == "")
    }
    let keys = rows.prefix(8).map { "\($0["init"]) \($0["method"]) \($0["seed"])" }
    #expect(
      keys == [
        "gaussian lbfgs 0", "gaussian lbfgs 3", "gaussian gd 0", "gaussian gd 3",
        "spectral lbfgs 0",
        "spectral lbfgs 3", "spectral gd 0", "spectral gd 3",
      ])
  }

  @Test("a point without a finite risk is a row with the reason, and the others continue")
  func noResult() throws {
    let folder = try Folder()
    let grid = """
      {"n": "5", "k": "2", "depth": "1001", "omega": "0.5,1e90", "starts": 1, "max-iterations": 2}
      """
    let rows = try records(String(decoding: try folder.wholeSweep(grid), as: UTF8.self))
    #expect(rows.map { $0["error"] } == ["", "no start has a finite risk"])
    #expect(rows[1]["seed"] == "0" && rows[1]["method"] == "lbfgs" && rows[1]["risk"] == "")
    #expect(try folder.succeed("sweep status whole").text.contains("failed   1\n"))
  }

  @Test("shards and jobs do not change the learned result")
  func shards() throws {
    let folder = try Folder()
    let whole = try folder.wholeSweep(Self.grid)
    for number in 1...3 {
      _ = try folder.succeed("sweep run plan.json --shard \(number)/3 --jobs \(number) -o r")
    }
    #expect(try folder.merged("r") == whole)
  }

  /// Points of half a second of a build for debugging.
  private static let slow = """
    {"n": "60", "k": "30", "depth": "21", "method": "gd", "starts": 1, "tolerance": 0,
     "max-iterations": 300, "seed": "0..4"}
    """

  @Test("killed between points and run again: the same bytes")
  func killed() throws {
    let folder = try Folder()
    try folder.plan(Self.slow)
    let run = try folder.startSweep(
      "sweep run plan.json --jobs 2 -o r", until: "r/shard-1-of-1.csv.partial")
    run.send(SIGKILL)
    #expect([-SIGKILL, 0].contains(try run.status()))
    _ = try folder.succeed("sweep run plan.json --jobs 1 -o r")
    _ = try folder.succeed("sweep run plan.json -o s")
    #expect(try folder.bytes("r/shard-1-of-1.csv") == folder.bytes("s/shard-1-of-1.csv"))
  }

  @Test("SIGTERM and a time limit end within a point, which is then not written")
  func withinPoint() throws {
    let folder = try Folder()
    try folder.plan(Self.slow.replacing("300", with: "100000000"))
    let outcome = try folder.toy("sweep run plan.json --time-limit 0.2 -o r")
    #expect(outcome.status == 75)
    #expect(outcome.diagnostics.contains("has 0 of its 5 points"))
    #expect(outcome.diagnostics.contains("; no point was finished in this time\n"))
    let run = try RunningProgram(
      "sweep run plan.json -o r", in: folder, output: "out", diagnostics: "err")
    Thread.sleep(forTimeInterval: 0.3)
    run.send(SIGTERM)
    #expect(try run.status() == 75)
    #expect(try folder.text("r/shard-1-of-1.csv.partial").filter { $0 == "\n" }.count == 1)
  }
}
