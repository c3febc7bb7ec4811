// The families of denoisers that are compared.

/// How the step size of an unrolled method is chosen.
public enum StepRule: Sendable, Equatable, Hashable {
  /// A given ω > 0.
  case fixed(Double)
  /// ω > 0 is learned together with R: the risk is minimised over it.
  case learned
}

/// A family of denoisers over which the upper level minimises the risk.
public enum DenoiserFamily: Sendable, Equatable, Hashable {
  /// All linear maps: the reference that nothing linear can beat.
  case linear
  /// T = (I + RᵀR)⁻¹, the lower level solved exactly.
  case bilevel
  /// N steps of gradient descent on the lower level, 1 ≤ N ≤ 2⁵³.
  case unrolled(depth: Int, step: StepRule)
}

/// A family with everything computed that depends neither on the data nor on k.
///
/// Prepare a family once where many optimal risks of it are needed: at odd depths the constant of
/// ``OddMinimum`` costs more than the risk.
public struct PreparedFamily: Sendable {
  enum Kind: Sendable {
    case everything
    case filter(forcedGain: Gain, image: FilterImage, stepSize: Double?)
    case learned(StepLearner)
  }

  let kind: Kind

  /// Prepares the denoisers T = f(RᵀR) of a filter that is none of the families.
  ///
  /// - Parameter filter: f, with all that the risk needs of it: f(0) and the image.
  public init(filter: some SpectralFilter) {
    kind = .filter(forcedGain: filter.forcedGain, image: filter.image, stepSize: nil)
  }

  /// Prepares a family.
  ///
  /// - Precondition: 1 ≤ N ≤ 2⁵³; a fixed ω is positive and finite.
  /// - Complexity: O(log N), about a microsecond.
  public init(_ family: DenoiserFamily) {
    switch family {
    case .linear:
      kind = .everything
    case .bilevel:
      let filter = BilevelFilter()
      kind = .filter(forcedGain: filter.forcedGain, image: filter.image, stepSize: nil)
    case .unrolled(let depth, .fixed(let stepSize)):
      let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
      kind = .filter(forcedGain: filter.forcedGain, image: filter.image, stepSize: stepSize)
    case .unrolled(let depth, .learned):
      kind = .learned(StepLearner(depth: depth))
    }
  }
}
