// Paths that are not ordinary names: bytes that are not text, streams, cycles of links, misleading extensions.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct OddPathTests {
  @Test(
    "names that are not UTF-8 are refused by the bytes that they have",
    arguments: ["risk -o a\\377.csv", "risk --data a\\377.csv", "\\300\\200", "speech d\\376"])
  func bytes(line: String) throws {
    let folder = try Folder()
    let outcome = try folder.shell(
      "printf '1\\n' > \"$(printf 'a\\377.csv')\"; eval \"$TOY\" $(printf '\(line)')")
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.contains("is not UTF-8"))
    #expect(outcome.text == "")
    let made = try folder.shell("ls | wc -l")
    #expect(made.text.trimmingCharacters(in: .whitespacesAndNewlines) == "1")
  }

  @Test("a link to a name that is not UTF-8 is followed")
  func linkToBytes() throws {
    let folder = try Folder()
    let outcome = try folder.shell(
      """
      ln -s "$(printf 'b\\377.csv')" a.csv && "$TOY" risk --n 5 -o a.csv && test -h a.csv \
      && test -f "$(printf 'b\\377.csv')" && cat a.csv
      """)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(try records(outcome.text).count == 1)
  }

  @Test(
    "/dev/stdout is standard output, also where that is a file",
    arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
  func standardOutput(name: String) throws {
    let folder = try Folder()
    let plain = try folder.succeed("risk --n 5 --format csv")
    let outcome = try folder.shell(
      "{ \"$TOY\" risk --n 5 --format csv -o \(name); echo after; } > f && cat f")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.text == plain.text + "after\n")
    let piped = try folder.shell("\"$TOY\" risk --n 5 --format csv -o \(name) | cat")
    #expect(piped.text == plain.text)
    let trace = try folder.shell(
      "{ echo before; \"$TOY\" learn --n 3 --starts 1 --max-iterations 2 --trace \(name) -o r.csv; "
        + "echo after; } > f && cat f")
    #expect(trace.text.hasPrefix("before\nstart,iteration,") && trace.text.hasSuffix("\nafter\n"))
  }

  @Test(
    "standard output and extensions of other formats where a file of one kind is made",
    arguments: [
      ("learn --trace -", "--trace -: a file is needed"),
      ("learn --save -", "--save -: a file is needed"),
      ("learn --resume -", "--resume -: a file is needed"),
      ("learn --trace t.json", "--trace t.json: known extensions are .csv"),
      ("learn --trace t", "--trace t: known extensions are .csv"),
      ("learn --save R.txt", "--save R.txt: known extensions are .npy, .csv"),
      ("realize T.csv --nearest -", "--nearest -: a file is needed"),
      ("realize T.csv --nearest N.json", "known extensions are .npy, .csv"),
      ("sweep run plan.json -o -", "--output -: give a folder"),
      ("sweep run plan.json -o /dev/stdout", "give a folder"),
      ("sweep merge out -o m.json", "--output m.json: merged rows are CSV"),
      ("sweep merge out -o m.md", "merged rows are CSV"),
      ("sweep plan g.json -o p.csv", "--output p.csv: a plan is JSON"),
      ("report --format pdf", "--format pdf: the figures are in the folder"),
      ("report --format svg", "--format svg: the figures are in the folder"),
      ("report --format pgfplots", "known are table, csv, json, markdown, latex"),
    ])
  func refused(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.write(#"{"n": "5", "k": "1..3"}"#, to: "g.json")
    _ = try folder.succeed("sweep plan g.json -o plan.json")
    _ = try folder.succeed("sweep run plan.json -o out")
    try folder.expectUsageError(line, says: message)
  }

  @Test("the nearest member as .npy is one")
  func nearest() throws {
    let folder = try Folder()
    try folder.write("5,0\n0,5\n", to: "T.csv")
    let outcome = try folder.toy("realize T.csv --family bilevel --nearest N.npy")
    #expect(outcome.status == 1)
    #expect(try folder.bytes("N.npy").starts(with: [0x93] + Array("NUMPY".utf8)))
    _ = try folder.toy("realize T.csv --family bilevel --nearest N.csv")
    #expect(try matrix(try folder.text("N.csv")) == [[1, 0], [0, 1]])
  }

  @Test(
    "without -o nothing is written",
    arguments: [
      "risk --n 3", "expressivity", "landscape --depth 2", "phase --n 4 --depth 2",
      "learn --n 3 --starts 1 --max-iterations 2", "explain", "check bounds",
      "learn --n 3 --k 1,2 --x k --starts 1 --max-iterations 2",
    ])
  func noFiles(line: String) throws {
    let folder = try Folder()
    let outcome = try folder.succeed(line)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.diagnostics == "")
    #expect(try folder.paths() == [])
  }

  @Test("a report goes to its own folder where no other is given")
  func report() throws {
    let folder = try Folder()
    _ = try folder.succeed("report --light --only bounds")
    #expect(try folder.paths().contains("report/report.md"))
  }
}
