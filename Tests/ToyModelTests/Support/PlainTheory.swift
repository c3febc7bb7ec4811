// The optimal risk straight from its definition, in plain arithmetic: every choice of forced
// directions is tried, images come from sums and searches. Slow, and for moderate parameters only.

import Foundation
import ToyModel

/// p(q) = Σ_{j<N} qʲ, term by term.
struct PlainSum {
  let depth: Int
  /// Where p is least, for odd N ≥ 3: it is convex, with its minimum between −1 and −0.4.
  private(set) var minimiser = -Double.infinity

  init(depth: Int) {
    self.depth = depth
    guard depth >= 3, !depth.isMultiple(of: 2) else { return }
    var (left, right) = (-1.0, -0.4)
    for _ in 0..<70 {
      let (first, second) = (left + (right - left) / 3, right - (right - left) / 3)
      if value(at: first) < value(at: second) { right = second } else { left = first }
    }
    minimiser = left
  }

  func value(at q: Double) -> Double { (0..<depth).reduce(0) { sum, _ in sum * q + 1 } }
}

/// Forced eigenvalue and image of a filter.
struct PlainFilter {
  let forced: Double
  let lower: Double
  let upper: Double

  /// f(s) = 1/(1+s).
  static let bilevel = PlainFilter(forced: 1, lower: 0, upper: 1)

  private init(forced: Double, lower: Double, upper: Double) {
    (self.forced, self.lower, self.upper) = (forced, lower, upper)
  }

  /// ω p(q) over q ≤ 1 − ω.
  init(_ sum: PlainSum, stepSize: Double) {
    let start = 1 - stepSize
    forced = stepSize * sum.value(at: start)
    switch sum.depth {
    case 1: (lower, upper) = (stepSize, stepSize)
    case let depth where depth.isMultiple(of: 2): (lower, upper) = (-.infinity, forced)
    default:
      lower = start >= sum.minimiser ? stepSize * sum.value(at: sum.minimiser) : forced
      upper = .infinity
    }
  }

  /// The least of Σ g(tᵢ) over the subsets of m forced directions, by listing the subsets.
  func bestRisk(eigenvalues: [Double], noiseVariance: Double, rows: Int) -> Double {
    let n = eigenvalues.count
    let free = eigenvalues.map { risk($0, noiseVariance, clipped($0, noiseVariance)) }
    let forced = eigenvalues.map { risk($0, noiseVariance, self.forced) }
    var best = Double.infinity
    for subset in 0..<(1 << n) where subset.nonzeroBitCount == n - rows {
      var sum = 0.0
      for index in 0..<n { sum += subset >> index & 1 == 1 ? forced[index] : free[index] }
      best = min(best, sum)
    }
    return best
  }

  private func clipped(_ eigenvalue: Double, _ noiseVariance: Double) -> Double {
    min(max(eigenvalue / (eigenvalue + noiseVariance), lower), upper)
  }

  private func risk(_ eigenvalue: Double, _ noiseVariance: Double, _ t: Double) -> Double {
    0.5 * (eigenvalue * (1 - t) * (1 - t) + noiseVariance * t * t)
  }
}

/// The least value of a function on (0, upper], by a dense scan and a refinement around its minima.
func leastValue(upTo upper: Double, of function: (Double) -> Double) -> Double {
  let points =
    (0...180).map { upper * pow(10, -6 * Double($0) / 180) }
    + (1...80).map { upper * Double($0) / 80 }
  let sorted = points.sorted()
  let values = sorted.map(function)
  var best = values.min() ?? .infinity
  for index in sorted.indices {
    let (before, after) = (max(index - 1, 0), min(index + 1, sorted.count - 1))
    guard values[index] <= values[before], values[index] <= values[after] else { continue }
    var (left, right) = (sorted[before], sorted[after])
    for _ in 0..<50 {
      let (first, second) = (left + (right - left) / 3, right - (right - left) / 3)
      if function(first) < function(second) { right = second } else { left = first }
    }
    best = min(best, function(left))
  }
  return best
}
