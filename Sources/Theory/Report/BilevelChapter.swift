// Bilevel learning: its expressivity, and the infimum that it does not attain.

import Evidence
import Libc
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct BilevelChapter: ReportChapter {
  let chapter = Chapter.bilevel

  /// The forced eigenvalue of T, which is also the largest.
  var forced = 1.0
  /// The infimum of the risk.
  var infimum: @Sendable (ToyPoint) -> Double = TalkFormulas.bilevel
  /// The excess over it of the R with k equal eigenvalues s of RᵀR, orthogonal to the signal.
  var excess: @Sendable (ToyPoint, Double) -> Double = { p, s in
    0.5 * Double(p.k) * p.noise / ((1 + s) * (1 + s))
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let small = ToyPoint(n: 12, k: 5)
    var comparisons = try expressivity(small, trials: scope.pick(light: 10, full: 200))
    let p = ToyPoint()
    let spectrum = DataModel.constant(n: p.n, mu: p.mu, theta: p.theta).spectrum
    var half = 0
    for k in [50, 250, 499, 500] {
      let optimum = OptimalRisk(
        spectrum: spectrum, noiseVariance: p.noise, rows: k, family: .bilevel)
      if k == p.k { half = comparisons.count }
      comparisons.append(
        Comparison(
          "infimum, *n* = 500, *k* = \(k)", predicted: infimum(p.with(k: k)),
          computed: optimum.risk.total, relativeRounding: 1e-13))
      if k == p.k {
        let count = if case .eigenvaluesToZero(let count) = optimum.attainment { count } else { 0 }
        comparisons.append(
          Comparison(
            "eigenvalues of *T* that tend to 0, *k* = \(k)", predicted: Double(k),
            computed: Double(count), .count))
      }
    }
    let penalties = [1.0, 10, 100, 1000, 10_000]
    let risks = try Self.risksBesideSignal(small, penalties)
    for (s, risk) in zip(penalties, risks) where s > 1 {
      comparisons.append(
        Comparison(
          "excess at *s* = \(typeset(s, significantDigits: 2)), *n* = 12, *k* = 5",
          predicted: excess(small, s), computed: risk - infimum(small),
          // The error of an inverse grows with the condition number, 1 + s.
          .rounding((1e-13 + 1e-15 * s) * risk)))
    }
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the theorems. Computed from random *R* (*n* = 12, *k* = 5) by inverting "
        + "*I*+*R*ᵀ*R* and taking the eigenvalues of the result; from a random *T* of the set by "
        + "finding its *R* and inverting again; the infimum at *n* = 500 by moving the Wiener values "
        + "into the set. That it is not attained: *R* with all *k* eigenvalues of *R*ᵀ*R* at *s*, "
        + "orthogonal to the signal, is evaluated as a matrix; it misses the infimum by "
        + "*kσ*²/(2(1+*s*)²), more than 0 for every *s*.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id, figure: figure(small, penalties, risks),
        caption: "The risk of an explicit *R* above the infimum: it falls as *s*⁻² and is never 0."),
      commands: [
        "toy risk --family bilevel --n 500 --k 50,250,499,500",
        "toy expressivity --family bilevel --n 12 --k 5",
        "toy report --only bilevel -o report/",
      ],
      result: KeyResult(
        "The infimum of the bilevel risk is ", comparisons[half], digits: 7,
        " at *n* = 500, *k* = 250, and no *R* attains it."))
  }

  private func expressivity(
    _ p: ToyPoint, trials: Int
  ) throws(StudyError) -> [Comparison] {
    var generator = SeededGenerator(seed: 5)
    let spectra = try RandomSpectra(
      rows: p.k, columns: p.n, forced: forced,
      scales: (0..<trials).map { pow(10, Double($0 % 4) - 2) }, by: &generator
    ) { (r) throws(StudyError) in try converged(DenseDenoiser.exact(r)) }
    let gains = (0..<p.n).map { index in
      index < p.n - p.k ? 1.0 : 0.05 + 0.9 * generator.nextUniform()
    }
    let target = DenseDenoiser.symmetric(
      gains, try converged(DenseDenoiser.basis(p.n, normal: { generator.nextNormal() })))
    let r = try checked(DenseDenoiser.realized(target, rows: p.k, by: BilevelFilter()))
    return [
      Comparison(
        "eigenvalues 1 of *T*, worst of \(trials)", predicted: p.forced,
        computed: Double(spectra.count(expecting: p.n - p.k)), .count),
      Comparison(
        "largest eigenvalue", predicted: forced, computed: spectra.largest,
        relativeRounding: 1e-12),
      Comparison(
        "smallest eigenvalue", predicted: 0, computed: spectra.smallest,
        .atLeast(rounding: 0)),
      Comparison(
        "‖(*I*+*R*ᵀ*R*)^{−1} − *T*‖ for a *T* of the set", predicted: 0,
        computed: try converged(DenseDenoiser.exact(r).subtracting(target).frobeniusNorm),
        .rounding(1e-12)),
    ]
  }

  /// The risks of R with k eigenvalues s, orthogonal to 𝟏.
  private static func risksBesideSignal(
    _ p: ToyPoint, _ penalties: [Double]
  ) throws(StudyError) -> [Double] {
    var risks: [Double] = []
    for s in penalties {
      var r = Matrix(repeating: 0, rows: p.k, columns: p.n)
      // Rows (1, …, 1, −m, 0, …)/√(m²+m), orthonormal and orthogonal to 𝟏.
      for row in 0..<p.k {
        let m = Double(row + 1)
        let scale = (s / (m * m + m)).squareRoot()
        for column in 0...row { r[row, column] = scale }
        r[row, row + 1] = -m * scale
      }
      risks.append(DenseDenoiser.risk(try converged(DenseDenoiser.exact(r)), p))
    }
    return risks
  }

  private func figure(_ p: ToyPoint, _ penalties: [Double], _ risks: [Double]) -> Figure {
    let grid = (0...80).map { pow(10, 4 * Double($0) / 80) }
    return Figure(
      title: "Risk above the infimum of bilevel learning", command: "toy report --only bilevel",
      panels: [
        Panel(
          xAxis: Axis("eigenvalue *s* of *R*ᵀ*R*", scale: .logarithmic),
          yAxis: Axis("risk − infimum", scale: .logarithmic),
          curves: [
            Curve(
              "*kσ*²/(2(1+*s*)²)", points: grid.map { Point(x: $0, y: excess(p, $0)) },
              style: Style(color: .vermillion)),
            Curve(
              "computed from *R*",
              points: zip(penalties, risks).map { Point(x: $0, y: $1 - infimum(p)) },
              style: Style(color: .black, marker: .circle, width: 0.01)),
          ])
      ], aspect: 0.45)
  }
}
