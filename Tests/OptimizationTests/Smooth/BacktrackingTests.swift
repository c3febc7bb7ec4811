// Gradient descent with backtracking: its constant, and values that are cheaper than gradients.

import LinearAlgebra
import Optimization
import Testing

@Suite("Backtracking")
struct BacktrackingTests {
  /// ½ Σ kx_k² − Σ x_k, with or without a value that is cheaper than the gradient.
  private struct Parabola: Objective {
    let isCheap: Bool
    private(set) var gradients = 0
    private(set) var values = 0
    var dimension: Int { 5 }

    init(isCheap: Bool) { self.isCheap = isCheap }

    mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
      gradients += 1
      gradient = point.enumerated().map { Double($0.offset + 1) * $0.element - 1 }
      return value(at: point)
    }

    mutating func cheapValue(at point: [Double]) -> Double? {
      guard isCheap else { return nil }
      values += 1
      return value(at: point)
    }

    private func value(at point: [Double]) -> Double {
      point.enumerated().reduce(0) {
        $0 + 0.5 * Double($1.offset + 1) * $1.element * $1.element - $1.element
      }
    }
  }

  private func run(
    isCheap: Bool, sufficientDecrease: Double = 1e-4, watch: (Iterate) -> Bool = { _ in true }
  ) throws -> (end: Minimization, objective: Parabola) {
    var objective = Parabola(isCheap: isCheap)
    let start = try #require(Iterate(start: [3, -2, 5, 0.5, 1], of: &objective))
    let end = minimize(
      &objective, from: start,
      by: GradientDescent(.backtracking(first: 1), sufficientDecrease: sufficientDecrease),
      until: StoppingRule(iterationLimit: 40), watch: watch)
    return (end, objective)
  }

  @Test("cheap values do not change iterates, and save the gradients of rejected trials")
  func cheap() throws {
    for constant in [1e-4, 0.5] {
      let (plain, all) = try run(isCheap: false, sufficientDecrease: constant)
      let (cheap, few) = try run(isCheap: true, sufficientDecrease: constant)
      #expect(plain == cheap)
      #expect(all.gradients == plain.iterate.evaluations)
      // The start, and one for every step.
      #expect(few.gradients == 1 + cheap.iterate.iteration && few.gradients < all.gradients)
      #expect(few.values == plain.iterate.evaluations - 1)
    }
  }

  @Test("with c = ½ no step goes beyond the minimum along its line")
  func half() throws {
    var last: Iterate?
    _ = try run(isCheap: true, sufficientDecrease: 0.5) { iterate in
      if let last {
        // Rounding of numbers of about 10.
        #expect(dot(last.gradient, iterate.gradient) >= -1e-13)
      }
      last = iterate
      return true
    }
  }

  @Test("a constant outside 0 to 1 is refused")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = GradientDescent(.backtracking(first: 1), sufficientDecrease: 1)
    }
  }
}
