// Words of others in messages: no terminal takes them for commands, and they are not too long.

import TestSupport
import Testing

@testable import Files

@Suite struct PrintableTests {
  @Test(
    "control and format characters are shown by their codes",
    arguments: [
      ("plain σ = ½", "plain σ = ½"), ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\nb", "a\\nb"),
      ("a\tb\r", "a\\tb\\r"), ("\u{7}", "\\u{7}"), ("\u{9B}2J", "\\u{9B}2J"), ("\u{7F}", "\\u{7F}"),
      ("\u{202E}cba", "\\u{202E}cba"), ("\u{2028}", "\\u{2028}"), ("\0", "\\u{0}"), ("", ""),
    ])
  func controls(text: String, shown: String) {
    #expect(printable(text) == shown)
  }

  @Test("long text is cut in the middle, with its length")
  func long() {
    let text = printable(String(repeating: "a", count: 100_000) + "z")
    #expect(text.count < 120 && text.hasPrefix("aaa"))
    #expect(text.hasSuffix("z (100001 characters)"))
    let message = printableMessage(
      "error: " + String(repeating: "b", count: 50_000) + " and\nthe end")
    #expect(message.count < 2000 && message.hasPrefix("error: bbb"))
    #expect(message.contains(" and\nthe end"))
  }

  @Test(
    "no escape sequence reaches the terminal, whatever it is part of",
    arguments: [
      ["\u{1B}[2J"], ["risk", "--\u{1B}[2J"], ["risk", "--sigma", "\u{1B}[2J"],
      ["risk", "--data", "\u{1B}[2J"], ["risk", "--family", "\u{1B}[2J"], ["risk", "\u{1B}[2J"],
      ["risk", "--format", "\u{1B}[2J"], ["risk-ratio", "--x", "\u{1B}[2J"],
      ["explain", "\u{1B}[2J"],
      ["check", "\u{1B}[2J"], ["check", "--range", "\u{1B}[2J"], ["figures", "\u{1B}[2J"],
      ["figures", "--catalog", "\u{1B}[2J"], ["realize", "\u{1B}[2J"], ["speech", "\u{1B}[2J"],
      ["sweep", "\u{1B}[2J"], ["sweep", "plan", "\u{1B}[2J", "-o", "x"],
      ["completions", "\u{1B}[2J"],
      ["report", "--only", "\u{1B}[2J", "-o", "r"], ["explore", "-o", "\u{1B}[2J"],
      ["learn", "--save", "\u{1B}[2J"], ["risk", "--n", "3", "-o", "\u{1B}[2J.csv"],
    ])
  func terminal(words: [String]) throws {
    let outcome = try Folder().toy(words)
    #expect(!outcome.diagnostics.unicodeScalars.contains("\u{1B}"))
    #expect(outcome.diagnostics.contains("\\u{1B}[2J"))
  }

  @Test("a line feed in an argument begins no line of its own")
  func lineFeed() throws {
    let outcome = try Folder().toy(["risk", "--sigma", "1\nwrote secret.csv"])
    #expect(outcome.status == 64)
    #expect(!outcome.diagnostics.contains("\nwrote"))
  }

  @Test(
    "a very long argument gives a short message, soon", arguments: ["risk", "--sigma", "--data"])
  func longArgument(place: String) throws {
    let word = String(repeating: "9", count: 100_000)
    let words = place == "risk" ? ["risk", word] : ["risk", place, word]
    let outcome = try Folder().toy(words)
    #expect([64, 66].contains(outcome.status))
    #expect(outcome.diagnostics.utf8.count < 3000)
  }
}
