// Implicit differentiation: the invariant, its solvers and its counts.

import LabKit
import LinearAlgebra
import Testing

/// G = ½zᵀHz − (b + Cλ)ᵀz, whose solution is H⁻¹(b + Cλ).
private struct Quadratic: LowerLevel {
  let hessianMatrix: Matrix
  let mixed: Matrix
  let offset: [Double]
  let bounds: Curvature

  init(seed: UInt64, d: Int = 6, p: Int = 3) {
    var generator = CounterGenerator(seed: seed)
    let factor = generator.normals(rows: d, columns: d)
    var h = factor.gram()
    for index in 0..<d { h[index, index] += 1 }
    hessianMatrix = h
    mixed = generator.normals(rows: d, columns: p)
    offset = generator.normals(d)
    bounds = Curvature(lower: 1, upper: h.trace)
  }

  var stateCount: Int { hessianMatrix.rows }
  var parameterCount: Int { mixed.columns }
  private func right(_ lambda: [Double]) -> [Double] {
    zip(offset, mixed.applied(to: lambda)).map { $0 + $1 }
  }
  func value(_ z: [Double], _ lambda: [Double]) -> Double {
    0.5 * dot(z, hessianMatrix.applied(to: z)) - dot(right(lambda), z)
  }
  func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    gradient = zip(hessianMatrix.applied(to: z), right(lambda)).map { $0 - $1 }
  }
  func hessianProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double]
  ) { product = hessianMatrix.applied(to: v) }
  func mixedProduct(
    _ z: [Double], _ lambda: [Double], _ u: [Double], into product: inout [Double]
  ) { product = mixed.applied(to: u).map { -$0 } }
  func mixedAdjointProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double]
  ) { product = mixed.adjointApplied(to: v).map { -$0 } }
  func curvature(_ lambda: [Double]) -> Curvature { bounds }
  func solution(_ lambda: [Double]) -> [Double]? {
    let inverse = hessianMatrix.invertPositiveDefiniteCopy()
    return inverse.applied(to: right(lambda))
  }
}

extension Matrix {
  /// A⁻¹ by Gauss–Jordan elimination, as an independent route.
  fileprivate func invertPositiveDefiniteCopy() -> Matrix {
    var (a, inverse) = (self, Matrix.identity(rows))
    for pivot in 0..<rows {
      let factor = a[pivot, pivot]
      for column in 0..<rows {
        a[pivot, column] /= factor
        inverse[pivot, column] /= factor
      }
      for row in 0..<rows where row != pivot {
        let multiple = a[row, pivot]
        for column in 0..<rows {
          a[row, column] -= multiple * a[pivot, column]
          inverse[row, column] -= multiple * inverse[pivot, column]
        }
      }
    }
    return inverse
  }
}

struct BilevelTests {
  private let lambda = [0.3, -1, 0.5]

  private func problem(_ seed: UInt64) -> BilevelProblem<Quadratic, DistanceLevel> {
    BilevelProblem(
      lower: Quadratic(seed: seed), upper: DistanceLevel(target: [1, 2, 0, -1, 0.5, 3]))
  }

  @Test("the mixed products are adjoint and the Hessian is symmetric", arguments: 0..<4 as Range)
  func products(seed: UInt64) {
    let lower = Quadratic(seed: seed)
    let defects = productDefects(of: lower, at: [1, 0, 2, -1, 3, 1], lambda, seed: seed)
    #expect(defects.mixed < 1e-14 && defects.hessian < 1e-14)
  }

