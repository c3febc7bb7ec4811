// The best risk with a forward operator and coloured noise, between certain bounds.

public import Intervals
public import ToyModel

/// Directions that are alike: γ, the noise beside the signal, and the factor of a step size.
public struct CertifiedDirection: Sendable {
  /// An enclosure of γ ≥ 0.
  public let eigenvalue: Interval
  /// An enclosure of v = σ²/a², the variance of the noise beside the signal.
  public let noiseVariance: Interval
  /// An enclosure of a², the factor of a step size.
  public let stepFactor: Interval
  /// The number of directions, at least 1.
  public let multiplicity: Int

  /// Creates directions.
  ///
  /// - Parameters:
  ///   - eigenvalue: γ.
  ///   - noiseVariance: v = σ²/a².
  ///   - stepFactor: a²; 1 without an operator.
  ///   - multiplicity: The number of directions.
  public init(
    eigenvalue: Interval, noiseVariance: Interval, stepFactor: Interval = .one, multiplicity: Int
  ) {
    self.eigenvalue = eigenvalue
    self.noiseVariance = noiseVariance
    self.stepFactor = stepFactor
    self.multiplicity = multiplicity
  }
}

/// What a filter forces and reaches in a direction, enclosed.
struct CertifiedReach: Sendable {
  /// f(0).
  let forced: CertifiedGain
  /// The infimum of the image; nil where there is none.
  let lower: CertifiedGain?
  /// The supremum of the image; nil where there is none.
  let upper: CertifiedGain?
}

extension CertifiedRisk {
  /// Encloses the infimum of the risk over all R ∈ ℝᵏˣⁿ that commute with C, where AᵀA and the covariance of the noise
  /// do too.
  ///
  /// The counterpart of ``/ToyModel/OptimalRisk/init(observation:rows:family:)``, which says when that is the infimum
  /// over all R.
  ///
  /// - Parameters:
  ///   - directions: γ, v and a² in all directions; every a is above 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - family: A family that ``coversObserved(_:)`` names.
  /// - Complexity: O(d log d) for d groups.
  public init(directions: [CertifiedDirection], rows: Int, family: DenoiserFamily) {
    precondition(Self.coversObserved(family), "no bounds for \(family)")
    let dimension = directions.reduce(0) { $0 + $1.multiplicity }
    let forcedCount = family.algorithm == .linear ? 0 : dimension - rows
    guard let omega = family.step?.value else {
      let image: CertifiedGain? = family.algorithm == .linear ? nil : .one
      let reach = CertifiedReach(forced: .one, lower: image.map { _ in .zero }, upper: image)
      self.init(
        CertifiedProjection(directions, forcedCount: forcedCount) { _ in reach }, stepSize: nil)
      return
    }
    let depth = family.depth ?? 1
    let minimum = family.parity == .odd ? CertifiedOddMinimum(depth: depth) : nil
    self.init(
      CertifiedProjection(directions, forcedCount: forcedCount) { index in
        let stepSize = Interval(omega) * directions[index].stepFactor
        let forced = CertifiedFilter.forcedGain(depth: depth, stepSize: stepSize)
        return CertifiedReach(
          forced: forced,
          lower: family.parity == .none ? forced : minimum?.least(stepSize: stepSize),
          upper: minimum == nil ? forced : nil)
      }, stepSize: Interval(omega))
  }

  /// True for the linear maps, the exact solution, and gradient descent with a given ω.
  public static func coversObserved(_ family: DenoiserFamily) -> Bool {
    !family.isLearned && covers(family.algorithm)
  }
}
