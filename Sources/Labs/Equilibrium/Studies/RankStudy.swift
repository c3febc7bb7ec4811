// The gain by further steps against the number of parameters.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// Random B of every rank q, with targets that the fixed point can reach.
struct RankStudy {
  private let descent: QuadraticDescent
  /// The further steps whose best counts.
  private static let furtherSteps = [1, 2, 5, 10, 20, 50, 100, 200, 1000]

  /// The numbers that 200 draws for every rank take from the generator, so that others that follow do not depend on the number of draws.
  static let standardNumbers = (1...12).reduce(into: 0 as UInt64) { sum, rank in
    let pairs = UInt64(rank + 1) / 2
    sum += 200 * (12 * UInt64(rank) + 2 * pairs)
  }

  /// The study of one H.
  init(_ descent: QuadraticDescent) { self.descent = descent }

  /// Mean loss at N, mean gain of the best later depth and share of draws that gain, for one rank.
  private struct Gain {
    var loss = 0.0
    var gain = 0.0
    var share = 0.0
  }

  /// Decides the claims and draws gain and share over the rank.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws, of which this is a copy.
  ///   - depth: N.
  ///   - draws: The number of draws for every rank.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  func report(
    _ generator: CounterGenerator, _ depth: Int, draws: Int, to study: inout LabStudy
  ) throws(LabError) {
    var generator = generator
    let d = descent.spectrum.count
    let trained = descent.map(descent.gains(depth))
    let tested = Self.furtherSteps.map { descent.map(descent.gains(depth + $0)) }
    let inverse = descent.map(descent.spectrum.map { 1 / $0 })
    var gains: [Gain] = []
    for rank in 1...d {
      var gain = Gain()
      var gainful = 0
      for _ in 0..<draws {
        let b = QRFactorization(generator.normals(rows: d, columns: rank)).q
        var target = inverse.applied(to: b.applied(to: generator.normals(rank)))
        scale(&target, by: 1 / norm(target))
        let (theta, _) = try factorized(trained.multiplied(by: b).leastSquares(target))
        let forcing = b.applied(to: theta)
        let own = halfSquare(trained.applied(to: forcing), target)
        let best = tested.reduce(own) { min($0, halfSquare($1.applied(to: forcing), target)) }
        gain.loss += own / Double(draws)
        gain.gain += (own - best) / Double(draws)
        if own > 1e-24, best < own * (1 - 1e-9) { gainful += 1 }
      }
      gain.share = Double(gainful) / Double(draws)
      gains.append(gain)
    }
    study.decide(
      DepthClaims.rankFull, "share of draws that gain", predicted: 0,
      computed: gains[d - 1].share, .rounding(0))
    let pinned = [1, 2, 4, 6, 8, 10].map { gains[$0 - 1] }
    study.pin(
      DepthClaims.rankGain,
      [0.0107994, 0.00683921, 0.00258824, 0.000946066, 0.000274504, 6.98494e-6],
      pinned.map(\.gain))
    study.pin(
      DepthClaims.rankShare, [200, 198, 179, 125, 52, 6], pinned.map { $0.share * Double(draws) })
    var table = Table(columns: ["rank", "draws", "mean_loss", "mean_gain", "share"])
    for (index, gain) in gains.enumerated() {
      table.append([
        .integer(index + 1), .integer(draws), .number(gain.loss), .number(gain.gain),
        .number(gain.share),
      ])
    }
    study.tables.append(
      NamedTable("rank", "loss at the trained depth, and gain by the best of later depths", table))
    study.figures.append(NamedFigure("rank", figure(gains, command: study.settings.command)))
  }

  private func figure(_ gains: [Gain], command: String) -> Figure {
    func curve(
      _ name: String, _ value: (Gain) -> Double, _ style: Style, isShare: Bool = false
    ) -> Curve {
      Curve(
        name,
        // At full rank the loss is 0 up to rounding.
        points: gains.dropLast(isShare ? 0 : 1).enumerated().map {
          Point(x: Double($0.offset + 1), y: value($0.element))
        },
        style: style, namePlace: isShare ? .end : .along(0.35))
    }
    let axis = Axis("rank of *B*, of 12", range: 1...12, isInteger: true)
    return Figure(
      title: "The nearer to full rank, the less further steps gain", command: command,
      panels: [
        Panel(
          xAxis: axis, yAxis: Axis("share of draws that gain", range: 0...1.02),
          curves: [curve("", \.share, Style(color: .blue, marker: .circle), isShare: true)]),
        Panel(
          xAxis: axis, yAxis: Axis("mean loss", scale: .logarithmic, range: 1e-7...1),
          curves: [
            curve("at the trained depth", \.loss, Style(color: .black, marker: .square)),
            curve(
              "gain of the best later depth", \.gain, Style(color: .vermillion, marker: .circle)),
          ]),
      ], columns: 2)
  }
}
