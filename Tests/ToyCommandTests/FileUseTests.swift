// The files of one call do not meet: refused before anything is computed.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct FileUseTests {
  /// A folder with data, and other paths to it.
  private static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("1,2,3\n2,1,0\n0,1,1\n4,4,4\n", to: "d.csv")
    try folder.write("0.6,0\n0,0.6\n", to: "T.csv")
    try folder.write(#"{"n": "5", "k": "1..3", "data": "constant"}"#, to: "g.json")
    _ = try folder.shell("ln d.csv hard.csv; ln -s d.csv soft.csv; mkdir sub; ln -s ../sub sub/up")
    return folder
  }

  @Test(
    "two outputs to one path, in any spelling",
    arguments: [
      "risk --n 5 -o a.csv -o a.csv", "risk --n 5 -o a.csv -o ./a.csv",
      "risk --n 5 -o sub/a.csv -o sub/../sub/a.csv", "risk --n 5 -o sub/a.csv -o sub/up/a.csv",
      "risk --n 5 -o new/a.csv -o new//a.csv", "risk --n 5 -o - -o -",
      "risk --n 5 -o - -o /dev/stdout", "risk-ratio --n 5 -o out/ -o out/risk-ratio.md",
      "risk-ratio --n 5 -o out -o ./out/", "landscape --depth 2 -o sub/ -o sub/landscape.csv",
      "learn --n 3 --trace a.csv --save a.csv -o a.csv", "learn --n 3 --trace a.csv --save ./a.csv",
      "learn --n 3 --trace a.csv -o a.csv", "learn --n 3 --resume s.npy --save s.npy",
      "learn --n 3 --resume a.csv --trace a.csv", "learn --n 3 --resume a.csv -o a.csv",
      "realize T.csv --nearest R.csv -o R.csv",
    ])
  func outputs(line: String) throws {
    let folder = try Self.folder()
    try folder.expectRefusal(of: words(line), status: 64, says: ["--"])
  }

  @Test(
    "an output on an input, through links and hard links too",
    arguments: [
      "risk --data d.csv -o d.csv", "risk --data d.csv -o ./d.csv", "risk --data d.csv -o hard.csv",
      "risk --data d.csv -o soft.csv", "risk --data soft.csv -o hard.csv",
      "risk-ratio --data d.csv -o d.csv", "phase --data d.csv -o d.csv",
      "learn --data d.csv --k 1 -o d.csv", "learn --data d.csv --k 1 --trace d.csv",
      "learn --data d.csv --k 1 --save hard.csv", "learn --data d.csv --k 1 --resume soft.csv",
      "expressivity --check T.csv --nearest T.csv", "expressivity --check T.csv -o T.csv",
      "realize T.csv -o T.csv", "realize T.csv --nearest ./T.csv",
      "sweep plan g.json -o g.json",
    ])
  func inputs(line: String) throws {
    let folder = try Self.folder()
    let before = try folder.bytes("d.csv")
    try folder.expectRefusal(of: words(line), status: 64, says: ["which is read"])
    #expect(try folder.bytes("d.csv") == before)
  }

  @Test(
    "a way back from a folder that does not exist, which would lead to a file that is there",
    arguments: [
      "risk --data d.csv --k 1 -o new/../d.csv", "realize T.csv -o new/../T.csv",
      "learn --data d.csv --k 1 --save new/../d.csv", "learn --n 3 --trace new/a/../../d.csv",
      "learn --n 3 --resume new/../d.csv", "risk --n 4 -o a.csv -o ./new/../a.csv",
      "risk-ratio --n 4 -o new/../sub/",
    ])
  func wayBack(line: String) throws {
    let folder = try Self.folder()
    let before = try folder.bytes("d.csv")
    try folder.expectRefusal(
      of: words(line), status: 64, says: ["'..' goes back from a folder new, which does not exist"])
    #expect(try folder.bytes("d.csv") == before)
  }

  @Test("a folder of results is not made by way of one that does not exist")
  func folders() throws {
    let folder = try Self.folder()
    _ = try folder.succeed("sweep plan g.json -o p.json")
    try folder.expectRefusal(
      of: words("sweep run p.json -o new/../r"), status: 64, says: ["a folder new"])
    try folder.expectRefusal(
      of: words("sweep merge r -o all.tsv --partial"), status: 64, says: ["merged rows are CSV"])
  }

  @Test("a recording in a folder that is read is not overwritten")
  func recordings() throws {
    let folder = try Folder()
    try folder.copySpeech(3)
    let name = try #require(try folder.paths().first { $0.hasSuffix(".wav") })
    for line in [
      "speech Data/speech --frame 8 --depth 2 --listen \(name)",
      "speech Data/speech/ --frame 8 --depth 2 --listen ./\(name)",
    ] {
      try folder.expectRefusal(of: words(line), status: 64, says: ["which is read"])
    }
    _ = try folder.shell("cp \(name) Data/speech/x-noisy.wav")
    try folder.expectRefusal(
      of: words("speech Data/speech --frame 8 --depth 2 --listen Data/speech/x.wav"), status: 64,
      says: ["x-noisy.wav"])
  }

  @Test("results that are merged are not overwritten, and no shard falls on the data")
  func sweeps() throws {
    let folder = try Self.folder()
    _ = try folder.succeed("sweep plan g.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o out")
    for path in ["out/shard-1-of-1.csv", "./out/../out/shard-1-of-1.csv"] {
      try folder.expectRefusal(
        of: words("sweep merge out -o \(path)"), status: 64, says: ["which is read"])
    }
    try folder.expectRefusal(
      of: words("sweep merge out -o out/plan.json"), status: 64, says: ["merged rows are CSV"])
    _ = try folder.succeed("sweep merge out -o all.csv")
    try folder.expectRefusal(
      of: words("sweep merge all.csv --plan plan.json -o all.csv"), status: 64,
      says: ["which is read"])
  }

  @Test("standard output on a file that is written or read")
  func redirected() throws {
    let folder = try Self.folder()
    for line in [
      "risk --n 5 -o a.csv -o - > a.csv", "risk --data d.csv -o - >> d.csv",
      "risk --data - -o d.csv < d.csv",
    ] {
      let before = try folder.bytes("d.csv")
      let outcome = try folder.shell("\"$TOY\" \(line)")
      #expect(outcome.status == 64, "\(line)")
      #expect(try folder.bytes("d.csv") == before)
    }
  }

  @Test("files of different names, and one of devices, are no trouble")
  func legitimate() throws {
    let folder = try Self.folder()
    for line in [
      "risk --data d.csv -o e.csv", "risk --n 5 --format csv -o /dev/null -o /dev/null",
      "learn --n 3 --starts 1 --max-iterations 2 --resume s --save R.npy --trace t.csv -o r.csv",
      "learn --n 3 --starts 1 --max-iterations 2 --resume s --save R.npy --trace t.csv -o r.csv",
      "risk-ratio --n 3 -o out/ -o other.csv -o -",
    ] {
      _ = try folder.succeed(line)
    }
  }

  @Test(
    "what cannot be written is found before the work",
    arguments: [
      ("file/a.csv", "Not a directory"), ("folder.csv", "is a directory"),
      ("loop.csv", "Too many levels of symbolic links"), ("sub/loop/a.csv", "symbolic links"),
    ])
  func unwritable(path: String, reason: String) throws {
    let folder = try Folder()
    try folder.write("text", to: "file")
    _ = try folder.shell("mkdir folder.csv sub; ln -s loop.csv loop.csv; ln -s loop sub/loop")
    // Years of work, were it begun.
    let line = "learn --n 60 --k 30 --depth 21 --method gd --tolerance 0 --max-iterations 900000000"
    for option in ["-o", "--trace", "--save"] {
      try folder.expectRefusal(
        of: words("\(line) \(option) \(path)"), status: 73, says: [path, reason])
    }
    #expect(try folder.text("file") == "text")
  }
}
