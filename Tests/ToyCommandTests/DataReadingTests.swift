// Frames, eigenvalues and C as the executable recognises them, and its messages and errors.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct DataReadingTests {
  private static let frames = "0.5,1,2\n-1,0.25,3\n2,2,-0.5\n1,1,1\n"

  /// The risks of a file read one way, and the messages.
  private func risk(
    _ text: String, _ options: String = "", in folder: Folder, name: String = "d.csv"
  ) throws -> (row: Record, said: String) {
    try folder.write(text, to: name)
    let outcome = try folder.toy("risk --data \(name)\(options) --k 1 --format csv")
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
    return (try #require(try records(outcome.text).first), outcome.diagnostics)
  }

  @Test(
    "a message describes the data that were read",
    arguments: [
      (Self.frames, "", "d.csv: 4 frames of n = 3\n"),
      ("a,b,c\n" + Self.frames, "", "d.csv: 4 frames of n = 3 (header skipped)\n"),
      ("3\n1\n0.5\n", "", "d.csv: 3 eigenvalues of C\n"), ("3\n", "", "d.csv: 1 eigenvalue of C\n"),
      ("c\n3\n1\n", "", "d.csv: 2 eigenvalues of C (header skipped)\n"),
      (",0\n0,3\n1,0.5\n", "", "d.csv: 2 eigenvalues of C (header and index column skipped)\n"),
      ("3,1,0.5\n", " --as eigenvalues", "d.csv: 3 eigenvalues of C\n"),
      ("2,1\n1,2\n", " --as covariance", "d.csv: C, n = 2\n"),
      ("2,1\n1,2\n", " --as frames", "d.csv: 2 frames of n = 2\n"),
      (
        "1,2,3\n0.5,1,7\n", " --as frames --header yes",
        "d.csv: 1 frame of n = 3 (header skipped)\nwarning: d.csv: 1 frame is fewer than n = 3: C has "
          + "rank 1 at most, all other directions count as free of signal\n"
      ),
      (
        "0,5,7\n1,2,9\n", " --index-column yes", "d.csv: 2 frames of n = 2 (index column skipped)\n"
      ),
      ("3\n1\n2\n", " --as frames", "d.csv: 3 frames of n = 1\n"),
      ("0,5\n1,-2\n", " --index-column no", "d.csv: 2 frames of n = 2\n"),
    ])
  func said(text: String, options: String, message: String) throws {
    #expect(try risk(text, options, in: Folder()).said == message)
  }

  @Test("an empty first column does not hide one that counts the rows")
  func emptyFirstColumn() throws {
    let folder = try Folder()
    try folder.write(";V0;V1\n;0;16\n;1;-10\n;2;-20\n;3;9\n", to: "d.csv")
    try folder.expectRefusal(
      of: words("risk --data d.csv"), status: 65,
      says: ["error: d.csv: column 2 counts from 0 to 3", "--index-column yes"])
    try folder.write(";V0;V1\n;0.5;16\n;1;-10\n;2;-20\n;3;9\n", to: "e.csv")
    #expect(
      try folder.succeed("risk --data e.csv --format csv").diagnostics
        == "e.csv: 4 frames of n = 2 (header and index column skipped)\n")
  }

  @Test("a covariance matrix, its eigenvalues in a column and in a row are the same data")
  func sameData() throws {
    let folder = try Folder()
    // Eigenvalues 3 and 1, by hand.
    let rows = [
      try risk("2,1\n1,2\n", " --as covariance", in: folder).row,
      try risk("3\n1\n", in: folder).row, try risk("1,3\n", " --as eigenvalues", in: folder).row,
      try risk("1\n3\n", " --as eigenvalues", in: folder).row,
      // Frames (2, 2) and (2, −2) have the second moment diag(4, 4), and this one 2 in 4: see below.
    ]
    for row in rows {
      #expect(agree(try row.number("risk"), try rows[1].number("risk"), within: 1e-14))
      #expect(row["n"] == "2")
    }
    // As frames the matrix has the second moment [[2.5, 2], [2, 2.5]] with eigenvalues 4.5 and 0.5.
    let frames = try risk("2,1\n1,2\n", " --as frames", in: folder).row
    let moment = try risk("4.5\n0.5\n", in: folder).row
    #expect(agree(try frames.number("risk"), try moment.number("risk"), within: 1e-14))
    #expect(try frames.number("risk") != rows[0].number("risk"))
  }

  @Test("headers and index columns do not change the numbers", arguments: ["frames", "auto"])
  func leftOut(kind: String) throws {
    let folder = try Folder()
    let plain = try risk(Self.frames, " --as \(kind)", in: folder).row
    let lines = Self.frames.split(separator: "\n")
    let indexed = lines.enumerated().map { "\($0 + 1),\($1)\n" }.joined()
    let spellings: [(String, String)] = [
      (indexed, " --index-column yes"), (",a,b,c\n" + indexed, ""),
      ("Unnamed: 0,0,1,2\n" + indexed, ""), ("0,1,2\n" + Self.frames, " --header yes"),
      ("i,a,b,c\n" + indexed, " --index-column yes"), (Self.frames.replacing(",", with: ";"), ""),
      (Self.frames.replacing(",", with: "\t"), ""), (Self.frames.replacing(",", with: "  "), ""),
    ]
    for (text, options) in spellings {
      let row = try risk(text, "\(options) --as \(kind)", in: folder).row
      #expect(row["n"] == "3")
      #expect(try row.number("risk") == plain.number("risk"), "\(text)")
    }
  }

  @Test(
    "what may be something else is refused, with the options that decide",
    arguments: [
      ("2,1\n1,2\n", ["symmetric positive semidefinite 2 × 2", "--as covariance or --as frames"]),
      ("1,0,0\n0,0,0\n0,0,2\n", ["symmetric positive semidefinite", "--as"]),
      ("2 1\n1 2.0000000000000001\n", ["symmetric positive semidefinite", "--as"]),
      (
        "2,1.001\n1.001,0.501\n",
        ["positive semidefinite only to three digits (its least eigenvalue is", "--as covariance"]
      ),
      ("3,1,0.5\n", ["single row of 3 numbers", "--as eigenvalues or --as frames"]),
      ("a,b\n3,1\n", ["single row of 2 numbers", "--as"]),
      ("0,1,2\n0.5,1,7\n2,3,9\n", ["row 1 is 0…2", "--header yes", "--as frames"]),
      ("1,2,3\n0.5,1,7\n2,3,9\n", ["row 1 is 1…3", "--header yes", "--as frames"]),
      ("0\n3\n2\n1\n", ["row 1 is 0, which may be the name of the column", "--header yes"]),
      ("2,0.3001\n0.3,1\n", ["row 2, column 1", "symmetric to three digits", "--as covariance"]),
      ("# c\n0,1\n5,7\n", ["row 2 is 0…1", "--header yes"]),
      (
        "7,0.5\n8,0.25\n9,3\n",
        ["column 1 counts from 7 to 9", "--index-column yes", "--as frames"]
      ),
      ("frame,x\n0,0.5\n1,0.25\n", ["column 1 counts from 0 to 1", "--index-column yes"]),
    ])
  func refused(text: String, fragments: [String]) throws {
    let folder = try Folder()
    try folder.write(text, to: "d.csv")
    for command in ["risk", "risk-ratio", "phase", "learn"] {
      try folder.expectRefusal(
        of: words("\(command) --data d.csv"), status: 65, says: ["error: d.csv: "] + fragments)
    }
    // With --as frames all of it is data.
    #expect(try folder.toy("risk --data d.csv --as frames --k 1").status == 0)
  }

  @Test(
    "files that are not such data",
    arguments: [
      ("2,1\n1,2\n3,3\n", "covariance", "is square, this one has 3 rows and 2 columns"),
      ("2,1\n0.5,2\n", "covariance", "row 2, column 1: 0.5, but 1.0 across the diagonal"),
      ("1,2\n2,1\n", "covariance", "-1 is negative: a covariance matrix is positive semidefinite"),
      ("1,0\n0,-1e-3\n", "covariance", "-0.001 is negative"),
      ("0,2,1\n1,1,2\n", "covariance", "column 1 counts from 0 to 1"),
      ("1,2\n3,4\n5,6\n", "eigenvalues", "one column or one row, these are 3 rows of 2 numbers"),
      ("1,-2\n", "eigenvalues", "column 2: the eigenvalue -2.0 is negative"),
      ("1e201,0\n0,1\n", "covariance", "row 1, column 1: 1e+201 is beyond 1e+200"),
    ])
  func wrong(text: String, kind: String, message: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "d.csv")
    try folder.expectRefusal(
      of: words("risk --data d.csv --as \(kind)"), status: 65, says: ["error: d.csv: ", message])
  }

  @Test("a symmetric matrix that is indefinite is frames; rounding makes no matrix indefinite")
  func rounding() throws {
    let folder = try Folder()
    #expect(try risk("3,1\n1,-2\n", in: folder).said == "d.csv: 2 frames of n = 2\n")
    // Rank 1 and asymmetric in the last digit of double precision.
    let text = "0.1,0.30000000000000004\n0.3,0.9\n"
    #expect(try risk(text, " --as covariance", in: folder).said == "d.csv: C, n = 2\n")
    // The accuracy of the type of a file counts: the same in single precision.
    let values = [0.1, 0.3, 0.3, 0.9]
    try folder.write(NumPyBytes(type: "<f4", shape: [2, 2], values: values).bytes, to: "d.npy")
    #expect(try folder.toy("risk --data d.npy --as covariance --k 1").status == 0)
    try folder.expectRefusal(of: words("risk --data d.npy"), status: 65, says: ["--as covariance"])
  }

  @Test("what the user decides against appearances is taken, with a warning")
  func warned() throws {
    let folder = try Folder()
    let said = try risk("0,5\n1,2\n2,9\n", " --as frames", in: folder).said
    #expect(said.hasPrefix("d.csv: 3 frames of n = 2\nwarning: d.csv: column 1 counts from 0 to 2"))
    #expect(
      try risk("0,5\n1,2\n2,9\n", " --as frames --index-column no", in: folder).said
        == "d.csv: 3 frames of n = 2\n")
  }

  @Test("the options belong to files of numbers")
  func options() throws {
    let folder = try Folder()
    try folder.write("3\n1\n", to: "c.csv")
    try folder.expectUsageError("risk --as frames", says: "--as has no effect without --data FILE")
    try folder.expectUsageError("risk --data iid --header no", says: "--header has no effect")
    try folder.expectUsageError(
      "risk --data c.csv --as frame", says: "--as frame: did you mean frames?")
    try folder.expectUsageError(
      "risk --data c.csv --header maybe", says: "--header 'maybe': known are auto, yes, no")
    try folder.expectUsageError(
      "expressivity --index-column yes",
      says: "--index-column yes has no effect: it requires --check")
    try folder.write(WAVBytes(data: [UInt8](repeating: 3, count: 40)).bytes, to: "a.wav")
    try folder.expectUsageError(
      "risk --data a.wav --n 4 --as covariance", says: "have no effect on the recordings")
    try folder.write(NumPyBytes(shape: [2], values: [1, 2]).bytes, to: "c.npy")
    try folder.expectRefusal(
      of: words("risk --data c.npy --header yes"), status: 65, says: ["c.npy: --header yes"])
  }

  @Test("a model goes before a file or folder of its name")
  func modelsFirst() throws {
    let folder = try Folder()
    let plain = try folder.toy("risk --n 5 --data constant,iid --format csv").text
    _ = try folder.shell("mkdir constant; echo 7 > iid; echo 9 > constant,iid")
    #expect(try folder.toy("risk --n 5 --data constant,iid --format csv").text == plain)
    #expect(try folder.toy("risk --n 5 --format csv").status == 0)
    #expect(try folder.toy("risk --data ./iid").diagnostics == "./iid: 1 eigenvalue of C\n")
  }

  @Test("T is read by the same rules, and a square T is taken as it stands")
  func denoiser() throws {
    let folder = try Folder()
    let spellings: [(String, String, String)] = [
      ("0.5,0.1\n0.1,0.5\n", "", ""),
      (",0,1\n0,0.5,0.1\n1,0.1,0.5\n", "", "T.csv: T, n = 2 (header and index column skipped)\n"),
      ("a;b\n0.5;0.1\n0.1;0.5\n", "", "T.csv: T, n = 2 (header skipped)\n"),
      ("1,0.5,0.1\n2,0.1,0.5\n", " --index-column yes", "T.csv: T, n = 2 (index column skipped)\n"),
      ("0,1\n0.5,0.1\n0.1,0.5\n", " --header yes", "T.csv: T, n = 2 (header skipped)\n"),
    ]
    for (text, options, said) in spellings {
      try folder.write(text, to: "T.csv")
      let realized = try folder.toy("realize T.csv --family bilevel\(options)")
      #expect(realized.status == 0)
      #expect(realized.diagnostics.hasPrefix(said + "‖f(RᵀR)"), "\(realized.diagnostics)")
      let checked = try folder.toy("expressivity --family bilevel --check T.csv\(options)")
      #expect(checked.status == 0 && checked.diagnostics == said)
    }
    // A permutation is a T whose first column and first row count.
    try folder.write("0,1\n1,0\n", to: "T.csv")
    #expect(
      try folder.toy("expressivity --depth 2 --check T.csv").diagnostics.contains("T.csv") == false)
  }

  @Test(
    "a T with one column or row too many names the option that leaves it out",
    arguments: [
      ("1,0.5,0.1\n2,0.1,0.5\n", "--index-column yes"), ("0,1\n0.5,0.1\n0.1,0.5\n", "--header yes"),
    ])
  func denoiserTrap(text: String, option: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "T.csv")
    for line in ["realize T.csv -o R.csv", "expressivity --check T.csv"] {
      try folder.expectRefusal(of: words(line), status: 65, says: ["T is square", option])
    }
  }

  @Test("a plan keeps how its data are read")
  func sweep() throws {
    let folder = try Folder()
    try folder.write("2,1\n1,2\n", to: "C.csv")
    try folder.write("{\"data\": \"C.csv\", \"as\": \"covariance\", \"k\": \"1\"}", to: "grid.json")
    #expect(try folder.toy("sweep plan grid.json -o plan.json").status == 0)
    #expect(try folder.toy("sweep run plan.json -o results").status == 0)
    #expect(try folder.toy("sweep merge results -o all.csv").status == 0)
    let merged = try #require(try records(try folder.text("all.csv")).first)
    let row = try risk("3\n1\n", in: folder).row
    #expect(agree(try merged.number("risk"), try row.number("risk"), within: 1e-14))
    try folder.write("{\"data\": \"C.csv\"}", to: "grid.json")
    try folder.expectRefusal(
      of: words("sweep plan grid.json -o p.json"), status: 65, says: ["C.csv: ", "--as covariance"])
  }

  @Test("no control character ends a number of a grid")
  func gridFile() throws {
    let folder = try Folder()
    for (text, message) in [
      ("{\"k\": \"1\\u00002\"}", "line 1: a NUL character in a string (column 9)"),
      ("{\n\"k\": \"1\u{0}2\"}", "line 2: a control character in a string (column 8)"),
      ("{\"k\": \"1\\n2\"}", "k "),
    ] {
      try folder.write(text, to: "grid.json")
      try folder.expectRefusal(
        of: words("sweep plan grid.json -o p.json"), status: 65,
        says: ["error: grid.json: \(message)"])
    }
  }
}
