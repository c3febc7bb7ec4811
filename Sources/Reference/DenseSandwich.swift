// The asymptotic excess of a learned denoiser as ½ tr(H⁺J), in the variables that are learned.

package import LinearAlgebra

/// ½ tr(H⁺J) for a denoiser T(p) at a minimum of the risk, with C = diag(γ) and Gaussian frames.
///
/// H is the Hessian of the risk in p, by central differences of its gradient, and J the covariance of the gradient of
/// the loss of one frame, from the second moments of x, y and ε. Directions of p that do not change T have no part in
/// either.
package enum DenseSandwich {
  /// What Tx is compared with.
  package enum Target: Sendable {
    /// y.
    case clean
    /// y + ε′.
    case noisy
    /// x, with the correction σ² tr T.
    case stein
  }

  /// The limit of m times the mean excess.
  ///
  /// - Parameters:
  ///   - point: The minimum p.
  ///   - eigenvalues: γ, n of them.
  ///   - noiseVariance: σ².
  ///   - target: The loss.
  ///   - tangent: T and its derivative in a direction of p.
  /// - Returns: The limit to about 10⁻⁷; nil where p is no minimum, or H has eigenvalues that are neither 0 nor clearly
  ///   positive.
  /// - Throws: Any error of the tangent, or of an eigendecomposition.
  /// - Complexity: O(d²n³ + d³) for d variables.
  package static func constant(
    at point: [Double], eigenvalues: [Double], noiseVariance: Double, target: Target,
    tangent: (_ point: [Double], _ direction: [Double]) throws(FactorizationError) -> DenseTangent
  ) throws(FactorizationError) -> Double? {
    let count = point.count
    let noisy = Matrix(diagonal: eigenvalues.map { $0 + noiseVariance })
    let clean = Matrix(diagonal: eigenvalues)
    func axis(_ index: Int) -> [Double] { (0..<count).map { $0 == index ? 1 : 0 } }
    func gradient(_ place: [Double]) throws(FactorizationError) -> [Double] {
      var result: [Double] = []
      for index in 0..<count {
        let moved = try tangent(place, axis(index))
        let slope = moved.value.multiplied(by: noisy).subtracting(clean)
        result.append(slope.innerProduct(moved.slope))
      }
      return result
    }
    let step = 1e-5
    var hessian = Matrix(repeating: 0, rows: count, columns: count)
    for column in 0..<count {
      var (forward, backward) = (point, point)
      forward[column] += step
      backward[column] -= step
      let (ahead, behind) = (try gradient(forward), try gradient(backward))
      for row in 0..<count { hessian[row, column] = (ahead[row] - behind[row]) / (2 * step) }
    }
    let eigen = try SymmetricEigen(hessian.symmetricPart)
    let largest = eigen.values.last ?? 0
    let slope = try gradient(point)
    guard largest > 0, slope.allSatisfy({ abs($0) < 1e-7 * largest }) else { return nil }

    var tangents: [Matrix] = []
    for index in 0..<count { tangents.append(try tangent(point, axis(index)).slope) }
    let covariance = covariance(
      tangents, at: try tangent(point, axis(0)).value, noisy: noisy, clean: clean,
      noiseVariance: noiseVariance, target: target)
    var sum = 0.0
    for (index, value) in eigen.values.enumerated() where abs(value) > 1e-7 * largest {
      guard value > 1e-3 * largest else { return nil }
      var form = 0.0
      for i in 0..<count {
        for j in 0..<count {
          form += eigen.vectors[i, index] * covariance[i, j] * eigen.vectors[j, index]
        }
      }
      sum += form / value
    }
    return 0.5 * sum
  }

  /// Cov(⟨A, exᵀ⟩, ⟨B, exᵀ⟩) = ⟨A, E[eeᵀ] B E[xxᵀ] + E[exᵀ] Bᵀ E[exᵀ]⟩ for normal (e, x).
  private static func covariance(
    _ tangents: [Matrix], at map: Matrix, noisy: Matrix, clean: Matrix, noiseVariance: Double,
    target: Target
  ) -> Matrix {
    let n = map.rows
    let (errors, mixed): (Matrix, Matrix)
    if target == .stein {
      let error = map.subtracting(.identity(n))
      mixed = error.multiplied(by: noisy)
      errors = mixed.multiplied(by: error.transposed)
    } else {
      mixed = map.multiplied(by: noisy).subtracting(clean)
      let half = map.multiplied(by: clean)
      let plain = map.multiplied(by: noisy).multiplied(by: map.transposed)
        .subtracting(half).subtracting(half.transposed).adding(clean)
      errors = target == .noisy ? plain.adding(.identity(n), times: noiseVariance) : plain
    }
    var covariance = Matrix(repeating: 0, rows: tangents.count, columns: tangents.count)
    for (column, b) in tangents.enumerated() {
      let product = errors.multiplied(by: b).multiplied(by: noisy).adding(
        mixed.multiplied(by: b.transposed).multiplied(by: mixed))
      for (row, a) in tangents.enumerated() { covariance[row, column] = a.innerProduct(product) }
    }
    return covariance
  }
}
