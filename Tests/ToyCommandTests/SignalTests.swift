// Programs that are stopped leave no temporary files.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct SignalTests {
  /// A run that is stopped as soon as a temporary file is there.
  private func stop(
    _ line: String, in folder: Folder, with signal: Int32, blocks: Bool = false
  ) throws -> Int32 {
    let run = try RunningProgram(
      line, in: folder, output: "out", diagnostics: "err", blocksSignals: blocks)
    while run.isRunning, try !Self.partials(folder) { usleep(100) }
    run.send(signal)
    return try run.status()
  }

  private static func partials(_ folder: Folder) throws -> Bool {
    try folder.paths().contains { $0.contains(".partial-") }
  }

  @Test(
    "a long table that is stopped while it is written: status 130, no part, and the old file",
    arguments: [SIGINT, SIGTERM, SIGHUP], [false, true])
  func table(signal: Int32, blocks: Bool) throws {
    let folder = try Folder()
    try folder.write("old", to: "a.csv")
    let status = try stop(
      "risk --mu lin:0..1:10000000 -o a.csv", in: folder, with: signal, blocks: blocks)
    #expect(status == 130)
    #expect(try folder.text("a.csv") == "old")
    #expect(try folder.paths() == ["a.csv", "err", "out"])
  }

  @Test("rows that are merged", arguments: [SIGINT, SIGTERM, SIGHUP])
  func merge(signal: Int32) throws {
    let folder = try Folder()
    try folder.write(#"{"n": "5", "k": "1", "mu": "lin:0..1:20000"}"#, to: "g.json")
    _ = try folder.succeed("sweep plan g.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o out.d")
    let before = try folder.paths()
    // A fast machine may be done before the signal comes.
    let status = try stop("sweep merge out.d -o all.csv", in: folder, with: signal)
    #expect(status == 130 || status == 0)
    let made = Set(try folder.paths()).subtracting(before).subtracting(["out", "err"])
    #expect(made == (status == 0 ? ["all.csv"] : []))
  }

  @Test("SIGHUP that the parent ignores, as nohup does, ends nothing")
  func nohup() throws {
    let folder = try Folder()
    let outcome = try folder.shell(
      """
      trap '' HUP
      "$TOY" risk --n 5 --mu lin:0..1:3000 -o a.csv 2>/dev/null &
      kill -HUP $!; wait $!
      """)
    #expect(outcome.status == 0)
    #expect(try records(try folder.text("a.csv")).count == 3000)
  }

  @Test("a second signal ends what remembers the first, without temporary files")
  func twice() throws {
    let folder = try Folder()
    let run = try RunningProgram(
      "learn --n 300 --k 150 --depth 21 --method gd --tolerance 0 --max-iterations 100000000 "
        + "--starts 1 --resume s -o r.csv", in: folder, output: "out", diagnostics: "err")
    #expect(run.wait(forFile: "s", in: folder))
    run.send(SIGINT)
    run.send(SIGINT)
    #expect(try run.status() == 130)
    #expect(try !Self.partials(folder))
  }
}
