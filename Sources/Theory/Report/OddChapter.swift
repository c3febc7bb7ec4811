// Odd depths: the expressivity of unrolling, and the exception N = 1.

import Evidence
import Libc
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct OddChapter: ReportChapter {
  let chapter = Chapter.odd

  /// The smallest reachable eigenvalue c for N ≥ 3.
  var constant: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = TalkFormulas.constant
  /// The forced eigenvalue.
  var forced: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = TalkFormulas.forcedGain

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let (n, k) = (12, 5)
    let trials = scope.pick(light: 5, full: 100)
    var comparisons: [Comparison] = []
    for (depth, stepSize) in [(3, 0.5), (5, 0.2), (11, 0.5), (3, 1.9)] {
      let plain = PlainFilter(depth: depth, stepSize: stepSize)
      let bound = constant(depth, stepSize)
      comparisons.append(
        Comparison(
          "*N* = \(depth), *ω* = \(typeset(stepSize, significantDigits: 3)): *c*",
          predicted: bound, computed: plain.least, relativeRounding: 1e-13))
      comparisons += try UnrolledCheck(depth: depth, stepSize: stepSize, n: n, k: k)
        .comparisons(
          forced: forced(depth, stepSize), bound: bound, trials: trials,
          reached: [1.01, 1.2, 2, 4, 8].map { $0 * bound })
    }
    var generator = SeededGenerator(seed: 6)
    let r = DenseDenoiser.random(rows: k, columns: n, scale: 3, normal: { generator.nextNormal() })
    let single = DenseDenoiser.unrolled(r, depth: 1, stepSize: 0.5)
    comparisons.append(
      Comparison(
        "*N* = 1, *ω* = 0.5: largest entry of *T* − *ωI*", predicted: 0,
        computed: DenseDenoiser.largestDifference(
          single, Matrix(diagonal: Array(repeating: 0.5, count: n))), .rounding(0)))
    // No odd filter is negative.
    let range = 0...1.5
    let line = "toy expressivity --x s --family bilevel,unrolled --depth 1,3,5,11 --s lin:0..5:501"
    return ReportSection(
      chapter: chapter,
      method: "Predicted by the theorem, *x* by bisection. Computed: *c* as the least value that "
        + "gradient descent on one number gives over *s* ≥ 0; counts and bounds from random *R* "
        + "(*n* = 12, *k* = 5) by *N* steps of gradient descent on matrices; and a random *T* of the "
        + "set, with an eigenvalue 8*c*, by finding its *R* and iterating.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: try ReportFigure.image(
          .s, FamilyGrid([.bilevel, .unrolled], depths: [1, 3, 5, 11], steps: [.fixed(0.5)]),
          s: Grid.spaced(0...5, count: 501), range: range
        ).figure(command: line),
        caption: "The filters of odd depths fall from *c*_{0} to *c* and rise beyond every bound, "
          + "where the iteration diverges; *N* = 1 is a constant."),
      commands: [line, "toy expressivity --depth 1,3,5,11 --omega 0.2,0.5,1.9 --n 12 --k 5"],
      result: KeyResult(
        "The smallest reachable eigenvalue *c* is ", comparisons[0], digits: 7,
        " at *N* = 3, *ω* = 0.5."))
  }
}
