// Six-digit numbers and their codes of four characters.

import Libc
import Report

/// A number as tables print it: m · 10^e with six significant digits.
///
/// The page holds these and no doubles, so that it shows the digits that the other commands print.
package struct PrintedNumber: Sendable, Equatable {
  /// m: 0, or of magnitude 100000 to 999999.
  package let mantissa: Int
  /// e, from −30 to 5; 0 for the number 0.
  package let exponent: Int

  /// The number of significant digits.
  package static let digits = 6
  /// The exponents that have a code: magnitudes from 10⁻²⁵ to 10¹¹.
  package static let exponents = -30...5

  /// Creates a number from m and e, which are in their ranges.
  package init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// Rounds a number as ``Report/formatted(_:significantDigits:)`` does.
  ///
  /// - Throws: ``StudyError/failed(_:)`` beyond the magnitudes that have a code.
  package init(_ value: Double) throws(StudyError) {
    guard value != 0 else {
      self.init(mantissa: 0, exponent: 0)
      return
    }
    if let (mantissa, exponent) = Self.rounded(value), Self.exponents.contains(exponent) {
      self.init(mantissa: value < 0 ? -mantissa : mantissa, exponent: exponent)
      return
    }
    var (mantissa, exponent) = (0, 0)
    let text: String
    if let whole = Int(exactly: value), abs(whole) < 1_000_000 {
      // Counts are frequent, and need no fractional digits.
      mantissa = abs(whole)
      text = ""
    } else {
      text = formatted(value, significantDigits: Self.digits)
      let parts = text.utf8.split(separator: UInt8(ascii: "e"))
      var isFraction = false
      for byte in parts.first ?? "".utf8[...] {
        if byte == UInt8(ascii: ".") { isFraction = true }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { continue }
        mantissa = 10 * mantissa + Int(byte - UInt8(ascii: "0"))
        if isFraction { exponent -= 1 }
      }
      if parts.count > 1 { exponent += Int(String(parts[1]) ?? "") ?? 0 }
    }
    while mantissa > 0 && mantissa < 100_000 {
      mantissa *= 10
      exponent -= 1
    }
    guard mantissa > 0, Self.exponents.contains(exponent) else {
      throw .failed("\(text) is beyond the numbers that the page can hold")
    }
    self.init(mantissa: value < 0 ? -mantissa : mantissa, exponent: exponent)
  }

  /// m and e by one multiplication or division with an exact power of ten; nil where its rounding error could
  /// decide the last digit, for numbers that are not finite, and for very large and small ones.
  private static func rounded(_ value: Double) -> (mantissa: Int, exponent: Int)? {
    let size = abs(value)
    guard size > 1e-16, size < 1e16 else { return nil }
    // From the binary exponent, which is at most one too low.
    var exponent = Int((Double(size.exponent) * log10(2)).rounded(.down)) - (digits - 1)
    var scaled = 0.0
    for _ in 0..<2 {
      scaled =
        exponent > 0 ? size / powersOfTen[exponent] : size * powersOfTen[-exponent]
      if scaled >= 1_000_000 { exponent += 1 } else { break }
    }
    let whole = scaled.rounded()
    guard whole >= 100_000, whole < 1_000_000, abs(scaled - whole) < 0.5 - 1e-6 else { return nil }
    return (Int(whole), exponent)
  }

  /// 10⁰ to 10²², exact.
  private static let powersOfTen = (0...22).map { power in
    (0..<power).reduce(1.0) { product, _ in product * 10 }
  }

  /// Four characters of ``Base90``: 0 for 0, else 1 + 900000·(2(e + 30) + sign) + |m| − 100000.
  package var code: [UInt8] {
    var result: [UInt8] = []
    appendCode(to: &result)
    return result
  }

  /// Appends the four characters.
  func appendCode(to text: inout [UInt8]) {
    let scale = 2 * (exponent - Self.exponents.lowerBound) + (mantissa < 0 ? 1 : 0)
    Base90.append(
      mantissa == 0 ? 0 : 1 + 900_000 * scale + abs(mantissa) - 100_000, length: 4, to: &text)
  }
}

/// Whole numbers in base 90: the printable ASCII characters except `"`, `&`, `<` and `\`.
///
/// None of them has a meaning in HTML text, and a space separates.
package enum Base90 {
  package static let alphabet: [UInt8] = (33...126).filter { ![34, 38, 60, 92].contains($0) }

  /// The digits of a number, the highest first.
  ///
  /// - Precondition: 0 ≤ value < 90^length.
  package static func code(_ value: Int, length: Int) -> [UInt8] {
    var result: [UInt8] = []
    append(value, length: length, to: &result)
    return result
  }

  /// Appends the digits of a number.
  ///
  /// - Precondition: 0 ≤ value < 90^length.
  static func append(_ value: Int, length: Int, to text: inout [UInt8]) {
    var rest = value
    let start = text.count
    for _ in 0..<length {
      text.append(alphabet[rest % 90])
      rest /= 90
    }
    precondition(rest == 0 && value >= 0, "\(value) does not have \(length) digits in base 90")
    text[start...].reverse()
  }
}
