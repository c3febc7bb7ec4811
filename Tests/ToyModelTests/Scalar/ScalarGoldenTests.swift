// The scalar model against golden values, and against routes that share no formula with it.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

/// Priors and golden rows.
enum ScalarSample {
  /// The law of a golden row.
  static func prior(_ row: GoldenRow) throws -> any ScalarPrior {
    let theta = try #require(row.number("theta"))
    let parameter = row.number("parameter")
    switch row.text("prior") {
    case "laplace": return LaplacePrior(scale: theta * 0.5.squareRoot())
    case "gaussian": return GaussianPrior(energy: theta * theta)
    case "bernoulli-gaussian":
      return BernoulliGaussianPrior(energy: theta * theta, share: try #require(parameter))
    case "generalized-gaussian":
      return GeneralizedGaussianPrior(energy: theta * theta, exponent: try #require(parameter))
    default:
      let atoms = try #require(row.text("atoms")).split(separator: " ").map { text in
        try text.split(separator: ":").map { try #require(Double($0)) }
      }
      // Weights are multiples of the least one.
      let least = try #require(atoms.map { $0[1] }.min())
      return SampledPrior(
        atoms.flatMap { Array(repeating: $0[0], count: Int(($0[1] / least).rounded())) })
    }
  }

  /// Laws of all kinds, each with three noise variances.
  static let models: [(prior: any ScalarPrior, noiseVariance: Double)] = {
    let priors: [any ScalarPrior] = [
      GaussianPrior(energy: 1), LaplacePrior(scale: 0.7),
      BernoulliGaussianPrior(energy: 1, share: 0.1), SampledPrior([0, 0, 0, 0.5, -2]),
    ]
    return priors.flatMap { prior in [0.04, 1, 9].map { (prior, $0) } }
  }()
}

@Suite("Golden values of the scalar model") struct ScalarGoldenTests {
  @Test("best thresholds, gains and risks", arguments: try GoldenRow.all(of: "scalar.csv"))
  func optima(_ row: GoldenRow) throws {
    let sigma = try #require(row.number("sigma"))
    let model = ScalarModel(try ScalarSample.prior(row), noiseVariance: sigma * sigma)
    let (bilevel, joint) = (model.optimum.bilevel, model.optimum.joint)
    func expect(_ name: String, _ value: Double, _ tolerance: Double = 1e-12) throws {
      let expected = try #require(row.number(name))
      #expect(
        abs(value - expected) <= tolerance * max(abs(expected), 1e-3),
        "\(name) is \(value), not \(expected)")
    }
    try expect("lambda_bilevel", bilevel.threshold)
    try expect("risk_bilevel", bilevel.risk)
    try expect("gain_bilevel", bilevel.bestGain)
    try expect("risk_gain", bilevel.risk - bilevel.worth)
    try expect("lambda_joint", joint.threshold)
    try expect("gain_joint", joint.gain)
    try expect("risk_joint", joint.risk)
    try expect("risk_bayes", model.bayesRisk)
    try expect("probability", bilevel.tail.probability)
    try expect("hazard", bilevel.tail.hazard)
    try expect("mean_excess", bilevel.tail.meanExcess)
  }

  @Test("risks of piecewise affine maps", arguments: try GoldenRow.all(of: "scalar_maps.csv"))
  func maps(_ row: GoldenRow) throws {
    let sigma = try #require(row.number("sigma"))
    let terms = try #require(row.text("terms")).split(separator: " ").map { text in
      let pair = try text.split(separator: ":").map { try #require(Double($0)) }
      return (gain: pair[0], threshold: pair[1])
    }
    let map = OddMap(
      slope: try #require(row.number("linear")), terms: terms,
      jump: try #require(row.number("jump")))
    let model = ScalarModel(try ScalarSample.prior(row), noiseVariance: sigma * sigma)
    let found = map.risk(model.prior, noiseVariance: sigma * sigma)
    let expected = try #require(row.number("risk"))
    #expect(abs(found - expected) <= 2e-13 * (1 + expected), "\(found), not \(expected)")
  }

  @Test("errors of quantisers", arguments: try GoldenRow.all(of: "scalar_quantization.csv"))
  func quantizers(_ row: GoldenRow) throws {
    let scale = try #require(row.number("b"))
    guard row.text("prior") == "laplace" else {
      let found =
        row.text("kind") == "rounded"
        ? LaplaceQuantizer.roundingThreshold : LaplaceQuantizer.ditherThreshold
      #expect(abs(found - scale) <= 1e-16)
      return
    }
    let kind = try #require(QuantizerKind(rawValue: row.text("kind") ?? ""))
    let quantizer = LaplaceQuantizer(scale: scale, kind: kind)
    for (name, found) in [
      ("nothing", quantizer.dataError), ("narrow", quantizer.error(radius: 0.4)),
      ("exact", quantizer.exactError), ("bayes", quantizer.bayesError),
      ("best_radius", quantizer.bestRadius),
    ] {
      let expected = try #require(row.number(name))
      #expect(abs(found - expected) <= 1e-12 * (0.01 + expected), "\(name): \(found)")
    }
  }
}
