// Values of options that several commands read alike.

import Files
import LinearAlgebra
import Optimization
import Studies

extension Command {
  /// Reads an option whose value is one of a few names.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option, _ arguments: ParsedArguments
  ) throws(CommandError) -> Choice {
    try choice(arguments.value(option) ?? "", option)
  }

  /// Reads one of a few names.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ option: Option
  ) throws(CommandError) -> Choice {
    try studied(Studies.choice(name, option: option.name))
  }

  /// Reads an option whose value is a list of names, separated by commas.
  static func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option, _ arguments: ParsedArguments
  ) throws(CommandError) -> [Choice] {
    var result: [Choice] = []
    for name in try studied(listedNames(arguments.value(option) ?? "", option: option.name)) {
      result.append(try choice(name, option))
    }
    return result
  }

  /// Reads a whole number within a range.
  static func count(
    _ option: Option, _ arguments: ParsedArguments, _ range: ClosedRange<Int>
  ) throws(CommandError) -> Int {
    let text = arguments.value(option) ?? ""
    guard let value = Int(text), range.contains(value) else {
      throw .usage(
        "\(option.name) \(printable(text)): a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return value
  }

  /// Reads the stopping rule of a minimization.
  static func stoppingRule(
    _ arguments: ParsedArguments, decrease: Option, limit: Option
  ) throws(CommandError) -> StoppingRule {
    StoppingRule(
      relativeDecrease: try tolerance(arguments, decrease),
      iterationLimit: try count(limit, arguments, 0...1_000_000_000))
  }

  /// Reads the number of parallel jobs; all processors by default.
  static func jobs(_ option: Option, _ arguments: ParsedArguments) throws(CommandError) -> Int {
    arguments.has(option) ? try count(option, arguments, 1...1024) : availableProcessors()
  }

  /// Reads a tolerance, from 0 up to but not including 1.
  static func tolerance(
    _ arguments: ParsedArguments, _ option: Option = .tolerance
  ) throws(CommandError) -> Double {
    let value = try studied(Grid.number(arguments.value(option) ?? "", option: option.name))
    guard value >= 0, value < 1 else {
      throw .usage("\(option.name) \(value): a tolerance is at least 0 and below 1")
    }
    return value
  }
}
