// The curve of the pairs (r, ω) that give the best linear denoiser.

import Intervals
import Libc

/// The solutions of f(r²; ω) = t* with r ≥ 0 and ω > 0; see ``StepLandscape``.
public struct Valley: Sendable, Equatable {
  /// N.
  public let depth: Int
  /// t* > 0, or t* = 0 with N even.
  public let target: Gain
  /// The minimum of p for odd N ≥ 3.
  private let minimum: OddMinimum?

  init(depth: Int, target: Gain) {
    self.depth = depth
    self.target = target
    minimum = depth >= 3 && !depth.isMultiple(of: 2) ? OddMinimum(depth: depth) : nil
  }

  private var isEven: Bool { depth.isMultiple(of: 2) }

  /// The largest step size on the valley, where it turns; for even N the upper one of ``crossings``.
  public var largestStep: Double {
    guard let minimum else { return isEven ? crossings.upper : target.value }
    return target.value / minimum.value
  }

  /// The infimum of the step sizes on the valley: 0, approached as r → ∞, where it is unbounded.
  public var smallestStep: Double {
    if depth == 1 { return target.value }
    return isEven && target.value > 0 ? crossings.lower : 0
  }

  /// The step sizes at which the valley meets r = 0: the solutions ω of c₀ = t*.
  ///
  /// - Returns: 1 − ρ and for even N also 1 + ρ, ρ = (1 − t*)^(1/N); the two are equal for odd N.
  public var crossings: (lower: Double, upper: Double) {
    let logarithm =
      (target.value < 0.5 ? log1p(-target.value) : log(target.defect)) / Double(depth)
    let lower = -expm1(logarithm)
    return (lower, isEven ? 1 + exp(logarithm) : lower)
  }

  /// The largest r on the valley: σ/√γ for even N, ∞ for odd N and where t* = 0.
  public var largestRadius: Double {
    guard isEven, target.value > 0 else { return .infinity }
    return (target.defect / target.value).squareRoot()
  }

  /// Points of the valley, in order along it, up to a given r.
  ///
  /// - Parameters:
  ///   - limit: The largest r shown, finite and positive.
  ///   - count: The number of points, at least 2.
  /// - Returns: Pairs (r, ω).
  /// - Complexity: O(count).
  public func points(upTo limit: Double, count: Int) -> [(r: Double, omega: Double)] {
    precondition(limit > 0 && limit.isFinite && count >= 2, "\(count) points up to r = \(limit)")
    if depth == 1 || target.value == 0 {
      return (0..<count).map { index in
        let r = limit * Double(index) / Double(count - 1)
        return (r, depth == 1 ? target.value : 2 / (1 + r * r))
      }
    }
    // By y = 1 − q = ω(1+r²) from one end to the other: 1 + r² = (1 − qᴺ)/t*, ω = t*y/(1 − qᴺ).
    let (start, exit) = crossings
    let end = isEven ? exit : 1 - signedRoot(target.defect - target.value * limit * limit)
    let all = (0..<count).map { index -> (r: Double, omega: Double) in
      // Evenly spaced in an angle: the valley is steep in r where it meets r = 0.
      let fraction = 0.5 - 0.5 * cos(.pi * Double(index) / Double(count - 1))
      let y = start + (end - start) * fraction
      let complement = complementaryPower(ofOneMinus: DoubleDouble(y), exponent: depth).complement
      if index == 0 || (isEven && index == count - 1) { return (0, y) }
      let s = complement / target.value - 1
      return (max(s, 0).squareRoot(), target.value * y / complement)
    }
    return all.filter { $0.r <= limit * (1 + 0x1p-40) }
  }

  private func signedRoot(_ value: Double) -> Double {
    let magnitude = pow(abs(value), 1 / Double(depth))
    return value < 0 ? -magnitude : magnitude
  }
}
