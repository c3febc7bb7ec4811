// Results that no double holds: 0/0, overflow, unbounded images.

import Studies
import TestSupport
import Testing

@Suite struct NonFiniteTests {
  /// JSON has no such numbers, and strings are removed first.
  private func expectNoTokens(_ text: String) {
    let bare = text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined().lowercased()
    #expect(!bare.contains("nan"))
    #expect(!bare.contains("inf"))
  }

  @Test("σ = 0 makes 0/0: empty in CSV, null with a note in JSON")
  func zeroNoise() throws {
    let folder = try Folder()
    let line = "risk --n 5 --sigma 0 --format"
    let row = try #require(try folder.rows("\(line) csv").first)
    #expect(row["ratio_to_linear"] == "")
    #expect(row["ratio_to_bilevel"] == "")
    #expect(try row.number("linear_risk") == 0)
    let outcome = try folder.succeed("\(line) json")
    expectNoTokens(outcome.text)
    let object = try jsonObject(outcome.output)
    #expect(object["note"] as? String == "0/0: all risks are 0")
    #expect(outcome.text.contains("\"ratio_to_linear\": null"))
    let names = try #require(outcome.text.firstRange(of: "\"attained\"")?.lowerBound)
    let note = try #require(outcome.text.firstRange(of: "\"note\"")?.lowerBound)
    #expect(names < note)
  }

  @Test("no signal makes x/0: inf in CSV, null with a note in JSON")
  func zeroSignal() throws {
    let folder = try Folder()
    let line = "risk --n 5 --k 2 --mu 0 --theta 0 --family bilevel --format"
    let row = try #require(try folder.rows("\(line) csv").first)
    #expect(row["ratio_to_linear"] == "inf")
    let outcome = try folder.succeed("\(line) json")
    expectNoTokens(outcome.text)
    #expect(try jsonObject(outcome.output)["note"] as? String == "the reference risk is 0")
  }

  @Test(
    "a huge ω overflows: inf in CSV, null with a note in JSON",
    arguments: ["1001", "9007199254740991"])
  func overflow(depth: String) throws {
    let folder = try Folder()
    let line = "risk --n 5 --k 2 --omega 1e100 --depth \(depth) --format"
    let row = try #require(try folder.rows("\(line) csv").first)
    #expect(try row.number("risk") == .infinity)
    #expect(!row.fields.values.contains("nan"))
    let outcome = try folder.succeed("\(line) json")
    expectNoTokens(outcome.text)
    #expect(outcome.text.contains("\"risk\": null"))
    #expect(
      try jsonObject(outcome.output)["note"] as? String
        == "the risk exceeds the range of double precision")
  }

  @Test("an ordinary row has no note")
  func ordinary() throws {
    let outcome = try Folder().succeed("risk --n 5 --k 2 --format json")
    #expect(!outcome.text.contains("note"))
  }

  @Test(
    "every output survives results that are not finite",
    arguments: [
      "risk-ratio --n 4 --sigma 0", "risk-ratio --n 4 --sigma 0 --mu 0 --theta 0",
      "risk-ratio --n 4 --omega 1e100 --depth 1000,1001", "risk-ratio --n 1",
      "risk-ratio --x omega --family linear,unrolled",
      "risk-ratio --x depth --family bilevel,unrolled",
      "risk-ratio --n 4 --mu 0 --theta 0 --y risk", "risk-ratio --x sigma --n 4 --sigma 0,1e100",
      "risk-ratio --x mu --n 4 --mu 1", "expressivity --x s --s 0,1e308 --depth 2,1001",
      "expressivity --x s --s 5", "expressivity --x omega --omega 1e100,1e-100 --depth 2,3",
    ])
  func everyOutput(line: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("\(line) -o a.svg -o a.csv -o a.json -o a.md -o a.txt")
    #expect(!(try jsonObjects(try folder.bytes("a.json"))).isEmpty)
    expectNoTokens(try folder.text("a.json"))
    let svg = try folder.text("a.svg")
    for attribute in svg.split(separator: "\"").map({ $0.lowercased() }) where attribute.count < 400
    {
      let parts = attribute.split { " ,MLHVZmlhvz()".contains($0) }
      #expect(!parts.contains { ["nan", "inf", "-inf", "-nan"].contains($0) }, "\(attribute)")
    }
  }
}
