// Filters where steps remove an error entirely or have extreme sizes, compared with high-precision arithmetic.

import Intervals
import TestSupport
import Testing

@testable import ToyModel

@Suite("Errors that vanish, and extreme steps, against reference values", .tags(.golden))
struct ExactZeroGoldenTests {
  @Test("f(s), 1 − f(s) and f′(s)", arguments: try GoldenRow.all(of: "exact_zeros.csv"))
  func filters(_ row: GoldenRow) throws {
    // Without the turning points, which may be too many to list.
    let filter = try #require(try row.family?.values)
    let s = try #require(row.number("s"))
    let gain = filter.gain(at: s)
    let name = row.testDescription
    let value = try #require(row.number("value"))
    expectClose(gain.value, value, .roundoff(operations: 16), "f of \(name)")
    expectClose(
      gain.defect, try #require(row.number("defect")), .roundoff(operations: 16), "1 − f of \(name)"
    )
    // Empty if it is beyond the range of doubles.
    guard let slope = row.number("derivative") else { return }
    expectClose(
      filter.derivative(at: s), slope, .roundoff(operations: 32),
      scale: max(abs(slope), abs(value) / (1 + s)), "f′ of \(name)")
  }

  @Test(
    "f″(s) = −(ω²P″ + 2f′)/(1+s) of momentum", arguments: try GoldenRow.all(of: "exact_zeros.csv"))
  func curvature(_ row: GoldenRow) throws {
    let (given, name) = (try row.parameters, row.text("algorithm"))
    guard let momentum = given["momentum"]?.value, let omega = given["omega"]?.value,
      let second = row.number("second_derivative"), let slope = row.number("derivative")
    else { return }
    let s = try #require(row.number("s"))
    let polynomial = ErrorPolynomial(
      rule: name == "nesterov" ? .nesterov : .heavyBall, depth: try #require(row.integer("depth")),
      momentum: momentum)
    let p = polynomial.values(at: scaledArgument(omega, at: s), order: 2)
    let found = -(omega * omega * scaled(p.curvature.high, by: p.exponent) + 2 * slope) / (1 + s)
    expectClose(
      found, second, .roundoff(operations: 64), scale: max(abs(second), 2 * abs(slope) / (1 + s)),
      "f″ of \(row.testDescription)")
  }

  @Test(
    "turning points of gradient descent from ax, for ω and a from 10⁻³⁰⁰ to 10¹⁰⁰",
    arguments: try GoldenRow.all(of: "extreme_starts.csv"))
  func turningPoints(_ row: GoldenRow) throws {
    let name = row.testDescription
    let filter = WarmStartFilter(
      depth: try #require(row.integer("depth")), stepSize: try #require(row.number("omega")),
      start: try #require(row.number("start")))
    let points = filter.turningPoints
    try #require(points.count == row.integer("turns"), "\(name): \(points)")
    for (index, point) in points.enumerated() {
      let number = "\(index + 1)"
      expectClose(
        point.location, try #require(row.number("location\(number)")), .iterative(1e-12),
        "s of \(name)")
      let value = try #require(row.number("value\(number)"))
      expectClose(point.gain.value, value, .iterative(1e-12), "f of \(name)")
      guard let curvature = row.number("curvature\(number)") else { continue }
      expectClose(point.curvature, curvature, .iterative(1e-9), "f″ of \(name)")
    }
  }
}
