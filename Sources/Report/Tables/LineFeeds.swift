// Texts that end without a line feed.

extension String {
  /// The text without line feeds at its end: what a table is where more text follows it.
  package var trimmingLineFeeds: String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}
