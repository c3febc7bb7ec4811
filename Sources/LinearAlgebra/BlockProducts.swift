// Products of row-major blocks in the caller's buffers.

import CLAPACKE

/// The product of row-major blocks by dgemm: C ← C + α·op(A)·op(B).
///
/// - Parameters:
///   - alpha: α.
///   - a: A, m × l, or l × m if it is transposed; its rows follow one another.
///   - isTransposed: Whether op(A) is Aᵀ.
///   - b: B, l × n, or n × l if it is transposed.
///   - isSecondTransposed: Whether op(B) is Bᵀ.
///   - c: C, m × n; it does not overlap A and B.
///   - shape: m, l and n, each at least 0.
/// - Complexity: O(lmn).
package func addBlockProduct(
  _ alpha: Double, _ a: UnsafeBufferPointer<Double>, isTransposed: Bool = false,
  _ b: UnsafeBufferPointer<Double>, isSecondTransposed: Bool = false,
  to c: UnsafeMutableBufferPointer<Double>,
  shape: (rows: Int, inner: Int, columns: Int)
) {
  multiply(alpha, a, isTransposed, b, isSecondTransposed, 1, c, shape)
}

/// The product of row-major blocks by dgemm in place of what was there: C ← α·op(A)·op(B).
///
/// - Parameters:
///   - alpha: α.
///   - a: A, m × l, or l × m if it is transposed; its rows follow one another.
///   - isTransposed: Whether op(A) is Aᵀ.
///   - b: B, l × n, or n × l if it is transposed.
///   - isSecondTransposed: Whether op(B) is Bᵀ.
///   - c: C, m × n; it does not overlap A and B.
///   - shape: m, l and n, each at least 0.
/// - Complexity: O(lmn).
package func setBlockProduct(
  _ alpha: Double, _ a: UnsafeBufferPointer<Double>, isTransposed: Bool = false,
  _ b: UnsafeBufferPointer<Double>, isSecondTransposed: Bool = false,
  to c: UnsafeMutableBufferPointer<Double>,
  shape: (rows: Int, inner: Int, columns: Int)
) {
  if shape.inner == 0 { c.update(repeating: 0) }
  multiply(alpha, a, isTransposed, b, isSecondTransposed, 0, c, shape)
}

/// C ← βC + α·op(A)·op(B).
private func multiply(
  _ alpha: Double, _ a: UnsafeBufferPointer<Double>, _ isTransposed: Bool,
  _ b: UnsafeBufferPointer<Double>, _ isSecondTransposed: Bool, _ beta: Double,
  _ c: UnsafeMutableBufferPointer<Double>, _ shape: (rows: Int, inner: Int, columns: Int)
) {
  let (m, l, n) = shape
  precondition(
    a.count == m * l && b.count == l * n && c.count == m * n,
    "\(a.count) and \(b.count) numbers into \(c.count) for a product of \(m) × \(l) × \(n)")
  guard m > 0, l > 0, n > 0 else { return }
  cblas_dgemm(
    CblasRowMajor, isTransposed ? CblasTrans : CblasNoTrans,
    isSecondTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n),
    Int32(l), alpha, a.baseAddress, Int32(isTransposed ? m : l), b.baseAddress,
    Int32(isSecondTransposed ? l : n), beta,
    c.baseAddress, Int32(n))
}
