// The figure of a sweep: its panels and axes.

import Libc
package import Report
import ToyModel

extension SweepResult {
  /// The figure of the sweep, one panel per data model.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    let curves = rows
    let names = dataNames
    let horizontal = horizontalAxis
    func panel(_ part: SweepPart, scale: Axis.Scale) -> Panel {
      let drawn = SweepCurves(self, part, scale: scale)
      let limits = limitCurves(part)
      return Panel(
        title: part.title, xAxis: horizontal,
        yAxis: Axis(
          axisLabel, scale: scale, range: scale == .linear ? roomyRange(drawn.curves) : nil),
        curves: drawn.curves + limits, bands: drawn.bands,
        guides: floorGuides(part) + untiedGuides(part) + oddLimitGuides(part)
          + crossingGuides(part))
    }
    let panels: [Panel]
    if names.count == 1, let parts = partsByRule(curves) {
      panels = parts.map { panel($0, scale: scale(of: $0)) }
    } else {
      // The same for all, so that panels can be compared.
      let scale = scale(of: SweepPart(curves: curves))
      var drawn = names.map { name in
        let members = curves.filter { $0.first?.setting.data.name == name }
        return panel(
          dataPart(members, isNamed: names.count > 1), scale: scale)
      }
      let heights = drawn.flatMap(\.curves).flatMap(\.points).map(\.y).filter { $0 > 0 }
      if drawn.count > 1, scale == .logarithmic,
        [.ratioToLinear, .ratioToBilevel].contains(quantity), let low = heights.min(),
        let high = heights.max(), high.isFinite, low < high
      {
        let margin = pow(high / low, 0.05)
        for index in drawn.indices { drawn[index].yAxis.range = low / margin...high * margin }
      }
      panels = drawn
    }
    var figure = Figure(
      title: "\(title) (\(constants))", command: command, panels: panels, columns: panels.count,
      aspect: panels.count == 1 ? 0.62 : 0.75)
    if axis == .testDepth { figure.note = "diamonds: as many steps as in learning" }
    return figure
  }

  /// The panel of one data model, with a title if there are several, or if all step sizes are chosen alike.
  private func dataPart(_ curves: [[RiskRow]], isNamed: Bool) -> SweepPart {
    var part = SweepPart(curves: curves)
    let title = isNamed ? curves.first?.first?.setting.data.title : nil
    let step = axis == .omega || axis == .testDepth ? nil : part.commonStep
    part.namesStep = step != nil
    let parts = [title, step.map { $0 == .learned ? "learned *ω*" : "*ω* = \($0.label)" }]
    if part.namesStep || isNamed { part.title = parts.compactMap { $0 }.joined(separator: ", ") }
    return part
  }

  /// Learned and fixed step sizes in separate panels, each with the references, if one panel would have more
  /// curves than can be told apart; nil otherwise.
  private func partsByRule(_ curves: [[RiskRow]]) -> [SweepPart]? {
    let steps = SweepPart(curves: curves).families.filter { $0.step != nil }
    guard curves.count > 7, axis != .omega, steps.contains(where: \.isLearned),
      steps.contains(where: { !$0.isLearned }),
      steps.allSatisfy({ $0.algorithm == .gradientDescent })
    else { return nil }
    return [true, false].map { isLearned in
      let members = curves.filter { curve in
        guard let family = curve.first?.setting.family else { return false }
        return family.step == nil || family.isLearned == isLearned
      }
      let values = Set(steps.compactMap { $0.step?.value })
      return SweepPart(
        title: isLearned
          ? "learned *ω*" : values.count == 1 ? values.first.map { "*ω* = \($0)" } : "fixed *ω*",
        curves: members, namesStep: isLearned || values.count == 1)
    }
  }

  /// Logarithmic once the values span well over a decade, but not for a fixed ω over k, where risks are straight
  /// lines.
  private func scale(of part: SweepPart) -> Axis.Scale {
    let isStraight = axis == .k && quantity == .ratioToLinear
    guard !isStraight || !part.namesStep || part.families.contains(where: \.isLearned) else {
      return .linear
    }
    let values = part.curves.joined().compactMap { quantity.range(in: $0) }
      .flatMap { [$0.lower, $0.upper] }.filter(\.isFinite)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    // Against depth, small differences between large risks matter.
    let factor = axis == .depth ? 1000.0 : 20
    return low > 0 && high > factor * low && quantity != .ratioToEven ? .logarithmic : .linear
  }

  /// The horizontal axis; the step-size axis reaches 2, where unrolling diverges.
  private var horizontalAxis: Axis {
    var range: ClosedRange<Double>?
    if axis == .omega, let first = positions.first, let last = positions.last, first > 0,
      first < last, last >= 1.9, last < 2
    {
      range = first...2
    }
    // Curves that begin near 0 would begin on the vertical axis.
    if axis == .depth, horizontalScale == .linear, let last = positions.last, last > 30 {
      range = 0...last
    }
    return Axis(axis.label, scale: horizontalScale, range: range, isInteger: axis.isInteger)
  }

  /// A range with room below the best linear denoiser, for its name or if it would lie on the axis, and below the floor
  /// and above the bounds on untied steps; nil otherwise.
  private func roomyRange(_ curves: [Curve]) -> ClosedRange<Double>? {
    let values = curves.flatMap(\.points).map(\.y).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    let span = high - low
    switch quantity {
    case _ where axis == .depth && hasBounds: return low - 0.05 * span...high + 0.12 * span
    case .ratioToEven: return low - 0.08 * span...high + 0.05 * span
    case .ratioToLinear where low > 0.2 * span: return low - 0.12 * span...high + 0.05 * span
    case .risk, .ratioToLinear:
      return low >= 0 && low < 0.05 * span ? -0.05 * high...1.05 * high : nil
    case .bias, .variance, .ratioToBilevel, .expectedRisk, .excess: return nil
    }
  }

  /// Whether some risk is known only by bounds.
  private var hasBounds: Bool { rows.joined().contains { !$0.optimum.isExact } }

  /// The name of the vertical axis.
  private var axisLabel: String {
    quantity == .ratioToEven ? "risk relative to even depth, in %" : quantityLabel
  }

  /// Logarithmic if the points of the grid have equal ratios rather than equal differences.
  private var horizontalScale: Axis.Scale {
    let x = positions
    guard x.count > 3, let first = x.first, let last = x.last, first > 0, last / first > 20 else {
      return .linear
    }
    let middle = x[x.count / 2]
    return middle * middle < 4 * first * last ? .logarithmic : .linear
  }
}

/// The part of a sweep that one panel shows.
struct SweepPart {
  var title: String?
  var curves: [[RiskRow]]
  /// Whether the title says how ω is chosen.
  var namesStep = false

  /// The families of the curves.
  var families: [DenoiserFamily] { curves.compactMap { $0.first?.setting.family } }

  /// The choice of ω that all unrolled families share; nil if they differ, or have other parameters.
  ///
  /// Steps of learned sizes are named as such already.
  var commonStep: StepRule? {
    let unrolled = families.filter { $0.step != nil && !$0.hasLearnedSizes }
    guard let step = unrolled.first?.step,
      unrolled.allSatisfy({
        $0.step == step && ($0.algorithm == .gradientDescent || !$0.algorithm.isSpectral)
      })
    else { return nil }
    return step
  }
}
