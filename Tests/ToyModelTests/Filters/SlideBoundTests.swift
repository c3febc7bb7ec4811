// The talk's bounds on the lower end of the image at odd depths: where they hold, where they fail.

import TestSupport
import Testing
import ToyModel

@Suite("Bounds on c for odd depths", .tags(.property))
struct SlideBoundTests {
  private static let depths = Array(stride(from: 3, through: 61, by: 2)) + [1001, 1_000_000_001]

  @Test("hold for ω ≤ 1 + x", arguments: depths)
  func hold(depth: Int) {
    let turn = OddMinimum(depth: depth).largestInteriorStep
    for stepSize in [1e-300, 1e-3, 0.3, 0.5, 1, 1.2, 1.5, turn] where stepSize <= turn {
      let c = UnrolledFilter(depth: depth, stepSize: stepSize).image.lowerBound.value
      let bounds = OddMinimum.slideBounds(depth: depth, stepSize: stepSize)
      // N = 3 attains the lower one.
      expectAtMost(bounds.lower, c, .roundoff(operations: 4), "N = \(depth), ω = \(stepSize)")
      expectAtMost(c, bounds.upper, .roundoff(operations: 4), "N = \(depth), ω = \(stepSize)")
    }
  }

  @Test("fail for N = 3, ω = 1.9, where the minimum of p is out of reach")
  func fail() {
    let c = UnrolledFilter(depth: 3, stepSize: 1.9).image.lowerBound.value
    expectClose(c, 1 + 0.9 * 0.9 * 0.9, .roundoff(operations: 8))
    #expect(c > OddMinimum.slideBounds(depth: 3, stepSize: 1.9).upper)
    #expect(1.9 > OddMinimum(depth: 3).largestInteriorStep)
  }

  @Test("x solves N x^(N−1) (1+x) = 1 + x^N, and p(−x) is least near it", arguments: [3, 5, 7, 21])
  func equation(depth: Int) {
    let minimum = OddMinimum(depth: depth)
    let x = minimum.location
    #expect(x >= 0.5 && x < 1)
    let power = (1..<depth).reduce(1) { product, _ in product * x }
    expectClose(
      Double(depth) * power * (1 + x), 1 + power * x, .roundoff(operations: 16 * depth))
    func p(_ q: Double) -> Double { (0..<depth).reduce(0) { sum, _ in sum * q + 1 } }
    expectClose(p(-x), minimum.value, .roundoff(operations: 4 * depth))
    for q in [-x - 1e-3, -x + 1e-3, -1, 0, 0.5] { #expect(p(q) > minimum.value) }
  }

  @Test("refuses depths without an interior minimum")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = OddMinimum(depth: 4) }
    await #expect(processExitsWith: .failure) { _ = OddMinimum(depth: 1) }
  }
}
