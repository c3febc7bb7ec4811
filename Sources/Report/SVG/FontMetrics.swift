/// Estimated widths of text in Helvetica and fonts of the same metrics.
///
/// A figure is laid out without a font at hand. The widths of ASCII are those of Helvetica's
/// published metrics; other scripts are estimated generously, so that nothing is cut.
enum FontMetrics {
  /// The width of a text in pixels.
  static func width(of text: String, size: Double) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += advance(of: scalar) }
    return Double(thousandths) / 1000 * size
  }

  /// The ratio by which substitute fonts, such as DejaVu Sans, are wider than Helvetica: space is kept for them.
  static let substitution = 1.18

  /// The width of bold letters relative to regular ones.
  static let boldness = 1.1

  /// The advance of a character in thousandths of the text's size.
  private static func advance(of scalar: Unicode.Scalar) -> Int {
    let code = Int(scalar.value)
    if code >= 0x20 && code < 0x7F { return ascii[code - 0x20] }
    return switch scalar {
    case "ω", "Ω", "Φ", "φ", "ψ": 780
    case "ι": 250
    case "α"..."ώ": 580
    case "\u{2212}", "×", "±", "≤", "≥", "≈", "÷", "≠": 584
    case "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁻": 365
    case "·", "′", "\u{2009}", "\u{A0}": 278
    case "–": 556
    case "→", "←", "↔", "—", "…": 1000
    case "\u{0300}"..."\u{036F}": 0
    case "\u{1100}"...: 1000
    default: 667
    }
  }

  private static let ascii: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
}
