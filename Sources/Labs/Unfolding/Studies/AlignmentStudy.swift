// Theorem 4.4: the weights of late layers align with the dictionary.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// Forty coupled layers, each trained alone on the codes that the layers before it give.
enum AlignmentStudy {
  private static let lambda = 0.2
  private static let layerCount = 40
  private static let sampleCount = 3000
  private static let stepCount = 60

  /// Trains the layers, decides the claims, and adds the table and the figure.
  static func report(
    _ dictionary: CodingDictionary, to study: inout LabStudy
  ) throws(LabError) {
    let samples = Samples.normal(
      sampleCount, dictionary, CounterGenerator(seed: 8, shift: study.settings.seed))
    let penalties = samples.penalties(lambda, isAbsolute: false)
    let solutions = samples.solutions(dictionary, penalties)
    let layer = NetworkLayer(
      .coupled, dictionary, signals: samples.signals, penalties: penalties, depth: 1)
    let size = norm(dictionary.rows)
    var codes = [Double](repeating: 0, count: layer.stateCount)
    var table = Table(columns: [
      "layer", "misalignment", "alpha", "beta", "ratio", "gap", "evaluations", "stop_reason",
    ])
    var rows: [(misalignment: Double, ratio: Double)] = []
    for index in 1...layerCount {
      var objective = NetworkLoss(layer, .cost, from: codes)
      guard let start = Iterate(start: Network.step(.coupled, dictionary), of: &objective) else {
        throw .failed("the loss of layer \(index) is not finite")
      }
      let end = minimize(
        &objective, from: start, by: LBFGS(history: 10),
        until: StoppingRule(iterationLimit: stepCount))
      let weights = Array(end.iterate.point.dropLast())
      let beta = end.iterate.point[weights.count]
      let alpha = dot(weights, dictionary.rows) / (size * size)
      let misalignment = distance(weights.map { $0 / beta }, dictionary.rows) / size
      rows.append((misalignment, alpha / beta))
      table.append([
        .integer(index), .number(misalignment), .number(alpha), .number(beta),
        .number(alpha / beta), .number(end.iterate.value - solutions.cost),
        .integer(end.iterate.evaluations), .text(end.stopReason.inWords),
      ])
      codes = objective.codes(at: end.iterate.point)
    }
    study.tables.append(
      NamedTable(
        "alignment",
        "weights of greedy layers: misalignment is ‖*W*/*b* − *D*‖/‖*D*‖, ratio *α*/*b*",
        table))
    let largest = rows.map(\.misalignment).max() ?? 0
    study.decide(
      UnfoldingClaims.aligned, "misalignment of the last layer over the largest",
      predicted: 0.3, computed: (rows.last?.misalignment ?? 0) / largest, .atMost(rounding: 0))
    study.pin(
      UnfoldingClaims.firstAlignment, [0.4973885298870023, 0.5742656489307535],
      rows.prefix(1).flatMap { [$0.misalignment, $0.ratio] })
    study.decide(
      UnfoldingClaims.lastAlignment, predicted: 0.01, computed: rows.last?.misalignment ?? 1,
      .atMost(rounding: 0))
    study.decide(
      UnfoldingClaims.lastRatio, predicted: 1, computed: rows.last?.ratio ?? 0, .gap(1e-3))
    study.figures.append(
      NamedFigure(
        "alignment",
        Figure(
          title: "The weights of greedy layers align with the dictionary",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("layer", isInteger: true),
              yAxis: Axis("misalignment", scale: .logarithmic),
              curves: [
                Curve(
                  "weights: ‖*W*/*b* − *D*‖/‖*D*‖",
                  points: rows.enumerated().map {
                    Point(x: Double($0.offset + 1), y: $0.element.misalignment)
                  }, style: Style(color: .blue)),
                Curve(
                  "scale: |1 − *α*/*b*|",
                  points: rows.enumerated().map {
                    Point(x: Double($0.offset + 1), y: abs(1 - $0.element.ratio))
                  }, style: Style(color: .vermillion, dash: .dashed)),
              ])
          ])))
  }
}
