// A map that is trained end to end in one setting, in that setting and in others.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// End-to-end learning beside generative models.
struct EndToEndStudy {
  private let model: GaussianGenerator
  private let home: Measurement
  private let shift: UInt64
  /// The map of zero-filled data Mᵀb that is best in the setting of training, n × n.
  private let trained: Matrix

  /// The number of draws of pairs: fewer for long signals with many pairs, whose excess varies little.
  private func replicas(_ pairs: Int) -> Int {
    let cost = Double(pairs) * Double(model.signalCount) * Double(model.signalCount)
    return min(200, max(40, Int(1e9 / cost)))
  }

  /// Trains the map.
  ///
  /// - Parameters:
  ///   - model: The generator.
  ///   - share: The share of the entries that is measured in training.
  ///   - noise: s in training.
  ///   - shift: The seed of the run.
  /// - Throws: ``LabError/failed(_:)`` where a factorization fails.
  init(
    _ model: GaussianGenerator, share: Double, noise: Double, shift: UInt64
  ) throws(LabError) {
    self.model = model
    self.shift = shift
    home = .mask(share, of: model.signalCount, noise: noise, shift: shift)
    trained = try model.map(.covariance, home).multiplied(by: home.matrix)
  }

  private func mask(_ share: Double, _ noise: Double) -> Measurement {
    .mask(share, of: model.signalCount, noise: noise, shift: shift)
  }

  /// The risk of the trained map in a setting.
  private func risk(_ setting: Measurement) -> Double {
    model.risk(trained.multiplied(by: setting.matrix.transposed), setting)
  }

  /// Risks in one setting.
  private struct Row {
    let share: Double
    let noise: Double
    let endToEnd: Double
    let covariance: Double
    let identity: Double
    let range: Double

    /// The risk of end-to-end learning over that of the covariance model.
    var ratio: Double { endToEnd / covariance }
  }

  /// Risks for one share of the entries over noises: the map of the range does not depend on noise.
  private func rows(_ share: Double, _ noises: [Double]) throws(LabError) -> [Row] {
    let range = try model.map(.range, mask(share, home.noise))
    var rows: [Row] = []
    for noise in noises {
      let setting = mask(share, noise)
      rows.append(
        Row(
          share: share, noise: noise, endToEnd: risk(setting),
          covariance: try model.risk(.covariance, setting),
          identity: try model.risk(.identity, setting), range: model.risk(range, setting)))
    }
    return rows
  }

  /// Decides the claims, and draws the risk over masks and over noise.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where a factorization fails.
  func report(to study: inout LabStudy) throws(LabError) {
    typealias Claims = GeneratorClaims
    let settings = study.settings
    let share = settings.number(GenerativeLab.trainSampling)
    let noise = settings.number(GenerativeLab.trainNoise)
    let ratio = risk(home) / (try model.risk(.covariance, home))
    study.decide(
      Claims.home, "risk over that of the covariance model", predicted: 1, computed: ratio,
      .rounding(1e-10))
    var overShares: [Row] = []
    for other in settings.numbers(GenerativeLab.sampling).sorted() {
      overShares += try rows(other, [noise])
    }
    let overNoises = try rows(share, settings.numbers(GenerativeLab.noise).sorted())
    study.decide(
      Claims.away, "least risk over that of the covariance model", predicted: 1,
      computed: (overShares + overNoises).map(\.ratio).min() ?? 1, .atLeast(rounding: 1e-10))
    if settings.isPinned {
      study.pin(
        Claims.sampling, [8.20879, 7.24400, 1.06122, 2.31745, 12.9047],
        overShares.filter { $0.share != share }.map(\.ratio))
      study.pin(
        Claims.noise, [1.00714, 1.00517, 1.02499, 1.19549, 1.68233],
        overNoises.filter { $0.noise != noise }.map(\.ratio))
      let others = overShares.filter { [0.5, 0.75, 1].contains($0.share) }
      study.pin(
        Claims.misspecified, [1.27208, 0.611646, 0.0886765],
        others.map { $0.identity / $0.endToEnd })
    }
    var table = Table(
      columns: ["over", "sampling", "noise", "end_to_end", "covariance", "identity", "range"])
    for (name, rows) in [("sampling", overShares), ("noise", overNoises)] {
      for row in rows {
        table.append([
          .text(name), .number(row.share), .number(row.noise), .number(row.endToEnd),
          .number(row.covariance), .number(row.identity), .number(row.range),
        ])
      }
    }
    study.tables.append(
      NamedTable(
        "end-to-end", "a map that is trained in one setting, in others, beside generative models",
        table))
    study.figures.append(
      NamedFigure(
        "end-to-end",
        figure(overShares, overNoises, share, noise, command: settings.command)))
    try decideExcess(to: &study)
  }

