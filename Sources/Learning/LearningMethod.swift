// A plan of learning: the method, the start, the stopping rule.

public import Optimization
import ToyModel

/// The method by which R, and the numbers that are learned with it, minimise the risk.
public enum LearningMethod: String, Sendable, CaseIterable {
  /// L-BFGS with a strong Wolfe line search.
  case lbfgs
  /// Adam with learning rate 0.01.
  case adam
  /// Gradient descent with backtracking.
  case gd
  /// Gradient flow of R, and of α with ω = log(1 + eᵅ) for every number that is learned, integrated accurately in time until it comes to rest.
  case flow
}

/// The kind of starting point; random ones depend on the seed and on the number of the start.
public enum LearningStart: String, Sendable, CaseIterable {
  /// Normal entries: RᵀR has eigenvalues of order 1.
  case gaussian
  /// Normal entries a thousand times smaller, near the critical point R = 0.
  ///
  /// Gradient flow leaves it along the directions that grow fastest, and reaches every R before the first
  /// wall.
  case small
  /// The R that realises the optimal T, or one close to it where no R does.
  case spectral
  /// For odd depths, step-size homotopy: the minima at both ends of the range of step sizes, followed to the
  /// step size where they are best.
  case continuation
}

/// Everything that determines what a run of learning does.
public struct LearningPlan: Sendable {
  /// The data, the noise and k.
  public let problem: LearningProblem
  /// The moments to learn from, in the eigenbasis of C by descending eigenvalue; nil for those of the
  /// population.
  public let moments: Moments?
  /// The family, with the initial ω where the step is learned.
  public let family: LearnedRisk.Family
  /// The parametrisation of R by the variables.
  public let parametrization: Parametrization
  /// The method by which every run goes from its starting point.
  public let method: LearningMethod
  /// The kind of starting point of every run.
  public let start: LearningStart
  /// The criteria that stop a run, in the units of ``objective``.
  public let rule: StoppingRule
  /// The seed, from which every start derives its own.
  public let seed: UInt64
  /// True where variables are scaled with the signal: see ``Parametrization``.
  public let isPreconditioned: Bool
  /// The unit of the values of ``objective``, a risk.
  public let unit: Double
  /// The objective, in reduced coordinates except for Adam, whose path depends on rotations.
  ///
  /// Its values are excesses over the best linear risk, in units of ``unit``.
  public let objective: any DenoisingRisk
  /// The best linear risk, which is subtracted from values.
  public let linearRisk: Double

  /// Creates a plan, in the fastest parametrisation unless another is given.
  ///
  /// Gradient flow is that of R itself, for any parametrisation.
  ///
  /// In the fastest parametrisations of bilevel learning and of even depths the variables are scaled, so that
  /// the landscape is the same at all ratios of signal to noise, however large or small.
  ///
  /// - Precondition: The family has the parametrisation; with moments every direction of the problem deviates.
  /// - Complexity: O(n); with moments O(n³).
  public init(
    problem: LearningProblem, moments: Moments? = nil, family: LearnedRisk.Family,
    parametrization: Parametrization? = nil, method: LearningMethod, start: LearningStart,
    rule: StoppingRule, seed: UInt64
  ) {
    precondition(
      moments == nil || problem.deviations.count == problem.dimension,
      "moments of \(problem.dimension) directions, of which only \(problem.deviations.count) deviate"
    )
    let parametrization = method == .flow ? .plain : parametrization
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

  /// The excess over the best linear risk for a value of the objective.
  public func excess(_ value: Double) -> Double { unit * value }

  /// The risk for a value of the objective.
  public func risk(_ value: Double) -> Double { linearRisk + excess(value) }

  /// The rule with a decrease measured as a fraction of the risk, not of the excess; of the unit where the
  /// best linear risk is 0.
  ///
  /// Gradient flow may be slow far from any minimum, near R = 0 above all: it ends where ‖∇‖ is at most the
  /// fraction of the rule, of 1 and of what it was at the start.
  ///
  /// - Parameter first: The norm of the gradient at the start.
  /// - Returns: The rule in the unit of the objective.
  func scaledRule(firstGradient first: Double) -> StoppingRule {
    var rule = rule
    if method == .flow {
      rule.gradientNorm = max(
        rule.gradientNorm, max(rule.relativeDecrease, 0) * min(first, 1), 1e-15)
      rule.relativeDecrease = -.infinity
    }
    let linear = linearRisk / unit
    rule.baseline = linear > 0 ? linear : 1
    return rule
  }
}

/// The ingredients of an objective.
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
    guard family.theory.algorithm.isSpectral else {
      return ScaledRisk(
        UntiedRisk(problem, family: family), scale(columns: problem.dimension))
    }
    return spectralObjective(columns: columns)
  }

  private func spectralObjective(columns: Int) -> any DenoisingRisk {
    ScaledRisk(
      LearnedRisk(
        problem, family: family, parametrization: parametrization, columns: columns,
        isWeakSignal: isWeakSignal), scale(columns: columns))
  }

  /// True where all signals are weaker than the noise, no eigenvalue is forced, and no step is learned.
  ///
  /// False for a step of 2 or more, where c₀ ≤ 0 is the largest eigenvalue of T.
  private var isWeakSignal: Bool {
    isPreconditioned && !family.isLearned && problem.rows == problem.dimension
      && family.filter().forcedGain.value > 0
      && (problem.spectrum.groups.first?.eigenvalue ?? 0) < problem.noiseVariance
  }

  private func scale(columns: Int) -> RiskScale {
    var size: Double?
    if family.hasStep, !family.isLearned, isPreconditioned {
      size = abs(family.filter().forcedGain.value)
    }
    return RiskScale(
      energies: problem.deviations.map { $0 + problem.shift },
      noiseVariance: problem.noiseVariance, columns: columns, shift: problem.shift,
      isPreconditioned: isPreconditioned,
      isQuadratic: family.reparametrization == .halfLine && parametrization == .reparametrized,
      fixedGain: size,
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
    if family.theory.algorithm == .exact && deviations.count <= 1 && rows < dimension {
      return .plain
    }
    return family.canBeReparametrized ? .reparametrized : .plain
  }
}
