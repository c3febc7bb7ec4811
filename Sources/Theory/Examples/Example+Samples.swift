// Examples on learning from finitely many frames.

import Evidence
import Report
import ToyModel

extension Example {
  static func linearSamples() -> Example {
    var table = Table(columns: ["m", "clean", "noise2noise", "sure", "known eigenvectors, clean"])
    for frames in [8, 20, 100, 1000] {
      let laws = [SampleLoss.clean, .noise2noise, .sure].map { loss in
        LinearSampleLaw(
          spectrum: ExampleData.general, noiseVariance: ExampleData.noiseVariance, loss: loss)
      }
      let known = laws[0].excessWithKnownEigenvectors(frames: frames)
      table.append(
        [.integer(frames)]
          + (laws.map { $0.excess(frames: frames) } + [known]).map {
            $0.map { .number($0) } ?? .empty
          })
    }
    return Example("The excess over L₀ for γ = 3, 1.2, 0.5, 0.1, σ = 0.9", table)
  }

  static func cleanTargets() -> Example {
    var table = Table(columns: ["γ/σ²", "clean", "sure"])
    for ratio in [0.1, 1, 1.25, 2, 10, 100] {
      let spectrum = Spectrum([Spectrum.Group(eigenvalue: ratio, multiplicity: 4)])
      let excesses = [SampleLoss.clean, .sure].map { loss in
        LinearSampleLaw(spectrum: spectrum, noiseVariance: 1, loss: loss).excess(frames: 1000)
      }
      table.append([.number(ratio)] + excesses.map { $0.map { .number($0) } ?? .empty })
    }
    return Example("n = 4 equal γ, σ = 1, m = 1000: the excess over L₀", table)
  }

  static func sampleConstants() -> Example {
    var table = Table(columns: ["family", "k", "risk", "K clean", "K noise2noise", "K sure"])
    func row(_ name: String, _ family: DenoiserFamily, _ rows: Int) {
      let optimum = ExampleData.optimum(family, rows: rows, spectrum: ExampleData.general)
      let constants = [SampleLoss.clean, .noise2noise, .sure].map { loss in
        SampleLaw(
          of: family, optimum: optimum, spectrum: ExampleData.general,
          noiseVariance: ExampleData.noiseVariance, loss: loss
        ).constant
      }
      table.append(
        [.text(name), .integer(rows), .number(optimum.risk.total)]
          + constants.map { $0.map { .number($0) } ?? .empty })
    }
    row("linear", .linear, 4)
    row("bilevel", .bilevel, 4)
    row("bilevel", .bilevel, 2)
    row("N = 2, learned ω", .unrolled(depth: 2, step: .learned), 2)
    row("N = 2, ω = 0.5", .unrolled(depth: 2, step: .fixed(0.5)), 2)
    return Example("γ = 3, 1.2, 0.5, 0.1, σ = 0.9", table)
  }

  static func sampleCrossings() -> Example {
    var table = Table(columns: ["k", "best risk", "K", "m*"])
    let (spectrum, noise) = (ExampleData.general, ExampleData.noiseVariance)
    let family = DenoiserFamily.unrolled(depth: 2, step: .learned)
    for rows in [1, 2] {
      let optimum = ExampleData.optimum(family, rows: rows, spectrum: spectrum)
      let law = SampleLaw(
        of: family, optimum: optimum, spectrum: spectrum, noiseVariance: noise, loss: .clean)
      let gap = optimum.excess(
        over: ExampleData.optimum(.linear, rows: rows, spectrum: spectrum), noiseVariance: noise)
      let crossing = law.constant.flatMap {
        LinearSampleLaw(spectrum: spectrum, noiseVariance: noise, loss: .clean)
          .crossing(gap: gap, constant: $0)
      }
      table.append([
        .integer(rows), .number(optimum.risk.total), law.constant.map { .number($0) } ?? .empty,
        crossing.map { .number($0) } ?? .empty,
      ])
    }
    return Example(
      "γ = 3, 1.2, 0.5, 0.1, σ = 0.9: N = 2 with a learned ω against all matrices", table)
  }
}
