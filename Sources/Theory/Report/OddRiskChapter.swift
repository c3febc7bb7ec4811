// The best risk of odd depths with a learned step: the same for all N only in the toy models.

import Evidence
import Libc
import Reference
import Report
import Studies
import ToyModel

struct OddRiskChapter: ReportChapter {
  static let chapter = Chapter.oddRisk
  static let hasLightForm = false

  /// The infimum for constant signals.
  var infimum: @Sendable (ToyPoint) -> Double = TalkFormulas.odd
  /// The excess over it at a given step size: forced directions at c₀, free directions without signal at c.
  var excess: @Sendable (_ p: ToyPoint, _ depth: Int, _ stepSize: Double) -> Double = {
    p, depth, stepSize in
    let forced = TalkFormulas.forcedGain(depth: depth, stepSize: stepSize)
    let least = TalkFormulas.constant(depth: depth, stepSize: stepSize)
    return 0.5 * p.noise * (p.forced * forced * forced + Double(p.k - 1) * least * least)
  }
  /// The best risk for independent entries: the best linear one.
  var independent: @Sendable (ToyPoint) -> Double = { p in
    let (first, rest) = (Double(p.n) * p.mu * p.mu + p.theta * p.theta, p.theta * p.theta)
    return 0.5 * p.noise
      * (first / (first + p.noise) + Double(p.n - 1) * rest / (rest + p.noise))
  }
  /// A lower bound on the excess of N = 3 over N = 5 for the eigenvalues 3, 1.2, 0.5, 0.1.
  var leastDifference = 0.001

  private static let eigenvalues = [3, 1.2, 0.5, 0.1]

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint()
    let constant = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    let entries = DataModel.independent(n: p.n, mu: p.mu, theta: p.theta).spectrum
    func best(_ spectrum: Spectrum, _ depth: Int, _ k: Int, _ step: StepRule) -> OptimalRisk {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: p.noise, rows: k,
        family: .unrolled(depth: depth, step: step))
    }
    var comparisons: [Comparison] = []
    for (depth, k) in [(3, 1), (3, 250), (11, 250), (1001, 250)] {
      comparisons.append(
        Comparison(
          "constant, *N* = \(depth), *k* = \(k)", predicted: infimum(p.with(k: k)),
          computed: best(constant, depth, k, .learned).risk.total, relativeRounding: 1e-13))
    }
    for (depth, stepSize) in [(3, 1e-2), (3, 1e-4), (11, 1e-4)] {
      comparisons.append(
        Comparison(
          "constant, *N* = \(depth): excess at *ω* = \(typeset(stepSize, significantDigits: 2))",
          predicted: excess(p, depth, stepSize),
          computed: best(constant, depth, p.k, .fixed(stepSize)).risk.total - infimum(p),
          .rounding(1e-13 * infimum(p))))
    }
    for depth in [3, 11] {
      comparisons.append(
        Comparison(
          "independent entries, *N* = \(depth), *k* = 250", predicted: independent(p),
          computed: best(entries, depth, p.k, .learned).risk.total, relativeRounding: 1e-13))
    }
    let spectrum = Spectrum(eigenvalues: Self.eigenvalues)
    var searched: [Double] = []
    for depth in [3, 5] {
      let search = BruteForce.leastOverStep {
        PlainFilter(depth: depth, stepSize: $0).bestRisk(
          eigenvalues: Self.eigenvalues, noise: p.noise, k: 2)
      }
      searched.append(search.value)
      comparisons.append(
        Comparison(
          "3, 1.2, 0.5, 0.1, *N* = \(depth), *k* = 2",
          predicted: best(spectrum, depth, 2, .learned).risk.total, computed: search.value,
          .gap(1e-9 * search.value)))
    }
    comparisons.append(
      Comparison(
        "the same, *N* = 3 minus *N* = 5", predicted: leastDifference,
        computed: searched[0] - searched[1], .atLeast(rounding: 0)))
    return ReportSection(
      chapter: Self.chapter,
      method: "Predicted by the formulas. Computed for *n* = 500, *σ* = 0.9 by moving the Wiener "
        + "values into the expressivity set. For the eigenvalues 3, 1.2, 0.5, 0.1 with *k* = 2 that "
        + "is the prediction, and the risk is computed with nothing but the iteration, by a search "
        + "over *ω* of the least risk over all six choices of forced directions.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: Self.id, figure: Self.figure(p),
        caption: "Left: constant signals, the excess over the best linear risk vanishes as "
          + "*ω* → 0. Right: the eigenvalues 3, 1.2, 0.5, 0.1, where the least risk over *ω* is "
          + "another one for *N* = 3 and *N* = 5."),
      commands: [
        "toy risk --n 500 --k 250 --depth 3,11,1001",
        "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv",
        "toy risk --data spectrum.csv --k 2 --depth 3,5",
        "toy report --only odd-risk -o report/",
      ],
      finding: "With a learned step odd depths approach the best linear risk, "
        + "\(typeset(comparisons[1].computed, significantDigits: 7)) at *n* = 500, *k* = 250, where "
        + "even ones have \(typeset(TalkFormulas.even(p), significantDigits: 5)); but not for all "
        + "data is it the same for every *N*: eigenvalues 3, 1.2, 0.5, 0.1 give "
        + "\(typeset(searched[0], significantDigits: 5)) at *N* = 3 and "
        + "\(typeset(searched[1], significantDigits: 5)) at *N* = 5.")
  }

  private static func figure(_ p: ToyPoint) -> Figure {
    let styles: [(depth: Int, style: Style)] = [
      (3, Style(color: .green)), (5, Style(color: .purple, dash: .dashed)),
      (11, Style(color: .orange, dash: .dashDotted)),
    ]
    func curves(
      _ spectrum: Spectrum, k: Int, over grid: [Double], minus base: Double
    ) -> [Curve] {
      styles.map { depth, style in
        Curve(
          "*N* = \(depth)",
          points: grid.map { stepSize in
            let risk = OptimalRisk(
              spectrum: spectrum, noiseVariance: p.noise, rows: k,
              family: .unrolled(depth: depth, step: .fixed(stepSize))
            ).risk.total
            return Point(x: stepSize, y: risk - base)
          }, style: style)
      }
    }
    let spectrum = Spectrum(eigenvalues: eigenvalues)
    let linear = OptimalRisk(
      spectrum: spectrum, noiseVariance: p.noise, rows: 2, family: .linear
    ).risk.total
    return Figure(
      title: "Best risks of odd depths over the step size",
      command: "toy report --only odd-risk",
      panels: [
        Panel(
          title: "constant signals",
          xAxis: Axis("step size *ω*", scale: .logarithmic),
          yAxis: Axis("risk − best linear risk", scale: .logarithmic),
          curves: curves(
            DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum, k: p.k,
            over: (0...80).map { pow(10, -4 + 4 * Double($0) / 80) },
            minus: TalkFormulas.linear(p))),
        Panel(
          title: "eigenvalues 3, 1.2, 0.5, 0.1",
          xAxis: Axis("step size *ω*"), yAxis: Axis("best risk", range: linear - 0.01...0.95),
          curves: curves(
            spectrum, k: 2, over: (1...200).map { 0.8 * Double($0) / 200 }, minus: 0),
          guides: [
            Guide(
              .horizontal, at: linear, label: "best linear",
              style: Style(color: .black, dash: .dotted, width: 1.25))
          ]),
      ], columns: 2, aspect: 0.75)
  }
}
