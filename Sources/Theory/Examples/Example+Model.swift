// Examples on data, risk and filters.

import Evidence
import Learning
import LinearAlgebra
import Reference
import Report
import ToyModel

extension Example {
  /// Risks for R = α times the matrix of differences of neighbours.
  static func differences() throws(EvidenceError) -> Example {
    let n = 4
    let moment = Matrix(
      repeating: ExampleData.signalEnergy, rows: n, columns: n)
    let filters: [any BranchedFilter] = [
      BilevelFilter(), UnrolledFilter(depth: 2, stepSize: 0.5),
    ]
    var table = Table(columns: ["R", "bilevel", "unrolled, N = 2, ω = 0.5"])
    for alpha in [0.0, 0.5, 1, 2, 10] {
      var r = Matrix(repeating: 0, rows: n - 1, columns: n)
      for row in 0..<(n - 1) {
        r[row, row] = -alpha
        r[row, row + 1] = alpha
      }
      var cells = [Cell.text("α = \(formatted(alpha, significantDigits: 3))")]
      for filter in filters {
        let denoiser = try factorized(filter.map(regularizer: r))
        cells.append(
          .number(
            Risk(
              denoiser: denoiser, secondMoment: moment, noiseVariance: ExampleData.noiseVariance
            ).total))
      }
      table.append(cells)
    }
    let spectrum = DataModel.constant(n: n, mu: ExampleData.mu, theta: ExampleData.theta).spectrum
    table.append([
      .text("infimum"),
      .number(ExampleData.optimum(.bilevel, rows: n - 1, spectrum: spectrum).risk.total),
      .number(ExampleData.unrolled(2, .fixed(0.5), rows: n - 1, spectrum: spectrum)),
    ])
    return Example(
      """
      the risk of R = α·(differences of neighbours), n = 4, k = 3, for constant signals with μ = 1, \
      θ = 0.5, σ = 0.9. Differences leave constant signals alone: with growing α bilevel learning tends \
      to its infimum, while two gradient steps diverge
      """, table)
  }

  /// Bias and variance of a few matrices, next to the mean loss over random draws.
  static func biasVariance() -> Example {
    let n = 4
    let moment = Matrix(repeating: ExampleData.signalEnergy, rows: n, columns: n)
    var previous = Matrix(repeating: 0, rows: n, columns: n)
    for row in 0..<n {
      previous[row, row] += 0.5
      previous[row, max(row - 1, 0)] += 0.5
    }
    let best =
      ExampleData.signalEnergy / (Double(n) * ExampleData.signalEnergy + ExampleData.noiseVariance)
    let denoisers = [
      ("T = I", Matrix.identity(n)), ("mean with the sample before", previous),
      ("mean of all samples", Matrix(repeating: 0.25, rows: n, columns: n)),
      ("best linear", Matrix(repeating: best, rows: n, columns: n)),
    ]
    var table = Table(columns: ["denoiser", "bias", "variance", "risk", "mean loss of draws"])
    for (name, denoiser) in denoisers {
      let risk = Risk(
        denoiser: denoiser, secondMoment: moment, noiseVariance: ExampleData.noiseVariance)
      table.append([
        .text(name), .number(risk.bias), .number(risk.variance), .number(risk.total),
        .number(meanLoss(denoiser, draws: 100_000)),
      ])
    }
    return Example(
      """
      four denoisers of constant signals, n = 4, μ = 1, θ = 0.5, σ = 0.9, and the mean loss ½‖Tx − y‖² \
      over 100000 random pairs (seed 0)
      """, table)
  }

  /// The mean of ½‖Tx − y‖² over random constant signals with noise.
  private static func meanLoss(_ denoiser: Matrix, draws: Int) -> Double {
    let n = denoiser.rows
    var generator = SeededGenerator(seed: 0)
    var sum = 0.0
    for _ in 0..<draws {
      let level = ExampleData.mu + ExampleData.theta * generator.nextNormal()
      let noisy = (0..<n).map { _ in level + ExampleData.sigma * generator.nextNormal() }
      for row in 0..<n {
        var error = -level
        for column in 0..<n { error += denoiser[row, column] * noisy[column] }
        sum += 0.5 * error * error
      }
    }
    return sum / Double(draws)
  }

  static func directions() -> Example {
    let optimum = ExampleData.optimum(
      .unrolled(depth: 2, step: .learned), rows: 2, spectrum: ExampleData.general)
    var table = Table(columns: ["γ", "t", "½γ(1−t)²", "½σ²t²", "risk"])
    for line in optimum.eigenvalues {
      let risk = Risk(eigenvalues: [line], noiseVariance: ExampleData.noiseVariance)
      table.append([
        .number(line.dataEigenvalue), .number(line.gain.value), .number(risk.bias),
        .number(risk.variance), .number(risk.total),
      ])
    }
    table.append([
      .text("sum"), .empty, .number(optimum.risk.bias), .number(optimum.risk.variance),
      .number(optimum.risk.total),
    ])
    return Example(
      "the best T of N = 2 with a learned ω for the eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9",
      table)
  }

  static func dataSpectra() -> Example {
    var table = Table(columns: ["data", "eigenvalue of C", "multiplicity", "formula"])
    let n = Double(ExampleData.n)
    let (mean, spread) = (ExampleData.mu * ExampleData.mu, ExampleData.theta * ExampleData.theta)
    for (name, spectrum, formulas) in [
      ("constant", ExampleData.constant, [n * (mean + spread), 0]),
      ("independent", ExampleData.independent, [n * mean + spread, spread]),
    ] {
      for (group, formula) in zip(spectrum.groups, formulas) {
        table.append([
          .text(name), .number(group.eigenvalue), .integer(group.multiplicity), .number(formula),
        ])
      }
    }
    return Example("n = 10, μ = 1, θ = 0.5", table)
  }

