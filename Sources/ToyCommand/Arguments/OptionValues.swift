// Values of options that several commands read alike.

import LinearAlgebra
import Optimization
import Studies

extension Command {
  /// Reads an option whose value is one of a few names.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option, _ arguments: ParsedArguments
  ) throws(CommandError) -> Choice {
    try studied(arguments.texts([option]).choice(option.name))
  }

  /// Reads an option whose value is a list of names, separated by commas.
  static func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option, _ arguments: ParsedArguments
  ) throws(CommandError) -> [Choice] {
    try studied(arguments.texts([option]).choices(option.name))
  }

  /// Reads a whole number within a range.
  static func count(
    _ option: Option, _ arguments: ParsedArguments, _ range: ClosedRange<Int>
  ) throws(CommandError) -> Int {
    try studied(arguments.texts([option]).count(option.name, range))
  }

  /// Reads the stopping rule of a minimization.
  static func stoppingRule(
    _ arguments: ParsedArguments, _ options: [Option]
  ) throws(CommandError) -> StoppingRule {
    try studied(arguments.texts(options).stoppingRule())
  }

  /// Reads the number of parallel jobs; all processors by default.
  static func jobs(_ option: Option, _ arguments: ParsedArguments) throws(CommandError) -> Int {
    arguments.has(option) ? try count(option, arguments, 1...1024) : availableProcessors()
  }

  /// Reads a tolerance, from 0 up to but not including 1.
  static func tolerance(
    _ arguments: ParsedArguments, _ option: Option = .tolerance
  ) throws(CommandError) -> Double {
    try studied(arguments.texts([option]).tolerance(option.name))
  }

  /// Reads where results go, and refuses options that have no effect there.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - formats: The legal formats.
  ///   - folderFormats: The formats of the files that a folder gets.
  ///   - columns: The columns of the table; none where `--columns` has no meaning.
  ///   - defaultFolder: The folder that files are written to without `-o`; nil for none.
  /// - Returns: The destinations.
  /// - Throws: ``CommandError`` of status usage.
  static func destinations(
    _ arguments: ParsedArguments, formats: [OutputFormat], folderFormats: [OutputFormat],
    columns: [String] = [], defaultFolder: String? = nil
  ) throws(CommandError) -> Destinations {
    let destinations = try Destinations(
      arguments, formats: formats, stem: name, folderFormats: folderFormats, columns: columns,
      defaultFolder: defaultFolder)
    try arguments.refuseIdle(options, written: destinations.all)
    return destinations
  }
}
