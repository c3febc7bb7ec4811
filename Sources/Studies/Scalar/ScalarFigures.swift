// Risks over the threshold and the gain, and denoisers as functions.

package import Report
import ToyModel

/// What a figure of `toy scalar` shows.
package enum ScalarAxis: String, Sendable, CaseIterable {
  /// The risk over λ, with the gain 1 and with the best gain.
  case lambda
  /// The risk over c, with the best threshold for each.
  case gain
  /// The denoisers as functions of x.
  case x
  /// The denoisers minus the posterior mean.
  case distance
}

extension ScalarRows {
  /// The figure: a panel for each law and noise level.
  ///
  /// - Parameters:
  ///   - axis: What it shows.
  ///   - command: The command that draws it again.
  /// - Returns: The figure; its panels should be few, see ``requireFewPanels()``.
  package func figure(_ axis: ScalarAxis, command: String) -> Figure {
    var panels: [Panel] = []
    for law in grid.laws {
      for sigma in grid.sigmas {
        let model = ScalarModel(law.prior, noiseVariance: sigma * sigma)
        let title = "\(law.inWords), *σ* = \(typeset(sigma, significantDigits: 4))"
        switch axis {
        case .lambda: panels.append(Self.overThreshold(model, title, unit: sigma))
        case .gain: panels.append(Self.overGain(model, title))
        case .x: panels.append(functions(model, title, isDistance: false))
        case .distance: panels.append(functions(model, title, isDistance: true))
        }
      }
    }
    let names: [ScalarAxis: String] = [
      .lambda: "The risk of soft thresholds over the threshold, with and without a gain",
      .gain: "The least risk over the gain of a soft threshold",
      .x: "Denoisers of one sparse number, and the posterior mean",
      .distance: "The distance of denoisers from the posterior mean",
    ]
    return Figure(
      title: names[axis] ?? "", command: command, panels: panels, columns: min(panels.count, 3),
      aspect: 0.8)
  }

  /// Refuses figures with too many panels.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireFewPanels() throws(StudyError) {
    let count = grid.laws.count * grid.sigmas.count
    guard count <= 6 else {
      throw .illegal(
        "a figure has a panel for each law and --sigma, here \(count), and at most 6")
    }
  }

  private static func overThreshold(
    _ model: ScalarModel, _ title: String, unit: Double
  ) -> Panel {
    let (bilevel, joint) = (model.optimum.bilevel, model.optimum.joint)
    let last = min(2 * max(bilevel.threshold, joint.threshold), bilevel.threshold + 4 * unit)
    let grid = (0...160).map { last * Double($0) / 160 }
    func curve(_ label: String, _ style: Style, _ gain: Double?) -> Curve {
      Curve(
        label,
        points: grid.map { threshold in
          Point(
            x: threshold / unit,
            y: SoftThresholdFit(
              model.prior, threshold: threshold, gain: gain, noiseVariance: model.noiseVariance
            ).risk)
        }, style: style)
    }
    func mark(_ fit: SoftThresholdFit, _ ink: Ink) -> Curve {
      Curve(
        "", points: [Point(x: fit.threshold / unit, y: fit.risk)],
        style: Style(color: ink, marker: .circle))
    }
    return Panel(
      title: title, xAxis: Axis("threshold *λ*/*σ*"), yAxis: Axis("risk"),
      curves: [
        curve("*c* = 1", Style(color: .vermillion), 1),
        curve("best *c*", Style(color: .blue, dash: .dashed), nil),
        mark(bilevel, .vermillion), mark(joint, .blue),
      ], guides: references(model))
  }

  private static func overGain(_ model: ScalarModel, _ title: String) -> Panel {
    let joint = model.optimum.joint
    // Near the best gain and 1, where the risks are close to those of the lines across.
    let first = min(0.6, 0.8 * joint.gain)
    let last = max(1.4, 1.2 * joint.gain)
    let points = (0...60).map { step -> Point in
      let gain = first + (last - first) * Double(step) / 60
      return Point(x: gain, y: model.best(gain: gain).risk)
    }
    return Panel(
      title: title, xAxis: Axis("gain *c*", range: first...last),
      yAxis: Axis("least risk over *λ*"),
      curves: [
        Curve("*c* ST_{*λ*}", points: points, style: Style(color: .blue)),
        Curve(
          "", points: [Point(x: joint.gain, y: joint.risk)],
          style: Style(color: .blue, marker: .circle)),
        Curve(
          "", points: [Point(x: 1, y: model.optimum.bilevel.risk)],
          style: Style(color: .vermillion, marker: .square)),
      ],
      guides: references(model) + [Guide(.vertical, at: 1, label: "even depth: *c* ≤ 1")])
  }

  private static func references(_ model: ScalarModel) -> [Guide] {
    [
      Guide(
        .horizontal, at: model.prior.linearRisk(noiseVariance: model.noiseVariance),
        label: "best linear", style: Style(color: .black, dash: .dashed, width: 1)),
      Guide(.horizontal, at: model.bayesRisk, label: "posterior mean"),
    ]
  }

  private func functions(_ model: ScalarModel, _ title: String, isDistance: Bool) -> Panel {
    let inks: [Ink] = [.vermillion, .blue, .green, .purple, .orange, .skyBlue]
    let dashes: [Dash] = [.solid, .dashed, .dashDotted, .dotted]
    let sigma = model.noiseVariance.squareRoot()
    let last = model.optimum.bilevel.threshold + 4 * sigma
    let places = (0...200).map { last * Double($0) / 200 }
    func mean(_ x: Double) -> Double {
      model.prior.posterior(at: x, noiseVariance: model.noiseVariance).mean
    }
    var curves: [Curve] = []
    if !isDistance {
      curves.append(
        Curve(
          "posterior mean", points: places.map { Point(x: $0 / sigma, y: mean($0) / sigma) },
          style: Style(color: .black, width: 2.5)))
    }
    for (index, member) in denoisers(of: model).enumerated() {
      // Both sides of kinks and jumps.
      var ends = isDistance ? places : [0, last]
      for kink in member.map.kinks where kink < last { ends += [kink, kink.nextUp] }
      let points = ends.sorted().map { x -> Point in
        let value = member.map(x == 0 ? Double.leastNormalMagnitude : x)
        return Point(x: x / sigma, y: (value - (isDistance ? mean(x) : 0)) / sigma)
      }
      curves.append(
        Curve(
          member.name, points: points,
          style: Style(
            color: inks[index % inks.count], dash: dashes[index % dashes.count], width: 1.5)))
    }
    return Panel(
      title: title, xAxis: Axis("*x*/*σ*"),
      yAxis: Axis(isDistance ? "(*f*(*x*) − posterior mean)/*σ*" : "*f*(*x*)/*σ*"),
      curves: curves,
      guides: isDistance ? [Guide(.horizontal, at: 0, label: "posterior mean")] : [])
  }

  /// The denoisers of the grid that are piecewise affine, with their names.
  private func denoisers(of model: ScalarModel) -> [(name: String, map: OddMap)] {
    grid.members.compactMap { member in
      guard member.algorithm != .posteriorMean else { return nil }
      let best = model.best(
        member.algorithm, depth: member.depth ?? 1, momentum: grid.momentum)
      return best.map.map {
        (member.algorithm.rawValue + (member.depth.map { ", *N* = \($0)" } ?? ""), $0)
      }
    }
  }
}
