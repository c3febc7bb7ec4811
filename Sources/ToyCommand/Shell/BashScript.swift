// The completion script for bash.

import EmbeddedCommand
import Studies

/// The script for bash 4.4 and later; it does not need the package bash-completion.
enum BashScript {
  static var text: String {
    var values: [String] = []
    for command in Toy.commands {
      for option in command.options where option.value != nil {
        let patterns = option.names.map { "'\(command.name) \($0)'" }.joined(separator: " | ")
        values += ["    \(patterns))"] + action(option.completion, "        ")
        values += ["        return", "        ;;"]
      }
    }
    var words: [String] = []
    for command in Toy.commands {
      let options = command.allOptions.flatMap(\.names).joined(separator: " ")
      words += [
        "    \(command.name))", "        if [[ $cur == -* ]]; then",
        "            _toy_words \"$cur\" '\(options)'",
      ]
      let operands = action(command.operandCompletion, "            ")
      if !operands.isEmpty { words += ["        else"] + operands }
      words += ["        fi", "        ;;"]
    }
    return filled(
      String(cString: embedded_completions_bash()),
      [
        "{{commands}}": Toy.commands.map { $0.name }.joined(separator: " "),
        "    # {{values of options}}": values.joined(separator: "\n"),
        "    # {{options and operands}}": words.joined(separator: "\n"),
      ])
  }

  /// The line that fills COMPREPLY; none if nothing is offered.
  private static func action(_ completion: Completion, _ indent: String) -> [String] {
    switch completion {
    case .nothing: []
    case .words(let words): ["\(indent)_toy_words \"$cur\" '\(words.joined(separator: " "))'"]
    case .list(let words): ["\(indent)_toy_list \"$cur\" '\(words.joined(separator: " "))'"]
    case .paths: ["\(indent)_toy_paths \"$cur\" ''"]
    case .wordsOrPaths(let words):
      ["\(indent)_toy_paths \"$cur\" '\(words.joined(separator: " "))'"]
    }
  }
}
