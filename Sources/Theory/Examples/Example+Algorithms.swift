// Examples on other algorithms than gradient descent.

import Evidence
import Libc
import Reference
import Report
import ToyModel

extension Example {
  static func floor() -> Example {
    var table = Table(columns: [
      "eigenvalues", "k", "L₀", "F", "E", "E⁻", "B", "best window", "c*",
    ])
    for (eigenvalues, k) in [
      ([3, 1.2, 0.5, 0.1], 1), ([3, 1.2, 0.5, 0.1], 2), ([3, 1.2, 0.5, 0.1], 3),
      ([2, 1.9, 0.3, 0.05], 2), ([2, 2, 1, 0], 2),
    ] {
      let bounds = RiskBounds(
        spectrum: Spectrum(eigenvalues: eigenvalues), noiseVariance: ExampleData.noiseVariance,
        rows: k)
      let words = eigenvalues.map { formatted($0, significantDigits: 3) }
      table.append([
        .text(words.joined(separator: ", ")), .integer(k), .number(bounds.linear),
        .number(bounds.floor), .number(bounds.even), .number(bounds.odd), .number(bounds.bilevel),
        bounds.floorWindow.map { .text("\($0.lowerBound) to \($0.upperBound)") } ?? .empty,
        bounds.floorGain.map { .number($0.value) } ?? .empty,
      ])
    }
    return Example("σ = 0.9", table)
  }

  static func oneScalar() -> Example {
    var table = Table(columns: ["algorithm", "parameter", "f(0)", "f(1)", "risk", "attained"])
    func row(_ name: String, _ family: DenoiserFamily) {
      let optimum = ExampleData.optimum(family, rows: 2, spectrum: ExampleData.general)
      let filter =
        optimum.stepSize.flatMap { family.with(step: .fixed($0)).filter }
        ?? family.filter
      table.append([
        .text(name), optimum.stepSize.map { .number($0) } ?? .empty,
        filter.map { .number($0.forcedGain.value) } ?? .empty,
        filter.map { .number($0.value(at: 1)) } ?? .empty, .number(optimum.risk.total),
        .text(optimum.attainment == .attained ? "yes" : "no"),
      ])
    }
    for algorithm in OneScalarProposition.algorithms {
      let choice = AlgorithmChoice(algorithm, depth: 4)
      if let family = choice.family(.learned) { row(choice.inWords, family) }
    }
    row("bilevel, no parameter", .bilevel)
    return Example("eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9", table)
  }

  static func implicitIdentities() -> Example {
    var table = Table(columns: [
      "N", "w", "ω = w/(1+w)", "implicit f(1)", "gradient f(1)", "series f(1)", "N = ∞",
    ])
    for (depth, w) in [(2, 0.5), (2, 1), (3, 1), (4, 4)] {
      let omega = w / (1 + w)
      func run(_ algorithm: SteppedAlgorithm, _ parameter: Double) -> Cell {
        .number(algorithm.run(depth: depth, parameter: parameter, at: 1))
      }
      table.append([
        .integer(depth), .number(w), .number(omega), run(.implicitData, w),
        run(.gradientDescent, omega), run(.neumann, 1), .number(0.5),
      ])
    }
    return Example(
      """
      f at s = 1, by implicit steps, by gradient steps of size ω, and by the Neumann series, which does not \
      converge there
      """, table)
  }

  static func warmStart() -> Example {
    var table = Table(columns: ["start", "N", "ω", "f(0)", "f(1)", "f(3)"])
    func row(_ name: String, _ start: Double, _ depth: Int, _ omega: Double) {
      let run = SteppedMomentum(isNesterov: false)
      let values = [0.0, 1, 3].map { s in
        Cell.number(
          run.run(depth: depth, stepSize: omega, momentum: 0, from: start, at: s))
      }
      table.append([.text(name), .integer(depth), .number(omega)] + values)
    }
    for depth in [2, 3, 10] {
      row("0", 0, depth, 0.4)
      row("x", 1, depth, 0.4)
    }
    row("(ω/4)x", 0.4, 2, 1.6)
    return Example("gradient steps from three starts; the last filter is 0.4(1.6(1+s) − 3)²", table)
  }

  static func stepParity() -> Example {
    var table = Table(columns: ["algorithm", "f(0)", "f(4)", "f(100)", "least t", "greatest t"])
    func row(_ name: String, _ filter: any BranchedFilter) {
      table.append([
        .text(name), .number(filter.forcedGain.value), .number(filter.value(at: 4)),
        .number(filter.value(at: 100)), .number(filter.image.lowerBound.value),
        .number(filter.image.upperBound.value),
      ])
    }
    row("steps 0.5, 0.5, 0.5", StepsFilter(steps: [0.5, 0.5, 0.5]))
    row("steps 0.5, 0.5, −0.5", StepsFilter(steps: [0.5, 0.5, -0.5]))
    row("steps 0.5, 0.5", StepsFilter(steps: [0.5, 0.5]))
    row("steps 0.5, −0.5", StepsFilter(steps: [0.5, -0.5]))
    for (name, rule) in [("heavy ball", MomentumRule.heavyBall), ("Nesterov", .nesterov)] {
      for depth in [3, 4] {
        row(
          "\(name), N = \(depth), ω = 0.5, β = 0.75",
          MomentumFilter(rule, depth: depth, stepSize: 0.5, momentum: 0.75))
      }
    }
    for depth in [3, 4] {
      row("Chebyshev, N = \(depth), S = 4", ChebyshevFilter(depth: depth, interval: 4))
    }
    return Example("filters and their images; −∞ and ∞ are open ends", table)
  }
}
