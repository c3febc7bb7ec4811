// The rates of filters over the noise level.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report
import ToyModel

/// The model s_j = j^(−a), j = 1…n, with its worst-case errors.
struct RateStudy {
  private static let count = 4000
  private let singularValues: [Double]
  private let exponents: [Double]
  private let levels: [Double]
  private let families: [WorstCase]
  /// The least worst error of every filter, ν and δ.
  private let best: [[[LeastError.Optimum]]]

  /// Computes the suprema of all filters on a grid, and their least worst errors.
  init(_ settings: LabSettings) {
    let decay = settings.number(RegularizationLab.decay)
    singularValues = (1...Self.count).map { pow(Double($0), -decay) }
    exponents = settings.numbers(RegularizationLab.smoothness)
    levels = settings.numbers(RegularizationLab.levels).sorted(by: >)
    families = [
      .tikhonov(singularValues, exponents), .landweber(singularValues, exponents),
      .cutoff(singularValues, exponents),
    ]
    let search = LeastError(singularValues: singularValues)
    best = SpectralFilter.allCases.map { [exponents, levels] filter in
      exponents.map { nu in levels.map { search.optimum(filter, nu: nu, level: $0) } }
    }
  }

  /// Decides the claims and lists best errors.
  func report(to study: inout LabStudy) {
    let decay = study.settings.number(RegularizationLab.decay)
    let amplification = 1 / singularValues[Self.count - 1]
    study.decide(
      FilterClaims.amplification, predicted: pow(Double(Self.count), decay),
      computed: amplification, .rounding(1e-12 * amplification))
    compareWithToyModel(to: &study)
    study.decide(
      FilterClaims.tikhonov, "largest ratio to the bounds", predicted: 1,
      computed: families[0].largestRatio, .atMost(rounding: 1e-12))
    study.decide(
      FilterClaims.landweber, "largest ratio to the bounds", predicted: 1,
      computed: families[1].largestRatio, .atMost(rounding: 1e-12))
    study.decide(
      FilterClaims.cutoff, "largest ratio to the bounds", predicted: 1,
      computed: families[2].largestRatio, .atMost(rounding: 1e-12))
    saturate(to: &study)
    study.decide(
      FilterClaims.optimal, "least ratio to the modulus of continuity", predicted: 1,
      computed: leastRatio, .atLeast(rounding: 1e-12))
    if levels.count > 1 {
      let slopes = best.map { $0.map { slope($0, \.error) } }
      study.pin(FilterClaims.tikhonovRate, [0.333331, 0.499957, 0.666187, 0.666187], slopes[0])
      study.pin(FilterClaims.landweberRate, [0.333335, 0.500027, 0.666156, 0.796148], slopes[1])
      study.pin(FilterClaims.cutoffRate, [0.333727, 0.495598, 0.655353, 0.774951], slopes[2])
      study.pin(
        FilterClaims.stoppingRate, [-1.33591, -1.00323, -0.662128],
        best[1].prefix(3).map { slope($0, \.parameter) })
    }
    study.tables.append(
      NamedTable("rates", "least worst-case errors over the noise level", table))
    study.figures.append(NamedFigure("rates", figure(study.settings.command)))
  }

  /// max_j min(s_j^ν, δ/s_j): no method has a smaller worst error.
  private func modulus(_ nu: Double, _ level: Double) -> Double {
    singularValues.reduce(0) { max($0, min(pow($1, nu), level / $1)) }
  }

  private var leastRatio: Double {
    var least = Double.infinity
    for (row, nu) in exponents.enumerated() {
      for (column, level) in levels.enumerated() {
        let modulus = modulus(nu, level)
        least = best.reduce(least) { min($0, $1[row][column].error / modulus) }
      }
    }
    return least
  }

  private func slope(
    _ optima: [LeastError.Optimum], _ value: (LeastError.Optimum) -> Double
  ) -> Double {
    Line(levels.map { log($0) }, optima.map { log(value($0)) }).slope
  }

