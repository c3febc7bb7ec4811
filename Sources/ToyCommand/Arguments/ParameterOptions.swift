// The options that parameters of studies are read from.

import Files
import Studies
import ToyModel

extension ParameterGrid {
  /// The options of a grid of settings.
  static func options(family: String, depth: String, omega: String) -> [Option] {
    [
      .data, .n, .k("; a sweep over k has all of 1..n"), .mu, .theta, .sigma,
      .families(default: family), .depth(default: depth), .omega(default: omega),
    ] + DataReading.options
  }

  /// Reads the grids of a command line.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - options: Those of the command, with its defaults.
  ///   - defaults: Other defaults, by the names of the options.
  /// - Throws: ``CommandError``.
  init(
    _ arguments: ParsedArguments, _ options: [Option], defaults: [String: String] = [:]
  ) throws(CommandError) {
    self = try studied(ParameterGrid(arguments.texts(options).with(defaults: defaults)))
  }
}

extension FilterGrid {
  /// Reads `--family`, `--depth` and `--omega` of commands that need fixed step sizes.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(
    _ arguments: ParsedArguments, family: Option, depth: Option, omega: Option
  ) throws(CommandError) {
    self = try studied(
      FilterGrid(
        names: arguments.value(family) ?? "", depths: arguments.value(depth) ?? "",
        steps: arguments.value(omega) ?? ""))
  }
}

extension ParsedArguments {
  /// Reads an option whose value is one number.
  ///
  /// - Throws: ``CommandError`` of status usage.
  func number(_ option: Option) throws(CommandError) -> Double {
    try studied(Grid.number(value(option) ?? "", option: option.name))
  }

  /// Reads `--family`, `--depth` and `--omega` of commands for families that have a regularizer.
  ///
  /// - Returns: The families in the order given; unrolled ones by depth, then step rule.
  /// - Throws: ``CommandError`` of status usage.
  func regularizers(
    family: Option, depth: Option, omega: Option
  ) throws(CommandError) -> [DenoiserFamily] {
    let unrolled = try studied(
      ParameterGrid.unrolledFamilies(depths: value(depth) ?? "", steps: value(omega) ?? ""))
    let names = try studied(
      FamilyGrid.names(value(family) ?? "", among: FamilyGrid.Name.ofRegularizers))
    return names.flatMap { $0 == .bilevel ? [.bilevel] : unrolled }
  }

  /// The texts of options, by their names.
  func texts(_ options: [Option]) -> ParameterTexts {
    var given: [String: String] = [:]
    var standard: [String: String] = [:]
    for option in options {
      if has(option) { given[option.name] = value(option) }
      standard[option.name] = option.standard
    }
    return ParameterTexts(given: given, standard: standard)
  }

  /// How grids are read where something else may be meant.
  func remarks(_ options: [Option]) -> [String] {
    options.filter { $0.value == "GRID" && has($0) }.compactMap { option in
      GridHint.remark(on: value(option) ?? "", option: option.name).map { "note: \($0)" }
    }
  }
}
