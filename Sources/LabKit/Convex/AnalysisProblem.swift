// Least squares with a penalty on an analysis transform, and certificates for any operator.

package import LinearAlgebra
package import Optimization

/// min P(x) = ½‖Ax − y‖² + λ‖Γx‖ with the dual D(q) = ⟨y, q⟩ − ½‖q‖² where Aᵀq = Γᵀu for some u with |u| ≤ λ.
///
/// ‖·‖ is the l1 norm, or the sum of Euclidean norms of pairs, whose dual norms |·| are the largest entry and
/// the longest pair.
package struct AnalysisProblem: Sendable {
  /// A, p × n.
  package let map: any LinearMap
  /// y, p numbers.
  package let data: [Double]
  /// Γ, m × n.
  package let transform: any LinearMap
  /// The norm of Γx.
  package let norm: PairNorm
  /// λ > 0.
  package let penalty: Double
  /// A1 where Γ maps constants to 0; nil where A maps them to 0 too, up to rounding, and where Γ is injective.
  private let constantImage: [Double]?
  /// ‖Ag‖ for a vector g of n standard normal numbers, about the Frobenius norm of A.
  private let size: Double
  /// (ΓᵀΓ)⁺.
  private let inverseGram: @Sendable (_ right: [Double]) -> [Double]

  /// Creates a problem with total variation on a grid.
  ///
  /// - Parameters:
  ///   - map: A, p × n.
  ///   - data: y, p numbers.
  ///   - differences: Γ, the differences of a signal of n samples or of an image of n pixels.
  ///   - norm: The norm of the two differences of a pixel; a signal has one norm.
  ///   - penalty: λ > 0.
  package init(
    _ map: any LinearMap, data: [Double], differences: StencilMap,
    norm: PairNorm = .anisotropic, penalty: Double
  ) {
    let laplacian = GridLaplacian(
      StencilMap(
        height: differences.height, width: differences.width, boundary: differences.boundary))
    self.init(
      map, data, differences, norm, penalty, keepsConstants: true
    ) { laplacian.solve($0) }
  }

  /// Creates a problem with an injective transform and the l1 norm.
  ///
  /// - Parameters:
  ///   - map: A, p × n.
  ///   - data: y, p numbers.
  ///   - transform: Γ, m × n of rank n.
  ///   - penalty: λ > 0.
  ///   - factor: The factorization of ΓᵀΓ.
  package init(
    _ map: any LinearMap, data: [Double], transform: Matrix, penalty: Double,
    factor: CholeskyFactorization
  ) {
    self.init(map, data, transform, .anisotropic, penalty, keepsConstants: false) { right in
      var solution = right
      factor.solve(&solution)
      return solution
    }
  }

  private init(
    _ map: any LinearMap, _ data: [Double], _ transform: any LinearMap,
    _ norm: PairNorm, _ penalty: Double, keepsConstants: Bool,
    inverseGram: @escaping @Sendable ([Double]) -> [Double]
  ) {
    precondition(
      map.rows == data.count && map.columns == transform.columns && penalty > 0,
      """
      a \(map.rows) × \(map.columns) map, \(data.count) data, a transform of \(transform.columns) entries, λ = \(penalty)
      """)
    (self.map, self.data, self.transform) = (map, data, transform)
    (self.norm, self.penalty, self.inverseGram) = (norm, penalty, inverseGram)
    var generator = CounterGenerator(seed: 151)
    size = LinearAlgebra.norm(map.applied(to: generator.normals(map.columns)))
    let image = map.applied(to: [Double](repeating: 1, count: map.columns))
    constantImage =
      keepsConstants && LinearAlgebra.norm(image) > Self.rounding * size ? image : nil
  }

  /// The share of a norm up to which a vector is rounding.
  private static let rounding = 1e-12

  /// P(x).
  package func primal(_ x: [Double]) -> Double {
    let residual = difference(data, map.applied(to: x))
    return 0.5 * dot(residual, residual) + penalty * norm.sum(transform.applied(to: x))
  }

  /// The certificate of a point by its residual, for any A.
  ///
  /// q is the residual y − Ax without what would make Aᵀq leave the range of Γᵀ, and u the multiplier of the iteration,
  /// moved to the nearest solution of Γᵀu = Aᵀq; both are scaled to be feasible and best.
  ///
  /// - Parameters:
  ///   - x: The point, n numbers.
  ///   - dual: u, m numbers near a multiplier of x.
  /// - Returns: P(x) and the dual value.
  package func certificate(_ x: [Double], dual: [Double]) -> Certificate {
    let residual = difference(data, map.applied(to: x))
    let primal =
      0.5 * dot(residual, residual) + penalty * norm.sum(transform.applied(to: x))
    let (point, multiplier) = feasible(residual, near: dual)
    let size = norm.dualNorm(multiplier)
    let square = dot(point, point)
    guard square > 0 else { return Certificate(primal: primal, dual: 0) }
    let limit = size > 0 ? penalty / size : .infinity
    let factor = min(max(dot(data, point) / square, 0), limit)
    return Certificate(
      primal: primal, dual: factor * dot(data, point) - 0.5 * factor * factor * square)
  }

  /// The certificate of a point with q = A⁻ᵀΓᵀu for an invertible A.
  ///
  /// - Parameters:
  ///   - x: The point, n numbers.
  ///   - dual: u with |u| ≤ λ, m numbers.
  ///   - factor: The factorization of A.
  /// - Returns: P(x) and the dual value.
  package func certificate(
    _ x: [Double], dual: [Double], factor: LUFactorization
  ) -> Certificate {
    var point = transform.adjointApplied(to: dual)
    factor.solve(&point, .transposed)
    return Certificate(primal: primal(x), dual: dot(data, point) - 0.5 * dot(point, point))
  }

  /// The dual norm of the least multiplier u of the best constant: at least λ_max, above which the solution is constant,
  /// and equal to it for signals; 0 where a constant fits as well as any x, up to rounding.
  package var penaltyScale: Double {
    var residual = data
    removeConstants(from: &residual)
    let slope = LinearAlgebra.norm(map.adjointApplied(to: residual))
    guard slope > Self.rounding * size * LinearAlgebra.norm(data) else { return 0 }
    let zero = [Double](repeating: 0, count: transform.rows)
    return norm.dualNorm(feasible(residual, near: zero).multiplier)
  }

  /// Subtracts from a residual what is parallel to A1.
  private func removeConstants(from residual: inout [Double]) {
    guard let constantImage else { return }
    add(
      -dot(constantImage, residual) / dot(constantImage, constantImage), constantImage,
      to: &residual)
  }

  /// q from a residual, and the solution u of Γᵀu = Aᵀq nearest to a multiplier.
  private func feasible(
    _ residual: [Double], near dual: [Double]
  ) -> (point: [Double], multiplier: [Double]) {
    var point = residual
    removeConstants(from: &point)
    let defect = difference(map.adjointApplied(to: point), transform.adjointApplied(to: dual))
    var multiplier = transform.applied(to: inverseGram(defect))
    add(1, dual, to: &multiplier)
    return (point, multiplier)
  }
}
