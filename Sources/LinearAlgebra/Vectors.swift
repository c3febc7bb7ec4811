// The vector operations of iterative methods, by BLAS.

import CLAPACKE

/// The inner product xᵀy.
///
/// - Parameters:
///   - x: n numbers.
///   - y: n numbers.
/// - Returns: Σ xᵢyᵢ.
/// - Complexity: O(n).
public func dot(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "xᵀy of \(x.count) and \(y.count) numbers")
  return cblas_ddot(Int32(x.count), x, 1, y, 1)
}

/// The Euclidean norm ‖x‖₂, free of overflow on the way.
///
/// - Parameter x: n numbers.
/// - Returns: (Σ xᵢ²)^½.
/// - Complexity: O(n).
public func norm(_ x: [Double]) -> Double {
  // The root of xᵀx is several times faster than dnrm2, which is for the ends of the range.
  let square = cblas_ddot(Int32(x.count), x, 1, x, 1)
  return square > 1e-280 && square < 1e300
    ? square.squareRoot() : cblas_dnrm2(Int32(x.count), x, 1)
}

/// The Euclidean distance ‖x − y‖₂.
///
/// - Parameters:
///   - x: n numbers.
///   - y: n numbers.
/// - Returns: (Σ (xᵢ − yᵢ)²)^½.
/// - Complexity: O(n).
public func distance(_ x: [Double], _ y: [Double]) -> Double {
  var difference = x
  add(-1, y, to: &difference)
  return norm(difference)
}

/// The difference x − y.
///
/// - Parameters:
///   - x: n numbers.
///   - y: n numbers.
/// - Returns: n numbers.
package func difference(_ x: [Double], _ y: [Double]) -> [Double] {
  precondition(x.count == y.count, "the difference of \(x.count) and \(y.count) numbers")
  return zip(x, y).map { $0 - $1 }
}

/// The maximum norm ‖x‖_∞.
///
/// - Parameter x: n numbers.
/// - Returns: max |xᵢ|; 0 for no numbers, NaN if one of them is.
/// - Complexity: O(n).
package func maximumNorm(_ x: some Sequence<Double>) -> Double {
  var largest = 0.0
  for entry in x {
    guard !entry.isNaN else { return .nan }
    largest = max(largest, abs(entry))
  }
  return largest
}

/// The distance ‖x − y‖_∞ in the maximum norm.
///
/// - Parameters:
///   - x: n numbers.
///   - y: n numbers.
/// - Returns: max |xᵢ − yᵢ|; 0 for no numbers, NaN if a difference is.
/// - Complexity: O(n).
package func maximumDistance(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "the distance of \(x.count) and \(y.count) numbers")
  return maximumNorm(zip(x, y).lazy.map { $0 - $1 })
}

/// Adds a multiple of x: y ← y + αx.
///
/// - Parameters:
///   - alpha: α.
///   - x: n numbers.
///   - y: n numbers.
/// - Complexity: O(n).
public func add(_ alpha: Double, _ x: [Double], to y: inout [Double]) {
  precondition(x.count == y.count, "y + αx of \(y.count) and \(x.count) numbers")
  cblas_daxpy(Int32(x.count), alpha, x, 1, &y, 1)
}

/// Adds a multiple of x in a buffer: y ← y + αx.
///
/// - Parameters:
///   - alpha: α.
///   - x: n numbers.
///   - y: n numbers; it does not overlap x.
/// - Complexity: O(n).
public func add(
  _ alpha: Double, _ x: UnsafeBufferPointer<Double>, to y: UnsafeMutableBufferPointer<Double>
) {
  precondition(x.count == y.count, "y + αx of \(y.count) and \(x.count) numbers")
  cblas_daxpy(Int32(x.count), alpha, x.baseAddress, 1, y.baseAddress, 1)
}

/// Scales in place: x ← αx.
///
/// - Parameters:
///   - x: n numbers.
///   - alpha: α.
/// - Complexity: O(n).
public func scale(_ x: inout [Double], by alpha: Double) {
  cblas_dscal(Int32(x.count), alpha, &x, 1)
}
