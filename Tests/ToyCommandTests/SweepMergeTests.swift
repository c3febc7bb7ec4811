// toy sweep status and merge: the computed rows, and how they are put together.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct SweepMergeTests {
  /// 480 points in three shards, of which the second is cut off and the third missing.
  private func unfinished() throws -> (folder: Folder, whole: [UInt8]) {
    let folder = try Folder()
    let whole = try folder.wholeSweep(smallGrid)
    for number in 1...2 { _ = try folder.succeed("sweep run plan.json --shard \(number)/3 -o r") }
    let part = try folder.bytes("r/shard-2-of-3.csv")
    try FileManager.default.removeItem(atPath: folder.path("r/shard-2-of-3.csv"))
    try folder.write(Array(part[..<(part.count / 2)]), to: "r/shard-2-of-3.csv.partial")
    return (folder, whole)
  }

  @Test("status counts points and prints the commands that complete them")
  func commands() throws {
    let (folder, whole) = try unfinished()
    let part = try folder.text("r/shard-2-of-3.csv.partial").filter { $0 == "\n" }.count - 1
    let outcome = try folder.toy("sweep status r/")
    #expect(outcome.status == 75)
    let text = outcome.text
    #expect(
      text.hasPrefix("points   480\ndone     \(160 + part)\nmissing  \(320 - part)\nfailed   "))
    #expect(text.contains("\n1/3       160   160  complete\n"))
    #expect(text.contains("\n2/3       160    \(part)  partial\n"))
    #expect(text.contains("\n3/3       160     0  absent\n"))
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("toy ") }
    #expect(
      lines == [
        "toy sweep run r/plan.json --shard 2/3 -o r", "toy sweep run r/plan.json --shard 3/3 -o r",
      ])
    let json = try jsonObject(try folder.toy("sweep status r --format json").output)
    #expect(json["points"] as? Int == 480 && json["missing"] as? Int == 320 - part)
    // Shard 1/3 has no point with k > n.
    let rows = try folder.text("r/shard-2-of-3.csv.partial").split(separator: "\n")
    let failed = rows.dropFirst().prefix(part).count { !$0.dropLast(9).hasSuffix(",") }
    #expect(failed > 0 && json["failed"] as? Int == failed)
    #expect(json["commands"] as? [String] == lines.map(String.init))
    let table = try records(
      String(decoding: try folder.toy("sweep status r --format csv").output, as: UTF8.self))
    #expect(table.map { $0["state"] } == ["complete", "partial", "absent"])
    #expect(try folder.toy("sweep status r --format markdown").text.hasPrefix("| shard | points |"))
    for line in lines { _ = try folder.succeed(String(line.dropFirst(4))) }
    let end = try folder.succeed("sweep status r")
    #expect(end.text.hasPrefix("points   480\ndone     480\nmissing  0\nfailed   80\n"))
    #expect(!end.text.contains("toy sweep run"))
    #expect(try folder.merged("r") == whole)
  }

  @Test("the grid of docs/cluster has the status that is shown there")
  func readme() throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: repository.appending(path: "docs/cluster/README.md"), encoding: .utf8)
    func block(_ language: String, _ start: String) throws -> String {
      let parts = text.components(separatedBy: "```\(language)\n").dropFirst()
      let part = try #require(parts.first { $0.hasPrefix(start) })
      return try #require(part.components(separatedBy: "```").first)
    }
    let folder = try Folder()
    try folder.plan(try block("json", "{\"n\""))
    _ = try folder.succeed("sweep run plan.json --shard 1/3 -o results")
    let outcome = try folder.toy("sweep status results")
    #expect(outcome.text == (try block("text", "points")) && outcome.status == 75)
  }

  @Test("status of a folder without results gives the command for all of it")
  func nothing() throws {
    let folder = try Folder()
    try folder.plan(smallGrid)
    _ = try folder.shell("mkdir \"a b\"; cp plan.json \"a b/\"")
    let outcome = try folder.toy(["sweep", "status", "a b"])
    #expect(outcome.status == 75)
    #expect(outcome.text.contains("missing  480\n"))
    #expect(outcome.text.hasSuffix("\ntoy sweep run 'a b/plan.json' --shard 1/1 -o 'a b'\n"))
    try folder.expectRefusal(of: words("sweep status no"), status: 66, says: ["no/plan.json"])
  }

  @Test(
    "shards of different counts complete one another, and only shards that are needed are requested"
  )
  func mixture() throws {
    let (folder, whole) = try unfinished()
    _ = try folder.succeed("sweep run plan.json --shard 3/6 -o r")
    _ = try folder.succeed("sweep run plan.json --shard 6/6 -o r")
    let outcome = try folder.toy("sweep status r")
    // Shards 3/6 and 6/6 are shard 3/3; of two counts with the same number of files the larger is used.
    #expect(
      outcome.text.split(separator: "\n").filter { $0.hasPrefix("toy ") } == [
        "toy sweep run r/plan.json --shard 2/6 -o r", "toy sweep run r/plan.json --shard 5/6 -o r",
      ])
    _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
    #expect(try folder.toy("sweep status r").status == 0)
    _ = try folder.succeed("sweep run plan.json --shard 5/6 -o r")
    #expect(try folder.merged("r") == whole)
  }

  @Test("gaps are refused with 75, with the number of missing points and the first of them")
  func gaps() throws {
    let (folder, _) = try unfinished()
    try folder.write("old", to: "all.csv")
    let outcome = try folder.toy("sweep merge r -o all.csv")
    #expect(outcome.status == 75)
    #expect(outcome.diagnostics.contains(" of 480 points are missing: 2, 5, 8, 11, 14, ...\n"))
    #expect(outcome.diagnostics.contains("--partial merges what there is"))
    #expect(try folder.text("all.csv") == "old")
    let stream = try folder.toy("sweep merge r -o -")
    #expect(stream.status == 75 && stream.output.isEmpty)
    #expect(try !folder.paths().contains { $0.contains("all.csv.") })
  }

  @Test("merging what there is: in any order and grouping the same bytes")
  func associative() throws {
    let folder = try Folder()
    let whole = try folder.wholeSweep(smallGrid)
    for (number, name) in ["a", "b", "c"].enumerated() {
      _ = try folder.succeed("sweep run plan.json --shard \(number + 1)/4 -o \(name)")
      _ = try folder.succeed("sweep merge \(name) --partial -o \(name).csv")
    }
    _ = try folder.succeed("sweep run plan.json --shard 4/6 -o b")
    _ = try folder.succeed("sweep merge b --partial -o b.csv")
    let all = try folder.merged("a b c", "--partial")
    #expect(String(decoding: all, as: UTF8.self).filter { $0 == "\n" }.count == 400 + 1)
    #expect(try folder.merged("c b a", "--partial") == all)
    #expect(try folder.merged("c.csv a b.csv", "--partial") == all)
    _ = try folder.succeed("sweep merge a.csv b.csv --partial -o ab.csv")
    _ = try folder.succeed("sweep merge b.csv c.csv --partial -o bc.csv")
    #expect(try folder.merged("ab.csv c.csv", "--partial") == all)
    #expect(try folder.merged("a.csv bc.csv", "--partial") == all)
    #expect(try folder.merged("ab.csv bc.csv", "--plan plan.json --partial") == all)
    #expect(try folder.succeed("sweep merge merged.csv --partial -o -").output == all)
    #expect(try folder.toy("sweep merge ab.csv bc.csv --plan plan.json -o x.csv").status == 75)
    _ = try folder.succeed("sweep run plan.json --shard 4/4 -o d")
    #expect(try folder.merged("ab.csv bc.csv d") == whole)
    #expect(try folder.succeed("sweep merge d ab.csv c.csv -o -").output == whole)
  }

  @Test("a folder that does not exist is called missing, not a folder without a plan")
  func noFolder() throws {
    try Folder().expectRefusal(
      of: words("sweep merge nowhere -o x.csv"), status: 66, says: ["nowhere: No such file"])
  }

  @Test("a merged file does not know how many points there are")
  func noPlan() throws {
    let folder = try Folder()
    let whole = try folder.wholeSweep(smallGrid)
    _ = try folder.merged("whole")
    try folder.expectUsageError(
      "sweep merge merged.csv -o x.csv",
      says: "the number of points is unknown without a plan: --plan FILE"
    )
    _ = try folder.succeed("sweep merge merged.csv --plan plan.json -o x.csv")
    #expect(try folder.bytes("x.csv") == whole)
  }

  @Test("one point with two results is refused with the point and the files")
  func disagreement() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(smallGrid)
    for (old, new) in [("\n17,constant", "\n17,iid"), ("\n479,constant", "\n479,iid")] {
      _ = try folder.merged("whole")
      let text = try folder.text("merged.csv")
      try folder.write(text.replacing(old, with: new), to: "merged.csv")
      for operands in ["whole merged.csv", "merged.csv whole"] {
        try folder.expectRefusal(
          of: words("sweep merge \(operands) -o x.csv"), status: 65,
          says: ["point ", " has two results, in ", "whole/shard-1-of-1.csv", "merged.csv"])
      }
    }
    try folder.expectRefusal(
      of: words("sweep merge whole merged.csv -o -"), status: 65,
      says: ["point 479 has two results"]
    )
  }

  @Test("rows of other plans, other files and damaged ones are refused")
  func others() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(smallGrid)
    let text = String(decoding: try folder.merged("whole"), as: UTF8.self)
    try folder.plan(#"{"n": "5", "k": "1..5"}"#, as: "other.json")
    _ = try folder.succeed("sweep run other.json -o other")
    try folder.plan(#"{"n": 4, "k": 1, "starts": 1}"#, as: "learn.json")
    _ = try folder.succeed("sweep run learn.json -o learned")
    _ = try folder.succeed("sweep merge learned -o learned.csv")
    try folder.write(text.replacing("\n7,", with: "\n6,"), to: "order.csv")
    try folder.write(String(text.dropLast(9)), to: "cut.csv")
    try folder.write(text.replacing("\n9,constant,", with: "\n9,"), to: "short.csv")
    try folder.write("a,b\n1,2\n", to: "foreign.csv")
    let risk = try #require(try records(text).first)["risk"]
    try folder.write(text.replacing(",\(risk),", with: ",banana,"), to: "banana.csv")
    try folder.write(text.replacing(",\(risk),", with: ",nan,"), to: "nan.csv")
    for (operands, message) in [
      ("whole other", "other/plan.json and whole/plan.json are different plans"),
      ("whole --plan other.json", "whole/plan.json and other.json are different plans"),
      ("merged.csv --plan other.json", "line 7 has point 5, but the last of the plan is 4"),
      ("whole learned.csv", "learned.csv: line 1: not the columns of 'toy sweep' for risk"),
      ("merged.csv learned.csv --partial", "learned.csv: line 1: not the columns"),
      ("whole order.csv", "order.csv: line 9 has point 6, which is out of order"),
      ("whole cut.csv", "cut.csv: line 481 is not a whole row"),
      ("whole short.csv", "short.csv: line 11 is not a whole row"),
      ("banana.csv --plan plan.json", "banana.csv: line 2 is not a whole row"),
      ("nan.csv --partial", "nan.csv: line 2 is not a whole row"),
      ("foreign.csv --partial", "foreign.csv: line 1: not the columns of 'toy sweep'"),
      ("whole foreign.csv", "foreign.csv: line 1: not the columns"),
    ] {
      try folder.expectRefusal(
        of: words("sweep merge \(operands) -o x.csv"), status: 65, says: [message])
    }
    try folder.expectRefusal(
      of: words("sweep merge whole no.csv -o x.csv"), status: 66, says: ["no.csv: No such file"])
  }

  @Test("more files than a program may open are merged all the same")
  func manyFiles() throws {
    let folder = try Folder()
    let whole = String(decoding: try folder.wholeSweep(smallGrid), as: UTF8.self)
    let lines = try folder.text("whole/shard-1-of-1.csv").split(separator: "\n").map { "\($0)\n" }
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("r"), withIntermediateDirectories: true)
    try folder.write(folder.bytes("plan.json"), to: "r/plan.json")
    for point in 0..<480 {
      try folder.write(lines[0] + lines[point + 1], to: "r/shard-\(point + 1)-of-480.csv")
    }
    #expect(String(decoding: try folder.merged("r"), as: UTF8.self) == whole)
    let limited = try folder.shell("ulimit -n 40; \"$TOY\" sweep merge r -o few.csv")
    try #require(limited.status == 0, "\(limited.diagnostics)")
    #expect(try folder.text("few.csv") == whole)
    #expect(try folder.shell("ulimit -n 40; \"$TOY\" sweep status r").status == 0)
  }
}
