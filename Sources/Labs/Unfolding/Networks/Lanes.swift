// Elementwise passes over codes, four entries at a time and without branches, which random signs would mispredict.

import LinearAlgebra

/// Passes over runs of numbers.
enum Lanes {
  private typealias Lane = SIMD4<Double>
  private static let width = 4
  private static let signBit: UInt64 = 1 << 63

  /// Soft thresholding in place, sign(u)·max(|u| − t, 0), also for t < 0.
  static func threshold(_ u: UnsafeMutableBufferPointer<Double>, _ limit: Double) {
    pass(u.count) { first in
      let entry = u.four(first)
      let size = magnitude(entry) - limit
      let kept = size.replacing(with: 0, where: size .<= 0)
      u.setFour(first, signed(kept, entry).replacing(with: 0, where: entry .== 0))
    } tail: { index in
      // NaN stays NaN, so that a loss that diverges is noticed.
      let kept = max(abs(u[index]) - limit, 0)
      u[index] = u[index] == 0 ? 0 : Double(signOf: u[index], magnitudeOf: kept)
    }
  }

  /// Restricts a cotangent to the support of z in place.
  ///
  /// - Returns: Σ z̄ sign(z) over the support.
  static func mask(
    _ cotangent: UnsafeMutableBufferPointer<Double>, _ z: UnsafeBufferPointer<Double>
  ) -> Double {
    restrict(cotangent, to: z) { kept, entry, _ in
      signed(kept, entry)
    } tail: { kept, index in
      z[index] > 0 ? kept : -kept
    }
  }

  /// Restricts a cotangent to the support of z⁺ in place.
  ///
  /// - Returns: Σ z̄(z⁺ − z) over the support.
  static func maskedProduct(
    _ cotangent: UnsafeMutableBufferPointer<Double>, _ z: UnsafeBufferPointer<Double>,
    _ next: UnsafeBufferPointer<Double>
  ) -> Double {
    restrict(cotangent, to: next) { kept, entry, first in
      kept * (entry - z.four(first))
    } tail: { kept, index in
      kept * (next[index] - z[index])
    }
  }

  /// Writes s·sign(z), 0 where z = 0.
  static func setSigns(
    _ target: UnsafeMutableBufferPointer<Double>, _ size: Double,
    _ z: UnsafeBufferPointer<Double>
  ) {
    let sizes = Lane(repeating: size)
    pass(z.count) { first in
      let entry = z.four(first)
      target.setFour(first, signed(sizes, entry).replacing(with: 0, where: entry .== 0))
    } tail: { index in
      target[index] = z[index] > 0 ? size : z[index] < 0 ? -size : 0
    }
  }

  /// Σ |z|.
  static func absoluteSum(_ z: UnsafeBufferPointer<Double>) -> Double {
    sum(z.count) {
      magnitude(z.four($0))
    } tail: {
      abs(z[$0])
    }
  }

  /// Σ r².
  static func squareSum(_ r: UnsafeBufferPointer<Double>) -> Double {
    sum(r.count) { first in
      let entry = r.four(first)
      return entry * entry
    } tail: {
      r[$0] * r[$0]
    }
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

  /// The sum of the terms of all entries.
  @inline(__always)
  private static func sum(_ count: Int, _ term: (Int) -> Lane, tail: (Int) -> Double) -> Double {
    var (sums, rest) = (Lane(), 0.0)
    pass(count) {
      sums += term($0)
    } tail: {
      rest += tail($0)
    }
    return sums.sum() + rest
  }

  /// Restricts a cotangent to the support of z in place, and sums a term of what is kept.
  ///
  /// - Parameters:
  ///   - cotangent: z̄.
  ///   - z: Entries, of which those that are 0 are not in the support.
  ///   - term: The terms of four entries: z̄ on the support, z, and the index of the first.
  ///   - tail: The term of one entry: z̄ on the support, and its index.
  /// - Returns: The sum.
  @inline(__always)
  private static func restrict(
    _ cotangent: UnsafeMutableBufferPointer<Double>, to z: UnsafeBufferPointer<Double>,
    _ term: (Lane, Lane, Int) -> Lane, tail: (Double, Int) -> Double
  ) -> Double {
    sum(z.count) { first in
      let entry = z.four(first)
      let kept = cotangent.four(first).replacing(with: 0, where: entry .== 0)
      cotangent.setFour(first, kept)
      return term(kept, entry, first)
    } tail: { index in
      let kept = z[index] == 0 ? 0 : cotangent[index]
      cotangent[index] = kept
      return tail(kept, index)
    }
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
