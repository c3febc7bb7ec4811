// The scalar model: identities, iterations step by step, edges, and random draws.

import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import ToyModel

@Suite("The scalar model") struct ScalarModelTests {
  private static let steps: [(ScalarIteration, @Sendable (Double, Double, Int) -> Double)] = [
    (
      .proximalGradient(stepSize: 1.3),
      { x, threshold, depth in
        (0..<depth).reduce(0) { z, _ in
          softThreshold(z - 1.3 * (z - x), 1.3 * threshold)
        }
      }
    ),
    (
      .proximalGradient(stepSize: 0.4, start: 1.7),
      { x, threshold, depth in
        (0..<depth).reduce(1.7 * x) { z, _ in
          softThreshold(z - 0.4 * (z - x), 0.4 * threshold)
        }
      }
    ),
    (
      .proximalGradient(stepSize: 0.7, momentum: 0.5),
      { x, threshold, depth in
        (0..<depth).reduce((0.0, 0.0)) { z, _ in
          (softThreshold(z.0 - 0.7 * (z.0 - x) + 0.5 * (z.0 - z.1), 0.7 * threshold), z.0)
        }.0
      }
    ),
    (
      .subgradient(stepSize: 0.3),
      { x, threshold, depth in
        (0..<depth).reduce(0) { z, _ in
          z - 0.3 * (z - x + threshold * (z > 0 ? 1 : z < 0 ? -1 : 0))
        }
      }
    ),
    (
      .chambollePock(primalStep: 0.8, dualStep: 0.6),
      { x, threshold, depth in
        var (z, extrapolated, p) = (0.0, 0.0, 0.0)
        for _ in 0..<depth {
          p = min(max(p + 0.6 * extrapolated, -threshold), threshold)
          let next = (z - 0.8 * p + 0.8 * x) / 1.8
          (z, extrapolated) = (next, 2 * next - z)
        }
        return z
      }
    ),
  ]

  @Test("maps of iterations agree with the steps at every point", arguments: 0..<5)
  func iterations(_ index: Int) {
    let (iteration, stepped) = Self.steps[index]
    for depth in 1...8 {
      let map = iteration.map(depth: depth, threshold: 0.6)
      for step in -60...60 {
        let x = 0.0713 * Double(step)
        let expected = stepped(x, 0.6, depth)
        #expect(abs(map(x) - expected) <= 1e-14 * (1 + abs(x)), "N = \(depth) at \(x)")
      }
    }
  }

  @Test("tied ISTA is c ST_λ, from ax with another threshold")
  func tied() {
    for (omega, depth) in [(0.3, 4), (1, 2), (1.7, 3), (2, 5), (0.9, 7)] {
      let c = ScalarModel.gain(stepSize: omega, depth: depth)
      let map = ScalarIteration.proximalGradient(stepSize: omega).map(
        depth: depth, threshold: 0.8)
      for x in [-3.0, -0.5, 0.2, 0.85, 2, 10] {
        #expect(abs(map(x) - c * softThreshold(x, 0.8)) <= 1e-14 * abs(x))
      }
      guard omega <= 1 else { continue }
      let started = ScalarIteration.proximalGradient(stepSize: omega, start: 1.6).map(
        depth: depth, threshold: 0.8)
      let g = c + 1.6 * (1 - c)
      for x in [0.3, 0.7, 0.9, 4] {
        #expect(abs(started(x) - g * softThreshold(x, 0.8 * c / g)) <= 1e-14 * x)
      }
    }
  }

  @Test("layers of untied ISTA compute the sum they were made for")
  func layers() {
    let terms = [(gain: 0.2, threshold: 0.3), (0.5, 1.1), (0.1, 0), (0.15, 2.5)]
    let layers = StickBreaking.layers(of: terms)
    let map = ScalarIteration.untied(
      stepSizes: layers.stepSizes, thresholds: layers.thresholds
    ).map(depth: terms.count, threshold: 0)
    let sum = OddMap(slope: 0, terms: terms)
    for x in [0.1, 0.5, 1.3, 2.7, 9] { #expect(abs(map(x) - sum(x)) <= 1e-15 * (1 + x)) }
    #expect(map.kinks.count == 3)
  }

  @Test("risks of maps agree with those of soft thresholds", arguments: ScalarSample.models.indices)
  func risks(_ index: Int) {
    let (prior, variance) = ScalarSample.models[index]
    for (threshold, gain) in [(0.0, 0.8), (0.3, 1), (2, 1.4), (1, 0.2)] {
      let direct = prior.risk(threshold: threshold, gain: gain, noiseVariance: variance)
      let map = OddMap(slope: 0, terms: [(gain, threshold)])
      let found = map.risk(prior, noiseVariance: variance)
      #expect(
        abs(found - direct) <= 1e-13 * (prior.energy + variance), "λ = \(threshold), c = \(gain)")
      let fit = SoftThresholdFit(
        ScalarModel(prior, noiseVariance: variance), threshold: threshold, gain: gain)
      let best = SoftThresholdFit(
        ScalarModel(prior, noiseVariance: variance), threshold: threshold, gain: nil)
      #expect(best.risk <= fit.risk * (1 + 1e-14))
    }
  }

