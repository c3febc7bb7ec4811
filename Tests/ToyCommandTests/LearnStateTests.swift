// Stopping and resuming toy learn, and the files in which it keeps its state.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct LearnStateTests {
  private static let small = "learn --n 5 --k 2 --starts 2 --max-iterations 3 -o - --resume s"

  /// Some five seconds of an optimised program; the state is first saved after two.
  @Test("killed in the middle and resumed: the same bytes as in one go")
  func killed() throws {
    let folder = try Folder()
    let line =
      "learn --n 60 --k 30 --depth 21 --method gd --tolerance 0 --max-iterations 7000 --starts 2 "
      + "--jobs 1 -o -"
    let part = try RunningProgram(
      "\(line) --resume s --save a.npy --trace a.csv", in: folder, output: "out",
      diagnostics: "err")
    #expect(part.wait(forFile: "s", in: folder))
    part.send(SIGKILL)
    let status = try part.status()
    // On a fast machine the run may be over before.
    #expect(status == -SIGKILL || status == 0)
    _ = try folder.succeed("\(line) --resume s --save a.npy --trace a.csv")
    _ = try folder.succeed("\(line) --save b.npy --trace b.csv")
    #expect(try folder.bytes("a.npy") == folder.bytes("b.npy"))
    #expect(try folder.bytes("a.csv") == folder.bytes("b.csv"))
    #expect(try folder.paths().allSatisfy { !$0.contains("partial-\(getpid())") })
  }

  @Test(
    "interrupted, also where the parent blocks signals: status 130, and the best R so far is kept",
    arguments: [false, true])
  func interrupted(blocksSignals: Bool) throws {
    let signals = [SIGINT, SIGTERM]
    let folders = try signals.map { _ in try Folder() }
    let runs = try folders.map { folder in
      // What a complete run has left.
      try folder.write("old", to: "R.csv")
      return try RunningProgram(
        "learn --n 120 --k 60 --depth 21 --method gd --tolerance 0 --max-iterations 100000000 "
          + "--starts 2 --jobs 1 --resume s --save R.csv --format csv -o -",
        in: folder, output: "out", diagnostics: "err", blocksSignals: blocksSignals)
    }
    for (index, (folder, run)) in zip(folders, runs).enumerated() {
      #expect(run.wait(forFile: "s", in: folder))
      run.send(signals[index])
      #expect(try run.status() == 130)
      let messages = try folder.text("err")
      #expect(
        messages == "wrote R.partial.csv, a part of the result; R.csv is not written\n"
          + "interrupted; the best so far is kept\n")
      let row = try #require(try records(try folder.text("out")).first)
      #expect(row["stop_reason"] == "interrupted")
      let r = try matrix(try folder.text("R.partial.csv"))
      #expect(try folder.text("R.csv") == "old")
      #expect(r.count == 60 && r.allSatisfy { $0.count == 120 })
      #expect(try row.number("risk") >= row.number("theory_risk"))
    }
  }

  @Test("a finished state is read, not computed again; the same words give the same result")
  func finished() throws {
    let folder = try Folder()
    let first = try folder.succeed(Self.small)
    let state = try folder.bytes("s")
    #expect(try folder.succeed(Self.small).text == first.text)
    #expect(try folder.bytes("s") == state)
  }

  @Test("a state of other settings is refused")
  func otherSettings() throws {
    let folder = try Folder()
    _ = try folder.succeed(Self.small)
    for option in [
      "--n 6", "--k 1", "--mu 2", "--mu 1.0000000000001", "--sigma 0.8", "--theta 0.4",
      "--depth 3", "--omega 0.5", "--family bilevel", "--starts 3", "--seed 1", "--method gd",
      "--init small", "--max-iterations 4", "--tolerance 1e-8", "--data iid",
    ] {
      var words = words(Self.small)
      let other = option.split(separator: " ").map(String.init)
      if let index = words.firstIndex(of: other[0]) {
        words[index + 1] = other[1]
      } else {
        words += other
      }
      try folder.expectRefusal(of: words, status: 65, says: ["s: ", "other settings"])
    }
  }

  @Test("step sizes that differ in the last digits are other settings")
  func closeSteps() throws {
    let folder = try Folder()
    _ = try folder.succeed("\(Self.small) --omega 0.12345678")
    try folder.expectRefusal(
      of: words("\(Self.small) --omega 0.12345679"), status: 65, says: ["other settings"])
  }

  @Test(
    "a data file of other contents is another setting", arguments: ["3\n2\n1.5\n", "3\n2\n1\n1\n"])
  func otherData(text: String) throws {
    let folder = try Folder()
    try folder.write("3\n2\n1\n", to: "C.csv")
    let line = "learn --data C.csv --k 2 --starts 1 --max-iterations 3 -o - --resume s"
    _ = try folder.succeed(line)
    try folder.write(text, to: "C.csv")
    try folder.expectRefusal(of: words(line), status: 65, says: ["s: "])
  }

  @Test("files that are no states")
  func noState() throws {
    let folder = try Folder()
    for text in ["", "x", "toy learn 1", "toy learn 1\n", "toy learn 2\n", "R,1,2\n"] {
      try folder.write(text, to: "s")
      try folder.expectRefusal(of: words(Self.small), status: 65, says: ["s: "])
    }
    #expect(try folder.toy(Self.small.replacing("--resume s", with: "--resume .")).status != 0)
  }

  @Test("a state of the program before, in other variables, is refused with what to do")
  func formerState() throws {
    let folder = try Folder()
    _ = try folder.succeed(Self.small)
    let state = try folder.bytes("s")
    try folder.write(Array("toy learn 1\n".utf8) + state.dropFirst(12), to: "s")
    try folder.expectRefusal(
      of: words(Self.small), status: 65,
      says: ["s: ", "an earlier version of toy", "remove the file"])
  }

  @Test("truncated and extended states are refused")
  func truncated() throws {
    let folder = try Folder()
    _ = try folder.succeed(Self.small)
    let state = try folder.bytes("s")
    let lengths = Array(stride(from: 5, to: state.count, by: 173)) + [state.count - 1]
    for length in lengths {
      try folder.write(Array(state[..<length]), to: "s")
      try folder.expectRefusal(of: words(Self.small), status: 65, says: ["s: "])
    }
    try folder.write(state + [0], to: "s")
    try folder.expectRefusal(of: words(Self.small), status: 65, says: ["s: "])
  }

  @Test(
    "no damaged word brings the program down, and none comes out as a result",
    arguments: [UInt64.max, UInt64(Int32.max)])
  func damaged(bits: UInt64) throws {
    let word = (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    let folder = try Folder()
    let line = "learn --n 1 --k 1 --starts 1 --max-iterations 1 -o - --resume s"
    _ = try folder.succeed(line)
    let state = try folder.bytes("s")
    // After the magic number the length of the settings, the settings, then words.
    let first = 12 + 8 + Int(state[12]) + Int(state[13]) * 256
    for offset in stride(from: first, to: state.count, by: 8) {
      var damaged = state
      damaged.replaceSubrange(offset..<offset + 8, with: word)
      try folder.write(damaged, to: "s")
      let outcome = try folder.toy(line)
      #expect([0, 65].contains(outcome.status), "word \((offset - first) / 8)")
      #expect(!outcome.text.lowercased().contains("nan"), "word \((offset - first) / 8)")
    }
  }

  @Test("an iterate of another size is refused, whatever the settings claim")
  func otherSize() throws {
    let folder = try Folder()
    let states = try [1, 2].map { k in
      _ = try folder.succeed(
        "learn --n 5 --k \(k) --starts 1 --max-iterations 2 -o - --resume s\(k)")
      return try folder.bytes("s\(k)")
    }
    // The settings of one with the numbers of the other.
    let ends = states.map { 12 + 8 + Int($0[12]) + Int($0[13]) * 256 }
    try folder.write(Array(states[1][..<ends[1]]) + states[0][ends[0]...], to: "s2")
    try folder.expectRefusal(
      of: words("learn --n 5 --k 2 --starts 1 --max-iterations 2 -o - --resume s2"), status: 65,
      says: ["s2: "])
  }
}
