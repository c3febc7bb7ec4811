// The ratio L_S/L of Gaussian dictionaries, and its limit.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// L_S/L for a fraction ζ of the atoms of an n × γn dictionary, whose limit is ((1 + √(ζγ))/(1 + √γ))².
enum MarchenkoPastur {
  private static let ratio = 2
  private static let shares = [0.05, 0.1, 0.25, 0.5]
  private static let sizes = [50, 100, 200, 400]

  /// The limit for n → ∞.
  private static func limit(_ share: Double) -> Double {
    let gamma = Double(ratio)
    let root = (1 + (share * gamma).squareRoot()) / (1 + gamma.squareRoot())
    return root * root
  }

  /// Decides the claims and draws the ratios.
  static func report(to study: inout LabStudy) throws(LabError) {
    var table = Table(columns: ["n", "zeta", "ratio", "limit"])
    var curves: [Curve] = []
    var worst: [Double] = []
    let styles = [
      Style(color: .skyBlue, marker: .circle), Style(color: .blue, marker: .square),
      Style(color: .green, marker: .triangle), Style(color: .vermillion, marker: .diamond),
    ]
    var means: [Double] = []
    for (size, style) in zip(sizes, styles) {
      means = []
      for share in shares { means.append(try mean(size, share, seed: study.settings.seed)) }
      for (share, mean) in zip(shares, means) {
        table.append([.integer(size), .number(share), .number(mean), .number(limit(share))])
      }
      worst.append(zip(shares, means).map { abs($1 / limit($0) - 1) }.max() ?? 0)
      curves.append(
        Curve(
          "*n* = \(size)", points: zip(shares, means).map { Point(x: $0, y: $1) }, style: style))
    }
    let fine = (1...100).map { Double($0) / 100 }
    curves.append(
      Curve(
        "limit", points: fine.map { Point(x: $0, y: limit($0)) },
        style: Style(color: .black, dash: .dashed)))
    study.decide(
      LassoClaims.spectrum, "largest relative deviation for *n* = 400", predicted: 0,
      computed: worst[worst.count - 1], .gap(0.08))
    study.decide(
      LassoClaims.finiteSize, predicted: -2.0 / 3,
      computed: Line(sizes.map { log(Double($0)) }, worst.map { log($0) }).slope, .gap(0.35))
    try unitAtoms(to: &study)
    let pins = [0.2917, 0.3485, 0.4875, 0.6804]
    study.decide(
      LassoClaims.spectrumPinned, "largest relative difference from 0.2917, 0.3485, 0.4875, 0.6804",
      predicted: 0, computed: zip(pins, means).map { abs($1 / $0 - 1) }.max() ?? 0, .gap(1e-3))
    study.tables.append(
      NamedTable("spectrum", "*L*_{*S*}/*L* of Gaussian dictionaries with γ = 2", table))
    study.figures.append(
      NamedFigure(
        "spectrum",
        Figure(
          title: "Ratio of the curvature on a fraction of the atoms to that on all",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("fraction of the atoms *ζ*", range: 0...1),
              yAxis: Axis("*L*_{*S*}/*L*", range: 0...1), curves: curves)
          ])))
  }

  /// The mean of L_S/L over several dictionaries.
  private static func mean(_ n: Int, _ share: Double, seed: UInt64) throws(LabError) -> Double {
    var generator = CounterGenerator(seed: 10_000 + UInt64(n), shift: seed)
    let m = ratio * n
    let size = Int((share * Double(m)).rounded(.toNearestOrEven))
    let repetitions = max(2, 1600 / n)
    var sum = 0.0
    for _ in 0..<repetitions {
      let dictionary = generator.normals(rows: n, columns: m)
      let atoms = generator.choose(size, of: m)
      let part = Matrix(
        rows: n, columns: size,
        elements: atoms.flatMap { dictionary.column($0) })
      sum += try largestEigenvalue(part) / largestEigenvalue(dictionary)
    }
    return sum / Double(repetitions)
  }

  /// Checks that atoms of norm 1 have the same limit.
  private static func unitAtoms(to study: inout LabStudy) throws(LabError) {
    var sum = 0.0
    for index in 0..<2 {
      var generator = CounterGenerator(seed: 77 + UInt64(index), shift: study.settings.seed)
      let dictionary = LabKit.unitAtoms(generator.normals(rows: 400, columns: 800))
      sum += try largestEigenvalue(dictionary.leadingColumns(80)) / largestEigenvalue(dictionary)
    }
    study.decide(
      LassoClaims.spectrumUnit, predicted: limit(0.1), computed: sum / 2, .gap(0.03))
  }

  /// ‖D‖².
  private static func largestEigenvalue(_ dictionary: Matrix) throws(LabError) -> Double {
    let size = min(dictionary.rows, dictionary.columns)
    var gram = Matrix(repeating: 0, rows: size, columns: size)
    gram.setGram(dictionary, dictionary.rows <= dictionary.columns ? .plain : .transposed)
    return try factorized(SymmetricEigen.values(of: gram)).last ?? 0
  }
}
