// One gradient step: the regularizer has no influence.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("N = 1", .tags(.property))
struct SingleStepTests {
  @Test("every R gives T = ωI", arguments: [0.2, 1, 1.7], [1, 3, 5])
  func map(stepSize: Double, rows: Int) throws {
    var generator = SeededGenerator(seed: 11)
    let regularizer = Matrix.random(rows: rows, columns: 5, using: &generator)
    let filter = UnrolledFilter(depth: 1, stepSize: stepSize)
    let denoiser = try filter.map(regularizer: regularizer)
    let difference = denoiser.subtracting(Matrix.identity(5).scaled(by: stepSize))
    expectClose(difference.frobeniusNorm, 0, .roundoff(operations: 50), scale: stepSize)
  }

  @Test("optimal risk does not depend on k", arguments: DataSample.all())
  func rows(_ sample: DataSample) {
    for step in [StepRule.fixed(0.4), .fixed(1), .fixed(3), .learned] {
      let risks = (1...sample.dimension).map {
        sample.optimum(.unrolled(depth: 1, step: step), rows: $0).risk.total
      }
      for risk in risks { expectClose(risk, risks[0], .roundoff(operations: 16), "\(step)") }
    }
  }

  @Test("the best step is tr C/(tr C + nσ²)", arguments: DataSample.all())
  func learned(_ sample: DataSample) throws {
    let trace = sample.eigenvalues.reduce(0, +)
    let noise = Double(sample.dimension) * sample.noiseVariance
    let optimum = sample.optimum(.unrolled(depth: 1, step: .learned), rows: 1)
    let rounding = Tolerance.roundoff(operations: 4 * sample.dimension + 16)
    expectClose(try #require(optimum.stepSize), trace / (trace + noise), rounding)
    expectClose(optimum.risk.total, 0.5 * trace * noise / (trace + noise), rounding)
    #expect(optimum.attainment == .attained)
  }
}
