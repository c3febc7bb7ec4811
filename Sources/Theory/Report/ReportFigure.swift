// The figures of the report that studies draw.

import Report
import Studies

/// A figure of the report as a value that a study takes.
enum ReportFigure {
  /// A quantity of best risks over one parameter.
  case sweep(SweepAxis, SweepQuantity, ParameterGrid)
  /// Images of filters over one parameter, or the filters themselves.
  ///
  /// - Parameters:
  ///   - axis: The parameter on the horizontal axis.
  ///   - families: The families, each with a filter.
  ///   - s: The eigenvalues of RᵀR.
  ///   - range: The values on the vertical axis; nil for those of the study.
  case image(ExpressivityAxis, FamilyGrid, s: [Double] = [0], range: ClosedRange<Double>? = nil)

  /// The figure.
  ///
  /// - Parameter command: The command line that draws the same.
  /// - Returns: The figure.
  /// - Throws: ``StudyError/illegal(_:)`` for values that do not go together.
  func figure(command: String) throws(StudyError) -> Figure {
    switch self {
    case .sweep(let axis, let quantity, let grid):
      let sweep = try Sweep(axis: axis, grid)
      return SweepResult(sweep, quantity: quantity, isComplete: true).figure(command: command)
    case .image(let axis, let families, let s, let range):
      let curves = ExpressivityCurves(
        axis: axis, choices: FilterGrid(families), s: s, n: 500, k: 500)
      var figure = curves.figure(command: command)
      if let range {
        for index in figure.panels.indices { figure.panels[index].yAxis.range = range }
      }
      return figure
    }
  }
}

extension ParameterGrid {
  /// The setting of the talk: constant signals with n = 500, μ = 1, θ = 0.5, σ = 0.9, and k = n.
  ///
  /// - Parameters:
  ///   - n: The dimensions.
  ///   - k: The numbers of rows; nil stands for k = n.
  ///   - families: The families.
  /// - Returns: The grid.
  static func talk(n: [Int] = [500], k: [Int]? = nil, _ families: FamilyGrid) -> ParameterGrid {
    ParameterGrid(n: n, k: k, mu: [1], theta: [0.5], sigma: [0.9], families: families)
  }
}
