// Learned maps with and without the physics.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// A free map, post-processing and unrolled steps, trained on m pairs.
struct LearnedStudy {
  private static let methods = ["automap", "post-processing", "unrolled"]

  /// Means over draws for one m.
  private struct Row {
    let pairs: Int
    let draws: Int
    /// Risk over the least one, with its standard error; NaN where a map has no mean risk.
    var risks = [Double](repeating: 0, count: 3)
    var errors = [Double](repeating: 0, count: 3)
    /// Lipschitz constants over that of the best map.
    var constants = [Double](repeating: 0, count: 3)
  }

  private let model = LinearReconstruction()
  private let gridGains: [[Double]]

  init() { gridGains = UnrolledSteps.grid.map { [model] in $0.gains(model.singularValues) } }

  /// Decides the claims and lists mean risks.
  func report(to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 121, shift: study.settings.seed)
    study.decide(
      LearnedClaims.least, predicted: model.leastRisk,
      computed: model.risk(map: Matrix(diagonal: model.bestGains)), .rounding(1e-12))
    compareRecursion(&generator, to: &study)
    let draws = study.settings.integer(RegularizationLab.draws)
    var rows: [Row] = []
    for pairs in study.settings.integers(RegularizationLab.train).sorted() {
      rows.append(
        try row(pairs, pairs < 500 ? draws : max(draws / 5, 40), &generator))
    }
    decideExcess(rows, to: &study)
    decideOperator(to: &study)
    study.tables.append(NamedTable("learned", "mean risks of learned reconstructions", table(rows)))
    study.figures.append(NamedFigure("learned", figure(rows, command: study.settings.command)))
  }

  private func compareRecursion(
    _ generator: inout CounterGenerator, to study: inout LabStudy
  ) {
    // The recursion with dense matrices.
    func dense(_ gains: [Double]) -> Matrix {
      var scaled = model.basis
      scaled.scaleColumns(gains)
      return scaled.multiplied(by: model.basis.transposed)
    }
    let map = dense(model.singularValues)
    let data = map.applied(to: generator.normals(model.count))
    let steps = UnrolledSteps(logarithm: log(0.1), power: 1.5)
    let damping = dense(steps.damping(model.count))
    var u = [Double](repeating: 0, count: model.count)
    for _ in 0..<UnrolledSteps.depth {
      let rest = difference(map.applied(to: u), data)
      add(-UnrolledSteps.stepSize, map.adjointApplied(to: rest), to: &u)
      u = damping.applied(to: u)
    }
    let filtered = dense(steps.gains(model.singularValues)).applied(to: data)
    study.decide(
      LearnedClaims.unrolled, "largest difference between recursion and filter", predicted: 0,
      computed: maximumDistance(u, filtered), .rounding(1e-13))
  }

  private func row(
    _ pairs: Int, _ draws: Int, _ generator: inout CounterGenerator
  ) throws(LabError) -> Row {
    var row = Row(pairs: pairs, draws: draws)
    var squares = row.risks
    let largest = model.bestGains.max() ?? 1
    for _ in 0..<draws {
      let (u, b) = model.draw(pairs, &generator)
      let sums = TrainingSums(u, b)
      let diagonals = [
        sums.postProcessed,
        sums.unrolled(gridGains, model.singularValues).gains(model.singularValues),
      ]
      // W with BᵀBW = BᵀU; the map is Wᵀ.
      var map = b.transposed.multiplied(by: u)
      guard let factor = CholeskyFactorization(b.gram()) else {
        throw .failed("the measurements of \(pairs) pairs are linearly dependent")
      }
      factor.solve(&map)
      let eigenvalues = try factorized(SymmetricEigen.values(of: map.gram()))
      let risks = [model.risk(map: map.transposed)] + diagonals.map { model.risk(gains: $0) }
      let constants =
        [(eigenvalues.last ?? 0).squareRoot()] + diagonals.map { maximumNorm($0) }
      for index in 0..<3 {
        let risk = risks[index] / model.leastRisk
        row.risks[index] += risk / Double(draws)
        squares[index] += risk * risk / Double(draws)
        row.constants[index] += constants[index] / largest / Double(draws)
      }
    }
    for index in 0..<3 {
      let variance = max(squares[index] - row.risks[index] * row.risks[index], 0)
      row.errors[index] = (variance / Double(max(draws - 1, 1))).squareRoot()
    }
    return row
  }

  /// n/(m − n − 1) and 1/(m − 2).
  private func excess(_ method: Int, _ pairs: Int) -> Double? {
    switch method {
    case 0: pairs > model.count + 1 ? Double(model.count) / Double(pairs - model.count - 1) : nil
    case 1: 1 / Double(pairs - 2)
    default: nil
    }
  }

  private func decideExcess(_ rows: [Row], to study: inout LabStudy) {
    for (method, claim) in [LearnedClaims.automap, LearnedClaims.post].enumerated() {
      let deviations = rows.compactMap { row -> Double? in
        guard method == 1 || row.pairs >= model.count + 8,
          let excess = excess(method, row.pairs), row.errors[method] > 0
        else { return nil }
        return (row.risks[method] - 1 - excess) / row.errors[method]
      }
      guard !deviations.isEmpty else { continue }
      study.decide(
        claim, "largest deviation in standard errors", predicted: 0,
        computed: maximumNorm(deviations), .gap(6))
    }
    if let first = rows.first {
      study.decide(
        LearnedClaims.order, "risks for the fewest samples in this order",
        first.risks[0] > first.risks[1] && first.risks[1] > first.risks[2] - 0.02)
    }
    if let row = rows.first(where: { $0.pairs == 24 }) {
      study.pin(LearnedClaims.risks, [3.29887, 1.04595, 1.00616], row.risks)
    }
    if let row = rows.first(where: { $0.pairs == 20 }) {
      study.pin(LearnedClaims.stability, [4.40641, 1.03901, 0.99878], row.constants)
    }
  }

  private func decideOperator(to study: inout LabStudy) {
    let candidates = (0..<81).flatMap { i in
      (0..<61).map { j in
        UnrolledSteps(logarithm: -7 + 8 * Double(i) / 80, power: 3 * Double(j) / 60)
      }
    }
    let best =
      candidates.min {
        model.risk(gains: $0.gains(model.singularValues))
          < model.risk(gains: $1.gains(model.singularValues))
      } ?? candidates[0]
    let other = LinearReconstruction(
      model, singularValues: model.singularValues.map { $0 * $0 * $0 })
    let unrolled = other.risk(gains: best.gains(other.singularValues)) / other.leastRisk
    let fixed = other.risk(gains: model.bestGains) / other.leastRisk
    study.decide(
      LearnedClaims.newOperator, "risk over the least one, unrolled against fixed",
      predicted: fixed, computed: unrolled, .atMost(rounding: 0))
    study.pin(LearnedClaims.newRisks, [1.00122, 1.02632], [unrolled, fixed])
  }

  private func table(_ rows: [Row]) -> Table {
    var table = Table(columns: [
      "method", "samples", "draws", "risk", "standard_error", "predicted", "lipschitz",
    ])
    for row in rows {
      for method in 0..<3 {
        table.append([
          .text(Self.methods[method]), .integer(row.pairs), .integer(row.draws),
          .number(row.risks[method]), .number(row.errors[method]),
          excess(method, row.pairs).map { .number(1 + $0) } ?? .empty,
          .number(row.constants[method]),
        ])
      }
    }
    return table
  }

  private func figure(_ rows: [Row], command: String) -> Figure {
    let names = ["free map", "post-processing", "unrolled"]
    let styles = [
      Style(color: .vermillion, marker: .circle), Style(color: .blue, marker: .square),
      Style(color: .green, marker: .triangle),
    ]
    func curves(_ value: (Row, Int) -> Double) -> [Curve] {
      (0..<3).map { method in
        Curve(
          names[method],
          points: rows.map { Point(x: Double($0.pairs), y: value($0, method)) },
          style: styles[method])
      }
    }
    func predicted(_ method: Int) -> Curve {
      let (least, most) = (rows.first?.pairs ?? 20, rows.last?.pairs ?? 20)
      let counts = stride(from: 0.0, through: 1, by: 0.02).map {
        Double(least) * pow(Double(most) / Double(least), $0)
      }
      let n = Double(model.count)
      return Curve(
        method == 0 ? "*n*/(*m* − *n* − 1)" : "1/(*m* − 2)",
        points: counts.map { Point(x: $0, y: method == 0 ? n / ($0 - n - 1) : 1 / ($0 - 2)) },
        style: Style(color: .black, dash: .dashed, width: 1.25), namePlace: .along(0.6))
    }
    return Figure(
      title: "Learned reconstruction with and without the physics",
      description: """
        Left, the mean excess risk over the number of training pairs for a free linear map, for post-processing of the inverse and for \
        unrolled steps with two learned numbers, with the exact laws of the first two. Right, their Lipschitz constants over that of \
        the best map.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("training pairs *m*", scale: .logarithmic, isInteger: true),
          yAxis: Axis("excess risk over the least risk", scale: .logarithmic),
          // The laws lie on the curves, and are drawn on top of them.
          curves: curves { $0.risks[$1] - 1 } + [predicted(0), predicted(1)]),
        Panel(
          xAxis: Axis("training pairs *m*", scale: .logarithmic, isInteger: true),
          yAxis: Axis("Lipschitz constant over the best map's"),
          curves: curves { $0.constants[$1] }),
      ], columns: 2)
  }
}
