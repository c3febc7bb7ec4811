// The words of the command line, sorted into options and operands, and the values that they give.

import Files
import LinearAlgebra
import Optimization
import Studies
import ToyModel

/// The options and operands given to one command, checked against its option table.
struct ParsedArguments: Sendable, Equatable {
  /// The operands, in order.
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts words into options and operands.
  ///
  /// `--name value`, `--name=value`, `-o value` and `-ovalue` are understood; `--` ends the options;
  /// a lone `-` is an operand or a value. A negative number after an option is its value.
  ///
  /// - Throws: ``CommandError`` of status usage for unknown or repeated options and missing values.
  init(_ words: [String], options: [Option], repeatable: Set<String> = ["--output", "--range"])
    throws(CommandError)
  {
    var remaining = words[...]
    while let word = remaining.popFirst() {
      if word == "--" {
        operands += remaining
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      var (name, attached) = Self.split(word)
      guard
        let option = options.first(where: { $0.name == name || $0.short == name })
      else {
        throw .usage(Self.unknownOption(name, among: options))
      }
      if option.value == nil {
        guard attached == nil else { throw .usage("\(option.name) takes no value") }
        attached = ""
      }
      guard let value = attached ?? remaining.popFirst() else {
        throw .usage("\(option.name) needs a value: \(option.name) \(option.value ?? "")")
      }
      if values[option.name] != nil && !repeatable.contains(option.name) {
        throw .usage("\(option.name) is given twice")
      }
      values[option.name, default: []].append(value)
    }
  }

  /// True when the option was given.
  func has(_ option: Option) -> Bool { values[option.name] != nil }

  /// The value of an option, or its default.
  func value(_ option: Option) -> String? { values[option.name]?.last ?? option.standard }

  /// All values of an option that may be repeated.
  func all(_ option: Option) -> [String] { values[option.name] ?? [] }

  /// Splits `--name=value` or `-ovalue` into its parts.
  private static func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    guard word.count > 2 else { return (word, nil) }
    return (String(word.prefix(2)), String(word.dropFirst(2)))
  }

  private static func unknownOption(_ name: String, among options: [Option]) -> String {
    let hint = suggestion(for: name, among: options.map(\.name))
    return "unknown option \(printable(name))" + (hint.map { "; did you mean \($0)?" } ?? "")
  }
}

// MARK: Values

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

  /// The texts of options by their names: as given, else the default of the option.
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
      GridHint.remark(
        on: value(option) ?? "", option: option.name, isWhole: option.hasWholeNumbers
      ).map { "note: \($0)" }
    }
  }

  /// Reads an option whose value is one of a few names.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option
  ) throws(CommandError) -> Choice {
    try studied(texts([option]).choice(option.name))
  }

  /// Reads an option whose value is a list of names, separated by commas.
  func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option
  ) throws(CommandError) -> [Choice] {
    try studied(texts([option]).choices(option.name))
  }

  /// Reads a whole number within a range.
  func count(
    _ option: Option, _ range: ClosedRange<Int>
  ) throws(CommandError) -> Int {
    try studied(texts([option]).count(option.name, range))
  }

  /// Reads the stopping rule of a minimization.
  func stoppingRule(
    _ options: [Option]
  ) throws(CommandError) -> StoppingRule {
    try studied(texts(options).stoppingRule())
  }

  /// Reads the number of parallel jobs; all processors by default.
  func jobs(_ option: Option) throws(CommandError) -> Int {
    has(option) ? try count(option, 1...1024) : availableProcessors()
  }

  /// Reads a tolerance, from 0 up to but not including 1.
  func tolerance(
    _ option: Option = .tolerance
  ) throws(CommandError) -> Double {
    try studied(texts([option]).tolerance(option.name))
  }
}

// MARK: Options without effect

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
