// Even depths with a learned step: one closed form for every depth and all data.

import TestSupport
import Testing
import ToyModel

@Suite("Even depth", .tags(.property))
struct EvenDepthTests {
  private static let depths = [2, 4, 10, 100, 1_000_000_000, 1 << 53]

  @Test("optimal risk does not depend on N", arguments: DataSample.all())
  func independent(_ sample: DataSample) {
    for rows in 1...sample.dimension {
      let first = sample.optimum(.unrolled(depth: 2, step: .learned), rows: rows)
      for depth in Self.depths {
        let other = sample.optimum(.unrolled(depth: depth, step: .learned), rows: rows)
        #expect(other.risk == first.risk, "N = \(depth), k = \(rows), \(sample.testDescription)")
      }
    }
  }

  @Test("optimal risk and step are the closed form", arguments: DataSample.all())
  func closedForm(_ sample: DataSample) throws {
    let variance = sample.noiseVariance
    let descending = sample.eigenvalues.sorted(by: >)
    for rows in 1..<max(sample.dimension, 2) where rows < sample.dimension {
      let m = Double(sample.dimension - rows)
      let top = descending.prefix(sample.dimension - rows).reduce(0, +)
      let rest = descending.dropFirst(sample.dimension - rows)
        .reduce(0) { $0 + 0.5 * $1 * variance / ($1 + variance) }
      let forced = top / (top + m * variance)
      let optimum = sample.optimum(.unrolled(depth: 2, step: .learned), rows: rows)
      let rounding = Tolerance.roundoff(operations: 8 * sample.dimension + 16)
      expectClose(
        optimum.risk.total, 0.5 * top * m * variance / (top + m * variance) + rest, rounding,
        "k = \(rows), \(sample.testDescription)")
      // ω = 1 − √(1−c₀) for N = 2, without its cancellation.
      expectClose(
        try #require(optimum.stepSize), forced / (1 + (1 - forced).squareRoot()), rounding)
      #expect(optimum.attainment == .attained)
    }
  }

  @Test("k = n: the best linear risk, attained at ω = 1", arguments: DataSample.all())
  func fullRank(_ sample: DataSample) {
    for depth in Self.depths {
      let optimum = sample.optimum(
        .unrolled(depth: depth, step: .learned), rows: sample.dimension)
      expectClose(
        optimum.risk.total, sample.linearRisk, .roundoff(operations: 8 * sample.dimension + 16))
      #expect(optimum.stepSize == 1)
      #expect(optimum.attainment == .attained)
    }
  }

  @Test("C = 0, k < n: risk 0, attained at ω = 2", arguments: [2, 4, 1000, 1 << 53])
  func noSignal(depth: Int) {
    let spectrum = Spectrum(eigenvalues: [0, 0, 0])
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: 2,
      family: .unrolled(depth: depth, step: .learned))
    #expect(optimum.risk.total == 0)
    #expect(optimum.stepSize == 2)
    #expect(optimum.attainment == .attained)
    #expect(UnrolledFilter(depth: depth, stepSize: 2).forcedGain == .zero)
  }
}
