// Examples on optimal risks.

import Certified
import Evidence
import Intervals
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

extension Example {
  static func projection() -> Example {
    let family = DenoiserFamily.unrolled(depth: 3, step: .fixed(0.5))
    let optimum = ExampleData.optimum(family, rows: 2, spectrum: ExampleData.general)
    var table = Table(columns: ["γ", "Wiener gain", "t", "forced", "risk", "least risk"])
    for line in optimum.eigenvalues {
      let direction = DirectionalRisk(
        signalEnergy: line.dataEigenvalue, noiseVariance: ExampleData.noiseVariance)
      table.append([
        .number(line.dataEigenvalue), .number(direction.wienerGain.value), .number(line.gain.value),
        .text(line.isForced ? "yes" : "no"), .number(direction.value(line.gain)),
        .number(direction.best),
      ])
    }
    return Example(
      """
      N = 3, ω = 0.5 (c = 0.375, c₀ = 0.875) for the eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9
      """, table)
  }

  static func randomRegularizers() throws(EvidenceError) -> Example {
    let spectrum = ExampleData.general
    let moment = Matrix(diagonal: [3, 1.2, 0.5, 0.1])
    var table = Table(columns: ["family", "infimum", "least of 1000 random R", "R of the optimum"])
    let families: [(String, DenoiserFamily, any BranchedFilter)] = [
      ("bilevel", .bilevel, BilevelFilter()),
      (
        "N = 2, ω = 0.5", .unrolled(depth: 2, step: .fixed(0.5)),
        UnrolledFilter(depth: 2, stepSize: 0.5)
      ),
      (
        "N = 3, ω = 0.5", .unrolled(depth: 3, step: .fixed(0.5)),
        UnrolledFilter(depth: 3, stepSize: 0.5)
      ),
    ]
    func risk(_ denoiser: Matrix) -> Double {
      Risk(
        denoiser: denoiser, secondMoment: moment, noiseVariance: ExampleData.noiseVariance
      ).total
    }
    for (name, family, filter) in families {
      var generator = SeededGenerator(seed: 0)
      var least = Double.infinity
      for _ in 0..<1000 {
        let r = DenseDenoiser.random(
          rows: 2, columns: 4, scale: 0.7, normal: { generator.nextNormal() })
        least = min(least, risk(try factorized(filter.map(regularizer: r))))
      }
      let optimum = ExampleData.optimum(family, rows: 2, spectrum: spectrum)
      let best = Matrix(diagonal: optimum.eigenvalues.map(\.gain.value))
      let r = try DenseDenoiser.realized(best, rows: 2, by: filter)
      table.append([
        .text(name), .number(optimum.risk.total), .number(least),
        .number(risk(try factorized(filter.map(regularizer: r)))),
      ])
    }
    return Example("eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9 (seed 0)", table)
  }

  static func accuracy() -> Example {
    var table = Table(columns: ["family", "risk", "width of the enclosure", "inside"])
    let families: [DenoiserFamily] = [
      .bilevel, .unrolled(depth: 2, step: .learned), .unrolled(depth: 3, step: .fixed(0.5)),
    ]
    for family in families {
      let computed = ExampleData.optimum(family).risk.total
      let certified = CertifiedRisk(
        spectrum: CertifiedSpectrum(
          .constant(n: ExampleData.n, mu: ExampleData.mu, theta: ExampleData.theta)),
        noiseVariance: Interval(ExampleData.noiseVariance), rows: ExampleData.k, family: family
      ).risk
      let slack = Interval(-1e-13 * computed, 1e-13 * computed)
      let width = (certified.upperBound - certified.lowerBound) / computed
      table.append([
        .text(family.inWords), .number(computed),
        .text(width < 1e-20 ? "below 10⁻²⁰" : width < 1e-13 ? "below 10⁻¹³" : "wider"),
        .text((certified + slack).contains(computed) ? "yes" : "no"),
      ])
    }
    return Example(
      ExampleData.caption + ", k = 5; relative width, and whether the risk is inside up to 10⁻¹³",
      table)
  }

