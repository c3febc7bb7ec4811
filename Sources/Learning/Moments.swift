// All that the risk sees of a data set: three matrices.

public import LinearAlgebra

/// The second moments of pairs of noisy and clean signals.
///
/// Any quadratic risk is E(T) = ½ tr(T S_xx Tᵀ) − tr(T S_xy) + ½ tr S_yy with S_xx = E[xxᵀ],
/// S_xy = E[xyᵀ], S_yy = E[yyᵀ]. For the population S_xx = C + σ²I and S_xy = S_yy = C; for a data set
/// they are sample means, so that the data enter once and the cost of learning does not depend on
/// their number.
public struct Moments: Sendable {
  /// S_xx, n × n, symmetric.
  public let noisy: Matrix
  /// sym S_xy = ½(S_xy + S_xyᵀ), n × n: of S_xy the risk of a symmetric T sees no more.
  public let mixed: Matrix
  /// S_yy, n × n, symmetric: the second moment C of the clean signals.
  public let clean: Matrix
  /// The dimension n.
  public var dimension: Int { noisy.rows }

  /// The moments of a population with independent noise.
  ///
  /// - Parameters:
  ///   - secondMoment: C, n × n, symmetric positive semidefinite.
  ///   - noiseVariance: σ² ≥ 0.
  public init(secondMoment: Matrix, noiseVariance: Double) {
    var noisy = secondMoment
    for index in 0..<noisy.rows { noisy[index, index] += noiseVariance }
    self.init(noisy: noisy, mixed: secondMoment, clean: secondMoment)
  }

  fileprivate init(noisy: Matrix, mixed: Matrix, clean: Matrix) {
    self.noisy = noisy
    self.mixed = mixed
    self.clean = clean
  }

  /// The mean loss ½E‖Tx − y‖² of a symmetric denoiser.
  ///
  /// - Parameter denoiser: T, n × n, symmetric.
  /// - Returns: ½ tr(T S_xx T) − tr(T S_xy) + ½ tr S_yy.
  /// - Complexity: O(n³).
  public func risk(of denoiser: Matrix) -> Double {
    var product = denoiser
    product.setSymmetricProduct(noisy, denoiser)
    return 0.5 * product.innerProduct(denoiser) - mixed.innerProduct(denoiser) + 0.5 * clean.trace
  }

  /// True where sym S_xy has an eigenvalue below 0, by more than rounding.
  ///
  /// For a population it has none. But noise that happens to go with the signal gives it some as soon as
  /// there are directions with little signal, or with none.
  ///
  /// - Complexity: O(n³).
  var isMixedIndefinite: Bool {
    guard let values = try? SymmetricEigen.values(of: mixed) else { return true }
    let largest = values.reduce(0) { max($0, abs($1)) }
    return values.contains { $0 < -Double(dimension) * .ulpOfOne * largest }
  }

  /// The moments in another basis, UᵀSU.
  ///
  /// - Parameter basis: U, n × n, orthogonal.
  /// - Returns: The moments of Uᵀx and Uᵀy.
  public func rotated(to basis: Matrix) -> Moments {
    func rotated(_ matrix: Matrix) -> Matrix {
      var product = matrix
      product.setSymmetricProduct(matrix, basis)
      var result = matrix
      result.setProduct(basis, .transposed, product)
      return result.symmetricPart
    }
    return Moments(noisy: rotated(noisy), mixed: rotated(mixed), clean: rotated(clean))
  }
}

/// Accumulates the moments of frames that arrive in blocks; memory does not grow with their number.
public struct MomentAccumulator: Sendable {
  private var noisy: SecondMoment
  private var clean: SecondMoment
  private var sum: SecondMoment

  /// The number of pairs of frames so far.
  public var frameCount: Int { clean.frameCount }

  /// Creates an empty accumulator for frames of length n.
  public init(dimension: Int) {
    noisy = SecondMoment(dimension: dimension)
    clean = SecondMoment(dimension: dimension)
    sum = SecondMoment(dimension: dimension)
  }

  /// Adds a pair of frames, or several pairs: frame after frame in either list.
  ///
  /// - Precondition: both have the same multiple of n entries.
  /// - Complexity: O(n²) a pair, by BLAS in blocks.
  public mutating func add(noisy x: [Double], clean y: [Double]) {
    noisy.add(frames: x)
    clean.add(frames: y)
    var both = x
    LinearAlgebra.add(1, y, to: &both)
    sum.add(frames: both)
  }

  /// The moments of all frames so far.
  ///
  /// The mixed one by polarization, S_xy + S_yx = S_(x+y)(x+y) − S_xx − S_yy.
  ///
  /// - Precondition: at least one pair was added.
  public consuming func moments() -> Moments {
    let (xx, yy) = (noisy.matrix(), clean.matrix())
    var mixed = sum.matrix().subtracting(xx).subtracting(yy)
    scale(&mixed, by: 0.5)
    return Moments(noisy: xx, mixed: mixed, clean: yy)
  }
}
