// toy completions: completion scripts for shells.

import Files
import Studies

struct CompletionsCommand: Command {
  /// The supported shells.
  enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
  }

  static let name = "completions"
  static let summary = "a script that completes commands and options in bash, zsh or fish"
  static let operands = Shell.allCases.map(\.rawValue).joined(separator: "|")
  static let operandCompletion = Completion.words(of: Shell.self)
  static let discussion = """
    Prints the script, made from the same tables as --help. 'make install' puts it where the shell
    looks; to try it, 'source <(toy completions bash)' in bash or zsh, 'toy completions fish |
    source' in fish.
    """
  static let examples = ["toy completions bash", "toy completions zsh"]
  static let options: [Option] = []

  private let shell: Shell

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    guard let name = arguments.operands.first else {
      throw .usage("the shell is missing: bash, zsh or fish")
    }
    guard arguments.operands.count == 1 else {
      throw .usage("unexpected argument \(arguments.operands[1])")
    }
    guard let shell = Shell(rawValue: name) else {
      let known = Shell.allCases.map(\.rawValue)
      let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage("no completions for \(name): \(hint)known are bash, zsh, fish")
    }
    self.shell = shell
  }

  func run() throws(CommandError) -> ExitStatus {
    let script =
      switch shell {
      case .bash: BashScript.text
      case .zsh: ZshScript.text
      case .fish: FishScript.text
      }
    try translated(writeStandardOutput(Array(script.utf8)))
    return .success
  }
}

extension Command {
  /// All options, including the one that every command has.
  static var allOptions: [Option] { options + [.help] }
}

extension Option {
  /// The name and the one-letter form, the long one first.
  var names: [String] { [name] + [short].compactMap { $0 } }
}

/// A script of the folder `Completions` with its placeholders filled in.
///
/// - Parameters:
///   - script: The script; placeholders are words in double braces, in a comment or inside a word.
///   - texts: The replacements of the placeholders, in the order in which they are made.
/// - Returns: The whole script.
func filled(_ script: String, _ texts: KeyValuePairs<String, String>) -> String {
  texts.reduce(script) { $0.replacing($1.key, with: $1.value) }
}

/// A word in single quotes, for any of the three shells.
///
/// - Parameters:
///   - text: The word.
///   - quote: The replacement for a single quote inside.
/// - Returns: The quoted word.
func singleQuoted(_ text: String, escapingQuotesBy quote: String = "'\\''") -> String {
  "'" + text.replacing("'", with: quote) + "'"
}
