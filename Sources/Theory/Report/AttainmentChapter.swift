// Best risks that are attained at a step size, and those that are only approached.

import Evidence
import Libc
import Reference
import Report
import Studies
import ToyModel

struct AttainmentChapter: ReportChapter {
  let chapter = Chapter.attainment
  let hasLightForm = false

  /// Whether some step size attains the best risk, for constant signals and k < n.
  var isAttained: @Sendable (_ depth: Int) -> Bool = { $0.isMultiple(of: 2) }
  /// The cost of the forced directions at an odd depth: a lower bound on the excess over the best risk.
  var forcedCost: @Sendable (_ p: ToyPoint, _ depth: Int, _ stepSize: Double) -> Double = {
    p, depth, stepSize in
    let forced = TalkFormulas.forcedGain(depth: depth, stepSize: stepSize)
    return 0.5 * p.noise * p.forced * forced * forced
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint()
    let spectrum = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    func optimum(_ depth: Int) -> OptimalRisk {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: p.noise, rows: p.k,
        family: .unrolled(depth: depth, step: .learned))
    }
    var comparisons: [Comparison] = []
    for depth in [2, 3, 10, 11] {
      comparisons.append(
        Comparison(
          "*N* = \(depth): 1 if some *ω* attains the best risk, 0 if none does",
          predicted: isAttained(depth) ? 1 : 0,
          computed: optimum(depth).attainment == .attained ? 1 : 0, .count))
    }
    for depth in [2, 10] {
      guard let stepSize = optimum(depth).stepSize else { continue }
      comparisons.append(
        Comparison(
          "*N* = \(depth): risk at the best *ω*", predicted: TalkFormulas.even(p),
          computed: PlainFilter(depth: depth, stepSize: stepSize).bestRisk(p),
          relativeRounding: 1e-12))
    }
    let infimum = TalkFormulas.odd(p)
    func excess(_ depth: Int, _ stepSize: Double) -> Double {
      PlainFilter(depth: depth, stepSize: stepSize).bestRisk(p) - infimum
    }
    for depth in [11, 3] {
      for exponent in [-2, -3, -4] {
        let stepSize = pow(10, Double(exponent))
        comparisons.append(
          Comparison(
            "*N* = \(depth), *ω* = \(typeset(powerOfTen: exponent)): excess, at least the cost of the "
              + "forced directions",
            predicted: forcedCost(p, depth, stepSize), computed: excess(depth, stepSize),
            .atLeast(rounding: 0)))
      }
    }
    let last = comparisons[comparisons.count - 1]
    comparisons.append(
      Comparison(
        "*N* = 3, *ω* = 10⁻⁵: excess, at most 2 % of that at *ω* = 10⁻⁴",
        predicted: 0.02 * last.computed, computed: excess(3, 1e-5), .atMost(rounding: 0)))
    return ReportSection(
      chapter: chapter,
      method: "Predicted by the table above for constant signals, *n* = 500, *k* = 250, *σ* = 0.9. "
        + "Computed: the risk at one step size from the iteration on one number, with the signal forced "
        + "or free, whichever is better. If no step attains the best risk, every step has an excess; the "
        + "forced directions alone keep it above 0, and it falls as *ω*².",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id, figure: figure(p),
        caption:
          "The excess over the best risk against the step size: even depths attain the best risk at one "
          + "*ω*, odd ones at none."),
      commands: [
        "toy risk --n 500 --k 250 --depth 2,3,10,11", "toy report --only attainment -o report/",
      ],
      result: KeyResult(
        "At *N* = 3, *ω* = 10⁻⁴ the risk is still ", last, digits: 3, " above its infimum."))
  }

  private func figure(_ p: ToyPoint) -> Figure {
    StepFigure(
      title: "Risk above the best one over the step size", chapter: id,
      yAxis: Axis("risk − best risk", scale: .logarithmic),
      lines: StepFigure.even + StepFigure.odd.filter { $0.depth != 5 },
      grid: (0...160).map { pow(10, -4 + 4 * Double($0) / 160) }
    ).figure { depth, stepSize in
      PlainFilter(depth: depth, stepSize: stepSize).bestRisk(p)
        - (depth.isMultiple(of: 2) ? TalkFormulas.even(p) : TalkFormulas.odd(p))
    }
  }
}