  static func wiener() -> Example {
    var table = Table(columns: ["γ", "t*", "g(t*)", "g(1)", "g(0)"])
    for signal in [0, 0.1, 1, 10, 100] {
      let risk = DirectionalRisk(signalEnergy: signal, noiseVariance: ExampleData.noiseVariance)
      table.append([
        .number(signal), .number(risk.wienerGain.value), .number(risk.best),
        .number(risk.value(.one)),
        .number(risk.value(.zero)),
      ])
    }
    return Example("σ = 0.9", table)
  }

  static func linearOptimum() -> Example {
    var table = Table(columns: ["σ", "Wiener gain", "risk", "formula", "risk of T = I"])
    for sigma in [0.1, 0.5, 0.9, 5] {
      let variance = sigma * sigma
      let optimum = OptimalRisk(
        spectrum: ExampleData.constant, noiseVariance: variance, rows: ExampleData.n,
        family: .linear)
      let gamma = Double(ExampleData.n) * ExampleData.signalEnergy
      table.append([
        .number(sigma),
        .number(Gain.wiener(eigenvalue: gamma, noiseVariance: variance).value),
        .number(optimum.risk.total), .number(0.5 * variance * gamma / (gamma + variance)),
        .number(0.5 * variance * Double(ExampleData.n)),
      ])
    }
    return Example("constant signals, n = 10, μ = 1, θ = 0.5", table)
  }

  static func quadraticRisk() -> Example {
    let n = 4
    let denoiser = Matrix(repeating: 0.2, rows: n, columns: n)
    let moment = Matrix(repeating: ExampleData.signalEnergy, rows: n, columns: n)
    let population = Moments(secondMoment: moment, noiseVariance: ExampleData.noiseVariance)
    var table = Table(columns: ["frames", "mean loss, frame by frame", "by three matrices", "risk"])
    for count in [10, 1000, 100_000] {
      var generator = SeededGenerator(seed: 0)
      var accumulator = MomentAccumulator(dimension: n)
      var loss = 0.0
      for _ in 0..<count {
        let level = ExampleData.mu + ExampleData.theta * generator.nextNormal()
        let noisy = (0..<n).map { _ in level + ExampleData.sigma * generator.nextNormal() }
        accumulator.add(noisy: noisy, clean: Array(repeating: level, count: n))
        // All entries of Tx are equal.
        let error = 0.2 * noisy.reduce(0, +) - level
        loss += 0.5 * Double(n) * error * error
      }
      table.append([
        .integer(count), .number(loss / Double(count)),
        .number(accumulator.moments().risk(of: denoiser)), .number(population.risk(of: denoiser)),
      ])
    }
    return Example(
      """
      T with all entries 0.2, constant signals, n = 4, μ = 1, θ = 0.5, σ = 0.9, random frames (seed 0)
      """, table)
  }

  static func filters() -> Example {
    let omega = 0.5
    let filters: [any BranchedFilter] =
      [BilevelFilter()] + [2, 3, 10, 11].map { UnrolledFilter(depth: $0, stepSize: omega) }
    var table = Table(columns: ["s", "ω(1+s)", "bilevel", "N = 2", "N = 3", "N = 10", "N = 11"])
    for s in [0.0, 0.5, 1, 2, 3, 4] {
      table.append(
        [.number(s), .number(omega * (1 + s))] + filters.map { .number($0.value(at: s)) })
    }
    return Example("f(s) for ω = 0.5; from s = 3 on the iteration no longer converges", table)
  }

  static func forcedEigenvalue() throws(EvidenceError) -> Example {
    var generator = SeededGenerator(seed: 0)
    let r = DenseDenoiser.random(
      rows: 2, columns: 4, scale: 0.6, normal: { generator.nextNormal() })
    var table = Table(columns: ["denoiser", "f(0)", "t₁", "t₂", "t₃", "t₄"])
    func append(_ name: String, _ forced: Double, _ denoiser: Matrix) throws(EvidenceError) {
      let values = try factorized(DenseDenoiser.eigenvalues(denoiser))
      table.append([.text(name), .number(forced)] + values.map { .number($0) })
    }
    try append("bilevel", 1, try factorized(DenseDenoiser.exact(r)))
    for depth in [2, 3, 10] {
      try append(
        "N = \(depth), ω = 0.5", UnrolledFilter(depth: depth, stepSize: 0.5).forcedGain.value,
        DenseDenoiser.unrolled(r, depth: depth, stepSize: 0.5))
    }
    return Example(
      """
      the eigenvalues of T for one random R, k = 2, n = 4 (seed 0), by inverting and by iterating \
      matrices
      """, table)
  }

  static func heavyBall() -> Example {
    var table = Table(columns: ["N", "β", "f(0)", "least t", "greatest t", "turns", "s of t = 0.9"])
    for (depth, momentum) in [(3, 0.0), (3, 0.75), (4, 0.0), (4, 0.8), (10, 0.8)] {
      let filter = MomentumFilter(.heavyBall, depth: depth, stepSize: 0.5, momentum: momentum)
      let places = filter.solutions(of: Gain(value: 0.9)).map {
        formatted($0.location, significantDigits: 4)
      }
      table.append([
        .integer(depth), .number(momentum), .number(filter.forcedGain.value),
        .number(filter.image.lowerBound.value), .number(filter.image.upperBound.value),
        .integer(filter.turningPoints.count), .text(places.joined(separator: ", ")),
      ])
    }
    return Example("heavy ball with ω = 0.5, and every s with f(s) = 0.9", table)
  }
}
