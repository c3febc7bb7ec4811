// The risk over a regularizer of one number and the step size together.

/// The landscape E(r, ω) of N unrolled steps for k = n = 1, over r ∈ ℝ and ω > 0.
///
/// The gradient is (γ+σ²)(f − t*)∇f with, for q = 1 − ω(1+r²),
/// ```
/// ∂f/∂ω = N q^(N−1),   ∂f/∂r = 2r f′(r²)
/// ```
/// For N ≥ 2 both vanish only where q = 0 and, since f′ = −ω² there, r = 0: at (0, 1), where T = 1.
/// So the critical points are the ``Valley`` f(r²; ω) = t*, on which the risk is the best linear
/// one, and the single point (0, 1). For even N f ≤ 1 everywhere with equality at (0, 1) only, a
/// maximum of E; for odd N ≥ 3 f falls with r² and rises with ω there, a saddle. Hence every local
/// minimum is global: the minimum r = 0 that traps gradient descent at odd depth and a small fixed ω
/// is no longer a minimum once ω is learned too.
///
/// With p(q) = Σ_{j<N} qʲ, the valley is ω = t*/p(q), 1 + r² = (1 − qᴺ)/t* for all q with p(q) > 0
/// and qᴺ ≤ 1 − t*. With ρ = (1 − t*)^(1/N):
/// - N even: −ρ ≤ q ≤ ρ, in the plane of all r one closed curve around (0, 1). It meets r = 0 at
///   ω = 1 ± ρ and is farthest from it at q = 0, where ω = t* and r = σ/√γ as for bilevel.
/// - N odd: q ≤ ρ, one unbounded curve from (0, 1 − ρ) up to ω = t*/p(q*) and from there down to
///   ω → 0 as r → ∞.
///
/// Special cases: without noise t* = 1 and (0, 1) is on the valley, which is this one point for even
/// N. Without signal t* = 0: for even N the valley is ω = 2/(1+r²), for odd N there is none and the
/// infimum 0 is approached as ω → 0⁺. For N = 1 f = ω, the valley is the line ω = t*, and (0, 1) is
/// not critical. For γ = σ² = 0 every point is critical.
public struct StepLandscape: Sendable, Equatable {
  /// The kind of the point (0, 1).
  public enum IdentityPoint: String, Sendable, CaseIterable {
    /// Even N: T = 1 there and less everywhere nearby.
    case maximum
    /// Odd N ≥ 3: E falls along r, and in ω on one side.
    case saddle
  }

  /// N.
  public let depth: Int
  /// The risk g of an eigenvalue t of T; here T is the number t.
  public let directional: DirectionalRisk
  /// The curve of the global minima; nil where there is none (N odd, γ = 0) and where every point is
  /// one (γ = σ² = 0).
  public let valley: Valley?
  /// The critical point (0, 1) with T = 1; nil where it is on the valley or not critical.
  public let identityPoint: IdentityPoint?

  /// Describes the landscape.
  ///
  /// - Parameters:
  ///   - depth: N.
  ///   - directional: γ and σ².
  /// - Precondition: 1 ≤ N ≤ 2⁵³.
  public init(depth: Int, directional: DirectionalRisk) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    self.depth = depth
    self.directional = directional
    let isEven = depth.isMultiple(of: 2)
    let isFlat = directional.curvature == 0
    valley =
      isFlat || (directional.signalEnergy == 0 && !isEven)
      ? nil : Valley(depth: depth, target: directional.wienerGain)
    identityPoint =
      depth == 1 || isFlat || directional.noiseVariance == 0
      ? nil : isEven ? .maximum : .saddle
  }

  /// The infimum of E, the best linear risk.
  public var infimum: Double { directional.best }

  /// False where the infimum is approached as ω → 0⁺ and not attained.
  public var isAttained: Bool { valley != nil || directional.curvature == 0 }

  /// The curve f(r²; ω) = t, on which E has the value g(t): a contour, together with that of 2t* − t.
  ///
  /// - Parameter gain: t, between 0 and 1.
  /// - Returns: The curve, of the same form as the valley, which is that of t*.
  /// - Precondition: 0 < t < 1.
  public func level(of gain: Gain) -> Valley {
    precondition(gain.value > 0 && gain.defect > 0, "no level for t = \(gain.value)")
    return Valley(depth: depth, target: gain)
  }

  /// The second derivatives of E at (0, 1): −2σ² in r, and −2σ² for N = 2 and else 0 in ω.
  public var identityCurvature: (r: Double, omega: Double) {
    let value = -2 * directional.noiseVariance
    return (value, depth == 2 ? value : 0)
  }
}
