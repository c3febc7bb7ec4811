// The denoisers that learned variables give.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Learned denoisers")
struct DenoiserTests {
  @Test(
    "multiplicities add up to n, gains descend, and every mode is f(s)",
    arguments: EdgeGradientTests.settings, LearnedRisk.Family.samples)
  func modes(setting: NamedSetting, family: LearnedRisk.Family) {
    let risk = LearnedRisk(
      setting.problem, family: family,
      parametrization: family.canBeReparametrized ? .reparametrized : .plain,
      columns: setting.problem.reducedColumns)
    for seed in UInt64(1)...3 {
      let point = risk.randomPoint(seed: seed)
      let denoiser = LearnedDenoiser(point, of: risk)
      let modes = denoiser.modes
      #expect(modes.reduce(0) { $0 + $1.multiplicity } == setting.problem.dimension)
      #expect(zip(modes, modes.dropFirst()).allSatisfy { $0.gain >= $1.gain })
      #expect(denoiser.stepSize == risk.stepSize(point))
      #expect((denoiser.stepSize == nil) == (family == .bilevel))
      for mode in modes {
        #expect(mode.penalty >= 0 && mode.multiplicity > 0)
        let filter: any BranchedFilter =
          if let depth = family.depth, let stepSize = denoiser.stepSize {
            UnrolledFilter(depth: depth, stepSize: stepSize)
          } else {
            BilevelFilter()
          }
        #expect(mode.gain == filter.value(at: mode.penalty))
        #expect(mode.relativeStep == denoiser.stepSize.map { $0 * (1 + mode.penalty) })
      }
    }
  }

  @Test("a mode is unstable where ω(1+s) exceeds 2", arguments: [2, 3, 10])
  func unstable(depth: Int) throws {
    let problem = NamedSetting.constant("", n: 6, k: 3).problem
    let risk = LearnedRisk(
      problem, family: .unrolled(depth: depth, stepSize: 0.5, isStepLearned: false))
    // ω(1+s) is 2 at s = 3.
    let r = try matrix(singularValues: [1, 1.7, 1.8], columns: 6, seed: 2)
    let modes = LearnedDenoiser(r.elements, of: risk).modes
    #expect(modes.filter(\.isUnstable).map(\.multiplicity) == [1])
    for mode in modes { #expect(mode.isUnstable == (mode.penalty > 3)) }
    let forced = modes.filter { $0.penalty < 1e-12 }
    #expect(forced.map(\.multiplicity) == [3])
  }

  @Test("equal eigenvalues are one mode, bilevel modes are never unstable")
  func merged() throws {
    let problem = NamedSetting.constant("", n: 8, k: 5).problem
    let r = try matrix(singularValues: [2, 2, 2, 5, 5], columns: 8, seed: 4)
    let modes = LearnedDenoiser(
      r.elements, of: LearnedRisk(problem, family: .bilevel, algorithm: .eigen)
    ).modes
    #expect(modes.map(\.multiplicity) == [3, 3, 2])
    for (mode, gain) in zip(modes, [1, 1.0 / 5, 1.0 / 26]) {
      #expect(abs(mode.gain - gain) <= 1e-14 && !mode.isUnstable && mode.relativeStep == nil)
    }
  }

  @Test("from angles to R: the eigenvalues of T are the cosines, without their sign")
  func angles() throws {
    let problem = NamedSetting.constant("", n: 5, k: 3).problem
    let risk = LearnedRisk(problem, family: .bilevel, parametrization: .reparametrized)
    // cos 0.5, cos(π/2) = 0 and cos 2 < 0.
    let b = try matrix(singularValues: [0.5, .pi / 2, 2], columns: 5, seed: 5)
    let denoiser = LearnedDenoiser(b.elements, of: risk)
    let values = try SymmetricEigen.values(of: denoiser.regularizer.gram())
    let gains = values.map { 1 / (1 + max($0, 0)) }.sorted()
    // cos 0.5 and −cos 2, to all digits that the eigenvalues of a matrix with a huge one keep.
    #expect(gains[0] < 1e-14)
    #expect(denoiser.modes.map(\.multiplicity) == [2, 1, 1, 1])
    for (mode, gain) in zip(
      denoiser.modes, [1, 0.8775825618903728, 0.4161468365471424, 0])
    {
      #expect(abs(mode.gain - gain) <= 1e-14)
    }
  }

  @Test(
    "T keeps the eigenvalues that RᵀR loses next to a huge one", arguments: 0..<5 as Range<UInt64>)
  func denoiser(seed: UInt64) throws {
    let problem = NamedSetting.constant("", n: 5, k: 3).problem
    let risk = LearnedRisk(problem, family: .bilevel, parametrization: .reparametrized)
    let b = try matrix(singularValues: [0.5, .pi / 2, 2], columns: 5, seed: seed)
    let denoiser = try #require(try risk.denoiser(b.elements))
    let values = try SymmetricEigen.values(of: denoiser)
    for (value, gain) in zip(values, [0, 0.4161468365471424, 0.8775825618903728, 1, 1]) {
      #expect(abs(value - gain) <= 1e-14)
    }
  }

  @Test("softplus and its inverse", arguments: [1e-300, 1e-9, 0.5, 1, 40, 1e6])
  func softplusInverse(omega: Double) {
    let alpha = inverseSoftplus(omega)
    // An error of an ulp in α is one of α ulps in ω where ω is small.
    #expect(abs(softplus(alpha) - omega) <= 4 * .ulpOfOne * (1 + abs(alpha)) * omega)
    #expect(softplus(-800) == 0 && softplus(1e308) == 1e308)
  }
}
