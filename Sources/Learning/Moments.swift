// The moments of a data set, on which the risk depends.

public import LinearAlgebra

/// The second moments of pairs of noisy and clean signals.
///
/// Any quadratic risk is E(T) = ½ tr(T S_xx Tᵀ) − tr(T S_xy) + ½ tr S_yy with S_xx = E[xxᵀ],
/// S_xy = E[xyᵀ], S_yy = E[yyᵀ]. For the population S_xx = C + σ²I and S_xy = S_yy = C; for a data set
/// they are sample means, so that the data enter once and the cost of learning does not depend on
/// their number.
///
/// The moments of the noise ε = x − y are kept as well, because with D = I − T
/// ```
/// E = ½ tr(D S_xx Dᵀ) − tr(D S_xε) + ½ tr S_εε
/// ```
/// has no large terms where there is little noise: D is small wherever S_xx is not.
public struct Moments: Sendable {
  /// S_xx, n × n, symmetric.
  public let noisy: Matrix
  /// sym S_xy = ½(S_xy + S_xyᵀ), n × n: the risk of a symmetric T depends on no other part of S_xy.
  public let mixed: Matrix
  /// S_yy, n × n, symmetric: the second moment C of the clean signals.
  public let clean: Matrix
  /// sym S_xε = ½(S_xε + S_xεᵀ), n × n.
  public let noise: Matrix
  /// tr S_εε.
  public let noiseTrace: Double
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
    self.init(
      noisy: noisy, mixed: secondMoment, clean: secondMoment,
      noise: Matrix(diagonal: Array(repeating: noiseVariance, count: noisy.rows)),
      noiseTrace: noiseVariance * Double(noisy.rows))
  }

  fileprivate init(
    noisy: Matrix, mixed: Matrix, clean: Matrix, noise: Matrix, noiseTrace: Double
  ) {
    self.noisy = noisy
    self.mixed = mixed
    self.clean = clean
    self.noise = noise
    self.noiseTrace = noiseTrace
  }

  /// True where there is more signal than noise, so that I − T keeps its digits rather than T.
  var isLoud: Bool { clean.trace > noiseTrace }

  /// The mean loss ½E‖Tx − y‖² of a symmetric denoiser.
  ///
  /// - Parameter denoiser: T, n × n, symmetric.
  /// - Returns: ½ tr(T S_xx T) − tr(T S_xy) + ½ tr S_yy, or the same in I − T.
  /// - Complexity: O(n³).
  public func risk(of denoiser: Matrix) -> Double {
    let map = isLoud ? Matrix.identity(dimension).subtracting(denoiser) : denoiser
    var product = map
    product.setSymmetricProduct(noisy, map)
    return 0.5 * product.innerProduct(map) - (isLoud ? noise : mixed).innerProduct(map)
      + 0.5 * (isLoud ? noiseTrace : clean.trace)
  }

  /// True where sym S_xy has an eigenvalue that is negative by more than rounding.
  ///
  /// The population has none. In a sample, noise that happens to be correlated with the signal causes some as
  /// soon as there are directions with little or no signal.
  ///
  /// - Complexity: O(n³).
  var isMixedIndefinite: Bool {
    guard let values = try? SymmetricEigen.values(of: mixed) else { return true }
    let largest = maximumNorm(values)
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
    return Moments(
      noisy: rotated(noisy), mixed: rotated(mixed), clean: rotated(clean), noise: rotated(noise),
      noiseTrace: noiseTrace)
  }
}

/// An accumulator for the moments of frames that arrive in blocks; memory does not grow with their number.
public struct MomentAccumulator: Sendable {
  private var clean: SecondMoment
  private var noise: SecondMoment
  /// Σ y εᵀ of the pairs that are not pending.
  private var cross: Matrix
  /// Pairs that wait for a product, frame after frame.
  private var pending: (clean: [Double], noise: [Double]) = ([], [])
  private static let framesPerBlock = 512

  /// The number of pairs of frames so far.
  public var frameCount: Int { clean.frameCount }

  /// Creates an empty accumulator for frames of length n.
  public init(dimension: Int) {
    clean = SecondMoment(dimension: dimension)
    noise = SecondMoment(dimension: dimension)
    cross = Matrix(repeating: 0, rows: dimension, columns: dimension)
  }

  /// Adds a pair of frames, or several pairs: frame after frame in either list.
  ///
  /// - Precondition: both have the same multiple of n entries.
  /// - Complexity: O(n²) per pair, by BLAS in blocks.
  public mutating func add(noisy x: [Double], clean y: [Double]) {
    precondition(x.count == y.count, "\(x.count) noisy samples for \(y.count) clean ones")
    var epsilon = x
    LinearAlgebra.add(-1, y, to: &epsilon)
    clean.add(frames: y)
    noise.add(frames: epsilon)
    pending.clean += y
    pending.noise += epsilon
    if pending.clean.count >= cross.rows * Self.framesPerBlock { flush() }
  }

  private mutating func flush() {
    let count = pending.clean.count / cross.rows
    guard count > 0 else { return }
    cross.setProduct(
      Matrix(rows: cross.rows, columns: count, elements: pending.clean), .plain,
      Matrix(rows: cross.rows, columns: count, elements: pending.noise), .transposed, beta: 1)
    pending = ([], [])
  }

  /// The moments of all frames so far.
  ///
  /// Computed from S_yy, S_yε and S_εε, without differences: S_xy = S_yy + S_yεᵀ, S_xε = S_yε + S_εε.
  ///
  /// - Precondition: at least one pair was added.
  public consuming func moments() -> Moments {
    flush()
    var half = cross.symmetricPart
    scale(&half, by: 1 / Double(frameCount))
    let (yy, ee) = (clean.matrix(), noise.matrix())
    var (noisy, mixed, noise) = (yy, yy, ee)
    LinearAlgebra.add(1, half.elements, to: &mixed)
    LinearAlgebra.add(1, half.elements, to: &noise)
    LinearAlgebra.add(2, half.elements, to: &noisy)
    LinearAlgebra.add(1, ee.elements, to: &noisy)
    return Moments(noisy: noisy, mixed: mixed, clean: yy, noise: noise, noiseTrace: ee.trace)
  }

  /// The T of least mean loss among all matrices, S_yx S_xx⁻¹.
  ///
  /// - Returns: T, n × n; nil where S_xx is not positive definite to working precision.
  /// - Precondition: at least one pair was added.
  /// - Complexity: O(n³).
  consuming func linearDenoiser() -> Matrix? {
    flush()
    var half = cross
    scale(&half, by: 1 / Double(frameCount))
    let (yy, ee) = (clean.matrix(), noise.matrix())
    // S_yx = S_yy + S_yε, S_xx = S_yx + S_yεᵀ + S_εε.
    var (product, noisy) = (yy, ee)
    LinearAlgebra.add(1, half.elements, to: &product)
    LinearAlgebra.add(1, product.elements, to: &noisy)
    LinearAlgebra.add(1, half.transposed.elements, to: &noisy)
    guard let factor = CholeskyFactorization(noisy.symmetricPart) else { return nil }
    var solution = product.transposed
    factor.solve(&solution)
    return solution.transposed
  }
}
