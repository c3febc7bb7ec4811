// Even depths: the expressivity of unrolling.

import Evidence
import Reference
import Report
import Studies
import ToyModel

struct EvenChapter: ReportChapter {
  let chapter = Chapter.even

  /// The forced eigenvalue, which is also the largest.
  var forced: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = TalkFormulas.forcedGain

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let (n, k) = (12, 5)
    let trials = scope.pick(light: 5, full: 100)
    var comparisons: [Comparison] = []
    for (depth, stepSize) in [(2, 0.5), (4, 0.2), (10, 0.5)] {
      comparisons += try UnrolledCheck(depth: depth, stepSize: stepSize, n: n, k: k)
        .comparisons(
          forced: forced(depth, stepSize), bound: forced(depth, stepSize), trials: trials,
          reached: [-20, -1, -0.1, 0.3 * forced(depth, stepSize), 0.9 * forced(depth, stepSize)])
    }
    let line = "toy expressivity --x omega --depth 2,4 --omega lin:0.01..2.2:220"
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the theorem. Computed from random *R* (*n* = 12, *k* = 5) by *N* steps of "
        + "gradient descent on matrices, without spectral calculus, and the eigenvalues of the "
        + "result, the worst of \(trials); and from a random *T* of the set, with an eigenvalue −20, by finding its *R* and "
        + "iterating.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: try ReportFigure.image(
          .omega,
          FamilyGrid(
            [.unrolled], depths: [2, 4],
            steps: Grid.spaced(0.01...2.2, count: 220).map { .fixed($0) })
        ).figure(command: line),
        caption: "Reachable eigenvalues of even depths over the step size: everything below the "
          + "dashed line, which *n*−*k* eigenvalues have to have."),
      commands: [line, "toy expressivity --depth 2,4,10 --omega 0.2,0.5 --n 12 --k 5"],
      result: KeyResult(
        "Over random *R* the largest eigenvalue is ", comparisons[1], digits: 7,
        " = *c*_{0}, at *N* = 2, *ω* = 0.5."))
  }
}
