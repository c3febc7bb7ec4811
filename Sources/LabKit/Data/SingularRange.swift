// The extreme singular values of an operator, on which step sizes and the uniqueness of solutions depend.

import Libc
package import LinearAlgebra

/// The largest and the least singular value of A, n of them: those beyond the number of rows are 0.
package struct SingularRange: Sendable, Equatable {
  /// ‖A‖ up to rounding, or where ``isExact`` is false an upper bound on it.
  package let largest: Double
  /// A lower bound on min ‖Ax‖ over ‖x‖ = 1, exact up to rounding; 0 where A is not injective to working precision, nil where
  /// it is not computed.
  package let least: Double?
  /// Whether ‖A‖ is known up to rounding.
  package let isExact: Bool

  /// The largest number of rows or columns, the smaller of the two, for which eigenvalues of a matrix are computed.
  package static let denseLimit = 640
  /// The largest number of entries for which they are, beyond ``OperatorNorm/denseLimit`` rows or columns.
  package static let entryLimit = 2_000_000

  /// The range of a selection of samples: its norm is 1, and it is injective where it keeps all.
  ///
  /// - Parameter mask: The selection, of at least one sample.
  package init(of mask: MaskMap) {
    (largest, isExact) = (1, true)
    least = mask.rows == mask.columns ? 1 : 0
  }

  /// The range of a periodic convolution with the same kernel along every side, from its Fourier transform: the singular values
  /// are the products Π |Σⱼ kⱼ exp(−2πijm/n)| over the sides, with a frequency m for each.
  ///
  /// - Parameters:
  ///   - kernel: k, at most as many numbers as the shortest side has.
  ///   - sides: The lengths n of the sides of the image, or of the signal.
  /// - Complexity: A cosine and a sine for every entry of the kernel and frequency of a side.
  package init(kernel: [Double], sides: [Int]) {
    isExact = true
    let mass = kernel.reduce(0) { $0 + abs($1) }
    // A kernel of one sign has its largest response to constants, whose value the sum has without rounding of the angles.
    let isSigned = kernel.allSatisfy { $0 >= 0 } || kernel.allSatisfy { $0 <= 0 }
    var (largest, least) = (1.0, 1.0)
    for side in sides {
      let responses = CirculantMap.responses(of: kernel, length: side)
      largest *= isSigned ? mass : responses.max() ?? 0
      // The error of a sum of terms whose magnitudes have the sum Σ|k|.
      let error = 4 * Double(kernel.count) * .ulpOfOne * mass
      least *= max(0, (responses.min() ?? 0) - error)
    }
    (self.largest, self.least) = (largest, least)
  }

  /// The range of a matrix: from eigenvalues of its smaller Gram matrix, and for large ones a bound on the norm by power iteration.
  ///
  /// - Parameter matrix: A, m × n.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  /// - Complexity: O(max(m, n) min(m, n)²), or that of
  ///   ``LinearAlgebra/operatorNorm(of:tolerance:failure:productLimit:)`` for large matrices.
  package init(of matrix: Matrix) throws(LabError) {
    let (m, n) = (matrix.rows, matrix.columns)
    let isDense =
      min(m, n) <= OperatorNorm.denseLimit
      || (min(m, n) <= Self.denseLimit && m * n <= Self.entryLimit)
    let entry = maximumNorm(matrix.elements)
    guard isDense, entry > 0 else {
      (largest, isExact) = (try factorized(operatorNorm(of: matrix)).upper, entry == 0)
      least = entry == 0 || n > m ? 0 : nil
      return
    }
    // Scaled, so that squares neither overflow nor underflow.
    let unit = Double(sign: .plus, exponent: entry.exponent, significand: 1)
    var scaled = m < n ? matrix.transposed : matrix
    scale(&scaled, by: 1 / unit)
    let values = try factorized(SymmetricEigen.values(of: scaled.gram()))
    let (low, high) = (values.first ?? 0, values.last ?? 0)
    let error = 4 * Double(m + n) * .ulpOfOne * high
    (largest, isExact) = (unit * max(high, 0).squareRoot(), true)
    least = m < n ? 0 : unit * max(low - error, 0).squareRoot()
  }

  /// μ = min ‖Ax‖²/‖x‖², with which ½‖Ax − y‖² is strongly convex; nil where it is not known to be above 0.
  package var convexity: Double? {
    guard let least, least > 0 else { return nil }
    return least * least
  }
}
