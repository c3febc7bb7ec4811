// Text from outside the program, as messages show it.

/// Text from the user or from a file, for a message: one line without control characters, shortened in the
/// middle if it is long.
///
/// - Parameters:
///   - text: The text.
///   - limit: The largest number of characters that are shown in full.
/// - Returns: Text that no terminal interprets as a command.
package func printable(_ text: String, limit: Int = 100) -> String {
  shortened(escapingControls(text, keepsLineFeeds: false), limit: limit)
}

/// A whole message: its own line feeds stay, quoted text becomes ``printable(_:limit:)``.
package func printableMessage(_ message: String) -> String {
  // No path or list of names is so long.
  let (wordLimit, limit) = (1000, 10_000)
  let text = escapingControls(message, keepsLineFeeds: true)
  guard text.utf8.count > wordLimit else { return text }
  let words = text.split(separator: " ", omittingEmptySubsequences: false)
  return shortened(
    words.map { shortened(String($0), limit: wordLimit) }.joined(separator: " "), limit: limit)
}

/// A text of at most `limit` characters, or its beginning and its end.
private func shortened(_ text: String, limit: Int) -> String {
  guard text.utf8.count > limit, text.count > limit else { return text }
  return "\(text.prefix(limit / 2))…\(text.suffix(limit / 4)) (\(text.count) characters)"
}

private func escapingControls(_ text: String, keepsLineFeeds: Bool) -> String {
  func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" { return keepsLineFeeds }
    switch scalar.properties.generalCategory {
    // Format characters change the direction of text, or are invisible.
    case .control, .format, .lineSeparator, .paragraphSeparator: return false
    default: return true
    }
  }
  guard !text.unicodeScalars.allSatisfy(isHarmless) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isHarmless(scalar) {
      result.append(scalar)
    } else {
      result.append(contentsOf: escape(scalar).unicodeScalars)
    }
  }
  return String(result)
}

/// A character as string literals write it.
private func escape(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }
}
