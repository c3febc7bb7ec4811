// Score-based diffusion of normally distributed data, whose score is known.

import LinearAlgebra

/// Data N(μ, c) with noise of standard deviation σ from σ_max down to 0: their density has the score −(x − μ)/(c + σ²).
struct Diffusion {
  let mean: Double
  let variance: Double
  /// σ_max.
  let start: Double

  /// σ before every step and after the last: equal steps from σ_max to 0.
  private func levels(_ steps: Int) -> [Double] {
    (0...steps).map { start * (1 - Double($0) / Double(steps)) }
  }

  /// The data to which the probability flow takes x: μ + (x − μ)√(c/(c + σ_max²)).
  func flow(_ x: Double) -> Double {
    mean + (x - mean) * (variance / (variance + start * start)).squareRoot()
  }

  /// The flow dx/dσ = σ(x − μ)/(c + σ²), integrated by Euler's or by Heun's method.
  ///
  /// - Parameters:
  ///   - x: The value at σ_max.
  ///   - steps: The number of steps, at least 1.
  ///   - isHeun: Whether the slope at the end of every step counts too.
  /// - Returns: The value at σ = 0.
  func integrated(_ x: Double, steps: Int, isHeun: Bool) -> Double {
    func slope(_ x: Double, _ level: Double) -> Double {
      level * (x - mean) / (variance + level * level)
    }
    let levels = levels(steps)
    return zip(levels, levels.dropFirst()).reduce(x) { x, pair in
      let step = pair.1 - pair.0
      let first = slope(x, pair.0)
      let last = isHeun ? slope(x + step * first, pair.1) : first
      return x + step * 0.5 * (first + last)
    }
  }

  /// Samples of the reverse process x ← x + (σ² − τ²)·score(x) + √(σ² − τ²)·n from N(μ, σ_max²).
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - steps: The number of steps.
  ///   - generator: The source of the draws.
  /// - Returns: The samples.
  func samples(_ count: Int, steps: Int, _ generator: inout CounterGenerator) -> [Double] {
    var samples = generator.normals(count).map { mean + start * $0 }
    let levels = levels(steps)
    for (level, next) in zip(levels, levels.dropFirst()) {
      let lost = level * level - next * next
      let factor = lost / (variance + level * level)
      let size = lost.squareRoot()
      let noise = generator.normals(count)
      for index in samples.indices {
        samples[index] += size * noise[index] - factor * (samples[index] - mean)
      }
    }
    return samples
  }

  /// The variance of the samples: v ← (1 − (σ² − τ²)/(c + σ²))²v + σ² − τ² from σ_max².
  func samplerVariance(steps: Int) -> Double {
    let levels = levels(steps)
    return zip(levels, levels.dropFirst()).reduce(start * start) { v, pair in
      let lost = pair.0 * pair.0 - pair.1 * pair.1
      let kept = 1 - lost / (variance + pair.0 * pair.0)
      return kept * kept * v + lost
    }
  }
}
