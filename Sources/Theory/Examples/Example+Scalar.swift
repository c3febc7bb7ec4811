// Examples on one sparse number.

import Evidence
import Report
import ToyModel

extension Example {
  /// Two laws of variance 1, one log-concave and one sparse.
  private static let laws: [(name: String, prior: any ScalarPrior)] = [
    ("Laplace", LaplacePrior(scale: 0.5.squareRoot())),
    ("10 % Gaussian, else 0", BernoulliGaussianPrior(energy: 1, share: 0.1)),
  ]

  /// What depths and steps make of one number.
  static func sparseIterations() -> Example {
    var table = Table(columns: ["N", "ω", "c", "f(0.5)", "f(1.5)", "f(3)"])
    for (depth, omega) in [(1, 1.3), (2, 0.3), (2, 1.3), (3, 1.3), (2, 2.5), (3, 2.5)] {
      let map = ScalarIteration.proximalGradient(stepSize: omega).map(depth: depth, threshold: 1)
      table.append([
        .integer(depth), .number(omega),
        omega <= 2 ? .number(ScalarModel.gain(stepSize: omega, depth: depth)) : .text("none"),
        .number(map(0.5)), .number(map(1.5)), .number(map(3)),
      ])
    }
    return Example("ISTA with λ = 1 from 0, at three data x", table)
  }

  /// The three numbers at the best thresholds.
  static func thresholdRisk() -> Example {
    var table = Table(
      columns: ["law", "σ²", "λ of bilevel", "λ/σ² = r", "e", "best c there", "worth", "risk"])
    for (name, prior) in laws {
      for variance in [0.25, 1, 4] {
        let fit = ScalarModel(prior, noiseVariance: variance).optimum.bilevel
        table.append([
          .text(name), .number(variance), .number(fit.threshold), .number(fit.tail.hazard),
          .number(fit.tail.meanExcess), .number(fit.bestGain), .number(fit.worth),
          .number(fit.risk),
        ])
      }
    }
    return Example("best soft thresholds for E y² = 1", table)
  }

  /// Depths of tied ISTA.
  static func overshoot() -> Example {
    var table = Table(
      columns: ["law", "σ²", "e·r", "best c", "best linear", "exact", "N even", "N odd", "least"])
    for (name, prior) in laws {
      for variance in [0.25, 1, 9] {
        let model = ScalarModel(prior, noiseVariance: variance)
        let joint = model.optimum.joint
        table.append([
          .text(name), .number(variance), .number(joint.tail.criterion), .number(joint.gain),
          .number(prior.linearRisk(noiseVariance: variance)), .number(model.optimum.bilevel.risk),
          .number(model.best(.ista, depth: 2).risk), .number(model.best(.ista, depth: 3).risk),
          .number(model.bayesRisk),
        ])
      }
    }
    return Example("risks of tied ISTA with learned λ and ω for E y² = 1", table)
  }

  /// Where training ends on both sides of the wall.
  static func trainingWall() -> Example {
    var table = Table(columns: ["σ²", "best c", "risk before the wall", "risk beyond", "ratio"])
    for variance in [0.0625, 0.25, 1] {
      let model = ScalarModel(laws[1].prior, noiseVariance: variance)
      let (before, beyond) = (model.trappedFit.risk, model.best(.ista, depth: 3).risk)
      table.append([
        .number(variance), .number(model.optimum.joint.gain), .number(before), .number(beyond),
        .number(before / beyond),
      ])
    }
    return Example("odd N ≥ 3 for a law that is Gaussian with probability 0.1, else 0", table)
  }

  /// Sums of soft thresholds.
  static func kinks() -> Example {
    var table = Table(columns: ["law", "N = 1", "N = 2", "N = 3", "posterior mean"])
    for (name, prior) in laws {
      let model = ScalarModel(prior, noiseVariance: 0.25)
      table.append(
        [.text(name)] + (1...3).map { .number(model.best(.untied, depth: $0).risk) } + [
          .number(model.bayesRisk)
        ])
    }
    return Example(
      "best risks of untied ISTA at σ² = 0.25, upper bounds from N = 2 on", table,
      isReproducible: false)
  }

  /// Radii and errors over b/Δ.
  static func roundingRadius() -> Example {
    var table = Table(
      columns: [
        "b/Δ", "ρ*", "data, mid-tread", "exact", "with ρ*", "data, mid-riser", "exact, riser",
        "with ρ*, riser",
      ])
    for scale in [0.1, 0.2, 0.5, 1, 5] {
      let models = [QuantizerKind.midTread, .midRiser].map {
        LaplaceQuantizer(scale: scale, kind: $0)
      }
      table.append(
        [.number(scale), .number(models[0].posteriorRadius)]
          + models.flatMap { model -> [Cell] in
            [.number(model.dataError), .number(model.exactError), .number(model.bayesError)]
          })
    }
    return Example("errors of Laplace data in units of Δ²/12", table)
  }

  /// The risk of c·ST_λ with the best c for a law with two minima.
  static func twoMinima() -> Example {
    let prior = SampledPrior(
      Array(repeating: 0.5, count: 400) + [4] + Array(repeating: 0, count: 599))
    var table = Table(columns: ["λ", "best c", "risk"])
    for threshold in [0.1, 0.236, 0.5, 1.2, 2, 2.69, 3.2] {
      let fit = ScalarModel.fit(prior, threshold: threshold, gain: nil, noiseVariance: 1)
      table.append([.number(threshold), .number(fit.gain), .number(fit.risk)])
    }
    return Example("y = ±0.5 with probability 0.4, ±4 with probability 0.001, else 0; σ = 1", table)
  }
}
