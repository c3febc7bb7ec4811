/// A text split into words with the markup of labels and words of a program.
struct DocumentText: Equatable {
  enum Span: Equatable {
    case words(RichText)
    case code(String)
    /// A declaration of a library, between double backquotes as in DocC.
    case symbol(String)
  }

  let spans: [Span]

  init(_ markup: String) {
    // A double backquote that is not closed is taken as it is.
    let pieces = markup.components(separatedBy: "``")
    guard pieces.count > 2, !pieces.count.isMultiple(of: 2) else {
      spans = Self.spans(markup)
      return
    }
    spans = pieces.enumerated().flatMap { index, piece in
      index.isMultiple(of: 2) ? Self.spans(piece) : [.symbol(piece)]
    }
  }

  /// The spans with typographic quotes and apostrophes in prose; code is unchanged.
  var printed: [Span] {
    var previous: Character = " "
    return spans.map { span in
      guard case .words(var text) = span else {
        // A quote after code is a closing quote.
        previous = "`"
        return span
      }
      for index in text.runs.indices {
        text.runs[index].text = String(
          text.runs[index].text.map { character in
            defer { previous = character }
            return Self.printed(character, after: previous)
          })
      }
      return .words(text)
    }
  }

  /// A quote before a word is an opening quote; elsewhere it is a closing quote or an apostrophe.
  private static func printed(_ character: Character, after previous: Character) -> Character {
    let opens = previous.isWhitespace || "([{–—'\"".contains(previous)
    return switch character {
    case "'": opens ? "‘" : "’"
    case "\"": opens ? "“" : "”"
    default: character
    }
  }

  /// The words and the code of a text without declarations.
  private static func spans(_ markup: String) -> [Span] {
    let parts = markup.split(separator: "`", omittingEmptySubsequences: false)
    // A backquote that is not closed is taken as it is.
    let isClosed = parts.count % 2 == 1
    var spans: [Span] = []
    for (index, part) in parts.enumerated() {
      let isOpen = !isClosed && index == parts.count - 1
      guard !part.isEmpty || isOpen else { continue }
      if index % 2 == 0 {
        spans.append(.words(RichText(String(part))))
      } else if !isOpen {
        spans.append(.code(String(part)))
      } else {
        spans.append(.words(RichText("`\(part)")))
      }
    }
    return spans
  }
}

extension String {
  /// The pieces between occurrences of a text.
  fileprivate func components(separatedBy mark: String) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: mark) {
      pieces.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return pieces + [String(rest)]
  }
}

extension RichText {
  /// The text with its markup.
  var markup: String {
    runs.map { run in
      let text = run.isItalic ? "*\(run.text)*" : run.text
      return switch run.level {
      case .base: text
      case .lowered: "_{\(text)}"
      case .raised: "^{\(text)}"
      }
    }.joined()
  }

  /// The text in plain notation.
  var typed: String {
    var output = ""
    var rest = runs[...]
    while let first = rest.first {
      let script = rest.prefix { $0.level == first.level }
      rest = rest.dropFirst(script.count)
      output += Self.typed(script.map(\.text).joined(), first.level)
    }
    return output
  }

  /// A script in plain notation, with parentheses where it is more than a word.
  static func typed(_ text: String, _ level: Level) -> String {
    let isWord = text.allSatisfy { $0.isLetter || $0.isNumber }
    return switch level {
    case .base: text
    case .lowered: isWord ? "_\(text)" : "_{\(text)}"
    case .raised: ["*", "⋆"].contains(text) ? "*" : isWord ? "^\(text)" : "^(\(text))"
    }
  }
}
