// Random landscapes, and the risk straight from the iteration.

import Foundation
import LinearAlgebra
import Testing
import ToyModel

/// γ, σ² and a filter.
struct LandscapeSample: Sendable, CustomTestStringConvertible {
  let directional: DirectionalRisk
  let filter: any BranchedFilter
  /// nil for bilevel.
  let depth: Int?
  let stepSize: Double
  /// β; 0 for gradient descent.
  let momentum: Double

  var testDescription: String {
    "\(depth.map { "N = \($0), ω = \(stepSize), β = \(momentum)" } ?? "bilevel"), "
      + "γ = \(directional.signalEnergy), σ² = \(directional.noiseVariance)"
  }

  init(
    signal: Double, noise: Double, depth: Int?, stepSize: Double = 1, momentum: Double = 0
  ) {
    directional = DirectionalRisk(signalEnergy: signal, noiseVariance: noise)
    filter =
      if let depth, momentum > 0 {
        MomentumFilter(.heavyBall, depth: depth, stepSize: stepSize, momentum: momentum)
      } else {
        depth.map { UnrolledFilter(depth: $0, stepSize: stepSize) } ?? BilevelFilter()
      }
    self.momentum = momentum
    self.depth = depth
    self.stepSize = stepSize
  }

  var landscape: RiskLandscape { RiskLandscape(filter: filter, directional: directional) }

  /// E(r) by N steps z⁺ = z − ω((1+r²)z − 1) + β(z − z⁻).
  func plainRisk(_ r: Double) -> Double {
    var (z, before) = (0.0, 0.0)
    if let depth {
      for _ in 0..<depth {
        (z, before) = (z - stepSize * ((1 + r * r) * z - 1) + momentum * (z - before), z)
      }
    } else {
      z = 1 / (1 + r * r)
    }
    let (signal, noise) = (directional.signalEnergy, directional.noiseVariance)
    return 0.5 * (signal * (1 - z) * (1 - z) + noise * z * z)
  }

  /// The distance of t* from c₀ and from the lower end of the image: small where extrema nearly merge.
  var margin: Double {
    let target = directional.wienerGain.value
    let turning = filter.turningPoints
    let places = [0] + turning.map(\.location)
    return min(
      abs(filter.forcedGain.value - target), abs(filter.image.lowerBound.value - target),
      turning.map { abs($0.gain.value - target) }.min() ?? 1,
      zip(places, places.dropFirst()).map { $1 - $0 }.min() ?? 1)
  }

  /// The same with momentum: N from 2 to 10, β from 0.05 to 1.5, with up to seven turning points.
  static let heavyBalls: [LandscapeSample] = {
    var generator = SeededGenerator(seed: 21)
    var samples: [LandscapeSample] = []
    while samples.count < 200 {
      let sample = LandscapeSample(
        signal: pow(10, 3 * generator.nextUniform() - 2),
        noise: pow(10, 3 * generator.nextUniform() - 2),
        depth: 2 + Int(9 * generator.nextUniform()),
        stepSize: 0.05 * pow(40, generator.nextUniform()),
        momentum: 0.05 + 1.45 * generator.nextUniform())
      if sample.margin > 0.02 { samples.append(sample) }
    }
    return samples
  }()

  /// γ and σ² from 10⁻² to 10, N from 2 to 13 or bilevel, ω from 0.02 to 2.2, no extrema merging.
  static let random: [LandscapeSample] = {
    var generator = SeededGenerator(seed: 20)
    var samples: [LandscapeSample] = []
    while samples.count < 400 {
      let signal = pow(10, 3 * generator.nextUniform() - 2)
      let noise = pow(10, 3 * generator.nextUniform() - 2)
      let depth = 1 + Int(13 * generator.nextUniform())
      let stepSize = 0.02 * pow(110, generator.nextUniform())
      let sample = LandscapeSample(
        signal: signal, noise: noise, depth: depth == 1 ? nil : depth, stepSize: stepSize)
      if sample.margin > 0.02 { samples.append(sample) }
    }
    return samples
  }()
}
