// Data files whose columns have very different scales.

import Foundation
import Studies
import TestSupport
import Testing

@Suite("Scaled data")
struct ScaledDataTests {
  /// Frames of whole numbers, the last column multiplied.
  private static func frames(scale: Double) -> String {
    let columns = [
      [3, -1, 2, 5, -4, 1, 0, 2], [1, 4, -2, 0, 3, -5, 2, 1], [2, 2, 1, -3, 0, 4, 6, -1],
    ]
    return (0..<8).map { row in
      "\(columns[0][row]),\(columns[1][row]),\(Double(columns[2][row]) * scale)\n"
    }.joined()
  }

  @Test(
    "the risk of scaled columns lies within the certified bounds",
    arguments: [1.0, 1e4, 1e8, 1e12, 1e-8])
  func risk(scale: Double) throws {
    let folder = try Folder()
    try folder.write(Self.frames(scale: scale), to: "frames.csv")
    for line in ["--family linear", "--family bilevel --k 2", "--k 2 --depth 2", "--k 1 --depth 3"]
    {
      for sigma in ["0.1", "1e-3"] {
        let row = try #require(
          try folder.rows(
            "risk --data frames.csv \(line) --sigma \(sigma) --certify --format csv"
          ).first)
        let (lower, upper) = (try row.number("risk_lower"), try row.number("risk_upper"))
        // Eight frames of three columns are well conditioned except for their scale.
        #expect(upper - lower <= 1e-13 * upper)
        #expect(abs(try row.number("risk") - lower) <= 1e-13 * lower, "\(scale) \(line) \(sigma)")
      }
    }
  }

  @Test("directions that double precision cannot resolve are told")
  func unresolved() throws {
    let folder = try Folder()
    try folder.write("0.1,0.2,0.3\n0.7,0.1,0.8\n0.4,0.9,1.3\n0.3,0.3,0.6\n", to: "dependent.csv")
    let note = "1 of 3 eigenvalues of C are below what double precision can distinguish from 0"
    #expect(try folder.succeed("risk --data dependent.csv --k 2").text.contains(note))
    let rows = try folder.succeed("risk --data dependent.csv --k 2 --format json").text
    #expect(rows.contains(note))
    try folder.write(Self.frames(scale: 1e8), to: "frames.csv")
    #expect(!(try folder.succeed("risk --data frames.csv --k 2").text.contains("eigenvalues of C")))
    // Structural zeros are no matter of precision.
    try folder.write("1,2,3\n4,5,7\n", to: "few.csv")
    #expect(!(try folder.succeed("risk --data few.csv --k 2").text.contains("eigenvalues of C")))
  }

  @Test("the R learned for scaled frames is in their own coordinates")
  func learned() throws {
    let folder = try Folder()
    try folder.write(Self.frames(scale: 1e3), to: "frames.csv")
    let setting = "--data frames.csv --k 1 --depth 2 --sigma 0.5"
    _ = try folder.succeed("learn \(setting) --starts 1 --save r.csv -o -")
    // The one row of R leaves the direction of least signal, of which the large column has nearly none.
    let r = try folder.text("r.csv").split(separator: "\n").map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
    let row = try #require(r.last)
    #expect(row.count == 3)
    #expect(abs(row[2]) < 0.01 * max(abs(row[0]), abs(row[1])))
  }
}
