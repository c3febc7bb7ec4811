// Learning at any ratio of signal to noise: the reported number is the risk, and the optimum is found.

import Intervals
import Libc
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@testable import Learning

@Suite("Any ratio of signal to noise")
struct ExtremeRatioTests {
  /// σ, μ, θ from 1e-8 to 1e8, both toy models and other spectra.
  static let settings: [NamedSetting] = {
    var settings: [NamedSetting] = []
    let sizes = [(5, 2), (4, 4), (6, 5)]
    for sigma in [1e-8, 1e-4, 0.9, 1e4, 1e8] {
      for (mu, theta) in [(1, 0.5), (1e8, 1e-8), (1e-8, 1e-8), (1, 1e8), (1e-4, 1e3)] {
        for isConstant in [true, false] {
          // n and k in turn.
          let (n, k) = sizes[settings.count % sizes.count]
          let model: DataModel =
            isConstant
            ? .constant(n: n, mu: mu, theta: theta) : .independent(n: n, mu: mu, theta: theta)
          settings.append(
            NamedSetting(
              "\(isConstant ? "constant" : "i.i.d."), n = \(n), k = \(k), μ = \(mu), "
                + "θ = \(theta), σ = \(sigma)", model.spectrum, sigma: sigma, k: k))
        }
      }
      for values in [
        [1e12, 1e4, 1, 1e-4, 1e-12], [1e8, 1e8, 1e8, 1, 0], [3, 1.2, 0.5, 0.1], [1e-9, 1e-9, 0],
      ] {
        let k = max(values.count - settings.count % 3, 1)
        settings.append(
          NamedSetting(
            "γ = \(values), k = \(k), σ = \(sigma)", Spectrum(eigenvalues: values), sigma: sigma,
            k: k))
      }
    }
    return settings
  }()

  /// γ of every column, in the order of the problem.
  private static func energies(_ problem: LearningProblem) -> [Double] {
    problem.deviations.map { $0 + problem.shift }
      + Array(repeating: problem.shift, count: problem.dimension - problem.deviations.count)
  }

  private static func plan(
    _ problem: LearningProblem, _ family: LearnedRisk.Family, start: LearningStart = .gaussian,
    parametrization: Parametrization? = nil
  ) -> LearningPlan {
    LearningPlan(
      problem: problem, family: family, parametrization: parametrization, method: .lbfgs,
      start: start,
      rule: TheoryTests.rule, seed: 0)
  }

  /// The gap to theory of every run, from the excesses.
  private static func gaps(_ plan: LearningPlan, starts: Int) -> [Double] {
    let problem = plan.problem
    func optimum(_ family: DenoiserFamily) -> OptimalRisk {
      OptimalRisk(
        spectrum: problem.spectrum, noiseVariance: problem.noiseVariance, rows: problem.rows,
        family: family)
    }
    let theory = optimum(plan.family.theory)
    let excess = theory.excess(over: optimum(.linear), noiseVariance: problem.noiseVariance)
    let end = learn(plan, from: LearningState(starts: starts), jobs: 1) { _, _ in true }
    return end.runs.compactMap { $0.iterate?.value }.map {
      (plan.excess($0) - excess) / theory.risk.total
    }
  }

  @Test("bilevel and even depths reach the optimum from random R", arguments: settings)
  func reached(setting: NamedSetting) {
    for family in [
      LearnedRisk.Family.bilevel, .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
      .unrolled(depth: 10, stepSize: 0.5, isStepLearned: true),
      .unrolled(depth: 2, stepSize: 0.5, isStepLearned: false),
    ] {
      let gaps = Self.gaps(Self.plan(setting.problem, family), starts: 2)
      #expect((gaps.min() ?? .infinity) <= 1e-6, "\(family): \(gaps)")
      #expect(gaps.allSatisfy { $0 >= -1e-12 }, "\(family): \(gaps)")
    }
  }

  @Test("no family, start or parametrisation gets below the optimum", arguments: settings)
  func below(setting: NamedSetting) {
    for family in LearnedRisk.Family.samples {
      for start in [LearningStart.gaussian, .spectral] {
        for parametrization in [nil, Parametrization.plain] {
          let plan = Self.plan(
            setting.problem, family, start: start, parametrization: parametrization)
          let gaps = Self.gaps(plan, starts: 1)
          #expect(gaps.allSatisfy { $0 >= -1e-12 }, "\(family), \(start.rawValue): \(gaps)")
        }
      }
    }
  }

