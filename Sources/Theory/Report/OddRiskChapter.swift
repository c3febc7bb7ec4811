// The best risk of odd depths with a learned step, in the toy models.

import Evidence
import Libc
import Reference
import Report
import Studies
import ToyModel

struct OddRiskChapter: ReportChapter {
  let chapter = Chapter.oddRisk
  let hasLightForm = false

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
    return ReportSection(
      chapter: chapter,
      method: "Predicted by the formulas. Computed for *n* = 500, *σ* = 0.9 by moving the Wiener "
        + "values into the expressivity set.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id, figure: figure(p),
        caption: "Constant signals: the excess over the best linear risk vanishes as *ω* → 0."),
      commands: [
        "toy risk --n 500 --k 250 --depth 3,11,1001",
        "toy report --only odd-risk -o report/",
      ],
      result: KeyResult(
        "Odd depths approach the best linear risk, ", comparisons[1], digits: 7,
        " at *n* = 500, *k* = 250."))
  }

  private func figure(_ p: ToyPoint) -> Figure {
    let spectrum = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    return StepFigure(
      title: "Best risks of odd depths over the step size", chapter: id,
      yAxis: Axis("risk − best linear risk", scale: .logarithmic), lines: StepFigure.odd
    ).figure { depth, stepSize in
      OptimalRisk(
        spectrum: spectrum, noiseVariance: p.noise, rows: p.k,
        family: .unrolled(depth: depth, step: .fixed(stepSize))
      ).risk.total - TalkFormulas.linear(p)
    }
  }
}
