// Grids of millions of points: written row by row, or refused at once.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct LargeGridTests {
  @Test(
    "memory is that of the grid, not of the rows",
    arguments: [
      "risk --n 5 --mu lin:0..1:POINTS",
      "risk-ratio --n 5 --x mu --family bilevel --mu lin:0..1:POINTS",
      "expressivity --omega lin:0.1..1:POINTS", "expressivity --x omega --omega lin:0.1..1:POINTS",
      "expressivity --x s --s lin:0..1:POINTS",
      "landscape --depth 2 --curve --r lin:0..9:POINTS",
    ], ["csv", "json"])
  func streams(line: String, format: String) throws {
    let folder = try Folder()
    func memory(_ points: Int) throws -> Int {
      let words = words(
        "\(line.replacing("POINTS", with: "\(points)")) --format \(format) -o a.\(format)")
      let outcome = try folder.toy(words)
      try #require(outcome.status == 0, "\(outcome.diagnostics)")
      return outcome.peakMemory
    }
    // The grid takes 8 bytes a point, twice while it is read, and a piece of the rows two megabytes; as
    // a table the rows would take more than 300 bytes each.
    let (few, many) = (try memory(10), try memory(100_000))
    #expect(many - few < 10_000_000, "\(few) and \(many)")
  }

  @Test(
    "what would have to be held is refused before anything is computed",
    arguments: [
      ("risk-ratio --x mu --mu lin:0..1:600000", "points"),
      ("risk-ratio --x mu --mu lin:0..1:600000 -o -", "cells that are held"),
      ("risk-ratio --x mu --mu lin:0..1:600000 -o a.svg", "at most 500000 points"),
      ("risk-ratio --x mu --mu lin:0..1:600000 -o a.csv -o a.md", "markdown: a table of"),
      ("risk --mu lin:0..1:600000", "table: a table of 600000 rows and 21 columns"),
      ("risk --mu lin:0..1:600000 --format latex", "latex: a table of"),
      ("risk --mu lin:0..1:600000 --certify --format markdown", "--columns or coarser grids"),
      ("expressivity --x omega --omega lin:0.1..1:600000 -o a.svg", "at most 500000 points"),
      ("expressivity --omega lin:0.1..1:800000", "800000 rows"),
      ("expressivity --x s --s lin:0..1:100001 --depth 2..101 --format csv", "more than 10000000"),
      ("expressivity --x omega --depth 1..1000 -o a.svg", "1000 panels, more than 24"),
      ("landscape --curve --r lin:0..1:2000000 --depth 2", "rows and 8 columns"),
      ("landscape --curve --r lin:0..1:2000000", "more than 10000000 together"),
      ("landscape --depth 1..200000", "landscapes, more than 100000"),
      ("phase --omega 1..2000001", "panels, more than 1000000 together"),
      ("phase --depth 1..2000001", "panels, more than 1000000 together"),
      ("phase --y omega --omega lin:0.1..2:200000", "an axis has at most 100000"),
      ("phase --snr lin:-10..30:200000", "an axis has at most 100000"),
      ("phase --y omega --snr lin:-10..30:200000", "more than 1000000 together"),
      ("learn --x depth --depth 1..200000 --n 3", "'toy sweep' learns any number"),
      ("learn --x k --n 200000 --k 1..200000", "'toy sweep' learns any number"),
      ("risk-ratio --x mu --depth 1..200000", "curves, more than 100000"),
      ("risk --n 2000000 --k 1..2000000 --mu 0..9", "more than 10000000 points together"),
    ])
  func refused(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test("an illegal point among millions is told, as in a small grid")
  func illegal() throws {
    let folder = try Folder()
    try folder.expectUsageError(
      "risk --mu lin:0..1:1000000 --sigma 1,-1", says: "--sigma -1.0: σ is a standard deviation")
    try folder.expectUsageError(
      "risk --n 3,2,5 --k 1..4 --mu lin:0..1:100000", says: "--k 4 exceeds --n 3: R has k ≤ n rows")
    try folder.expectUsageError("risk-ratio --n 3 --k 1..4", says: "--k 4 exceeds --n 3")
  }

  @Test("a grid file of many unknown keys")
  func keys() throws {
    let folder = try Folder()
    let members = (0..<100_000).map { "\"key\($0)\": \"1\"" }.joined(separator: ", ")
    try folder.write("{\(members)}", to: "g.json")
    try folder.expectRefusal(
      of: words("sweep plan g.json -o p.json"), status: 65, says: ["g.json: unknown key key0"])
    try folder.write("{\(members), \"key7\": \"2\"}", to: "g.json")
    try folder.expectRefusal(
      of: words("sweep plan g.json -o p.json"), status: 65,
      says: ["the name \"key7\" is given twice"]
    )
  }
}
