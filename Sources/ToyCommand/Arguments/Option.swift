// One option: a single entry serves parsing, help, completions and checks.

import Studies

/// One option of the command line.
struct Option: Sendable, Equatable {
  /// The name with its dashes, such as `--sigma`.
  let name: String
  /// A one-letter form such as `-o`, if there is one.
  let short: String?
  /// The placeholder for the value in help; nil for a switch without a value.
  let value: String?
  /// The meaning of the option, without its default.
  let help: String
  /// The default as help prints it; nil if there is none.
  let standard: String?
  /// The completions that a shell offers for the value; by default existing files for a FILE or PATH.
  let completion: Completion
  /// The conditions that must all hold for the option to have an effect.
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
  /// The same option adapted to one command: the arguments that are given replace its own texts.
  ///
  /// - Parameters:
  ///   - value: The placeholder for the value in help.
  ///   - help: Its meaning.
  ///   - standard: The default.
  ///   - effects: Conditions of this command, in addition to its own.
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

/// The completions that a shell can offer for a value or an operand.
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

/// The condition under which an option, or one of its values, has an effect.
struct Effect: Sendable, Equatable {
  /// A condition on the rest of the command line.
  indirect enum Condition: Sendable, Equatable {
    /// Another option is given.
    case given(String)
    /// Another option is not given.
    case absent(String)
    /// Another option has one of these names, alone or in a list.
    case names([String], in: String)
    /// Some family can be learned in coordinates other than R.
    case reparametrized
    /// Another option includes an odd number of at least 3.
    case odd(String)
    /// A figure is written.
    case figure
    /// A table is written, in any format.
    case table
    /// At least one of these holds.
    case any([Condition])
  }

  /// The value concerned; nil for every value.
  let value: String?
  let condition: Condition
  /// The reason why there is otherwise no effect, and the remedy.
  let reason: String

  /// States when an option, or one of its values, has an effect.
  static func when(_ condition: Condition, of value: String? = nil, else reason: String) -> Effect {
    Effect(value: value, condition: condition, reason: reason)
  }

  /// An effect of options about depth and step size, which only unrolling has.
  static func unrolled(_ what: String, of value: String? = nil) -> Effect {
    .when(
      .names(["unrolled"], in: "--family"), of: value,
      else: "only --family unrolled has \(what)")
  }
}
