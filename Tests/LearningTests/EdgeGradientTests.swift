// Values and gradients where formulas are at risk.

import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Risk and gradient at the edges")
struct EdgeGradientTests {
  static let settings: [NamedSetting] = [
    .constant("constant", n: 7, k: 3), .constant("constant, k = n", n: 5, k: 5),
    .independent("i.i.d.", n: 8, k: 4), .independent("i.i.d., k = 1", n: 6, k: 1),
    .constant("n = 1", n: 1, k: 1), .constant("θ = 0", n: 6, k: 2, theta: 0),
    .independent("i.i.d., θ = 0", n: 6, k: 2, theta: 0),
    .constant("σ = 0", n: 6, k: 2, sigma: 0), .constant("σ = 1e-8", n: 6, k: 2, sigma: 1e-8),
    NamedSetting("distinct", Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), k: 2),
    NamedSetting("with zeros", Spectrum(eigenvalues: [2, 1, 0.25, 0, 0, 0]), k: 6),
    NamedSetting("widest in the middle", Spectrum(eigenvalues: [3, 1, 1, 1, 0.2]), k: 3),
    NamedSetting("all alike", Spectrum(eigenvalues: [2, 2, 2, 2]), k: 2),
    NamedSetting("only noise", Spectrum(eigenvalues: [0, 0, 0]), k: 2),
  ]

  /// The risk in all parametrisations and by all algorithms that the family has.
  private static func risks(
    _ problem: LearningProblem, _ family: LearnedRisk.Family
  ) -> [LearnedRisk] {
    let all: [Parametrization] = family.canBeReparametrized ? [.plain, .reparametrized] : [.plain]
    return all.flatMap { parametrization in
      [nil, .eigen].map {
        LearnedRisk(problem, family: family, parametrization: parametrization, algorithm: $0)
      }
    }
  }

  @Test(
    "every algorithm has the gradient of its values",
    arguments: settings, LearnedRisk.Family.samples)
  func gradient(setting: NamedSetting, family: LearnedRisk.Family) {
    for risk in Self.risks(setting.problem, family) {
      let point = risk.randomPoint(seed: 5)
      let direction = risk.randomPoint(seed: 6)
      let (value, gradient) = risk.valueAndGradient(at: point)
      let slope = risk.extrapolatedSlope(at: point, along: direction, step: 4e-3)
      // Rounding of values, 1e-16 of all terms of the risk, over the smallest step of 1e-3.
      let scale = norm(gradient) * norm(direction) + abs(value) + setting.problem.spectrum.trace
      #expect(value.isFinite && gradient.count == risk.dimension)
      #expect(
        abs(dot(gradient, direction) - slope) <= 1e-10 * scale,
        "\(risk.parametrization), \(risk.algorithm)")
    }
  }

  @Test("halving the step quarters the error of central differences", arguments: settings)
  func order(setting: NamedSetting) {
    let risk = LearnedRisk(setting.problem, family: .bilevel, parametrization: .reparametrized)
    let (point, direction) = (risk.randomPoint(seed: 7), risk.randomPoint(seed: 8))
    let (value, gradient) = risk.valueAndGradient(at: point)
    let exact = dot(gradient, direction)
    let errors = [2e-2, 1e-2].map { step in
      var (plus, minus) = (point, point)
      add(step, direction, to: &plus)
      add(-step, direction, to: &minus)
      return (risk.value(at: plus) - risk.value(at: minus)) / (2 * step) - exact
    }
    // Next to the leading h² there is h⁴, a few per cent at this step.
    let allowed = 0.1 * abs(errors[0]) + 1e-11 * (abs(value) + abs(exact))
    #expect(abs(errors[0] - 4 * errors[1]) <= allowed, "errors \(errors)")
  }

  @Test("the angular risk is that of T = cos √(BᵀB)", arguments: settings)
  func angular(setting: NamedSetting) throws {
    let problem = setting.problem
    let risk = LearnedRisk(problem, family: .bilevel, parametrization: .reparametrized)
    let point = risk.randomPoint(seed: 9, scale: 0.6)
    let b = risk.matrix(point)
    let eigen = try SymmetricEigen(b.gram())
    let cosines = Matrix(diagonal: eigen.values.map { cosine(max($0, 0).squareRoot()) })
    let map = eigen.vectors.multiplied(by: cosines).multiplied(by: eigen.vectors.transposed)
    let direct = Risk(
      denoiser: map, secondMoment: Matrix(diagonal: Self.diagonal(problem)),
      noiseVariance: problem.noiseVariance)
    // Eigenvalues of T near 1 leave a bias that is small compared with the trace of C.
    #expect(abs(risk.value(at: point) - direct.total) <= 1e-14 * (problem.spectrum.trace + 1))
  }

  /// cos by its series, for |x| of a few units.
  private func cosine(_ x: Double) -> Double {
    var (sum, term) = (0.0, 1.0)
    for index in 1...40 {
      sum += term
      term *= -x * x / Double((2 * index - 1) * (2 * index))
    }
    return sum
  }

  private static func diagonal(_ problem: LearningProblem) -> [Double] {
    problem.deviations.map { $0 + problem.shift }
      + Array(repeating: problem.shift, count: problem.dimension - problem.deviations.count)
  }

  @Test("depth 1: R has no influence at all", arguments: settings)
  func depthOne(setting: NamedSetting) {
    for isLearned in [true, false] {
      let family = LearnedRisk.Family.unrolled(depth: 1, stepSize: 0.4, isStepLearned: isLearned)
      let risk = LearnedRisk(setting.problem, family: family)
      let results = [1, 2].map { risk.valueAndGradient(at: risk.randomPoint(seed: $0)) }
      let entries = setting.problem.rows * risk.columns
      #expect(results.allSatisfy { $0.gradient[..<entries].allSatisfy { $0 == 0 } })
      #expect(abs(results[0].value - results[1].value) <= 1e-15 * results[0].value)
    }
  }

  @Test(
    "overflow of the filter is NaN, and nothing begins there", arguments: [10, 1001, 1_000_000])
  func overflow(depth: Int) {
    let setting = NamedSetting.constant("", n: 6, k: 3)
    let family = LearnedRisk.Family.unrolled(depth: depth, stepSize: 0.5, isStepLearned: false)
    var risk = LearnedRisk(setting.problem, family: family)
    let far = risk.randomPoint(seed: 1, scale: 1e40)
    #expect(risk.value(at: far).isNaN)
    #expect(Iterate(start: far, of: &risk) == nil)
  }

  @Test("learning next to overflow never steps into it", arguments: [(21, 0.8), (1001, 0.6)])
  func nearOverflow(depth: Int, scale: Double) throws {
    let setting = NamedSetting.constant("", n: 6, k: 3)
    let family = LearnedRisk.Family.unrolled(depth: depth, stepSize: 0.5, isStepLearned: true)
    var risk = LearnedRisk(setting.problem, family: family)
    let start = try #require(Iterate(start: risk.randomPoint(seed: 1, scale: scale), of: &risk))
    var values: [Double] = []
    let end = minimize(
      &risk, from: start, by: LBFGS(), until: StoppingRule(iterationLimit: 30)
    ) {
      values.append($0.value)
      return $0.point.allSatisfy(\.isFinite) && $0.gradient.allSatisfy(\.isFinite)
    }
    #expect(end.stopReason != .interrupted)
    #expect(values.allSatisfy(\.isFinite) && end.iterate.value <= start.value)
  }

  @Test("points that are not finite have no value", arguments: [Double.nan, .infinity])
  func notFinite(entry: Double) {
    let setting = NamedSetting.constant("", n: 6, k: 3)
    for family in LearnedRisk.Family.samples {
      for risk in Self.risks(setting.problem, family) {
        var point = risk.randomPoint(seed: 1)
        point[4] = entry
        #expect(!risk.value(at: point).isFinite, "\(family)")
      }
    }
  }
}
