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
    precondition(
      vector.count == diagonal.count, "\(vector.count) numbers for \(diagonal.count) equations")
    return solve(&vector, columns: 1)
  }

  /// Solves A X = B for a positive definite A, which is factorized once.
  ///
  /// - Parameters:
  ///   - elements: B, n × p, column after column; replaced by X.
  ///   - count: p.
  /// - Returns: False where A is not positive definite to working precision.
  /// - Complexity: 3n + 5np flops.
  public func solve(_ elements: inout [Double], columns count: Int) -> Bool {
    let n = diagonal.count
    precondition(
      elements.count == n * count, "\(elements.count) numbers for \(n) × \(count) unknowns")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * n) { workspace in
      let ratios = UnsafeMutableBufferPointer(rebasing: workspace[..<n])
      let inverses = UnsafeMutableBufferPointer(rebasing: workspace[n...])
      guard factorize(ratios, inverses) else { return false }
      elements.withUnsafeMutableBufferPointer { elements in
        for column in 0..<count {
          let x = UnsafeMutableBufferPointer(rebasing: elements[column * n..<(column + 1) * n])
          var last = x[0]
          for index in 1..<max(n, 1) {
            last = x[index] - ratios[index - 1] * last
            x[index] = last
          }
          last *= inverses[n - 1]
          x[n - 1] = last
          for index in (0..<n - 1).reversed() {
            last = x[index] * inverses[index] - ratios[index] * last
            x[index] = last
          }
        }
      }
      return true
    }
  }

  /// L below its diagonal, and D⁻¹; false where a pivot is not positive.
  private func factorize(
    _ ratios: UnsafeMutableBufferPointer<Double>, _ inverses: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    diagonal.withUnsafeBufferPointer { diagonal in
      offDiagonal.withUnsafeBufferPointer { beside in
        var pivot = diagonal[0]
        for index in diagonal.indices {
          guard pivot > 0, pivot.isFinite else { return false }
          inverses[index] = 1 / pivot
          guard index < beside.count else { break }
          let ratio = beside[index] * inverses[index]
          ratios[index] = ratio
          pivot = diagonal[index + 1] - ratio * beside[index]
        }
        return true
      }
    }
  }
}
