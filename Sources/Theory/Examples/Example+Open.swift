// Numbers for the open questions.

import Evidence
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
