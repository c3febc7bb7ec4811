// The best linear denoiser.

import Evidence
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct WienerChapter: ReportChapter {
  let chapter = Chapter.linear

  /// The entries of the optimal T.
  var entry: @Sendable (ToyPoint) -> Double = TalkFormulas.linearEntry
  /// Its risk.
  var risk: @Sendable (ToyPoint) -> Double = TalkFormulas.linear

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let small = ToyPoint(n: 20, k: 20)
    let dense = try Self.normalEquations(small)
    let mean = dense.elements.reduce(0, +) / Double(dense.elements.count)
    let predicted = Matrix(repeating: entry(small), rows: small.n, columns: small.n)
    let best = DenseDenoiser.risk(dense, small)
    let rise = Self.leastRise(
      from: dense, small, directions: scope.pick(light: 20, full: 500), length: 0.01)
    let p = ToyPoint()
    var comparisons = [
      Comparison(
        "entry of *T*, *n* = 20", predicted: entry(small), computed: mean,
        relativeRounding: 1e-13),
      Comparison(
        "largest deviation of an entry", predicted: 0,
        computed: DenseDenoiser.largestDifference(dense, predicted), .rounding(1e-14)),
      Comparison("risk, *n* = 20", predicted: risk(small), computed: best, relativeRounding: 1e-13),
      Comparison(
        "least rise of the risk at distance 0.01",
        predicted: 0.5 * small.noise * 1e-4, computed: rise,
        .atLeast(rounding: 1e-13 * best)),
    ]
    for sigma in [0.1, 0.9, 10] {
      let point = p.with(sigma: sigma)
      comparisons.append(
        Comparison(
          "risk, *n* = 500, *σ* = \(typeset(sigma, significantDigits: 3))",
          predicted: risk(point),
          computed: OptimalRisk(
            spectrum: DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum,
            noiseVariance: point.noise, rows: p.n, family: .linear
          ).risk.total, relativeRounding: 1e-13))
    }
    let line = "toy risk-ratio --x n --n log:1..1000:60 --family linear --y risk"
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the formula of the slide. Computed for *n* = 20 by the normal equations "
        + "*T* = *C*(*C*+*σ*²*I*)^{−1} with a Cholesky factorization, and the risk entry by entry; "
        + "that it is a minimum by moving *T* along random directions of length 0.01, in each of "
        + "which the risk must rise by ½*σ*²·10⁻⁴ or more; for *n* = 500 by the sum over the "
        + "spectrum of *C*.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: try ReportFigure.sweep(
          .n, .risk,
          .talk(n: Grid.integers(logarithmic: 1...1000, count: 60), FamilyGrid([.linear]))
        ).figure(command: line),
        caption: "The best linear risk over the dimension: it tends to *σ*²/2 = 0.405, the cost "
          + "of the noise in one direction."),
      commands: [line, "toy risk --family linear --n 500"],
      result: KeyResult(
        "The best linear risk is ", comparisons[5], digits: 7, " at *n* = 500, *σ* = 0.9."))
  }

  /// T = C(C+σ²I)⁻¹ with C = (μ²+θ²)𝟏𝟏ᵀ.
  private static func normalEquations(_ p: ToyPoint) throws(StudyError) -> Matrix {
    let moment = Matrix(repeating: p.energy / Double(p.n), rows: p.n, columns: p.n)
    var inverse = moment
    for index in 0..<p.n { inverse[index, index] += p.noise }
    guard inverse.invertPositiveDefinite() else {
      throw .failed("a factorization did not converge")
    }
    return moment.multiplied(by: inverse)
  }

  /// The smallest increase of the risk over random directions of equal length.
  private static func leastRise(
    from denoiser: Matrix, _ p: ToyPoint, directions: Int, length: Double
  ) -> Double {
    var generator = SeededGenerator(seed: 4)
    let base = DenseDenoiser.risk(denoiser, p)
    var least = Double.infinity
    for _ in 0..<directions {
      let direction = DenseDenoiser.random(
        rows: p.n, columns: p.n, scale: 1, normal: { generator.nextNormal() })
      let factor = length / direction.frobeniusNorm
      var moved = denoiser
      for column in 0..<p.n {
        for row in 0..<p.n { moved[row, column] += factor * direction[row, column] }
      }
      least = min(least, DenseDenoiser.risk(moved, p) - base)
    }
    return least
  }
}
