// Examples on algorithms other than gradient descent.

import Evidence
import Libc
import LinearAlgebra
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

  static func untied() -> Example {
    var table = Table(columns: ["N", "rank (N−1)k", "F", "E", "L₀"])
    let spectrum = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])
    for depth in 2...5 {
      let bounds = RiskBounds(
        spectrum: spectrum, noiseVariance: ExampleData.noiseVariance, rows: min(depth - 1, 4))
      table.append([
        .integer(depth), .integer(depth - 1), .number(bounds.floor), .number(bounds.even),
        .number(bounds.linear),
      ])
    }
    return Example(
      "γ = 3, 1.2, 0.5, 0.1, σ = 0.9, k = 1: the best linear risk from N = 4 on", table)
  }

  static func openUntied() -> Example {
    var table = Table(columns: [
      "eigenvalues", "k", "F(2k)", "U at most", "E(2k)", "F(k)", "window that is forced",
    ])
    for (eigenvalues, k) in [
      ([3, 1.2, 0.5, 0.1], 1), ([5, 1, 0.9, 0.8], 1), ([5, 1, 0.9, 0.8, 0.5, 0.01], 2),
      ([5, 4, 1, 0.9, 0.8, 0.01], 2),
    ] {
      guard let algorithm = Algorithm(name: "untied") else { continue }
      let spectrum = Spectrum(eigenvalues: eigenvalues)
      let found = OptimalRisk(
        spectrum: spectrum, noiseVariance: ExampleData.noiseVariance, rows: k,
        family: DenoiserFamily(algorithm, depth: 3, choices: ParameterChoices(.learned)))
      let (one, two) = (
        RiskBounds(spectrum: spectrum, noiseVariance: ExampleData.noiseVariance, rows: k),
        RiskBounds(spectrum: spectrum, noiseVariance: ExampleData.noiseVariance, rows: 2 * k)
      )
      var (first, count, isReached) = (1, 0, false)
      for line in found.eigenvalues {
        if line.isForced {
          count += line.multiplicity
          isReached = true
        } else if !isReached {
          first += line.multiplicity
        }
      }
      let words = eigenvalues.map { formatted($0, significantDigits: 3) }
      table.append([
        .text(words.joined(separator: ", ")), .integer(k), .number(found.lowerBound),
        .number(found.risk.total), .number(two.even), .number(one.floor),
        .text("\(first) to \(first + count - 1)"),
      ])
    }
    return Example("N = 3, σ = 0.9: the infimum U lies between the first two numbers", table)
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

  static func depthMismatch() -> Example {
    var table = Table(columns: ["N", "ω", "N′ = 3", "N′ = 4", "N′ = 5", "N′ = 8", "N′ = 12"])
    for depth in [4, 5] {
      let family = DenoiserFamily.unrolled(depth: depth, step: .learned)
      let learned = ExampleData.optimum(family, rows: 2, spectrum: ExampleData.general)
      let risks = [3, 4, 5, 8, 12].map { other -> Cell in
        let noise = ExampleData.noiseVariance
        let run = learned.tested(depth: other, of: family, noiseVariance: noise)
        return run.map { .number($0.risk.total) } ?? .empty
      }
      table.append([.integer(depth), learned.stepSize.map { .number($0) } ?? .empty] + risks)
    }
    return Example("γ = 3, 1.2, 0.5, 0.1, σ = 0.9, k = 2: learned at N, run for N′ steps", table)
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

  static func closedEnds() -> Example {
    var table = Table(columns: [
      "N", "ω = 0.5", "heavy ball, β = 0.5", "Nesterov, β = 0.5", "Chebyshev, S = 4",
    ])
    for depth in [3, 11, 101, 1001, 10_001] {
      func momentum(_ rule: MomentumRule) -> Cell {
        let filter = MomentumFilter(rule, depth: depth, stepSize: 0.5, momentum: 0.5)
        return .number(filter.image.lowerBound.value)
      }
      let steps = UnrolledFilter(depth: depth, stepSize: 0.5)
      let chebyshev = ChebyshevFilter(depth: depth, interval: 4)
      table.append([
        .integer(depth), .number(steps.image.lowerBound.value), momentum(.heavyBall),
        momentum(.nesterov), .number(chebyshev.image.lowerBound.value),
      ])
    }
    table.append([
      .text("∞"), .number(0.25), .number(0.5 / 3), .number(1.0 / 3), .number(1.0 / 6),
    ])
    return Example("min f at ω = 0.5, and the limits 1/u_c", table)
  }

  static func conjugateGradients() throws(EvidenceError) -> Example {
    var table = Table(columns: ["N", "largest distance from (I+RᵀR)⁻¹x", "energy above the least"])
    let r = Matrix(rows: 2, columns: 4, elements: [1, 2, 0, -1, 0, 1, 1, 3])
    let x = [1.0, -1, 2, 0.5]
    let exact = try factorized(DenseDenoiser.exact(r))
    let best = ConjugateGradients.applied(exact, to: x)
    let system = DenseDenoiser.system(r)
    for steps in 0...3 {
      let z = ConjugateGradients.solution(system, x, steps: steps)
      let error = zip(z, best).map { $0 - $1 }
      let energy = ConjugateGradients.product(error, ConjugateGradients.applied(system, to: error))
      // The error at the end is rounding, and differs from one processor to the next.
      func cell(_ value: Double) -> Cell { .number(value < 1e-12 ? 0 : value) }
      table.append([
        .integer(steps), cell(maximumNorm(error)), cell(0.5 * energy),
      ])
    }
    return Example("k = 2, n = 4, one x: the minimiser after three steps", table)
  }

  static func searchedRisks() -> Example {
    var table = Table(columns: ["algorithm", "stated", "searched"])
    let point = ParameterPoint([.k: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1])
    for searched in SearchedAlgorithm.all
    where ["gradient-descent", "steps", "heavy-ball", "admm"].contains(
      searched.family.algorithm.name)
    {
      let stated = RiskSetting(point, searched.family).optimum.risk.total
      var draws = point.sampler()
      var best = Double.infinity
      for start in 0..<400 where start < 3 || best > stated * (1 + 1e-9) {
        best = min(best, searched.descent(point, &draws))
      }
      // The last digits of a search are rounding.
      let isSame = abs(best - stated) <= 1e-8 * stated
      table.append([
        .text(searched.name), .number(stated), .text(isSame ? "the same to 8 digits" : "above"),
      ])
    }
    let bounds = RiskBounds(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k)
    let (floor, even, bilevel) = (
      formatted(bounds.floor, significantDigits: 6), formatted(bounds.even, significantDigits: 6),
      formatted(bounds.bilevel, significantDigits: 6)
    )
    return Example(
      "γ = 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9, up to 400 descents; F = \(floor), E = \(even), B = \(bilevel)",
      table)
  }

  static func depthThree() -> Example {
    var table = Table(columns: ["algorithm", "N", "risk", "f(0)", "least t", "greatest t"])
    let bounds = RiskBounds(
      spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, rows: 2)
    func row(_ name: String, _ family: DenoiserFamily) {
      let optimum = ExampleData.optimum(family, rows: 2, spectrum: ExampleData.general)
      var best = family
      if !optimum.steps.isEmpty {
        best = family.with(step: .schedule(optimum.steps))
      } else if let choices = optimum.choices {
        best = DenoiserFamily(family.algorithm, depth: family.depth, choices: choices)
      } else if let stepSize = optimum.stepSize {
        best = family.with(step: .fixed(stepSize))
      }
      let filter = best.filter
      table.append([
        .text(name), family.depth.map { .integer($0) } ?? .empty, .number(optimum.risk.total),
        filter.map { .number($0.forcedGain.value) } ?? .empty,
        filter.map { .number($0.image.lowerBound.value) } ?? .empty,
        filter.map { .number($0.image.upperBound.value) } ?? .empty,
      ])
    }
    for depth in [2, 3, 4, 10] {
      row("learned steps", DepthThreeProposition.family("steps", depth, .learned))
    }
    row(
      "heavy ball, β = 0.75", DepthThreeProposition.family("heavy-ball", 3, .learned, .fixed(0.75)))
    for depth in [2, 3, 4, 10] {
      row(
        "heavy ball, learned β",
        DepthThreeProposition.family("heavy-ball", depth, .learned, .learned))
    }
    row("one learned step", .unrolled(depth: 3, step: .learned))
    table.append([.text("floor"), .empty, .number(bounds.floor), .empty, .empty, .empty])
    return Example("eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9", table)
  }

  static func oddDepthLimit() -> Example {
    var table = Table(columns: ["eigenvalues", "N₀", "N = 3", "N = 5", "N = 13", "F", "E", "E⁻"])
    for eigenvalues in [[3, 1.2, 0.5, 0.1], [2, 1.9, 0.3, 0.05], [3, 1, 1, 1]] {
      let spectrum = Spectrum(eigenvalues: eigenvalues)
      let bounds = RiskBounds(
        spectrum: spectrum, noiseVariance: ExampleData.noiseVariance, rows: 2)
      let outside = eigenvalues.indices.filter { bounds.floorWindow?.contains($0 + 1) == false }
      let least = outside.map { eigenvalues[$0] }.min() ?? 0
      let depth = FloorDepth.least(
        gain: bounds.floorGain?.value ?? 0,
        leastTarget: least / (least + ExampleData.noiseVariance))
      let words = eigenvalues.map { formatted($0, significantDigits: 3) }
      table.append(
        [.text(words.joined(separator: ", ")), depth.map { .integer($0) } ?? .empty]
          + [3, 5, 13].map {
            .number(ExampleData.unrolled($0, .learned, rows: 2, spectrum: spectrum))
          } + [.number(bounds.floor), .number(bounds.even), .number(bounds.odd)])
    }
    return Example("best risks of odd depths with a learned step, k = 2, σ = 0.9", table)
  }

  static func depthToInfinity() -> Example {
    var table = Table(columns: ["N", "ω = 0.5", "ω = 1.5", "ω = 2", "learned ω"])
    for depth in [2, 10, 1_000_000, 3, 11, 1_000_001] {
      let risks: [Cell] = [.fixed(0.5), .fixed(1.5), .fixed(2), .learned].map { step in
        .number(ExampleData.unrolled(depth, step, rows: 2, spectrum: ExampleData.general))
      }
      table.append([.integer(depth)] + risks)
    }
    let bilevel = ExampleData.optimum(.bilevel, rows: 2, spectrum: ExampleData.general).risk.total
    return Example(
      """
      best risks for the eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9; that of bilevel learning is \
      \(formatted(bilevel, significantDigits: 6))
      """, table)
  }

  static func spuriousMinima() -> Example {
    let energies = [3, 1.2, 0.5, 0.1]
    let targets = energies.map { $0 / ($0 + ExampleData.noiseVariance) }
    var table = Table(columns: ["active γ", "risk", "least ½J″ of the two kinds", "kind"])
    let best = ExampleData.optimum(.bilevel, rows: 2, spectrum: ExampleData.general).risk.total
    let claim = SpuriousMinimaProposition()
    for active in [[], [0], [3], [0, 1], [0, 2], [1, 3], [2, 3]] {
      let risk = energies.indices.reduce(0.0) { sum, index in
        let gain = active.contains(index) ? targets[index] : 1
        return sum + 0.5
          * (energies[index] * (1 - gain) * (1 - gain) + ExampleData.noiseVariance * gain * gain)
      }
      var least = Double.infinity
      for j in energies.indices where !active.contains(j) {
        let weight = energies[j] + ExampleData.noiseVariance
        if active.count < 2 { least = min(least, claim.spare(weight, 1, targets[j])) }
        for i in active where energies[j] < energies[i] {
          least = min(
            least, claim.exchange(energies[i] + ExampleData.noiseVariance, weight, 1, targets[i]))
        }
      }
      table.append([
        .text(
          active.isEmpty
            ? "none"
            : active.map { formatted(energies[$0], significantDigits: 3) }.joined(separator: ", ")),
        .number(risk), least < .infinity ? .number(least) : .empty,
        .text(
          least < 0 ? "saddle" : abs(risk - best) < 1e-12 ? "minimum" : "minimum that is not global"
        ),
      ])
    }
    return Example(
      "critical points of bilevel learning, eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9", table)
  }
}
