/// A label split into runs of italic, lowered and raised text.
///
/// Markup: `*…*` is italic, `_{…}` a subscript, `^{…}` a superscript. A star that is not closed, or
/// that stands before a space, and a bare `_` or `^` are taken as they are. A hyphen before a digit
/// becomes a minus sign where no letter or digit precedes it.
struct RichText: Equatable {
  enum Level { case base, lowered, raised }

  struct Run: Equatable {
    var text: String
    var isItalic: Bool
    var level: Level
  }

  var runs: [Run] = []

  init(_ markup: String) {
    var level = Level.base
    var isItalic = false
    var pending = ""
    var rest = Substring(markup)
    func flush(into runs: inout [Run]) {
      if !pending.isEmpty {
        runs.append(Run(text: pending, isItalic: isItalic, level: level))
        pending = ""
      }
    }
    var previous: Character = " "
    while let character = rest.first {
      rest.removeFirst()
      let next = rest.first
      if character == "*", isItalic || Self.opensItalic(rest) {
        flush(into: &runs)
        isItalic.toggle()
      } else if level == .base, next == "{", character == "_" || character == "^" {
        flush(into: &runs)
        rest.removeFirst()
        level = character == "_" ? .lowered : .raised
      } else if level != .base, character == "}" {
        flush(into: &runs)
        level = .base
      } else if character == "-", next?.isNumber == true, !(previous.isLetter || previous.isNumber)
      {
        pending.append("\u{2212}")
      } else {
        pending.append(character)
      }
      previous = character
    }
    flush(into: &runs)
  }

  /// The text without markup, for readers that cannot see it.
  var plain: String { runs.map(\.text).joined() }

  /// The estimated width in pixels; see ``FontMetrics``.
  func width(size: Double) -> Double {
    runs.reduce(0) { sum, run in
      let scale = run.level == .base ? 1 : Self.smallScale
      return sum + FontMetrics.width(of: run.text, size: size * scale)
    }
  }

  /// The size of subscripts and superscripts in units of the text's.
  static let smallScale = 0.74

  private static func opensItalic(_ rest: Substring) -> Bool {
    guard let next = rest.first, next != " ", next != "*" else { return false }
    return rest.contains("*")
  }
}
