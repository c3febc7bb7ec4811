// Forward operators and coloured noise: golden risks, white noise as a special case, and the scaling of algorithms.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Forward operators and coloured noise") struct ObservationTests {
  private static func observation(_ row: GoldenRow) throws -> Observation {
    func numbers(_ column: String) throws -> [Double] {
      try #require(row.text(column)).split(separator: " ").map { try #require(Double($0)) }
    }
    let (noise, values) = (try numbers("noise"), try numbers("singular"))
    return try Observation(
      numbers("gamma").enumerated().map { index, gamma in
        .init(eigenvalue: gamma, noiseVariance: noise[index], singularValue: values[index])
      })
  }

  @Test("best risks of R that commute with C", arguments: try GoldenRow.all(of: "observation.csv"))
  func golden(_ row: GoldenRow) throws {
    let observation = try Self.observation(row)
    let rule: StepRule = row.number("omega").map { .fixed($0) } ?? .learned
    let family =
      row.integer("depth").map { DenoiserFamily.unrolled(depth: $0, step: rule) } ?? .bilevel
    let optimum = OptimalRisk(
      observation: observation, rows: try #require(row.integer("k")), family: family)
    expectClose(
      optimum.risk.total, try #require(row.number("risk")), .golden, row.testDescription)
    expectAtMost(observation.linearRisk, optimum.risk.total, .golden, row.testDescription)
    // The best ω need not be unique: even depths have ω and 2 − ω.
    if rule == .learned, family != .bilevel, let step = optimum.stepSize {
      let there = OptimalRisk(
        observation: observation, rows: try #require(row.integer("k")),
        family: family.with(step: .fixed(step)))
      expectClose(there.risk.total, optimum.risk.total, .golden, "at ω = \(step)")
    }
    let isExact = observation.hasOneSingularValue || family.depth ?? 0 <= 2
    let isBestLinear = optimum.risk.total <= observation.linearRisk * (1 + 1e-12)
    #expect(optimum.isExact == (isExact || isBestLinear))
  }

  @Test(
    "white noise and A = I give the risks of a denoiser",
    arguments: DataSample.all(sizes: [1, 3, 5]))
  func white(_ sample: DataSample) {
    let observation = Observation(spectrum: sample.spectrum, noiseFactor: sample.noiseVariance)
    var families: [DenoiserFamily] = [.linear, .bilevel]
    for rule in [StepRule.fixed(0.4), .learned] {
      families += [1, 2, 3, 4, 5].map { .unrolled(depth: $0, step: rule) }
    }
    for name in ["ridge", "gain", "admm", "proximal-point", "implicit-regularizer"] {
      guard let algorithm = Algorithm(name: name) else { continue }
      families.append(
        DenoiserFamily(
          algorithm, depth: algorithm.entry.depths == nil ? nil : 3,
          choices: ParameterChoices(.learned)))
    }
    for family in families {
      for k in 1...sample.dimension {
        let (direct, observed) = (
          sample.optimum(family, rows: k),
          OptimalRisk(observation: observation, rows: k, family: family)
        )
        expectClose(
          observed.risk.total, direct.risk.total, .iterative(1e-12),
          "\(family), k = \(k), \(sample.testDescription)")
        #expect(observed.isExact)
      }
    }
  }

  @Test(
    "an algorithm for ½(az−x)² + ½sz² is that of a denoiser with a scaled parameter",
    arguments: [0.3, 1, 1.7], [0, 0.2, 1.1])
  func scaling(a: Double, s: Double) throws {
    let square = a * a
    for depth in 1...5 {
      let w = 0.4
      var (z, old, dual) = (0.0, 0.0, 0.0)
      func expect(_ name: String, momentum: Double? = nil, _ gain: Double) throws {
        let algorithm = try #require(Algorithm(name: name))
        let scaling = try #require(algorithm.entry.curvatureScaling)
        let factor: Double =
          switch scaling {
          case .proportional: square
          case .reciprocal: 1 / square
          case .constant: 1
          }
        let step = ParameterChoice.fixed(w * factor)
        let family = DenoiserFamily(
          algorithm, depth: algorithm.entry.depths == nil ? nil : depth,
          choices: momentum.map { ParameterChoices(step, .fixed($0)) } ?? ParameterChoices(step))
        let filter = try #require(family.filter)
        expectClose(
          a * gain, filter.gain(at: s / square).value, .iterative(1e-12), scale: 1,
          "\(name), N = \(depth), a = \(a), s = \(s)")
      }
      // x = 1.
      for _ in 0..<depth { z -= w * ((square + s) * z - a) }
      try expect("gradient-descent", z)
      z = 0
      for _ in 0..<depth { (z, old) = (z - w * ((square + s) * z - a) + 0.5 * (z - old), z) }
      try expect("heavy-ball", momentum: 0.5, z)
      (z, old) = (0, 0)
      for _ in 0..<depth {
        let ahead = z + 0.5 * (z - old)
        (z, old) = (ahead - w * ((square + s) * ahead - a), z)
      }
      try expect("nesterov", momentum: 0.5, z)
      z = 0
      for _ in 0..<depth { z = (z - w * s * z + w * a) / (1 + w * square) }
      try expect("implicit-data", z)
      z = 0
      for _ in 0..<depth { z = (z - w * (square * z - a)) / (1 + w * s) }
      try expect("implicit-regularizer", z)
      z = 0
      for _ in 0..<depth { z = (z + w * a) / (1 + w * (square + s)) }
      try expect("proximal-point", z)
      z = 0
      for _ in 0..<depth {
        // Proximal maps with the step w: the data term first.
        let v = (z - dual + w * a) / (1 + w * square)
        z = (v + dual) / (1 + w * s)
        dual += v - z
      }
      try expect("admm", z)
    }
    try Self.exactSolutions(a: a, s: s)
  }

  private static func exactSolutions(a: Double, s: Double) throws {
    let square = a * a
    let ridge = try #require(Algorithm(name: "ridge"))
    let filter = DenoiserFamily(
      ridge, depth: nil, choices: ParameterChoices(.fixed(0.4 / square))
    ).filter
    expectClose(
      square / (square + s + 0.4), try #require(filter).gain(at: s / square).value, .golden, "ridge"
    )
    expectClose(
      square / (square + s), BilevelFilter().gain(at: s / square).value, .golden, "exact")
  }

  @Test("a direction that is not observed costs ½γ, and no row of R")
  func blind() {
    let observation = Observation([
      .init(eigenvalue: 2, noiseVariance: 0.5),
      .init(eigenvalue: 3, noiseVariance: 0.5, singularValue: 0),
      .init(eigenvalue: 1, noiseVariance: 0.5),
    ])
    let seen = Observation([
      .init(eigenvalue: 2, noiseVariance: 0.5), .init(eigenvalue: 1, noiseVariance: 0.5),
    ])
    for step in [StepRule.fixed(0.4), .learned] {
      let family = DenoiserFamily.unrolled(depth: 2, step: step)
      let whole = OptimalRisk(observation: observation, rows: 1, family: family)
      // One of two forced directions is the one that is not observed.
      let part = OptimalRisk(observation: seen, rows: 1, family: family)
      expectClose(whole.risk.total, part.risk.total + 1.5, .iterative(1e-12))
    }
    #expect(!observation.isInjective && seen.isInjective)
  }

  @Test("a model that is run for another number of steps, with an operator", arguments: [2, 3, 4])
  func otherDepth(depth: Int) throws {
    let values = [1.1, 0.7, 0.4]
    let (gammas, noises) = ([3, 1, 0.4], [0.3, 0.5, 0.2])
    let observation = Observation(
      gammas.indices.map {
        .init(eigenvalue: gammas[$0], noiseVariance: noises[$0], singularValue: values[$0])
      })
    let family = DenoiserFamily.unrolled(depth: depth, step: .fixed(0.5))
    let optimum = OptimalRisk(observation: observation, rows: 2, family: family)
    for test in 1...5 {
      let tested = try #require(
        optimum.tested(depth: test, of: family, observation: observation))
      var risk = 0.0
      for (index, line) in optimum.eigenvalues.enumerated() {
        let a = values[index]
        let filter = UnrolledFilter(depth: depth, stepSize: 0.5 * a * a)
        let s = line.isForced ? 0 : try #require(filter.inverse(line.gain)) * a * a
        var z = 0.0
        for _ in 0..<test { z -= 0.5 * ((a * a + s) * z - a) }
        risk += 0.5 * (gammas[index] * (1 - a * z) * (1 - a * z) + noises[index] * z * z)
      }
      expectClose(tested.risk.total, risk, .iterative(1e-11), "N = \(depth), N′ = \(test)")
    }
  }

  @Test("coloured noise: no dense R is better than the clip rule", arguments: 1...6)
  func dense(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let n = 3
    let gammas = (0..<n).map { _ in 3 * generator.nextUniform() }.sorted(by: >)
    let noises = (0..<n).map { _ in 0.1 + generator.nextUniform() }
    let observation = Observation(
      gammas.indices.map { .init(eigenvalue: gammas[$0], noiseVariance: noises[$0]) })
    for depth in 2...4 {
      let family = DenoiserFamily.unrolled(depth: depth, step: .fixed(0.6))
      let best = OptimalRisk(observation: observation, rows: 1, family: family)
      let filter = UnrolledFilter(depth: depth, stepSize: 0.6)
      for _ in 0..<4000 {
        // T = f(0)I + (f(s) − f(0))uuᵀ for a random unit vector u.
        var u = (0..<n).map { _ in generator.nextNormal() }
        let norm = u.reduce(0) { $0 + $1 * $1 }.squareRoot()
        u = u.map { $0 / norm }
        let forced = filter.forcedGain.value
        let rise = filter.gain(at: 4 * generator.nextUniform()).value - forced
        var risk = 0.0
        for i in 0..<n {
          for j in 0..<n {
            let t = (i == j ? forced : 0) + rise * u[i] * u[j]
            let error = t - (i == j ? 1 : 0)
            risk += 0.5 * (error * error * gammas[j] + t * t * noises[j])
          }
        }
        #expect(risk >= best.risk.total * (1 - 1e-13), "N = \(depth)")
      }
    }
  }
}
