// Units: the risk scales with the square of the signal.

import TestSupport
import Testing
import ToyModel

@Suite("Scaling of the optimal risk", .tags(.property))
struct ScalingTests {
  @Test(
    "signal and noise times c: risk times c², the same gains and step",
    arguments: DataSample.all(seeds: 1...6), [1e-60, 0.3, 7, 1e60])
  func scaling(_ sample: DataSample, factor: Double) {
    let square = factor * factor
    let scaled = Spectrum(eigenvalues: sample.eigenvalues.map { square * $0 })
    for family in [.linear, .bilevel] + Families.learned
      + [.unrolled(depth: 2, step: .fixed(0.4)), .unrolled(depth: 5, step: .fixed(0.4))]
    {
      for rows in Set([1, sample.dimension]) {
        let plain = sample.optimum(family, rows: rows)
        let other = OptimalRisk(
          spectrum: scaled, noiseVariance: square * sample.noiseVariance, rows: rows,
          family: family)
        let name = "\(family), k = \(rows), \(sample.testDescription)"
        expectClose(
          other.risk.total, square * plain.risk.total,
          .roundoff(operations: 8 * sample.dimension + 64), name)
        #expect(other.attainment == plain.attainment, "\(name)")
        if let step = plain.stepSize {
          // ω is where a derivative vanishes: found to the root of less than the risk's accuracy.
          expectClose(other.stepSize ?? .nan, step, .iterative(1e-10), name)
        }
      }
    }
  }

  @Test("the order in which eigenvalues are given is of no influence", arguments: DataSample.all())
  func order(_ sample: DataSample) {
    let reversed = Spectrum(eigenvalues: sample.eigenvalues.reversed())
    #expect(reversed == sample.spectrum)
  }

  @Test("without noise every family but bounded steps is perfect")
  func noNoise() {
    let spectrum = Spectrum(eigenvalues: [3, 1, 0])
    for family in [.linear, .bilevel] + Families.learned {
      for rows in 1...3 {
        let optimum = OptimalRisk(
          spectrum: spectrum, noiseVariance: 0, rows: rows, family: family)
        #expect(optimum.risk.total == 0, "\(family), k = \(rows)")
        #expect(optimum.attainment == .attained || family == .bilevel, "\(family), k = \(rows)")
      }
    }
  }
}
