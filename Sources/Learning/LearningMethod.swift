// How R is learned: the method, the start, when to stop.

public import Optimization

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
  /// For odd depths: from a large step on the far branch of f, along falling step sizes.
  case continuation
}

/// Everything that determines what a run of learning does.
public struct LearningPlan: Sendable {
  /// The data and k.
  public let problem: LearningProblem
  /// The family; for a learned step with the first ω.
  public let family: LearnedRisk.Family
  /// The method.
  public let method: LearningMethod
  /// Where to begin.
  public let start: LearningStart
  /// When to stop.
  public let rule: StoppingRule
  /// The seed; start number i draws with a seed of its own.
  public let seed: UInt64

  /// Creates a plan.
  public init(
    problem: LearningProblem, family: LearnedRisk.Family, method: LearningMethod,
    start: LearningStart, rule: StoppingRule, seed: UInt64
  ) {
    self.problem = problem
    self.family = family
    self.method = method
    self.start = start
    self.rule = rule
    self.seed = seed
  }

  /// The objective, in reduced coordinates but for Adam, whose path is not the same in rotated ones.
  public var objective: LearnedRisk {
    LearnedRisk(
      problem, family: family,
      columns: method == .adam ? problem.dimension : problem.reducedColumns,
      algorithm: family == .bilevel ? problem.bilevelAlgorithm : nil)
  }
}

extension LearningProblem {
  /// How bilevel learning is done.
  ///
  /// In angles, but in R where at most one direction deviates and not every direction has a row:
  /// there R converges as fast, and an evaluation costs a third.
  public var bilevelAlgorithm: LearnedRisk.Algorithm {
    deviations.count <= 1 && rows < dimension ? .inverse : .angular
  }
}
