// Help, the version, and the examples in help.

import Foundation
import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct HelpTests {
  private static let names = Toy.commands.map { $0.name }

  @Test("toy alone, --help, -h and help print the same text", arguments: ["--help", "-h", "help"])
  func programHelp(word: String) throws {
    let folder = try Folder()
    let outcome = try folder.succeed(word)
    #expect(outcome.diagnostics == "")
    #expect(try folder.toy([]).output == outcome.output)
    #expect(try folder.toy([]).status == 0)
    let text = outcome.text
    #expect(text.contains("\nusage: toy COMMAND [options]\n"))
    for name in Self.names { #expect(text.contains("\n  \(name) ")) }
  }

  @Test("help opens with two examples that run")
  func programExamples() throws {
    let folder = try Folder()
    let lines = try folder.succeed("--help").text.split(separator: "\n")
    let examples = lines.filter { $0.hasPrefix("  toy ") }.map { words(String($0.dropFirst(6))) }
    #expect(examples.count == 2)
    for example in examples {
      let outcome = try folder.toy(example)
      #expect(outcome.status == 0, "\(example): \(outcome.diagnostics)")
      #expect(!outcome.output.isEmpty)
    }
    #expect(try folder.paths() == [])
  }

  @Test("toy COMMAND --help names every option with its default", arguments: names)
  func commandHelp(name: String) throws {
    let folder = try Folder()
    let command = try #require(Toy.commands.first { $0.name == name })
    let outcome = try folder.succeed("\(name) --help")
    let text = outcome.text
    #expect(outcome.diagnostics == "")
    #expect(text.hasPrefix("usage: toy \(name)"))
    let list = try #require(text.firstRange(of: "\noptions:\n"))
    let lines = text[list.upperBound...].split(separator: "\n")
    for option in command.options {
      let head = option.short.map { "  \($0), " } ?? "  "
      let line = lines.first { $0.hasPrefix("\(head)\(option.name) ") }
      #expect(line?.contains(option.help) == true, "\(option.name)")
      if let standard = option.standard {
        #expect(line?.hasSuffix("(default: \(standard))") == true, "\(option.name)")
      }
    }
    #expect(text.contains("-h, --help"))
    #expect(try folder.toy("\(name) -h").output == outcome.output)
    #expect(try folder.toy("help \(name)").output == outcome.output)
    #expect(try folder.paths() == [])
  }

  @Test("help wins over missing operands and other options", arguments: names)
  func helpWins(name: String) throws {
    let command = try #require(Toy.commands.first { $0.name == name })
    let others = command.options.contains { $0.name == "--format" } ? "--format csv " : ""
    #expect(try Folder().succeed("\(name) \(others)--help").text.hasPrefix("usage: "))
  }

  @Test("--version prints the name and the version")
  func version() throws {
    try Folder().expectUsageError("--version extra", says: "unexpected argument extra")
    let outcome = try Folder().succeed("--version")
    #expect(outcome.text == "toy \(Toy.version)\n")
    #expect(outcome.diagnostics == "")
  }

  @Test("every example of every command runs", arguments: names)
  func examples(name: String) throws {
    let folder = try Folder()
    try folder.write("0.6,0.1,0\n0.1,0.6,0\n0,0,0.5\n", to: "T.csv")
    try folder.write("1,0,2,0,1,0,0,3,0,0,1\n", to: "frames.csv")
    try folder.write(#"{"n": "20", "k": "1..20", "depth": "2,3"}"#, to: "grid.json")
    try folder.copySpeech(3)
    let text = try folder.succeed("\(name) --help").text
    let block = try #require(text.firstRange(of: "\nexamples:\n"))
    let lines = text[block.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    let examples = lines.prefix { !$0.isEmpty }.map { $0.drop { $0 == " " } }
    #expect(!examples.isEmpty)
    for example in examples {
      #expect(example.hasPrefix("toy \(name)"))
      let outcome = try folder.toy(words(String(example.dropFirst(4))))
      #expect(outcome.status == 0, "\(example): \(outcome.diagnostics)")
    }
  }
}
