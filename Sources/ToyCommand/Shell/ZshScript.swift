// Completion for zsh.

import Report

/// The script for zsh, to be a file `_toy` of its function path or to be sourced.
enum ZshScript {
  static var text: String {
    var lines = [
      "#compdef toy",
      "# Completion of toy in zsh, printed by 'toy completions zsh'.",
      "",
      "_toy_commands() {",
      "  local -a commands",
      "  commands=(",
    ]
    for command in Toy.commands {
      lines.append("    \(singleQuoted("\(command.name):\(command.summary)"))")
    }
    lines += [
      "  )",
      "  _describe -t commands command commands",
      "}",
      "",
      "_toy_words_or_paths() {",
      "  _alternative \"values:value:($*)\" 'files:file:_files'",
      "}",
      "",
      "_toy() {",
      "  local curcontext=\"$curcontext\" state line",
      "  typeset -A opt_args",
      "  _arguments -C \\",
      "    '(- *)'{-h,--help}'[list the commands]' \\",
      "    '(- *)--version[print the version]' \\",
      "    '1:command:->command' \\",
      "    '*::argument:->argument' && return",
      "  case $state in",
      "  command)",
      "    _toy_commands",
      "    [[ $PREFIX == -* ]] || compadd -- help",
      "    ;;",
      "  argument)",
      "    curcontext=\"${curcontext%:*:*}:toy-$line[1]:\"",
      "    case $line[1] in",
      "    help)",
      "      _arguments '1:command:_toy_commands'",
      "      ;;",
    ]
    for command in Toy.commands {
      lines.append("    \(command.name))")
      var specs = command.options.map(spec) + ["'(- *)'{-h,--help}'[show this text]'"]
      if let action = action(command.operandCompletion) {
        specs.append(singleQuoted("*:argument:\(action)"))
      }
      lines.append("      _arguments \\")
      for (index, spec) in specs.enumerated() {
        lines.append("        \(spec)" + (index < specs.count - 1 ? " \\" : ""))
      }
      lines.append("      ;;")
    }
    lines += [
      "    esac",
      "    ;;",
      "  esac",
      "}",
      "",
      "# Read by the function path the file is the function itself; sourced it has to be announced.",
      "if [[ $funcstack[1] == _toy ]]; then",
      "  _toy \"$@\"",
      "else",
      "  compdef _toy toy",
      "fi",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What `_arguments` is told of an option.
  private static func spec(_ option: Option) -> String {
    let help = option.help.replacing("\\", with: "\\\\").replacing("[", with: "\\[")
      .replacing("]", with: "\\]")
    guard let value = option.value else { return singleQuoted("\(option.name)[\(help)]") }
    // A colon is there even where nothing can be offered: it says that a value follows.
    let tail = singleQuoted(
      "[\(help)]:\(value.replacing(":", with: "\\:")):\(action(option.completion) ?? " ")")
    guard let short = option.short else {
      return singleQuoted("\(option.name)=") + tail
    }
    return "'*'{\(short)+,\(option.name)=}\(tail)"
  }

  private static func action(_ completion: Completion) -> String? {
    switch completion {
    case .nothing: nil
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .list(let words): "_values -s , value \(words.joined(separator: " "))"
    case .paths: "_files"
    case .wordsOrPaths(let words):
      // The space keeps _arguments from adding words of its own before these.
      " _toy_words_or_paths \(words.joined(separator: " "))"
    }
  }
}
