// Examples on noise that is not white, or not that of training.

import Evidence
import Report
import ToyModel

extension Example {
  /// The sets of two directions that are forced to one gain, and their price.
  static func colouredNoise() -> Example {
    let eigenvalues = [4.0, 2, 1]
    var table = Table(columns: ["variances of the noise", "m", "forced directions", "c*", "gap"])
    for noises in [[1.0, 1, 1], [1, 3, 0.25], [0.2, 1, 2]] {
      let observation = Observation(
        zip(eigenvalues, noises).map { .init(eigenvalue: $0, noiseVariance: $1) })
      do {
        let count = 2
        let common = CommonGain(observation: observation, count: count)
        table.append([
          .text(noises.map { formatted($0, significantDigits: 3) }.joined(separator: ", ")),
          .integer(count),
          .text(
            zip(eigenvalues, members(common, observation)).filter(\.1).map { "γ = \($0.0)" }
              .joined(separator: ", ")),
          .number(common.gain.value), .number(common.gap),
        ])
      }
    }
    return Example("the cheapest two of three directions with γ = 4, 2, 1 to have one gain", table)
  }

  /// Which directions are in a set, in their order.
  private static func members(_ common: CommonGain, _ observation: Observation) -> [Bool] {
    zip(common.counts, observation.groups).flatMap { count, group in
      (0..<group.multiplicity).map { $0 < count }
    }
  }

  /// The best risks for operators with smaller and smaller singular values.
  static func operatorAsNoise() -> Example {
    let (eigenvalues, noise) = ([3, 1.2, 0.5, 0.1], 0.01)
    var table = Table(columns: ["a of the last direction", "best linear", "exact", "two steps"])
    for a in [1, 0.1, 0.01, 0.001] {
      let observation = Observation(
        zip(eigenvalues, [1, 0.5, 0.2, a]).map {
          .init(eigenvalue: $0, noiseVariance: noise, singularValue: $1)
        })
      func risk(_ family: DenoiserFamily) -> Cell {
        .number(OptimalRisk(observation: observation, rows: 1, family: family).risk.total)
      }
      table.append([
        .number(a), .number(observation.linearRisk), risk(.bilevel),
        risk(.unrolled(depth: 2, step: .learned)),
      ])
    }
    return Example(
      "γ = 3, 1.2, 0.5, 0.1, a = 1, 0.5, 0.2 and the given one, σ = 0.1, k = 1: R has a row for the worst direction",
      table)
  }

  /// Risks of T learned at one σ and tested at others.
  static func noiseMismatch() -> Example {
    let (spectrum, trained) = (Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), 0.5)
    var table = Table(columns: ["σ′²", "best linear there", "linear, learned at 0.5", "two steps"])
    for tested in [0.01, 0.5, 0.81, 4] {
      func risk(_ family: DenoiserFamily, _ noise: Double) -> Double {
        let optimum = OptimalRisk(
          spectrum: spectrum, noiseVariance: noise, rows: 2, family: family)
        return Risk(eigenvalues: optimum.eigenvalues, noiseVariance: tested).total
      }
      table.append([
        .number(tested), .number(risk(.linear, tested)), .number(risk(.linear, trained)),
        .number(risk(.unrolled(depth: 2, step: .learned), trained)),
      ])
    }
    return Example("γ = 3, 1.2, 0.5, 0.1, k = 2, learned at σ² = 0.5", table)
  }
}
