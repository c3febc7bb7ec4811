// Numbers in decimal notation.

import Libc

/// A number in decimal notation, with a point in every locale; nil for anything else.
///
/// The words for infinity and NaN count as numbers here: callers refuse them with a better message than
/// "not a number". Hexadecimal numbers do not, and no control character is skipped or ends a number.
package func decimalNumber(_ text: String) -> Double? {
  let isPlain = text.utf8.allSatisfy { byte in
    byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "x") && byte != UInt8(ascii: "X")
  }
  return isPlain ? Double(text) : nil
}

/// The number written in a piece of a file: sign, digits with an optional point, exponent.
///
/// The nearest double, as `Double(_: String)` finds it. Up to 2⁵³ in at most 19 digits and with an exponent
/// of at most 22 one product or quotient of exact doubles is correctly rounded; others go to strtod, which
/// knows no locale but C in this program.
///
/// - Parameters:
///   - bytes: The file.
///   - range: The position of the number, without surrounding blanks.
/// - Returns: The number, infinite if it overflows; nil for anything else.
package func decimalNumber(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
  var position = range.lowerBound
  let end = range.upperBound
  func digit() -> UInt64? {
    guard position < end else { return nil }
    let value = bytes[position] &- 0x30
    return value < 10 ? UInt64(value) : nil
  }
  var isNegative = false
  if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
    isNegative = bytes[position] == UInt8(ascii: "-")
    position += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var exponent = 0
  var isLong = false
  func take(_ value: UInt64) {
    digits += 1
    // Leading zeros do not count.
    guard mantissa < 1_000_000_000_000_000_000 else {
      isLong = true
      return
    }
    mantissa = mantissa * 10 + value
  }
  while let value = digit() {
    take(value)
    position += 1
  }
  if position < end, bytes[position] == UInt8(ascii: ".") {
    position += 1
    while let value = digit() {
      take(value)
      exponent -= 1
      position += 1
    }
  }
  guard digits > 0 else { return nil }
  if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
    position += 1
    var isMinus = false
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
    {
      isMinus = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    guard digit() != nil else { return nil }
    var power = 0
    while let value = digit() {
      power = min(power * 10 + Int(value), 1_000_000)
      position += 1
    }
    exponent += isMinus ? -power : power
  }
  guard position == end else { return nil }
  guard !isLong, mantissa <= 1 << 53, abs(exponent) < powersOfTen.count else {
    return nearestDouble(bytes, range)
  }
  let magnitude =
    exponent < 0
    ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
  return isNegative ? -magnitude : magnitude
}

/// The powers of ten that are exact doubles.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// The double nearest to text that is known to be a number.
private func nearestDouble(_ bytes: [UInt8], _ range: Range<Int>) -> Double {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: range.count + 1) { buffer in
    for (offset, index) in range.enumerated() { buffer[offset] = CChar(bitPattern: bytes[index]) }
    buffer[range.count] = 0
    guard let start = buffer.baseAddress else { return .nan }
    return strtod(start, nil)
  }
}
