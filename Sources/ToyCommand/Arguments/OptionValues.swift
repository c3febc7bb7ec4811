// Values of options that several commands read alike.

import Files
import LinearAlgebra
import Optimization

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
    guard let choice = Choice(rawValue: name) else {
      let known = Choice.allCases.map(\.rawValue)
      let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage(
        "\(option.name) \(printable(name)): \(hint)known are \(known.joined(separator: ", "))")
    }
    return choice
  }

  /// Reads an option whose value is a list of names, separated by commas.
  static func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option, _ arguments: ParsedArguments
  ) throws(CommandError) -> [Choice] {
    var result: [Choice] = []
    for name in try listedNames(arguments.value(option) ?? "", option: option.name) {
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

  /// Reads when a minimization ends.
  static func stoppingRule(
    _ arguments: ParsedArguments, decrease: Option, limit: Option
  ) throws(CommandError) -> StoppingRule {
    StoppingRule(
      relativeDecrease: try tolerance(arguments, decrease),
      iterationLimit: try count(limit, arguments, 0...1_000_000_000))
  }

  /// Reads how much is done at a time; all processors unless given.
  static func jobs(_ option: Option, _ arguments: ParsedArguments) throws(CommandError) -> Int {
    arguments.has(option) ? try count(option, arguments, 1...1024) : availableProcessors()
  }

  /// Reads a tolerance, from 0 up to but not including 1.
  static func tolerance(
    _ arguments: ParsedArguments, _ option: Option = .tolerance
  ) throws(CommandError) -> Double {
    let value = try Grid.number(arguments.value(option) ?? "", option: option.name)
    guard value >= 0, value < 1 else {
      throw .usage("\(option.name) \(value): a tolerance is at least 0 and below 1")
    }
    return value
  }
}

/// The names of a list, which are separated by commas.
///
/// - Parameters:
///   - text: The list.
///   - option: Where it is from, for messages.
/// - Returns: The names, no two of them equal; legal or not, except that a single empty one is refused.
/// - Throws: ``CommandError`` of status usage.
func listedNames(_ text: String, option: String) throws(CommandError) -> [String] {
  let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  guard names.count == 1 || !names.contains("") else {
    throw .usage("\(option) \(printable(text)): an entry of the list is empty")
  }
  try requireDistinct(names, option: option)
  return names
}

/// Refuses names that are given twice.
///
/// - Throws: ``CommandError`` of status usage.
func requireDistinct(_ names: [String], option: String) throws(CommandError) {
  var known: Set<String> = []
  for name in names where !known.insert(name).inserted {
    throw .usage("\(option): \(printable(name)) is given twice")
  }
}
