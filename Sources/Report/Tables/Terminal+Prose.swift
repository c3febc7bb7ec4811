// Prose on a terminal: lines that are too long are broken at spaces.

extension Terminal {
  /// A text of which no line is longer than the terminal is wide, where words allow it.
  ///
  /// A line that is too long is broken at spaces. The remainder begins the next line of the same paragraph, or
  /// stands below where the text began: below the second column of a list of options. Lines that fit stay as they
  /// are.
  ///
  /// - Parameter text: Lines; tables among them should fit already.
  /// - Returns: The lines.
  /// - Complexity: O(characters).
  package func fitting(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var result: [String] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      guard line.count > width, let split = split(line) else {
        result.append(line)
        continue
      }
      result.append(split.line)
      if split.isProse, index < lines.count, continues(lines[index], split.rest) {
        lines[index] = "\(split.rest) \(lines[index].drop { $0 == " " })"
      } else {
        lines.insert(split.rest, at: index)
      }
    }
    return result.joined(separator: "\n")
  }

  /// The part of a line that fits, and the rest with its indentation; nil for a line that cannot be broken.
  private func split(_ line: String) -> (line: String, rest: String, isProse: Bool)? {
    let characters = Array(line)
    let first = characters.firstIndex { $0 != " " } ?? characters.count
    let column = Self.secondColumn(characters, after: first)
    var indent = column.map { $0 <= width / 2 ? $0 : first } ?? first
    if column == nil, line.dropFirst(first).hasPrefix("- ") { indent += 2 }
    let start = max(indent, first)
    guard start < characters.count else { return nil }
    let words = characters[start...]
    // After the last word that fits, or after a first one that is too long.
    guard
      let end = words.prefix(max(width + 1 - start, 0)).lastIndex(of: " ")
        ?? words.firstIndex(of: " "), end > start
    else { return nil }
    let rest = characters[end...].drop { $0 == " " }
    return (
      String(characters[..<end]), String(repeating: " ", count: indent) + String(rest),
      column == nil
    )
  }

  /// Where the second column begins: after the first two spaces within the text; nil for prose.
  private static func secondColumn(_ characters: [Character], after first: Int) -> Int? {
    var index = first
    while index + 1 < characters.count {
      if characters[index] == " ", characters[index + 1] == " " {
        return characters[index...].firstIndex { $0 != " " }
      }
      index += 1
    }
    return nil
  }

  /// Whether a line continues the paragraph of which something is left over.
  private func continues(_ next: String, _ rest: String) -> Bool {
    func indent(_ text: String) -> Int { text.prefix { $0 == " " }.count }
    let text = next.drop { $0 == " " }
    // Commands below one another are not joined into a paragraph.
    return !text.isEmpty && indent(next) == indent(rest) && !text.hasPrefix("- ")
      && !text.hasPrefix("toy ") && !text.hasPrefix("printf ") && !text.contains("  ")
  }
}
