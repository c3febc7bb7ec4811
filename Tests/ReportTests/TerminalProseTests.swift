import Testing

@testable import Report

@Suite("Prose on a terminal")
struct TerminalProseTests {
  @Test("what fits stays as it is")
  func short() {
    let text = "a b c\n\n  d  e\n- f\n"
    #expect(Terminal(width: 10).fitting(text) == text)
  }

  @Test(
    "a line that is too long is broken at spaces, and the rest begins the next line of its paragraph",
    arguments: [
      ("one two three\nfour\n\nfive\n", "one two\nthree four\n\nfive\n"),
      ("  one two three\n  four\n", "  one two\n  three\n  four\n"),
      ("- one two three\n  four\n- five\n", "- one two\n  three\n  four\n- five\n"),
      ("-o  one two three\nnext\n", "-o  one\n    two\n    three\nnext\n"),
      ("unbreakable-word\n", "unbreakable-word\n"),
      ("one unbreakable-word\n", "one\nunbreakable-word\n"),
      ("unbreakable-word one two three\n", "unbreakable-word\none two\nthree\n"),
    ])
  func long(text: String, expected: String) {
    #expect(Terminal(width: 10).fitting(text) == expected)
  }

  @Test("nothing is lost, at any width", arguments: 1...60)
  func words(width: Int) {
    let text =
      "usage: toy [options]\n\nA paragraph of some words that goes on\nand on.\n\n"
      + "options:\n  -x, --option VALUE  what it means, in words\n  - a list\n    of items\n"
    let shown = Terminal(width: width).fitting(text)
    func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
    #expect(words(shown) == words(text))
    if width >= 24 {
      #expect(shown.split(separator: "\n").allSatisfy { $0.count <= width })
    }
  }

  @Test("consecutive commands stay separate even if the first one is broken")
  func commands() {
    let long = "  toy risk-ratio --x depth --depth 2..11 --omega learned"
    let lines = Terminal(width: 40).fitting("\(long)\n  toy figures risk-over-depth")
      .split(separator: "\n")
    #expect(lines.count == 3 && lines[2] == "  toy figures risk-over-depth")
  }
}
