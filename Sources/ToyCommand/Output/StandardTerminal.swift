// The terminal that the program writes to.

import Files
import Libc
import Report

extension Terminal {
  /// The terminal behind standard output; nil if standard output is not a terminal.
  static var standardOutput: Terminal? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let columns = getenv("COLUMNS").flatMap { Int(String(cString: $0)) }.flatMap {
      $0 > 0 ? $0 : nil
    }
    return Terminal(width: isKnown ? Int(size.ws_col) : columns ?? 80)
  }
}

/// Writes text to standard output, in lines that fit where that is a terminal.
///
/// - Throws: ``CommandError`` of status cannotWrite.
func showText(_ text: String) throws(CommandError) {
  let shown = Terminal.standardOutput?.fitting(text) ?? text
  try translated(writeStandardOutput(Array(shown.utf8)))
}
