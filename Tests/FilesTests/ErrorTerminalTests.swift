// Messages and progress on a terminal of a given width.

import Files
import Testing

@Suite("The terminal behind standard error")
struct ErrorTerminalTests {
  private let parts = [
    "setting 9 of 16: N = 5; start 11 of 20", "40 s left", "best risk 0.40432", "iteration 12",
  ]

  @Test("a line of progress is shorter than the width of the terminal", arguments: 1...100)
  func progress(width: Int) {
    #expect(ErrorTerminal.line(parts, width: width).count < width)
  }

  @Test("the first part is cut off if it does not fit, and others are left out entirely")
  func cutting() {
    #expect(ErrorTerminal.line(parts, width: 12) == "setting 9 o")
    #expect(ErrorTerminal.line(parts, width: 50) == parts[0] + ", 40 s left")
    #expect(ErrorTerminal.line(parts, width: 200) == parts.joined(separator: ", "))
  }

  @Test("a message is broken at spaces, an indented command is not")
  func messages() {
    let command = "  toy risk-ratio --x depth --depth 2..11 --omega learned"
    let folded = ErrorTerminal.folded("one two three four\n\(command)\nfive", width: 9)
    #expect(folded == "one two\nthree\nfour\n\(command)\nfive")
    #expect(ErrorTerminal.folded("a-word-without-blanks", width: 5) == "a-word-without-blanks")
  }
}
