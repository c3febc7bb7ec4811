// Input without end, or larger than memory, under 4 GB.

import Foundation
import Studies
import TestSupport
import Testing

@testable import Files
@testable import ToyCommand

@Suite struct EndlessInputTests {
  /// Runs a line of the shell with 4 GB of address space.
  private func bounded(_ line: String, in folder: Folder) throws -> Outcome {
    try folder.shell("ulimit -v 4000000; \(line)")
  }

  @Test(
    "devices and pipes that never end are refused",
    arguments: [
      (
        "\"$TOY\" risk --data /dev/zero", 65,
        "/dev/zero: row 1, column 1: a control character, U+0000"
      ),
      ("\"$TOY\" expressivity --check /dev/zero", 65, "/dev/zero: row 1, column 1: a control"),
      ("\"$TOY\" realize /dev/zero", 65, "/dev/zero: row 1, column 1: a control character"),
      ("\"$TOY\" sweep plan /dev/zero -o p.json", 65, "/dev/zero: more than 16 MiB"),
      ("\"$TOY\" sweep run /dev/zero -o r", 65, "/dev/zero: more than 16 MiB"),
      ("\"$TOY\" figures --catalog /dev/zero", 65, "/dev/zero: more than 16 MiB"),
      ("\"$TOY\" learn --n 4 --starts 1 -o - --resume /dev/zero", 66, "/dev/zero: is a device"),
      ("\"$TOY\" speech /dev/zero", 65, "/dev/zero: is a device, not a regular file"),
      ("yes 1 | \"$TOY\" sweep plan - -o p.json", 65, "-: more than 16 MiB"),
      ("yes 1 | tr '\\n' , | \"$TOY\" risk --data -", 65, "-: row 1 is longer than 64 MiB"),
      ("yes '' | \"$TOY\" risk --data - ", 65, "-: more than 1048576 empty lines"),
      ("yes '#' | \"$TOY\" risk --data - ", 65, "-: more than 1048576 comment lines"),
    ])
  func endless(line: String, status: Int32, message: String) throws {
    let outcome = try bounded(line, in: Folder())
    #expect(outcome.status == status, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("error: "))
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
  }

  @Test("a row of 100,000 numbers is a question, and an answer with either option")
  func longRow() throws {
    let folder = try Folder()
    try folder.write((0..<100_000).map { "\($0 % 7)" }.joined(separator: ",") + "\n", to: "row.csv")
    let refused = try bounded("\"$TOY\" risk --data row.csv", in: folder)
    #expect(refused.status == 65)
    #expect(refused.diagnostics.contains("a single row of 100000 numbers"))
    let frame = try bounded(
      "\"$TOY\" risk --data row.csv --as frames --k 3 --format csv", in: folder)
    #expect(frame.status == 0, "\(frame.diagnostics)")
    // One frame has one eigenvalue, its squared length: 14285 times 0² + … + 6² = 91, and 0² … 4².
    let energy = 14_285.0 * 91 + 30
    let row = try #require(try records(frame.text).first)
    let risk = 0.5 * 0.81 * energy / (energy + 0.81)
    #expect(agree(try row.number("linear_risk"), risk, within: 1e-12))
    let list = try bounded("\"$TOY\" risk --data row.csv --as eigenvalues --k 3", in: folder)
    #expect(list.status == 0)
  }

  @Test("few frames of 5,000 numbers are no work, and their risks those of the other side")
  func wideFrames() throws {
    let folder = try Folder()
    // Frames that are orthogonal: their squared lengths over their number are the eigenvalues.
    let frames = (0..<3).map { frame in
      (0..<5_000).map { $0 == frame ? "\(frame + 1)" : "0" }.joined(separator: ",") + "\n"
    }
    try folder.write(frames.joined(), to: "wide.csv")
    let eigenvalues = [1.0 / 3, 4.0 / 3, 3.0].map { "\($0)\n" }.joined()
    try folder.write(eigenvalues + String(repeating: "0\n", count: 4_997), to: "list.csv")
    let line = "--k 2,40 --depth 2,3 --format csv"
    let outcome = try bounded("\"$TOY\" risk --data wide.csv \(line)", in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics.contains("warning: wide.csv: 3 frames are fewer than n = 5000"))
    let rows = try records(outcome.text)
    for (row, expected) in zip(rows, try folder.rows("risk --data list.csv \(line)")) {
      #expect(agree(try row.number("risk"), try expected.number("risk"), within: 1e-12))
    }
    #expect(rows.count == 4)
  }

  @Test("tables that are large both ways are refused with their cost, before they are read")
  func largeSquare() throws {
    let folder = try Folder()
    try folder.write(NumPyBytes(shape: [4_097, 5_000], values: []).bytes, to: "d.npy")
    for command in ["risk --data", "realize", "expressivity --check"] {
      let outcome = try folder.shell(
        "ulimit -v 1000000; truncate -s 164000128 d.npy; \"$TOY\" \(command) d.npy")
      #expect(outcome.status == 65)
      #expect(outcome.diagnostics.contains("n is at most 4096"), "\(outcome.diagnostics)")
      #expect(outcome.diagnostics.contains("200 MB"))
    }
    #expect(throws: MalformedFile.self) {
      try NumericTable.requireModest(rows: 4_097, columns: 4_097)
    }
    try NumericTable.requireModest(rows: 4_096, columns: 1_000_000)
  }

  @Test(
    "a header that promises more than the file has takes no memory",
    arguments: [50_000_000, 1 << 40])
  func promised(count: Int) throws {
    let folder = try Folder()
    try folder.write(NumPyBytes(shape: [count, 1], values: [1, 2, 3]).bytes, to: "d.npy")
    let outcome = try folder.shell("ulimit -v 1000000; \"$TOY\" risk --data d.npy")
    #expect(outcome.status == 65)
    #expect(outcome.diagnostics.contains("error: d.npy: "))
  }

  @Test("a recording of a week is refused before it is read")
  func longRecording() throws {
    let folder = try Folder()
    let size = 40 << 30
    let sizes = WAVBytes.chunk(
      "ds64", little(size, 8) + little(size - 80, 8) + little(0, 8) + little(0, 4))
    let file = WAVBytes(
      before: sizes, claimedDataSize: 0xFFFF_FFFF, claimedSize: 0xFFFF_FFFF, magic: "RF64")
    try folder.write(file.bytes, to: "week.wav")
    let outcome = try bounded("truncate -s 40G week.wav; \"$TOY\" risk --data week.wav", in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.diagnostics.contains("samples, more than 1073741824"))
  }

  @Test("states that are none are refused before memory is taken for them")
  func sparseState() throws {
    let folder = try Folder()
    let outcome = try bounded(
      "truncate -s 100G s.npy; \"$TOY\" learn --n 4 --starts 1 -o - --resume s.npy", in: folder)
    #expect(outcome.status == 65)
    #expect(outcome.diagnostics.contains("not a saved state of learn"))
  }
}
