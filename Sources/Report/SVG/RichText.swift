/// A label split into runs of italic, lowered and raised text.
///
/// Markup: `*…*` is italic, `_{…}` a subscript, `^{…}` a superscript. A star that is not closed,
/// that stands before a space, or that is a whole script, as in `z^{*}`, and a bare `_` or `^` are taken as
/// they are. A hyphen before a digit becomes a minus sign where no letter or digit precedes it.
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
        if rest.hasPrefix("*}") { pending.append(rest.removeFirst()) }
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

  /// The text broken at spaces into as few lines as fit, which are then made as even as can be.
  ///
  /// A word that is longer than the width gets its own line.
  func lines(width: Double, size: Double) -> [RichText] {
    guard self.width(size: size) > width else { return [self] }
    let words = words
    var best = Self.filled(words, width: width, size: size)
    // The narrowest width that takes no more lines.
    for part in stride(from: 0.95, through: 0.3, by: -0.05) {
      let narrower = Self.filled(words, width: width * part, size: size)
      guard narrower.count == best.count else { break }
      best = narrower
    }
    return best
  }

  /// The lines of a bold text, wrapped to fit the width even in a wider font.
  func boldLines(width: Double, size: Double) -> [RichText] {
    lines(width: width / (FontMetrics.boldness * FontMetrics.substitution), size: size)
  }

  private init(runs: [Run]) { self.runs = runs }

  /// The runs between spaces.
  private var words: [RichText] {
    var words = [RichText(runs: [])]
    for run in runs {
      let parts = run.text.split(separator: " ", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        if index > 0 { words.append(RichText(runs: [])) }
        guard !part.isEmpty else { continue }
        words[words.count - 1].runs.append(
          Run(text: String(part), isItalic: run.isItalic, level: run.level))
      }
    }
    // An equation is not broken.
    var joined: [RichText] = []
    for word in words where !word.runs.isEmpty {
      guard var last = joined.last, last.plain.hasSuffix("=") || word.plain == "=" else {
        joined.append(word)
        continue
      }
      last.append(Run(text: " ", isItalic: false, level: .base))
      for run in word.runs { last.append(run) }
      joined[joined.count - 1] = last
    }
    return joined
  }

  /// Lines of words, each as full as can be.
  private static func filled(_ words: [RichText], width: Double, size: Double) -> [RichText] {
    var lines: [RichText] = []
    for word in words {
      if var line = lines.last {
        line.append(Run(text: " ", isItalic: false, level: .base))
        for run in word.runs { line.append(run) }
        if line.width(size: size) <= width {
          lines[lines.count - 1] = line
          continue
        }
      }
      lines.append(word)
    }
    return lines
  }

  /// Appends a run, to the last one where they are alike.
  private mutating func append(_ run: Run) {
    if let last = runs.last, last.isItalic == run.isItalic, last.level == run.level {
      runs[runs.count - 1].text += run.text
    } else {
      runs.append(run)
    }
  }

  /// The size of subscripts and superscripts in units of the text's.
  static let smallScale = 0.74

  private static func opensItalic(_ rest: Substring) -> Bool {
    guard let next = rest.first, next != " ", next != "*" else { return false }
    return rest.contains("*")
  }
}