  static func ratios() -> Example {
    var table = Table(columns: ["k", "N", "risk", "to best linear", "to best bilevel"])
    let linear = ExampleData.optimum(.linear).risk.total
    for k in [1, 5, 10] {
      let bilevel = ExampleData.optimum(.bilevel, rows: k).risk.total
      for depth in [2, 3] {
        let risk = ExampleData.unrolled(depth, .fixed(0.5), rows: k)
        table.append([
          .integer(k), .integer(depth), .number(risk), .number(risk / linear),
          .number(risk / bilevel),
        ])
      }
    }
    return Example(ExampleData.caption + ", ω = 0.5", table)
  }

  static func bilevelInfimum() -> Example {
    var table = Table(columns: [
      "k", "infimum", "σ²(n−k)/2", "best linear", "attained", "s = 100", "s = 10000",
    ])
    for k in [1, 5, 9, 10] {
      let optimum = ExampleData.optimum(.bilevel, rows: k)
      let near = [100.0, 10000].map { s -> Cell in
        let eigenvalues = optimum.eigenvalues.map { line in
          line.gain == .zero
            ? DenoiserEigenvalue(
              dataEigenvalue: line.dataEigenvalue, gain: BilevelFilter().gain(at: s),
              multiplicity: line.multiplicity, isForced: false) : line
        }
        return .number(
          Risk(eigenvalues: eigenvalues, noiseVariance: ExampleData.noiseVariance).total)
      }
      table.append(
        [
          .integer(k), .number(optimum.risk.total),
          k < ExampleData.n
            ? .number(ExampleData.noiseVariance * Double(ExampleData.n - k) / 2) : .empty,
          .number(ExampleData.optimum(.linear).risk.total),
          .text(optimum.attainment == .attained ? "yes" : "no"),
        ] + near)
    }
    return Example(
      ExampleData.caption + """
        ; the last columns are risks of an R that gives the free \
        directions without signal the eigenvalue s
        """, table)
  }

  static func bilevelExcess() -> Example {
    let optimum = ExampleData.optimum(.bilevel)
    var table = Table(columns: ["s", "t = 1/(1+s)", "risk", "above the infimum", "½kσ²t²"])
    for s in [1.0, 10, 100, 1000] {
      let gain = BilevelFilter().gain(at: s)
      let eigenvalues = optimum.eigenvalues.map { line in
        line.gain == .zero
          ? DenoiserEigenvalue(
            dataEigenvalue: 0, gain: gain, multiplicity: line.multiplicity, isForced: false) : line
      }
      let risk = Risk(eigenvalues: eigenvalues, noiseVariance: ExampleData.noiseVariance).total
      table.append([
        .number(s), .number(gain.value), .number(risk), .number(risk - optimum.risk.total),
        .number(0.5 * Double(ExampleData.k) * ExampleData.noiseVariance * gain.value * gain.value),
      ])
    }
    return Example(
      ExampleData.caption + ", k = 5: s in all k directions, orthogonal to the signal", table)
  }

  static func depthOne() -> Example {
    var table = Table(columns: ["k", "N = 1", "formula", "N = 2", "N = 3", "best linear"])
    let energy = Double(ExampleData.n) * ExampleData.signalEnergy
    let noise = Double(ExampleData.n) * ExampleData.noiseVariance
    for k in [1, 5, 10] {
      table.append([
        .integer(k), .number(ExampleData.unrolled(1, .learned, rows: k)),
        .number(0.5 * energy * noise / (energy + noise)),
        .number(ExampleData.unrolled(2, .learned, rows: k)),
        .number(ExampleData.unrolled(3, .learned, rows: k)),
        .number(ExampleData.optimum(.linear).risk.total),
      ])
    }
    return Example(ExampleData.caption + ", learned ω; at N = 3 the infimum", table)
  }

  static func evenLearned() -> Example {
    var table = Table(columns: ["N", "learned ω", "c₀", "risk", "formula", "best bilevel"])
    let forced = Double(ExampleData.n - ExampleData.k) * ExampleData.noiseVariance
    let top = Double(ExampleData.n) * ExampleData.signalEnergy
    for depth in [2, 4, 10, 100] {
      let optimum = ExampleData.optimum(.unrolled(depth: depth, step: .learned))
      let omega = optimum.stepSize ?? 0
      table.append([
        .integer(depth), .number(omega),
        .number(UnrolledFilter(depth: depth, stepSize: omega).forcedGain.value),
        .number(optimum.risk.total), .number(0.5 * top * forced / (top + forced)),
        .number(ExampleData.optimum(.bilevel).risk.total),
      ])
    }
    return Example(ExampleData.caption + ", k = 5", table)
  }

