// Text from files as messages show it.

/// A piece of a file in quotes, short and on one line for any content.
///
/// Control characters appear as `\n`, `\t` or `\u{0}`; invalid UTF-8 appears as U+FFFD.
///
/// - Parameters:
///   - bytes: The piece.
///   - limit: The largest number of characters that are shown; an ellipsis replaces the rest.
/// - Returns: The text between single quotes.
package func quoted(_ bytes: some Sequence<UInt8>, limit: Int = 40) -> String {
  // A character takes at most four bytes in UTF-8.
  let start = Array(bytes.prefix(4 * limit + 4))
  var text = ""
  for (count, scalar) in String(decoding: start, as: UTF8.self).unicodeScalars.enumerated() {
    guard count < limit else { return "'\(text)…'" }
    switch scalar.value {
    case 0x0A: text += "\\n"
    case 0x0D: text += "\\r"
    case 0x09: text += "\\t"
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
      text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return "'\(text)'"
}

/// A piece of text in quotes, see ``quoted(_:limit:)-(Sequence<UInt8>,_)``.
package func quoted(_ text: some StringProtocol, limit: Int = 40) -> String {
  quoted(Array(text.utf8), limit: limit)
}
