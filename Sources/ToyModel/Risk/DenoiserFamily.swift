// The families of denoisers that are compared.

/// The choice of the step size of an unrolled method.
public enum StepRule: Sendable, Equatable, Hashable {
  /// A given ω > 0.
  case fixed(Double)
  /// ω > 0 is learned together with R: the risk is minimised over it.
  case learned
}

/// A family of denoisers over which the upper level minimises the risk.
public enum DenoiserFamily: Sendable, Equatable, Hashable {
  /// All linear maps, the reference that no linear denoiser can beat.
  case linear
  /// T = (I + RᵀR)⁻¹, the lower level solved exactly.
  case bilevel
  /// N steps of gradient descent on the lower level, 1 ≤ N ≤ 2⁵³.
  case unrolled(depth: Int, step: StepRule)
}

/// A family with all constants that depend neither on the data nor on k.
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

  private init(kind: Kind) { self.kind = kind }

  /// Prepares the denoisers T = f(RᵀR) of a filter that is none of the families.
  ///
  /// - Parameter filter: f, of which the risk uses f(0) and the image.
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
      self.init(kind: .everything)
    case .bilevel:
      self.init(filter: BilevelFilter())
    case .unrolled(let depth, let step):
      self.init(StepLearner(depth: depth), step: step)
    }
  }

  /// Prepares the unrolled denoisers of a depth whose constants are known already; for many step
  /// sizes of one depth.
  ///
  /// - Parameters:
  ///   - learner: The depth with its constants.
  ///   - step: How ω is chosen.
  /// - Precondition: a fixed ω is positive and finite.
  /// - Complexity: O(log N), a tenth of a microsecond.
  public init(_ learner: StepLearner, step: StepRule) {
    switch step {
    case .fixed(let stepSize):
      let filter = learner.filter(stepSize: stepSize)
      kind = .filter(forcedGain: filter.forcedGain, image: filter.image, stepSize: stepSize)
    case .learned:
      kind = .learned(learner)
    }
  }
}
