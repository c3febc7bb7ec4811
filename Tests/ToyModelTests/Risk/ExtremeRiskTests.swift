// Optimal risks at the ends of the range of Double.

import TestSupport
import Testing
import ToyModel

@Suite("Optimal risk at extreme arguments", .tags(.extreme))
struct ExtremeRiskTests {
  private static let depths = [1, 2, 3, 4, 5, 1001, (1 << 53) - 1, 1 << 53]
  private static let families: [DenoiserFamily] =
    [.linear, .bilevel]
    + depths.flatMap { depth in
      [StepRule.learned, .fixed(1e-300), .fixed(1e-12), .fixed(1), .fixed(2), .fixed(1e100)].map {
        .unrolled(depth: depth, step: $0)
      }
    }
  private static let spectra: [[Double]] = [
    [0], [0, 0, 0], [1e-300], [1e300, 1e-300], [1e150, 1, 0], [.leastNonzeroMagnitude, 1],
    [1e12, 1, 1e-12, 1],
  ]

  @Test("never NaN and never negative", arguments: spectra, [0, 1e-300, 1e-20, 1, 1e20, 1e300])
  func noNaN(eigenvalues: [Double], noiseVariance: Double) {
    let spectrum = Spectrum(eigenvalues: eigenvalues)
    for family in Self.families {
      for rows in 1...eigenvalues.count {
        let optimum = OptimalRisk(
          spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: family)
        let name = "\(family), k = \(rows): \(optimum.risk)"
        #expect(optimum.risk.bias >= 0 && optimum.risk.variance >= 0, "\(name)")
        #expect(optimum.eigenvalues.reduce(0) { $0 + $1.multiplicity } == eigenvalues.count)
        for line in optimum.eigenvalues {
          #expect(!line.gain.value.isNaN && !line.gain.defect.isNaN, "\(name)")
        }
        if let step = optimum.stepSize { #expect(step >= 0 && step.isFinite, "\(name)") }
      }
    }
  }

  @Test("a learned step is never worse than the Wiener bound allows", arguments: [1e-12, 1, 1e12])
  func small(noiseVariance: Double) {
    let spectrum = DataModel.independent(n: 1_000_000_000_000, mu: 1, theta: 1e-8).spectrum
    let linear = OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: 1, family: .linear)
    for depth in Self.depths {
      let learned = OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: 5,
        family: .unrolled(depth: depth, step: .learned))
      expectAtMost(
        linear.risk.total, learned.risk.total, .roundoff(operations: 32), "N = \(depth)")
    }
  }

  @Test("refuses k outside 1…n, negative noise and step sizes that are none")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = OptimalRisk(
        spectrum: Spectrum(eigenvalues: [1, 2]), noiseVariance: 1, rows: 3, family: .bilevel)
    }
    await #expect(processExitsWith: .failure) {
      _ = OptimalRisk(
        spectrum: Spectrum(eigenvalues: [1, 2]), noiseVariance: -1, rows: 1, family: .bilevel)
    }
    await #expect(processExitsWith: .failure) {
      _ = PreparedFamily(.unrolled(depth: 2, step: .fixed(-0.5)))
    }
  }

  @Test(
    "the bounds keep their digits where squares of γ exceed the range of Double",
    arguments: [1e77, 1e99, 1e140])
  func largeBounds(mu: Double) {
    let large = DataModel.constant(n: 4, mu: mu, theta: 0.5).spectrum
    let bounds = RiskBounds(spectrum: large, noiseVariance: 0.81, rows: 2)
    // One direction with any signal, three without: t* = 1 and 0.
    #expect(abs(bounds.linear - 0.405) <= 1e-14)
    #expect(abs(bounds.floor - 0.405) <= 1e-14)
    #expect(abs(bounds.even - 0.81) <= 1e-13)
    #expect(abs(bounds.bilevel - 0.81) <= 1e-13)
  }
}
