// The denoiser of an unrolled filter is what the iteration computes.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Unrolled map", .tags(.property))
struct UnrolledMapTests {
  @Test(
    "f(RᵀR) is N steps of gradient descent",
    arguments: [1, 2, 3, 4, 5, 8, 21], [0.1, 0.5, 1, 1.5, 2.1])
  func iteration(depth: Int, stepSize: Double) throws {
    let n = 5
    for rows in 1...n {
      for seed in 1...3 as ClosedRange<UInt64> {
        var generator = SeededGenerator(seed: seed)
        let regularizer = Matrix.random(rows: rows, columns: n, scale: 0.5, using: &generator)
        let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
        let map = try filter.map(regularizer: regularizer)
        let iterated = iteratedDenoiser(
          regularizer: regularizer, depth: depth, stepSize: stepSize)
        // A rounding of one step is multiplied by ‖I − ωA‖₂ in every later one.
        let largest = try SymmetricEigen.values(of: regularizer.gram()).last ?? 0
        let factor = max(1, abs(1 - stepSize), abs(1 - stepSize * (1 + largest)))
        expectClose(
          map.subtracting(iterated).frobeniusNorm, 0, .roundoff(operations: 8 * n * depth),
          scale: pow(factor, Double(depth)),
          "N = \(depth), ω = \(stepSize), k = \(rows), seed \(seed)")
      }
    }
  }

  @Test("f(RᵀR) has the eigenvalue f(0) at least n − k times", arguments: FilterCase.all)
  func forced(_ test: FilterCase) throws {
    for n in [2, 4, 9] {
      for rows in 1...n {
        var generator = SeededGenerator(seed: UInt64(17 * n + rows))
        let regularizer = Matrix.random(rows: rows, columns: n, scale: 0.5, using: &generator)
        let map = try test.filter.map(regularizer: regularizer)
        let forced = test.filter.forcedGain.value
        let rounding = Tolerance.roundoff(operations: 64 * n).factor * max(1, map.frobeniusNorm)
        let count = try SymmetricEigen.values(of: map).count { abs($0 - forced) <= rounding }
        #expect(count >= n - rows, "\(test.testDescription), n = \(n), k = \(rows)")
      }
    }
  }

  @Test(
    "N → ∞ with 0 < ω < 2/(1+s) tends to bilevel, at the rate |q|ᴺ/(1+s)",
    arguments: [0, 0.3, 1, 10, 1e6], [0.01, 0.3, 0.5, 0.9, 0.99])
  func manySteps(s: Double, fraction: Double) {
    let stepSize = fraction * 2 / (1 + s)
    let bilevel = BilevelFilter().value(at: s)
    for depth in [1, 2, 3, 10, 11, 100, 101, 1000, 100_001] {
      let unrolled = UnrolledFilter(depth: depth, stepSize: stepSize).value(at: s)
      let rate = pow(abs(1 - 2 * fraction), Double(depth)) / (1 + s)
      // q is 1 − 2·fraction up to the rounding of ω; the power takes that N times.
      expectClose(
        abs(unrolled - bilevel), rate, .roundoff(operations: 8 + 8 * min(depth, 100)),
        scale: bilevel, "N = \(depth), ω = \(stepSize), s = \(s)")
    }
    let unrolled = UnrolledFilter(depth: 1 << 53, stepSize: stepSize).value(at: s)
    expectClose(unrolled, bilevel, .roundoff(operations: 4), "s = \(s), ω = \(stepSize)")
  }

  @Test("beyond ω = 2/(1+s) the iteration diverges, with the sign of the parity of N")
  func divergence() {
    #expect(UnrolledFilter(depth: 1000, stepSize: 2.1).value(at: 0) < -1e40)
    #expect(UnrolledFilter(depth: 1001, stepSize: 2.1).value(at: 0) > 1e40)
  }
}
