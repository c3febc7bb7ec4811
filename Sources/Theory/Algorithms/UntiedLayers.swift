// Regularizers of the layers along the eigenvectors of C, for given eigenvalues of T.

import LinearAlgebra

/// The Rⱼ of N untied steps that give directions of coordinates given gains.
///
/// A direction needs one row of one layer, or rows of two layers with one strength; R₀ stays 0.
struct UntiedLayers {
  private let depth: Int
  private let rows: Int
  private let stepSize: Double
  /// R₀ … R_{N−1}.
  private(set) var layers: [Matrix]
  private var used: [Int]

  init(depth: Int, rows: Int, dimension: Int, stepSize: Double) {
    (self.depth, self.rows, self.stepSize) = (depth, rows, stepSize)
    layers = (0..<depth).map { _ in Matrix(repeating: 0, rows: rows, columns: dimension) }
    used = Array(repeating: 0, count: depth)
  }

  /// The gain of a direction with strength s in some layers, by the steps themselves.
  private func gain(_ strength: Double, in places: [Int]) -> Double {
    (0..<depth).reduce(0) { z, layer in
      z - stepSize * ((places.contains(layer) ? 1 + strength : 1) * z - 1)
    }
  }

  /// Gives directions their gains; false where rows or a strength are missing.
  ///
  /// - Parameter targets: Pairs of a coordinate and a gain.
  /// - Returns: Whether all of them have it.
  mutating func set(_ targets: [(direction: Int, gain: Double)]) -> Bool {
    let forced = gain(0, in: [])
    // A direction with the forced gain needs no row.
    let targets = targets.filter { abs($0.gain - forced) > 1e-12 }
    // For ω > 1 every second layer raises gains, and for ω < 1 no single layer does.
    func moves(_ layer: Int) -> Bool { stepSize > 1 && !(depth - 1 - layer).isMultiple(of: 2) }
    var later: [(direction: Int, gain: Double)] = []
    for target in targets where target.gain > forced {
      if stepSize > 1 { later.append(target) } else if !place(target, in: pair()) { return false }
    }
    later += targets.filter { $0.gain <= forced }
    for target in later {
      let layer = (1..<depth).first { used[$0] < rows && moves($0) == (target.gain > forced) }
      guard let layer, place(target, in: [layer]) else { return false }
    }
    return true
  }

  /// The two layers with the most free rows.
  private func pair() -> [Int] {
    Array((1..<depth).sorted { (used[$0], $0) < (used[$1], $1) }.prefix(2))
  }

  private mutating func place(_ target: (direction: Int, gain: Double), in places: [Int]) -> Bool {
    guard !places.isEmpty, places.allSatisfy({ used[$0] < rows }) else { return false }
    let isRising = gain(1e9, in: places) > target.gain
    var (low, high) = (0.0, 1.0)
    while (gain(high, in: places) > target.gain) != isRising {
      high *= 2
      guard high < 1e12 else { return false }
    }
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if (gain(middle, in: places) > target.gain) == isRising {
        high = middle
      } else {
        low = middle
      }
    }
    for layer in places {
      layers[layer][used[layer], target.direction] = high.squareRoot()
      used[layer] += 1
    }
    return true
  }
}
