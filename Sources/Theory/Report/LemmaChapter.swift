// The lemma: the risk of a linear denoiser is bias plus variance.

import Evidence
import Libc
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct LemmaChapter: ReportChapter {
  let chapter = Chapter.lemma

  /// Bias and variance of T for constant signals.
  var constant: @Sendable (Matrix, ToyPoint) -> (bias: Double, variance: Double) =
    DenseDenoiser.parts
  /// The risk of T for independent entries.
  var independent: @Sendable (Matrix, ToyPoint) -> Double = Self.independentRisk

  /// (μ²/2)‖(T−I)𝟏‖² + (θ²/2)‖T−I‖² + (σ²/2)‖T‖².
  static func independentRisk(_ denoiser: Matrix, _ p: ToyPoint) -> Double {
    let n = Double(denoiser.rows)
    let error = denoiser.subtracting(.identity(denoiser.rows))
    var mean = p
    mean.theta = 0
    let (bias, variance) = DenseDenoiser.parts(denoiser, mean)
    let square = error.elements.reduce(0) { $0 + $1 * $1 }
    return n > 0 ? bias + p.theta * p.theta / 2 * square + variance : 0
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint(n: 6, k: 6)
    let draws = scope.pick(light: 20_000, full: 2_000_000)
    var generator = SeededGenerator(seed: 1)
    let denoiser = DenseDenoiser.random(
      rows: 6, columns: 6, scale: 0.4, normal: { generator.nextNormal() })
    // Neither is normal: only the first two moments of y should matter.
    let level = Sampling(denoiser, p, draws: draws, seed: 2) { generator in
      let offset = 3.squareRoot() * (2 * generator.nextUniform() - 1)
      return Array(repeating: p.mu + p.theta * offset, count: p.n)
    }
    let entries = Sampling(denoiser, p, draws: draws, seed: 3) { generator in
      (0..<p.n).map { _ in p.mu + (generator.next() & 1 == 0 ? p.theta : -p.theta) }
    }
    let (bias, variance) = constant(denoiser, p)
    let library = Risk(
      denoiser: denoiser,
      secondMoment: Matrix(repeating: p.energy / Double(p.n), rows: p.n, columns: p.n),
      noiseVariance: p.noise)
    let total = level.total
    let constantSignals = Comparison(
      "risk, constant signals", predicted: bias + variance, computed: total.mean,
      .standardError(total.error))
    return ReportSection(
      chapter: chapter,
      method: "Predicted by the lemma for one random *T*, 6 × 6 and not symmetric, with *μ* = 1, "
        + "*θ* = 0.5, *σ* = 0.9. Computed from \(draws) draws of *y* and *ε*: *λ* is uniform, and "
        + "the independent entries take two values, so that only the first two moments can "
        + "agree with the lemma. The last row is the program's own formula with *C* as a matrix.",
      comparisons: [
        constantSignals,
        Comparison(
          "its bias", predicted: bias, computed: level.bias.mean,
          .standardError(level.bias.error)),
        Comparison(
          "its variance", predicted: variance, computed: level.variance.mean,
          .standardError(level.variance.error)),
        Comparison(
          "risk, independent entries", predicted: independent(denoiser, p),
          computed: entries.total.mean, .standardError(entries.total.error)),
        Comparison(
          "risk by tr((*T*−*I*)*C*(*T*−*I*)ᵀ)", predicted: bias + variance,
          computed: library.total, relativeRounding: 1e-13),
      ],
      figure: DocumentFigure(
        name: id, figure: figure(level, predicted: bias + variance),
        caption: "The mean loss of constant signals over the number of draws, with two standard "
          + "errors, settles on the value of the lemma."),
      commands: ["toy report --only lemma -o report/"],
      result: KeyResult(
        "Random draws have a mean loss of ", constantSignals, digits: 6, ", as the lemma states."))
  }

  private func figure(_ sampling: Sampling, predicted: Double) -> Figure {
    let x = sampling.path.map { Double($0.count) }
    return Figure(
      title: "The mean loss over the number of draws", command: "toy report --only lemma",
      panels: [
        Panel(
          xAxis: Axis("draws of *y* and *ε*", scale: .logarithmic), yAxis: Axis("mean loss"),
          curves: [
            Curve(
              "mean", points: zip(x, sampling.path).map { Point(x: $0, y: $1.mean) },
              style: Style(color: .blue))
          ],
          bands: [
            Band(
              "", x: x, lower: sampling.path.map { $0.mean - 2 * $0.error },
              upper: sampling.path.map { $0.mean + 2 * $0.error }, color: .blue)
          ],
          guides: [
            Guide(
              .horizontal, at: predicted, label: "lemma",
              style: Style(color: .black, dash: .dashed, width: 1.25))
          ])
      ], aspect: 0.45)
  }
}

/// Means over random draws, with their standard errors.
private struct Sampling {
  struct Mean {
    var count = 0
    var sum = 0.0
    var squares = 0.0

    var mean: Double { sum / Double(count) }
    var error: Double {
      let n = Double(count)
      return (max(squares / n - mean * mean, 0) / max(n - 1, 1)).squareRoot()
    }

    mutating func add(_ value: Double) {
      count += 1
      sum += value
      squares += value * value
    }
  }

  private(set) var total = Mean()
  private(set) var bias = Mean()
  private(set) var variance = Mean()
  /// The total after numbers of draws that grow geometrically.
  private(set) var path: [Mean] = []

  init(
    _ denoiser: Matrix, _ p: ToyPoint, draws: Int, seed: UInt64,
    signal: (inout SeededGenerator) -> [Double]
  ) {
    var generator = SeededGenerator(seed: seed)
    var next = 30.0
    for draw in 1...draws {
      let y = signal(&generator)
      let noise = (0..<p.n).map { _ in p.sigma * generator.nextNormal() }
      var (loss, biased, varied) = (0.0, 0.0, 0.0)
      for row in 0..<p.n {
        var (error, filtered) = (-y[row], 0.0)
        for column in 0..<p.n {
          error += denoiser[row, column] * y[column]
          filtered += denoiser[row, column] * noise[column]
        }
        loss += 0.5 * (error + filtered) * (error + filtered)
        biased += 0.5 * error * error
        varied += 0.5 * filtered * filtered
      }
      total.add(loss)
      bias.add(biased)
      variance.add(varied)
      if Double(draw) >= next || draw == draws {
        path.append(total)
        next *= 1.12
      }
    }
  }
}
