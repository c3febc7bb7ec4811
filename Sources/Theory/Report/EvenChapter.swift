// Even depths: the expressivity of unrolling.

import Evidence
import Libc
import LinearAlgebra
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

/// The expressivity of one depth, by iterating matrices.
struct UnrolledCheck {
  let depth: Int
  let stepSize: Double
  let n: Int
  let k: Int

  /// Counts and bounds over random R, and a T that is realised.
  ///
  /// - Parameters:
  ///   - forced: The predicted f(0).
  ///   - bound: The predicted end of the image: upper for even depths, lower for odd ones.
  ///   - trials: The number of random R.
  ///   - reached: k eigenvalues of a T of the set.
  /// - Returns: Three comparisons; the one of counts shows the largest deviation.
  /// - Throws: ``CommandError`` where a decomposition does not converge.
  func comparisons(
    forced: Double, bound: Double, trials: Int, reached: [Double]
  ) throws(StudyError) -> [Comparison] {
    let isEven = depth.isMultiple(of: 2)
    var generator = SeededGenerator(seed: UInt64(100 + depth))
    var (least, most, end) = (n, 0, isEven ? -Double.infinity : .infinity)
    for trial in 0..<trials {
      // With larger R the iteration would diverge until rounding hides the other eigenvalues.
      let scale = 0.025 * pow(2, Double(trial % 5))
      let r = DenseDenoiser.random(
        rows: k, columns: n, scale: scale, normal: { generator.nextNormal() })
      let values = try converged(
        DenseDenoiser.eigenvalues(
          DenseDenoiser.unrolled(r, depth: depth, stepSize: stepSize)))
      let count = values.count { abs($0 - forced) <= 1e-10 }
      least = min(least, count)
      most = max(most, count)
      end = isEven ? max(end, values[n - 1]) : min(end, values[0])
    }
    let gains = Array(repeating: forced, count: n - k) + reached
    let target = DenseDenoiser.symmetric(
      gains, try converged(DenseDenoiser.basis(n, normal: { generator.nextNormal() })))
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    // A target outside the set has no R: then its distance to the set is reported.
    let distance =
      if let r = try? DenseDenoiser.realized(target, rows: k, by: filter) {
        DenseDenoiser.unrolled(r, depth: depth, stepSize: stepSize).subtracting(target)
          .frobeniusNorm
      } else {
        Double.infinity
      }
    let name = "*N* = \(depth), *ω* = \(typeset(stepSize, significantDigits: 3))"
    return [
      Comparison(
        "\(name): eigenvalues *c*_{0} of *T*", predicted: Double(n - k),
        computed: Double(least < n - k ? least : most), .count),
      isEven
        ? Comparison(
          "\(name): largest eigenvalue", predicted: bound, computed: end, relativeRounding: 1e-12)
        : Comparison(
          "\(name): smallest eigenvalue", predicted: bound, computed: end,
          .atLeast(rounding: 1e-12)),
      Comparison(
        "\(name): distance to a *T* of the set", predicted: 0, computed: distance,
        .rounding(1e-12 * target.frobeniusNorm)),
    ]
  }
}
