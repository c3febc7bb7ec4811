// The reasons why the excess of a learned denoiser has no formula here.

/// Why the mean excess of a denoiser that is learned from m frames is not known.
public enum MissingSampleLaw: Sendable, Equatable, Error {
  /// Too few frames: m is below this number, and a sample moment need not have an inverse of finite mean.
  case tooFewFrames(least: Int)
  /// No R attains the infimum.
  case notAttained
  /// Only bounds on the best risk are known.
  case onlyBounds
  /// C + σ²I is singular.
  case singularData
  /// A free and a forced direction share an eigenvalue of C, so that the best T is not unique.
  case sharedEigenvalue
  /// Another choice of forced directions has the same risk.
  case equalChoices
  /// A Wiener gain equals the forced eigenvalue, where the set of denoisers has a singular point.
  case equalGains
  /// A Wiener gain lies at an end of the image of f.
  case endOfImage
  /// A gain is clipped to an end of the image of f, and this end moves with a learned parameter.
  case movingEnd
  /// A learned parameter does not change f(0) at first order.
  case stationaryParameter

  /// The reason in words.
  public var inWords: String {
    switch self {
    case .tooFewFrames(let least):
      "the mean over Gaussian frames is known for m ≥ \(least)"
    case .notAttained: "the infimum is not attained"
    case .onlyBounds: "only bounds on the best risk are known"
    case .singularData: "the noisy data have a singular second moment"
    case .sharedEigenvalue:
      "a free and a forced direction have the same eigenvalue of C, and the best T is not unique"
    case .equalChoices: "two choices of the forced directions are equally good"
    case .equalGains: "the best gain of a free direction equals the forced eigenvalue"
    case .endOfImage: "the best gain of a free direction is at an end of the image of f"
    case .movingEnd:
      "a gain is clipped to an end of the image of f, which moves with a learned parameter"
    case .stationaryParameter: "the learned parameter hardly changes f(0) at its optimum"
    }
  }
}
