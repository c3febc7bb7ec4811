// Learned steps beside the distribution of 1/L_S.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The steps of networks, and 1/L_S for the supports S of the codes that enter their layers.
struct StepStudy {
  /// A layer of a network.
  struct LayerSteps {
    /// The number of the layer, from 2: the codes that enter the first are 0.
    let layer: Int
    /// The learned step.
    let step: Double
    /// 1/L_S over the samples with a support, in ascending order.
    let inverses: [Double]
  }

  private let problem: CodingProblem
  /// L_S of the supports met so far.
  private var known: [[Int]: Double] = [:]

  init(_ problem: CodingProblem) { self.problem = problem }

  /// The largest number of samples for which L_S is computed where eigenvalue problems may be large.
  private static let sampleLimit = 100

  /// The number of different supports met so far.
  var supportCount: Int { known.count }

  /// The layers of a network after the first.
  mutating func layers(
    of network: Network, _ penalties: [Double]
  ) throws(LabError) -> [LayerSteps] {
    let (m, depth) = (problem.dictionary.atomCount, network.depth)
    let loss = NetworkLoss(
      NetworkLayer(
        network.method.form, problem.dictionary, signals: problem.test.signals,
        penalties: penalties, depth: depth), .cost)
    var layers: [LayerSteps] = []
    for layer in stride(from: 2, through: depth, by: 1) {
      let codes = loss.codes(at: network.weights, after: layer - 1)
      var inverses: [Double] = []
      for sample in penalties.prefix(m > 64 ? Self.sampleLimit : penalties.count).indices {
        let support = (0..<m).filter { codes[sample * m + $0] != 0 }
        guard !support.isEmpty else { continue }
        inverses.append(1 / (try curvature(support)))
      }
      layers.append(
        LayerSteps(layer: layer, step: network.steps[layer - 1], inverses: inverses.sorted()))
    }
    return layers
  }

  /// L_S.
  private mutating func curvature(_ support: [Int]) throws(LabError) -> Double {
    if let found = known[support] { return found }
    let found = try factorized(problem.dictionary.iteration.curvature(on: support)).upper
    known[support] = found
    return found
  }

  /// The quantile of sorted numbers by linear interpolation; NaN for none.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last else { return .nan }
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  /// Decides the claims about steps, and adds the table and the figure.
  static func report(
    _ study: DepthStudy, _ outcome: DepthStudy.Outcome, isStandard: Bool, to result: inout LabStudy
  ) throws(LabError) {
    var steps = StepStudy(study.problem)
    let lipschitz = study.problem.dictionary.lipschitz
    var table = Table(columns: [
      "lambda", "layer", "step", "inverse_l", "samples", "inverse_ls_q05", "inverse_ls_q50",
      "inverse_ls_q95", "double_ls_q05", "double_ls_q50", "double_ls_q95",
    ])
    var (means, ratios, later): ([Double], [Double], Double?) = ([], [], nil)
    var all: [(lambda: Double, layers: [LayerSteps])] = []
    for truth in outcome.truths {
      guard let run = outcome.run(.slista, truth.lambda) else { continue }
      let layers = try steps.layers(of: run.network, truth.test)
      for layer in layers {
        let quantiles = [0.05, 0.5, 0.95].map { quantile(layer.inverses, $0) }
        table.append(
          [
            .number(truth.lambda), .integer(layer.layer), .number(layer.step),
            .number(1 / lipschitz), .integer(layer.inverses.count),
          ] + quantiles.map { $0.isFinite ? .number($0) : .empty }
            + quantiles.map { $0.isFinite ? .number(2 * $0) : .empty })
      }
      let first = layers.prefix(9)
      let medians = first.map { quantile($0.inverses, 0.5) }.filter(\.isFinite)
      guard !first.isEmpty, !medians.isEmpty else { continue }
      let mean = first.reduce(0) { $0 + $1.step } / Double(first.count)
      means.append(mean * lipschitz)
      ratios.append(mean / (medians.reduce(0, +) / Double(medians.count)))
      if truth.lambda == 0.2 {
        later = layers.reduce(0) { $0 + $1.step } / Double(layers.count) * lipschitz
      }
      all.append((truth.lambda, layers))
    }
    guard !table.rows.isEmpty else { return }
    result.tables.append(
      NamedTable(
        "steps", "learned steps and the quantiles of 1/*L*_{*S*} and 2/*L*_{*S*} over test samples",
        table))
    let panels = DepthStudy.shown(all).map { lambda, layers in
      panel(study.title(lambda), layers, lipschitz)
    }
    if !panels.isEmpty {
      result.figures.append(
        NamedFigure(
          "steps",
          Figure(
            title: "Learned steps beside 1/*L*_{*S*} and 2/*L*_{*S*}",
            command: result.settings.command, panels: panels,
            columns: panels.count > 1 ? 2 : 1, aspect: 0.8)))
    }
    guard isStandard, let least = means.min() else { return }
    result.decide(
      UnfoldingClaims.longSteps, "smallest mean step times *L*", predicted: 1.8, computed: least,
      .atLeast(rounding: 0))
    result.pin(UnfoldingClaims.longStepsBy, 2.6334227982745917, least)
    if let later {
      result.decide(
        UnfoldingClaims.laterSteps, "mean step times *L*", predicted: 1.2, computed: later,
        .atLeast(rounding: 0))
      result.pin(UnfoldingClaims.laterStepsBy, [2.182805468352017], [later], tolerances: [0.05])
    }
    let worst = ratios.max { abs(log2($0 / 1.118)) < abs(log2($1 / 1.118)) } ?? 1
    result.decide(
      UnfoldingClaims.stepRange, "ratio furthest from the middle of 0.5 to 2.5", predicted: 1,
      computed: worst, .within(0.5...2.5))
    result.pin(
      UnfoldingClaims.stepRatios,
      [2.1580075655098487, 1.7589457021572374, 1.2172268522952956, 0.9596961764444675], ratios,
      tolerances: [0.03, 0.03, 0.05, 0.03])
    result.decide(
      UnfoldingClaims.printedSteps, "ratio furthest from 1", predicted: 1,
      computed: ratios.max { abs($0 - 1) < abs($1 - 1) } ?? 1, .within(0.8...1.2))
    result.decide(
      UnfoldingClaims.printedHardness, "supports whose *L*_{*S*} an eigenvalue problem has given",
      predicted: 0, computed: Double(steps.supportCount), .count)
  }

  private static func panel(
    _ title: String, _ layers: [LayerSteps], _ lipschitz: Double
  ) -> Panel {
    let filled = layers.filter { !$0.inverses.isEmpty }
    let x = filled.map { Double($0.layer) }
    func band(_ label: String, _ factor: Double, _ color: Ink) -> Band {
      Band(
        label, x: x, lower: filled.map { factor * quantile($0.inverses, 0.05) },
        upper: filled.map { factor * quantile($0.inverses, 0.95) }, color: color,
        hasBoundary: false)
    }
    return Panel(
      title: title, xAxis: Axis("layer", isInteger: true),
      yAxis: Axis("step (bands: 5 % to 95 % of the samples)", range: 0...2.2),
      curves: [
        Curve(
          "learned steps", points: layers.map { Point(x: Double($0.layer), y: $0.step) },
          style: Style(color: .black, marker: .circle), namePlace: .along(0.14))
      ],
      // Fills that differ without colour too.
      bands: [band("1/*L*_{*S*}", 1, .gray), band("2/*L*_{*S*}", 2, .blue)],
      guides: [Guide(.horizontal, at: 1 / lipschitz, label: "1/*L*")])
  }
}
