// The variables in which R is learned.

/// What the variables of a risk stand for: R itself, or a reparametrisation of the denoisers.
///
/// The landscape over R is as steep or as flat as the filter f, yet all that matters of f is its image:
/// a denoiser T that R reaches is reached just as well by any B with T = φ(BᵀB), if φ has the image of
/// f. A φ that is nearly straight makes the landscape independent of the depth.
public enum Parametrization: String, Sendable, CaseIterable {
  /// R itself, T = f(RᵀR), and α with ω = log(1 + eᵅ) where the step is learned: what plain training
  /// does.
  case plain
  /// B with T = φ(BᵀB), from which R follows by f(RᵀR) = φ(BᵀB).
  ///
  /// ```
  /// bilevel   φ(b) = cos √b, or cos² √b where eigenvalues of T below 0 could lower the risk
  /// N even    φ(b) = c₀ − b; where the step is learned the variable is ℓ = log(c₀/(1 − c₀))
  /// ```
  /// In ℓ both c₀ and 1 − c₀ keep their digits, however much signal or noise there is.
  /// Odd depths have none: their f turns, and what lies on either side is no detail of the parametrisation.
  case reparametrized = "straight"
}

extension LearnedRisk.Family {
  /// True where ``Parametrization/reparametrized`` exists.
  public var canBeReparametrized: Bool {
    switch self {
    case .bilevel: true
    case .unrolled(let depth, _, _): depth.isMultiple(of: 2)
    }
  }
}
