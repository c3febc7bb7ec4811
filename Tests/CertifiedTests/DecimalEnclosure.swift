// Decimal texts of any length as intervals.

import Intervals

extension Interval {
  /// Encloses a decimal number such as `-1.25e-7`, every digit of it; nil for other texts.
  init?(decimal text: String) {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    guard let mantissa = parts.first else { return nil }
    guard var exponent = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
    var digits = mantissa.filter(\.isNumber)
    if let point = mantissa.firstIndex(of: ".") {
      exponent -= mantissa.distance(from: point, to: mantissa.endIndex) - 1
    }
    var value = Interval.zero
    while !digits.isEmpty {
      let chunk = digits.prefix(15)
      digits = String(digits.dropFirst(chunk.count))
      guard let number = Int(chunk) else { return nil }
      value = value * Interval(10.0).power(chunk.count) + Interval(number)
    }
    // In parts, so that neither power of ten leaves the range of Double.
    while exponent != 0 {
      let step = min(abs(exponent), 200)
      let scale = Interval(10.0).power(step)
      value = exponent > 0 ? value * scale : value / scale
      exponent -= exponent > 0 ? step : -step
    }
    self = mantissa.hasPrefix("-") ? -value : value
  }
}
