// The quasi-Newton model of a function with bounds, and its minimisers.

import LinearAlgebra

/// The model m(z) = gᵀ(z−x) + ½(z−x)ᵀB(z−x) with the compact form B = θI − WMWᵀ of the stored pairs:
/// W = [Y, θS] and M⁻¹ = [−D, Lᵀ; L, θSᵀS], where SᵀY = L + D + upper triangle.
struct BoundedModel {
  private let lower: [Double]
  private let upper: [Double]
  private let history: Int
  private var changes: [[Double]] = []
  private var gradientChanges: [[Double]] = []
  private var theta = 1.0
  /// M⁻¹, factorized; nil without pairs.
  private var middle: LUFactorization?

  init(box: BoxConstraint, dimension: Int, history: Int) {
    lower =
      box.lower.count == dimension
      ? box.lower : [Double](repeating: box.lower[0], count: dimension)
    upper =
      box.upper.count == dimension
      ? box.upper : [Double](repeating: box.upper[0], count: dimension)
    self.history = history
  }

  var isEmpty: Bool { changes.isEmpty }

  mutating func forget() {
    changes = []
    gradientChanges = []
    theta = 1
    middle = nil
  }

  /// Adds a pair, unless it has no curvature.
  mutating func remember(change: [Double], gradientChange: [Double]) {
    let curvature = dot(change, gradientChange)
    let square = dot(gradientChange, gradientChange)
    guard curvature > .ulpOfOne * square else { return }
    changes.append(change)
    gradientChanges.append(gradientChange)
    if changes.count > history {
      changes.removeFirst()
      gradientChanges.removeFirst()
    }
    theta = square / curvature
    let pairs = changes.count
    var inverse = Matrix(repeating: 0, rows: 2 * pairs, columns: 2 * pairs)
    for i in 0..<pairs {
      inverse[i, i] = -dot(changes[i], gradientChanges[i])
      for j in 0..<i {
        let product = dot(changes[i], gradientChanges[j])
        inverse[pairs + i, j] = product
        inverse[j, pairs + i] = product
      }
      for j in 0..<pairs {
        inverse[pairs + i, pairs + j] = theta * dot(changes[i], changes[j])
      }
    }
    guard let factors = try? LUFactorization(inverse) else { return forget() }
    middle = factors
  }

  /// max |P(x − ∇f) − x|.
  func projectedGradient(_ iterate: Iterate) -> Double {
    var largest = 0.0
    for i in lower.indices {
      let moved = min(max(iterate.point[i] - iterate.gradient[i], lower[i]), upper[i])
      largest = max(largest, abs(moved - iterate.point[i]))
    }
    return largest
  }

  /// The largest t for which x + td is within the bounds; at least 1, as the minimiser of the model is within them.
  func longestStep(_ point: [Double], _ direction: [Double]) -> Double {
    var longest = Double.infinity
    for i in lower.indices where direction[i] != 0 {
      let bound = direction[i] > 0 ? upper[i] : lower[i]
      longest = min(longest, (bound - point[i]) / direction[i])
    }
    return max(longest, 1)
  }

  /// The direction from x to the minimiser of the model.
  func direction(_ iterate: Iterate) -> [Double] {
    var (target, c) = cauchyPoint(iterate)
    minimizeOverFreeVariables(&target, c: &c, iterate)
    return zip(target, iterate.point).map { $0 - $1 }
  }

  /// Row i of W.
  private func row(_ index: Int) -> [Double] {
    gradientChanges.map { $0[index] } + changes.map { theta * $0[index] }
  }

  /// Wᵀv.
  private func compressed(_ vector: [Double]) -> [Double] {
    gradientChanges.map { dot($0, vector) } + changes.map { theta * dot($0, vector) }
  }

  /// M v.
  private func middleProduct(_ vector: [Double]) -> [Double] {
    var result = vector
    middle?.solve(&result)
    return result
  }

  /// The first minimum p of the model along the projected gradient path, and c = Wᵀ(p − x).
  private func cauchyPoint(_ iterate: Iterate) -> (point: [Double], c: [Double]) {
    let (x, g) = (iterate.point, iterate.gradient)
    let n = x.count
    var direction = [Double](repeating: 0, count: n)
    var breaks = [Double](repeating: .infinity, count: n)
    for i in 0..<n where g[i] != 0 {
      let bound = g[i] < 0 ? upper[i] : lower[i]
      breaks[i] = (x[i] - bound) / g[i]
      if breaks[i] > 0 { direction[i] = -g[i] }
    }
    let order = (0..<n).filter { direction[$0] != 0 && breaks[$0].isFinite }
      .sorted { breaks[$0] < breaks[$1] }
    var point = x
    var p = compressed(direction)
    var c = [Double](repeating: 0, count: p.count)
    var slope = -dot(direction, direction)
    var curvature = -theta * slope - dot(p, middleProduct(p))
    let floor = .ulpOfOne * theta * -slope
    var time = 0.0
    for b in order {
      let interval = breaks[b] - time
      if curvature > floor ? -slope / curvature < interval : slope >= 0 { break }
      point[b] = g[b] < 0 ? upper[b] : lower[b]
      add(interval, p, to: &c)
      let shift = point[b] - x[b]
      let row = row(b)
      let product = middleProduct(row)
      slope += interval * curvature + g[b] * g[b] + theta * g[b] * shift - g[b] * dot(product, c)
      curvature -=
        theta * g[b] * g[b] + 2 * g[b] * dot(product, p) + g[b] * g[b] * dot(product, row)
      add(g[b], row, to: &p)
      direction[b] = 0
      time = breaks[b]
    }
    let rest = curvature > floor ? max(-slope / curvature, 0) : 0
    time += rest
    for i in 0..<n where direction[i] != 0 {
      point[i] = min(max(x[i] + time * direction[i], lower[i]), upper[i])
    }
    add(rest, p, to: &c)
    return (point, c)
  }

  /// Moves the Cauchy point to the minimum over the variables that are not at a bound, or towards it up to a bound.
  private func minimizeOverFreeVariables(
    _ point: inout [Double], c: inout [Double], _ iterate: Iterate
  ) {
    let free = point.indices.filter { point[$0] > lower[$0] && point[$0] < upper[$0] }
    guard !free.isEmpty, !isEmpty else { return }
    let pushed = middleProduct(c)
    var residual = [Double](repeating: 0, count: point.count)
    for i in free {
      residual[i] =
        iterate.gradient[i] + theta * (point[i] - iterate.point[i]) - dot(row(i), pushed)
    }
    var v = middleProduct(compressed(residual))
    // N = I − M Wᵀ Z Zᵀ W/θ.
    let size = v.count
    var overlap = Matrix(repeating: 0, rows: size, columns: size)
    for i in free {
      let row = row(i)
      for a in 0..<size { for b in 0..<size { overlap[a, b] += row[a] * row[b] / theta } }
    }
    middle?.solve(&overlap)
    var system = Matrix.identity(size)
    add(-1, overlap.elements, to: &system)
    guard let factors = try? LUFactorization(system) else { return }
    factors.solve(&v)
    var step = 1.0
    var way = [Double](repeating: 0, count: point.count)
    for i in free {
      way[i] = -residual[i] / theta - dot(row(i), v) / (theta * theta)
      guard way[i].isFinite else { return }
      if way[i] != 0 {
        step = min(step, ((way[i] > 0 ? upper[i] : lower[i]) - point[i]) / way[i])
      }
    }
    for i in free { point[i] = min(max(point[i] + step * way[i], lower[i]), upper[i]) }
  }
}
