// Files are whole or absent, and an earlier file survives a failure.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct AtomicWriteTests {
  private static let line = "risk --n 5 --k 2"

  @Test("a file is replaced, and no temporary name stays")
  func replaced() throws {
    let folder = try Folder()
    try folder.write("old", to: "a.csv")
    _ = try folder.succeed("\(Self.line) -o a.csv")
    #expect(try records(try folder.text("a.csv")).count == 1)
    #expect(try folder.paths() == ["a.csv"])
  }

  @Test("a hard link keeps the old content: the new one is a new file")
  func renamed() throws {
    let folder = try Folder()
    try folder.write("old", to: "a.csv")
    _ = try folder.shell("ln a.csv kept.csv")
    _ = try folder.succeed("\(Self.line) -o a.csv")
    #expect(try folder.text("kept.csv") == "old")
  }

  @Test(
    "a refused run leaves the old file",
    arguments: ["--k 501", "--sigma nan", "--data missing.csv", "--data bad.csv"])
  func refused(options: String) throws {
    let folder = try Folder()
    try folder.write("1\nx\n", to: "bad.csv")
    try folder.write("old", to: "a.csv")
    let outcome = try folder.toy("risk \(options) -o a.csv")
    #expect([64, 65, 66].contains(outcome.status))
    #expect(try folder.text("a.csv") == "old")
    #expect(try folder.paths() == ["a.csv", "bad.csv"])
  }

  @Test("a write that fails halfway leaves the old file and no other")
  func fileSizeLimit() throws {
    let folder = try Folder()
    try folder.write("old", to: "a.csv")
    // The ignored signal makes write(2) fail with EFBIG after the first blocks.
    let outcome = try folder.shell(
      "trap '' XFSZ; ulimit -f 8; exec \"$TOY\" risk-ratio --n 500 -o a.csv 2>/dev/null")
    #expect(outcome.status == 73)
    #expect(try folder.text("a.csv") == "old")
    #expect(try folder.paths() == ["a.csv"])
  }

  @Test("a program that is killed while it writes leaves the old file")
  func killed() throws {
    let folder = try Folder()
    try folder.write("old", to: "a.csv")
    // The signal of the limit on file sizes comes in the middle of the file, every time.
    let outcome = try folder.shell(
      "ulimit -c 0; ulimit -f 8; exec \"$TOY\" risk-ratio --n 500 -o a.csv 2>/dev/null")
    #expect(outcome.status != 0)
    #expect(try folder.text("a.csv") == "old")
  }

  @Test("a symbolic link stays one, and its target is written")
  func link() throws {
    let folder = try Folder()
    try folder.write("old", to: "target.csv")
    try folder.link("a.csv", to: "target.csv")
    _ = try folder.succeed("\(Self.line) -o a.csv")
    #expect(try records(try folder.text("target.csv")).count == 1)
    let type = try folder.shell("test -h a.csv")
    #expect(type.status == 0)
  }

  @Test("a link to a file that does not exist yet makes that file")
  func danglingLink() throws {
    let folder = try Folder()
    try folder.link("a.csv", to: "target.csv")
    _ = try folder.succeed("\(Self.line) -o a.csv")
    #expect(try folder.paths() == ["a.csv", "target.csv"])
    #expect(try folder.shell("test -h a.csv").status == 0)
  }

  @Test("a named pipe is written to and stays one; then /dev/null is as safe")
  func devices() throws {
    let folder = try Folder()
    let piped = try folder.shell(
      "mkfifo a.csv; cat a.csv > copy.csv & \"$TOY\" \(Self.line) -o a.csv && wait && test -p a.csv"
    )
    try #require(piped.status == 0, "\(piped.diagnostics)")
    #expect(try records(try folder.text("copy.csv")).count == 1)
    try folder.link("null.csv", to: "/dev/null")
    _ = try folder.succeed("\(Self.line) -o null.csv")
    #expect(try folder.shell("test -c /dev/null && test -h null.csv").status == 0)
  }

  @Test("/dev/null takes results whose format is given")
  func deviceWithoutExtension() throws {
    let folder = try Folder()
    let outcome = try folder.toy("\(Self.line) --format csv -o /dev/null")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(try folder.shell("test -c /dev/null").status == 0)
  }

  @Test(
    "what cannot be written is named with the reason, status 73",
    arguments: [
      ("file/a.csv", "file/a.csv: Not a directory"), ("file/sub/a.csv", "Not a directory"),
      ("/proc/no/a.csv", "/proc/no"), ("folder.csv", "folder.csv: is a directory"),
    ])
  func unwritable(path: String, message: String) throws {
    let folder = try Folder()
    try folder.write("text", to: "file")
    _ = try folder.shell("mkdir folder.csv")
    try folder.expectRefusal(
      of: words("\(Self.line) -o \(path)"), status: 73, says: ["error: ", message])
    #expect(try folder.text("file") == "text")
  }

  @Test("a folder without permission", .disabled(if: geteuid() == 0, "root may write anywhere"))
  func permission() throws {
    let folder = try Folder()
    _ = try folder.shell("mkdir locked; chmod 500 locked")
    try folder.expectRefusal(
      of: words("\(Self.line) -o locked/a.csv"), status: 73,
      says: ["locked/a.csv: Permission denied"])
  }

  @Test("the nearest member and R are files like any other")
  func matrices() throws {
    let folder = try Folder()
    try folder.write("text", to: "file")
    try folder.write("0.6\n", to: "T.csv")
    try folder.write("5\n", to: "U.csv")
    try folder.expectRefusal(
      of: words("realize T.csv -o file/R.csv"), status: 73, says: ["file/R.csv: "])
    try folder.expectRefusal(
      of: words("realize U.csv --nearest file/N.csv"), status: 73, says: ["file/N.csv: "])
  }
}
