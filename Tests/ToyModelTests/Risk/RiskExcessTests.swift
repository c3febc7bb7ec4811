// The difference of two risks.

import Foundation
import Testing
import ToyModel

@Suite struct RiskExcessTests {
  private static let spectra = [
    DataModel.constant(n: 7, mu: 1, theta: 0.5).spectrum,
    DataModel.independent(n: 7, mu: 1, theta: 0.5).spectrum,
    Spectrum(eigenvalues: [3, 1.2, 0.5, 0.5, 0.1, 0.1, 0]),
  ]
  private static let families: [DenoiserFamily] = [
    .linear, .bilevel, .unrolled(depth: 1, step: .learned),
    .unrolled(depth: 2, step: .fixed(0.3)), .unrolled(depth: 3, step: .fixed(1.7)),
    .unrolled(depth: 3, step: .learned), .unrolled(depth: 4, step: .fixed(2.2)),
  ]

  @Test("it is the difference of the totals, whichever families are compared", arguments: spectra)
  func difference(spectrum: Spectrum) {
    for rows in 1...7 {
      for one in Self.families {
        for other in Self.families {
          let a = OptimalRisk(spectrum: spectrum, noiseVariance: 0.4, rows: rows, family: one)
          let b = OptimalRisk(spectrum: spectrum, noiseVariance: 0.4, rows: rows, family: other)
          let expected = a.risk.total - b.risk.total
          let scale = max(a.risk.total, b.risk.total)
          #expect(abs(a.excess(over: b, noiseVariance: 0.4) - expected) <= 1e-13 * scale)
        }
      }
    }
  }

  @Test("what the totals round away is kept: 1 − c₀ = 10⁻²⁰ against bilevel learning")
  func smallDefect() {
    let spectrum = DataModel.constant(n: 10, mu: 1, theta: 0).spectrum
    let unrolled = OptimalRisk(
      spectrum: spectrum, noiseVariance: 1, rows: 4,
      family: .unrolled(depth: 20, step: .fixed(0.9)))
    let bilevel = OptimalRisk(spectrum: spectrum, noiseVariance: 1, rows: 4, family: .bilevel)
    #expect(unrolled.risk.total == bilevel.risk.total)
    // ½(m c₀² + G(1−c₀)² − m) with d = 1 − c₀: −m d to first order, here exactly −6·10⁻²⁰.
    let excess = unrolled.excess(over: bilevel, noiseVariance: 1)
    #expect(abs(excess + 6e-20) < 1e-13 * 6e-20)
  }

  @Test("equal gains differ by nothing: k = n, and even N with ω = 1", arguments: spectra)
  func equal(spectrum: Spectrum) {
    let square = [DenoiserFamily.bilevel, .unrolled(depth: 4, step: .learned), .linear].map {
      OptimalRisk(spectrum: spectrum, noiseVariance: 0.4, rows: 7, family: $0)
    }
    #expect(square[1].excess(over: square[0], noiseVariance: 0.4) == 0)
    #expect(square[2].excess(over: square[0], noiseVariance: 0.4) == 0)
    for rows in 1...7 {
      let pair = [DenoiserFamily.bilevel, .unrolled(depth: 6, step: .fixed(1))].map {
        OptimalRisk(spectrum: spectrum, noiseVariance: 0.4, rows: rows, family: $0)
      }
      #expect(pair[1].excess(over: pair[0], noiseVariance: 0.4) == 0)
    }
  }

  @Test("a risk beyond the range of Double exceeds every other by infinity")
  func overflow() {
    let spectrum = DataModel.constant(n: 5, mu: 1, theta: 0.5).spectrum
    let huge = OptimalRisk(
      spectrum: spectrum, noiseVariance: 1, rows: 2,
      family: .unrolled(depth: 1001, step: .fixed(100)))
    let bilevel = OptimalRisk(spectrum: spectrum, noiseVariance: 1, rows: 2, family: .bilevel)
    #expect(huge.excess(over: bilevel, noiseVariance: 1) == .infinity)
  }
}
