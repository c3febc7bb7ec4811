// The best risk of even depths with a learned step.

import Evidence
import Reference
import Report
import Studies
import ToyModel

struct EvenRiskChapter: ReportChapter {
  let chapter = Chapter.evenRisk

  /// The best risk of the toy model.
  var risk: @Sendable (ToyPoint) -> Double = TalkFormulas.even
  /// The best risk for any eigenvalues, in descending order, independently of N.
  var general: @Sendable (_ eigenvalues: [Double], _ noise: Double, _ k: Int) -> Double = {
    eigenvalues, noise, k in
    let m = eigenvalues.count - k
    let energy = eigenvalues[..<m].reduce(0, +)
    let forced = Double(m) * noise
    return eigenvalues[m...].reduce(0.5 * energy * forced / (energy + forced)) {
      $0 + 0.5 * $1 * noise / ($1 + noise)
    }
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint()
    let spectrum = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    func best(_ depth: Int, _ k: Int) -> Double {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: p.noise, rows: k,
        family: .unrolled(depth: depth, step: .learned)
      ).risk.total
    }
    var comparisons: [Comparison] = []
    for (depth, k) in [(2, 250), (4, 250), (10, 250), (1000, 250), (2, 50), (10, 50), (2, 500)] {
      comparisons.append(
        Comparison(
          "*N* = \(depth), *k* = \(k)", predicted: risk(p.with(k: k)), computed: best(depth, k),
          relativeRounding: 1e-13))
    }
    let depths = scope.pick(light: [2, 4], full: [2, 4, 10, 30])
    for depth in depths {
      let search = BruteForce.leastOverStep { PlainFilter(depth: depth, stepSize: $0).bestRisk(p) }
      comparisons.append(
        Comparison(
          "*N* = \(depth), *k* = 250, search over *ω*", predicted: risk(p), computed: search.value,
          .gap(1e-9 * risk(p))))
    }
    let eigenvalues = [3, 1.2, 0.5, 0.1]
    for depth in depths {
      let search = BruteForce.leastOverStep {
        PlainFilter(depth: depth, stepSize: $0).bestRisk(
          eigenvalues: eigenvalues, noise: p.noise, k: 2)
      }
      let predicted = general(eigenvalues, p.noise, 2)
      comparisons.append(
        Comparison(
          "*N* = \(depth), eigenvalues 3, 1.2, 0.5, 0.1, *k* = 2, search", predicted: predicted,
          computed: search.value, .gap(1e-9 * predicted)))
    }
    // The best linear risk, less than 1, would leave most of the figure empty.
    let line =
      "toy risk-ratio --x depth --k 250 --family bilevel,unrolled --depth 2..40:2 "
      + "--omega 0.2,learned --y risk"
    return ReportSection(
      chapter: chapter,
      method: "Predicted by the formula. Computed for *n* = 500, *σ* = 0.9 by moving the Wiener "
        + "values into the expressivity set at the learned step; and, using only the "
        + "iteration, by a search over *ω* of the least risk over all choices of forced directions.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: try ReportFigure.sweep(
          .depth, .risk,
          .talk(
            k: [250],
            FamilyGrid(
              [.bilevel, .unrolled], depths: Array(stride(from: 2, through: 40, by: 2)),
              steps: [.fixed(0.2), .learned]))
        ).figure(command: line),
        caption: "The best risk over even depths: constant with a learned step, and rising to the "
          + "bilevel risk with a fixed one."),
      commands: [line, "toy risk --n 500 --k 250 --depth 2,4,10,1000"],
      result: KeyResult(
        "Every even depth has the best risk ", comparisons[0], digits: 7,
        " at *n* = 500, *k* = 250."))
  }

  private static func spread(_ rows: some Sequence<Comparison>) -> Double {
    let values = rows.map(\.computed)
    return (values.max() ?? 0) - (values.min() ?? 0)
  }
}
