// Figures of the report with the step size as abscissa.

import Libc
import Report
import Studies

/// A figure with one curve per depth against the step size: colour shows the parity, dashes and markers show
/// the depth.
struct StepFigure {
  typealias Line = (depth: Int, style: Style)

  static let odd: [Line] = [
    (3, Style(color: FamilyStyle.odd.ink)),
    (5, Style(color: FamilyStyle.odd.ink, dash: .dashed, marker: .square)),
    (11, Style(color: FamilyStyle.odd.ink, dash: .dashDotted, marker: .triangle)),
  ]

  static let even: [Line] = [
    (2, Style(color: FamilyStyle.even.ink)),
    (10, Style(color: FamilyStyle.even.ink, dash: .dashed, marker: .circle)),
  ]

  let title: String
  /// The id of the chapter.
  let chapter: String
  let yAxis: Axis
  let lines: [Line]
  /// The step sizes.
  var grid = (0...80).map { pow(10, -4 + 4 * Double($0) / 80) }
  /// The scale of the step sizes.
  var scale = Axis.Scale.logarithmic
  var guides: [Guide] = []

  /// The figure.
  ///
  /// - Parameter value: The ordinate at a depth and a step size.
  /// - Returns: One panel.
  func figure(_ value: (_ depth: Int, _ stepSize: Double) -> Double) -> Figure {
    Figure(
      title: title, command: "toy report --only \(chapter)",
      panels: [
        Panel(
          xAxis: Axis("step size *ω*", scale: scale), yAxis: yAxis,
          curves: lines.map { depth, style in
            Curve(
              "*N* = \(depth)", points: grid.map { Point(x: $0, y: value(depth, $0)) }, style: style
            )
          }, guides: guides)
      ], aspect: 0.5)
  }
}
