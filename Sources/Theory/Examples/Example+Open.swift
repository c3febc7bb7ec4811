// Numbers for the open questions.

import Evidence
import Learning
import LinearAlgebra
import Optimization
import Report
import ToyModel

extension Example {
  static func openTrap() -> Example {
    var table = Table(columns: ["N", "ω", "c", "c₀", "wall s*", "R_trap", "best risk"])
    for (depth, omega) in [(3, 1.1), (3, 1.4), (5, 1.2), (7, 1.5)] {
      let family = DenoiserFamily.unrolled(depth: depth, step: .fixed(omega))
      let filter = UnrolledFilter(depth: depth, stepSize: omega)
      let trap = TrapRisk(
        spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: 2,
        family: family)
      let best = ExampleData.optimum(family, rows: 2, spectrum: ExampleData.general)
      table.append([
        .integer(depth), .number(omega), .number(filter.image.lowerBound.value),
        .number(filter.forcedGain.value), .number(filter.turningPoint),
        trap.map { .number($0.optimum.risk.total) } ?? .empty, .number(best.risk.total),
      ])
    }
    return Example("γ = 3, 1.2, 0.5, 0.1, σ = 0.9, k = 2", table)
  }

  static func openAdam() -> Example {
    var table = Table(columns: ["N", "ω", "wall s*", "R_trap", "best risk"])
    for (depth, omega) in [(3, 0.35), (5, 0.2), (7, 0.15)] {
      let family = DenoiserFamily.unrolled(depth: depth, step: .fixed(omega))
      let trap = TrapRisk(
        spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: 4,
        family: family)
      let best = ExampleData.optimum(family, rows: 4, spectrum: ExampleData.general)
      table.append([
        .integer(depth), .number(omega),
        .number(UnrolledFilter(depth: depth, stepSize: omega).turningPoint),
        trap.map { .number($0.optimum.risk.total) } ?? .empty, .number(best.risk.total),
      ])
    }
    return Example("γ = 3, 1.2, 0.5, 0.1, σ = 0.9, k = 4: what crossing the wall would gain", table)
  }

  static func openSteps() -> Example {
    var table = Table(columns: ["k", "three steps as trained", "E", "floor F"])
    for rows in 1...3 {
      guard let algorithm = Algorithm(name: "steps") else { continue }
      let family = DenoiserFamily(algorithm, depth: 3, choices: ParameterChoices(.learned))
      guard let trained = LearnedRisk.Family(family) else { continue }
      let plan = LearningPlan(
        problem: LearningProblem(
          spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: rows),
        family: trained, method: .flow, start: .small,
        rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: 3000), seed: 0)
      let end = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }
      guard let value = end.runs[0].iterate?.value else { continue }
      let best = { (family: DenoiserFamily) in
        ExampleData.optimum(family, rows: rows, spectrum: ExampleData.general).risk.total
      }
      table.append([
        .integer(rows), .number(plan.risk(value)),
        .number(best(.unrolled(depth: 2, step: .learned))), .number(best(family)),
      ])
    }
    return Example(
      "γ = 3, 1.2, 0.5, 0.1, σ = 0.9: gradient flow from small R and random sizes", table)
  }

  static func openWeighted() -> Example {
    var table = Table(columns: ["g", "best aligned T", "by descent over all T"])
    let gammas = [3, 1.2, 0.5, 0.1]
    for factors in [[1.0, 1, 1, 1], [1, 1, 3, 3], [0.3, 1, 1, 3], [3, 1, 1, 0.3]] {
      var risk = WeightedRisk(
        factors: factors, totals: gammas.map { $0 + ExampleData.noiseVariance },
        targets: gammas.map { $0 / ($0 + ExampleData.noiseVariance) }, rows: 2)
      let least = zip(risk.weights, risk.targets).reduce(0.0) { sum, part in
        sum + 0.5 * part.0 * part.1 * (1 - part.1)
      }
      var found = Double.infinity
      for seed in 0..<8 {
        var generator = SeededGenerator(seed: UInt64(seed))
        let point = (0..<risk.dimension).map { _ in generator.nextNormal() }
        guard let start = Iterate(start: point, of: &risk) else { continue }
        let rule = StoppingRule(relativeDecrease: 1e-13, patience: 30, iterationLimit: 2000)
        let end = minimize(&risk, from: start, by: LBFGS(), until: rule)
        found = min(found, end.iterate.value)
      }
      table.append([
        .text(factors.map { formatted($0, significantDigits: 2) }.joined(separator: ", ")),
        .number(least + OpenWeightedQuestion().aligned(risk.weights, risk.targets, 2)),
        .number(least + found),
      ])
    }
    return Example("γ = 3, 1.2, 0.5, 0.1, σ = 0.9, k = 2: the weighted risks", table)
  }

  static func weightedLoss() -> Example {
    var table = Table(columns: ["g", "rows of R on", "bilevel", "with the rows of Γ = I"])
    let (eigenvalues, noise) = ([3, 1.2, 0.5, 0.1], ExampleData.noiseVariance)
    for factors in [[1.0, 1, 1, 1], [1, 1, 3, 3], [0.2, 1, 1, 1], [3, 1, 1, 0.2]] {
      let prices = zip(factors, eigenvalues).map { 0.5 * $0 * $0 * noise * noise / ($1 + noise) }
      let least = zip(factors, eigenvalues).reduce(0.0) { sum, part in
        sum + 0.5 * part.0 * part.0 * part.1 * noise / (part.1 + noise)
      }
      let order = prices.indices.sorted { prices[$0] < prices[$1] }
      let words = factors.map { formatted($0, significantDigits: 2) }.joined(separator: ", ")
      table.append([
        .text(words),
        .text(order.suffix(2).sorted().map { "γ = \(eigenvalues[$0])" }.joined(separator: ", ")),
        .number(least + order.prefix(2).reduce(0) { $0 + prices[$1] }),
        .number(least + prices[0] + prices[1]),
      ])
    }
    return Example("γ = 3, 1.2, 0.5, 0.1, σ = 0.9, k = 2", table)
  }
}
