// Odd depths for data where the depth matters.

import Evidence
import Reference
import Report
import Studies
import ToyModel

struct ParityChapter: ReportChapter {
  let chapter = Chapter.parity
  let hasLightForm = false

  /// A lower bound on the excess of N = 3 over N = 5 for the eigenvalues 3, 1.2, 0.5, 0.1.
  var leastDifference = 0.001
  /// The same for N = 5 over N = 7: 0, since N₀ = 5.
  var laterDifference = 0.0

  private static let eigenvalues = [3, 1.2, 0.5, 0.1]

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint()
    let spectrum = Spectrum(eigenvalues: Self.eigenvalues)
    var comparisons: [Comparison] = []
    var searched: [Double] = []
    for depth in [3, 5, 7] {
      let search = BruteForce.leastOverStep {
        PlainFilter(depth: depth, stepSize: $0).bestRisk(
          eigenvalues: Self.eigenvalues, noise: p.noise, k: 2)
      }
      searched.append(search.value)
      comparisons.append(
        Comparison(
          "eigenvalues 3, 1.2, 0.5, 0.1, *N* = \(depth), *k* = 2",
          predicted: Self.best(spectrum, p, .learned, depth), computed: search.value,
          .gap(1e-9 * search.value)))
    }
    comparisons += [
      Comparison(
        "the same, *N* = 3 minus *N* = 5", predicted: leastDifference,
        computed: searched[0] - searched[1], .atLeast(rounding: 0)),
      Comparison(
        "the same, *N* = 5 minus *N* = 7", predicted: laterDifference,
        computed: searched[1] - searched[2], .gap(1e-9 * searched[1])),
    ]
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted for *σ* = 0.9 by moving the Wiener values into the expressivity set at the "
        + "learned step. Computed from the iteration alone, by a search over *ω* for the least risk "
        + "over all six choices of forced directions.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id, figure: figure(spectrum, p),
        caption:
          "The eigenvalues 3, 1.2, 0.5, 0.1: the least risk over *ω* differs between *N* = 3 "
          + "and *N* = 5."),
      commands: [
        "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv",
        "toy risk --data spectrum.csv --k 2 --depth 3,5,7", "toy report --only parity -o report/",
      ],
      result: KeyResult(
        "For one spectrum of four eigenvalues the best risk at *N* = 3 is ", comparisons[0],
        digits: 5,
        ", above that at *N* = 5."))
  }

  private static func best(
    _ spectrum: Spectrum, _ p: ToyPoint, _ step: StepRule, _ depth: Int
  ) -> Double {
    OptimalRisk(
      spectrum: spectrum, noiseVariance: p.noise, rows: 2,
      family: .unrolled(depth: depth, step: step)
    ).risk.total
  }

  private func figure(_ spectrum: Spectrum, _ p: ToyPoint) -> Figure {
    let linear = OptimalRisk(
      spectrum: spectrum, noiseVariance: p.noise, rows: 2, family: .linear
    ).risk.total
    return StepFigure(
      title: "Best risks of odd depths for four eigenvalues, over the step size", chapter: id,
      yAxis: Axis("best risk", range: linear - 0.01...0.95), lines: StepFigure.odd,
      grid: (1...200).map { 0.8 * Double($0) / 200 }, scale: .linear,
      guides: [
        Guide(
          .horizontal, at: linear, label: "best linear",
          style: Style(color: .black, dash: .dotted, width: 1.25))
      ]
    ).figure { depth, stepSize in Self.best(spectrum, p, .fixed(stepSize), depth) }
  }
}
