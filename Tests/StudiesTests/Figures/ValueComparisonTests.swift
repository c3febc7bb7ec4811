// Comparing learned values with those of an earlier run.

import TestSupport
import Testing

@testable import Studies

@Suite("Comparison by value")
struct ValueComparisonTests {
  private static let old = """
    family,depth,risk,relative_gap,stop_reason,evaluations,note
    unrolled,2,3.0589,-2.9e-16,small decrease,1196,"a, b"
    unrolled,3,1250.5,,gradient norm,17,

    """

  private func difference(_ new: String) -> String? {
    ValueComparison(tolerance: 1e-3)
      .difference(between: Array(Self.old.utf8), and: Array(new.utf8))
  }

  @Test(
    "small changes of numbers, and any of how a descent went, are none",
    arguments: [
      ("3.0589", "4.2"), ("-2.9e-16", "7e-4"), ("1250.5", "1251.7"),
      ("small decrease", "gradient norm"), ("1196", "1"), ("3.0589", "3.05890"),
    ])
  func same(old: String, new: String) {
    #expect(difference(Self.old.replacing(old, with: new)) == nil)
  }

  @Test(
    "other values, words, columns and rows are told",
    arguments: [
      ("3.0589", "4.4", "line 2: risk 4.4, where it was 3.0589"),
      ("-2.9e-16", "2e-3", "line 2: relative_gap 2e-3, where it was -2.9e-16"),
      ("1250.5", "1252", "line 3: risk 1252, where it was 1250.5"),
      ("3.0589", "nan", "line 2: risk nan, where it was 3.0589"),
      ("3.0589", "", "line 2: risk , where it was 3.0589"),
      ("unrolled,2", "bilevel,2", "line 2: family bilevel, where it was unrolled"),
      ("a, b", "a; b", "line 2: note \"a; b\", where it was \"a, b\""),
      ("note\n", "notes\n", "other columns"),
      ("unrolled,3,1250.5,,gradient norm,17,\n", "", "1 rows, where there were 2"),
      (",17,\n", ",17,,\n", "line 3 has a different number of fields"),
    ])
  func other(old: String, new: String, message: String) {
    #expect(difference(Self.old.replacing(old, with: new)) == message)
  }

  @Test(
    "parameters are compared number by number",
    arguments: [
      ("steps=0.80001/0.80001/0.0001;start=1", true), ("steps=0.8/0.8/0;start=1", true),
      ("steps=0.8/0.81/0;start=1", false), ("steps=0.8/0.8;start=1", false),
      ("steps=0.8/0.8/0;omega=1", false), ("steps=0.8/nan/0;start=1", false), ("", false),
    ])
  func parameters(text: String, agrees: Bool) {
    let (old, new) = ("parameters\nsteps=0.8/0.8/0;start=1\n", "parameters\n\(text)\n")
    let difference = ValueComparison(tolerance: 1e-3)
      .difference(between: Array(old.utf8), and: Array(new.utf8))
    #expect((difference == nil) == agrees)
  }

  @Test("differences of risks are measured by the risks")
  func differences() {
    func difference(_ old: String, _ new: String) -> String? {
      let head = "test_risk,minus_best\n"
      return ValueComparison(tolerance: 1e-3)
        .difference(between: Array("\(head)\(old)".utf8), and: Array("\(head)\(new)".utf8))
    }
    #expect(difference("2.0,1e-5\n", "2.0,1e-3\n") == nil)
    #expect(difference("2.0,1e-5\n", "2.0,3e-3\n") != nil)
  }

  @Test("the look of a drawing is all but the places of its data")
  func look() {
    let svg =
      ##"<svg><desc>at 3</desc><path d="M1 2L3 4" stroke="#0072B2"/><text x="1">5</text></svg>"##
    func look(_ text: String) -> [UInt8] { ValueComparison.look(of: Array(text.utf8)) }
    for (old, new) in [("M1 2L3 4", "M9 9"), (#"x="1""#, #"x="2""#), ("at 3", "at 4")] {
      #expect(look(svg.replacing(old, with: new)) == look(svg))
    }
    for (old, new) in [("#0072B2", "#0072B3"), (">5<", ">6<"), ("<path", "<line")] {
      #expect(look(svg.replacing(old, with: new)) != look(svg))
    }
  }
}
