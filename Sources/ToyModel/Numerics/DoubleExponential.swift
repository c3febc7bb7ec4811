// Integrals over an interval, with an estimate of their error.

import Libc

/// The double-exponential rule of Takahasi and Mori for several integrands at once.
///
/// The substitution x = tanh(½π sinh t) makes the trapezoidal rule converge exponentially for functions that are
/// analytic inside the interval, whatever they do at its ends. The step is halved until two results agree.
///
/// - SeeAlso: H. Takahasi and M. Mori, Double exponential formulas for numerical integration, Publ. RIMS 9 (1974).
enum DoubleExponential {
  /// A node: the distance from the nearer end as a fraction of the interval, and the weight.
  private struct Node {
    let distance: Double
    let weight: Double
    let isLeft: Bool
  }

  /// The largest number of halvings.
  private static let levels = 8
  /// The nodes that each halving adds.
  private static let nodes: [[Node]] = (0...levels).map { level in
    let step = scaled(1, by: -Double(level))
    let last = Int((3.6 / step).rounded(.down))
    let stride = level == 0 ? 1 : 2
    return Swift.stride(from: level == 0 ? 0 : 1, through: last, by: stride).flatMap { index in
      let t = Double(index) * step
      let q = exp(-Double.pi * sinh(t))
      let weight = Double.pi * cosh(t) * q / ((1 + q) * (1 + q))
      let node = Node(distance: q / (1 + q), weight: weight, isLeft: false)
      return index == 0
        ? [node] : [node, Node(distance: node.distance, weight: weight, isLeft: true)]
    }
  }

  /// The integrals of up to eight functions over neighbouring intervals.
  ///
  /// - Parameters:
  ///   - points: The ends of the intervals, ascending; between them the functions are analytic.
  ///   - tolerance: The relative change at which halving ends, for each function relative to the integral of its
  ///     magnitude over all intervals.
  ///   - function: The functions.
  /// - Returns: The integrals, and the sum of the last changes over all intervals, an estimate of the error that is
  ///   usually far too large, because a change is about the square root of the next.
  /// - Complexity: Typically 60 to 120 evaluations for each interval, at most 1850.
  static func integrals(
    over points: [Double], tolerance: Double = 1e-12,
    of function: (Double) -> SIMD8<Double>
  ) -> (values: SIMD8<Double>, change: SIMD8<Double>) {
    var total = SIMD8<Double>.zero
    var change = SIMD8<Double>.zero
    var magnitude = SIMD8<Double>.zero
    for (lower, upper) in zip(points, points.dropFirst()) where upper > lower {
      let width = upper - lower
      var sum = SIMD8<Double>.zero
      var size = SIMD8<Double>.zero
      var value = SIMD8<Double>.zero
      var last = SIMD8<Double>(repeating: .infinity)
      var step = 1.0
      for (level, added) in nodes.enumerated() {
        for node in added {
          let term =
            node.weight
            * function(
              node.isLeft ? lower + width * node.distance : upper - width * node.distance)
          sum += term
          size += magnitudes(term)
        }
        let next = width * step * sum
        last = magnitudes(next - value)
        value = next
        let bound = tolerance * (magnitude + width * step * size)
        if level >= 3, all(last .<= bound) { break }
        step *= 0.5
      }
      total += value
      change += last
      magnitude += magnitudes(value)
    }
    return (total, change)
  }

  /// The integral of one function over neighbouring intervals.
  static func integral(over points: [Double], of function: (Double) -> Double) -> Double {
    integrals(over: points) { SIMD8(function($0), 0, 0, 0, 0, 0, 0, 0) }.values[0]
  }

  private static func magnitudes(_ x: SIMD8<Double>) -> SIMD8<Double> {
    x.replacing(with: -x, where: x .< 0)
  }
}
