// Double-double arithmetic with a known direction of error.

extension DoubleDouble {
  /// The direction in which an end of an interval is rounded.
  @usableFromInline enum Direction: Sendable {
    case down, up

    /// −∞ or ∞, the end that is always safe.
    @inlinable var extreme: DoubleDouble { DoubleDouble(self == .down ? -.infinity : .infinity) }
  }

  /// a + b, moved outwards.
  @inlinable static func sum(
    _ a: DoubleDouble, _ b: DoubleDouble, _ direction: Direction
  ) -> DoubleDouble {
    // A sum of two doubles has no error.
    if a.low == 0 && b.low == 0 {
      let sum = DoubleDouble(sum: a.high, b.high)
      return sum.high.isFinite ? sum : sum.infinite(direction)
    }
    if a.high == 0 { return b }
    if b.high == 0 { return a }
    // Sums do not underflow: the relative error bound holds throughout.
    return (a + b).moved(direction, relative: 0x1p-100, absolute: 0x1p-1074)
  }

  /// a·b, moved outwards; 0·∞ = 0, the limit of products with an end of an unbounded interval.
  @inlinable static func product(
    _ a: DoubleDouble, _ b: DoubleDouble, _ direction: Direction
  ) -> DoubleDouble {
    if a.high == 0 || b.high == 0 { return DoubleDouble(0) }
    let high = abs(a.high * b.high)
    guard high >= safeMinimum && high <= safeMaximum else {
      return coarse(a.high * b.high, direction)
    }
    // A product of two doubles has no error.
    if a.low == 0 && b.low == 0 { return DoubleDouble(product: a.high, b.high) }
    return (a * b).moved(direction, relative: 0x1p-100, absolute: 0)
  }

  /// a/b for b > 0, moved outwards.
  @inlinable static func quotient(
    _ a: DoubleDouble, _ b: DoubleDouble, _ direction: Direction
  ) -> DoubleDouble {
    if a.high == 0 { return DoubleDouble(0) }
    guard a.high.isFinite else { return b.high.isFinite ? a : direction.extreme }
    let size = abs(a.high)
    let high = size / b.high
    guard high >= safeMinimum, high <= safeMaximum, size >= safeMinimum, size <= safeMaximum,
      b.high >= safeMinimum, b.high <= safeMaximum
    else {
      return coarse(a.high / b.high, direction)
    }
    return (a / b).moved(direction, relative: 0x1p-100, absolute: 0)
  }

  /// Below this magnitude the rounding error of a product may underflow.
  @inlinable static var safeMinimum: Double { 0x1p-900 }
  /// Above this magnitude an intermediate result may overflow.
  @inlinable static var safeMaximum: Double { 0x1p1000 }

  /// A result computed from the high parts alone: its relative error is below 2⁻⁵⁰, and below the
  /// normal numbers its absolute error is 2⁻¹⁰⁷⁴.
  @inlinable static func coarse(_ value: Double, _ direction: Direction) -> DoubleDouble {
    if value.isNaN { return direction.extreme }
    guard value.isFinite else { return DoubleDouble(value).infinite(direction) }
    let slack = 0x1p-50 * abs(value) + 0x1p-1073
    var end = direction == .down ? (value - slack).nextDown : (value + slack).nextUp
    // The sign of a product or quotient is known, also where it underflows to ±0.
    if (direction == .down) == (value.sign == .plus) && (end < 0) != (value.sign == .minus) {
      end = 0
    }
    return end.isFinite ? DoubleDouble(end) : DoubleDouble(end).infinite(direction)
  }

  /// The safe end for a result that has left the range of Double: ±∞ outwards, the last finite number
  /// inwards.
  @inlinable func infinite(_ direction: Direction) -> DoubleDouble {
    if high.isNaN { return direction.extreme }
    let isOutwards = (high < 0) == (direction == .down)
    if isOutwards { return direction.extreme }
    return DoubleDouble(high < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude)
  }

  /// The number moved by a multiple of its size.
  ///
  /// 2⁻¹⁰⁰ is 64·2⁻¹⁰⁶: four times the largest error bound, which also covers the rounding here.
  @inlinable func moved(
    _ direction: Direction, relative: Double, absolute: Double
  ) -> DoubleDouble {
    guard high.isFinite else { return infinite(direction) }
    let slack = abs(high) * relative + absolute
    return DoubleDouble(sum: high, direction == .down ? low - slack : low + slack)
  }

  // Normalized numbers are ordered by their high parts first.

  @inlinable static func <= (a: DoubleDouble, b: DoubleDouble) -> Bool {
    a.high < b.high || (a.high == b.high && a.low <= b.low)
  }

  @inlinable static func >= (a: DoubleDouble, b: DoubleDouble) -> Bool { b <= a }

  @inlinable static func < (a: DoubleDouble, b: DoubleDouble) -> Bool {
    a.high < b.high || (a.high == b.high && a.low < b.low)
  }
}
