// Eigenvalues of RᵀR along gradient flow, and the wall that they do not cross.

import Learning
package import Report
import ToyModel

/// The trajectories of all starts of a run by gradient flow.
package struct FlowFigure {
  private let summary: LearningSummary

  /// Creates the figure of a run.
  package init(_ summary: LearningSummary) { self.summary = summary }

  /// The eigenvalues over time, by the side of the wall on which they start.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure; it ends when all eigenvalues have all but arrived.
  package func figure(command: String) -> Figure {
    let runs = summary.state.runs.map { $0.trace.filter { $0.flow != nil } }
    let end = runs.reduce(0) { max($0, Self.settlingTime($1)) } * 1.15
    let isFixed = !summary.plan.family.isLearned
    let hasAbove = runs.contains { run in
      (0..<summary.setting.k).contains { side(run, $0) == .above }
    }
    var curves = [Side.above, .below, .resting, .none].compactMap { side -> Curve? in
      var count = 0
      // One curve with gaps, so that trajectories that meet are drawn over each other.
      let points = runs.flatMap { run in
        (0..<summary.setting.k).filter { self.side(run, $0) == side }.flatMap { index in
          count += 1
          return run.compactMap { line in
            line.flow.map { Point(x: $0.time, y: $0.penalties[index]) }
          } + [Point(x: .nan, y: .nan)]
        }
      }
      return points.isEmpty
        ? nil
        : Curve(
          side.name(count, isAlone: !hasAbove), points: points,
          style: side.style(FamilyStyle(summary.setting.family).ink),
          namePlace: .along(side == .resting ? 0.8 : 0.6))
    }
    if !isFixed { curves.append(movingWalls(runs)) }
    var bands: [Band] = []
    if isFixed, let wall = summary.wall(nil), !curves.isEmpty, !hasAbove {
      var band = Band(
        "never reached", x: [0, end > 0 ? end : 1], lower: [wall, wall],
        upper: [.infinity, .infinity], color: .orange)
      band.hasBoundary = false
      bands.append(band)
    }
    return Figure(
      title: "Gradient flow of R, \(summary.setting.family.inWords), \(summary.setting.inWords)",
      command: command,
      panels: [
        Panel(
          xAxis: Axis("time *t*", range: end > 0 ? 0...end : nil),
          yAxis: Axis("eigenvalues of *R*ᵀ*R*"), curves: curves, bands: bands,
          guides: guides)
      ])
  }

  /// The wall of a fixed ω, and the eigenvalues of RᵀR beyond it that the best R has.
  private var guides: [Guide] {
    guard !summary.plan.family.isLearned, let wall = summary.wall(nil) else {
      return []
    }
    let number = { (value: Double) in formatted(value, significantDigits: 3) }
    var guides = [
      Guide(
        .horizontal, at: wall, label: "the wall *s** = \(number(wall))", style: Self.wallStyle)
    ]
    let filter = summary.plan.family.filter()
    var beyond: [Double] = []
    for line in summary.theory.eigenvalues where !line.isForced {
      guard filter.inverse(line.gain).map({ $0 > wall * (1 + 1e-9) }) == true,
        let s = filter.inverse(line.gain), !beyond.contains(s)
      else { continue }
      beyond.append(s)
    }
    for s in beyond.prefix(3) {
      guides.append(
        Guide(
          .horizontal, at: s, label: "the best *R* has *s* = \(number(s))",
          style: Style(color: .darkGreen, dash: .dotted, width: 1.75)))
    }
    return guides
  }

  private static let wallStyle = Style(color: .black, dash: .dashed, width: 1.5)

  /// The wall of each start, which moves with a learned ω.
  private func movingWalls(_ runs: [[TracePoint]]) -> Curve {
    Curve(
      "the wall *s**, which moves with "
        + (summary.denoiser.numbers.count == 1 ? "*ω*" : "the numbers learned besides *R*"),
      points: runs.flatMap { run in
        run.compactMap { line in
          guard let flow = line.flow, let wall = summary.wall(line.numbers) else {
            return nil
          }
          return Point(x: flow.time, y: wall)
        } + [Point(x: .nan, y: .nan)]
      }, style: Self.wallStyle)
  }

  /// When no eigenvalue is further from its end than a hundredth of the largest.
  private static func settlingTime(_ run: [TracePoint]) -> Double {
    guard let end = run.last?.flow else { return 0 }
    let size = end.penalties.reduce(0) { max($0, abs($1)) }
    let moving = run.last { line in
      guard let flow = line.flow else { return false }
      return zip(flow.penalties, end.penalties).contains { abs($0 - $1) > 0.01 * size }
    }
    return moving?.flow?.time ?? end.time
  }

  private func side(_ run: [TracePoint], _ index: Int) -> Side {
    guard let first = run.first, let wall = summary.wall(first.numbers),
      let flow = first.flow
    else { return .none }
    if flow.penalties[index] > wall { return .above }
    let end = run.last?.flow?.penalties[index] ?? wall
    return end < 1e-2 * wall ? .resting : .below
  }

  /// The side of the wall on which an eigenvalue starts, and whether it remains at 0.
  private enum Side {
    case above, below, resting, none

    /// The name of a number of eigenvalues; without any above the wall, those below it are told from
    /// those at 0 by where they end.
    func name(_ count: Int, isAlone: Bool) -> String {
      let number = count == 1 ? "1 eigenvalue" : "\(count) eigenvalues"
      return switch self {
      case .above: "\(number), started above the wall"
      case .below:
        isAlone
          ? "\(number) \(count == 1 ? "ends" : "end") at the wall"
          : "\(number), started below the wall"
      case .resting: "\(number) \(count == 1 ? "ends" : "end") at 0"
      case .none: number
      }
    }

    /// - Parameter ink: The colour of the family.
    /// - Returns: The style of the curve.
    func style(_ ink: Ink) -> Style {
      switch self {
      case .above: Style(color: ink, dash: .dashDotted, width: 1.75)
      case .below, .resting, .none: Style(color: ink, width: 1.5)
      }
    }
  }
}

extension LearningSummary {
  /// The figure of a single run: trajectories of gradient flow, or the convergence of any other method.
  package func figure(command: String) -> Figure {
    plan.method == .flow
      ? FlowFigure(self).figure(command: command)
      : LearningComparison.convergence([self], command: command)
  }
}
