// Elementwise passes over codes, four entries at a time and without branches, which random signs would mispredict.

/// Passes over runs of numbers.
enum Lanes {
  private typealias Lane = SIMD4<Double>
  private static let width = 4
  private static let signBit: UInt64 = 1 << 63

  /// Soft thresholding in place, sign(u)·max(|u| − t, 0), also for t < 0.
  static func threshold(_ u: UnsafeMutableBufferPointer<Double>, _ limit: Double) {
    pass(u.count) { first in
      let entry = load(u, first)
      let size = magnitude(entry) - limit
      let kept = size.replacing(with: 0, where: size .<= 0)
      store(signed(kept, entry).replacing(with: 0, where: entry .== 0), u, first)
    } tail: { index in
      let kept = max(abs(u[index]) - limit, 0)
      u[index] = u[index] > 0 ? kept : u[index] < 0 ? -kept : 0
    }
  }

  /// Restricts a cotangent to the support of z in place.
  ///
  /// - Returns: Σ z̄ sign(z) over the support.
  static func mask(
    _ cotangent: UnsafeMutableBufferPointer<Double>, _ z: UnsafeBufferPointer<Double>
  ) -> Double {
    var (sums, rest) = (Lane(), 0.0)
    pass(z.count) { first in
      let entry = load(z, first)
      let kept = load(cotangent, first).replacing(with: 0, where: entry .== 0)
      store(kept, cotangent, first)
      sums += signed(kept, entry)
    } tail: { index in
      let kept = z[index] == 0 ? 0 : cotangent[index]
      cotangent[index] = kept
      rest += z[index] > 0 ? kept : -kept
    }
    return sums.sum() + rest
  }

  /// Restricts a cotangent to the support of z⁺ in place.
  ///
  /// - Returns: Σ z̄(z⁺ − z) over the support.
  static func maskedProduct(
    _ cotangent: UnsafeMutableBufferPointer<Double>, _ z: UnsafeBufferPointer<Double>,
    _ next: UnsafeBufferPointer<Double>
  ) -> Double {
    var (sums, rest) = (Lane(), 0.0)
    pass(z.count) { first in
      let entry = load(next, first)
      let kept = load(cotangent, first).replacing(with: 0, where: entry .== 0)
      store(kept, cotangent, first)
      sums += kept * (entry - load(z, first))
    } tail: { index in
      let kept = next[index] == 0 ? 0 : cotangent[index]
      cotangent[index] = kept
      rest += kept * (next[index] - z[index])
    }
    return sums.sum() + rest
  }

  /// Writes s·sign(z), 0 where z = 0.
  static func setSigns(
    _ target: UnsafeMutableBufferPointer<Double>, _ size: Double,
    _ z: UnsafeBufferPointer<Double>
  ) {
    let sizes = Lane(repeating: size)
    pass(z.count) { first in
      let entry = load(z, first)
      store(signed(sizes, entry).replacing(with: 0, where: entry .== 0), target, first)
    } tail: { index in
      target[index] = z[index] > 0 ? size : z[index] < 0 ? -size : 0
    }
  }

  /// Σ |z|.
  static func absoluteSum(_ z: UnsafeBufferPointer<Double>) -> Double {
    var (sums, rest) = (Lane(), 0.0)
    pass(z.count) {
      sums += magnitude(load(z, $0))
    } tail: {
      rest += abs(z[$0])
    }
    return sums.sum() + rest
  }

  /// Σ r².
  static func squareSum(_ r: UnsafeBufferPointer<Double>) -> Double {
    var (sums, rest) = (Lane(), 0.0)
    pass(r.count) { first in
      let entry = load(r, first)
      sums += entry * entry
    } tail: {
      rest += r[$0] * r[$0]
    }
    return sums.sum() + rest
  }

  // MARK: Lanes

  @inline(__always)
  private static func pass(_ count: Int, _ body: (Int) -> Void, tail: (Int) -> Void) {
    let whole = count - count % width
    var first = 0
    while first < whole {
      body(first)
      first += width
    }
    while first < count {
      tail(first)
      first += 1
    }
  }

  @inline(__always)
  private static func load(_ x: UnsafeBufferPointer<Double>, _ first: Int) -> Lane {
    Lane(x[first], x[first + 1], x[first + 2], x[first + 3])
  }

  @inline(__always)
  private static func load(_ x: UnsafeMutableBufferPointer<Double>, _ first: Int) -> Lane {
    Lane(x[first], x[first + 1], x[first + 2], x[first + 3])
  }

  @inline(__always)
  private static func store(
    _ lane: Lane, _ x: UnsafeMutableBufferPointer<Double>, _ first: Int
  ) {
    x[first] = lane[0]
    x[first + 1] = lane[1]
    x[first + 2] = lane[2]
    x[first + 3] = lane[3]
  }

  @inline(__always)
  private static func magnitude(_ x: Lane) -> Lane {
    unsafeBitCast(unsafeBitCast(x, to: SIMD4<UInt64>.self) & ~signBit, to: Lane.self)
  }

  /// The numbers, each negated where another is negative.
  @inline(__always)
  private static func signed(_ x: Lane, _ sign: Lane) -> Lane {
    let bits = unsafeBitCast(sign, to: SIMD4<UInt64>.self) & signBit
    return unsafeBitCast(unsafeBitCast(x, to: SIMD4<UInt64>.self) ^ bits, to: Lane.self)
  }
}
