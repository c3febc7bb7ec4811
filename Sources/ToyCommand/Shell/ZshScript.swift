// The completion script for zsh.

import Report
import EmbeddedCommand
import Studies

/// The script for zsh: a file `_toy` on its function path, or a script to source.
enum ZshScript {
  static var text: String {
    let commands = Toy.commands.map { command in
      "    \(singleQuoted("\(command.name):\(command.summary)"))"
    }
    var arguments: [String] = []
    for command in Toy.commands {
      arguments.append("    \(command.name))")
      var specs = command.options.map(spec) + ["'(- *)'{-h,--help}'[show this text]'"]
      if let action = action(command.operandCompletion) {
        specs.append(singleQuoted("*:argument:\(action)"))
      }
      arguments.append("      _arguments \\")
      for (index, spec) in specs.enumerated() {
        arguments.append("        \(spec)" + (index < specs.count - 1 ? " \\" : ""))
      }
      arguments.append("      ;;")
    }
    return filled(
      String(cString: embedded_completions_zsh()),
      [
        "    # {{commands}}": commands.joined(separator: "\n"),
        "    # {{arguments}}": arguments.joined(separator: "\n"),
      ])
  }

  /// The specification of an option for `_arguments`.
  private static func spec(_ option: Option) -> String {
    let help = option.help.replacing("\\", with: "\\\\").replacing("[", with: "\\[")
      .replacing("]", with: "\\]")
    guard let value = option.value else { return singleQuoted("\(option.name)[\(help)]") }
    // The colon is needed even if nothing is offered: it says that a value follows.
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
