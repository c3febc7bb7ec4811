// Infinite depth.

import Evidence
import Libc
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct LimitChapter: ReportChapter {
  let chapter = Chapter.infiniteDepth
  let hasLightForm = false

  /// The distance of an eigenvalue from its limit: |1 − ω(1+s)|ᴺ/(1+s).
  var distance: @Sendable (_ s: Double, _ depth: Int, _ stepSize: Double) -> Double = {
    s, depth, stepSize in
    pow(abs(1 - stepSize * (1 + s)), Double(depth)) / (1 + s)
  }
  /// The limit of the best risk at a fixed step for even depths.
  var even: @Sendable (ToyPoint, Double) -> Double = { p, _ in TalkFormulas.bilevel(p) }
  /// The same for odd depths: free silent directions stay at ω/2.
  var odd: @Sendable (ToyPoint, Double) -> Double = { p, stepSize in
    TalkFormulas.bilevel(p) + Double(p.k) * p.noise * stepSize * stepSize / 8
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    var generator = SeededGenerator(seed: 8)
    let r = DenseDenoiser.random(
      rows: 5, columns: 12, scale: 0.5, normal: { generator.nextNormal() })
    let penalties = try converged(DenseDenoiser.eigenvalues(r.gram())).map { max($0, 0) }
    let curvature = 1 + penalties[penalties.count - 1]
    let exact = try converged(DenseDenoiser.exact(r))
    var comparisons: [Comparison] = []
    var curves: [Curve] = []
    // Colours stand for families elsewhere, so step sizes differ in dashes and markers.
    let styles: [(relative: Double, dash: Dash, marker: Marker)] = [
      (0.5, .dotted, .circle), (1, .dashed, .square), (1.9, .solid, .triangle),
      (2.1, .dashDotted, .diamond),
    ]
    for (relative, dash, marker) in styles {
      let stepSize = relative / curvature
      func predicted(_ depth: Int) -> Double {
        penalties.reduce(0) { max($0, distance($1, depth, stepSize)) }
      }
      func computed(_ depth: Int) throws(StudyError) -> Double {
        let iterate = DenseDenoiser.unrolled(r, depth: depth, stepSize: stepSize)
        let values = try converged(DenseDenoiser.eigenvalues(iterate.subtracting(exact)))
        return max(abs(values[0]), abs(values[values.count - 1]))
      }
      for depth in [10, 100] {
        let value = try computed(depth)
        comparisons.append(
          Comparison(
            "‖*T*_{*N*} − *T*‖, *ω* = \(typeset(relative, significantDigits: 2))/‖*A*‖, "
              + "*N* = \(depth)",
            predicted: predicted(depth), computed: value,
            .rounding(1e-13 * max(1, predicted(depth)))))
      }
      let depths = Array(1...60)
      let name = "*ω*‖*A*‖ = \(typeset(relative, significantDigits: 2))"
      curves.append(
        Curve(
          name, points: depths.map { Point(x: Double($0), y: predicted($0)) },
          style: Style(color: .black, dash: dash, width: 1.5)))
      var points: [Point] = []
      for depth in stride(from: 5, through: 60, by: 5) {
        points.append(Point(x: Double(depth), y: try computed(depth)))
      }
      curves.append(
        Curve("", points: points, style: Style(color: .black, marker: marker, width: 0.01)))
    }
    let p = ToyPoint()
    let spectrum = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    func best(_ depth: Int) -> Double {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: p.noise, rows: p.k,
        family: .unrolled(depth: depth, step: .fixed(0.5))
      ).risk.total
    }
    comparisons += [
      Comparison(
        "best risk, *ω* = 0.5, *N* = 1000", predicted: even(p, 0.5), computed: best(1000),
        .gap(1e-4 * even(p, 0.5))),
      Comparison(
        "best risk, *ω* = 0.5, *N* = 10⁶ + 1", predicted: odd(p, 0.5), computed: best(1_000_001),
        .gap(1e-4 * odd(p, 0.5))),
    ]
    let last = comparisons[comparisons.count - 1]
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the formulas, from the eigenvalues of *R*ᵀ*R*. Computed for a random *R* "
        + "(*n* = 12, *k* = 5) by iterating matrices and inverting *A*; the best risks for *n* = 500, "
        + "*k* = 250 at *N* = 1000 and *N* = 10⁶+1, where a gap of 10⁻⁴ is allowed.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: Figure(
          title: "Distance of the unrolled from the exact denoiser against depth",
          command: "toy report --only limit",
          panels: [
            Panel(
              xAxis: Axis("depth *N*", isInteger: true),
              yAxis: Axis("‖*T*_{*N*} − *T*‖", scale: .logarithmic),
              curves: curves)
          ], aspect: 0.55),
        caption: "Lines: the formula; markers: matrices. With *ω*‖*A*‖ > 2 the "
          + "distance grows."),
      commands: [
        "toy report --only limit -o report/",
        "toy risk --n 500 --k 250 --omega 0.5 --depth 1000,1000001",
      ],
      result: KeyResult(
        "The best risk of odd depths at *ω* = 0.5 tends to ", last, digits: 6,
        ", above the bilevel risk, at *n* = 500, *k* = 250."))
  }
}