  @Test("the posterior mean is the derivative of the density, and no family is better")
  func posterior() {
    for (prior, variance) in ScalarSample.models {
      let model = ScalarModel(prior, noiseVariance: variance)
      for x in [0.1, 0.9, 3] {
        let h = 1e-4 * variance.squareRoot()
        let slope =
          (prior.posterior(at: x + h, noiseVariance: variance).logDensity
            - prior.posterior(at: x - h, noiseVariance: variance).logDensity) / (2 * h)
        let mean = prior.posterior(at: x, noiseVariance: variance).mean
        // The error of the difference is of second order in h.
        #expect(abs(mean - (x + variance * slope)) <= 1e-6 * (1 + x))
      }
      let bayes = model.bayesRisk
      for algorithm in ScalarAlgorithm.allCases
      where algorithm != .posteriorMean && !algorithm.isSearched(depth: 2) {
        let best = model.best(algorithm, depth: algorithm.depths == nil ? 1 : 2)
        #expect(best.risk >= bayes * (1 - 1e-12), "\(algorithm)")
        guard let map = best.map else { continue }
        #expect(
          abs(map.risk(prior, noiseVariance: variance) - best.risk)
            <= 1e-13 * (prior.energy + variance), "\(algorithm)")
      }
    }
  }

  @Test("tiny and huge scales neither underflow nor lose digits")
  func scales() {
    for unit in [1e-100, 1e-8, 1e8, 1e100] {
      for (prior, scaled): (any ScalarPrior, any ScalarPrior) in [
        (LaplacePrior(scale: 0.7), LaplacePrior(scale: 0.7 * unit)),
        (
          BernoulliGaussianPrior(energy: 1, share: 0.1),
          BernoulliGaussianPrior(energy: unit * unit, share: 0.1)
        ),
      ] {
        let one = ScalarModel(prior, noiseVariance: 0.25).optimum
        let other = ScalarModel(scaled, noiseVariance: 0.25 * unit * unit).optimum
        #expect(abs(other.joint.gain - one.joint.gain) <= 1e-12)
        #expect(abs(other.bilevel.risk / (unit * unit) - one.bilevel.risk) <= 1e-12)
      }
    }
    let far = LaplacePrior(scale: 1).tail(beyond: 2000, noiseVariance: 1)
    #expect(abs(far.hazard - 1) <= 1e-13)
    #expect(far.probability == 0)
    let normal = GaussianPrior(energy: 1).tail(beyond: 100, noiseVariance: 1)
    #expect(abs(normal.hazard - 50) <= 0.02)
  }

  @Test("random draws agree within four standard errors", arguments: ScalarSample.models.indices)
  func draws(_ index: Int) {
    let (prior, variance) = ScalarSample.models[index]
    let threshold = 0.8
    var generator = SeededGenerator(seed: 11, stream: UInt64(index))
    let count = 20_000
    var (sum, square) = (0.0, 0.0)
    for _ in 0..<count {
      let y: Double
      switch prior {
      case let prior as LaplacePrior:
        y =
          -prior.scale * log(1 - generator.nextUniform()) * (generator.nextUniform() < 0.5 ? 1 : -1)
      case let prior as BernoulliGaussianPrior:
        y =
          generator.nextUniform() < prior.share
          ? generator.nextNormal() * (prior.energy / prior.share).squareRoot() : 0
      case let prior as SampledPrior:
        let u = generator.nextUniform()
        var (place, total) = (0, prior.weights[0])
        while total < u, place + 1 < prior.weights.count {
          place += 1
          total += prior.weights[place]
        }
        y = prior.positions[place] * (generator.nextUniform() < 0.5 ? 1 : -1)
      default: y = generator.nextNormal() * prior.energy.squareRoot()
      }
      let x = y + variance.squareRoot() * generator.nextNormal()
      let error = 0.9 * softThreshold(x, threshold) - y
      sum += 0.5 * error * error
      square += 0.25 * error * error * error * error
    }
    let mean = sum / Double(count)
    let deviation = (max(square / Double(count) - mean * mean, 0) / Double(count)).squareRoot()
    let expected = prior.risk(threshold: threshold, gain: 0.9, noiseVariance: variance)
    #expect(abs(mean - expected) <= 4 * deviation)
  }

  @Test("searched families keep their order and their bounds")
  func searches() {
    let sparse = ScalarModel(BernoulliGaussianPrior(energy: 1, share: 0.1), noiseVariance: 0.25)
    #expect(sparse.optimum.joint.verdict == .overshoot)
    #expect(sparse.best(.ista, depth: 2).risk == sparse.optimum.bilevel.risk)
    #expect(sparse.best(.ista, depth: 3).risk == sparse.optimum.joint.risk)
    let laplace = ScalarModel(LaplacePrior(scale: 0.5.squareRoot()), noiseVariance: 0.25)
    #expect(laplace.optimum.joint.verdict == .earlyStopping)
    let two = laplace.best(.untied, depth: 2).risk
    let three = laplace.best(.untied, depth: 3).risk
    #expect(two < laplace.optimum.joint.risk && three <= two)
    #expect(three >= laplace.bayesRisk)
    // THEORY: .09496 and .09492, in units of 2R.
    #expect(abs(2 * two - 0.189918) <= 1e-5)
  }

  @Test("the scale of rounded data of greatest likelihood")
  func fit() throws {
    let values = [0.0, 0, 0, 1, -1, 2, -3, 0]
    let scale = try #require(LaplaceQuantizer.fittedScale(rounded: values))
    func likelihood(_ b: Double) -> Double {
      values.reduce(0) { sum, value in
        let size = abs(value)
        return sum
          + (size == 0
            ? log(-expm1(-0.5 / b)) : -(size - 0.5) / b + log(-0.5 * expm1(-1 / b)))
      }
    }
    #expect(likelihood(scale) > likelihood(scale * 1.001))
    #expect(likelihood(scale) > likelihood(scale / 1.001))
    #expect(LaplaceQuantizer.fittedScale(rounded: [0, 0]) == nil)
  }
}

extension SoftThresholdFit {
  fileprivate init(_ model: ScalarModel, threshold: Double, gain: Double?) {
    self.init(
      model.prior, threshold: threshold, gain: gain, noiseVariance: model.noiseVariance)
  }
}
