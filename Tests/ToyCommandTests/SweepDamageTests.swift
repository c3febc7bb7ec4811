// Damaged files of a sweep: every damage is noticed, named, and mended by running the shard again.

import Foundation
import TestSupport
import Testing

@testable import Files
@testable import Studies
@testable import ToyCommand

@Suite struct SweepDamageTests {
  /// 480 points in three shards of 160 rows, all complete.
  private func complete() throws -> Folder {
    let folder = try Folder()
    try folder.plan(smallGrid)
    for number in 1...3 { _ = try folder.succeed("sweep run plan.json --shard \(number)/3 -o r") }
    return folder
  }

  private let shard = "r/shard-2-of-3.csv"

  /// The lines of a file, with their line feeds.
  private func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast().map {
      Array($0) + [UInt8(ascii: "\n")]
    }
  }

  /// A change of the lines of a shard, its name, and the number of rows that are kept.
  struct Damage: Sendable, CustomStringConvertible {
    let description: String
    let message: String
    let kept: Int
    let change: @Sendable (inout [[UInt8]]) -> Void
  }

  /// Row 5 is line 6; the shard has the points 1, 4, 7, ....
  private static let damages = [
    Damage(description: "risk is banana", message: "line 6 (row 5): the row does not", kept: 159) {
      $0[5] = field(11, of: $0[5], "banana")
    },
    Damage(description: "risk is nan", message: "line 6 (row 5): the row does not", kept: 159) {
      $0[5] = field(11, of: $0[5], "nan")
    },
    Damage(description: "n is 6", message: "line 161 (row 160): the row does not", kept: 159) {
      $0[160] = field(2, of: $0[160], "6")
    },
    Damage(description: "another checksum", message: "line 2 (row 1): the row does not", kept: 159)
    {
      $0[1] = Array($0[1].dropLast(9)) + Array("00000000\n".utf8)
    },
    Damage(
      description: "a surplus row at the end", message: "line 162 (row 161): point 478 is too much",
      kept: 160
    ) { $0.append($0[160]) },
    Damage(
      description: "a surplus row in the middle",
      message: "line 7 (row 6): point 475 where point 16 belongs", kept: 160
    ) { $0.insert($0[159], at: 6) },
    Damage(
      description: "a row twice", message: "line 7 (row 6): point 13 where point 16 belongs",
      kept: 160
    ) { $0.insert($0[5], at: 6) },
    Damage(
      description: "a row deleted", message: "line 6 (row 5): point 16 where point 13 belongs",
      kept: 158
    ) { $0.remove(at: 5) },
    Damage(
      description: "many rows deleted", message: "line 6 (row 5): point 313 where point 13 belongs",
      kept: 59
    ) { $0.removeSubrange(5..<105) },
    Damage(
      description: "the last row deleted", message: "1 of 160 rows are missing at the end",
      kept: 159
    ) { $0.removeLast() },
    Damage(
      description: "two rows swapped", message: "line 6 (row 5): point 16 where point 13 belongs",
      kept: 158
    ) { $0.swapAt(5, 6) },
    Damage(
      description: "a truncated last line", message: "line 161 (row 160): the row is cut off",
      kept: 159
    ) { $0[160].removeLast(30) },
    Damage(
      description: "without the last line feed", message: "line 161 (row 160): the row is cut off",
      kept: 159
    ) { $0[160].removeLast() },
    Damage(description: "another header", message: "line 1: not the columns of a shard", kept: 160)
    {
      $0[0][3] = UInt8(ascii: "x")
    },
    Damage(
      description: "a byte order mark", message: "line 1: not the columns of a shard", kept: 160
    ) { $0[0] = [0xEF, 0xBB, 0xBF] + $0[0] },
    Damage(
      description: "carriage returns", message: "line 1: not the columns of a shard", kept: 0
    ) { lines in lines = lines.map { $0.dropLast() + Array("\r\n".utf8) } },
    Damage(description: "a hole of zeros", message: "line 6 (row 5): the row does not", kept: 157) {
      $0[5] = Array(repeating: 0, count: 2_000_000) + $0[6]
      $0.remove(at: 6)
    },
    Damage(
      description: "an older version", message: "line 1: the shard of an older version, without",
      kept: 0
    ) { lines in
      lines = lines.map { line in
        let end = line.lastIndex(of: UInt8(ascii: ",")) ?? 0
        return line[..<end] + [UInt8(ascii: "\n")]
      }
    },
    Damage(description: "an empty file", message: "line 1: not the columns of a shard", kept: 0) {
      $0 = []
    },
  ]

  /// A row with another value in a column.
  private static func field(_ column: Int, of row: [UInt8], _ text: String) -> [UInt8] {
    var fields = String(decoding: row, as: UTF8.self).split(
      separator: ",", omittingEmptySubsequences: false)
    fields[column] = text[...]
    return Array(fields.joined(separator: ",").utf8)
  }

  @Test(
    "damage is named by status and merge, mended by run, and good rows are kept",
    arguments: damages)
  func kinds(damage: Damage) throws {
    let folder = try complete()
    let good = try folder.bytes(shard)
    let merged = try folder.merged("r")
    var changed = lines(good)
    damage.change(&changed)
    try folder.write(changed.flatMap { $0 }, to: shard)
    let status = try folder.toy("sweep status r")
    #expect(status.status == 75)
    #expect(status.diagnostics.contains("\(shard): \(damage.message)"), "\(status.diagnostics)")
    let line = "2/3 160 \(damage.kept) damaged".split(separator: " ")
    let shown = status.text.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(shown.contains(line), "\(status.text)")
    #expect(status.text.hasSuffix("\ntoy sweep run r/plan.json --shard 2/3 -o r\n"))
    let json = try jsonObject(try folder.toy("sweep status r --format json").output)
    let named = json["damage"] as? [String] ?? []
    #expect(named.contains { $0.contains(damage.message) })
    for options in ["-o all.csv", "--partial -o -"] {
      let merge = try folder.toy("sweep merge r \(options)")
      #expect(merge.status == 65 && merge.output.isEmpty)
      #expect(merge.diagnostics.contains("\(shard): \(damage.message)"), "\(merge.diagnostics)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("all.csv")))
    let run = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
    #expect(run.diagnostics.contains("\(shard): \(damage.message)"))
    #expect(run.diagnostics.contains("damaged; \(damage.kept) rows are kept, the others are"))
    #expect(try folder.bytes(shard) == good)
    #expect(try folder.merged("r") == merged)
    #expect(try !folder.paths().contains { $0.contains(".damaged") || $0.contains(".partial") })
  }

  @Test("rows that are kept are not computed again")
  func kept() throws {
    let folder = try complete()
    let plan = try SweepPlan(path: folder.path("plan.json"), among: SweptOptions.studies)
    // A row that no computation gives, with the checksum that it would have.
    var changed = lines(try folder.bytes(shard))
    let row = Array(Self.field(11, of: changed[9], "0.125").dropLast(10))
    let check = row.withUnsafeBytes { RowChecksum(of: plan).value($0) }
    let digits = String(check, radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    changed[9] = row + Array(",\(padded)\n".utf8)
    let expected = changed
    changed[5] = Self.field(2, of: changed[5], "6")
    changed[13] = Self.field(2, of: changed[13], "6")
    try folder.write(changed.flatMap { $0 }, to: shard)
    _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
    #expect(try folder.bytes(shard) == expected.flatMap { $0 })
  }

  @Test("the shard of another plan, or of another number, is damaged from its first row on")
  func foreign() throws {
    let folder = try complete()
    let good = try folder.bytes(shard)
    try folder.plan(smallGrid.replacing("0.5,learned", with: "0.6,learned"), as: "other.json")
    _ = try folder.succeed("sweep run other.json --shard 2/3 -o other")
    for (source, message) in [
      ("other/shard-2-of-3.csv", "line 1: a shard of the plan "),
      ("r/shard-1-of-3.csv", "line 2 (row 1): point 0 where point 1 belongs"),
    ] {
      try folder.write(folder.bytes(source), to: shard)
      let status = try folder.toy("sweep status r")
      #expect(status.status == 75)
      #expect(status.diagnostics.contains("\(shard): \(message)"), "\(status.diagnostics)")
      #expect(status.text.contains("\n2/3       160     0  damaged\n"))
      #expect(try folder.toy("sweep merge r -o x.csv").status == 65)
      _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
      #expect(try folder.bytes(shard) == good)
    }
  }

  @Test("every changed, lost or additional byte of a shard is noticed", arguments: 0..<4)
  func bytes(seed: UInt64) throws {
    let folder = try complete()
    let good = try folder.bytes(shard)
    let sweep = SweepFolder(folder.path("r"))
    let plan = try sweep.plan(among: SweptOptions.studies)
    #expect(try SweepStatus(sweep, plan).isComplete)
    var random = SplitMix(state: seed)
    for trial in 0..<150 {
      var bad = good
      let place = Int(random.next() % UInt64(good.count))
      let byte = UInt8(truncatingIfNeeded: random.next())
      switch trial % 6 {
      case 0: bad.remove(at: place)
      case 1: bad.insert(byte, at: place)
      case 2: bad[place] ^= 1 << (byte & 7)
      case 3: bad.removeSubrange(place..<min(place + 1 + Int(byte), bad.count))
      case 4: bad.replaceSubrange(place..<min(place + 8, bad.count), with: good[..<8])
      default: bad[place] ^= max(byte, 1)
      }
      guard bad != good else { continue }
      try folder.write(bad, to: shard)
      let status = try SweepStatus(sweep, plan)
      #expect(!status.isComplete && !status.damage.isEmpty, "seed \(seed), trial \(trial)")
      #expect(status.commands.count == 1)
    }
  }

  @Test("every changed byte of a plan is noticed")
  func planBytes() throws {
    let folder = try Folder()
    try folder.plan(smallGrid)
    let good = try folder.bytes("plan.json")
    var random = SplitMix(state: 7)
    for place in good.indices {
      var bad = good
      bad[place] ^= max(UInt8(truncatingIfNeeded: random.next()), 1)
      try folder.write(bad, to: "plan.json")
      #expect(throws: StudyError.self, "byte \(place)") {
        try SweepPlan(path: folder.path("plan.json"), among: SweptOptions.studies)
      }
    }
    try folder.expectRefusal(
      of: words("sweep run plan.json -o r"), status: 65, says: ["plan.json: "])
  }

  @Test("stopped at any byte while damage is mended, and run again: the same bytes")
  func mending() throws {
    let folder = try complete()
    let good = try folder.bytes(shard)
    let partial = shard + ".partial"
    var changed = lines(good)
    for row in [3, 50, 51, 140] { changed[row] = Self.field(2, of: changed[row], "6") }
    let damaged = changed.flatMap { $0 }
    // The part of the new file that a killed run has left, next to the damaged one.
    for length in [0, 1, good.count / 3, good.count / 2 + 1, good.count - 1, good.count] {
      if FileManager.default.fileExists(atPath: folder.path(shard)) {
        try FileManager.default.removeItem(atPath: folder.path(shard))
      }
      try folder.write(damaged, to: shard + ".damaged")
      try folder.write(Array(good[..<length]), to: partial)
      #expect(try folder.toy("sweep status r").status == (length < good.count ? 75 : 0))
      _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
      #expect(try folder.bytes(shard) == good)
      #expect(try !folder.paths().contains { $0.contains(".damaged") || $0.contains(".partial") })
    }
    // Killed before the new file was begun, and a new file that is damaged as well.
    for part in [nil, Array(damaged[..<(damaged.count / 2)])] {
      try FileManager.default.removeItem(atPath: folder.path(shard))
      try folder.write(damaged, to: shard + ".damaged")
      if let part { try folder.write(part, to: partial) }
      _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
      #expect(try folder.bytes(shard) == good)
    }
  }

  @Test("killed while damage is mended and run again: the same bytes")
  func killed() throws {
    let folder = try Folder()
    _ = try folder.wholeSweep(largeGrid)
    let name = "whole/shard-1-of-1.csv"
    let good = try folder.bytes(name)
    var changed = lines(good)
    for row in stride(from: 1, to: changed.count, by: 3) {
      changed[row] = Self.field(2, of: changed[row], "6")
    }
    try folder.write(changed.flatMap { $0 }, to: name)
    let run = try folder.startSweep(
      "sweep run plan.json --jobs 2 -o whole", until: name + ".partial")
    run.send(SIGKILL)
    let status = try run.status()
    // On a fast machine the run may be over before.
    #expect(status == -SIGKILL || status == 0)
    _ = try folder.succeed("sweep run plan.json -o whole")
    #expect(try folder.bytes(name) == good)
  }

  @Test("a partial file that ends within a row is no damage, one with a broken row is")
  func partial() throws {
    let folder = try complete()
    let good = try folder.bytes(shard)
    try FileManager.default.removeItem(atPath: folder.path(shard))
    let partial = shard + ".partial"
    try folder.write(Array(good[..<(good.count / 2)]), to: partial)
    #expect(try folder.toy("sweep status r").diagnostics.isEmpty)
    #expect(try folder.toy("sweep merge r -o x.csv").status == 75)
    _ = try folder.succeed("sweep merge r --partial -o x.csv")
    var broken = Array(good[..<(good.count / 2)])
    broken[good.count / 4] ^= 1
    try folder.write(broken, to: partial)
    let status = try folder.toy("sweep status r")
    #expect(status.status == 75 && status.diagnostics.contains("\(partial): line "))
    #expect(try folder.toy("sweep merge r --partial -o x.csv").status == 65)
    _ = try folder.succeed("sweep run plan.json --shard 2/3 -o r")
    #expect(try folder.bytes(shard) == good)
  }
}

/// Numbers for places and bytes to change.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
