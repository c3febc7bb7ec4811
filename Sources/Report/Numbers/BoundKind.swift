// Bounds that remain bounds where fewer digits are printed.

internal import Libc

/// The side on which a bound holds, and so the direction in which it may be rounded.
public enum BoundKind: Sendable, Equatable {
  /// Nothing is below: rounded down.
  case lower
  /// Nothing is above: rounded up.
  case upper

  /// The nearest number of few decimal digits on the safe side, as it is read back.
  ///
  /// ```swift
  /// BoundKind.upper.rounded(0.1234561, significantDigits: 6)  // 0.123457
  /// BoundKind.lower.rounded(0.1234569, significantDigits: 6)  // 0.123456
  /// ```
  ///
  /// - Parameters:
  ///   - value: The bound.
  ///   - significantDigits: The digits to keep; 1 to 17, others are brought into this range.
  /// - Returns: A number that ``formatted(_:significantDigits:)`` prints with these digits, on the side of `value` or equal
  ///   to it; `value` itself where it is not finite.
  /// - Complexity: O(1).
  public func rounded(_ value: Double, significantDigits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let digits = min(max(significantDigits, 1), 17)
    func read(_ number: Double) -> Double {
      Double(formatted(number, significantDigits: digits)) ?? number
    }
    let nearest = read(value)
    if isSafe(nearest, for: value) { return nearest }
    // More than half a unit of the last digit leads to the next decimal.
    var step = max(0.6 * pow(10, log10(abs(value)).rounded(.down) - Double(digits - 1)), value.ulp)
    while true {
      let next = read(self == .upper ? value + step : value - step)
      if isSafe(next, for: value) { return next }
      step *= 2
    }
  }

  private func isSafe(_ candidate: Double, for value: Double) -> Bool {
    self == .upper ? candidate >= value : candidate <= value
  }
}
