// Input that is malformed (65) or missing (66), through every command that reads files.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct MalformedDataTests {
  @Test(
    "malformed files are named with row and column",
    arguments: [
      ("", "the file is empty"), ("\n", "no row of numbers"), ("c\n", "no row of numbers"),
      ("\u{FEFF}", "no row of numbers"), ("x,y\n1,2\n3\n", "row 3 has 1 column, not 2"),
      ("1,2\n3,4,5\n", "row 2 has 3 columns, not 2"), ("1,2\n3,\n", "row 2, column 2: empty"),
      ("1,\n", "row 1, column 2: empty"), ("x,y\n,2\n", "row 2, column 1: empty"),
      ("1\n\n2\n", "row 2 is empty"), ("\n1\n2\n", "row 1 is empty"),
      ("c\n\n1\n", "row 2 is empty"),
      ("1\nnan\n", "row 2, column 1: 'nan' is not a finite number"),
      ("1\ninf\n", "row 2, column 1: 'inf' is not a finite number"),
      ("nan\n1\n", "row 1, column 1: 'nan' is not a finite number"),
      ("-inf\n1\n", "row 1, column 1: '-inf' is not a finite number"),
      ("nan,nan\n1,2\n", "row 1, column 1"), ("1\n1e999\n", "row 2, column 1"),
      ("1e999\n1\n", "row 1, column 1"), ("0x10\n1\n", "row 1, column 1"),
      ("1\n0x10\n", "row 2, column 1: '0x10' is not a finite number"),
      ("1\ntext\n", "row 2, column 1: 'text'"), ("1,x\n", "row 1, column 2: 'x'"),
      ("c\nd\n1\n", "row 2, column 1: 'd'"), ("1;2\n3;x\n", "row 2, column 2: 'x'"),
      ("1,2\u{0}3\n", "row 1, column 2: a control character, U+0000"),
      ("1\n-0.5\n", "row 2: the eigenvalue -0.5 is negative, C = E[yyᵀ] has none"),
      ("1\n1e201\n", "row 2, column 1: 1e+201 is beyond 1e+200"),
      ("1,2\n1e101,0\n", "row 2, column 1: 1e+101 is beyond 1e+100"),
    ])
  func malformed(text: String, message: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "c.csv")
    try folder.expectRefusal(
      of: words("risk --data c.csv"), status: 65, says: ["error: c.csv: ", message])
    try folder.expectRefusal(
      of: words("risk-ratio --data c.csv"), status: 65, says: ["error: c.csv: ", message])
  }

  @Test("rows count lines of the file, the header among them")
  func headerCounts() throws {
    let folder = try Folder()
    try folder.write("c\n1\n-2\n", to: "c.csv")
    try folder.expectRefusal(
      of: words("risk --data c.csv"), status: 65, says: ["c.csv: row 3: the eigenvalue -2.0"])
    try folder.write("x,y\n1,2\n1e101,0\n", to: "c.csv")
    try folder.expectRefusal(
      of: words("risk --data c.csv"), status: 65, says: ["c.csv: row 3, column 1: 1e+101"])
  }

  @Test("bytes that are no text")
  func binary() throws {
    let folder = try Folder()
    try folder.write([0xFF, 0xFE, 0x31, 0x00, 0x0A, 0x00], to: "c.csv")
    try folder.expectRefusal(of: words("risk --data c.csv"), status: 65, says: ["c.csv: "])
    try folder.write(NumPyBytes(shape: [2], values: [1, .nan]).bytes, to: "c.npy")
    try folder.expectRefusal(
      of: words("risk --data c.npy"), status: 65,
      says: ["c.npy: row 2, column 1: nan is not finite"])
    try folder.write(NumPyBytes.magic, to: "c.npy")
    try folder.expectRefusal(of: words("risk --data c.npy"), status: 65, says: ["c.npy: "])
  }

  @Test("empty standard input")
  func emptyInput() throws {
    try Folder().expectRefusal(
      of: words("risk --data -"), status: 65, says: ["the file is empty"], input: "")
  }

  @Test(
    "files that are not there or cannot be read",
    arguments: [
      ("risk --data missing.csv", "missing.csv: No such file or directory"),
      ("risk-ratio --data missing.csv", "missing.csv: No such file or directory"),
      ("risk --data constnat", "constnat: No such file or directory; did you mean constant?"),
      ("risk --data constant,IID", "IID: No such file or directory"),
      ("risk --data folder", "folder: no .wav file in this folder"),
      ("risk --data c.csv/x", "c.csv/x: Not a directory"),
      ("expressivity --check missing.csv", "missing.csv: No such file or directory"),
      ("realize missing.csv", "missing.csv: No such file or directory"),
      ("realize folder", "folder: Is a directory"),
      ("figures --catalog missing.json", "missing.json: No such file or directory"),
    ])
  func noInput(line: String, message: String) throws {
    let folder = try Folder()
    _ = try folder.shell("mkdir folder; echo 1 > c.csv")
    try folder.expectRefusal(of: words(line), status: 66, says: [message])
  }

  @Test("a file without permission", .disabled(if: geteuid() == 0, "root may read everything"))
  func permission() throws {
    let folder = try Folder()
    _ = try folder.shell("echo 1 > c.csv; chmod 0 c.csv")
    try folder.expectRefusal(
      of: words("risk --data c.csv"), status: 66, says: ["c.csv: Permission denied"])
  }

  @Test(
    "a file whose reading fails",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/mem")))
  func readError() throws {
    try Folder().expectRefusal(
      of: words("risk --data /proc/self/mem"), status: 66, says: ["/proc/self/mem: "])
  }

  @Test(
    "matrices T that are none",
    arguments: [
      ("1,2\n", 65, "T is square, this matrix has 1 rows and 2 columns"),
      ("1\n2\n", 65, "T is square, this matrix has 2 rows and 1 columns"),
      ("1,0\n0\n", 65, "row 2 has 1 column, not 2"),
      ("1,0\n0,nan\n", 65, "row 2, column 2: 'nan'"),
      ("1,0\n0,1e101\n", 65, "row 2, column 2: 1e+101 is beyond 1e+100"),
      ("", 65, "the file is empty"), ("0.6,0.1\n0.3,0.6\n", 1, "not symmetric: entries (1, 2)"),
    ])
  func matrices(text: String, status: Int32, message: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "T.csv")
    for line in ["realize T.csv -o R.csv", "expressivity --check T.csv"] {
      try folder.expectRefusal(of: words(line), status: status, says: [message])
    }
  }
}