  /// The gains through the filters of the toy model's lower levels.
  private func compareWithToyModel(to study: inout LabStudy) {
    let s = singularValues.prefix(50)
    let least = s[49] * s[49]
    var worst = 0.0
    for lambda in [1e-3, 0.1, 10] {
      for s in s {
        let toy = BilevelFilter().gain(at: s * s / lambda)
        let gain = s * s / (s * s + lambda)
        worst = max(worst, abs(toy.defect / gain - 1))
      }
    }
    for count in [1, 7, 50] {
      // τ = 1: the least s² is μ, so that s²/μ = 1 + x.
      let descent = UnrolledFilter(depth: count, stepSize: least)
      for s in s {
        let gain = -expm1(Double(count) * log1p(-s * s))
        let toy = descent.gain(at: s * s / least - 1).value * s * s / least
        worst = max(worst, abs(toy / gain - 1))
      }
    }
    study.decide(
      FilterClaims.toyModel, "largest relative difference of gains", predicted: 0, computed: worst,
      .rounding(1e-11))
  }

  /// The bias of Tikhonov for ν = 2 and more against λ/(1 + λ).
  private func saturate(to study: inout LabStudy) {
    let family = WorstCase.tikhonov(singularValues, [2, 3, 4, 8])
    var worst = 0.0
    for (index, lambda) in family.values.enumerated() {
      for row in family.bias {
        worst = max(worst, abs(row[index].supremum * (1 + lambda) / lambda - 1))
      }
    }
    study.decide(
      FilterClaims.saturation, "largest relative difference from λ/(1 + λ)", predicted: 0,
      computed: worst, .rounding(1e-12))
  }

  private var table: Table {
    var table = Table(columns: [
      "method", "smoothness", "level", "error", "parameter", "modulus", "exponent",
    ])
    for (filter, rows) in zip(SpectralFilter.allCases, best) {
      for (nu, optima) in zip(exponents, rows) {
        let smoothness = filter == .tikhonov ? min(nu, 2) : nu
        for (level, optimum) in zip(levels, optima) {
          table.append([
            .text(filter.rawValue), .number(nu), .number(level), .number(optimum.error),
            .number(optimum.parameter), .number(modulus(nu, level)),
            .number(smoothness / (smoothness + 1)),
          ])
        }
      }
    }
    return table
  }

  private func figure(_ command: String) -> Figure {
    let styles = [
      Style(color: .vermillion, marker: .circle), Style(color: .blue, marker: .square),
      Style(color: .green, dash: .dashed, marker: .triangle),
    ]
    let names = ["Tikhonov", "Landweber", "cut-off"]
    func panel(_ row: Int) -> Panel {
      let nu = exponents[row]
      var curves = best.indices.map { index in
        Curve(
          names[index],
          points: zip(levels, best[index][row]).reversed().map { Point(x: $0, y: $1.error) },
          style: styles[index])
      }
      curves.append(
        Curve(
          "no method is below",
          points: levels.reversed().map { Point(x: $0, y: modulus(nu, $0)) },
          style: Style(color: .black, dash: .dashed, width: 1.25)))
      return Panel(
        title: "*ν* = \(formatted(nu, significantDigits: 3))",
        xAxis: Axis("noise level *δ*", scale: .logarithmic),
        yAxis: Axis("worst error at the best parameter", scale: .logarithmic), curves: curves)
    }
    let first = exponents.firstIndex(of: 1) ?? 0
    let rows = exponents.count > 1 ? [first, exponents.count - 1] : [0]
    return Figure(
      title: "The worst error of three filters over the noise level",
      description: """
        Least worst-case errors of Tikhonov, Landweber and the cut-off over the noise level, for two smoothnesses of the solution, \
        with the bound below which no method can be. For the smoother one Tikhonov saturates: its curve is less steep.
        """,
      command: command, panels: rows.map(panel), columns: 2)
  }
}
