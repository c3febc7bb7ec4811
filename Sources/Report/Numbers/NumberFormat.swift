internal import Libc

/// The shortest decimal text that is read back as the same number, without the fraction of a whole number.
///
/// ```swift
/// shortest(2)  // "2"
/// shortest(0.1)  // "0.1"
/// ```
///
/// - Parameter value: The number.
/// - Returns: Its text.
public func shortest(_ value: Double) -> String {
  Int(exactly: value).map(String.init) ?? "\(value)"
}

/// A number with few digits, for a terminal or a report: C's `%g`.
///
/// Trailing zeros are dropped; below 10⁻⁴ and from 10^significantDigits on, the number is in
/// scientific notation: `1e-05`, `1.25e+22`. The result is ASCII with a decimal point; non-finite
/// values are `inf`, `-inf` and `nan`, and negative zero is `0`.
///
/// ```swift
/// formatted(0.1 + 0.2, significantDigits: 6)  // "0.3"
/// ```
///
/// - Parameters:
///   - value: The number.
///   - significantDigits: The digits to keep; 1 to 17, others are brought into this range.
/// - Returns: At most `significantDigits` + 7 characters.
/// - Complexity: O(1).
public func formatted(_ value: Double, significantDigits: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  guard value != 0 else { return "0" }
  // The program never calls setlocale, so that the C library's locale is "C" in every
  // environment.
  let digits = Int32(min(max(significantDigits, 1), 17))
  let characters = [CChar](unsafeUninitializedCapacity: 32) { buffer, count in
    let written = withVaList([digits, value]) {
      vsnprintf(buffer.baseAddress, 32, "%.*g", $0)
    }
    count = Int(max(written, 0))
  }
  return String(decoding: characters.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
