// The hypotheses of the laws of finite samples, and what follows from the laws.

import Libc
import TestSupport
import Testing

@testable import ToyModel

@Suite("Finite samples")
struct SampleLawTests {
  private let generic = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])

  private func law(
    _ family: DenoiserFamily, _ spectrum: Spectrum, sigma: Double = 0.9, k: Int,
    loss: SampleLoss = .clean
  ) -> SampleLaw {
    let noiseVariance = sigma * sigma
    return SampleLaw(
      of: family,
      optimum: OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: k, family: family),
      spectrum: spectrum, noiseVariance: noiseVariance, loss: loss)
  }

  private func reason(_ law: SampleLaw) -> MissingSampleLaw? {
    guard case .missing(let reason) = law.excess(frames: 1 << 40) else { return nil }
    return reason
  }

  @Test("one spectrum written as groups and as single directions", arguments: SampleLoss.allCases)
  func groups(_ loss: SampleLoss) throws {
    // Equal γ differ in the last digits here: as single directions they are pairs of their own.
    let grouped = Spectrum([
      Spectrum.Group(eigenvalue: 4, multiplicity: 3),
      Spectrum.Group(eigenvalue: 0.5, multiplicity: 5),
    ])
    let (high, low) = (
      (0..<3).map { 4 + 1e-13 * Double($0) }, (0..<5).map { 0.5 + 1e-13 * Double($0) }
    )
    let single = Spectrum(eigenvalues: high + low)
    let cases: [(DenoiserFamily, Int)] = [
      (.bilevel, 5), (.bilevel, 8), (.unrolled(depth: 2, step: .learned), 5),
      (.unrolled(depth: 2, step: .learned), 8), (.unrolled(depth: 2, step: .fixed(0.3)), 5),
    ]
    for (family, k) in cases {
      let expected = try #require(law(family, single, k: k, loss: loss).constant)
      let constant = try #require(law(family, grouped, k: k, loss: loss).constant)
      expectClose(constant, expected, .iterative(1e-11), "\(family), k = \(k)")
    }
  }

  @Test("SURE without a constraint on the rank is SURE among all matrices")
  func sure() throws {
    let linear = try #require(law(.linear, generic, k: 4, loss: .sure).constant)
    let symmetric = try #require(law(.bilevel, generic, k: 4, loss: .sure).constant)
    expectClose(symmetric, linear, .roundoff(operations: 64))
  }

  @Test("a trillion directions")
  func large() throws {
    let spectrum = DataModel.constant(n: 1_000_000_000_000, mu: 1, theta: 0.5).spectrum
    let family = DenoiserFamily.unrolled(depth: 2, step: .learned)
    let law = law(family, spectrum, k: spectrum.dimension)
    let (gamma, n) = (spectrum.groups[0].eigenvalue, Double(spectrum.dimension))
    // One direction with signal: ν and its pairs with the others.
    let (weight, noise) = (gamma + 0.81, 0.81)
    let expected =
      0.5 * (gamma * noise / weight) * (1 + (n - 1) * noise / (weight + noise))
    expectClose(try #require(law.constant), expected, .golden)
  }

  @Test("nothing is learned at N = 1 with a given ω")
  func nothing() {
    let law = law(.unrolled(depth: 1, step: .fixed(0.3)), generic, k: 2)
    #expect(law.excess(frames: 1) == .exact(0))
  }

  @Test("few frames")
  func few() {
    let linear = law(.linear, generic, k: 4)
    #expect(linear.excess(frames: 5) == .missing(.tooFewFrames(least: 6)))
    #expect(linear.excess(frames: 6).value != nil)
    let bilevel = law(.bilevel, generic, k: 2, loss: .sure)
    #expect(bilevel.excess(frames: 7) == .missing(.tooFewFrames(least: 8)))
    #expect(bilevel.excess(frames: 8).value != nil)
  }

  @Test("where a hypothesis fails there is a reason instead of a number")
  func reasons() {
    let even = DenoiserFamily.unrolled(depth: 2, step: .learned)
    let odd = DenoiserFamily.unrolled(depth: 3, step: .learned)
    let constant = DataModel.constant(n: 6, mu: 1, theta: 0.5).spectrum
    let independent = DataModel.independent(n: 6, mu: 1, theta: 0.5).spectrum
    #expect(reason(law(.bilevel, constant, k: 3)) == .notAttained)
    #expect(reason(law(odd, constant, k: 3)) == .notAttained)
    #expect(reason(law(even, constant, k: 3)) == .sharedEigenvalue)
    #expect(reason(law(.bilevel, independent, k: 3)) == .sharedEigenvalue)
    #expect(reason(law(odd, independent, k: 3)) == .sharedEigenvalue)
    // One gain of the optimum at N = 3 is clipped to the lower end of the image.
    #expect(reason(law(odd, generic, k: 2)) == .movingEnd)
    #expect(reason(law(.bilevel, generic, sigma: 0, k: 4)) == .endOfImage)
    #expect(reason(law(.linear, constant, sigma: 0, k: 6)) == .singularData)
    // f(0) = ω(2 − ω) = ¾ is the Wiener gain of γ = 3, σ = 1, and the upper end of the image.
    let half = DenoiserFamily.unrolled(depth: 2, step: .fixed(0.5))
    #expect(reason(law(half, generic, sigma: 1, k: 4)) == .endOfImage)
    #expect(reason(law(half, generic, sigma: 1, k: 3)) == nil)
    // For odd depth f(0) = ¾ is inside the image.
    let third = DenoiserFamily.unrolled(depth: 3, step: .fixed(1 - pow(0.25, 1.0 / 3)))
    let pair = Spectrum(eigenvalues: [3, 3, 2])
    #expect(reason(law(third, pair, sigma: 1, k: 2)) == .equalGains)
    #expect(reason(law(third, pair, sigma: 1, k: 3)) == nil)
    // f(0) = 1 − 1/√8 costs ½w(f(0) − t*)² alike in two directions with w = 4 and w = 2, σ = 1.
    let filter = DenoiserFamily.unrolled(depth: 3, step: .fixed(1 - pow(8, -1.0 / 6)))
    #expect(reason(law(filter, Spectrum(eigenvalues: [3, 1]), sigma: 1, k: 1)) == .equalChoices)
  }

  @Test("one of two equal windows is no unique choice")
  func windows() throws {
    // Two pairs of equal γ: forcing either costs nothing, and an odd depth can force either.
    let spectrum = Spectrum(eigenvalues: [2, 2, 1, 1])
    let steps = DenoiserFamily(
      try #require(Algorithm(name: "steps")), depth: 3, choices: ParameterChoices(.learned))
    #expect(reason(law(steps, spectrum, k: 2)) == .equalChoices)
  }

  @Test("a single forced direction with a learned f(0) is no constraint")
  func single() throws {
    let even = DenoiserFamily.unrolled(depth: 2, step: .learned)
    for loss in SampleLoss.allCases {
      let constrained = try #require(law(even, generic, k: 3, loss: loss).constant)
      let symmetric = try #require(law(even, generic, k: 4, loss: loss).constant)
      #expect(constrained == symmetric)
    }
    let constant = DataModel.constant(n: 6, mu: 1, theta: 0.5).spectrum
    #expect(law(even, constant, k: 5).constant == law(even, constant, k: 6).constant)
  }

  @Test("the number of frames at which the unconstrained denoiser becomes the better one")
  func crossing() throws {
    let linear = LinearSampleLaw(spectrum: generic, noiseVariance: 0.81, loss: .clean)
    #expect(linear.crossing(gap: 0, constant: 1) == nil)
    let gap = 0.023847400022831812
    let constant = try #require(
      law(.unrolled(depth: 2, step: .learned), generic, k: 2).constant)
    let frames = try #require(linear.crossing(gap: gap, constant: constant))
    let excess = try #require(linear.excess(frames: Int(frames)))
    #expect(excess > gap + constant / frames.rounded(.down))
    let next = try #require(linear.excess(frames: Int(frames) + 1))
    #expect(next < gap + constant / frames.rounded(.up))
  }
}
