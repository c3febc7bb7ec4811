// Symmetric tridiagonal matrices, which products and systems take O(n) for.

/// A symmetric tridiagonal matrix.
public struct SymmetricTridiagonal: LinearMap, Equatable {
  /// The n entries of the diagonal.
  public let diagonal: [Double]
  /// The n − 1 entries beside it.
  public let offDiagonal: [Double]

  /// Creates a matrix.
  ///
  /// - Parameters:
  ///   - diagonal: n ≥ 1 numbers.
  ///   - offDiagonal: n − 1 numbers.
  public init(diagonal: [Double], offDiagonal: [Double]) {
    precondition(
      !diagonal.isEmpty && offDiagonal.count == diagonal.count - 1,
      "a diagonal of \(diagonal.count) entries and \(offDiagonal.count) beside it")
    self.diagonal = diagonal
    self.offDiagonal = offDiagonal
  }

  /// n.
  public var rows: Int { diagonal.count }
  /// n.
  public var columns: Int { diagonal.count }

  /// The product y ← Ax; 5n flops.
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    diagonal.withUnsafeBufferPointer { diagonal in
      offDiagonal.withUnsafeBufferPointer { beside in
        let last = diagonal.count - 1
        var carry = 0.0
        for index in 0..<last {
          y[index] = carry + diagonal[index] * x[index] + beside[index] * x[index + 1]
          carry = beside[index] * x[index]
        }
        y[last] = carry + diagonal[last] * x[last]
      }
    }
  }

  /// The same product, as A is symmetric.
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    apply(y, into: x)
  }

  /// Solves A x = b for a positive definite A, by the factorization A = LDLᵀ.
  ///
  /// - Parameter vector: b, n numbers; replaced by x.
  /// - Returns: False where a pivot is not positive, so that A is not positive definite to working precision; the
  ///   contents are then unspecified.
  /// - Complexity: 8n flops.
  public func solve(_ vector: inout [Double]) -> Bool {
    let n = diagonal.count
    precondition(vector.count == n, "\(vector.count) numbers for \(n) equations")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { ratios in
      vector.withUnsafeMutableBufferPointer { x in
        diagonal.withUnsafeBufferPointer { diagonal in
          offDiagonal.withUnsafeBufferPointer { beside in
            var pivot = diagonal[0]
            guard pivot > 0, pivot.isFinite else { return false }
            for index in 1..<max(n, 1) {
              let ratio = beside[index - 1] / pivot
              ratios[index - 1] = ratio
              x[index] -= ratio * x[index - 1]
              x[index - 1] /= pivot
              pivot = diagonal[index] - ratio * beside[index - 1]
              guard pivot > 0, pivot.isFinite else { return false }
            }
            x[n - 1] /= pivot
            for index in (0..<n - 1).reversed() { x[index] -= ratios[index] * x[index + 1] }
            return true
          }
        }
      }
    }
  }
}