  /// The optimal R of odd depths, where T keeps the digits that the risk needs.
  @Test("odd depths keep the optimum from which they begin", arguments: [3, 5], [1e-6, 1e-3, 1e3])
  func odd(depth: Int, sigma: Double) {
    let spectra = [
      DataModel.constant(n: 6, mu: 1, theta: 0.5).spectrum,
      DataModel.independent(n: 6, mu: 1, theta: 0.5).spectrum,
      Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]),
    ]
    for spectrum in spectra {
      for start in [LearningStart.spectral, .continuation] {
        let problem = NamedSetting("", spectrum, sigma: sigma, k: 3).problem
        let family = LearnedRisk.Family.unrolled(
          depth: depth, stepSize: 0.5, isStepLearned: true)
        let gaps = Self.gaps(Self.plan(problem, family, start: start), starts: 1)
        #expect(gaps.allSatisfy { $0 >= -1e-12 && $0 <= 1e-4 }, "\(start.rawValue): \(gaps)")
      }
    }
  }

  /// The reported risk is that of the R that is handed out, by 32 digits.
  ///
  /// R itself has the digits: 1e-12 is for ω, of which an ulp counts N times in c₀, and for s, found to a few
  /// ulp, where f is steep.
  @Test("the risk of R by 32 digits is the risk that is reported", arguments: settings)
  func independent(setting: NamedSetting) throws {
    let problem = setting.problem
    for family in [
      LearnedRisk.Family.bilevel, .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
      .unrolled(depth: 3, stepSize: 0.5, isStepLearned: true),
    ] {
      let isOdd = !family.canBeReparametrized
      let plan = LearningPlan(
        problem: problem, family: family, method: .adam, start: isOdd ? .spectral : .gaussian,
        rule: StoppingRule(iterationLimit: 30), seed: 3)
      let end = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }
      let iterate = try #require(end.runs[0].iterate)
      let risk = plan.objective
      let r = WideMatrix(risk.regularizer(iterate.point).matrix)
      let energies = Self.energies(problem)
      let exact: Double
      if let depth = family.depth {
        let map = r.unrolled(depth: depth, stepSize: try #require(risk.stepSize(iterate.point)))
        exact = map.risk(energies: energies, noiseVariance: problem.noiseVariance)
      } else {
        let (map, defect) = r.bilevel
        exact = map.risk(
          energies: energies, noiseVariance: problem.noiseVariance, defect: defect)
      }
      // The change that rounding of T to doubles may cause, besides the ratio of signal to noise.
      let energy =
        problem.spectrum.trace + Double(problem.dimension) * problem.noiseVariance
      let rounding = 1e-11 * exact + 100 * 0x1p-104 * energy
      let reported = plan.risk(iterate.value)
      // A negative cosine stands for its modulus, which is no worse.
      #expect(reported <= exact + rounding || family == .bilevel, "\(reported) and \(exact)")
      #expect(
        abs(reported - exact) <= rounding || family == .bilevel && exact < reported,
        "\(family): \(reported) and \(exact)")
    }
  }

  @Test("gradients are those of the values at every ratio", arguments: settings)
  func gradient(setting: NamedSetting) {
    for family in LearnedRisk.Family.samples where family.canBeReparametrized {
      let plan = Self.plan(setting.problem, family)
      var risk = plan.objective
      let (point, direction) = (plan.startingPoint(0), plan.startingPoint(1))
      func slopes(_ step: Double) -> Double {
        let values = [1.0, -1].map { sign in
          var (moved, gradient) = (point, point)
          add(sign * step, direction, to: &moved)
          return risk.evaluate(at: moved, gradient: &gradient)
        }
        return (values[0] - values[1]) / (2 * step)
      }
      var gradient = point
      let value = risk.evaluate(at: point, gradient: &gradient)
      let exact = dot(gradient, direction)
      let errors = [1e-2, 5e-3].map { abs(slopes($0) - exact) }
      // Halving the step quarters the error, unless it is rounding of the values already.
      let rounding = 1e-12 * (abs(value) + risk.linearRisk) + 1e-9 * norm(gradient)
      #expect(errors[1] <= 0.3 * errors[0] + rounding, "\(family): \(errors), \(exact)")
    }
  }
}