  static func oddConstantExcess() -> Example {
    let linear = ExampleData.optimum(.linear)
    var table = Table(columns: ["ω", "N = 3", "bound", "N = 11", "bound at N = 11"])
    for omega in [0.1, 0.01, 0.001] {
      var cells = [Cell.number(omega)]
      for depth in [3, 11] {
        let excess = ExampleData.optimum(.unrolled(depth: depth, step: .fixed(omega)))
          .excess(over: linear, noiseVariance: ExampleData.noiseVariance)
        let directions =
          Double(ExampleData.n - ExampleData.k) * Double(depth * depth) + Double(ExampleData.k - 1)
        cells += [
          .number(excess),
          .number(0.5 * ExampleData.noiseVariance * omega * omega * directions),
        ]
      }
      table.append(cells)
    }
    return Example(
      ExampleData.caption + ", k = 5: best risk at ω above the best linear risk", table)
  }

  static func oddIndependent() -> Example {
    var table = Table(columns: ["k", "N", "risk", "best linear", "learned ω", "c₀"])
    let linear = ExampleData.optimum(.linear, spectrum: ExampleData.independent).risk.total
    for (k, depth) in [(1, 3), (5, 3), (5, 11), (10, 3)] {
      let optimum = ExampleData.optimum(
        .unrolled(depth: depth, step: .learned), rows: k, spectrum: ExampleData.independent)
      let omega = optimum.stepSize ?? 0
      table.append([
        .integer(k), .integer(depth), .number(optimum.risk.total), .number(linear), .number(omega),
        .number(UnrolledFilter(depth: depth, stepSize: omega).forcedGain.value),
      ])
    }
    return Example(
      "independent entries, n = 10, μ = 1, θ = 0.5, σ = 0.9; θ²/(θ²+σ²) = 0.235849", table)
  }

  static func oddLearned() -> Example {
    var table = Table(columns: ["ω", "N = 3", "N = 5"])
    for omega in [0.05, 0.1, 0.2, 0.5, 1, 1.5] {
      table.append(
        [.number(omega)]
          + [3, 5].map {
            .number(
              ExampleData.unrolled($0, .fixed(omega), rows: 2, spectrum: ExampleData.general))
          })
    }
    table.append(
      [.text("learned")]
        + [3, 5].map {
          .number(ExampleData.unrolled($0, .learned, rows: 2, spectrum: ExampleData.general))
        })
    return Example("best risks for the eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9", table)
  }

  static func oddDepths() -> Example {
    var table = Table(columns: ["N", "risk", "learned ω", "c₀"])
    for depth in [3, 5, 7, 21, 101] {
      let optimum = ExampleData.optimum(
        .unrolled(depth: depth, step: .learned), rows: 2, spectrum: ExampleData.general)
      let omega = optimum.stepSize ?? 0
      table.append([
        .integer(depth), .number(optimum.risk.total), .number(omega),
        .number(UnrolledFilter(depth: depth, stepSize: omega).forcedGain.value),
      ])
    }
    return Example("eigenvalues 3, 1.2, 0.5, 0.1, k = 2, σ = 0.9, learned ω", table)
  }

  static func parity() -> Example {
    var table = Table(columns: ["N", "constant", "independent", "eigenvalues 3, 1.2, 0.5, 0.1"])
    for depth in [2, 4, 100, 3, 5, 101] {
      table.append([
        .integer(depth), .number(ExampleData.unrolled(depth, .learned)),
        .number(ExampleData.unrolled(depth, .learned, spectrum: ExampleData.independent)),
        .number(ExampleData.unrolled(depth, .learned, rows: 2, spectrum: ExampleData.general)),
      ])
    }
    return Example(
      """
      best risk with a learned ω; n = 10, k = 5, μ = 1, θ = 0.5 for the toy models, k = 2 for the third, \
      σ = 0.9
      """, table)
  }

