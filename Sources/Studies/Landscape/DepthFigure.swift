// Sharpness over depth: the curvature of the best minima and the width of their valleys.

import Libc
package import Report
import ToyModel

extension LandscapeSetting {
  /// Two panels per step size: E″ at the best minima, and the width of their valleys.
  ///
  /// At odd depths there may be two minima of equal risk, before and behind the barrier; they are two curves.
  ///
  /// - Parameter command: The command that reproduces the figure.
  /// - Returns: The figure; without panels for a learned ω, which has no such curves.
  package func depthFigure(command: String) -> Figure {
    guard case .fixed(let lines) = kind else {
      return Figure(title: "", command: command, panels: [])
    }
    var steps: [Double] = []
    for step in lines.compactMap(\.stepSize) where !steps.contains(step) { steps.append(step) }
    let bilevel = lines.first { $0.depth == nil }
    let panels = steps.flatMap { step -> [Panel] in
      let members = lines.filter { $0.stepSize == step }
      let prefix = steps.count > 1 ? "*ω* = \(Self.shown(step)): " : ""
      return [
        Self.panel(
          members, bilevel, title: prefix + "curvature of the best minimum",
          label: "*E*″ at the minimum", trend: (2, "∝ *N*^{2}"), value: \.curvature),
        Self.panel(
          members, bilevel, title: prefix + "width of its valley at half a barrier",
          label: "width in *r*", trend: (-1, "∝ 1/*N*"),
          value: { $0.basin?.halfWidth ?? .nan }),
      ]
    }
    return Figure(
      title: "Sharpness of the best minimum against depth (k = n = 1, \(constants))",
      command: command, panels: panels, columns: 2, aspect: 0.75)
  }

  private static func panel(
    _ lines: [Line], _ bilevel: Line?, title: String, label: String,
    trend: (power: Double, name: String), value: (CriticalPoint) -> Double
  ) -> Panel {
    var series: [Series: [Point]] = [:]
    for line in lines {
      guard let depth = line.depth, depth > 1 else { continue }
      for point in line.landscape.bestMinima {
        let key = Series(line: line, point: point)
        series[key, default: []].append(Point(x: Double(depth), y: value(point)))
      }
    }
    let depths = lines.compactMap(\.depth).filter { $0 > 1 }
    // Powers of N are straight lines.
    let isWide = (depths.max() ?? 1) >= 8 * (depths.min() ?? 1)
    var curves = Series.allCases.compactMap { key in
      series[key].map { points in
        Curve(
          key.label, points: points.sorted { $0.x < $1.x }, style: key.style,
          namePlace: key.namePlace)
      }
    }
    // Curves that end at the same point share a name.
    let reference = (bilevel?.landscape.bestMinima.first).map(value)
    let ends = [reference] + [.even, .oddBefore].map { series[$0]?.max { $0.x < $1.x }?.y }
    let level = ends.compactMap { $0 }
    let isShared =
      level.count == ends.count && (level.max() ?? 0) < 1.05 * (level.min() ?? 0)
    if isShared {
      for index in curves.indices
      where [Series.even.label, Series.oddBefore.label].contains(curves[index].label) {
        curves[index].label = ""
      }
    }
    if isWide, let sharp = series[.oddBehind], sharp.count > 2 {
      curves.append(Self.trend(sharp, power: trend.power, name: trend.name))
    }
    return Panel(
      title: title,
      xAxis: Axis(
        "depth *N*", scale: isWide ? .logarithmic : .linear,
        ticks: isWide ? Self.depthTicks(depths) : []),
      yAxis: Axis(label, scale: .logarithmic), curves: curves,
      guides: (bilevel?.landscape.bestMinima.first).map { point in
        [
          Guide(
            .horizontal, at: value(point), label: isShared ? "" : "bilevel",
            style: FamilyStyle.bilevel.style(width: 1.25))
        ]
      } ?? [],
      notes: isShared
        ? [
          Note(
            "bilevel and all other minima",
            at: Point(
              x: isWide
                ? (Double(depths.min() ?? 1) * Double(depths.max() ?? 1)).squareRoot()
                : 0.5 * Double((depths.min() ?? 1) + (depths.max() ?? 1)),
              y: 1.8 * (reference ?? 1)))
        ] : [])
  }
}

extension LandscapeSetting {
  /// The smallest depth, 3, and round numbers.
  private static func depthTicks(_ depths: [Int]) -> [Axis.Tick] {
    guard let low = depths.min(), let high = depths.max() else { return [] }
    let round = [2, 3, 5] + [10, 100, 1_000, 10_000, 100_000].flatMap { [$0, 2 * $0, 5 * $0] }
    return round.filter { $0 >= low && $0 <= high }.map { Axis.Tick(Double($0), "\($0)") }
  }

  /// A power of N, drawn parallel to a series at a fixed distance from its last point.
  private static func trend(_ points: [Point], power: Double, name: String) -> Curve {
    let ends = points.sorted { $0.x < $1.x }
    let last = ends[ends.count - 1]
    let factor = power > 0 ? 2.5 : 0.4
    return Curve(
      name,
      points: [ends[0].x, last.x].map { x in
        Point(x: x, y: factor * last.y * pow(x / last.x, power))
      }, style: Style(color: .gray, dash: .dashed, width: 1.25), namePlace: .along(0.5))
  }
}

/// The curves of the figure.
private enum Series: CaseIterable, Hashable {
  case even, oddBefore, oddBehind, oddBelow

  init(line: LandscapeSetting.Line, point: CriticalPoint) {
    guard line.family.style == .odd else {
      self = .even
      return
    }
    let barrier = line.landscape.criticalPoints.first { $0.kind == .barrier }
    guard let barrier else {
      self = .oddBelow
      return
    }
    self = point.location > barrier.location ? .oddBehind : .oddBefore
  }

  var label: String {
    switch self {
    case .even: "even *N*"
    case .oddBefore: "odd *N*, before the barrier"
    case .oddBehind: "odd *N*, behind the barrier"
    case .oddBelow: "odd *N*, no barrier"
    }
  }

  var namePlace: NamePlace {
    switch self {
    case .even: .along(0.06)
    case .oddBefore: .along(0.45)
    // Far from the name of the minimum before the barrier.
    case .oddBehind, .oddBelow: .along(0.75)
    }
  }

  var style: Style {
    switch self {
    case .even: Style(color: FamilyStyle.even.ink, marker: .circle)
    case .oddBefore: Style(color: FamilyStyle.odd.ink, dash: .dashed, marker: .triangle)
    case .oddBehind: Style(color: FamilyStyle.odd.ink, marker: .square)
    case .oddBelow: Style(color: FamilyStyle.odd.ink, dash: .dotted, marker: .diamond)
    }
  }
}
