// Risk and gradient without unrolling: one decomposition of a k × k matrix for any N.

import LinearAlgebra
import Optimization
public import ToyModel

/// The excess of the population risk over the best linear one, as a function of R and, if it is
/// learned, of the step size.
///
/// In the eigenbasis of C with the p deviating directions first. With G = RRᵀ, c₀ = f(0) and
/// h(g) = (f(g) − c₀)/g,
/// ```
/// T = c₀I + Rᵀh(G)R,   (T − I)² = (c₀−1)²I + Rᵀe(G)R,   e = h(f + c₀ − 2)
/// E = ½[(c₀−1)² tr D + tr(e(G) RDRᵀ)] + Σ ψ(gᵢ) + (n−k)ψ(0) − constant,   ψ′ = w_β(f − t_β),
/// ```
/// where C = βI + D. The gradient is that of this formula; the value is a sum of squares without cancellation.
/// By the theorem of Daleckii and Krein the gradient of tr(φ(G)B) in G is V(φ[gᵢ,gⱼ] ∘ VᵀBV)Vᵀ.
///
/// - SeeAlso: N. J. Higham, Functions of Matrices, SIAM 2008, theorem 3.11.
public struct LearnedRisk: SpectralRisk {
  /// The family whose R is learned, with the initial ω where the step is learned.
  public struct Family: Sendable, Equatable {
    /// The same family as closed forms know it: algorithm, depth, and which parameters are learned.
    public let theory: DenoiserFamily
    /// The values of all parameters in their order, with one for every step of a schedule: the given ones, and
    /// the initial ones of those that are learned, which come first.
    public let numbers: [Double]
    /// The trained numbers other than R.
    let trained: [TrainedNumber]

    /// T = (I + RᵀR)⁻¹.
    public static var bilevel: Family { Family(.bilevel, numbers: []) }

    /// N steps of gradient descent of size ω; the initial ω where the step is learned.
    public static func unrolled(depth: Int, stepSize: Double, isStepLearned: Bool) -> Family {
      Family(
        .unrolled(depth: depth, step: isStepLearned ? .learned : .fixed(stepSize)),
        numbers: [stepSize])
    }

    private init(_ theory: DenoiserFamily, numbers: [Double]) {
      self.theory = theory
      self.numbers = numbers
      trained = theory.trainedNumbers
    }

    /// The family to learn for a family of the theory; numbers that are learned begin at ½.
    ///
    /// - Parameter family: The family; the result is nil for the linear one, which has no R.
    public init?(_ family: DenoiserFamily) {
      guard family.algorithm != .linear else { return nil }
      self.init(family, numbers: family.initialNumbers)
    }

    /// The algorithm.
    var entry: any AlgorithmEntry { theory.algorithm.entry }
    /// N; nil where there is no depth.
    public var depth: Int? { theory.depth }
    /// True where the first parameter is one number for all steps.
    public var hasStep: Bool { theory.step != nil && !isSchedule }
    /// True if every step has its own size.
    var isSchedule: Bool { entry.parameters.first?.isSchedule == true }
    /// True where numbers are learned besides R.
    public var isLearned: Bool { !trained.isEmpty }
    /// The first parameter: the given one, or the initial one where it is learned; 1 where there is none.
    public var stepSize: Double { numbers.first ?? 1 }
    /// ω, where there is one for all steps, learned or given; else nil.
    public func stepSize(_ learned: [Double]) -> Double? {
      hasStep ? learned.first ?? stepSize : nil
    }
    /// The names in tables of the numbers learned besides R and ω, in the order of ``DenoisingRisk/numbers(_:)``.
    package var furtherNames: [String] {
      let parameters = entry.parameters.enumerated().filter {
        theory.choices[$0.offset] == .learned
      }
      return parameters.flatMap { index, parameter in
        parameter.isSchedule
          ? (1...(depth ?? 1)).map { "step_\($0)" }
          : index == 0 ? [] : [parameter.name]
      }
    }
    /// True if only the first parameter is learned besides R.
    var hasOneTrainedNumber: Bool { trained.count == 1 && !isSchedule }
    /// The reparametrisation of R, if R can be learned in variables other than its entries.
    var reparametrization: Reparametrization? {
      entry.reparametrization(depth: depth ?? 0)
    }

