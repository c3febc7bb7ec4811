// Products with the magnitudes of the entries of a matrix, for bounds on rounding errors.

extension Matrix {
  /// The matrix |A| of the magnitudes of all entries.
  package var magnitudes: Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(abs))
  }

  /// The product |A|x with the magnitudes of all entries.
  ///
  /// - Parameter x: n numbers, for this m × n matrix A.
  /// - Returns: |A|x, m numbers.
  /// - Complexity: O(mn).
  package func magnitudesApplied(to x: [Double]) -> [Double] {
    precondition(x.count == columns, "|A|x of \(columns) columns and \(x.count) numbers")
    var result = [Double](repeating: 0, count: rows)
    forEachColumn { column, j in
      let factor = x[j]
      result.withUnsafeMutableBufferPointer { result in
        let whole = column.count & ~3
        for i in stride(from: 0, to: whole, by: 4) {
          result.setFour(i, result.four(i) + laneMagnitudes(column.four(i)) * factor)
        }
        for i in whole..<column.count { result[i] += column[i].magnitude * factor }
      }
    }
    return result
  }

  /// The product |A|ᵀy with the magnitudes of all entries.
  ///
  /// - Parameter y: m numbers, for this m × n matrix A.
  /// - Returns: |A|ᵀy, n numbers.
  /// - Complexity: O(mn).
  package func adjointMagnitudesApplied(to y: [Double]) -> [Double] {
    precondition(y.count == rows, "|A|ᵀy of \(rows) rows and \(y.count) numbers")
    var result = [Double](repeating: 0, count: columns)
    y.withUnsafeBufferPointer { y in
      forEachColumn { column, j in result[j] = laneMagnitudeDot(column, y) }
    }
    return result
  }

  /// The sums Σᵢ|aᵢⱼ| of the columns.
  ///
  /// - Returns: n numbers, for this m × n matrix A.
  /// - Complexity: O(mn).
  package var columnMagnitudes: [Double] {
    adjointMagnitudesApplied(to: [Double](repeating: 1, count: rows))
  }

  private func forEachColumn(_ body: (_ column: UnsafeBufferPointer<Double>, _ j: Int) -> Void) {
    elements.withUnsafeBufferPointer { elements in
      for j in 0..<columns { body(elements.extracting(j * rows..<(j + 1) * rows), j) }
    }
  }
}

/// Σ|xᵢ|yᵢ, four entries at a time.
private func laneMagnitudeDot(
  _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
) -> Double {
  var lanes = SIMD4<Double>.zero
  let whole = x.count & ~3
  for i in stride(from: 0, to: whole, by: 4) {
    lanes += laneMagnitudes(x.four(i)) * y.four(i)
  }
  var sum = lanes.sum()
  for i in whole..<x.count { sum += x[i].magnitude * y[i] }
  return sum
}

/// The magnitudes of four numbers, without their sign bits.
@inline(__always)
private func laneMagnitudes(_ x: SIMD4<Double>) -> SIMD4<Double> {
  let bits = unsafeBitCast(x, to: SIMD4<UInt64>.self)
  return unsafeBitCast(bits & SIMD4(repeating: UInt64.max >> 1), to: SIMD4<Double>.self)
}
