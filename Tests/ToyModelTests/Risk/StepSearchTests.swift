// The search for the step size of any algorithm against the closed forms of gradient descent.

import TestSupport
import Testing
import ToyModel

@Suite("Search for the step size", .tags(.property))
struct StepSearchTests {
  /// Gradient descent by its filters alone, so that the search is used.
  private struct PlainDescent: PreparedAlgorithm {
    let depth: Int

    func filter(stepSize: Double) -> (any BranchedFilter)? {
      UnrolledFilter(depth: depth, stepSize: stepSize)
    }
  }

  @Test(
    "for gradient descent the search finds the closed forms and the window search",
    arguments: DataSample.all(seeds: 1...6, sizes: [1, 2, 3, 5]), [1, 2, 3, 4, 5, 11])
  func gradientDescent(_ sample: DataSample, depth: Int) {
    for rows in 1...sample.dimension {
      let expected = sample.optimum(.unrolled(depth: depth, step: .learned), rows: rows)
      let step = PlainDescent(depth: depth).learnedStep(
        spectrum: sample.spectrum, noiseVariance: sample.noiseVariance, rows: rows)
      let name = "\(sample.testDescription), k = \(rows), N = \(depth)"
      #expect(step.isAttained == (expected.attainment != .stepSizeToZero), "\(name)")
      let found =
        step.isAttained
        ? sample.optimum(.unrolled(depth: depth, step: .fixed(step.stepSize)), rows: rows).risk
          .total
        : expected.risk.total
      // ω is found to 1e-9 where an end of the image is active; the risk is quadratic in its error.
      expectClose(found, expected.risk.total, .iterative(1e-13), name)
    }
  }
}
