// Learned step sizes of gradient descent from z⁰ = ax at any depth.

import LinearAlgebra
import Testing
import ToyModel

@Suite("Deep networks from a multiple of the data")
struct NumericStartTests {
  private static let spectrum = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])

  private func risk(_ spectrum: Spectrum, rows: Int, start: Double, depth: Int) throws
    -> OptimalRisk
  {
    let algorithm = try #require(Algorithm.gradientDescent.started)
    let family = DenoiserFamily(
      algorithm, depth: depth, choices: ParameterChoices(.learned, .fixed(start)))
    return OptimalRisk(spectrum: spectrum, noiseVariance: 0.81, rows: rows, family: family)
  }

  /// With a start of a or a depth of one more the parity is the other one: the image is [0, ∞) or ends at f(0), so that
  /// the risk is F or E.
  @Test(
    "the risk is F or E at every depth, by the parity",
    arguments: [0.1, 0.5, -0.5],
    [10, 100, 1001, 200_000, 30_000_001, 1_000_000_000, 10_000_000_001])
  func depths(start: Double, depth: Int) throws {
    let found = try risk(Self.spectrum, rows: 2, start: start, depth: depth)
    let isFloor = depth.isMultiple(of: 2) == (start > 0)
    let expected = isFloor ? 0.7781621684453484 : 0.7836217296514771
    #expect(abs(found.risk.total - expected) < 1e-12)
    #expect(found.attainment == .attained)
  }

  @Test(
    "without signal in the forced directions the step is 1 + 2^(1/N), beyond 2",
    arguments: [1000, 200_000, 1_000_000, 10_000_000])
  func beyondTwo(depth: Int) throws {
    let spectrum = DataModel.constant(n: 10, mu: 1, theta: 0.5).spectrum
    let found = try risk(spectrum, rows: 4, start: 0.5, depth: depth)
    let linear = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: 4, family: .linear
    ).risk.total
    #expect(abs(found.risk.total - linear) < 1e-12)
  }
}
