/// One value of a ``Table``.
///
/// The cell keeps the value and not its text, so that each output format can apply its own rules:
/// a CSV file shows every digit of a number, a terminal a few of them.
public enum Cell: Sendable, Equatable {
  /// No value: an empty field in CSV, `null` in JSON, blank in print.
  case empty
  /// A piece of text; each format quotes or escapes it as it must.
  case text(String)
  /// A whole number, such as a row count or a depth.
  case integer(Int)
  /// A real number; non-finite values are kept and written as the format allows.
  case number(Double)
  /// A number that nothing is below, or above: as ``number(_:)``, but in print its rounding keeps it a bound.
  case bound(Double, BoundKind)
  /// A truth value, written `true` or `false`.
  case truth(Bool)

  /// Whether the cell is aligned to the right in print, as numbers are, and empty cells among them.
  var isNumeric: Bool {
    switch self {
    case .integer, .number, .bound: true
    case .empty, .text, .truth: false
    }
  }

  /// The cell as a reader sees it, with numbers rounded.
  func shown(significantDigits: Int) -> String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .integer(let integer): String(integer)
    case .number(let number): formatted(number, significantDigits: significantDigits)
    case .bound(let number, let kind):
      formatted(
        kind.rounded(number, significantDigits: significantDigits),
        significantDigits: significantDigits)
    case .truth(let truth): truth ? "true" : "false"
    }
  }
}
