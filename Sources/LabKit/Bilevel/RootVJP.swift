// The hypergradient by the implicit function theorem, at any point.

package import LinearAlgebra

/// A gradient of h(λ) = F(z*(λ), λ) by implicit differentiation at a point z, with the solution of its linear system.
package struct RootVJP: Sendable, Equatable {
  /// g = ∂_λF − Cᵀv, p numbers.
  package let gradient: [Double]
  /// ∂_zF, d numbers.
  package let rightHandSide: [Double]
  /// v, d numbers.
  package let adjoint: [Double]
  /// ‖Hv − ∂_zF‖, the residual of the linear system.
  package let residual: Double
  /// The residual relative to ‖∂_zF‖; 0 where both are 0.
  package var relativeResidual: Double { residual == 0 ? 0 : residual / norm(rightHandSide) }
  /// The number of products with H that the solver took.
  package let productCount: Int
}

extension BilevelProblem {
  /// The hypergradient by implicit differentiation of ∂_zG(z, λ) = 0.
  ///
  /// The invariant is D_v = Hv − ∂_zF = 0 with H = ∂²G/∂z² at (z, λ), and then g = ∂_λF − Cᵀv with C = ∂²G/∂λ∂z.
  /// Papers that write D_v = Hv + ∂_zF have −v for v and g = ∂_λF + Cᵀv. At z = z*(λ) and D_v = 0 it is ∇h(λ);
  /// elsewhere its error is of first order in ‖z − z*‖ in general, and of second order for F = G.
  ///
  /// - Parameters:
  ///   - z: The point, d numbers; z*(λ) or an approximation.
  ///   - lambda: λ, p numbers.
  ///   - solver: How the linear system is solved.
  ///   - hessian: H at (z, λ), where it has been formed; its products are those of the system then.
  /// - Returns: The gradient, with the residual of the system.
  /// - Throws: ``LabError/failed(_:)`` where the solver cannot solve it.
  package func rootVJP(
    at z: [Double], _ lambda: [Double], by solver: AdjointSolver = .direct, hessian: Matrix? = nil
  ) throws(LabError) -> RootVJP {
    precondition(
      z.count == lower.stateCount && lambda.count == lower.parameterCount,
      "z and λ of \(z.count) and \(lambda.count) numbers, not \(lower.stateCount) and "
        + "\(lower.parameterCount)")
    var b = [Double](repeating: 0, count: z.count)
    upper.gradient(z, lambda, into: &b)
    let lower = lower
    var system =
      if let hessian {
        AdjointSystem(b, curvature: lower.curvature(lambda), hessian, matrix: { hessian })
      } else {
        AdjointSystem(
          b, curvature: lower.curvature(lambda), HessianMap(lower: lower, z: z, lambda: lambda),
          matrix: { lower.hessian(z, lambda) })
      }
    let v = try solver.solve(&system)
    var gradient = [Double](repeating: 0, count: lambda.count)
    var implicit = gradient
    upper.directGradient(z, lambda, into: &gradient)
    lower.mixedAdjointProduct(z, lambda, v, into: &implicit)
    add(-1, implicit, to: &gradient)
    return RootVJP(
      gradient: gradient, rightHandSide: b, adjoint: v, residual: system.residual(v),
      productCount: system.productCount)
  }
}

/// The Hessian H = ∂²G/∂z² of a lower level at a point, as a linear map.
package struct HessianMap<Lower: LowerLevel>: LinearMap {
  private let lower: Lower
  private let z: [Double]
  private let lambda: [Double]

  /// H at (z, λ).
  package init(lower: Lower, z: [Double], lambda: [Double]) {
    self.lower = lower
    self.z = z
    self.lambda = lambda
  }

  package var rows: Int { lower.stateCount }
  package var columns: Int { lower.stateCount }

  package func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    var product = [Double](repeating: 0, count: rows)
    lower.hessianProduct(z, lambda, Array(x), into: &product)
    _ = y.update(fromContentsOf: product)
  }

  /// The same product, as H is symmetric.
  package func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    apply(y, into: x)
  }
}

/// The defect of the adjoint identity of the mixed derivative, |⟨Cu, v⟩ − ⟨u, Cᵀv⟩| over ‖Cu‖‖v‖ + ‖u‖‖Cᵀv‖, and
/// of the symmetry of H, for random directions; both are of the order of rounding for a correct problem.
///
/// - Parameters:
///   - lower: The lower level.
///   - z: A point, d numbers.
///   - lambda: λ, p numbers.
///   - seed: The seed of the directions.
/// - Returns: Both defects.
package func productDefects(
  of lower: some LowerLevel, at z: [Double], _ lambda: [Double], seed: UInt64 = 0
) -> (mixed: Double, hessian: Double) {
  var generator = CounterGenerator(seed: seed)
  let (d, p) = (lower.stateCount, lower.parameterCount)
  let (u, v, w) = (generator.normals(p), generator.normals(d), generator.normals(d))
  var (image, hv, hw) = (v, v, v)
  var adjoint = u
  lower.mixedProduct(z, lambda, u, into: &image)
  lower.mixedAdjointProduct(z, lambda, v, into: &adjoint)
  lower.hessianProduct(z, lambda, v, into: &hv)
  lower.hessianProduct(z, lambda, w, into: &hw)
  func defect(_ a: [Double], _ b: [Double], _ c: [Double], _ e: [Double]) -> Double {
    let scale = norm(a) * norm(b) + norm(c) * norm(e)
    return scale > 0 ? abs(dot(a, b) - dot(c, e)) / scale : 0
  }
  return (defect(image, v, u, adjoint), defect(hv, w, v, hw))
}
