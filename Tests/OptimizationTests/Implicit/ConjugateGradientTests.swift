// The conjugate gradient method compared with its theorems and with direct solutions.

import Libc
import LinearAlgebra
import Optimization
import TestSupport
import Testing

/// A system with a spectrum.
struct NamedSystem: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let matrix: Matrix
  /// Eigenvalues in ascending order.
  let spectrum: [Double]

  init(_ name: String, _ spectrum: [Double]) {
    testDescription = name
    self.spectrum = spectrum
    let n = spectrum.count
    let q = QRFactorization(.normal(n, n, seed: 60)).q
    matrix = q.multiplied(by: Matrix(diagonal: spectrum)).multiplied(by: q.transposed).symmetricPart
  }

  static let all = [
    NamedSystem("one", [3]),
    NamedSystem("condition number 50", (0..<40).map { 1 / 50 + Double($0) / 39 }),
    NamedSystem("five eigenvalues", (0..<40).map { [0.02, 0.1, 0.3, 0.6, 1][$0 / 8] }),
    NamedSystem("condition number 10⁴", (0..<20).map { pow(10, 4 * Double($0) / 19) }),
  ]
}

@Suite("Conjugate gradient")
struct ConjugateGradientTests {
  @Test("solves systems, and reports the residuals of its iterates", arguments: NamedSystem.all)
  func solution(system: NamedSystem) {
    let b = normals(system.spectrum.count, seed: 61)
    var iterates: [[Double]] = []
    let result = ConjugateGradient(tolerance: 1e-12).solve(system.matrix, b) { number, point in
      #expect(number == iterates.count)
      iterates.append(point)
      return true
    }
    #expect(result.isSolved && result.cost == OperationCount(products: result.iterations))
    #expect(result.iterations + 1 == iterates.count && iterates.last == result.solution)
    for (point, residual) in zip(iterates, result.residuals) {
      let difference = zip(system.matrix.applied(to: point), b).map { $0 - $1 }
      expectClose(
        norm(difference), residual, .iterative(1e-11),
        scale: norm(b) * (1 + (system.spectrum.last ?? 0)))
    }
    var expected = b
    CholeskyFactorization(system.matrix)?.solve(&expected)
    #expect(distance(result.solution, expected) <= 1e-10 * norm(expected))
  }

  /// ‖x_k − x‖_A ≤ 2((√κ − 1)/(√κ + 1))ᵏ‖x‖_A.
  @Test("the error in the energy norm stays below Chebyshev's bound", arguments: NamedSystem.all)
  func chebyshev(system: NamedSystem) {
    let b = normals(system.spectrum.count, seed: 62)
    var expected = b
    CholeskyFactorization(system.matrix)?.solve(&expected)
    func energy(_ x: [Double]) -> Double {
      let error = zip(x, expected).map { $0 - $1 }
      return dot(error, system.matrix.applied(to: error)).squareRoot()
    }
    let root = ((system.spectrum.last ?? 1) / (system.spectrum.first ?? 1)).squareRoot()
    var bound = 2 * energy([Double](repeating: 0, count: b.count))
    let floor = 1e-11 * bound
    _ = ConjugateGradient(tolerance: 1e-13).solve(system.matrix, b) { _, point in
      #expect(energy(point) <= bound + floor)
      bound *= (root - 1) / (root + 1)
      return true
    }
  }

  @Test("five eigenvalues take five products")
  func distinctEigenvalues() {
    let result = ConjugateGradient(tolerance: 1e-11).solve(
      NamedSystem.all[2].matrix, normals(40, seed: 63))
    #expect(result.iterations == 5)
    #expect(result.residuals[4] > 1e-6 * result.residuals[0])
  }

  @Test("a start is used, and one at the solution needs a single product")
  func start() {
    let system = NamedSystem.all[1]
    let x = normals(40, seed: 64)
    let b = system.matrix.applied(to: x)
    let there = ConjugateGradient().solve(system.matrix, b, from: x)
    #expect(there.solution == x && there.iterations == 0 && there.cost.products == 1)
    let near = ConjugateGradient().solve(system.matrix, b, from: x.map { $0 + 1e-6 })
    #expect(near.iterations < ConjugateGradient().solve(system.matrix, b).iterations)
    #expect(near.cost.products == near.iterations + 1)
  }

  @Test("least squares, using only products with A and Aᵀ", arguments: [(12, 7), (7, 7)])
  func leastSquares(size: (Int, Int)) throws {
    let map = Matrix.normal(size.0, size.1, seed: 65)
    let b = normals(size.0, seed: 66)
    let result = ConjugateGradient(tolerance: 1e-12).solveLeastSquares(map, b)
    #expect(result.isSolved)
    #expect(distance(result.solution, try map.leastSquares(b).solution) <= 1e-9)
    #expect(
      result.cost
        == OperationCount(products: result.iterations, adjointProducts: result.iterations + 1))
    let again = ConjugateGradient(tolerance: 1e-9).solveLeastSquares(
      map, b, from: result.solution)
    #expect(again.iterations == 0 && again.isSolved)
  }

  @Test("says why it stopped")
  func reasons() {
    let indefinite = ConjugateGradient().solve(Matrix(diagonal: [1, -2]), [1, 1])
    #expect(indefinite.stopReason == .notPositiveDefinite(curvature: -1))
    let system = NamedSystem.all[3]
    let b = normals(20, seed: 67)
    let early = ConjugateGradient(iterationLimit: 3).solve(system.matrix, b)
    #expect(early.stopReason == .iterationLimit && early.iterations == 3 && !early.isSolved)
    let interrupted = ConjugateGradient().solve(system.matrix, b) { number, _ in number < 2 }
    #expect(interrupted.stopReason == .interrupted && interrupted.iterations == 2)
    let wild = ConjugateGradient().solve(Matrix(diagonal: [.nan, 1]), [1, 1])
    #expect(wild.stopReason == .nonFinite)
    let zero = ConjugateGradient().solve(system.matrix, [Double](repeating: 0, count: 20))
    #expect(zero.stopReason == .residual(0) && zero.cost == OperationCount())
    let kernel = ConjugateGradient().solveLeastSquares(Matrix(diagonal: [0, 0]), [1, 1])
    #expect(kernel.isSolved && kernel.solution == [0, 0])
  }

  @Test("rejects shapes that do not match")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = ConjugateGradient().solve(Matrix.identity(2), [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = ConjugateGradient().solveLeastSquares(Matrix.identity(2), [1, 2], from: [1])
    }
    await #expect(processExitsWith: .failure) { _ = ConjugateGradient(tolerance: -1) }
  }
}
