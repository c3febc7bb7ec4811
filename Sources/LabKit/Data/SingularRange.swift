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

  /// The largest number of rows or columns, the smaller of the two, for which singular values are computed.
  package static let denseLimit = 640
  /// The largest number of entries for which they are; for extreme ones of a matrix only beyond ``OperatorNorm/denseLimit`` rows or
  /// columns.
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

  /// Whether the singular values of a map can be computed from its matrix.
  ///
  /// - Parameter map: A, m × n.
  /// - Returns: Whether neither min(m, n) nor mn is too large.
  package static func isDense(_ map: some LinearMap) -> Bool {
    min(map.rows, map.columns) <= denseLimit && map.rows * map.columns <= entryLimit
  }

  /// The range of the user's operator: exact for selections and convolutions of any size and for matrices that are not too large; for
  /// many line integrals the bound of ``RadonMap/normBound(tolerance:iterationLimit:)``.
  ///
  /// - Parameter map: A, m × n.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  /// - Complexity: That of the kind of map; O(max(m, n) min(m, n)²) where ``isDense(_:)``.
  package init(of map: ForwardOperator) throws(LabError) {
    switch map.kind {
    case .matrix(let matrix): try self.init(of: matrix)
    case .mask(let mask): self.init(of: mask)
    case .blur(let kernel, let height, let width):
      self.init(kernel: kernel, sides: height == 1 ? [width] : [height, width])
    case .radon(let radon):
      guard Self.isDense(radon) else {
        self.init(
          largest: radon.normBound().upper, least: radon.columns > radon.rows ? 0 : nil,
          isExact: false)
        return
      }
      try self.init(of: Matrix(of: radon))
    }
  }

  /// The range of a matrix: from eigenvalues of its smaller Gram matrix, and for large ones a bound on the norm by power iteration.
  ///
  /// - Parameter matrix: A, m × n.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  /// - Complexity: O(max(m, n) min(m, n)²), or that of
  ///   ``LinearAlgebra/operatorNorm(of:tolerance:failure:productLimit:)`` for large matrices.
  package init(of matrix: Matrix) throws(LabError) {
    let (m, n) = (matrix.rows, matrix.columns)
    guard min(m, n) <= OperatorNorm.denseLimit || Self.isDense(matrix) else {
      self.init(
        largest: try factorized(operatorNorm(of: matrix)).upper, least: n > m ? 0 : nil,
        isExact: false)
      return
    }
    let values = try factorized(extremeSingularValues(of: matrix))
    self.init(largest: values.largest, least: m < n ? 0 : values.least, isExact: true)
  }

  private init(largest: Double, least: Double?, isExact: Bool) {
    (self.largest, self.least, self.isExact) = (largest, least, isExact)
  }

  /// μ = min ‖Ax‖²/‖x‖², with which ½‖Ax − y‖² is strongly convex; nil where it is not known to be above 0.
  package var convexity: Double? {
    guard let least, least > 0 else { return nil }
    return least * least
  }
}
