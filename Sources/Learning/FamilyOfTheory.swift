// Families to learn and families of the theory.

public import ToyModel

extension LearnedRisk.Family {
  /// Creates the family to learn for a family of the theory; a learned step begins at ω = ½.
  ///
  /// - Parameter family: The family; the result is nil for the linear one, which has no R.
  public init?(_ family: DenoiserFamily) {
    switch family {
    case .linear: return nil
    case .bilevel: self = .bilevel
    case .unrolled(let depth, .fixed(let stepSize)):
      self = .unrolled(depth: depth, stepSize: stepSize, isStepLearned: false)
    case .unrolled(let depth, .learned):
      self = .unrolled(depth: depth, stepSize: 0.5, isStepLearned: true)
    }
  }

  /// The filter of the family.
  ///
  /// - Parameter stepSize: ω where the step is learned; nil for the given one.
  /// - Returns: f.
  public func filter(stepSize: Double?) -> any SpectralFilter {
    switch self {
    case .bilevel: BilevelFilter()
    case .unrolled(let depth, let given, _):
      UnrolledFilter(depth: depth, stepSize: stepSize ?? given)
    }
  }

  /// The family of the theory.
  public var theory: DenoiserFamily {
    switch self {
    case .bilevel: .bilevel
    case .unrolled(let depth, _, true): .unrolled(depth: depth, step: .learned)
    case .unrolled(let depth, let stepSize, false): .unrolled(depth: depth, step: .fixed(stepSize))
    }
  }
}
