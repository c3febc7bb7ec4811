// Images, risks and minima from their definitions, by listing and searching.

import Libc

/// An unrolled filter known by its iteration alone, with momentum or without.
package struct PlainFilter: Sendable {
  package let depth: Int
  package let stepSize: Double
  package let momentum: Double

  package init(depth: Int, stepSize: Double, momentum: Double = 0) {
    self.depth = depth
    self.stepSize = stepSize
    self.momentum = momentum
  }

  /// f(s): N steps z⁺ = z − ω((1+s)z − 1) + β(z − z⁻) from z = z⁻ = 0.
  package func value(at s: Double) -> Double {
    var (z, before) = (0.0, 0.0)
    for _ in 0..<depth {
      let step = stepSize * ((1 + s) * z - 1)
      (z, before) = (momentum == 0 ? z - step : z - step + momentum * (z - before), z)
    }
    return z
  }

  /// The s beyond which the iteration diverges and f is monotone: ω(1+s) = 2, or 2(1+√β)² with momentum.
  package var reach: Double {
    let root = 1 + momentum.squareRoot()
    return max(2 * root * root / stepSize - 1, 0)
  }

  /// The least f(s) over s ≥ 0 for odd depths, by a scan and a refinement.
  package var least: Double { extreme(1) }

  /// The greatest f(s) over s ≥ 0 for even depths; f(0) without momentum.
  package var greatest: Double { momentum == 0 ? value(at: 0) : -extreme(-1) }

  private func extreme(_ sign: Double) -> Double {
    // Some points between any two of up to N turning points, which crowd towards 0.
    let points = momentum == 0 ? 200 : 200 + 100 * depth
    return BruteForce.least(from: 0, to: 1, points: points) { part in
      sign * value(at: momentum == 0 ? reach * part : reach * part * part)
    }.value
  }

  /// The best risk of the toy model: forced are n − k silent directions, or the signal and n − k − 1.
  package func bestRisk(_ p: ToyPoint) -> Double {
    let forced = value(at: 0)
    let isEven = depth.isMultiple(of: 2)
    let bounds = isEven ? (-Double.infinity, forced) : (depth == 1 ? stepSize : least, .infinity)
    func clipped(_ t: Double) -> Double {
      depth == 1 ? stepSize : min(max(t, bounds.0), bounds.1)
    }
    func signal(_ t: Double) -> Double {
      0.5 * (p.energy * (1 - t) * (1 - t) + p.noise * t * t)
    }
    func silent(_ t: Double) -> Double { 0.5 * p.noise * t * t }
    let wiener = p.energy / (p.energy + p.noise)
    var best = Double.infinity
    if p.k < p.n {
      best = signal(forced) + (p.forced - 1) * silent(forced) + Double(p.k) * silent(clipped(0))
    }
    return min(
      best,
      signal(clipped(wiener)) + p.forced * silent(forced) + Double(p.k - 1) * silent(clipped(0)))
  }

  /// The best risk for any eigenvalues, by listing every choice of n − k forced directions.
  ///
  /// - Precondition: few eigenvalues, of which there are 2ⁿ choices.
  package func bestRisk(eigenvalues: [Double], noise: Double, k: Int) -> Double {
    let forced = value(at: 0)
    let isEven = depth.isMultiple(of: 2)
    let lower = depth == 1 ? forced : isEven ? -Double.infinity : least
    let upper = depth == 1 ? forced : isEven ? greatest : .infinity
    func risk(_ energy: Double, _ t: Double) -> Double {
      0.5 * (energy * (1 - t) * (1 - t) + noise * t * t)
    }
    let free = eigenvalues.map { risk($0, min(max($0 / ($0 + noise), lower), upper)) }
    let held = eigenvalues.map { risk($0, forced) }
    var best = Double.infinity
    for subset in 0..<(1 << eigenvalues.count)
    where subset.nonzeroBitCount == eigenvalues.count - k {
      var sum = 0.0
      for index in eigenvalues.indices {
        sum += subset >> index & 1 == 1 ? held[index] : free[index]
      }
      best = min(best, sum)
    }
    return best
  }
}

package enum BruteForce {
  /// The least value of a function on an interval: a scan, and a ternary search around every minimum.
  package static func least(
    from start: Double, to end: Double, points: Int, of function: (Double) -> Double
  ) -> (location: Double, value: Double) {
    let grid = (0...points).map { start + (end - start) * Double($0) / Double(points) }
    return least(on: grid, of: function)
  }

  /// The least value over ω in (0, 1], scanned by equal ratios and equal steps.
  package static func leastOverStep(
    _ function: (Double) -> Double
  ) -> (location: Double, value: Double) {
    let grid =
      (0..<120).map { pow(10, -5 * Double($0) / 120) } + (1..<80).map { Double($0) / 80 }
    return least(on: grid.sorted(), of: function)
  }

  private static func least(
    on grid: [Double], of function: (Double) -> Double
  ) -> (location: Double, value: Double) {
    let values = grid.map(function)
    var best = (location: grid[0], value: values[0])
    for index in grid.indices {
      let (before, after) = (max(index - 1, 0), min(index + 1, grid.count - 1))
      guard values[index] <= values[before], values[index] <= values[after] else { continue }
      if values[index] < best.value { best = (grid[index], values[index]) }
      var (left, right) = (grid[before], grid[after])
      for _ in 0..<90 {
        let (first, second) = (left + (right - left) / 3, right - (right - left) / 3)
        if function(first) < function(second) { right = second } else { left = first }
      }
      let value = function((left + right) / 2)
      if value < best.value { best = ((left + right) / 2, value) }
    }
    return best
  }
}
