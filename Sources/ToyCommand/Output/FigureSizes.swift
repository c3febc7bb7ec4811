// The sizes of figures that are given on the command line.

import Report
import Studies

extension Option {
  /// The options for the looks of a figure.
  static let figureSizes = [preset, width, height, heading]

  static let preset = Option(
    "--preset", value: "NAME",
    "look of a figure: screen; paper, a column of 3.5 inches; slides, 16:9; poster; dark, for dark pages",
    default: "screen", offers: .words(of: FigurePreset.self))
  static let width = Option(
    "--width", value: "W",
    "width of a figure, in pixels, or points for paper and poster; text keeps its size; at least the minimum of the panels",
    default: nil)
  static let height = Option(
    "--height", value: "H",
    "height of a figure in the same unit, shared by its panels; large enough for them",
    default: nil)
  static let heading = Option(
    "--title", value: "TEXT", "heading above a figure; *x* is italic", default: nil)
}

extension FigureTheme {
  /// The widths and heights that are drawn.
  private static let lengths = 200.0...10_000

  /// Reads `--preset`, `--width` and `--height`.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(_ arguments: ParsedArguments) throws(CommandError) {
    self = try Self.preset(arguments).theme
    if let width = try Self.length(arguments, .width) { widths = [width] }
    if let height = try Self.length(arguments, .height) {
      (self.height, fillsHeight) = (height, true)
    }
  }

  /// Reads `--preset`.
  ///
  /// - Throws: ``CommandError`` of status usage.
  static func preset(_ arguments: ParsedArguments) throws(CommandError) -> FigurePreset {
    let name = arguments.value(.preset) ?? ""
    guard let preset = FigurePreset(rawValue: name) else {
      let known = FigurePreset.allCases.map(\.rawValue)
      let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage("--preset \(name): \(hint)known are \(known.joined(separator: ", "))")
    }
    return preset
  }

  private static func length(
    _ arguments: ParsedArguments, _ option: Option
  ) throws(CommandError) -> Double? {
    guard arguments.has(option) else { return nil }
    let length = try arguments.number(option)
    guard lengths.contains(length) else {
      throw .usage(
        "\(option.name) \(arguments.value(option) ?? ""): width and height must be from \(Int(lengths.lowerBound)) to "
          + "\(Int(lengths.upperBound))")
    }
    return length
  }
}
