// Completions and the manual page: they know what --help knows.

import Foundation
import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct ShellTests {
  private static let shells = CompletionsCommand.Shell.allCases.map(\.rawValue)

  @Test("a script names every command and every option", arguments: shells)
  func complete(shell: String) throws {
    let outcome = try Folder().succeed("completions \(shell)")
    #expect(outcome.diagnostics == "")
    #expect(!outcome.text.contains("{{"), "a mark of the script is not filled")
    for command in Toy.commands {
      #expect(outcome.text.contains(command.name))
      for option in command.allOptions {
        // fish writes names without their dashes.
        let name = shell == "fish" ? "-l \(option.name.dropFirst(2)) " : option.name
        #expect(outcome.text.contains(name), "\(command.name) \(option.name)")
      }
    }
  }

  @Test(
    "the shells read the scripts",
    arguments: [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
  func syntax(shell: String, check: String) throws {
    // bash is everywhere, the others are where they are.
    let folders = ["/bin", "/usr/bin", "/usr/local/bin"]
    let path = folders.map { "\($0)/\(shell)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let path else {
      try #require(shell != "bash")
      return
    }
    let folder = try Folder()
    try folder.write(folder.succeed("completions \(shell)").output, to: "script")
    let outcome = try folder.shell("\(path) \(check) script")
    #expect(outcome.status == 0)
    #expect(outcome.diagnostics == "")
  }

  @Test(
    "bash completes commands, options, values, lists, topics and files",
    arguments: [
      ("ri", "risk risk-ratio"), ("help expla", "explain"), ("risk --fam", "--family"),
      ("risk --family ", "linear bilevel unrolled"), ("risk --family linear,b", "linear,bilevel"),
      ("risk --format = c", "csv"), ("risk --format =", "table csv json markdown latex"),
      ("realize --format ", "csv json"), ("realize T", "T.csv"), ("risk --data c", "constant"),
      ("risk --data T", "T.csv"), ("risk --output T", "T.csv"), ("risk -o T", "T.csv"),
      ("risk --n ", ""), ("risk ", ""), ("explain bias", "bias-variance"), ("check lem", "lemma"),
      ("explain --format m", "markdown"), ("completions ", "bash zsh fish"),
      ("learn --method ", "lbfgs adam gd flow"), ("learn --init gaussian,sp", "gaussian,spectral"),
      ("risk-ratio --y ratio_to_b", "ratio_to_bilevel"), ("expressivity --check T", "T.csv"),
      ("landscape --x ", "r depth"), ("sweep sta", "status"), ("sweep merge T", "T.csv"),
      ("speech --normalize ", "none peak rms"),
    ])
  func bash(line: String, expected: String) throws {
    let folder = try Folder()
    try folder.write("0.5\n", to: "T.csv")
    let typed = words(line).map { "'\($0)'" }.joined(separator: " ")
    let outcome = try folder.shell(
      """
      source <("$TOY" completions bash)
      COMP_WORDS=(toy \(typed))
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _toy
      echo "${COMPREPLY[*]}"
      """, shell: "/bin/bash")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.text == expected + "\n")
  }

  @Test("words that are offered are words that the option takes")
  func offers() throws {
    for command in Toy.commands {
      for option in command.options {
        switch option.completion {
        case .words(let words), .list(let words):
          // The default of a choice is one of its words, or a number, or one that means many.
          let standard = option.standard?.split(separator: ",").map(String.init) ?? []
          for name in standard where Double(name) == nil {
            #expect(words.contains(name), "\(command.name) \(option.name): \(name)")
          }
        case .nothing, .paths, .wordsOrPaths: break
        }
      }
    }
  }

  @Test("shells that are unknown, missing or too many are refused")
  func refusals() throws {
    let folder = try Folder()
    try folder.expectUsageError("completions", says: "the shell is missing: bash, zsh or fish")
    try folder.expectUsageError("completions zhs", says: "did you mean zsh?")
    try folder.expectUsageError("completions powershell", says: "known are bash, zsh, fish")
    try folder.expectUsageError("completions bash zsh", says: "unexpected argument zsh")
    try folder.expectUsageError("man toy", says: "unexpected argument toy")
  }

  @Test("the manual page has every command, option, default and example, in ASCII")
  func manual() throws {
    let outcome = try Folder().succeed("man")
    #expect(outcome.output.allSatisfy { $0 < 0x80 })
    let page = outcome.text.replacing("\\-", with: "-").replacing("\\(aq", with: "'")
    #expect(page.hasPrefix(".TH TOY 1 "))
    for command in Toy.commands {
      let start = try #require(page.firstRange(of: ".SS \"toy \(command.name)\"\n"))
      let rest = page[start.upperBound...]
      let section = rest[..<(rest.firstRange(of: "\n.S")?.lowerBound ?? rest.endIndex)]
      for option in command.options {
        #expect(section.contains("\\fB\(option.name)\\fR"), "\(command.name) \(option.name)")
        if let standard = option.standard { #expect(section.contains("(default: \(standard))")) }
      }
      for example in command.examples { #expect(section.contains("\n\(example)\n")) }
    }
    for status in ["0", "1", "64", "65", "66", "73", "75", "130"] {
      #expect(page.contains("\n\\fB\(status)\\fR\n"))
    }
    // Lines that begin with a point are requests, and only those that are meant.
    let requests: Set = [
      ".TH", ".SH", ".SS", ".B", ".I", ".br", ".PP", ".TP", ".RS", ".RE", ".EX", ".EE", ".UR",
      ".UE",
    ]
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(requests.contains(String(line.split(separator: " ")[0])))
    }
  }

  @Test("help, the manual page and docs/commands.md name every exit status with the same words")
  func statuses() throws {
    let folder = try Folder()
    let help = try folder.succeed("--help").text
    let page = try folder.succeed("man").text.replacing("\\-", with: "-")
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/commands.md")
    let reference = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    let exit = try #require(page.firstRange(of: ".SH EXIT STATUS"))
    for status in ExitStatus.allCases {
      #expect(help.contains(" \(status.rawValue)  \(status.meaning)\n"))
      #expect(page[exit.upperBound...].contains("\\fB\(status.rawValue)\\fR\n\(status.meaning)\n"))
      #expect(reference.contains("\n| \(status.rawValue) | \(status.meaning) |\n"))
    }
  }
}
