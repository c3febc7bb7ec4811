// The best risk of a family between certain bounds.

public import Intervals
public import ToyModel

/// An enclosure of the infimum of the risk over all R ∈ ℝᵏˣⁿ, and over ω > 0 where it is learned.
///
/// The counterpart of ``/ToyModel/OptimalRisk`` in interval arithmetic: the given doubles are taken as exact, and
/// the infimum lies between the bounds despite rounding. Intervals are usually a few ulp of Double
/// wide; numbers below their normal range, 2·10⁻³⁰⁸, have absolute bounds. Eigenvalues
/// of C may be any numbers in their enclosures. The bounds rest on the theory, not on its implementation in
/// double precision, which only suggests where to look for roots.
public struct CertifiedRisk: Sendable {
  /// An enclosure of the infimum, bias plus variance, at least 0.
  public let risk: Interval
  /// Its bias, for every choice of forced directions that may be the best.
  public let bias: Interval
  /// Its variance, for every choice of forced directions that may be the best.
  public let variance: Interval
  /// ω: the given one, the learned one, or 0 for ω → 0⁺; nil where the family has no step.
  ///
  /// For every choice of forced directions that may be the best; of several that are equally good for one
  /// choice that of ``/ToyModel/OptimalRisk/stepSize``, see ``otherSteps``.
  public let stepSize: Interval?
  /// The learned ω outside ``stepSize`` that are as good.
  public let otherSteps: EqualSteps
  /// The spectrum of the optimal T, or of its limit, by descending eigenvalue of C.
  public let eigenvalues: [CertifiedEigenvalue]
  /// False where the risk cannot distinguish choices of forced directions with different ω, bias or variance.
  public let isChoiceUnique: Bool
  /// True where the bounds of ω, bias and variance are those of the one minimiser there is.
  public var isUnique: Bool { isChoiceUnique && otherSteps == .none }
  /// A lower bound, relative to the risk, of the additional cost of every choice of forced directions with a
  /// different ω, bias or variance; 0 where there is no certain bound, ∞ where there is no such choice.
  public let margin: Double

  /// Encloses the best risk of a family.
  ///
  /// - Parameters:
  ///   - spectrum: Enclosures of the eigenvalues γ of C.
  ///   - noiseVariance: An enclosure of σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n; irrelevant to the linear family.
  ///   - family: The denoisers to minimise over.
  /// - Precondition: 1 ≤ k ≤ n, a fixed ω is positive and finite, and the algorithm is one that
  ///   ``covers(_:)`` names.
  /// - Complexity: O(d log d) for d groups; for a learned step of odd depth some 100 passes over them
  ///   for every window of forced directions that cannot be excluded.
  public init(
    spectrum: CertifiedSpectrum, noiseVariance: Interval, rows: Int, family: DenoiserFamily
  ) {
    precondition(
      rows >= 1 && rows <= spectrum.dimension, "k = \(rows), n = \(spectrum.dimension)")
    self.init(spectrum, noiseVariance, rows, family)
    guard spectrum.isVague else { return }
    // The infimum increases with every eigenvalue: its bounds are those at the ends of their enclosures.
    let ends = spectrum.ends
    let bounds = CertifiedRisk(ends.lower, noiseVariance, rows, family).risk.hull(
      CertifiedRisk(ends.upper, noiseVariance, rows, family).risk)
    self = with(risk: risk.intersection(bounds) ?? bounds)
  }

  private init(
    _ spectrum: CertifiedSpectrum, _ noiseVariance: Interval, _ rows: Int, _ family: DenoiserFamily
  ) {
    guard let algorithm = certifiedAlgorithm(family.algorithm) else {
      preconditionFailure("no bounds for \(family)")
    }
    self = algorithm.risk(spectrum, noiseVariance, rows, family)
  }

  /// True for an algorithm whose best risk can be enclosed.
  public static func covers(_ algorithm: Algorithm) -> Bool {
    certifiedAlgorithm(algorithm) != nil
  }

  /// The risk of a projection onto one set.
  init(_ projection: CertifiedProjection, stepSize: Interval?) {
    self.init(
      risk: projection.risk, bias: projection.bias, variance: projection.variance,
      stepSize: stepSize, eigenvalues: projection.eigenvalues,
      isChoiceUnique: projection.isUnique,
      margin: projection.margin)
  }

  /// The risk with parts replaced.
  func with(
    risk: Interval? = nil, stepSize: Interval? = nil, otherSteps: EqualSteps? = nil,
    isChoiceUnique: Bool? = nil
  ) -> CertifiedRisk {
    CertifiedRisk(
      risk: risk ?? self.risk, bias: bias, variance: variance, stepSize: stepSize ?? self.stepSize,
      otherSteps: otherSteps ?? self.otherSteps, eigenvalues: eigenvalues,
      isChoiceUnique: isChoiceUnique ?? self.isChoiceUnique, margin: margin)
  }

  init(
    risk: Interval, bias: Interval, variance: Interval, stepSize: Interval?,
    otherSteps: EqualSteps = .none, eigenvalues: [CertifiedEigenvalue],
    isChoiceUnique: Bool = true, margin: Double = .infinity
  ) {
    self.otherSteps = otherSteps
    self.eigenvalues = eigenvalues
    self.isChoiceUnique = isChoiceUnique
    self.margin = margin
    self.risk = risk
    self.bias = bias
    self.variance = variance
    self.stepSize = stepSize
  }
}

/// The learned steps with the same risk, bias and variance as the enclosed one.
public enum EqualSteps: Sendable {
  /// No others, or ω is not learned.
  case none
  /// 2 − ω as well: even N have the same set of denoisers there.
  case mirrored
  /// Every ω with c₀ not below the Wiener gains: N even, where no direction is forced.
  case aboveGains
  /// Every ω with c not above the Wiener gains of all directions with signal, and so every smaller ω > 0: N
  /// odd, where no direction is forced, or none with signal and there is no noise.
  case belowGains
  /// Every ω > 0: there is neither signal nor noise.
  case all
}

/// One enclosed eigenvalue of a denoiser that commutes with C; the counterpart of
/// ``/ToyModel/DenoiserEigenvalue``.
public struct CertifiedEigenvalue: Sendable {
  /// γ, the eigenvalue of C in this direction.
  public let dataEigenvalue: Interval
  /// The Wiener gain γ/(γ+σ²).
  public let wiener: CertifiedGain
  /// t, the eigenvalue of T.
  public let gain: CertifiedGain
  /// The number of directions that share both.
  public let multiplicity: Int
  /// True where t = f(0) because R has no row left for the direction; nil where that is not certain, and
  /// the gain is that of either case.
  public let isForced: Bool?
}
