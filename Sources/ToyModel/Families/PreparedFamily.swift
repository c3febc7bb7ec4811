// Algorithms and families, prepared for repeated evaluation.

/// An algorithm at one depth, with all constants that do not depend on its first parameter.
package protocol PreparedAlgorithm: Sendable {
  /// The filter at a value of the first parameter.
  ///
  /// - Parameter stepSize: ω; irrelevant where there is no parameter.
  /// - Returns: f; nil for the linear maps, and for a ``BracketedAlgorithm``.
  func filter(stepSize: Double) -> (any BranchedFilter)?
  /// The properties of that filter that risks need; by default taken from it.
  func reach(stepSize: Double) -> FilterReach
  /// The best value of the first parameter for given data.
  ///
  /// Called only where that parameter may be learned; by default a ``StepSearch``.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep
  /// The number of times that f(0) may turn as a function of ω, which determines how fine a search is; 1 by default.
  var oscillations: Int { get }
  /// The largest value of the first parameter at which a search looks; ∞ by default.
  var searchLimit: Double { get }
  /// Values of the first parameter between which f(0) turns or runs through all gains, and which a search must not
  /// miss; none by default.
  var searchPoints: [Double] { get }
  /// The limit ω → 0⁺; nil, by default, if that is f(0) = 0.
  var limit: FilterReach? { get }
  /// The cache in which searches keep their results; nil, by default, if they keep none.
  var memory: ReachCache? { get }
  /// The algorithm itself if only bounds on its best risk are known; nil by default.
  ///
  /// A cast would tell the same, but takes the runtime ten microseconds for every type.
  var bracketed: (any BracketedAlgorithm)? { get }
}

/// An algorithm whose denoisers are not of the form f(RᵀR), with bounds on its best risk.
package protocol BracketedAlgorithm: PreparedAlgorithm {
  /// Bounds on the best risk.
  ///
  /// - Parameters:
  ///   - step: The choice of ω.
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k.
  /// - Returns: The best denoiser known, which is the upper bound, with the lower bound.
  func optimum(
    step: StepRule, spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) -> OptimalRisk
}

/// The eigenvalues that a filter forces and allows.
package struct FilterReach: Sendable, Equatable {
  /// f(0).
  package let forcedGain: Gain
  /// The image of f.
  package let image: FilterImage

  /// Creates a pair.
  package init(forcedGain: Gain, image: FilterImage) {
    self.forcedGain = forcedGain
    self.image = image
  }

  /// Reads a filter.
  package init(_ filter: some SpectralFilter) {
    self.init(forcedGain: filter.forcedGain, image: filter.image)
  }
}

extension BracketedAlgorithm {
  /// The algorithm itself.
  package var bracketed: (any BracketedAlgorithm)? { self }
}

extension PreparedAlgorithm {
  /// None.
  package var bracketed: (any BracketedAlgorithm)? { nil }

  /// 1.
  package var oscillations: Int { 1 }

  /// ∞.
  package var searchLimit: Double { .infinity }

  /// None.
  package var searchPoints: [Double] { [] }

  /// None.
  package var limit: FilterReach? { nil }

  /// None.
  package var memory: ReachCache? { nil }

  /// The result of a ``StepSearch``.
  package func learnedStep(
    spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) -> LearnedStep {
    StepSearch(
      algorithm: self, spectrum: spectrum, noiseVariance: noiseVariance, rows: rows
    ).best()
  }

  /// The properties of the filter that risks need.
  package func reach(stepSize: Double) -> FilterReach {
    filter(stepSize: stepSize).map { FilterReach($0) }
      ?? FilterReach(forcedGain: .one, image: .everything)
  }
}

/// A learned step size and the denoisers that it makes reachable.
public struct LearnedStep: Sendable {
  /// The first parameter, as a rule ω; 0 or ∞ where the risk falls towards that limit.
  public let stepSize: Double
  /// The reachable denoisers at ω, or their limit.
  public let set: ExpressivitySet
  /// False where the risk falls as the parameter tends to 0 or ∞ and the infimum is not attained.
  public let isAttained: Bool
  /// All parameters, where more than the first one is learned; else nil.
  public let choices: ParameterChoices?
  /// The sizes of all steps, where they are learned; else empty.
  public let steps: [Double]

  package init(
    stepSize: Double, set: ExpressivitySet, isAttained: Bool, choices: ParameterChoices? = nil,
    steps: [Double] = []
  ) {
    self.stepSize = stepSize
    self.set = set
    self.isAttained = isAttained
    self.choices = choices
    self.steps = steps
  }
}

/// A family with all constants that depend neither on the data nor on k.
///
/// Prepare a family once where many optimal risks of it are needed: the constants of an algorithm may cost more
/// than the risk.
public struct PreparedFamily: Sendable {
  enum Kind: Sendable {
    case everything
    case filter(FilterReach, stepSize: Double?)
    case learned(any PreparedAlgorithm)
    case bracketed(any BracketedAlgorithm, step: StepRule)
  }

  let kind: Kind

  private init(kind: Kind) { self.kind = kind }

  /// Prepares the denoisers T = f(RᵀR) of a filter that is none of the families.
  ///
  /// - Parameter filter: f, of which the risk uses f(0) and the image.
  public init(filter: some SpectralFilter) {
    kind = .filter(FilterReach(filter), stepSize: nil)
  }

  /// Prepares the denoisers that f(0) and an interval of further eigenvalues allow.
  ///
  /// - Parameters:
  ///   - reach: f(0) and the interval, which may be a part of the image of f.
  ///   - stepSize: The ω to be reported; nil for none.
  init(reach: FilterReach, stepSize: Double?) {
    kind = .filter(reach, stepSize: stepSize)
  }

  /// Prepares a family.
  ///
  /// - Precondition: A fixed ω is positive and finite.
  /// - Complexity: That of the constants of the algorithm; O(log N) for gradient descent, about a microsecond.
  public init(_ family: DenoiserFamily) {
    self.init(family, constants: family.prepared)
  }

  /// Prepares a family whose constants are known already; for many step sizes of one depth.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - constants: Those of this family, or of one that differs in the first parameter only.
  /// - Precondition: A fixed ω is positive and finite.
  package init(_ family: DenoiserFamily, constants: any PreparedAlgorithm) {
    if let bracketed = constants.bracketed {
      kind = .bracketed(bracketed, step: family.step ?? .learned)
      return
    }
    switch family.step {
    case .learned: kind = .learned(constants)
    case .fixed(let stepSize):
      kind = .filter(constants.reach(stepSize: stepSize), stepSize: stepSize)
    case .schedule: kind = .filter(constants.reach(stepSize: 1), stepSize: nil)
    case nil:
      kind =
        family.algorithm == .linear
        ? .everything : .filter(constants.reach(stepSize: 1), stepSize: nil)
    }
  }
}
