// Grids that mean something other than they seem to, and the messages about them.

import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct GridMeaningTests {
  @Test(
    "what may be meant is proposed",
    arguments: [
      ("1-10", "did you mean 1..10?"), ("1–10", "did you mean 1..10?"),
      ("10:100", "did you mean 10..100?"), ("1:5:100", "did you mean 1..100:5?"),
      ("1...10", "did you mean 1..10?"), ("1…10", "did you mean 1..10?"),
      ("1..<10", "did you mean 1..10?"), ("1e-3-1e-2", "did you mean 1e-3..1e-2?"),
      ("−2", "did you mean -2?"), ("1;2;5", "did you mean 1,2,5?"), ("1/4", "did you mean 0.25?"),
      (" 3", "did you mean 3?"), ("9..2", "did you mean 2..9?"),
      ("lin:2..0:5", "did you mean lin:0..2:5?"),
      ("log:0..4:9", "write log:0.004..4:9 or lin:0..4:9"),
      ("..5", "FROM is missing"), ("5..", "TO is missing"), ("1..5:", "STEP is missing"),
      ("1..5:0", "the step must be positive"), (",", "an entry of the list is empty"),
      ("1,2,", "an entry of the list is empty"), ("x", "write 5, 1,2,5, 1..500"),
      ("0.1..0.9", "0.1 would be its only point; write lin:0.1..0.9:9"),
      ("0.05..0.3", "write lin:0.05..0.3:26"),
      ("0.5..2", "2.0 would be left out; write lin:0.5..2:16"),
      ("1e-3..0.5", "write log:1e-3..0.5:21"),
      ("0,1,0,5", "0 is given twice; a decimal has a point: 0.1,0.5"),
    ])
  func proposals(text: String, message: String) {
    let error = #expect(throws: StudyError.self) { try Grid.numbers(text, option: "--mu") }
    #expect(error.map { CommandError($0).status } == .usage)
    #expect(error?.message.contains("--mu") == true)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test(
    "a proposal is a grid itself",
    arguments: ["1-10", "10:100", "1:5:100", "1…10", "1;2;5", "9..2"])
  func proposalsAreLegal(text: String) throws {
    let error = #expect(throws: StudyError.self) { try Grid.numbers(text, option: "--mu") }
    let words = try #require(error?.message.split(separator: " ").last)
    #expect(try !Grid.numbers(String(words.dropLast()), option: "--mu").isEmpty)
  }

  @Test("words are named where they are legal")
  func learned() throws {
    let folder = try Folder()
    try folder.expectUsageError("risk --omega lerned", says: "did you mean learned?")
    try folder.expectUsageError("risk --omega x", says: "log:0.01..10:50 or 'learned'")
    try folder.expectUsageError("landscape --mu 0,5", says: "a decimal has a point: 0.5")
  }

  @Test(
    "a grid that is legal and may mean something else is explained on standard error",
    arguments: [
      (
        "risk --n 4 --sigma 0,1",
        "note: --sigma 0,1 is read as two values, 0 and 1; a decimal has a point: 0.1"
      ),
      ("risk --n 4 --theta 1,25", "a decimal has a point: 1.25"),
      (
        "risk --n 40 --k 3..9:20",
        "note: --k 3..9:20 has one point, 3: the step exceeds the range"
      ),
      ("risk-ratio --x n --k 100 -o -", "note: with --k 100 the curves begin at n = 100"),
    ])
  func remarks(line: String, message: String) throws {
    #expect(try Folder().succeed(line).diagnostics.contains(message))
  }

  @Test(
    "others are not",
    arguments: ["--k 1,2", "--n 4,5", "--sigma 0.1,1", "--sigma 1,2,3", "--depth 2,3"])
  func silence(options: String) throws {
    #expect(
      try Folder().succeed("risk --n 9 \(options)".replacing("--n 9 --n", with: "--n")).diagnostics
        == "")
  }

  @Test("two whole numbers of a lab are no decimal")
  func labs() throws {
    let outcome = try Folder().toy(words("lab dequantization --bits 2,12 --seed 0,1"))
    #expect(outcome.status == 64 && !outcome.diagnostics.contains("a decimal has a point"))
  }

  @Test("an error in a grid says how the grid was read")
  func refused() throws {
    try Folder().expectUsageError(
      "risk --omega 0,5", says: "--omega 0.0: a step size is above 0", "a decimal has a point: 0.5")
  }

  @Test("n runs from k on where only k is given; a grid of n below k is refused with the remedy")
  func rowsOverDimensions() throws {
    let folder = try Folder()
    let rows = try folder.rows("risk-ratio --x n --k 100 --family bilevel --format csv -o -")
    let dimensions = try rows.map { try $0.number("n") }
    #expect(dimensions.min() == 100 && dimensions.count > 100)
    #expect(rows.allSatisfy { $0["k"] == "100" })
    try folder.expectUsageError(
      "risk-ratio --x n --n 5..200 --k 100",
      says: "--k 100 exceeds --n 5", "let --n begin at 100, or leave --k out")
  }
}
