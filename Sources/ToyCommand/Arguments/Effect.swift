// When an option has an effect: stated in the tables of options, checked in one place for all commands.

import Files
import Studies

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

extension ParsedArguments {
  /// Refuses options that were given but have no effect.
  ///
  /// - Parameters:
  ///   - options: The table of the command.
  ///   - formats: The formats of everything that is written; nil while they are unknown, in which case
  ///     conditions on them count as met.
  /// - Throws: ``CommandError`` of status usage.
  func refuseIdle(
    _ options: [Option], written formats: [OutputFormat]? = nil
  ) throws(CommandError) {
    for option in options where has(option) {
      let given = value(option) ?? ""
      for effect in option.effects {
        guard effect.value == nil || effect.value == given,
          !holds(effect.condition, options, formats)
        else { continue }
        let subject = option.value == nil ? option.name : "\(option.name) \(printable(given))"
        throw .usage("\(subject) has no effect: \(effect.reason)")
      }
      if option.name == Option.format.name, let formats, let asked = OutputFormat(rawValue: given),
        !formats.contains(asked)
      {
        let names = formats.map(\.rawValue).joined(separator: " and ")
        throw .usage("--format \(given) has no effect: --output asks for \(names)")
      }
    }
  }

  private func holds(
    _ condition: Effect.Condition, _ options: [Option], _ formats: [OutputFormat]?
  ) -> Bool {
    /// The value of another option, given or default; nil if the command has no such option.
    func text(_ name: String) -> String? {
      options.first { $0.name == name }.map { value($0) ?? "" }
    }
    func named(_ name: String) -> String? {
      options.first { $0.name == name }.map { has($0) ? value($0) ?? "" : "" }
    }
    func numbers(_ name: String) -> [Int]? {
      // Text that is not a grid is refused where it is read.
      text(name).flatMap { try? Grid.integers($0, option: name) }
    }
    switch condition {
    case .given(let name): return options.contains { $0.name == name && has($0) }
    case .absent(let name): return !options.contains { $0.name == name && has($0) }
    case .names(let names, let option):
      // Only algorithms that are named explicitly have parameters of their own.
      guard let text = option == Option.algorithms[0].name ? named(option) : text(option) else {
        return true
      }
      return text.split(separator: ",").contains { names.contains(String($0)) }
    case .reparametrized:
      // Text that cannot be read is refused where it is read.
      guard let grid = try? FamilyGrid(texts(options)) else { return true }
      return grid.blocks.contains(where: \.canBeReparametrized)
    case .odd(let option):
      return numbers(option)?.contains { $0 >= 3 && !$0.isMultiple(of: 2) } ?? true
    case .figure: return formats?.contains(where: \.isFigure) ?? true
    case .table: return formats?.contains { !$0.isFigure } ?? true
    case .any(let conditions): return conditions.contains { holds($0, options, formats) }
    }
  }
}
