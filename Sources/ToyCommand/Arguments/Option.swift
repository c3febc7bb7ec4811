// One option: parsing, help, completions and checks read the same entry.

import Studies

/// One option of the command line.
struct Option: Sendable, Equatable {
  /// The name with its dashes, such as `--sigma`.
  let name: String
  /// A one-letter form such as `-o`, if there is one.
  let short: String?
  /// What stands for the value in help; nil for a switch without a value.
  let value: String?
  /// What the option means, without its default.
  let help: String
  /// The default as help prints it; nil where there is none.
  let standard: String?
  /// What a shell can offer for the value; for a FILE or PATH what is there, unless told otherwise.
  let completion: Completion
  /// What has to hold for the option to change anything; all of it.
  let effects: [Effect]

  init(
    _ name: String, short: String? = nil, value: String?, _ help: String, default standard: String?,
    offers completion: Completion? = nil, effects: [Effect] = []
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.standard = standard
    self.effects = effects
    self.completion = completion ?? (["FILE", "PATH"].contains(value) ? .paths : .nothing)
  }
}

extension Option {
  /// The same option in the words of one command: what is given stands in place of what it had.
  ///
  /// - Parameters:
  ///   - value: What stands for the value in help.
  ///   - help: What it means.
  ///   - standard: The default.
  ///   - effects: Conditions of this command besides those that it had.
  /// - Returns: The option of that name.
  func with(
    value: String? = nil, help: String? = nil, default standard: String? = nil,
    effects: [Effect] = []
  ) -> Option {
    Option(
      name, short: short, value: value ?? self.value, help ?? self.help,
      default: standard ?? self.standard, offers: completion, effects: self.effects + effects)
  }

  /// The same option with one value in place of a grid or of a list of names.
  var single: Option {
    let values = ["GRID": "X", "LIST": "NAME"]
    let words: Completion =
      if case .list(let words) = completion { .words(words) } else { completion }
    return Option(
      name, short: short, value: value.map { values[$0] ?? $0 }, help, default: standard,
      offers: words, effects: effects)
  }
}

/// What a shell can offer while a value or an operand is typed.
enum Completion: Sendable, Equatable {
  /// Nothing, as for numbers.
  case nothing
  /// One of these words.
  case words([String])
  /// Some of these words, separated by commas.
  case list([String])
  /// A file or a folder.
  case paths
  /// One of these words, or a file or a folder.
  case wordsOrPaths([String])

  /// One of the names of a choice.
  static func words<Choice: RawRepresentable<String> & CaseIterable>(
    of choice: Choice.Type
  ) -> Completion {
    .words(choice.allCases.map(\.rawValue))
  }

  /// Some of the names of a choice.
  static func list<Choice: RawRepresentable<String> & CaseIterable>(
    of choice: Choice.Type
  ) -> Completion {
    .list(choice.allCases.map(\.rawValue))
  }
}
