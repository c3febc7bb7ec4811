// The largest singular value of a linear map.

import Libc

/// Bounds on ‖A‖₂, the largest singular value of a linear map.
public struct OperatorNorm: Sendable, Equatable {
  /// The evidence for bounds of a norm: how they were found, and how sure they are.
  public enum Certificate: Sendable, Equatable {
    /// All eigenvalues of AAᵀ or AᵀA: the bounds differ by rounding.
    case eigenvalues
    /// Power iteration from a random vector: the lower bound always holds, the upper one except with this
    /// probability.
    case randomStart(failure: Double)
  }

  /// A lower bound on ‖A‖₂.
  public let lower: Double
  /// An upper bound on ‖A‖₂, the one to use for step sizes.
  public let upper: Double
  /// How the bounds were found, and how sure they are.
  public let certificate: Certificate
  /// The number of products with A and Aᵀ together.
  public let products: Int
}

/// The largest singular value of a linear map, between bounds.
///
/// If m or n is at most ``OperatorNorm/denseLimit``, it is computed from the largest eigenvalue of the smaller
/// Gram matrix, whose
/// error is below 4(m+n) units of rounding. Otherwise it comes from power iteration on AᵀA from a direction
/// uniform on the sphere: the Rayleigh quotient ρ of v = (AᵀA)ᵏ⁻¹b is a mean of the eigenvalues with
/// ```
/// ρ ≤ λ₁ ≤ ρ w⁻¹ᐟ⁽²ᵏ⁻¹⁾
/// ```
/// for the fraction w of ‖b‖² along the first eigenvector, because moments satisfy M₂ₖ₋₂ ≤ M₂ₖ₋₁^((2k−2)/(2k−1));
/// and w is below πp²/(2n) with probability at most p.
///
/// - Parameters:
///   - map: A, m × n.
///   - tolerance: Power iteration stops when the bounds differ by this fraction; it takes about
///     log(n/p²)/(4·tolerance) products with A and as many with Aᵀ.
///   - failure: p, the probability allowed for a wrong upper bound of power iteration.
///   - productLimit: The largest total number of products with A and Aᵀ in power iteration.
/// - Returns: The bounds; wider than the tolerance if the limit was reached.
/// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
/// - SeeAlso: J. Kuczyński and H. Woźniakowski, Estimating the largest eigenvalue by the power and Lanczos
///   algorithms with a random start, SIAM J. Matrix Anal. Appl. 13 (1992).
public func operatorNorm(
  of map: some LinearMap, tolerance: Double = 0.01, failure: Double = 1e-9,
  productLimit: Int = 20_000
) throws(FactorizationError) -> OperatorNorm {
  precondition(
    tolerance > 0 && failure > 0 && failure < 1, "tolerance \(tolerance), p = \(failure)")
  guard map.rows > 0, map.columns > 0 else {
    return OperatorNorm(lower: 0, upper: 0, certificate: .eigenvalues, products: 0)
  }
  return min(map.rows, map.columns) <= OperatorNorm.denseLimit
    ? try denseNorm(map) : iteratedNorm(map, tolerance, failure, productLimit)
}

extension OperatorNorm {
  /// The largest min(m, n) for which the norm is an eigenvalue of a Gram matrix.
  public static let denseLimit = 256
}

private func denseNorm(_ map: some LinearMap) throws(FactorizationError) -> OperatorNorm {
  let (m, n) = (map.rows, map.columns)
  let matrix: Matrix
  let products: Int
  if let dense = map as? Matrix {
    (matrix, products) = (dense, 0)
  } else if n <= m {
    (matrix, products) = (Matrix(of: map), n)
  } else {
    // The rows of A, as columns of Aᵀ.
    var rows = Matrix(repeating: 0, rows: n, columns: m)
    var unit = [Double](repeating: 0, count: m)
    rows.withColumns { column, index in
      unit[index] = 1
      unit.withUnsafeBufferPointer { map.applyAdjoint($0, into: column) }
      unit[index] = 0
    }
    (matrix, products) = (rows, m)
  }
  let value = try extremeSingularValues(of: matrix).largest
  let error = gramError(m, n)
  return OperatorNorm(
    lower: value * (1 - error), upper: value * (1 + error), certificate: .eigenvalues,
    products: products)
}

/// The error of eigenvalues of the smaller Gram matrix of an m × n matrix, relative to the largest.
private func gramError(_ m: Int, _ n: Int) -> Double { 4 * Double(m + n) * .ulpOfOne }

/// The largest singular value and a lower bound on the least, from eigenvalues of the smaller Gram matrix.
///
/// Numerics: entries are scaled, so that squares neither overflow nor underflow. The largest value is exact up to 4(m+n) units of
/// rounding; the least one loses half of its digits to the squares, and is 0 below about √(4(m+n)ε) times the largest.
///
/// - Parameter matrix: A, m × n, finite.
/// - Returns: s₁, and at most sᵣ for r = min(m, n); 0 for an empty matrix.
/// - Throws: ``FactorizationError/noConvergence(unconverged:)``.
/// - Complexity: O(max(m, n) min(m, n)²).
/// - SeeAlso: ``SingularValues`` where small values are to keep their digits.
package func extremeSingularValues(
  of matrix: Matrix
) throws(FactorizationError) -> (largest: Double, least: Double) {
  let (m, n) = (matrix.rows, matrix.columns)
  let entry = maximumNorm(matrix.elements)
  guard entry > 0 else { return (0, 0) }
  let unit = Double(sign: .plus, exponent: entry.exponent, significand: 1)
  var scaled = matrix
  scale(&scaled, by: 1 / unit)
  var gram = Matrix(repeating: 0, rows: min(m, n), columns: min(m, n))
  gram.setGram(scaled, m <= n ? .plain : .transposed)
  let values = try SymmetricEigen.values(of: gram)
  let (low, high) = (values.first ?? 0, values.last ?? 0)
  return (
    unit * max(high, 0).squareRoot(),
    unit * max(low - gramError(m, n) * high, 0).squareRoot()
  )
}

private func iteratedNorm(
  _ map: some LinearMap, _ tolerance: Double, _ failure: Double, _ productLimit: Int
) -> OperatorNorm {
  let n = map.columns
  var generator = CounterGenerator(seed: 1)
  var direction = generator.normals(n)
  var image = [Double](repeating: 0, count: map.rows)
  // log(1/w) and the error of the products.
  let share = -log(.pi * failure * failure / (2 * Double(n)))
  let rounding = 4 * Double(map.rows + n) * Double.ulpOfOne
  var (lower, upper) = (0.0, Double.infinity)
  var products = 0
  for step in 1...max(productLimit / 2, 1) {
    let length = norm(direction)
    guard length > 0 else {
      // A vanishes along a direction with a component along every eigenvector.
      (lower, upper) = (0, 0)
      break
    }
    scale(&direction, by: 1 / length)
    map.apply(direction, into: &image)
    let value = norm(image)
    products += 1
    lower = max(lower, value * (1 - rounding))
    // λ₁ = ‖A‖², whose square root is taken.
    upper = min(upper, value * exp(share / (2 * Double(2 * step - 1))) * (1 + rounding))
    if upper - lower <= tolerance * lower { break }
    map.applyAdjoint(image, into: &direction)
    products += 1
  }
  return OperatorNorm(
    lower: lower, upper: upper, certificate: .randomStart(failure: failure), products: products)
}