  // MARK: Finitely many pairs

  /// The numbers of pairs, checked before anything is computed.
  ///
  /// - Parameters:
  ///   - settings: The settings of the lab.
  ///   - n: The number of entries.
  /// - Throws: ``LabError/illegal(_:)`` where a number is too small for the law.
  static func requirePairs(_ settings: LabSettings, signalCount n: Int) throws(LabError) {
    let measured = max(Int(settings.number(GenerativeLab.trainSampling) * Double(n)), 1)
    if let few = settings.integers(GenerativeLab.pairs).first(where: { $0 < measured + 10 }) {
      let source = settings.isGiven(GenerativeLab.pairs) ? "" : "the default "
      throw .illegal(
        "\(source)\(GenerativeLab.pairs.option) \(few): least squares for \(measured) measured entries needs at least \(measured + 10) pairs here, so that the mean over draws tells something"
      )
    }
  }

  private func decideExcess(to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 13, shift: shift)
    let base = try model.risk(.covariance, home)
    let measured = Double(home.matrix.rows)
    var table = Table(columns: ["pairs", "excess", "standard_error", "predicted"])
    var farthest = 0.0
    for pairs in study.settings.integers(GenerativeLab.pairs) {
      var excesses: [Double] = []
      for _ in 0..<replicas(pairs) {
        let signals = model.signals(pairs, &generator)
        let data = home.data(signals, &generator)
        var map = data.multiplied(by: signals.transposed)
        try positiveDefinite(data.transposed.gram(), "the Gram matrix of the data").solve(&map)
        excesses.append(model.risk(map.transposed, home) / base - 1)
      }
      let (mean, error) = meanAndStandardError(excesses)
      let predicted = measured / (Double(pairs) - measured - 1)
      if abs(mean - predicted) / error > abs(farthest) { farthest = (mean - predicted) / error }
      table.append([.integer(pairs), .number(mean), .number(error), .number(predicted)])
    }
    study.decide(
      GeneratorClaims.excess, "largest difference in standard errors", predicted: 0,
      computed: farthest, .standardError(1))
    study.tables.append(
      NamedTable(
        "pairs", "excess risk of least squares from pairs, relative to the least risk", table))
  }

  private func figure(
    _ overShares: [Row], _ overNoises: [Row], _ share: Double, _ noise: Double, command: String
  ) -> Figure {
    func curves(_ rows: [Row], _ x: (Row) -> Double) -> [Curve] {
      func curve(_ name: String, _ value: (Row) -> Double, _ style: Style) -> Curve {
        Curve(name, points: rows.map { Point(x: x($0), y: value($0)) }, style: style)
      }
      return [
        curve("range", \.range, Style(color: .gray, dash: .dashDotted)),
        curve("constant diagonal", \.identity, Style(color: .green, dash: .dashed)),
        curve("end to end", \.endToEnd, Style(color: .vermillion, marker: .circle)),
        curve("covariance", \.covariance, Style(color: .blue, width: 2.5)),
      ]
    }
    return Figure(
      title: "A trained map is best where it was trained, a generative model everywhere",
      description: """
        The exact risk of four reconstructions, left over the share of the entries that is measured, right over the noise. The map that was \
        trained end to end meets the covariance model in the setting of its training, marked by the vertical line, and is \
        above it everywhere else.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("share of entries that is measured"),
          yAxis: Axis("risk", scale: .logarithmic), curves: curves(overShares, \.share),
          guides: [Guide(.vertical, at: share, label: "trained")]),
        Panel(
          xAxis: Axis("noise *s*", scale: .logarithmic),
          yAxis: Axis("risk", scale: .logarithmic), curves: curves(overNoises, \.noise),
          guides: [Guide(.vertical, at: noise, label: "trained")]),
      ], columns: 2)
  }
}
