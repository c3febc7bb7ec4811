// The options from which the parameters of studies are read.

import Files
import Studies
import ToyModel

extension ParameterGrid {
  /// The options of a grid of settings.
  ///
  /// - Parameters:
  ///   - family: The default of `--family`.
  ///   - depth: The default of `--depth`.
  ///   - omega: The default of `--omega`.
  ///   - rows: An addition to the help of `--k`.
  /// - Returns: The options.
  static func options(
    family: String, depth: String, omega: String, rows: String = ""
  ) -> [Option] {
    [
      .data, .n, .k(rows), .mu, .theta, .sigma,
      .families(default: family), .depth(default: depth), .omega(default: omega),
    ] + Option.algorithms + DataReading.options
  }

  /// Reads the grids of a command line.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - options: The options of the command, with its defaults.
  ///   - defaults: Defaults that differ, by the names of the options.
  ///   - needsFilter: False where bounds on the best risk are enough.
  /// - Throws: ``CommandError``.
  init(
    _ arguments: ParsedArguments, _ options: [Option], defaults: [String: String] = [:],
    needsFilter: Bool = true
  ) throws(CommandError) {
    self = try studied(
      ParameterGrid(
        arguments.texts(options).with(defaults: defaults), needsFilter: needsFilter))
  }
}

extension FilterGrid {
  /// Reads `--family`, `--algorithm`, `--depth` and the parameters, for commands that need fixed parameters.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(
    _ arguments: ParsedArguments, _ options: [Option], needsImages: Bool = true
  ) throws(CommandError) {
    self = try studied(FilterGrid(arguments.texts(options), needsImages: needsImages))
  }
}

extension ParsedArguments {
  /// Reads an option whose value is one number.
  ///
  /// - Throws: ``CommandError`` of status usage.
  func number(_ option: Option) throws(CommandError) -> Double {
    try studied(Grid.number(value(option) ?? "", option: option.name))
  }

  /// Reads `--family`, `--algorithm`, `--depth` and the parameters, for commands whose families have a
  /// regularizer.
  ///
  /// - Parameter options: The options of the command.
  /// - Returns: The families in the order given; those of an algorithm by depth, then by parameter.
  /// - Throws: ``CommandError`` of status usage.
  func regularizers(_ options: [Option]) throws(CommandError) -> [DenoiserFamily] {
    let grid = try studied(FamilyGrid(texts(options), among: FamilyGrid.Name.ofRegularizers))
    try studied(grid.requireFewPairs())
    return Array(grid)
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

  /// Notes on how grids were read where something else may have been meant.
  func remarks(_ options: [Option]) -> [String] {
    options.filter { $0.value == "GRID" && has($0) }.compactMap { option in
      GridHint.remark(on: value(option) ?? "", option: option.name).map { "note: \($0)" }
    }
  }
}
