// The figures of the report that studies draw.

import Report
import Studies

/// Studies with the defaults of their commands.
enum ReportFigure {
  /// A sweep of risks over one parameter.
  ///
  /// - Parameters:
  ///   - axis: The parameter.
  ///   - quantity: The quantity that is drawn.
  ///   - given: The grids that differ from the defaults of `risk-ratio`, by option name.
  ///   - command: The command line that draws the same figure.
  /// - Returns: The figure.
  /// - Throws: ``StudyError``.
  static func sweep(
    _ axis: SweepAxis, _ quantity: SweepQuantity, _ given: [String: String], command: String
  ) throws(StudyError) -> Figure {
    let texts = ParameterTexts(
      given: given,
      standard: [
        "--data": "constant", "--n": "500", "--k": "n", "--mu": "1", "--theta": "0.5",
        "--sigma": "0.9", "--family": "linear,bilevel,unrolled",
        "--depth": "2,3,10,11",
        "--omega": "0.5,learned",
      ])
    let sweep = try Sweep(axis: axis, texts)
    return SweepResult(sweep, quantity: quantity, isComplete: true).figure(command: command)
  }

  /// Images of filters over one parameter, or the filters themselves.
  ///
  /// - Parameters:
  ///   - axis: The parameter on the horizontal axis.
  ///   - names: The families, separated by commas.
  ///   - depths: The grid of N.
  ///   - steps: The grid of ω.
  ///   - s: The grid of eigenvalues of RᵀR.
  ///   - range: The values on the vertical axis; nil for those of the command.
  ///   - command: The command line that draws the same figure.
  /// - Returns: The figure.
  /// - Throws: ``StudyError``.
  static func image(
    _ axis: ExpressivityAxis, names: String = "unrolled", depths: String, steps: String = "0.5",
    s: String = "0", range: ClosedRange<Double>? = nil, command: String
  ) throws(StudyError) -> Figure {
    let texts = ParameterTexts(
      given: ["--family": names, "--depth": depths, "--omega": steps],
      standard: [:])
    let curves = ExpressivityCurves(
      axis: axis, choices: try FilterGrid(texts), s: try Grid.numbers(s, option: "--s"), n: 500,
      k: 500)
    var figure = curves.figure(command: command)
    if let range {
      for index in figure.panels.indices { figure.panels[index].yAxis.range = range }
    }
    return figure
  }
}
