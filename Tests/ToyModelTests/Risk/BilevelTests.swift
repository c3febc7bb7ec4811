// Bilevel learning: its closed form, and why its optimum often does not exist.

import TestSupport
import Testing
import ToyModel

@Suite("Bilevel", .tags(.property))
struct BilevelTests {
  @Test(
    "infimum not attained on constant data for k < n, and for k = n ≥ 2", arguments: [2, 3, 5, 500])
  func constantData(n: Int) {
    let spectrum = DataModel.constant(n: n, mu: 1, theta: 0.5).spectrum
    for rows in Set([1, 2, n / 2, n - 1, n]) where rows >= 1 && rows <= n {
      let optimum = OptimalRisk(
        spectrum: spectrum, noiseVariance: 0.81, rows: rows, family: .bilevel)
      // Forced are the n − k directions with most signal; all free ones but 𝟏 should vanish.
      let vanishing = rows < n ? rows : n - 1
      #expect(optimum.attainment == .eigenvaluesToZero(directions: vanishing), "k = \(rows)")
      if rows < n {
        expectClose(optimum.risk.total, 0.5 * 0.81 * Double(n - rows), .roundoff(operations: 16))
      }
    }
  }

  @Test("attained exactly if no free direction is without signal", arguments: DataSample.all())
  func attainment(_ sample: DataSample) {
    let zeros = sample.eigenvalues.count { $0 == 0 }
    for rows in 1...sample.dimension {
      let optimum = sample.optimum(.bilevel, rows: rows)
      let missing = min(rows, zeros)
      #expect(
        optimum.attainment == (missing == 0 ? .attained : .eigenvaluesToZero(directions: missing)))
      #expect(optimum.stepSize == nil)
    }
  }

  @Test("optimal risk is σ²(n−k)/2 plus the Wiener risk of the rest", arguments: DataSample.all())
  func closedForm(_ sample: DataSample) {
    let variance = sample.noiseVariance
    for rows in 1...sample.dimension {
      let forced = sample.dimension - rows
      let rest = sample.eigenvalues.sorted(by: >).dropFirst(forced)
        .reduce(0) { $0 + 0.5 * $1 * variance / ($1 + variance) }
      expectClose(
        sample.optimum(.bilevel, rows: rows).risk.total, 0.5 * variance * Double(forced) + rest,
        .roundoff(operations: 8 * sample.dimension + 16), "k = \(rows), \(sample.testDescription)")
    }
  }

  @Test("the forced directions are those with most signal, with gain 1")
  func forcedDirections() {
    let optimum = OptimalRisk(
      spectrum: Spectrum(eigenvalues: [0.1, 4, 2, 1]), noiseVariance: 1, rows: 2, family: .bilevel)
    let forced = optimum.eigenvalues.filter(\.isForced)
    #expect(forced.map(\.dataEigenvalue) == [4, 2])
    #expect(forced.allSatisfy { $0.gain == .one })
  }
}
