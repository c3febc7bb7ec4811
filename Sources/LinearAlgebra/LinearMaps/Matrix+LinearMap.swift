// A dense matrix as a linear map.

import CLAPACKE

extension Matrix: LinearMap {
  /// The product y ← Ax by dgemv.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives m numbers.
  /// - Complexity: O(mn).
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    multiply(CblasNoTrans, x, into: y)
  }

  /// The product x ← Aᵀy by dgemv.
  ///
  /// - Parameters:
  ///   - y: m numbers.
  ///   - x: Receives n numbers.
  /// - Complexity: O(mn).
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    multiply(CblasTrans, y, into: x)
  }

  private func multiply(
    _ form: CBLAS_TRANSPOSE, _ x: UnsafeBufferPointer<Double>,
    into y: UnsafeMutableBufferPointer<Double>
  ) {
    guard rows > 0, columns > 0 else {
      y.update(repeating: 0)
      return
    }
    elements.withUnsafeBufferPointer { elements in
      cblas_dgemv(
        CblasColMajor, form, Int32(rows), Int32(columns), 1, elements.baseAddress, Int32(rows),
        x.baseAddress, 1, 0, y.baseAddress, 1)
    }
  }
}
