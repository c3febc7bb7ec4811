// The bounds on the constant of odd depths, and the step sizes for which they hold.

import Evidence
import Libc
import Reference
import Report
import Studies
import ToyModel

struct BoundsChapter: ReportChapter {
  let chapter = Chapter.oddBounds

  var bounds: @Sendable (_ depth: Int, _ stepSize: Double) -> (lower: Double, upper: Double) =
    TalkFormulas.bounds
  /// The largest step sizes for which they hold.
  var limit: @Sendable (_ depth: Int) -> Double = { 1 + TalkFormulas.turningPoint(depth: $0) }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let last = scope.pick(light: 41, full: 301)
    var lower = (margin: Double.infinity, depth: 0)
    var upper = lower
    for depth in stride(from: 3, through: last, by: 2) {
      for share in [0.01, 0.3, 1] {
        let stepSize = share * limit(depth)
        let least = PlainFilter(depth: depth, stepSize: stepSize).least
        let (below, above) = bounds(depth, stepSize)
        let margins = (least / below - 1, above / least - 1)
        if margins.0 < lower.margin { lower = (margins.0, depth) }
        if margins.1 < upper.margin { upper = (margins.1, depth) }
      }
    }
    let counter = PlainFilter(depth: 3, stepSize: 1.9).least
    let stated = bounds(3, 1.9).upper
    let comparisons = [
      Comparison(
        "*c*/lower − 1, least at *N* = \(lower.depth)", predicted: 0, computed: lower.margin,
        .atLeast(rounding: 1e-13)),
      Comparison(
        "upper/*c* − 1, least at *N* = \(upper.depth)", predicted: 0, computed: upper.margin,
        .atLeast(rounding: 1e-13)),
      Comparison(
        "*c* at *N* = 3, *ω* = 1.9", predicted: TalkFormulas.forcedGain(depth: 3, stepSize: 1.9),
        computed: counter, relativeRounding: 1e-13),
      Comparison(
        "upper bound of the slide there, exceeded by *c*", predicted: stated, computed: counter,
        .atLeast(rounding: 0)),
    ]
    let line = "toy expressivity --x depth --depth 3..41:2 --omega 0.5,1,1.9"
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the slide. Computed: *c* as the least value that gradient descent on one "
        + "number gives over *s* ≥ 0, for all odd *N* from 3 to \(last) and *ω* up to 1+*x*_{*N*}.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: try ReportFigure.image(
          .depth,
          FamilyGrid(
            [.unrolled], depths: Array(stride(from: 3, through: 41, by: 2)),
            steps: [.fixed(0.5), .fixed(1), .fixed(1.9)])
        ).figure(command: line),
        caption:
          "The constant between its bounds at *ω* = 0.5 and 1, and above the upper bound at *ω* = 1.9 "
          + "for small *N*."),
      commands: [line, "toy expressivity --depth 3 --omega 1.9"],
      result: KeyResult(
        "For *N* = 3 and *ω* = 1.9, *c* is ", comparisons[3], digits: 4,
        ", above its upper bound on the slide."))
  }
}
