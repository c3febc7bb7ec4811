// The risk over a regularizer of one number: all critical points, by proof and not by search.

/// The landscape E(r) = ½(γ(1−f(r²))² + σ²f(r²)²) for k = n = 1 and R = r.
///
/// E is even in r, so r ≥ 0 is enough. With s = r²,
/// ```
/// E′(r) = 2r f′(s) (γ+σ²) (f(s) − t*),   t* = γ/(γ+σ²)
/// ```
/// so a critical point is r = 0, a zero of f′, or a solution of f(s) = t*. f′ vanishes at the turning
/// points of f, and f is strictly monotone between them, so that f(s) = t* has at most one solution on each
/// branch. Comparisons of t* with c₀ = f(0) and with f at the turning points therefore decide how many critical
/// points there are and of which kind. For the filters that turn once at most, with s̄ and c = f(s̄):
///
/// | filter | t* | critical points r ≥ 0 in order |
/// | --- | --- | --- |
/// | falling: bilevel, N even | < c₀ | maximum at 0, minimum f = t* |
/// | | ≥ c₀ | minimum at 0 |
/// | turning: N odd ≥ 3, ω < 1+x | > c₀ | local minimum at 0, barrier at s̄, minimum f = t* |
/// | | = c₀ | minimum at 0, barrier at s̄, minimum f = t* |
/// | | in (c, c₀) | maximum at 0, minimum, barrier at s̄, minimum |
/// | | ≤ c | maximum at 0, minimum at s̄ |
/// | rising: N odd ≥ 3, ω ≥ 1+x | > c₀ | maximum at 0, minimum f = t* |
/// | | ≤ c₀ | minimum at 0 |
/// | constant: N = 1, or γ = σ² = 0 | | all r |
///
/// Momentum makes f turn up to N − 2 times; every turning point that t* does not pass is a further barrier or
/// local minimum.
///
/// For bilevel with γ = 0 < σ² the solution of f = t* is at infinity: the infimum is not attained.
/// Minima and maxima alternate, E → ∞ for r → ∞ at every depth N ≥ 2, and E → γ/2 for bilevel.
///
/// The curvatures are E″ = (γ+σ²)(2r f′(s))² where f = t*, 2f′(0)(γ+σ²)(c₀−t*) at r = 0 and
/// 4s̄f″(s̄)(γ+σ²)(f(s̄)−t*) at a turning point.
///
/// Behind the barrier of an odd depth f rises through t* near q = −1, where 1 + s ≈ 2/ω, so that
/// E″ ≈ (γ+σ²) ω(2−ω) (2t*−ω)² N² for ω < 2t*, ω < 2 and large N: the minimum sharpens as N², and its
/// valley narrows as 1/N. The other minima with f = t* tend to the bilevel one, for ω < 2t*.
///
/// Numerics: t* − c₀ and t* − c come from numbers known to a few ulp; see ``isCertified``. Where
/// f = t*, E″ has a relative error of about N·2⁻⁵⁰ and of 2⁻⁵⁰ t*/(t*−c) near a turning point.
public struct RiskLandscape: Sendable {
  /// The filter f.
  public let filter: any BranchedFilter
  /// The risk g of an eigenvalue t of T; here T is the number t.
  public let directional: DirectionalRisk
  /// All critical points with r ≥ 0, by ascending r; one of kind flat where every r is one.
  public let criticalPoints: [CriticalPoint]
  /// The infimum of E over r.
  public let infimum: Double
  /// False where the infimum is approached as r → ∞ and not attained.
  public let isAttained: Bool
  /// False where t* agrees with c₀ or c up to rounding, so that double precision cannot decide on which side it
  /// is, and how many critical points there are.
  public let isCertified: Bool

  /// Lists the critical points.
  ///
  /// - Parameters:
  ///   - filter: f.
  ///   - directional: γ and σ².
  /// - Precondition: γ/σ² is 0, ∞, undefined or within 10^±280, and the step size of an unrolled
  ///   filter is at least 10⁻¹⁰⁰: all solutions of f = t* are finite then.
  /// - Complexity: Some 50 evaluations of f for every branch.
  public init(filter: any BranchedFilter, directional: DirectionalRisk) {
    let candidates = Candidates(filter: filter, directional: directional)
    self.filter = filter
    self.directional = directional
    isCertified = candidates.isCertified
    isAttained = candidates.isAttained
    infimum = directional.value(candidates.bestGain)
    criticalPoints = candidates.points.indices.map { candidates.criticalPoint($0) }
  }

  /// E(r).
  ///
  /// - Parameter location: r, of any sign.
  /// - Returns: The risk, ∞ where it exceeds the range of Double.
  public func risk(at location: Double) -> Double {
    directional.value(filter.gain(at: location * location))
  }

  /// E′(r) = 2r f′(r²) (γ+σ²) (f(r²) − t*).
  public func derivative(at location: Double) -> Double {
    let s = location * location
    return 2 * location * filter.derivative(at: s) * directional.slope(filter.gain(at: s))
  }

  /// The minima with the lowest risk, by ascending r; empty where the infimum is not attained.
  public var bestMinima: [CriticalPoint] { criticalPoints.filter { $0.kind == .minimum } }
}
