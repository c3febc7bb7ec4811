// Digits that double precision loses between frames and eigenvalues are reported.

import Foundation
import Studies
import TestSupport
import Testing

@Suite("Precision of measured eigenvalues")
struct PrecisionNoteTests {
  /// Frames whose mean is 10¹² times as large as their deviations, because of an offset.
  private static func frames(offset: Double) -> String {
    [(1.0, 0.0), (0, 2), (-1, 1)].map { "\(offset + $0.0),\(offset + $0.1)\n" }.joined()
  }

  /// The error that the note tells of; nil where there is none.
  private static func told(_ text: String) throws -> Double? {
    guard let start = text.range(of: "relative error of up to ") else { return nil }
    let digits = String(text[start.upperBound...].prefix { !", ".contains($0) })
    let error: Double = try #require(Double(digits))
    return error
  }

  @Test(
    "a note tells of the error where it exceeds 10⁻¹⁰, and the error is not larger",
    arguments: [1, 1e3, 1e6, 1e9, 1e12])
  func frames(offset: Double) throws {
    let folder = try Folder()
    try folder.write(Self.frames(offset: offset), to: "frames.csv")
    let line = "risk --data frames.csv --as frames --sigma 1 --certify"
    for family in [
      "--family linear", "--family bilevel --k 1", "--depth 3 --k 1", "--depth 2 --k 1",
    ] {
      let row = try #require(try folder.rows("\(line) \(family) --format csv").first)
      let (risk, exact) = (try row.number("risk"), try row.number("risk_lower"))
      let error = abs(risk - exact) / exact
      let text = try folder.succeed("\(line) \(family)").text
      let json = try folder.succeed("\(line) \(family) --format json").text
      let told = try Self.told(text)
      #expect(try Self.told(json) == told)
      // The bounds are some ulp wide.
      #expect(
        error <= max(told ?? 1e-10, 1e-15), "\(offset) \(family): \(error), told \(told ?? 0)")
      #expect(offset > 10 || told == nil)
      #expect(offset < 1e9 || family.hasPrefix("--depth 2") || told != nil, "\(offset) \(family)")
    }
  }

  @Test(
    "so it does for C that is given, and where it is learned; given eigenvalues have no such error")
  func others() throws {
    let folder = try Folder()
    try folder.write(
      "1000000000001,1000000000000\n1000000000000,1000000000002\n", to: "c.csv")
    let risk = "risk --data c.csv --sigma 1 --family linear"
    #expect(try Self.told(try folder.succeed("\(risk) --as covariance").text) != nil)
    try folder.write(Self.frames(offset: 1e12), to: "frames.csv")
    let learn = "learn --data frames.csv --as frames --family bilevel --k 1 --sigma 1 --starts 1"
    #expect(try Self.told(try folder.succeed(learn).text) != nil)
    #expect(try Self.told(try folder.succeed("\(learn) --format json").text) != nil)
    try folder.write("2000000000000\n1.5\n", to: "values.csv")
    let text = try folder.succeed("risk --data values.csv --as eigenvalues --family linear").text
    #expect(try Self.told(text) == nil)
  }
}
