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

  var testDescription: String {
    "\(depth.map { "N = \($0), ω = \(stepSize)" } ?? "bilevel"), "
      + "γ = \(directional.signalEnergy), σ² = \(directional.noiseVariance)"
  }

  init(signal: Double, noise: Double, depth: Int?, stepSize: Double = 1) {
    directional = DirectionalRisk(signalEnergy: signal, noiseVariance: noise)
    filter = depth.map { UnrolledFilter(depth: $0, stepSize: stepSize) } ?? BilevelFilter()
    self.depth = depth
    self.stepSize = stepSize
  }

  var landscape: RiskLandscape { RiskLandscape(filter: filter, directional: directional) }

  /// E(r) by N steps z ← z − ω((1+r²)z − 1).
  func plainRisk(_ r: Double) -> Double {
    var z = 0.0
    if let depth {
      for _ in 0..<depth { z -= stepSize * ((1 + r * r) * z - 1) }
    } else {
      z = 1 / (1 + r * r)
    }
    let (signal, noise) = (directional.signalEnergy, directional.noiseVariance)
    return 0.5 * (signal * (1 - z) * (1 - z) + noise * z * z)
  }

  /// How far t* is from c₀ and from the lower end of the image: small where extrema nearly merge.
  var margin: Double {
    let target = directional.wienerGain.value
    return min(
      abs(filter.forcedGain.value - target), abs(filter.image.lowerBound.value - target),
      filter.lastTurningPoint > 0 ? filter.lastTurningPoint : 1)
  }

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
