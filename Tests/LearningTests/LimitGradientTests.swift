// Gradients where eigenvalues meet, where steps are tiny, and where N is huge.

import LinearAlgebra
import Testing
import ToyModel

@testable import Learning

@Suite("Limits of the gradient")
struct LimitGradientTests {
  private static let setting = NamedSetting(
    "distinct", Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1, 0, 0]), k: 4)

  @Test(
    "clustered singular values", arguments: LearnedRisk.Family.samples,
    [0, 1e-15, 1e-12, 1e-9, 1e-6, 2e-5, 1e-3])
  func clusters(family: LearnedRisk.Family, distance: Double) throws {
    for parametrization in family == .bilevel ? [.plain, .reparametrized] : [Parametrization.plain]
    {
      let risk = LearnedRisk(
        Self.setting.problem, family: family, parametrization: parametrization, algorithm: .eigen)
      let r = try matrix(
        singularValues: (0..<4).map { 0.8 * (1 + Double($0) * distance) }, columns: 6, seed: 3)
      var point = r.elements
      point += risk.randomPoint(seed: 1)[r.elements.count...]
      let direction = risk.randomPoint(seed: 4)
      let (value, gradient) = risk.valueAndGradient(at: point)
      let slope = risk.extrapolatedSlope(at: point, along: direction, step: 4e-3)
      let scale = norm(gradient) * norm(direction) + value
      #expect(abs(dot(gradient, direction) - slope) <= 1e-9 * scale)
    }
  }

  /// For small R: dE/dR = 2ψ′(c₀)f′(0)R + e(0)RD up to terms of order ‖R‖³.
  @Test("small R and small steps", arguments: [2, 3, 10, 1000], [1e-6, 1e-3, 0.3, 1.2])
  func small(depth: Int, omega: Double) {
    let problem = Self.setting.problem
    let family = LearnedRisk.Family.unrolled(depth: depth, stepSize: omega, isStepLearned: false)
    var (forced, slope) = (0.0, 0.0)
    for _ in 0..<depth {
      slope -= omega * (forced + slope)
      forced -= omega * (forced - 1)
    }
    let deviations =
      problem.deviations
      + Array(
        repeating: 0, count: problem.dimension - problem.deviations.count)
    let cost = problem.noiseVariance * forced - problem.shift * (1 - forced)
    for algorithm in [LearnedRisk.Algorithm.eigen, nil] {
      let risk = LearnedRisk(problem, family: family, algorithm: algorithm)
      let point = risk.randomPoint(seed: 2, scale: 1e-7)
      let gradient = risk.valueAndGradient(at: point).gradient
      let expected = point.indices.map { index in
        2 * slope * (cost + (forced - 1) * deviations[index / problem.rows]) * point[index]
      }
      let error = norm(zip(gradient, expected).map { $0 - $1 })
      // ‖R‖² = 1e-13 times derivatives of f of the order of N.
      #expect(error <= 1e-11 * Double(max(depth, 100)) / 100 * norm(expected), "\(error)")
    }
  }

  @Test(
    "stable steps: the limit N → ∞ is bilevel, in value and gradient",
    arguments: [10_000, 1_000_000, 1 << 40, (1 << 53) - 1])
  func deep(depth: Int) {
    for setting in EdgeGradientTests.settings {
      let family = LearnedRisk.Family.unrolled(depth: depth, stepSize: 0.2, isStepLearned: true)
      let risk = LearnedRisk(setting.problem, family: family)
      let bilevel = LearnedRisk(setting.problem, family: .bilevel)
      let point = risk.randomPoint(seed: 3, scale: 0.5)
      let entries = point.count - 1
      let (value, gradient) = risk.valueAndGradient(at: point)
      let limit = bilevel.valueAndGradient(at: Array(point[..<entries]))
      let scale = setting.problem.spectrum.trace + limit.value
      #expect(abs(value - limit.value) <= 1e-14 * scale, "\(setting.name)")
      let error = norm(zip(gradient, limit.gradient).map { $0 - $1 })
      #expect(error <= 1e-12 * (norm(limit.gradient) + scale), "\(setting.name)")
      #expect(abs(gradient[entries]) <= 1e-14 * scale, "\(setting.name)")
    }
  }

  @Test("an exact step at a huge depth is finite where the iteration is stable")
  func stability() {
    for omega in [1e-9, 1e-3, 0.5, 1.0] {
      let family = LearnedRisk.Family.unrolled(
        depth: 1_000_001, stepSize: omega, isStepLearned: true)
      let risk = LearnedRisk(Self.setting.problem, family: family)
      let point = risk.randomPoint(seed: 3, scale: 0.15)
      let (value, gradient) = risk.valueAndGradient(at: point)
      #expect(value.isFinite && gradient.allSatisfy(\.isFinite), "ω = \(omega)")
    }
  }
}
