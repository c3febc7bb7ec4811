// Examples on training and on speech.

import Evidence
import Learning
import Libc
import LinearAlgebra
import Optimization
import Reference
import Report
import Studies
import ToyModel

extension Example {
  static func gradient() throws(EvidenceError) -> Example {
    let n = 4
    let moment = Matrix(diagonal: [3, 1.2, 0.5, 0.1])
    var generator = SeededGenerator(seed: 0)
    let r = DenseDenoiser.random(
      rows: 2, columns: n, scale: 0.6, normal: { generator.nextNormal() })
    let problem = LearningProblem(
      spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: 2,
      isReducible: false)
    var table = Table(columns: ["family", "entry of R", "gradient", "difference quotient"])
    func risk(_ r: Matrix, _ depth: Int) throws(EvidenceError) -> Double {
      let denoiser =
        depth == 0
        ? try factorized(DenseDenoiser.exact(r))
        : DenseDenoiser.unrolled(r, depth: depth, stepSize: 0.5)
      return Risk(
        denoiser: denoiser, secondMoment: moment, noiseVariance: ExampleData.noiseVariance
      ).total
    }
    for depth in [0, 3, 20] {
      let family: LearnedRisk.Family =
        depth == 0 ? .bilevel : .unrolled(depth: depth, stepSize: 0.5, isStepLearned: false)
      var objective = LearnedRisk(
        problem, family: family, parametrization: .plain, columns: n)
      var gradient = Array(repeating: 0.0, count: r.elements.count)
      _ = objective.evaluate(at: r.elements, gradient: &gradient)
      for (row, column) in [(0, 0), (1, 2)] {
        var (ahead, behind) = (r, r)
        // The second-order error is 10⁻¹⁰ of the risk.
        ahead[row, column] += 1e-5
        behind[row, column] -= 1e-5
        let quotient = (try risk(ahead, depth) - (try risk(behind, depth))) / 2e-5
        table.append([
          .text(depth == 0 ? "bilevel" : "N = \(depth), ω = 0.5"),
          .text("row \(row + 1), column \(column + 1)"),
          .number(gradient[row + column * 2]), .number(quotient),
        ])
      }
    }
    return Example(
      "eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9, a random R (seed 0); quotients by matrices",
      table,
      isReproducible: false)
  }

  static func coordinates() throws(EvidenceError) -> Example {
    var generator = SeededGenerator(seed: 0)
    let b = DenseDenoiser.random(
      rows: 2, columns: 4, scale: 0.4, normal: { generator.nextNormal() })
    let square = b.transposed.multiplied(by: b)
    let eigenvalues = try factorized(DenseDenoiser.eigenvalues(square))
    var table = Table(columns: ["N", "ω", "t₁", "t₂", "s₁", "s₂"])
    let forced = 0.75
    for depth in [2, 4, 10] {
      let omega = 1 - pow(1 - forced, 1 / Double(depth))
      let filter = UnrolledFilter(depth: depth, stepSize: omega)
      let gains = eigenvalues.suffix(2).map { forced - $0 }
      table.append(
        [.integer(depth), .number(omega)] + gains.map { .number($0) }
          + gains.map { filter.inverse(Gain(value: $0)).map { .number($0) } ?? .empty })
    }
    return Example(
      "T = c₀I − BᵀB with c₀ = 0.75 and a random B, k = 2, n = 4 (seed 0): its free eigenvalues, and the "
        + "ones of RᵀR that give them", table)
  }

  static func learnedOptimum() throws(EvidenceError) -> Example {
    var table = Table(columns: ["N", "start", "risk of the start", "optimal risk"])
    let problem = LearningProblem(
      spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: 2)
    for depth in [3, 5] {
      let family = LearnedRisk.Family.unrolled(depth: depth, stepSize: 0.5, isStepLearned: true)
      for start in [LearningStart.gaussian, .spectral, .continuation] {
        let plan = LearningPlan(
          problem: problem, family: family, parametrization: .plain, method: .lbfgs, start: start,
          rule: .init(), seed: 0)
        var objective = plan.objective
        let point = plan.startingPoint(0)
        var gradient = point
        table.append([
          .integer(depth), .text(start.rawValue),
          .number(plan.risk(objective.evaluate(at: point, gradient: &gradient))),
          .number(ExampleData.unrolled(depth, .learned, rows: 2, spectrum: ExampleData.general)),
        ])
      }
    }
    return Example(
      "eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9: where learning begins (seed 0)", table,
      isReproducible: false)
  }

  static func learned() throws(EvidenceError) -> Example {
    var table = Table(columns: ["N", "start", "learned", "theory", "relative gap", "ω"])
    for (depth, start) in [
      (2, LearningStart.gaussian), (3, .gaussian), (5, .gaussian), (3, .continuation),
      (5, .continuation),
    ] {
      let setting = Setting(
        data: .constant, n: 8, mu: ExampleData.mu, theta: ExampleData.theta,
        sigma: ExampleData.sigma, k: 4, family: .unrolled(depth: depth, step: .learned))
      let choices = LearningChoices(
        initials: [start], coordinates: .plain, starts: 1,
        rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: 300))
      let summary: LearningSummary
      do {
        summary = try LearningStudy([setting], choices: choices).learned()
      } catch {
        throw .failed(error.message)
      }
      table.append([
        .integer(depth), .text(start.rawValue), .number(summary.risk),
        .number(summary.theory.risk.total),
        summary.relativeGap.map { .number($0) } ?? .empty,
        summary.denoiser.stepSize.map { .number($0) } ?? .empty,
      ])
    }
    return Example(
      """
      learned from one random start (seed 0) for constant signals, n = 8, k = 4, μ = 1, θ = 0.5, \
      σ = 0.9, learned ω
      """, table, isReproducible: false)
  }

  /// Risks for a covariance that resembles that of speech.
  static func speech() throws(EvidenceError) -> Example {
    let n = 32
    var covariance = Matrix(repeating: 0, rows: n, columns: n)
    // Each column is the previous one, shifted down by one entry.
    var entry = 0.01
    for lag in 0..<n {
      for row in lag..<n {
        covariance[row, row - lag] = entry
        covariance[row - lag, row] = entry
      }
      entry *= 0.9
    }
    let spectrum = try factorized(DataModel.secondMoment(covariance)).spectrum
    let best = { (family: DenoiserFamily) in
      Cell.number(
        OptimalRisk(
          spectrum: spectrum, noiseVariance: 0.1 * 0.1, rows: n / 2, family: family
        ).risk.total)
    }
    var table = Table(columns: ["family", "ω = 0.5", "learned ω"])
    table.append([.text("best linear"), best(.linear), best(.linear)])
    table.append([.text("bilevel"), best(.bilevel), best(.bilevel)])
    for depth in 1...8 {
      table.append([
        .text("N = \(depth)"), best(.unrolled(depth: depth, step: .fixed(0.5))),
        best(.unrolled(depth: depth, step: .learned)),
      ])
    }
    return Example(
      "best risk for C with entries 0.01 · 0.9^(|i−j|), n = 32, k = 16, σ = 0.1", table)
  }
}
