// Linear systems: residuals, orthogonality, ranks.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Linear systems")
struct LinearSystemTests {
  @Test("LU: A x = b and Aᵀx = b, for one and for several b", arguments: [1, 2, 5, 40])
  func general(n: Int) throws {
    let a = Matrix.random(rows: n, columns: n, seed: 30)
    let factors = try LUFactorization(a)
    let b = Matrix.random(rows: n, columns: 3, seed: 31)
    for form in [Matrix.Form.plain, .transposed] {
      let matrix = form == .plain ? a : a.transposed
      var x = b
      factors.solve(&x, form)
      // The residual of a stable method is small for any condition number.
      expectClose(
        matrix.naiveProduct(x), b, .roundoff(operations: 64 * n),
        scale: a.frobeniusNorm * x.frobeniusNorm)
      var first = Array(b.elements.prefix(n))
      factors.solve(&first, form)
      // One right-hand side and several take different paths.
      expectClose(
        matrix.naiveProduct(Matrix(rows: n, columns: 1, elements: first)), b.leadingColumns(1),
        .roundoff(operations: 64 * n), scale: a.frobeniusNorm * norm(first))
    }
  }

  @Test("LU: a singular matrix is rejected, naming the pivot")
  func singular() {
    #expect(throws: FactorizationError.singular(pivot: 2)) {
      try LUFactorization(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 4]))
    }
  }

  @Test("Cholesky: A x = b, only from the lower triangle", arguments: [1, 3, 30])
  func positiveDefinite(n: Int) throws {
    let a = Matrix.random(rows: n + 5, columns: n, seed: 32).gram()
    var lower = a
    for j in 0..<n { for i in 0..<j { lower[i, j] = .nan } }
    let factor = try #require(CholeskyFactorization(lower))
    let b = Matrix.random(rows: n, columns: 2, seed: 33)
    var x = b
    factor.solve(&x)
    expectClose(
      a.naiveProduct(x), b, .roundoff(operations: 64 * n), scale: a.frobeniusNorm * x.frobeniusNorm)
    var first = Array(b.elements.prefix(n))
    factor.solve(&first)
    expectClose(
      a.naiveProduct(Matrix(rows: n, columns: 1, elements: first)), b.leadingColumns(1),
      .roundoff(operations: 64 * n), scale: a.frobeniusNorm * norm(first))
  }

  @Test("Cholesky: nil for matrices that are not positive definite")
  func indefinite() {
    #expect(CholeskyFactorization(Matrix(diagonal: [1, -1])) == nil)
    #expect(CholeskyFactorization(Matrix(diagonal: [1, .nan])) == nil)
  }

  @Test("QR: A = QR, QᵀQ = I, R triangular", arguments: [(1, 1), (5, 3), (3, 5), (20, 20), (4, 0)])
  func qr(rows: Int, columns: Int) {
    let a = Matrix.random(rows: rows, columns: columns, seed: 34)
    let factors = QRFactorization(a)
    let rank = min(rows, columns)
    #expect(factors.q.columns == rank && factors.r.rows == rank)
    expectClose(
      factors.q.naiveProduct(factors.r), a, .roundoff(operations: 64 * (rows + columns)),
      scale: 1 + a.frobeniusNorm)
    expectClose(
      factors.q.gram(), .identity(rank), .roundoff(operations: 64 * (rows + columns)), scale: 1)
    for j in 0..<columns {
      for i in j + 1..<max(rank, j + 1) { #expect(factors.r[i, j] == 0) }
    }
  }

  /// Aᵀ(Ax − b) = 0, and x has no component in the kernel of A.
  @Test("least squares: normal equations and least norm", arguments: [(6, 4), (4, 6), (5, 5)])
  func leastSquares(rows: Int, columns: Int) throws {
    // Rank 3 in every case.
    let a = Matrix.random(rows: rows, columns: 3, seed: 35)
      .naiveProduct(.random(rows: 3, columns: columns, seed: 36))
    let b = Matrix.random(rows: rows, columns: 1, seed: 37).elements
    let (x, rank) = try a.leastSquares(b)
    #expect(rank == 3)
    var residual = a.applied(to: x)
    add(-1, b, to: &residual)
    #expect(norm(a.adjointApplied(to: residual)) <= 1e-13 * a.frobeniusNorm * norm(b))
    let right = try SingularValues(a).right
    for column in 3..<columns {
      let part = (0..<columns).reduce(0) { $0 + right[$1, column] * x[$1] }
      #expect(abs(part) <= 1e-13 * norm(x))
    }
    #expect(try a.leastSquares(b, relativeTolerance: 0.999).rank == 1)
  }

  @Test("rejects shapes that do not match")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = try LUFactorization(Matrix(repeating: 1, rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      var b = [1.0]
      CholeskyFactorization(.identity(2))?.solve(&b)
    }
    await #expect(processExitsWith: .failure) { _ = try Matrix.identity(2).leastSquares([1]) }
  }
}
