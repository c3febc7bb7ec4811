// Standard output that closes early, is full, or is not there.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct StandardOutputTests {
  /// A shell that knows pipefail; the smallest ones do not.
  private static let bash = ["/bin/bash", "/usr/bin/bash"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    "a reader that stops ends the program quietly",
    arguments: [
      "risk-ratio --n 2000 --format csv -o -", "risk-ratio --n 2000 --format json -o -",
      "expressivity --x s --s lin:0..9:100000 --format csv", "risk --help",
    ])
  func closedPipe(line: String) throws {
    let outcome = try Folder().shell(
      "set -o pipefail; \"$TOY\" \(line) | head -1", shell: try #require(Self.bash))
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics == "")
    #expect(outcome.text.split(separator: "\n").count == 1)
  }

  @Test("files beside a pipe that closes are complete")
  func filesBesideClosedPipe() throws {
    let folder = try Folder()
    let outcome = try folder.shell(
      "set -o pipefail; \"$TOY\" risk-ratio --n 2000 --format csv -o - -o a.csv 2>/dev/null | true",
      shell: try #require(Self.bash))
    #expect(outcome.status == 0)
    #expect(try records(try folder.text("a.csv")).count == 20_000)
  }

  @Test(
    "a full device is an error",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: ["risk --n 5 --k 2", "risk-ratio --n 5 -o -", "--help", "--version", "risk --help"])
  func fullDevice(line: String) throws {
    let outcome = try Folder().shell("exec \"$TOY\" \(line) >/dev/full")
    #expect(outcome.status == 73)
    #expect(outcome.diagnostics == "error: standard output: No space left on device\n")
  }

  @Test("standard output that is closed is an error, and does not end up in a file")
  func closedStandardOutput() throws {
    let folder = try Folder()
    let outcome = try folder.shell("exec \"$TOY\" risk --n 5 --k 2 --format csv -o - -o a.csv >&-")
    #expect(outcome.status == 73)
    #expect(outcome.diagnostics.contains("error: standard output: "))
    #expect(try records(try folder.text("a.csv")).count == 1)
  }

  @Test("closed standard input and standard error do no harm")
  func closedOthers() throws {
    let folder = try Folder()
    let outcome = try folder.shell("exec \"$TOY\" risk --n 5 --k 2 --format csv -o a.csv <&- 2>&-")
    #expect(outcome.status == 0)
    #expect(try records(try folder.text("a.csv")).count == 1)
  }

  @Test("no escape sequences go to a file, with NO_COLOR or without", arguments: ["", "1"])
  func plain(noColor: String) throws {
    let outcome = try Folder().toy(
      "risk --n 5", environment: ["NO_COLOR": noColor, "TERM": "xterm"])
    #expect(!outcome.output.contains(0x1B))
    #expect(outcome.diagnostics == "")
  }
}
