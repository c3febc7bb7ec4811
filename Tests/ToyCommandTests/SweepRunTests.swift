// toy sweep run: the same bytes for every division into parts, and after every interruption or damage.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct SweepRunTests {
  @Test("rows are those of toy risk, a point with k > n is a row with the reason")
  func rows() throws {
    let folder = try Folder()
    let whole = String(decoding: try folder.wholeSweep(smallGrid), as: UTF8.self)
    let lines = whole.split(separator: "\n")
    #expect(lines[0] == Substring(sweepColumns.joined(separator: ",")))
    let rows = try records(whole)
    #expect(rows.map { $0["point"] } == (0..<480).map(String.init))
    #expect(rows.filter { $0["error"] != "" }.count == 80)
    for row in rows where row["error"] != "" {
      #expect(row["error"] == "k \(row["k"]) exceeds n 20: R has k ≤ n rows")
      #expect(row["risk"] == "" && row["sigma"] != "" && row["depth"] != "")
    }
    let expected = try folder.succeed(
      "risk --n 20 --k 1..20:2 --sigma log:0.01..10:10 --depth 2,3 --omega 0.5,learned --format csv"
    ).text.split(separator: "\n").dropFirst()
    let good = lines.dropFirst().filter { $0.hasSuffix(",") }
    let bare = good.map { line in line.split(separator: ",", maxSplits: 1)[1].dropLast() }
    #expect(bare == Array(expected))
  }

  @Test("all families, data models and parameters come in the order of toy risk")
  func order() throws {
    let folder = try Folder()
    let grid = """
      {"data": "iid,constant", "n": "4,6", "k": "1,3", "mu": "1,2", "theta": "0.5,0", "sigma": "0,1",
       "family": "unrolled,linear,bilevel", "depth": "1,2,5", "omega": "learned,0.3,1.5"}
      """
    let whole = String(decoding: try folder.wholeSweep(grid), as: UTF8.self)
    let expected = try folder.succeed(
      "risk --data iid,constant --n 4,6 --k 1,3 --mu 1,2 --theta 0.5,0 --sigma 0,1 --family "
        + "unrolled,linear,bilevel --depth 1,2,5 --omega learned,0.3,1.5 --format csv"
    ).text.split(separator: "\n").dropFirst()
    let bare = whole.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", maxSplits: 1)[1].dropLast()
    }
    #expect(bare == Array(expected))
  }

  @Test("algorithms have as many steps as in toy risk, beyond those whose filter is listed")
  func manySteps() throws {
    let folder = try Folder()
    let grid = """
      {"algorithm": "chebyshev", "family": "unrolled", "n": "8", "k": "4", "depth": "4097,5000"}
      """
    let whole = String(decoding: try folder.wholeSweep(grid), as: UTF8.self)
    let expected = try folder.succeed(
      "risk --family unrolled --algorithm chebyshev --n 8 --k 4 --depth 4097,5000 --format csv"
    ).text.split(separator: "\n").dropFirst()
    let bare = whole.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", maxSplits: 1)[1].dropLast()
    }
    #expect(bare == Array(expected) && bare.count == 2)
  }

  @Test("the bytes do not depend on the number of shards", arguments: [7, 64, 600])
  func shards(count: Int) throws {
    let folder = try Folder()
    let whole = try folder.wholeSweep(smallGrid)
    let script = """
      for i in $(seq \(count)); do
        "$TOY" sweep run plan.json --shard $i/\(count) --jobs 1 -o parts || exit 1
      done
      """
    // More shards than points: some have none.
    let some = count > 480 ? script.replacing("$(seq 600)", with: "$(seq 470 485)") : script
    let outcome = try folder.shell(some)
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
    if count > 480 {
      #expect(try folder.text("parts/shard-480-of-600.csv").split(separator: "\n").count == 2)
      #expect(try folder.text("parts/shard-481-of-600.csv").split(separator: "\n").count == 1)
    } else {
      #expect(try folder.merged("parts") == whole)
      #expect(try folder.merged("whole") == whole)
    }
  }

  @Test("the bytes do not depend on the number of jobs", arguments: [1, 2, 5])
  func jobs(count: Int) throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(largeGrid)
    _ = try folder.succeed("sweep run plan.json --jobs \(count) -o r")
    #expect(try folder.bytes("r/shard-1-of-1.csv") == folder.bytes("whole/shard-1-of-1.csv"))
  }

  @Test("the whole rows of a broken file are kept, the rest is computed again")
  func truncated() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(smallGrid)
    _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
    let (partial, final) = ("r/shard-2-of-3.csv.partial", "r/shard-2-of-3.csv")
    let good = try folder.bytes(final)
    let ends = good.indices.filter { good[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    let (header, row) = (ends[0], ends[40])
    let tails: [(Int, [UInt8])] = [
      (0, []), (1, []), (header - 1, []), (header, []), (header + 1, []), (header + 3, []),
      (row, []),
      (row - 1, []), (row + 1, []), (row + 30, []), (good.count - 1, []), (good.count, []),
      // Zeros as after a crash, text, a row of a point that is not the next, and an unfinished quote.
      (row, Array(repeating: 0, count: 5000)), (row, Array("garbage\nmore,,,\n".utf8)),
      (row, Array(good[ends[0]..<ends[3]])), (row, Array(good[ends[41]..<ends[43]])),
      (row, Array("121,\"".utf8)), (row, Array("121,constant\n".utf8)),
      (good.count, Array("x".utf8)), (good.count, Array(good[ends[0]..<ends[1]])),
      (0, Array(repeating: 0, count: 700)), (row, Array(repeating: 0, count: 2_000_000)),
      (0, Array("a,b\n1,2\n".utf8)),
    ]
    for (length, tail) in tails {
      for name in [partial, final] {
        try FileManager.default.removeItem(atPath: folder.path(final))
        try folder.write(Array(good[..<length]) + tail, to: name)
        let outcome = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
        #expect(outcome.output.isEmpty)
        #expect(try folder.bytes(final) == good, "\(length) bytes, \(tail.count) more, \(name)")
      }
    }
    #expect(try folder.paths().filter { $0.hasPrefix("r/") } == ["r/plan.json", final])
  }

  @Test("points that fail are counted on standard error, with those of an earlier run")
  func failures() throws {
    let folder = try Folder()
    try folder.plan(smallGrid)
    let (line, final) = ("sweep run plan.json -o r", "r/shard-1-of-1.csv")
    let said = "80 of 480 points failed; their rows have the reason in the column 'error'\n"
    #expect(try folder.succeed(line).diagnostics.hasSuffix(said))
    let good = try folder.bytes(final)
    var damaged = good
    damaged[good.count / 2] ^= 1
    for bytes in [Array(good[..<(good.count / 2)]), damaged] {
      try folder.write(bytes, to: final)
      #expect(try folder.succeed(line).diagnostics.hasSuffix(said))
      #expect(try folder.bytes(final) == good)
    }
  }

  @Test("a complete shard is left alone")
  func complete() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(smallGrid)
    _ = try folder.shell("touch -d 2000-01-01 whole/shard-1-of-1.csv")
    let outcome = try folder.succeed("sweep run plan.json -o whole/")
    #expect(outcome.diagnostics == "shard 1/1 has its 480 points already: nothing to do\n")
    #expect(try folder.shell("test whole/shard-1-of-1.csv -ot plan.json").status == 0)
  }

  @Test("killed at any moment and run again: the same bytes")
  func killed() throws {
    let folder = try Folder()
    let line = "sweep run plan.json --shard 2/2 -o r"
    try folder.planSlowly()
    var statuses: [Int32] = []
    // A run that this process was too slow to stop is made again from the beginning.
    for attempt in 0..<8 where statuses.count(where: { $0 == -SIGKILL }) < 2 {
      if statuses.last == 0 { try FileManager.default.removeItem(atPath: folder.path("r")) }
      let run = try folder.startSweep("\(line) --jobs 2", until: "r/shard-2-of-2.csv.partial")
      run.send(SIGKILL)
      statuses.append(try run.status())
      #expect([-SIGKILL, 0].contains(statuses[attempt]))
    }
    #expect(statuses.contains(-SIGKILL))
    _ = try folder.succeed(line)
    _ = try folder.succeed("sweep run plan.json --shard 2/2 --jobs 1 -o s")
    #expect(try folder.bytes("r/shard-2-of-2.csv") == folder.bytes("s/shard-2-of-2.csv"))
    #expect(try folder.toy("sweep run plan.json --shard 2/2 -o s").status == 0)
  }

  @Test(
    "SIGTERM keeps finished rows and exits with 75, Ctrl-C with 130", arguments: [SIGTERM, SIGINT])
  func interrupted(signal: Int32) throws {
    let folder = try Folder()
    try folder.planSlowly()
    var status: Int32 = 0
    for _ in 0..<8 where status == 0 {
      if try folder.paths().contains("r/shard-1-of-1.csv") {
        try FileManager.default.removeItem(atPath: folder.path("r"))
      }
      let run = try folder.startSweep(
        "sweep run plan.json --jobs 1 -o r", until: "r/shard-1-of-1.csv.partial")
      run.send(signal)
      status = try run.status()
    }
    #expect(status == (signal == SIGTERM ? 75 : 130))
    #expect(try folder.text("out") == "")
    let rows = try records(try folder.text("r/shard-1-of-1.csv.partial"))
    #expect(
      try folder.text("err").hasSuffix(
        "interrupted; shard 1/1 has \(rows.count) of its 1336 points, run the same command again\n")
    )
    _ = try folder.succeed("sweep run plan.json -o r")
    _ = try folder.succeed("sweep run plan.json -o s")
    #expect(try folder.bytes("r/shard-1-of-1.csv") == folder.bytes("s/shard-1-of-1.csv"))
  }

  @Test("a time limit ends with 75, and the run is resumed as often as it takes")
  func timeLimit() throws {
    let folder = try Folder()
    try folder.planSlowly()
    var statuses: [Int32] = []
    repeat {
      let outcome = try folder.toy("sweep run plan.json --jobs 1 --time-limit 0.1s -o r")
      statuses.append(outcome.status)
      if outcome.status == 75 {
        #expect(outcome.diagnostics.contains("the time is up; shard 1/1 has "))
      }
    } while statuses.last == 75 && statuses.count < 1400
    #expect(statuses.first == 75 && statuses.last == 0)
    _ = try folder.succeed("sweep run plan.json --time-limit 1h -o s")
    #expect(try folder.bytes("r/shard-1-of-1.csv") == folder.bytes("s/shard-1-of-1.csv"))
  }

  @Test("two programs on one shard: the second is told, and the first is not disturbed")
  func locked() throws {
    let folder = try Folder()
    try folder.planSlowly()
    let run = try folder.startSweep(
      "sweep run plan.json --jobs 1 -o r", until: "r/shard-1-of-1.csv.partial")
    let second = try folder.toy("sweep run plan.json -o r")
    if second.status != 0 {
      #expect(second.status == 75)
      #expect(
        second.diagnostics.hasSuffix(
          "error: r/shard-1-of-1.csv.partial: another program is at work on shard 1/1\n"))
    }
    #expect(try run.status() == 0)
    #expect(try folder.succeed("sweep status r").text.contains("missing  0\n"))
  }

  @Test("shards that begin at the same time share a folder that none of them has made")
  func together() throws {
    let folder = try Folder()
    let whole = try folder.wholeSweep(smallGrid)
    let outcome = try folder.shell(
      """
      for i in 1 2 3 4 5 6 7 8; do
        "$TOY" sweep run plan.json --shard $i/8 --jobs 1 -o a/b/parts &
        pids="$pids $!"
      done
      for pid in $pids; do wait $pid || exit 1; done
      """)
    #expect(outcome.status == 0)
    let lines = outcome.diagnostics.split(separator: "\n").filter { $0.hasPrefix("wrote ") }
      .sorted()
    #expect(lines == (1...8).map { "wrote a/b/parts/shard-\($0)-of-8.csv" })
    #expect(try folder.merged("a/b/parts") == whole)
    #expect(try !folder.paths().contains { $0.contains("partial") })
  }

  @Test("a full disk ends with 73, and written rows are kept")
  func fileSizeLimit() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(smallGrid)
    // The ignored signal makes pwrite(2) fail with EFBIG after the first blocks.
    let outcome = try folder.shell("ulimit -f 32; \"$TOY\" sweep run plan.json -o r")
    #expect(outcome.status == 73)
    #expect(outcome.diagnostics == "error: r/shard-1-of-1.csv.partial: File too large\n")
    _ = try folder.succeed("sweep run plan.json -o r")
    #expect(try folder.bytes("r/shard-1-of-1.csv") == folder.bytes("whole/shard-1-of-1.csv"))
  }

  @Test("a folder of another plan is refused and left as it is")
  func otherPlan() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(smallGrid)
    try folder.plan(#"{"n": "5"}"#, as: "other.json")
    try folder.expectRefusal(
      of: words("sweep run other.json -o whole"), status: 65,
      says: ["whole/plan.json is another plan; its results and those of this plan do not mix"])
    try folder.write("{}", to: "whole/plan.json")
    try folder.expectRefusal(
      of: words("sweep run plan.json -o whole"), status: 65, says: ["whole/plan.json: not a plan"])
  }

  @Test(
    "what cannot be is refused as usage",
    arguments: [
      ("sweep", "the action is missing: plan, run, status, merge"),
      ("sweep stats r", "unknown action stats: did you mean status?"),
      ("sweep plan", "the file of grids is missing"), ("sweep run -o r", "the plan is missing"),
      ("sweep plan grid.json", "--output is missing: -o plan.json"),
      ("sweep plan grid.json x -o p", "unexpected argument x"),
      ("sweep run plan.json", "--output is missing: -o FOLDER"),
      ("sweep run plan.json -o r -o s", "--output is given twice"),
      ("sweep run plan.json --shard 0/4 -o r", "--shard 0/4: i/m, with m from 1 to 1000000"),
      ("sweep run plan.json --shard 5/4 -o r", "--shard 5/4: i/m"),
      ("sweep run plan.json --shard 4 -o r", "--shard 4: i/m"),
      ("sweep run plan.json --shard 1/1000001 -o r", "--shard 1/1000001"),
      ("sweep run plan.json --shard +1/2 -o r", "--shard +1/2: i/m"),
      ("sweep run plan.json --jobs 0 -o r", "--jobs 0: a whole number from 1"),
      ("sweep run plan.json --time-limit 0 -o r", "--time-limit 0: a time above 0"),
      ("sweep run plan.json --time-limit 5d -o r", "--time-limit 5d: a time above 0"),
      ("sweep run plan.json --time-limit m -o r", "--time-limit m: a time above 0"),
      (
        "sweep run plan.json --format csv -o r",
        "--format has no effect on 'toy sweep run', it belongs"
      ),
      ("sweep plan grid.json --shard 1/2 -o p", "it belongs to run"),
      ("sweep status r -o x", "it belongs to plan and run and merge"),
      ("sweep status", "the folder of results is missing"),
      ("sweep status r --format svg", "--format svg: known are table, csv, json, markdown"),
      ("sweep merge -o a.csv", "nothing to merge"),
      ("sweep merge r", "--output is missing: -o all"),
    ])
  func usage(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("{}", to: "grid.json")
    _ = try folder.succeed("sweep plan grid.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o whole")
    try folder.expectUsageError(line.replacing("status r ", with: "status whole "), says: message)
  }
}
