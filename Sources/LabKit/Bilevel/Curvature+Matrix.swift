// The eigenvalues of Hessians, and diagonal terms.

package import LinearAlgebra

extension Curvature {
  /// The smallest and the largest eigenvalue of a positive semidefinite matrix, the smallest clipped at 0.
  package init(of matrix: Matrix) throws(LabError) {
    guard matrix.rows > 0 else {
      self.init(lower: 0, upper: 0)
      return
    }
    do throws(FactorizationError) {
      let values = try SymmetricEigen.values(of: matrix)
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      self.init(lower: max(0, low), upper: max(0, high))
    } catch {
      throw .failed("the eigenvalues of a \(matrix.rows) × \(matrix.rows) Hessian did not converge")
    }
  }

  /// The smallest and the largest eigenvalue of a positive semidefinite matrix with finite entries; 0 and ‖A‖_F, which
  /// bound them, should LAPACK not find them.
  package static func bounds(of matrix: Matrix) -> Curvature {
    (try? Curvature(of: matrix)) ?? Curvature(lower: 0, upper: matrix.frobeniusNorm)
  }
}

extension Matrix {
  /// Adds numbers to the diagonal.
  package mutating func addDiagonal(_ numbers: [Double]) {
    for index in numbers.indices { self[index, index] += numbers[index] }
  }
}
