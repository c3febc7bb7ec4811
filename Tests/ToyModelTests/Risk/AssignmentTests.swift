// The choice of forced directions by smallest regret against every possible choice.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Choice of the forced directions", .tags(.property))
struct AssignmentTests {
  private static let samples = DataSample.all(seeds: 1...6, sizes: [1, 2, 4, 7])

  @Test("bilevel: no choice is better", arguments: samples)
  func bilevel(_ sample: DataSample) {
    for rows in 1...sample.dimension {
      let best = PlainFilter.bilevel.bestRisk(
        eigenvalues: sample.eigenvalues, noiseVariance: sample.noiseVariance, rows: rows)
      expectClose(
        sample.optimum(.bilevel, rows: rows).risk.total, best, .roundoff(operations: 64),
        "k = \(rows), \(sample.testDescription)")
    }
  }

  @Test("fixed step: no choice is better", arguments: samples)
  func fixed(_ sample: DataSample) {
    for depth in [1, 2, 3, 4, 5, 11] {
      let sum = PlainSum(depth: depth)
      for stepSize in [0.05, 0.3, 0.7, 1, 1.4, 1.6, 1.9, 2.1] {
        let plain = PlainFilter(sum, stepSize: stepSize)
        for rows in 1...sample.dimension {
          let best = plain.bestRisk(
            eigenvalues: sample.eigenvalues, noiseVariance: sample.noiseVariance, rows: rows)
          let optimum = sample.optimum(
            .unrolled(depth: depth, step: .fixed(stepSize)), rows: rows)
          // Horner's rule and the subtraction 1 − t, N and n times over.
          expectClose(
            optimum.risk.total, best, .roundoff(operations: 64 * depth + 64),
            "N = \(depth), ω = \(stepSize), k = \(rows), \(sample.testDescription)")
        }
      }
    }
  }

  @Test(
    "learned step at odd depth: no choice and no ω is better",
    arguments: DataSample.all(seeds: 1...6, sizes: [2, 4]), [3, 5, 11])
  func learnedOdd(_ sample: DataSample, depth: Int) {
    let sum = PlainSum(depth: depth)
    for rows in 1...sample.dimension {
      let learned = sample.optimum(.unrolled(depth: depth, step: .learned), rows: rows)
      let scanned = leastValue(upTo: 2.2) { stepSize in
        PlainFilter(sum, stepSize: stepSize).bestRisk(
          eigenvalues: sample.eigenvalues, noiseVariance: sample.noiseVariance, rows: rows)
      }
      let inputs = "N = \(depth), k = \(rows), \(sample.testDescription)"
      expectAtMost(learned.risk.total, scanned, .roundoff(operations: 64 * depth), inputs)
      // Where the infimum is approached, the scan stops at ω = 2·10⁻⁶ and is off by that much.
      let reached = learned.attainment == .attained ? 1e-12 : 1e-5
      expectAtMost(scanned, learned.risk.total, .iterative(reached), inputs)
    }
  }

  @Test("odd depth does not always force the directions with most signal")
  func middle() {
    let optimum = OptimalRisk(
      spectrum: Spectrum(eigenvalues: [10, 1, 0.01]), noiseVariance: 1, rows: 2,
      family: .unrolled(depth: 3, step: .fixed(1 - cbrt(0.5))))
    // c₀ = ½ is the Wiener gain of γ = σ².
    #expect(optimum.eigenvalues.filter(\.isForced).map(\.dataEigenvalue) == [1])
  }
}
