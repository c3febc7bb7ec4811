// Inequalities between optimal risks that follow from inclusions of the sets of denoisers.

import TestSupport
import Testing
import ToyModel

@Suite("Order of the optimal risks", .tags(.property))
struct OrderTests {
  /// Sums of up to n terms on either side.
  private static func rounding(_ sample: DataSample) -> Tolerance {
    .roundoff(operations: 8 * sample.dimension + 32)
  }

  @Test("no family beats the best linear denoiser", arguments: DataSample.all())
  func linear(_ sample: DataSample) {
    for family in Families.fixed + Families.learned {
      for rows in 1...sample.dimension {
        expectAtMost(
          sample.linearRisk, sample.optimum(family, rows: rows).risk.total,
          Self.rounding(sample), "\(family), k = \(rows), \(sample.testDescription)")
      }
    }
  }

  @Test("the linear family has the Wiener risk for every k", arguments: DataSample.all())
  func wiener(_ sample: DataSample) {
    for rows in 1...sample.dimension {
      expectClose(
        sample.optimum(.linear, rows: rows).risk.total, sample.linearRisk, Self.rounding(sample))
    }
  }

  @Test("another row of R never costs", arguments: DataSample.all())
  func rows(_ sample: DataSample) {
    for family in Families.fixed + Families.learned {
      let risks = (1...sample.dimension).map { sample.optimum(family, rows: $0).risk.total }
      for (fewer, more) in zip(risks, risks.dropFirst()) {
        expectAtMost(
          more, fewer, Self.rounding(sample), "\(family), \(sample.testDescription): \(risks)")
      }
    }
  }

  @Test(
    "a learned step is at least as good as every fixed one", arguments: DataSample.all(seeds: 1...6)
  )
  func learned(_ sample: DataSample) {
    let grid = (1...60).map { Double($0) * 0.04 } + [1e-6, 1e-3, 0.9999, 1.0001]
    for depth in Families.depths {
      for rows in 1...sample.dimension {
        let learned = sample.optimum(.unrolled(depth: depth, step: .learned), rows: rows)
        for stepSize in grid {
          let fixed = sample.optimum(.unrolled(depth: depth, step: .fixed(stepSize)), rows: rows)
          expectAtMost(
            learned.risk.total, fixed.risk.total, Self.rounding(sample),
            "N = \(depth), k = \(rows), ω = \(stepSize), \(sample.testDescription)")
        }
      }
    }
  }

  @Test(
    "a learned step that is attained has the risk of that step, fixed", arguments: DataSample.all())
  func learnedIsFixed(_ sample: DataSample) throws {
    for depth in [1, 2, 3, 4, 5, 10, 11] {
      for rows in 1...sample.dimension {
        let learned = sample.optimum(.unrolled(depth: depth, step: .learned), rows: rows)
        guard learned.attainment == .attained else { continue }
        let step = try #require(learned.stepSize)
        let fixed = sample.optimum(.unrolled(depth: depth, step: .fixed(step)), rows: rows)
        // The risk is stationary in ω or clipped at it; c₀ takes N roundings of ω with it.
        expectClose(
          learned.risk.total, fixed.risk.total, .roundoff(operations: 8 * sample.dimension + 64),
          "N = \(depth), k = \(rows), ω = \(step), \(sample.testDescription)")
        #expect(fixed.attainment == .attained)
      }
    }
  }

  @Test(
    "even depth, learned: never worse than bilevel, better for k < n", arguments: DataSample.all())
  func bilevel(_ sample: DataSample) {
    for rows in 1...sample.dimension {
      let bilevel = sample.optimum(.bilevel, rows: rows).risk.total
      let even = sample.optimum(.unrolled(depth: 4, step: .learned), rows: rows).risk.total
      expectAtMost(even, bilevel, Self.rounding(sample), "k = \(rows)")
      if rows < sample.dimension { #expect(even < bilevel) }
    }
  }
}
