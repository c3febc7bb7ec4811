// Algorithms for min ½(z − x)² + λ|z| that are unrolled, as exact functions of x.

/// The iterations, from z⁰ = 0 unless they say otherwise.
public enum ScalarIteration: Sendable, Equatable {
  /// z⁺ = ST_{ωλ}(z − ω(z − x) + β(z − z⁻)) from z⁰ = a·x; ISTA for β = 0.
  case proximalGradient(stepSize: Double, momentum: Double = 0, start: Double = 0)
  /// z⁺ = ST_{ωⱼλⱼ}(z − ωⱼ(z − x)) with a step and a threshold for every layer; the λ of the problem is not used.
  case untied(stepSizes: [Double], thresholds: [Double])
  /// z⁺ = z − ω(z − x + λ sign z).
  case subgradient(stepSize: Double)
  /// p⁺ = clip(p + s z̄, λ), z⁺ = (z − τp⁺ + τx)/(1+τ), z̄ = 2z⁺ − z, from zeros.
  case chambollePock(primalStep: Double, dualStep: Double)

  /// The function that N steps compute.
  ///
  /// - Parameters:
  ///   - depth: N ≥ 1; for untied layers their number.
  ///   - threshold: λ ≥ 0.
  /// - Returns: The function.
  /// - Complexity: O(N) operations on functions with up to about N pieces.
  public func map(depth: Int, threshold: Double) -> OddMap {
    let data = OddMap.linear(1)
    switch self {
    case .proximalGradient(let omega, let beta, let start):
      var (z, last) = (OddMap.linear(start), OddMap.linear(start))
      for _ in 0..<depth {
        var next = OddMap.combination(1 - omega, z, omega, data)
        if beta != 0 {
          next = OddMap.combination(1, next, beta, OddMap.combination(1, z, -1, last))
        }
        (z, last) = (next.thresholded(omega * threshold), z)
      }
      return z
    case .untied(let steps, let thresholds):
      var z = OddMap.linear(0)
      for (omega, layer) in zip(steps, thresholds) {
        z = OddMap.combination(1 - omega, z, omega, data).thresholded(omega * layer)
      }
      return z
    case .subgradient(let omega):
      var z = OddMap.linear(0)
      for _ in 0..<depth {
        z = OddMap.combination(
          1, OddMap.combination(1 - omega, z, omega, data), -omega * threshold, z.sign)
      }
      return z
    case .chambollePock(let tau, let sigma):
      var (z, extrapolated, dual) = (OddMap.linear(0), OddMap.linear(0), OddMap.linear(0))
      for _ in 0..<depth {
        dual = OddMap.combination(1, dual, sigma, extrapolated).clipped(threshold)
        let sum = OddMap.combination(
          1, OddMap.combination(1, z, tau, data), -tau, dual)
        let next = OddMap.combination(1 / (1 + tau), sum, 0, sum)
        (z, extrapolated) = (next, OddMap.combination(2, next, -1, z))
      }
      return z
    }
  }
}

/// The sums Σ κⱼST_{λⱼ} with κⱼ ≥ 0 and Σκⱼ ≤ 1: exactly what untied ISTA with steps in (0, 1] computes.
public enum StickBreaking {
  /// The steps and thresholds of layers that compute a sum.
  ///
  /// κⱼ = ωⱼ Π_{i>j} (1−ωᵢ) with the largest threshold in the first layer.
  ///
  /// - Parameter terms: κⱼ ≥ 0 with a sum of at most 1, and λⱼ ≥ 0, in any order.
  /// - Returns: The layers, the first one first.
  public static func layers(
    of terms: [(gain: Double, threshold: Double)]
  ) -> (stepSizes: [Double], thresholds: [Double]) {
    let ordered = terms.sorted { $0.threshold > $1.threshold }
    var rest = 1.0
    let steps = ordered.reversed().map { term -> Double in
      let step = rest > 0 ? min(1, term.gain / rest) : 0
      rest -= term.gain
      return step
    }
    return (steps.reversed(), ordered.map(\.threshold))
  }
}
