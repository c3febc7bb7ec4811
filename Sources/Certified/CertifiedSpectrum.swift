// Enclosures of the eigenvalues of C.

public import Intervals
public import LinearAlgebra
public import ToyModel

/// The spectrum of C with enclosed eigenvalues, in descending order.
///
/// For the toy models the eigenvalues are computed from n, μ and θ as they are given; a ``/ToyModel/Spectrum`` is
/// taken as exact; of measured data the frames, or C, are exact, and the eigenvalues enclosed.
public struct CertifiedSpectrum: Sendable {
  /// One enclosed eigenvalue and how many directions share it.
  public typealias Group = EnclosedGroup

  /// The groups of equal eigenvalues, by descending eigenvalue; their multiplicities add up to n.
  public let groups: [Group]
  /// The dimension n.
  public let dimension: Int

  /// Encloses the spectrum of a data model.
  ///
  /// - Complexity: O(1) for the toy models, else O(d) for d distinct eigenvalues.
  public init(_ model: DataModel) { self.init(model.enclosure) }

  /// Encloses the spectrum of C = (1/m) Σ yyᵀ of exact frames.
  ///
  /// YᵀY and YYᵀ have the same eigenvalues except zeros. The smaller one is used; where its bounds are
  /// wide, because rows or columns have very different scales, the other one as well.
  ///
  /// - Parameter frames: Y, one frame a row, m × n with finite entries, m and n at least 1.
  /// - Complexity: O(max(m, n) min(m, n)² + min(m, n)³); where both are needed, which is tried up to
  ///   512 frames or dimensions, O(max(m, n)³).
  public init(frames: Matrix) {
    let isWide = frames.rows < frames.columns
    let rank = min(frames.rows, frames.columns)
    func eigenvalues(ofRows isOfRows: Bool) -> [Interval] {
      var moment = SecondMomentEnclosure(dimension: isOfRows ? frames.rows : frames.columns)
      moment.add(columns: isOfRows ? frames : frames.transposed)
      return Array(EnclosedEigenvalues(moment.sum).values.prefix(rank))
    }
    var values = eigenvalues(ofRows: isWide)
    if values.contains(where: { !$0.isZero && $0.relativeWidth > 0x1p-70 }),
      max(frames.rows, frames.columns) <= 512
    {
      values = zip(values, eigenvalues(ofRows: !isWide)).map { $0.intersection($1) ?? $0 }
    }
    self.init(
      values.map { $0 / Interval(frames.rows) }, dimension: frames.columns, rank: rank)
  }

  /// Encloses the spectrum of the frames in an accumulated second moment.
  ///
  /// - Complexity: O(n³).
  public init(_ moment: SecondMomentEnclosure) {
    self.init(
      EnclosedEigenvalues(moment.sum).values.map { $0 / Interval(moment.frameCount) },
      dimension: moment.dimension, rank: min(moment.frameCount, moment.dimension))
  }

  /// Encloses the spectrum of an exact C.
  ///
  /// - Parameter covariance: C, n × n, symmetric; where it is not positive semidefinite its negative
  ///   eigenvalues count as 0.
  /// - Complexity: O(n³).
  public init(covariance: Matrix) {
    self.init(
      EnclosedEigenvalues(IntervalMatrix(covariance)).values, dimension: covariance.rows,
      rank: covariance.rows)
  }

  /// Eigenvalues one by one, in descending order; those beyond the rank are 0.
  private init(_ values: [Interval], dimension: Int, rank: Int) {
    var groups = values.prefix(rank).filter { !$0.isZero }.map {
      Group(eigenvalue: $0, multiplicity: 1)
    }
    if groups.count < dimension {
      groups.append(Group(eigenvalue: .zero, multiplicity: dimension - groups.count))
    }
    self.init(groups)
  }

  init(_ groups: [Group]) {
    self.groups = groups
    dimension = groups.reduce(0) { $0 + $1.multiplicity }
  }

  /// The spectrum at the lower ends of all enclosures, and at the upper ones.
  ///
  /// Every infimum of the risk increases with each eigenvalue.
  var ends: (lower: CertifiedSpectrum, upper: CertifiedSpectrum) {
    func spectrum(_ end: (Interval) -> DoubleDouble) -> CertifiedSpectrum {
      CertifiedSpectrum(
        groups.map {
          Group(eigenvalue: Interval(end($0.eigenvalue)), multiplicity: $0.multiplicity)
        })
    }
    return (spectrum(\.lower), spectrum(\.upper))
  }

  /// True where an enclosure is much wider than rounding of the arithmetic would make it.
  var isVague: Bool { groups.contains { $0.eigenvalue.relativeWidth > 0x1p-90 } }

  /// An enclosure of tr C, the sum of all n eigenvalues.
  public var trace: Interval {
    groups.reduce(.zero) { $0 + Interval($1.multiplicity) * $1.eigenvalue }
  }
}
