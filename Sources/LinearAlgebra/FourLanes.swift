// Four numbers at a time, for loops that are too short for a call of BLAS.

extension UnsafeBufferPointer<Double> {
  /// Four entries from an index on.
  @inlinable @inline(__always)
  package func four(_ index: Int) -> SIMD4<Double> {
    UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: 8 * index, as: SIMD4<Double>.self)
  }
}

extension UnsafeMutableBufferPointer<Double> {
  /// Four entries from an index on.
  @inlinable @inline(__always)
  package func four(_ index: Int) -> SIMD4<Double> { UnsafeBufferPointer(self).four(index) }

  /// Replaces four entries from an index on.
  @inlinable @inline(__always)
  package func setFour(_ index: Int, _ value: SIMD4<Double>) {
    UnsafeMutableRawBufferPointer(self).storeBytes(
      of: value, toByteOffset: 8 * index, as: SIMD4<Double>.self)
  }
}

/// Σ xᵢyᵢ, four entries at a time.
@inlinable
package func laneDot(
  _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>
) -> Double {
  var lanes = SIMD4<Double>.zero
  let whole = x.count & ~3
  for i in stride(from: 0, to: whole, by: 4) { lanes += x.four(i) * y.four(i) }
  var sum = lanes.sum()
  for i in whole..<x.count { sum += x[i] * y[i] }
  return sum
}
