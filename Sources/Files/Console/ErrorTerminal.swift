// The terminal behind standard error, and the one line on it that shows progress.

import Libc

/// The terminal behind standard error; messages and progress fit its width.
package enum ErrorTerminal {
  /// The number of characters of a line; nil if standard error is not a terminal.
  package static var width: Int? {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Replaces the line that shows progress; does nothing if there is no terminal.
  ///
  /// A line that reached the last column would wrap, and the next one could not replace it.
  ///
  /// - Parameter parts: The parts to show, the most important first; parts that do not fit are left out.
  package static func show(_ parts: [String]) {
    guard let width else { return }
    writeDiagnostic("\r\u{1B}[K\(line(parts, width: width))", terminator: "")
  }

  /// The parts that fit, separated by commas; the first part is cut off if it does not fit.
  package static func line(_ parts: [String], width: Int) -> String {
    var line = String((parts.first ?? "").prefix(max(width - 1, 0)))
    for part in parts.dropFirst() where line.count + 2 + part.count < width { line += ", \(part)" }
    return line
  }

  /// Clears the line.
  package static func clear() {
    guard width != nil else { return }
    writeDiagnostic("\r\u{1B}[K", terminator: "")
  }

  /// A message with lines wider than the terminal broken at spaces.
  ///
  /// Indented lines, such as commands to copy, stay as they are.
  package static func folded(_ message: String, width: Int) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.count > width, line.first != " " else { return String(line) }
      var lines: [String] = []
      var current = ""
      for word in line.split(separator: " ") {
        if !current.isEmpty, current.count + 1 + word.count > width {
          lines.append(current)
          current = ""
        }
        current += (current.isEmpty ? "" : " ") + word
      }
      return (lines + [current]).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
