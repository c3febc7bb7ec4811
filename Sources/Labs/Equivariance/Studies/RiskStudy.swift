// The risk of learned convolutions over the number of training pairs.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// Least-squares convolutions with free and with invariant kernels, for fields of one orientation.
struct RiskStudy {
  let model: OrientedField
  let group: GridGroup
  /// How H permutes frequencies.
  private let motions: [[Int]]
  /// The same for the quarter turn, whether it is in the group or not.
  private let quarterTurn: [Int]

  /// The study of a field and a group with translations.
  init(_ model: OrientedField, _ group: GridGroup) {
    self.model = model
    self.group = group
    let size = model.transform.size
    motions = group.pointElements.map { $0.linearPart.permutation(size) }
    quarterTurn = GridElement.quarterTurn.permutation(size)
  }

  /// Risks over draws of training sets of one size.
  struct Row {
    /// m.
    let pairs: Int
    let draws: Int
    /// The medians of a free kernel, on the orientation seen and after a quarter turn.
    let ordinary: (seen: Double, turned: Double)
    /// The medians of an invariant kernel.
    let equivariant: (seen: Double, turned: Double)
    /// The largest relative difference of the risk of the invariant kernel between orientations of the group.
    let spread: Double
    /// The least risks of a draw.
    let least: (ordinary: Double, equivariant: Double)
  }

  /// Median risks for training sets of m pairs; means are infinite for m ≤ 2.
  ///
  /// - Parameters:
  ///   - pairs: m.
  ///   - draws: The number of training sets, at least 1.
  ///   - seed: Shifts the seeds.
  /// - Returns: The medians.
  func row(_ pairs: Int, draws: Int, seed: UInt64) -> Row {
    var ordinary: (seen: [Double], turned: [Double]) = ([], [])
    var equivariant: (seen: [Double], turned: [Double]) = ([], [])
    var spread = 0.0
    for draw in 0..<draws {
      var generator = CounterGenerator(
        seed: UInt64(7000 + 100 * pairs + draw), shift: seed)
      let data = model.pairs(pairs, &generator)
      let free = model.leastSquares(data, [quarterTurn.indices.map { $0 }])
      let tied = model.leastSquares(data, motions)
      let tiedSeen = model.risk(tied)
      ordinary.seen.append(model.risk(free))
      ordinary.turned.append(model.risk(free, motion: quarterTurn))
      equivariant.seen.append(tiedSeen)
      equivariant.turned.append(model.risk(tied, motion: quarterTurn))
      for motion in motions {
        spread = max(spread, abs(model.risk(tied, motion: motion) / tiedSeen - 1))
      }
    }
    return Row(
      pairs: pairs, draws: draws, ordinary: (median(ordinary.seen), median(ordinary.turned)),
      equivariant: (median(equivariant.seen), median(equivariant.turned)), spread: spread,
      least: (ordinary.seen.min() ?? .infinity, equivariant.seen.min() ?? .infinity))
  }

  /// The mean risk of free kernels from 16 pairs, beside its closed form.
  private func decideMean(_ seed: UInt64, to study: inout LabStudy) {
    let pairs = 16
    let count = 200
    let risks = (0..<count).map { draw in
      var generator = CounterGenerator(seed: UInt64(6000 + draw), shift: seed)
      let data = model.pairs(pairs, &generator)
      return model.risk(model.leastSquares(data, [quarterTurn.indices.map { $0 }]))
    }
    let (mean, error) = meanAndStandardError(risks)
    study.decide(
      LearningClaims.mean, "mean risk of \(count) training sets of \(pairs) pairs",
      predicted: model.expectedRisk(pairs: pairs), computed: mean, .standardError(error))
  }

  /// The risks of the Wiener filters: free and invariant on the orientation seen, free after a quarter turn, and the mean of
  /// the free one over the group.
  var limits: (ordinary: Double, equivariant: Double, turned: Double, mean: Double) {
    let free = model.best([quarterTurn.indices.map { $0 }])
    let risks = motions.map { model.risk(free, motion: $0) }
    return (
      model.risk(free), model.risk(model.best(motions)), model.risk(free, motion: quarterTurn),
      risks.reduce(0, +) / Double(risks.count)
    )
  }

  /// The number of training sets for m pairs: fewer for large ones, whose risks vary little.
  static func draws(_ pairs: Int, _ draws: Int) -> Int {
    pairs < 64 ? draws : max(1, draws * 3 / 10)
  }

