// Files of a million rows.

import Studies
import TestSupport
import Testing

@Suite struct LargeFileTests {
  @Test("a million eigenvalues")
  func eigenvalues() throws {
    let folder = try Folder()
    try folder.write(
      "eigenvalue\n" + String(repeating: "0.25\n1.5e-3\n", count: 500_000), to: "c.csv")
    let row = try #require(try folder.rows("risk --data c.csv --k 5 --format csv").first)
    #expect(row["n"] == "1000000")
    let risk = { (c: Double) in 0.5 * 0.81 * c / (c + 0.81) }
    #expect(
      agree(try row.number("linear_risk"), 5e5 * (risk(0.25) + risk(1.5e-3)), within: 1e-12))
  }

  @Test("a million frames of three numbers")
  func frames() throws {
    let folder = try Folder()
    try folder.write(String(repeating: "3,0,0\n0,-1.0,0.00\n", count: 500_000), to: "y.csv")
    let row = try #require(try folder.rows("risk --data y.csv --format csv").first)
    #expect(row["n"] == "3")
    let risk = { (c: Double) in 0.5 * 0.81 * c / (c + 0.81) }
    #expect(agree(try row.number("linear_risk"), risk(4.5) + risk(0.5), within: 1e-12))
  }

  @Test("an error in the last of a million rows is found there")
  func lastRow() throws {
    let folder = try Folder()
    try folder.write(String(repeating: "1\n", count: 999_999) + "x\n", to: "c.csv")
    try folder.expectRefusal(
      of: words("risk --data c.csv"), status: 65, says: ["row 1000000, column 1: 'x'"])
  }
}
