/// A number as it is set in print: with a real minus sign and powers of ten.
///
/// The digits are those of ``formatted(_:significantDigits:)``; `-1.5e-07` becomes `−1.5×10⁻⁷`,
/// infinities become `∞` and `−∞`, and not-a-number an en dash.
///
/// - Parameters:
///   - value: The number.
///   - significantDigits: The digits to keep; 1 to 17, others are brought into this range.
/// - Returns: The number in Unicode.
/// - Complexity: O(1).
public func typeset(_ value: Double, significantDigits: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "\u{2212}∞" : "∞" }
  let plain = formatted(value, significantDigits: significantDigits)
  let parts = plain.split(separator: "e")
  let mantissa = withRealMinus(parts.first ?? "0")
  guard parts.count == 2, let power = Int(parts[1]) else { return mantissa }
  let tens = typeset(powerOfTen: power)
  return switch mantissa {
  case "1": tens
  case "\u{2212}1": "\u{2212}\(tens)"
  default: "\(mantissa)×\(tens)"
  }
}

/// A power of ten as it is set in print, such as `10⁻³`.
///
/// - Parameter exponent: The exponent.
/// - Returns: The power in Unicode superscripts.
public func typeset(powerOfTen exponent: Int) -> String {
  let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
  var text = exponent < 0 ? "10⁻" : "10"
  for character in String(exponent.magnitude) {
    if let digit = character.wholeNumberValue { text.append(digits[digit]) }
  }
  return text
}

/// Replaces the hyphens of a number by minus signs.
func withRealMinus(_ text: some StringProtocol) -> String {
  String(text.map { $0 == "-" ? "\u{2212}" : $0 })
}