  /// Decides the claims, and lists and draws risks.
  ///
  /// - Parameter study: The outcome.
  func report(to study: inout LabStudy) {
    let settings = study.settings
    let draws = settings.integer(EquivarianceLab.draws)
    let rows = settings.integers(EquivarianceLab.pairs).sorted().map { pairs in
      row(pairs, draws: Self.draws(pairs, draws), seed: settings.seed)
    }
    study.decide(
      LearningClaims.turned, "largest relative difference between orientations", predicted: 0,
      computed: maximumNorm(rows.map(\.spread)), .rounding(1e-12))
    decideMean(settings.seed, to: &study)
    let limits = limits
    study.decide(
      LearningClaims.optimum, "least risk over that of the Wiener filter", predicted: 1,
      computed: rows.reduce(.infinity) { least, row in
        min(
          least, row.least.ordinary / limits.ordinary, row.least.equivariant / limits.equivariant)
      }, .atLeast(rounding: 1e-12))
    study.decide(
      LearningClaims.price, "best invariant risk", predicted: limits.equivariant,
      computed: limits.equivariant,
      .within(limits.ordinary * (1 - 1e-12)...max(limits.mean, limits.ordinary) * (1 + 1e-12)))
    study.pin(
      LearningClaims.ordinarySeen, [1.25203, 0.427789, 0.278724, 0.226634, 0.216137],
      rows.map(\.ordinary.seen))
    study.pin(
      LearningClaims.ordinaryTurned, [1.71566, 0.605615, 0.467097, 0.428943, 0.410243],
      rows.map(\.ordinary.turned))
    study.pin(
      LearningClaims.equivariant, [0.416532, 0.30679, 0.268826, 0.251326, 0.248007],
      rows.map(\.equivariant.seen))
    study.pin(
      LearningClaims.limits, [0.212855, 0.246608], [limits.ordinary, limits.equivariant])
    list(rows, limits, &study)
    study.figures.append(NamedFigure("risk", figure(rows, limits, settings.command)))
  }

  private func list(
    _ rows: [Row], _ limits: (ordinary: Double, equivariant: Double, turned: Double, mean: Double),
    _ study: inout LabStudy
  ) {
    let size = model.transform.size
    let free = size * size
    let tied = group.pixelOrbits(size).count
    var table = Table(columns: [
      "kernel", "group", "parameters", "pairs", "draws", "risk_seen", "risk_turned", "mean_seen",
      "limit_seen", "limit_turned",
    ])
    let tiedTurned = model.risk(model.best(motions), motion: quarterTurn)
    for row in rows {
      table.append([
        .text("ordinary"), .text(group.name), .integer(free), .integer(row.pairs),
        .integer(row.draws), .number(row.ordinary.seen), .number(row.ordinary.turned),
        row.pairs > 2 ? .number(model.expectedRisk(pairs: row.pairs)) : .empty,
        .number(limits.ordinary), .number(limits.turned),
      ])
      table.append([
        .text("equivariant"), .text(group.name), .integer(tied), .integer(row.pairs),
        .integer(row.draws), .number(row.equivariant.seen), .number(row.equivariant.turned), .empty,
        .number(limits.equivariant), .number(tiedTurned),
      ])
    }
    study.tables.append(
      NamedTable(
        "risk", "exact risks of learned convolutions over training pairs: medians of the draws",
        table))
  }

  private func figure(
    _ rows: [Row], _ limits: (ordinary: Double, equivariant: Double, turned: Double, mean: Double),
    _ command: String
  ) -> Figure {
    func curve(_ name: String, _ style: Style, _ value: (Row) -> Double) -> Curve {
      Curve(
        name, points: rows.map { Point(x: Double($0.pairs), y: value($0)) }, style: style)
    }
    var figure = Figure(
      title: "Risk of learned convolutions over training pairs",
      description: """
        The exact risk of a convolution learned from fields of one orientation, the median over training sets, over the number of training pairs. A free kernel does \
        worse on fields turned by 90 degrees than on those seen; a kernel that is invariant under the group has one risk in both, \
        smaller for few pairs, larger on the orientation seen for many.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis(
            "training pairs", scale: .logarithmic, isInteger: true,
            ticks: rows.map { Axis.Tick(Double($0.pairs), "\($0.pairs)") }),
          yAxis: Axis("median risk per pixel", scale: .logarithmic),
          curves: [
            curve(
              "free kernel, turned fields",
              Style(color: .vermillion, dash: .dashed, marker: .square), \.ordinary.turned),
            curve(
              "invariant kernel, any orientation", Style(color: .blue, marker: .circle),
              \.equivariant.seen),
            curve(
              "free kernel, fields as seen", Style(color: .vermillion, marker: .triangle),
              \.ordinary.seen),
          ],
          guides: [
            Guide(
              .horizontal, at: limits.ordinary, style: Style(color: .gray, dash: .dotted)),
            Guide(
              .horizontal, at: limits.equivariant,
              style: Style(color: .gray, dash: .dotted)),
          ])
      ])
    figure.note = "Dotted: the least risks, with unlimited training data."
    return figure
  }
}
