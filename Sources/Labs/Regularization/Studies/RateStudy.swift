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

  /// Computes the suprema of all filters.
  init(_ settings: LabSettings) {
    let decay = settings.number(RegularizationLab.decay)
    singularValues = (1...Self.count).map { pow(Double($0), -decay) }
    exponents = settings.numbers(RegularizationLab.smoothness)
    levels = settings.numbers(RegularizationLab.levels).sorted(by: >)
    families = [
      .tikhonov(singularValues, exponents), .landweber(singularValues, exponents),
      .cutoff(singularValues, exponents),
    ]
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
      let slopes = families.map { family in exponents.indices.map { slope(family, $0) } }
      study.pin(FilterClaims.tikhonovRate, [0.33334, 0.49992, 0.66621, 0.66621], slopes[0])
      study.pin(FilterClaims.landweberRate, [0.33334, 0.50005, 0.66623, 0.79615], slopes[1])
      study.pin(FilterClaims.cutoffRate, [0.331554, 0.495596, 0.655353, 0.774951], slopes[2])
      study.pin(
        FilterClaims.stoppingRate, [-1.3334, -1.0041, -0.65549],
        exponents.indices.prefix(3).map { row in
          Line(
            levels.map { log($0) }, levels.map { log(families[1].best(row, level: $0).value) }
          ).slope
        })
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
      for level in levels {
        let modulus = modulus(nu, level)
        for family in families {
          least = min(least, family.best(row, level: level).error / modulus)
        }
      }
    }
    return least
  }

  private func slope(_ family: WorstCase, _ row: Int) -> Double {
    Line(
      levels.map { log($0) }, levels.map { log(family.best(row, level: $0).error) }
    ).slope
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
    for family in families {
      for (row, nu) in exponents.enumerated() {
        let smoothness = family.name == "tikhonov" ? min(nu, 2) : nu
        for level in levels {
          let best = family.best(row, level: level)
          table.append([
            .text(family.name), .number(nu), .number(level), .number(best.error),
            .number(best.value), .number(modulus(nu, level)),
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
      var curves = families.indices.map { index in
        Curve(
          names[index],
          points: levels.reversed().map {
            Point(x: $0, y: families[index].best(row, level: $0).error)
          }, style: styles[index])
      }
      curves.append(
        Curve(
          "no method is below",
          points: levels.reversed().map { Point(x: $0, y: modulus(nu, $0)) },
          style: Style(color: .gray, dash: .dotted)))
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
