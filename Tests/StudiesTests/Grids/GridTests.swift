// The grid syntax, in process.

import TestSupport
import Testing

@testable import Files
@testable import Studies

@Suite struct GridTests {
  @Test(
    "numbers, lists, ranges, steps and points",
    arguments: [
      ("5", [5.0]), ("-1.5", [-1.5]), ("+2", [2]), ("1e-3", [0.001]), (".5,5.", [0.5, 5]),
      ("1,2,5", [1, 2, 5]), ("3,1,2", [3, 1, 2]), ("1..4", [1, 2, 3, 4]), ("2..2", [2]),
      ("1..10:4", [1, 5, 9]), ("1..9:4", [1, 5, 9]), ("0.5..2.5", [0.5, 1.5, 2.5]),
      ("-2..0", [-2, -1, 0]), ("-4..-2:2", [-4, -2]), ("1,10..30:10,99", [1, 10, 20, 30, 99]),
      ("lin:0..2:5", [0, 0.5, 1, 1.5, 2]), ("lin:-1..1:3", [-1, 0, 1]), ("lin:3..4:2", [3, 4]),
      ("log:1..100:3,7", [1, 10, 100, 7]),
    ])
  func numbers(text: String, expected: [Double]) throws {
    let values = try Grid.numbers(text, option: "--mu")
    #expect(values.count == expected.count)
    for (value, wanted) in zip(values, expected) {
      // Interior points of a logarithmic grid come back from exp and log.
      #expect(agree(value, wanted, within: 4 * .ulpOfOne), "\(values)")
    }
  }

  @Test("a step that does not divide the range in binary still reaches its end")
  func roundedSteps() throws {
    let values = try Grid.numbers("0..1:0.1", option: "--mu")
    #expect(values.count == 11)
    #expect(values.last == 1)
    #expect(try Grid.numbers("0.1..0.3:0.1", option: "--mu").count == 3)
    #expect(try Grid.numbers("0..0.95:0.1", option: "--mu").count == 10)
  }

  @Test("the ends of spaced grids are exact, and the points increase")
  func spacedEnds() throws {
    for text in ["log:0.01..10:50", "lin:0.1..0.7:49", "log:1e-100..1e100:201"] {
      let values = try Grid.numbers(text, option: "--mu")
      let body = try #require(text.split(separator: ":").dropFirst().first)
      let ends = body.split(separator: "..").compactMap { Double($0) }
      #expect([values.first, values.last] == [ends.first, ends.last])
      #expect(zip(values, values.dropFirst()).allSatisfy(<))
    }
  }

  @Test("points of a logarithmic grid have equal ratios")
  func equalRatios() throws {
    let values = try Grid.numbers("log:0.01..10:31", option: "--mu")
    for (low, high) in zip(values, values.dropFirst()) {
      #expect(agree(high / low, 1.258925411794167, within: 1e-14))
    }
  }

  @Test(
    "whole numbers, rounded and merged where a grid is spaced",
    arguments: [
      ("500", [500]), ("1e3", [1000]), ("1..4", [1, 2, 3, 4]), ("2,1", [2, 1]),
      ("log:1..8:7", [1, 2, 3, 4, 6, 8]), ("lin:0..2:5", [0, 1, 2]), ("-2", [-2]),
      ("9007199254740992", [1 << 53]),
    ])
  func integers(text: String, expected: [Int]) throws {
    #expect(try Grid.integers(text, option: "--k") == expected)
  }

  @Test(
    "ends off the steps of 1 are met within rounding",
    arguments: ["0.1..7.1", "0.3..1000.3", "-0.7..2.3", "1e-3..5.001"])
  func steppedEnds(text: String) throws {
    let values = try Grid.numbers(text, option: "--mu")
    let dots = try #require(text.firstRange(of: ".."))
    let end = try #require(decimalNumber(String(text[dots.upperBound...])))
    // One rounding of the sum of the lower end and a whole number.
    #expect(abs((values.last ?? 0) - end) <= .ulpOfOne * end)
  }

  @Test("exactly ten million points are allowed")
  func limit() throws {
    #expect(throws: StudyError.self) { try Grid.numbers("0..1e7", option: "--mu") }
    #expect(throws: StudyError.self) { try Grid.numbers("lin:0..1:10000001", option: "--mu") }
    #expect(try Grid.numbers("lin:0..1:10000000", option: "--mu").count == Grid.pointLimit)
    #expect(throws: StudyError.self) { try Grid.numbers("1..9999999,1,2", option: "--mu") }
  }

  @Test(
    "numbers are decimal",
    arguments: [
      ("1", 1.0), ("-0.5", -0.5), ("1e5", 1e5), ("0x10", nil), ("0X1P3", nil), ("", nil),
      (" 1", nil),
      ("1 ", nil), ("1,5", nil), ("1_000", nil), ("٣", nil), ("--1", nil),
    ])
  func decimal(text: String, value: Double?) {
    #expect(decimalNumber(text) == value)
  }
}
