// The denoisers that a lower level can express.

/// The set { T = Tᵀ : spectrum ⊂ image of f, dim Eig(T, f(0)) ≥ n − k } of all T = f(RᵀR), R ∈ ℝᵏˣⁿ.
///
/// The set is described by its conditions on the eigenvalues of T: n − k of them are forced, and the others
/// may be anything in the image of the filter. The theorems of the paper give it for bilevel learning and
/// for even and odd depths N ≥ 3; at N = 1 the image is the single point ω.
public struct ExpressivitySet: Sendable, Equatable {
  /// The dimension n ≥ 1 of the signals; denoisers are n × n.
  public let dimension: Int
  /// The number k of rows of R.
  public let rows: Int
  /// The forced eigenvalue f(0).
  public let forcedGain: Gain
  /// The image of f over s ≥ 0, from which the other k eigenvalues are taken.
  public let image: FilterImage

  /// Creates the set of denoisers of a filter.
  ///
  /// - Parameters:
  ///   - filter: f.
  ///   - dimension: n ≥ 1.
  ///   - rows: k, 1 ≤ k ≤ n.
  public init(filter: some SpectralFilter, dimension: Int, rows: Int) {
    self.init(
      dimension: dimension, rows: rows, forcedGain: filter.forcedGain, image: filter.image)
  }

  /// Creates a set from its conditions on eigenvalues.
  ///
  /// - Parameters:
  ///   - dimension: n ≥ 1.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - forcedGain: f(0).
  ///   - image: The image of f.
  init(dimension: Int, rows: Int, forcedGain: Gain, image: FilterImage) {
    precondition(
      rows >= 1 && rows <= dimension, "R with \(rows) rows of length \(dimension): 1 ≤ k ≤ n")
    self.dimension = dimension
    self.rows = rows
    self.forcedGain = forcedGain
    self.image = image
  }

  /// The least number of forced eigenvalues, n − k.
  public var forcedCount: Int { dimension - rows }
}