  @Test(
    "the implicit gradient at the solution agrees with central differences of h",
    arguments: 1..<4 as Range)
  func gradient(seed: UInt64) throws {
    let problem = problem(seed)
    let z = try #require(problem.lower.solution(lambda))
    let result = try problem.rootVJP(at: z, lambda)
    for index in lambda.indices {
      var (above, below) = (lambda, lambda)
      above[index] += 1e-4
      below[index] -= 1e-4
      let high = problem.upper.value(try #require(problem.lower.solution(above)), above)
      let low = problem.upper.value(try #require(problem.lower.solution(below)), below)
      // h is quadratic, so only rounding is left.
      #expect(abs((high - low) / 2e-4 - result.gradient[index]) < 1e-9)
    }
    #expect(result.relativeResidual < 1e-14)
    // The matrix, and one product for the refinement.
    #expect(result.productCount == 7)
  }

  @Test("the invariant: the residual is that of Hv = ∂F/∂z, for every solver")
  func residual() throws {
    let problem = problem(2)
    let z = [1.0, -1, 0, 2, 0.5, 1]
    let solvers: [AdjointSolver] = [
      .direct, .jacobianFree, .neumann(terms: 5), .printedNeumann(terms: 5),
      .conjugateGradient(limit: 3), .normalConjugateGradient(limit: 2),
    ]
    for solver in solvers {
      let result = try problem.rootVJP(at: z, lambda, by: solver)
      let product = problem.lower.hessianMatrix.applied(to: result.adjoint)
      let defect = (0..<6).map { product[$0] - (z[$0] - problem.upper.target[$0]) }
      #expect(abs(result.residual - norm(defect)) < 1e-12, "\(solver.name)")
      let implicit = problem.lower.mixed.adjointApplied(to: result.adjoint)
      // ∂G/∂λ∂z is −C here, so the sign is plus.
      for index in lambda.indices {
        #expect(abs(result.gradient[index] - implicit[index]) < 1e-12, "\(solver.name)")
      }
    }
  }

  @Test(
    "the Neumann series tends to H⁻¹b, the printed one to (I − ηH)H⁻¹b, with one product per term")
  func neumann() throws {
    let problem = problem(4)
    let z = [1.0, -1, 0, 2, 0.5, 1]
    let exact = try problem.rootVJP(at: z, lambda).adjoint
    let series = try problem.rootVJP(at: z, lambda, by: .neumann(terms: 3000))
    let printed = try problem.rootVJP(at: z, lambda, by: .printedNeumann(terms: 3000))
    let eta = 1 / problem.lower.bounds.upper
    for index in exact.indices {
      let b = z[index] - problem.upper.target[index]
      #expect(abs(series.adjoint[index] - exact[index]) < 1e-9)
      #expect(abs(printed.adjoint[index] - (exact[index] - eta * b)) < 1e-9)
    }
    #expect(series.productCount == 2999 && printed.productCount == 3000)
  }

  @Test("conjugate gradients are exact after d products, those of the normal equations after 2d")
  func conjugateGradients() throws {
    let problem = problem(5)
    let z = [1.0, -1, 0, 2, 0.5, 1]
    let exact = try problem.rootVJP(at: z, lambda).adjoint
    let plain = try problem.rootVJP(at: z, lambda, by: .conjugateGradient(limit: 6))
    let normal = try problem.rootVJP(at: z, lambda, by: .normalConjugateGradient(limit: 6))
    for index in exact.indices {
      #expect(abs(plain.adjoint[index] - exact[index]) < 1e-9)
      #expect(abs(normal.adjoint[index] - exact[index]) < 1e-6)
    }
    #expect(plain.productCount == 6 && (12...13).contains(normal.productCount))
  }

  @Test("an indefinite Hessian is an error, not a number")
  func indefinite() {
    var system = AdjointSystem(
      [1, 1], curvature: Curvature(lower: 0, upper: 1), Matrix(diagonal: [1, -1]))
    #expect(throws: LabError.self) { try AdjointSolver.direct.solve(&system) }
  }

  @Test("every call is counted")
  func counts() throws {
    let counter = OracleCounter()
    let problem = BilevelProblem(
      lower: CountedLowerLevel(Quadratic(seed: 1), counter),
      upper: CountedUpperLevel(DistanceLevel(target: [0, 0, 0, 0, 0, 0]), counter))
    _ = try problem.rootVJP(at: [1, 1, 1, 1, 1, 1], lambda, by: .neumann(terms: 4))
    var expected = OracleCounts()
    (expected.gradients, expected.directGradients, expected.mixedProducts) = (1, 1, 1)
    // Three for the series, and one for the residual.
    expected.products = 4
    #expect(counter.counts == expected)
    counter.reset()
    #expect(counter.counts == OracleCounts())
  }
}

/// The upper level F = ½‖z − t‖².
private struct DistanceLevel: UpperLevel {
  /// t, d numbers.
  let target: [Double]

  func value(_ z: [Double], _ lambda: [Double]) -> Double {
    zip(z, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
  }

  func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    for index in gradient.indices { gradient[index] = z[index] - target[index] }
  }
}
