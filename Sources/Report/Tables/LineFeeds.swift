// Texts that end without a line feed.

extension String {
  /// The text without line feeds at its end, for a table with more text after it.
  package var trimmingLineFeeds: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
