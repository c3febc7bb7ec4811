// Relative excess risk over the size of a perturbation.

import Learning
package import Report
import ToyModel

/// The cost of perturbations, one curve per task: colour by parity, marker by start and method.
package struct PerturbationFigure {
  package let results: [PerturbationResult]

  /// Creates the figure of results, of which there is at least one.
  package init(results: [PerturbationResult]) { self.results = results }

  /// Two panels over ε: R perturbed, with a band between the quantiles, and more noise.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure; excesses that are not positive cannot appear on its axes.
  package func figure(command: String) -> Figure {
    let styles = self.styles
    let names = self.names
    var curves: (regularizer: [Curve], noise: [Curve]) = ([], [])
    var bands: [Band] = []
    for (index, result) in results.enumerated() {
      // Relative to a risk that is zero up to rounding, excesses are meaningless.
      let unit = result.risk > result.summary.plan.problem.riskFloor ? result.risk : .nan
      let excess = { (risk: Double) in (risk - result.risk) / unit }
      let points = result.points
      curves.regularizer.append(
        Curve(
          names[index], points: points.map { Point(x: $0.size, y: excess($0.median)) },
          style: styles[index]))
      curves.noise.append(
        Curve(
          names[index],
          points: points.map { Point(x: $0.size, y: $0.noiseExcess / unit) },
          style: styles[index]))
      bands.append(
        Band(
          "", x: points.map(\.size), lower: points.map { excess($0.low) },
          upper: points.map { excess($0.high) }, color: styles[index].color))
    }
    let vertical = Axis("relative excess risk", scale: .logarithmic)
    return Figure(
      title: "What perturbations cost, \(results.first?.summary.setting.inWords ?? "")",
      command: command,
      panels: [
        Panel(
          title: "*R* perturbed by *ε*‖*R*‖",
          xAxis: Axis("relative size *ε*", scale: .logarithmic), yAxis: vertical,
          curves: curves.regularizer, bands: bands),
        Panel(
          title: "noise *σ*(1 + *ε*) instead of *σ*",
          xAxis: Axis("relative size *ε*", scale: .logarithmic), yAxis: vertical,
          curves: curves.noise),
      ], columns: 2, aspect: 0.9)
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
      return Style(
        color: palette[min(rank, palette.count - 1)],
        marker: FamilyStyle.marker(learners.firstIndex(of: learner) ?? 0), width: 1.5)
    }
  }
}
