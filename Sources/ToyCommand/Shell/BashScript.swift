// Completion for bash.

/// The script for bash 4.4 and later; it needs nothing of the package bash-completion.
enum BashScript {
  static var text: String {
    let names = Toy.commands.map { $0.name }
    var lines = [
      "# Completion of toy in bash, printed by 'toy completions bash'.",
      "",
      "_toy_words() {",
      "    mapfile -t COMPREPLY < <(compgen -W \"$2\" -- \"$1\")",
      "}",
      "",
      "# The last of several words that are separated by commas.",
      "_toy_list() {",
      "    local head=",
      "    [[ $1 == *,* ]] && head=${1%,*},",
      "    mapfile -t COMPREPLY < <(compgen -P \"$head\" -W \"$2\" -- \"${1##*,}\")",
      "    compopt -o nospace 2>/dev/null",
      "}",
      "",
      "_toy_paths() {",
      "    compopt -o filenames 2>/dev/null",
      "    mapfile -t COMPREPLY < <(compgen -W \"$2\" -- \"$1\"; compgen -f -- \"$1\")",
      "}",
      "",
      "_toy() {",
      "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}",
      "    local command=${COMP_WORDS[1]}",
      "    COMPREPLY=()",
      "    # To bash '=' is a word: --name=value is three.",
      "    if [[ $cur == '=' ]]; then",
      "        cur=",
      "    elif [[ $prev == '=' ]]; then",
      "        prev=${COMP_WORDS[COMP_CWORD - 2]}",
      "    fi",
      "    if ((COMP_CWORD == 1)); then",
      "        _toy_words \"$cur\" '\(names.joined(separator: " ")) help --help --version'",
      "        return",
      "    fi",
      "    case \"$command $prev\" in",
      "    'help help')",
      "        _toy_words \"$cur\" '\(names.joined(separator: " "))'",
      "        return",
      "        ;;",
    ]
    for command in Toy.commands {
      for option in command.options where option.value != nil {
        let patterns = option.names.map { "'\(command.name) \($0)'" }.joined(separator: " | ")
        lines += ["    \(patterns))"] + action(option.completion, "        ")
        lines += ["        return", "        ;;"]
      }
    }
    lines += ["    esac", "    case $command in"]
    for command in Toy.commands {
      let options = command.allOptions.flatMap(\.names).joined(separator: " ")
      lines += [
        "    \(command.name))", "        if [[ $cur == -* ]]; then",
        "            _toy_words \"$cur\" '\(options)'",
      ]
      let operands = action(command.operandCompletion, "            ")
      if !operands.isEmpty { lines += ["        else"] + operands }
      lines += ["        fi", "        ;;"]
    }
    lines += ["    esac", "}", "", "complete -F _toy toy"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The line that fills COMPREPLY; none where nothing is offered.
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
