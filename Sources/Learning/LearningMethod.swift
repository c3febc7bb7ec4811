// How R is learned: the method, the start, when to stop.

public import Optimization
import ToyModel

/// The method that minimises the risk.
public enum LearningMethod: String, Sendable, CaseIterable {
  /// L-BFGS with a strong Wolfe line search.
  case lbfgs
  /// Adam with learning rate 0.01.
  case adam
  /// Gradient descent with backtracking.
  case gd
}

/// Where learning begins.
public enum LearningStart: String, Sendable, CaseIterable {
  /// Normal entries: RᵀR has eigenvalues of order 1.
  case gaussian
  /// Normal entries a thousand times smaller, near the critical point R = 0.
  case small
  /// The R that realises the optimal T, or one near it where no R does.
  case spectral
  /// For odd depths: what is learned at both ends of the step size, followed to where it is best.
  case continuation
}

/// Everything that determines what a run of learning does.
public struct LearningPlan: Sendable {
  /// The data and k.
  public let problem: LearningProblem
  /// The moments to learn from, in the eigenbasis of C by descending eigenvalue; nil for those of the
  /// population.
  public let moments: Moments?
  /// The family; for a learned step with the first ω.
  public let family: LearnedRisk.Family
  /// The variables.
  public let parametrization: Parametrization
  /// The method.
  public let method: LearningMethod
  /// Where to begin.
  public let start: LearningStart
  /// When to stop.
  public let rule: StoppingRule
  /// The seed; start number i draws with a seed of its own.
  public let seed: UInt64
  /// True where variables are scaled with the signal: see ``Parametrization``.
  public let isPreconditioned: Bool
  /// The unit of the values of ``objective``, a risk.
  public let unit: Double
  /// The objective, in reduced coordinates except for Adam, whose path is not the same in rotated ones.
  ///
  /// Its values are excesses over the best linear risk, in units of ``unit``.
  public let objective: any DenoisingRisk
  /// The best linear risk, over which values count.
  public let linearRisk: Double

  /// Creates a plan, in the fastest parametrisation unless another is given.
  ///
  /// The fastest ones of bilevel learning and of even depths have their variables scaled, so that the
  /// landscape is the same at all ratios of signal to noise, however large or small.
  ///
  /// - Precondition: the parametrisation serves the family; with moments no directions of the problem are
  ///   alike.
  /// - Complexity: O(n); with moments O(n³).
  public init(
    problem: LearningProblem, moments: Moments? = nil, family: LearnedRisk.Family,
    parametrization: Parametrization? = nil, method: LearningMethod, start: LearningStart,
    rule: StoppingRule, seed: UInt64
  ) {
    precondition(
      moments == nil || problem.deviations.count == problem.dimension,
      "moments mix directions that the problem takes for alike")
    self.problem = problem
    self.moments = moments
    self.family = family
    self.parametrization = parametrization ?? problem.fastestParametrization(family)
    isPreconditioned = parametrization == nil && family.canBeReparametrized
    unit = RiskScale.unit(of: problem)
    self.method = method
    self.start = start
    self.rule = rule
    self.seed = seed
    let description = ObjectiveDescription(
      problem: problem, family: family, parametrization: self.parametrization,
      isPreconditioned: isPreconditioned)
    if let moments {
      let optimum = MomentOptimum(moments)
      objective = description.objective(moments, optimum)
      linearRisk = optimum.risk
    } else {
      objective = description.objective(
        columns: method == .adam ? problem.dimension : problem.reducedColumns)
      linearRisk = problem.linearRisk
    }
  }

  /// The excess over the best linear risk that a value stands for.
  public func excess(_ value: Double) -> Double { unit * value }

  /// The risk that a value stands for.
  public func risk(_ value: Double) -> Double { linearRisk + excess(value) }

  /// The rule with a decrease that is a fraction of the risk, not of the excess.
  ///
  /// Where the best linear risk is 0 the unit takes its place.
  var scaledRule: StoppingRule {
    var rule = rule
    let linear = linearRisk / unit
    rule.baseline = linear > 0 ? linear : 1
    return rule
  }
}

/// What an objective is made from.
private struct ObjectiveDescription {
  let problem: LearningProblem
  let family: LearnedRisk.Family
  let parametrization: Parametrization
  let isPreconditioned: Bool

  /// The risk of given moments.
  func objective(_ moments: Moments, _ optimum: MomentOptimum) -> any DenoisingRisk {
    ScaledRisk(
      EmpiricalRisk(
        moments, rows: problem.rows, family: family, parametrization: parametrization,
        isWeakSignal: isWeakSignal, optimum: optimum), scale(columns: problem.dimension))
  }

  /// The risk of the population.
  func objective(columns: Int) -> any DenoisingRisk {
    ScaledRisk(
      LearnedRisk(
        problem, family: family, parametrization: parametrization, columns: columns,
        isWeakSignal: isWeakSignal), scale(columns: columns))
  }

  /// True where all signals are weaker than the noise, no eigenvalue is forced, and no step is learned.
  ///
  /// Not for a step of 2 or more: there c₀ ≤ 0 is the largest eigenvalue that T may have.
  private var isWeakSignal: Bool {
    let largest = family == .bilevel ? 1 : family.filter(stepSize: nil).forcedGain.value
    return largest > 0 && isPreconditioned && !family.isStepLearned
      && problem.rows == problem.dimension
      && (problem.spectrum.groups.first?.eigenvalue ?? 0) < problem.noiseVariance
  }

  private func scale(columns: Int) -> RiskScale {
    var size: Double?
    if case .unrolled(_, _, false) = family, isPreconditioned {
      size = abs(family.filter(stepSize: nil).forcedGain.value)
    }
    return RiskScale(
      energies: problem.deviations.map { $0 + problem.shift },
      noiseVariance: problem.noiseVariance, columns: columns, shift: problem.shift,
      isPreconditioned: isPreconditioned,
      isQuadratic: family != .bilevel && parametrization == .reparametrized, fixedGain: size,
      isWeakSignal: isWeakSignal)
  }
}

extension LearningProblem {
  /// The parametrisation in which a population is learned fastest.
  ///
  /// The reparametrisation where the family has one, but R for bilevel learning where at most one direction
  /// deviates and not every direction has a row: there R converges as fast, and an evaluation costs a
  /// third.
  public func fastestParametrization(_ family: LearnedRisk.Family) -> Parametrization {
    if family == .bilevel && deviations.count <= 1 && rows < dimension { return .plain }
    return family.canBeReparametrized ? .reparametrized : .plain
  }
}
