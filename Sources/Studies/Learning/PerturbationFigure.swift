// The risk against the size of a perturbation.

import Learning
import Libc
package import Report
import ToyModel

/// The cost of perturbations, one curve per task: colour by parity, marker by start and method if there are several.
package struct PerturbationFigure {
  package let results: [PerturbationResult]

  /// Creates the figure of results, of which there is at least one.
  package init(results: [PerturbationResult]) { self.results = results }

  /// Two panels over ε: R perturbed, with a band between the quantiles, and more noise.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure; risks far above those of the unperturbed R are beyond its axis.
  package func figure(command: String) -> Figure {
    let styles = self.styles
    let names = self.names
    var curves: (regularizer: [Curve], noise: [Curve]) = ([], [])
    var bands: [Band] = []
    for (index, result) in results.enumerated() {
      let points = result.points
      // Names of level curves are placed where they are level.
      let isSteep = (points.first { $0.median > 2 * result.risk }?.size ?? .infinity) < 0.2
      curves.regularizer.append(
        Curve(
          names[index], points: points.map { Point(x: $0.size, y: $0.median) },
          style: styles[index], namePlace: isSteep ? .along(0.55) : .along(0.12)))
      curves.noise.append(
        Curve(
          names[index],
          points: points.map { Point(x: $0.size, y: result.risk + $0.noiseExcess) },
          style: styles[index], namePlace: .along(0.12)))
      bands.append(
        Band(
          "", x: points.map(\.size), lower: points.map(\.low), upper: points.map(\.high),
          color: styles[index].color, hasBoundary: false))
    }
    let horizontal = Axis("relative size *ε*", scale: .logarithmic, ticks: percentages)
    let vertical = self.vertical
    return Figure(
      title: "What perturbations cost, \(results.first?.summary.setting.inWords ?? "")",
      command: command,
      panels: [
        Panel(
          title: "*R* perturbed by *ε*‖*R*‖", xAxis: horizontal, yAxis: vertical,
          curves: curves.regularizer, bands: bands, guides: reference(label: "best linear")),
        Panel(
          title: "noise *σ*(1 + *ε*) instead of *σ*", xAxis: horizontal, yAxis: vertical,
          curves: Self.merged(curves.noise), guides: reference(label: "best linear")),
      ], columns: 2, aspect: 0.9)
  }

  /// From below the least risk to well above the largest one of an unperturbed R, with ticks at 1 and 3 times powers of
  /// ten; nil if a risk is 0.
  private var vertical: Axis {
    var axis = Axis("risk", scale: .logarithmic)
    let risks = results.map(\.risk) + reference(label: "").map(\.value)
    guard let low = risks.min(), let high = risks.max(), low > 1e-300, high < 1e300 else {
      return axis
    }
    let powers = Int(log10(low).rounded(.down)) - 1...Int(log10(high).rounded(.up)) + 1
    let round = powers.flatMap { power in [pow(10, Double(power)), 3 * pow(10, Double(power))] }
    let start = round.last { $0 < 0.85 * low } ?? 0.5 * low
    let end = round.first { $0 > 6 * high } ?? 10 * high
    axis.range = start...end
    let ticks = round.filter { $0 >= start && $0 <= end }
    if ticks.count <= 7, start >= 1e-4, end <= 1e5 {
      axis.ticks = ticks.map { Axis.Tick($0, formatted($0, significantDigits: 6)) }
    }
    return axis
  }

  /// The best linear risk, if it is the same for all settings.
  private func reference(label: String) -> [Guide] {
    guard let level = results.first?.summary.plan.linearRisk, level > 0,
      results.allSatisfy({ abs($0.summary.plan.linearRisk - level) <= 1e-9 * level })
    else { return [] }
    return [
      Guide(
        .horizontal, at: level, label: label, style: FamilyStyle.linear.style(width: 1))
    ]
  }

  /// The powers of ten of ε in per cent; none if ε is too small for that.
  private var percentages: [Axis.Tick] {
    let sizes = results.flatMap { $0.points.map(\.size) }
    guard let low = sizes.min(), let high = sizes.max(), low >= 1e-5 else { return [] }
    let powers = [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000]
    let shown = powers.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
    guard shown.count > 1 else { return [] }
    return shown.map { Axis.Tick($0, "\(formatted(100 * $0, significantDigits: 6)) %") }
  }

  /// The curves, with coinciding ones merged under all their names.
  private static func merged(_ curves: [Curve]) -> [Curve] {
    var result: [Curve] = []
    for curve in curves {
      let twin = result.firstIndex { other in
        other.points.count == curve.points.count
          && zip(other.points, curve.points).allSatisfy {
            $0.x == $1.x && abs($0.y - $1.y) <= 1e-2 * max(abs($0.y), abs($1.y))
          }
      }
      guard let twin else {
        result.append(curve)
        continue
      }
      // "*N* = 3" and "*N* = 11" become "*N* = 3, 11".
      let prefix = "*N* = "
      let isShort = curve.label.hasPrefix(prefix) && result[twin].label.hasPrefix(prefix)
      result[twin].label +=
        ", \(isShort ? String(curve.label.dropFirst(prefix.count)) : curve.label)"
    }
    return result
  }

  // MARK: Names

  /// The parts of the name that distinguish the curves, and no others.
  private var names: [String] {
    let parts = results.map { Self.parts($0.summary) }
    // A part that all curves share is left out; the family is always there, and bilevel has no step.
    let telling = (0..<(parts.first?.count ?? 0)).filter { index in
      let values = Set(parts.map { $0[index] })
      return index == 0 || values.subtracting([""]).count > 1
    }
    return parts.map { parts in
      telling.map { parts[$0] }.filter { !$0.isEmpty }.joined(separator: ", ")
    }
  }

  /// The family, the step size, and everything else that may differ from curve to curve.
  private static func parts(_ summary: LearningSummary) -> [String] {
    let (setting, plan) = (summary.setting, summary.plan)
    let number = { (value: Double) in formatted(value, significantDigits: 4) }
    var (family, step) = ("bilevel", "")
    if let depth = setting.family.depth, let rule = setting.family.step {
      family = "*N* = \(depth)"
      step = if case .fixed(let omega) = rule { "*ω* = \(number(omega))" } else { "learned *ω*" }
    }
    return [
      family, step, "*k* = \(setting.k)", "*n* = \(setting.n)", "*μ* = \(number(setting.mu))",
      "*θ* = \(number(setting.theta))", "*σ* = \(number(setting.sigma))", setting.data.name,
      plan.start.rawValue, plan.method.rawValue,
    ]
  }

  // MARK: Styles

  /// The colour of the kind of family; further settings of a kind get the remaining colours.
  private var styles: [Style] {
    struct Learner: Hashable {
      let start: LearningStart
      let method: LearningMethod
    }
    var settings: [FamilyStyle: [Setting]] = [:]
    var learners: [Learner] = []
    return results.map { result in
      let setting = result.summary.setting
      let kind = FamilyStyle(setting.family)
      let learner = Learner(start: result.summary.plan.start, method: result.summary.plan.method)
      if !settings[kind, default: []].contains(setting) {
        settings[kind, default: []].append(setting)
      }
      if !learners.contains(learner) { learners.append(learner) }
      let rank = settings[kind]?.firstIndex(of: setting) ?? 0
      let palette = kind.inks
      // A single way of learning needs no marker.
      let number = learners.firstIndex(of: learner) ?? 0
      return Style(
        color: palette[min(rank, palette.count - 1)], marker: FamilyStyle.markerAfterPlain(number),
        width: kind.style().width)
    }
  }
}
