// Completion for fish.

import Files

/// The script for fish 3 and later.
enum FishScript {
  static var text: String {
    var lines = [
      "# Completion of toy in fish, printed by 'toy completions fish'.",
      "",
      "function __toy_needs_command",
      "    test (count (commandline -opc)) -eq 1",
      "end",
      "",
      "function __toy_command_is",
      "    set -l words (commandline -opc)",
      "    test (count $words) -gt 1; and test \"$words[2]\" = $argv[1]",
      "end",
      "",
      "# Words that are separated by commas: what is there already goes before each of them.",
      "function __toy_list",
      "    set -l typed (commandline -ct | string replace -r '^--?[a-z-]+=' '')",
      "    set -l head (string match -r '.*,' -- $typed)",
      "    for word in $argv",
      "        echo \"$head$word\"",
      "    end",
      "end",
      "",
      "complete -c toy -f",
      "complete -c toy -n __toy_needs_command -s h -l help -d 'list the commands'",
      "complete -c toy -n __toy_needs_command -l version -d 'print the version'",
      "complete -c toy -n __toy_needs_command -a help -d 'explain a command'",
    ]
    for command in Toy.commands {
      let summary = quoted(command.summary)
      for condition in ["__toy_needs_command", "'__toy_command_is help'"] {
        lines.append("complete -c toy -n \(condition) -a \(command.name) -d \(summary)")
      }
    }
    for command in Toy.commands {
      let start = "complete -c toy -n '__toy_command_is \(command.name)'"
      lines.append("")
      for option in command.allOptions {
        let short = option.short.map { " -s \($0.dropFirst())" } ?? ""
        let value = option.value == nil ? "" : arguments(option.completion)
        lines.append(
          "\(start)\(short) -l \(option.name.dropFirst(2))\(value) -d \(quoted(option.help))")
      }
      switch command.operandCompletion {
      case .nothing: break
      case .paths: lines.append("\(start) -F")
      case .words(let words), .list(let words), .wordsOrPaths(let words):
        lines.append("\(start) -a \(quoted(words.joined(separator: " ")))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The switches that say which values an option takes.
  private static func arguments(_ completion: Completion) -> String {
    switch completion {
    case .nothing: " -x"
    case .words(let words): " -x -a \(quoted(words.joined(separator: " ")))"
    case .list(let words): " -x -a \(quoted("(__toy_list \(words.joined(separator: " ")))"))"
    case .paths: " -r -F"
    case .wordsOrPaths(let words): " -r -F -a \(quoted(words.joined(separator: " ")))"
    }
  }

  private static func quoted(_ text: String) -> String {
    singleQuoted(text.replacing("\\", with: "\\\\"), escapingQuotesBy: "\\'")
  }
}
