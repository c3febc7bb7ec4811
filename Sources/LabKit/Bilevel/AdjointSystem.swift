// The linear system of a hypergradient, and the ways to solve it.

package import LinearAlgebra
import Optimization

/// The system Hv = b with a symmetric H that is available through its products.
package struct AdjointSystem: Sendable {
  /// b, d numbers.
  package let rightHandSide: [Double]
  /// Bounds on the eigenvalues of H, which few solvers need.
  package var curvature: Curvature { bounds() }
  /// H as a linear map, whose products are not counted here; see ``count(_:)``.
  package let map: any LinearMap
  /// The number of products with H so far.
  package private(set) var productCount = 0
  private let bounds: @Sendable () -> Curvature
  private let dense: @Sendable () -> Matrix

  /// Creates a system.
  ///
  /// - Parameters:
  ///   - rightHandSide: b, d numbers.
  ///   - curvature: Computes bounds on the eigenvalues of H.
  ///   - map: H, d × d and symmetric.
  ///   - matrix: Forms the matrix H; built from products if omitted.
  package init(
    _ rightHandSide: [Double], curvature: @autoclosure @escaping @Sendable () -> Curvature,
    _ map: some LinearMap,
    matrix: (@Sendable () -> Matrix)? = nil
  ) {
    let d = rightHandSide.count
    precondition(
      map.rows == d && map.columns == d, "a \(map.rows) × \(map.columns) map, \(d) numbers")
    self.rightHandSide = rightHandSide
    bounds = curvature
    self.map = map
    dense = matrix ?? { Matrix(of: map) }
  }

  /// d.
  package var dimension: Int { rightHandSide.count }

  /// Fills the product Hv, and counts it.
  package mutating func multiply(_ v: [Double], into result: inout [Double]) {
    productCount += 1
    map.apply(v, into: &result)
  }

  /// Counts products that a solver took of ``map``.
  package mutating func count(_ products: Int) { productCount += products }

  /// The matrix H, which counts as d products.
  package mutating func matrix() -> Matrix {
    productCount += dimension
    return dense()
  }

  /// The residual ‖Hv − b‖; not counted, as no method needs it.
  package func residual(_ v: [Double]) -> Double {
    distance(map.applied(to: v), rightHandSide)
  }
}

/// A solver of Hv = b, exact or approximate.
///
/// Others are added as static members in separate files.
package struct AdjointSolver: Sendable {
  /// The name with its parameters, as tables show it.
  package let name: String
  /// Solves a system.
  package let solve: @Sendable (_ system: inout AdjointSystem) throws(LabError) -> [Double]

  /// Creates a solver.
  ///
  /// - Parameters:
  ///   - name: The name with its parameters.
  ///   - solve: Solves a system for v.
  package init(
    _ name: String,
    _ solve: @escaping @Sendable (_ system: inout AdjointSystem) throws(LabError) -> [Double]
  ) {
    self.name = name
    self.solve = solve
  }

  /// Cholesky factorization of H, with one step of refinement.
  package static let direct = AdjointSolver("direct") { system throws(LabError) in
    guard let factor = CholeskyFactorization(system.matrix()) else {
      throw .failed("the Hessian of the lower level is not positive definite")
    }
    return refined(&system, factor)
  }

  /// The same with a factorization of H that is known.
  ///
  /// - Parameter factor: The factorization.
  /// - Returns: The solver.
  package static func factorized(_ factor: CholeskyFactorization) -> AdjointSolver {
    AdjointSolver("direct") { system in refined(&system, factor) }
  }

  private static func refined(
    _ system: inout AdjointSystem, _ factor: CholeskyFactorization
  ) -> [Double] {
    var v = system.rightHandSide
    factor.solve(&v)
    var defect = [Double](repeating: 0, count: system.dimension)
    system.multiply(v, into: &defect)
    for index in defect.indices { defect[index] = system.rightHandSide[index] - defect[index] }
    factor.solve(&defect)
    add(1, defect, to: &v)
    return v
  }

  /// Conjugate gradients.
  ///
  /// - Parameters:
  ///   - tolerance: The residual at which to stop, as a fraction of ‖b‖.
  ///   - limit: The largest number of products; 10d if omitted.
  /// - Returns: The solver.
  package static func conjugateGradient(
    tolerance: Double = 1e-14, limit: Int? = nil
  ) -> AdjointSolver {
    AdjointSolver(limit.map { "cg \($0)" } ?? "cg") { system in
      let method = ConjugateGradient(tolerance: tolerance, iterationLimit: limit)
      let result = method.solve(system.map, system.rightHandSide)
      system.count(result.cost.products)
      return result.solution
    }
  }

  /// Conjugate gradients for the normal equations H²v = Hb, whose condition number is the square of that of H; two
  /// products an iteration.
  ///
  /// - Parameters:
  ///   - tolerance: The residual ‖H(b − Hv)‖ at which to stop, as a fraction of ‖Hb‖.
  ///   - limit: The largest number of iterations; 10d if omitted.
  /// - Returns: The solver.
  package static func normalConjugateGradient(
    tolerance: Double = 1e-14, limit: Int? = nil
  ) -> AdjointSolver {
    AdjointSolver(limit.map { "normal cg \($0)" } ?? "normal cg") { system in
      let method = ConjugateGradient(tolerance: tolerance, iterationLimit: limit)
      let result = method.solveLeastSquares(system.map, system.rightHandSide)
      system.count(result.cost.products + result.cost.adjointProducts)
      return result.solution
    }
  }

  /// The solver v = b, which replaces H by the identity.
  package static let jacobianFree = AdjointSolver("jacobian-free") { system in
    system.rightHandSide
  }

  /// The Neumann series v = η Σ_{q<Q} (I − ηH)^q b, which is what back-propagation through Q gradient steps
  /// computes.
  ///
  /// - Parameters:
  ///   - terms: Q ≥ 0.
  ///   - stepSize: η; 1/L if omitted.
  /// - Returns: The solver.
  package static func neumann(terms: Int, stepSize: Double? = nil) -> AdjointSolver {
    AdjointSolver("neumann \(terms)") { system in
      series(&system, terms: terms, stepSize: stepSize, skipsIdentity: false)
    }
  }

  /// The series as it is often printed, η Σ_{q<Q} (I − ηH)^{q+1} b: its first term, the one with the identity, is
  /// missing, and it tends to (I − ηH)H⁻¹b.
  package static func printedNeumann(terms: Int, stepSize: Double? = nil) -> AdjointSolver {
    AdjointSolver("neumann as printed \(terms)") { system in
      series(&system, terms: terms, stepSize: stepSize, skipsIdentity: true)
    }
  }

  private static func series(
    _ system: inout AdjointSystem, terms: Int, stepSize: Double?, skipsIdentity: Bool
  ) -> [Double] {
    let eta = stepSize ?? 1 / system.curvature.upper
    var sum = [Double](repeating: 0, count: system.dimension)
    var (term, product) = (system.rightHandSide, sum)
    func advance() {
      system.multiply(term, into: &product)
      add(-eta, product, to: &term)
    }
    for index in 0..<max(terms, 0) {
      if skipsIdentity || index > 0 { advance() }
      add(eta, term, to: &sum)
    }
    return sum
  }
}
