// When an option changes anything: stated in the tables of options, checked for all commands alike.

import Files
import Studies

/// What has to hold for an option, or for one of its values, to change anything.
struct Effect: Sendable, Equatable {
  /// Something about the rest of the command line.
  indirect enum Condition: Sendable, Equatable {
    /// Another option is given.
    case given(String)
    /// Another option is not given.
    case absent(String)
    /// Another option has one of these names, alone or in a list.
    case names([String], in: String)
    /// Another option has an even number.
    case even(String)
    /// Another option has an odd number from 3 on.
    case odd(String)
    /// A figure is written.
    case figure
    /// A table is written, in whatever format.
    case table
    /// One of these holds.
    case any([Condition])
  }

  /// The value in question; nil for every value.
  let value: String?
  let condition: Condition
  /// Why there is no effect otherwise, and what to do.
  let reason: String

  /// States when an option, or one of its values, has an effect.
  static func when(_ condition: Condition, of value: String? = nil, else reason: String) -> Effect {
    Effect(value: value, condition: condition, reason: reason)
  }

  /// Only unrolling has depth and step size.
  static func unrolled(_ what: String) -> Effect {
    .when(
      .names(["unrolled"], in: "--family"), else: "only --family unrolled has \(what)")
  }
}

extension ParsedArguments {
  /// Refuses options that were given and change nothing.
  ///
  /// - Parameters:
  ///   - options: The table of the command.
  ///   - formats: The formats of all that is written; nil while they are not known, when conditions on
  ///     them count as met.
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
    /// The value of another option, as given or by default; nil where the command has no such option.
    func text(_ name: String) -> String? {
      options.first { $0.name == name }.map { value($0) ?? "" }
    }
    func named(_ name: String) -> String? {
      options.first { $0.name == name }.map { has($0) ? value($0) ?? "" : "" }
    }
    func numbers(_ name: String) -> [Int]? {
      // What is no grid is refused where it is read.
      text(name).flatMap { try? Grid.integers($0, option: name) }
    }
    switch condition {
    case .given(let name): return options.contains { $0.name == name && has($0) }
    case .absent(let name): return !options.contains { $0.name == name && has($0) }
    case .names(let names, let option):
      // Of algorithms only those that are named have parameters of their own.
      guard let text = option == Option.algorithms[0].name ? named(option) : text(option) else {
        return true
      }
      return text.split(separator: ",").contains { names.contains(String($0)) }
    case .even(let option): return numbers(option)?.contains { $0.isMultiple(of: 2) } ?? true
    case .odd(let option):
      return numbers(option)?.contains { $0 >= 3 && !$0.isMultiple(of: 2) } ?? true
    case .figure: return formats?.contains(where: \.isFigure) ?? true
    case .table: return formats?.contains { !$0.isFigure } ?? true
    case .any(let conditions): return conditions.contains { holds($0, options, formats) }
    }
  }
}
