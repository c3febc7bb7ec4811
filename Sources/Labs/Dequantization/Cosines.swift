// Rotations of the cosine transform, and products with maps given row by row.

import Libc
import LinearAlgebra

/// The exponential of a matrix by its Taylor series, with scaling and squaring.
///
/// - Parameter matrix: A, n × n.
/// - Returns: exp A.
func exponential(_ matrix: Matrix) -> Matrix {
  let squarings = max(0, Int(log2(max(matrix.frobeniusNorm, 1e-300)).rounded(.up)) + 4)
  var small = matrix
  scale(&small, by: pow(0.5, Double(squarings)))
  var (sum, term) = (Matrix.identity(matrix.rows), Matrix.identity(matrix.rows))
  // ‖A/2ˢ‖ ≤ 1/16: the terms from the 14th on are below the rounding of 1.
  for order in 1...14 {
    term = term.multiplied(by: small)
    scale(&term, by: 1 / Double(order))
    add(1, term.elements, to: &sum)
  }
  for _ in 0..<squarings { sum = sum.multiplied(by: sum) }
  return sum
}

/// The number n of rows of a matrix of n × n numbers.
func sideLength(of map: [Double]) -> Int {
  let n = Int(Double(map.count).squareRoot().rounded())
  precondition(n * n == map.count, "\(map.count) numbers are no square matrix")
  return n
}

extension Matrix {
  /// The entries, row by row.
  var rowMajor: [Double] { transposed.elements }
}

/// The products of row vectors with K or Kᵀ.
///
/// - Parameters:
///   - rows: Vectors of n numbers, one after the other.
///   - map: K, n × n, row by row.
///   - isTransposed: Whether each row x becomes Kx, rather than Kᵀx.
/// - Returns: The products.
func products(_ rows: [Double], _ map: [Double], isTransposed: Bool) -> [Double] {
  let n = sideLength(of: map)
  var result = [Double](repeating: 0, count: rows.count)
  rows.withUnsafeBufferPointer { rows in
    map.withUnsafeBufferPointer { map in
      result.withUnsafeMutableBufferPointer {
        setBlockProduct(
          1, rows, map, isSecondTransposed: isTransposed, to: $0, shape: (rows.count / n, n, n))
      }
    }
  }
  return result
}

/// The mean of squared differences.
func meanSquare(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
  guard !a.isEmpty else { return 0 }
  let difference = distance(a, b)
  return difference * difference / Double(a.count)
}

/// The outputs clipped to the bounds s ± h, where the clean signal is: no error grows.
func clipped(_ outputs: [Double], to samples: [Double], halfWidth: Double = 0.5) -> [Double] {
  zip(outputs, samples).map { min(max($0, $1 - halfWidth), $1 + halfWidth) }
}
