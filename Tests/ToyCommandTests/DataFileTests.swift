// Spectra and frames from files.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct DataFileTests {
  private static let numbers = [
    "omega", "risk", "bias", "variance", "linear_risk", "bilevel_risk", "ratio_to_linear",
  ]

  /// Expects the same results except for the name of the data.
  private func expectSame(
    _ first: [Record], _ second: [Record], within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try #require(first.count == second.count, sourceLocation: sourceLocation)
    for (a, b) in zip(first, second) {
      for name in ["n", "k", "family", "depth", "attained"] {
        #expect(a[name] == b[name], sourceLocation: sourceLocation)
      }
      for name in Self.numbers where a[name] != "" || b[name] != "" {
        #expect(
          agree(try a.number(name), try b.number(name), within: tolerance), "\(name)",
          sourceLocation: sourceLocation)
      }
    }
  }

  private static let line =
    "risk --k 1,2,3 --sigma 0.4 --family linear,bilevel,unrolled --depth 2,3 --format csv"

  @Test("one column is a list of eigenvalues")
  func eigenvalues() throws {
    let folder = try Folder()
    try folder.write("2.5\n0\n1e-3\n0.75\n", to: "c.csv")
    let rows = try folder.rows("\(Self.line) --data c.csv")
    let variance = 0.4 * 0.4
    let linear = [2.5, 0, 1e-3, 0.75].reduce(0) { $0 + 0.5 * variance * $1 / ($1 + variance) }
    for row in rows {
      #expect([row["data"], row["n"], row["mu"], row["theta"]] == ["c.csv", "4", "", ""])
      #expect(agree(try row.number("linear_risk"), linear, within: 1e-14))
    }
  }

  @Test("the eigenvalues of the toy models give their risks")
  func toyModels() throws {
    let folder = try Folder()
    try folder.write("11.25\n" + String(repeating: "0\n", count: 8), to: "c.csv")
    try expectSame(
      try folder.rows("\(Self.line) --data c.csv"), try folder.rows("\(Self.line) --n 9"),
      within: 1e-13)
  }

  @Test(
    "ways to write the same column",
    arguments: [
      "2.5\r\n0\r\n0.75\r\n", "2.5\n0\n0.75", "\u{FEFF}2.5\n0\n0.75\n",
      "eigenvalue\n2.5\n0\n0.75\n",
      "\u{FEFF}\"c\"\r\n2.5\r\n0\r\n0.75", " 2.5\n0 \n\t0.75\n", "\"2.5\"\n\"0\"\n\"0.75\"\n",
      "2.5\n0\n0.75\n\n", "2.5\n0\n0.75\r\n\r\n\n", "25e-1\n-0\n+.75\n", "0.75\n2.5\n0\n",
      "λ, sorted\n2.5\n0\n0.75\n".replacing(",", with: ""),
    ])
  func spellings(text: String) throws {
    let folder = try Folder()
    try folder.write("2.5\n0\n0.75\n", to: "plain.csv")
    try folder.write(text, to: "other.csv")
    try expectSame(
      try folder.rows("\(Self.line) --data plain.csv"),
      try folder.rows("\(Self.line) --data other.csv"), within: 1e-14)
  }

  @Test("several columns are frames, whose second moment is diagonal here")
  func diagonalFrames() throws {
    let folder = try Folder()
    try folder.write("x,y,z\n3,0,0\n0,-2,0\n0,0,0.5\n1,0,0\n", to: "frames.csv")
    try folder.write("2.5\n1\n0.0625\n", to: "c.csv")
    try expectSame(
      try folder.rows("\(Self.line) --data frames.csv"),
      try folder.rows("\(Self.line) --data c.csv"), within: 1e-12)
  }

  @Test("frames turned by a Householder reflection have the same risks")
  func turnedFrames() throws {
    // H = I − 2vvᵀ with v = (1, 2, 2)/3; the frames are √m aᵢ times the columns of H.
    let h = [[7.0, -4, -4], [-4, 1, -8], [-4, -8, 1]].map { $0.map { $0 / 9 } }
    let lengths = [2.0, 1, 0.25]
    let frames = zip(h, lengths).map { row, length in
      row.map { "\($0 * length * 3.0.squareRoot())" }.joined(separator: ",") + "\n"
    }
    let folder = try Folder()
    try folder.write(frames.joined(), to: "frames.csv")
    try folder.write("4\n1\n0.0625\n", to: "c.csv")
    try expectSame(
      try folder.rows("\(Self.line) --data frames.csv"),
      try folder.rows("\(Self.line) --data c.csv"), within: 1e-12)
  }

  @Test("one frame has one eigenvalue; the missing directions carry no signal")
  func oneFrame() throws {
    let folder = try Folder()
    try folder.write("1,2,2\n", to: "frame.csv")
    try folder.write("9\n0\n0\n", to: "c.csv")
    try expectSame(
      try folder.rows("\(Self.line) --data frame.csv --as frames"),
      try folder.rows("\(Self.line) --data c.csv"), within: 1e-12)
  }

  @Test("a header may be quoted, with commas in it as RFC 4180 has them")
  func quotedHeader() throws {
    let folder = try Folder()
    try folder.write("\"left, raw\",\"say \"\"right\"\"\"\n1,0\n0,2\n", to: "frames.csv")
    let row = try #require(try folder.rows("risk --data frames.csv --as frames --format csv").first)
    #expect(row["n"] == "2")
  }

  @Test("- is standard input")
  func standardInput() throws {
    let folder = try Folder()
    try folder.write("2.5\n0\n0.75\n", to: "c.csv")
    try expectSame(
      try folder.rows("\(Self.line) --data -", input: "2.5\n0\n0.75\n"),
      try folder.rows("\(Self.line) --data c.csv"), within: 0)
    let piped = try folder.shell("cat c.csv | \"$TOY\" \(Self.line) --data -")
    try expectSame(
      try records(piped.text), try folder.rows("\(Self.line) --data c.csv"), within: 0)
  }

  @Test("NumPy files are known by their first bytes, under any name")
  func numPy() throws {
    let folder = try Folder()
    try folder.write(NumPyBytes(shape: [3], values: [2.5, 0, 0.75]).bytes, to: "c.npy")
    try folder.write(NumPyBytes(shape: [3], values: [2.5, 0, 0.75]).bytes, to: "c.data")
    try folder.write("2.5\n0\n0.75\n", to: "c.csv")
    for name in ["c.npy", "c.data"] {
      try expectSame(
        try folder.rows("\(Self.line) --data \(name)"),
        try folder.rows("\(Self.line) --data c.csv"), within: 0)
    }
  }

  @Test("a file can be listed with models, and sets their n")
  func besideModels() throws {
    let folder = try Folder()
    try folder.write("2.5\n0\n0.75\n", to: "c.csv")
    let rows = try folder.rows("risk --data constant,c.csv,iid --format csv")
    #expect(rows.map { $0["data"] } == ["constant", "c.csv", "iid"])
    #expect(rows.map { $0["n"] } == ["3", "3", "3"])
    #expect(rows.map { $0["mu"] } == ["1.0", "", "1.0"])
    #expect(try folder.rows("risk --n 3 --data c.csv --format csv").count == 1)
    #expect(try folder.rows("risk-ratio --data c.csv --format csv -o -").count == 30)
  }

  @Test(
    "options that contradict a file",
    arguments: [
      ("risk --data c.csv --n 4", "--n 4 contradicts --data c.csv, where n = 3"),
      ("risk --data c.csv --mu 1", "--mu has no effect on --data c.csv"),
      ("risk --data c.csv --theta 0", "--theta has no effect on --data c.csv"),
      ("risk --data c.csv,d.csv", "--data: the files differ in n: [3, 2]"),
      ("risk --data c.csv --k 4", "--k 4 exceeds --n 3: R has k ≤ n rows"),
      ("risk-ratio --data c.csv --n 7", "--n 7 contradicts --data c.csv, where n = 3"),
      (
        "risk --data Data/speech --n 5000",
        "--n 5000: frames of recordings, --data Data/speech, have one n from 1 to 4096"
      ),
      ("risk --data Data/speech --n 8,16", "--n 8,16: frames of recordings"),
      ("risk-ratio --x mu --data c.csv", "c.csv"), ("risk-ratio --x theta --data c.csv", "c.csv"),
      ("risk-ratio --x n --n 3,4 --data c.csv", "contradicts --data c.csv, where n = 3"),
    ])
  func contradictions(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("2.5\n0\n0.75\n", to: "c.csv")
    try folder.write("1\n2\n", to: "d.csv")
    if line.contains("speech") { try folder.copySpeech(1) }
    try folder.expectUsageError(line, says: message)
  }
}
