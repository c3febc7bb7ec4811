// Filters and their derivatives against 200-digit arithmetic.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Filters, against reference values", .tags(.golden))
struct FilterGoldenTests {
  /// The filter of a row.
  private static func filter(_ row: GoldenRow) throws -> any BranchedFilter {
    guard row.text("family") == "unrolled" else { return BilevelFilter() }
    return UnrolledFilter(
      depth: try #require(row.integer("depth")), stepSize: try #require(row.number("omega")))
  }

  @Test("f(s) and 1 − f(s) to a few ulp", arguments: try GoldenRow.all(of: "filter.csv"))
  func value(_ row: GoldenRow) throws {
    let gain = try Self.filter(row).gain(at: try #require(row.number("s")))
    let value = try #require(row.number("value"))
    expectClose(gain.value, value, .roundoff(operations: 8), "f of \(row.testDescription)")
    if let defect = row.complement("value") {
      expectClose(gain.defect, defect, .roundoff(operations: 8), "1 − f of \(row.testDescription)")
    }
  }

  @Test(
    "f′(s) to a few ulp of the larger of its two terms",
    arguments: try GoldenRow.all(of: "filter.csv"))
  func derivative(_ row: GoldenRow) throws {
    let s = try #require(row.number("s"))
    let expected = try #require(row.number("derivative"))
    var scale = abs(expected)
    if let depth = row.integer("depth"), let step = row.number("omega"), !depth.isMultiple(of: 2) {
      // f′ = −(1 − q^(N−1)(1 + (N−1)y))/(1+s)² with y = ω(1+s) = 1 − q.
      let y = step * (1 + s)
      if y >= 1 {
        let second = pow(1 - y, Double(depth - 1)) * (1 + Double(depth - 1) * y)
        scale = max(scale, (1 + abs(second)) / ((1 + s) * (1 + s)))
      }
    }
    let actual = try Self.filter(row).derivative(at: s)
    expectClose(
      actual, expected, .roundoff(operations: 16), scale: scale, "f′ of \(row.testDescription)")
  }
}
