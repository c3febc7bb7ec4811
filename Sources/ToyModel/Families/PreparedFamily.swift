// Families with what they need to be evaluated often.

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
