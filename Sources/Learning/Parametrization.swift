// The variables in which R is learned.

/// The meaning of the variables of a risk: R itself, or a reparametrisation of the denoisers.
///
/// The landscape over R is as steep or as flat as the filter f, but only the image of f matters: a denoiser T
/// that some R reaches is also T = φ(BᵀB) for some B if φ has the same image. A φ that is nearly linear makes
/// the landscape independent of the depth.
public enum Parametrization: String, Sendable, CaseIterable {
  /// R itself, T = f(RᵀR), and α with ω = log(1 + eᵅ) where the step is learned, as in plain training.
  case plain
  /// B with T = φ(BᵀB), from which R follows by f(RᵀR) = φ(BᵀB).
  ///
  /// ```
  /// bilevel   φ(b) = cos √b, or cos² √b where eigenvalues of T below 0 could lower the risk
  /// N even    φ(b) = c₀ − b; where the step is learned the variable is ℓ = log(c₀/(1 − c₀))
  /// ```
  /// In ℓ both c₀ and 1 − c₀ keep their digits, however much signal or noise there is. Odd depths have no
  /// such φ: their f turns, and the two sides of the turning point are different denoisers.
  case reparametrized = "straight"
}

extension LearnedRisk.Family {
  /// True for families that have the parametrisation ``Parametrization/reparametrized``.
  public var canBeReparametrized: Bool { reparametrization != nil }
}