  static func limit() -> Example {
    let bilevel = ExampleData.optimum(.bilevel).risk.total
    let squeezed =
      0.5 * ExampleData.noiseVariance
      * (Double(ExampleData.n - ExampleData.k) + Double(ExampleData.k) * 0.25 * 0.25)
    var table = Table(columns: ["N", "f(1)", "f(4)", "ω = 0.5", "limit", "learned ω"])
    for depth in [2, 10, 100, 1_000_000, 3, 11, 101, 1_000_001] {
      let filter = UnrolledFilter(depth: depth, stepSize: 0.5)
      table.append([
        .integer(depth), .number(filter.value(at: 1)), .number(filter.value(at: 4)),
        .number(ExampleData.unrolled(depth, .fixed(0.5))),
        .number(depth.isMultiple(of: 2) ? bilevel : squeezed),
        .number(ExampleData.unrolled(depth, .learned)),
      ])
    }
    return Example(
      ExampleData.caption + ", k = 5; f for ω = 0.5, where s = 4 is beyond convergence", table)
  }

  static func learnedRatios() -> Example {
    var table = Table(columns: [
      "k", "best linear", "odd N ≥ 3", "even N", "bilevel", "even/bilevel",
    ])
    for k in [1, 5, 8, 9, 10] {
      let even = ExampleData.unrolled(2, .learned, rows: k)
      let bilevel = ExampleData.optimum(.bilevel, rows: k).risk.total
      table.append([
        .integer(k), .number(ExampleData.optimum(.linear).risk.total),
        .number(ExampleData.unrolled(3, .learned, rows: k)), .number(even), .number(bilevel),
        .number(even / bilevel),
      ])
    }
    return Example(ExampleData.caption + ", learned ω", table)
  }

  static func learnedException() -> Example {
    let strong = Spectrum(eigenvalues: [100, 100, 0.01])
    var table = Table(columns: ["k", "bilevel", "N = 2", "N = 3", "N = 3/bilevel"])
    for k in 1...3 {
      let bilevel = ExampleData.optimum(.bilevel, rows: k, spectrum: strong).risk.total
      let odd = ExampleData.unrolled(3, .learned, rows: k, spectrum: strong)
      table.append([
        .integer(k), .number(bilevel),
        .number(ExampleData.unrolled(2, .learned, rows: k, spectrum: strong)), .number(odd),
        .number(odd / bilevel),
      ])
    }
    return Example("eigenvalues 100, 100, 0.01, σ = 0.9, learned ω", table)
  }

  static func fixedSteps() -> Example {
    var table = Table(columns: ["k", "bilevel", "N = 2", "N = 3", "N = 10", "N = 11"])
    for k in [1, 5, 9, 10] {
      table.append(
        [.integer(k), .number(ExampleData.optimum(.bilevel, rows: k).risk.total)]
          + [2, 3, 10, 11].map { .number(ExampleData.unrolled($0, .fixed(0.5), rows: k)) })
    }
    return Example(ExampleData.caption + ", ω = 0.5", table)
  }

  static func steps() -> Example {
    let depths = [2, 3, 10, 11]
    var table = Table(columns: ["ω"] + depths.map { "N = \($0)" })
    for step in [0.1, 0.5, 1, 1.5].map(StepRule.fixed) + [.learned] {
      let name =
        if case .fixed(let omega) = step {
          formatted(omega, significantDigits: 3)
        } else {
          "learned"
        }
      table.append([.text(name)] + depths.map { .number(ExampleData.unrolled($0, step)) })
    }
    let bilevel = formatted(
      ExampleData.optimum(.bilevel).risk.total, significantDigits: 6)
    let linear = formatted(ExampleData.optimum(.linear).risk.total, significantDigits: 6)
    return Example(
      ExampleData.caption + ", k = 5; best bilevel risk \(bilevel), best linear \(linear)", table)
  }

  static func attainments() -> Example {
    let cases: [(String, Spectrum, DenoiserFamily)] = [
      ("constant", ExampleData.constant, .bilevel),
      ("independent", ExampleData.independent, .bilevel),
      ("constant", ExampleData.constant, .unrolled(depth: 2, step: .learned)),
      ("constant", ExampleData.constant, .unrolled(depth: 3, step: .fixed(0.5))),
      ("constant", ExampleData.constant, .unrolled(depth: 3, step: .learned)),
      ("independent", ExampleData.independent, .unrolled(depth: 3, step: .learned)),
    ]
    var table = Table(columns: ["data", "family", "infimum", "attained"])
    for (name, spectrum, family) in cases {
      let optimum = ExampleData.optimum(family, spectrum: spectrum)
      table.append([
        .text(name), .text(family.inWords), .number(optimum.risk.total),
        .text(optimum.attainment.inWords),
      ])
    }
    return Example("n = 10, k = 5, μ = 1, θ = 0.5, σ = 0.9", table)
  }
}
