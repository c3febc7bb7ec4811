// The completion script for fish.

import Files
import EmbeddedCommand
import Studies

/// The script for fish 3 and later.
enum FishScript {
  static var text: String {
    var commands: [String] = []
    for command in Toy.commands {
      let summary = quoted(command.summary)
      for condition in ["__toy_needs_command", "'__toy_command_is help'"] {
        commands.append("complete -c toy -n \(condition) -a \(command.name) -d \(summary)")
      }
    }
    var arguments: [String] = []
    for command in Toy.commands {
      let start = "complete -c toy -n '__toy_command_is \(command.name)'"
      arguments.append("")
      for option in command.allOptions {
        let short = option.short.map { " -s \($0.dropFirst())" } ?? ""
        let value = option.value == nil ? "" : values(option.completion)
        arguments.append(
          "\(start)\(short) -l \(option.name.dropFirst(2))\(value) -d \(quoted(option.help))")
      }
      switch command.operandCompletion {
      case .nothing: break
      case .paths: arguments.append("\(start) -F")
      case .words(let words), .list(let words), .wordsOrPaths(let words):
        arguments.append("\(start) -a \(quoted(words.joined(separator: " ")))")
      }
    }
    return filled(
      String(cString: embedded_completions_fish()),
      [
        "# {{commands}}": commands.joined(separator: "\n"),
        "# {{arguments}}": arguments.joined(separator: "\n"),
      ])
  }

  /// The switches that say which values an option takes.
  private static func values(_ completion: Completion) -> String {
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