    /// The filter of the family.
    ///
    /// - Parameter learned: The numbers that are learned; nil for the initial ones.
    /// - Returns: f.
    public func filter(_ learned: [Double]? = nil) -> any BranchedFilter {
      let learned = learned ?? Array(numbers.prefix(trained.count))
      let filter =
        trained.isEmpty || hasOneTrainedNumber
        ? theory.prepared.filter(stepSize: learned.first ?? stepSize)
        : entry.filter(depth: depth ?? 0, numbers: all(learned))
      guard let filter else { preconditionFailure("linear maps are learned without R") }
      return filter
    }

    /// All numbers, with the learned ones instead of the initial ones.
    package func all(_ learned: [Double]) -> [Double] { learned + numbers.dropFirst(learned.count) }

    /// The family with the learned numbers given.
    public func with(_ learned: [Double]) -> Family {
      let all = all(learned)
      var choices = theory.choices
      for index in entry.parameters.indices {
        let numbers = theory.numbers(ofParameter: index, among: all)
        choices[index] =
          index == 0 && isSchedule ? .schedule(numbers) : .fixed(numbers[0])
      }
      let family = DenoiserFamily(theory.algorithm, depth: depth, choices: choices)
      return Family(family, numbers: all)
    }
  }

  /// The algorithm for value and gradient; they agree to rounding.
  public enum Algorithm: Sendable, Equatable {
    /// The eigendecomposition of G: any filter, any depth.
    case eigen
    /// Bilevel by the inverse of I + G.
    case inverse
    /// Where T is linear in G, by products alone: N = 2, and every even depth reparametrised.
    case polynomial
  }

  /// The spectrum of C, σ² and k: the population from which R is learned.
  public let problem: LearningProblem
  /// The family whose R is learned, with the initial ω where the step is learned.
  public let family: Family
  /// The parametrisation of R by the variables.
  public let parametrization: Parametrization
  /// The number c of columns of R.
  public let columns: Int
  /// How risk and gradient are computed; the fastest that serves the family unless chosen.
  public let algorithm: Algorithm
  /// True where T = c₀ sin²(½√(BᵀB)), the parametrisation of weak signals.
  public let isWeakSignal: Bool
  var workspace = RiskWorkspace()

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - problem: The data and k.
  ///   - family: The family.
  ///   - parametrization: The parametrisation of R by the variables.
  ///   - columns: c, from ``LearningProblem/reducedColumns`` up to n; all n if nil.
  ///   - algorithm: The fastest one if nil.
  ///   - isWeakSignal: Whether to take T = c₀ sin²(½√(BᵀB)).
  /// - Precondition: The family has the parametrisation and the algorithm.
  public init(
    _ problem: LearningProblem, family: Family, parametrization: Parametrization = .plain,
    columns: Int? = nil, algorithm: Algorithm? = nil, isWeakSignal: Bool = false
  ) {
    self.problem = problem
    self.family = family
    self.parametrization = parametrization
    self.columns = columns ?? problem.dimension
    precondition(
      self.columns >= problem.reducedColumns && self.columns <= problem.dimension,
      "\(self.columns) columns where \(problem.reducedColumns) to \(problem.dimension) are needed")
    precondition(
      parametrization == .plain || family.canBeReparametrized,
      "\(family.theory) has no reparametrisation")
    precondition(
      !isWeakSignal
        || parametrization == .reparametrized && problem.rows == problem.dimension
          && !family.isLearned,
      "the parametrisation of weak signals forces no eigenvalue and has no step")
    self.isWeakSignal = isWeakSignal
    let fastest: Algorithm =
      if family.theory.algorithm == .exact && parametrization == .plain {
        .inverse
      } else if family.isLinear(in: parametrization, isWeakSignal: isWeakSignal) {
        .polynomial
      } else {
        .eigen
      }
    precondition(
      algorithm == nil || algorithm == .eigen || algorithm == fastest,
      "the algorithm \(algorithm ?? fastest) does not serve \(family)")
    self.algorithm = algorithm ?? fastest
  }

  /// The dimension n of the signals; ``columns`` may be less.
  public var signalDimension: Int { problem.dimension }

  /// The number k of rows of R.
  public var rows: Int { problem.rows }

  /// Never: S_xy = C.
  public var maySignsHelp: Bool { false }

  /// The best linear risk L₀, from which the values of the objective are measured.
  public var linearRisk: Double { problem.linearRisk }

  /// The excess risk and its gradient; NaN where the filter overflows or ω is not positive.
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    evaluateInWorkspace(at: point, gradient: &gradient)
  }

  var isPolynomial: Bool { algorithm == .polynomial }

  var usesInverse: Bool { algorithm == .inverse }
}
