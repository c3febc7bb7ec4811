// A step size that nobody named, fitted.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// The fit of the number N and the size ρ of steps to a gradient, for the families that have both.
///
/// Nearly Nρ alone matters, so that starting values of a grid are followed along Nρ, with the method of Gauss and
/// Newton in ρ for every N.
struct StepFit {
  /// The families with a step size.
  enum Kind: CaseIterable {
    case series, unrolled, inner

    var family: Family {
      switch self {
      case .series: .neumann
      case .unrolled: .unrolled
      case .inner: .innerDescent
      }
    }

    /// The largest N.
    var limit: Int { self == .series ? 4000 : 400 }
  }

  private let bank: Bank
  private let kind: Kind
  private let gradient: [Double]
  private let floor: Double
  private let largestStep: Double
  private let series: [NeumannSeries]
  private var memory: [Int: (residual: Double, step: Double)] = [:]

  /// Prepares a fit.
  init(_ bank: Bank, _ kind: Kind, _ gradient: [Double], floor: Double) {
    self.bank = bank
    self.kind = kind
    self.gradient = gradient
    self.floor = floor
    largestStep = 1.99 / bank.steps.largest
    series = bank.points.map { NeumannSeries($0.spectrum, $0.system.right) }
  }

  /// The gradient for N and ρ, of all points one below the other.
  private func value(_ count: Int, _ step: Double) -> [Double] {
    let parts = bank.points.enumerated().map { index, point -> Matrix in
      switch kind {
      case .series:
        return point.system.gradients(
          adjoints: series[index].sums(terms: [count], step: step))
      case .unrolled:
        let whole = ReverseSweep.gradients(point, step: step, count: count)
        return Matrix(column: whole.column(count - 1))
      case .inner:
        let z = point.descended(step: step, count: count)
        return point.implicitGradients(at: Matrix(column: z)).gradients
      }
    }
    return bank.stacked(parts).elements
  }

  /// The distance from the gradient; ∞ for a vector that is not finite.
  private func distance(_ vector: [Double]) -> Double {
    let length = LinearAlgebra.distance(vector, gradient)
    return length.isFinite ? length : .infinity
  }

  /// The best N and ρ.
  ///
  /// - Parameter span: What there is to explain.
  /// - Returns: Both, with the distance that they leave; nil where no start is near.
  mutating func best(span: Double) -> (residual: Double, count: Int, step: Double)? {
    let candidates = starts().sorted { $0.residual < $1.residual }
    guard let first = candidates.first, first.residual <= 0.5 * span else { return nil }
    var seeds: [(count: Int, step: Double)] = []
    for entry in candidates
    where seeds.allSatisfy({ abs(log(entry.step / $0.step)) > 0.35 }) {
      seeds.append((entry.count, entry.step))
      if seeds.count == (kind == .series ? 6 : 4) { break }
    }
    if kind != .series, let seed = seeds.first {
      seeds = scan(seed) + seeds.prefix(1)
    }
    var best: (residual: Double, count: Int, step: Double)?
    for seed in seeds {
      let found = follow(seed)
      if found.residual < best?.residual ?? .infinity { best = found }
      if found.residual <= 10 * floor { break }
    }
    if let found = best, kind != .series, bank.points[0].isLasso, found.residual > 10 * floor,
      found.residual < 0.1 * span
    {
      best = zoom(found)
    }
    return best.flatMap { $0.residual.isFinite ? $0 : nil }
  }

  /// Searches a grid around a fit, and finer ones around its best points.
  ///
  /// Where an entry of the Lasso enters a step earlier or later the gradient jumps, and the method of Gauss and Newton
  /// cannot cross the jump.
  private mutating func zoom(
    _ start: (residual: Double, count: Int, step: Double)
  ) -> (residual: Double, count: Int, step: Double) {
    var best = start
    let product = Double(start.count) * start.step
    let (low, high) = (max(1, start.count / 2), min(kind.limit, 2 * start.count))
    let counts = Set(
      (0..<40).map {
        Int((Double(low) * pow(Double(high) / Double(low), Double($0) / 39)).rounded())
      }
    )
    .union(max(1, start.count - 6)...start.count + 6).sorted()
    /// The best of a grid of step sizes around one.
    func nearest(_ count: Int, _ center: Double, _ width: Double, _ size: Int)
      -> (residual: Double, count: Int, step: Double)
    {
      var found = (residual: Double.infinity, count: count, step: center)
      for index in -size...size {
        let step = center * (1 + width * Double(index) / Double(size))
        guard step > 0, step <= largestStep else { continue }
        let residual = distance(value(count, step))
        if residual < found.residual { found = (residual, count, step) }
      }
      return found
    }
    let coarse = counts.map { nearest($0, product / Double($0), 0.12, 12) }
    for start in coarse.sorted(by: { $0.residual < $1.residual }).prefix(6) {
      var fine = start
      for width in [0.01, 0.002, 0.0004] {
        let next = nearest(fine.count, fine.step, width, 8)
        if next.residual < fine.residual { fine = next }
      }
      memory[fine.count] = nil
      let found = fit(fine.count, fine.step)
      if found.residual < best.residual { best = (found.residual, fine.count, found.step) }
      if best.residual <= 10 * floor { break }
    }
    return best
  }

  /// The best of the grid for every step size.
  private func starts() -> [(residual: Double, count: Int, step: Double)] {
    guard kind == .series else {
      return bank.free.filter { $0.family == kind.family }.compactMap { batch in
        guard let step = batch.step?.sizes.first else { return nil }
        return nearest(batch.vectors).map { ($0.residual, $0.index + 1, step) }
      }
    }
    let geometric = (0..<80).map { Int(121 * pow(4000.0 / 121, Double($0) / 79)) }
    let terms = Array(Set(Array(1...120) + geometric)).sorted()
    return (0..<48).compactMap { index in
      let step = 2e-3 * pow(1.98 / 2e-3, Double(index) / 47) / bank.steps.largest
      let parts = zip(bank.points, series).map { point, series in
        point.system.gradients(adjoints: series.sums(terms: terms, step: step))
      }
      return nearest(bank.stacked(parts)).map { ($0.residual, terms[$0.index], step) }
    }
  }

  private func nearest(_ vectors: Matrix) -> (residual: Double, index: Int)? {
    let q = gradient.count
    var best: (residual: Double, index: Int)?
    vectors.elements.withUnsafeBufferPointer { vectors in
      for index in 0..<vectors.count / max(q, 1) {
        var sum = 0.0
        for j in 0..<q {
          let difference = vectors[index * q + j] - gradient[j]
          sum += difference * difference
        }
        if sum.squareRoot() < best?.residual ?? .infinity { best = (sum.squareRoot(), index) }
      }
    }
    return best
  }

  /// The best N at a given product Nρ.
  private mutating func scan(
    _ seed: (count: Int, step: Double)
  ) -> [(count: Int, step: Double)] {
    let product = Double(seed.count) * seed.step
    let size = bank.points[0].isLasso ? 20 : 12
    let geometric = (0..<size).map {
      Int(31 * pow(Double(kind.limit) / 31, Double($0) / Double(size - 1)))
    }
    var found: [(residual: Double, count: Int, step: Double)] = []
    for count in Set(Array(1...30) + geometric).sorted()
    where 0.8 * product / Double(count) <= largestStep {
      let result = fit(count, min(product / Double(count), largestStep), iterations: 4)
      found.append((result.residual, count, result.step))
    }
    return found.sorted { $0.residual < $1.residual }.prefix(2).map { ($0.count, $0.step) }
  }

  /// The best ρ for N.
  private mutating func fit(
    _ count: Int, _ start: Double, iterations: Int = 12
  ) -> (residual: Double, step: Double) {
    guard count >= 1, count <= kind.limit else { return (.infinity, start) }
    if let known = memory[count] { return known }
    var step = min(start, largestStep)
    var vector = value(count, step)
    var residual = distance(vector)
    for _ in 0..<iterations {
      let width = 1e-6 * step
      var slope = value(count, step + width)
      add(-1, vector, to: &slope)
      scale(&slope, by: 1 / width)
      let square = dot(slope, slope)
      guard square > 0, square.isFinite else { break }
      var difference = vector
      add(-1, gradient, to: &difference)
      let change = -dot(slope, difference) / square
      var (share, isBetter) = (1.0, false)
      while share > 0.05 {
        let next = step + share * change
        if next > 0, next <= largestStep {
          let candidate = value(count, next)
          let length = distance(candidate)
          if length < residual * (1 - 1e-6) {
            (step, vector, residual, isBetter) = (next, candidate, length, true)
            break
          }
        }
        share /= 3
      }
      if !isBetter || residual <= floor { break }
    }
    if iterations == 12 { memory[count] = (residual, step) }
    return (residual, step)
  }

  /// Follows Nρ from a start to the best N nearby.
  private mutating func follow(
    _ seed: (count: Int, step: Double)
  ) -> (residual: Double, count: Int, step: Double) {
    var best = (residual: Double.infinity, count: seed.count, step: seed.step)
    let low = max(1, Int(Double(seed.count) / 1.9))
    let high = Int((Double(seed.count) * 1.9).rounded(.up))
    var grid: [Int] =
      high - low <= (kind == .unrolled ? 40 : 60)
      ? Array(low...high)
      : Set(
        (0..<9).map {
          Int((Double(low) * pow(Double(high) / Double(low), Double($0) / 8)).rounded())
        }
      ).sorted()
    for level in 0..<6 {
      for count in grid { improve(&best, count) }
      if best.residual <= 10 * floor { break }
      let index = grid.firstIndex { $0 >= best.count } ?? grid.count - 1
      let (first, last) = (grid[max(index - 1, 0)], grid[min(index + 1, grid.count - 1)])
      if last - first <= 2, level > 0 { break }
      grid = Set(
        (0..<6).map {
          Int((Double(first) + Double(last - first) * Double($0) / 5).rounded())
        }
      ).sorted()
    }
    for _ in 0..<12 where best.residual > 10 * floor {
      let before = best.residual
      for count in [best.count - 2, best.count - 1, best.count + 1, best.count + 2] where count > 0
      {
        improve(&best, count)
      }
      if best.residual >= before { break }
    }
    return best
  }

  private mutating func improve(
    _ best: inout (residual: Double, count: Int, step: Double), _ count: Int
  ) {
    let found = fit(count, best.step * Double(best.count) / Double(count))
    if found.residual < best.residual { best = (found.residual, count, found.step) }
  }
}

extension RefereePoint {
  /// The iterate of gradient descent, for the Lasso ISTA, after N steps from 0.
  func descended(step: Double, count: Int) -> [Double] {
    var z = [Double](repeating: 0, count: dimension)
    if logistic == nil, !isLasso {
      // z_N = H⁻¹(I − (I − ρH)^N) of the pull at 0.
      let sums = NeumannSeries(spectrum, pull).sums(terms: [count], step: step)
      return sums.elements
    }
    var slope = z
    let penalties = penalties ?? []
    let smooth = isLasso ? lossLevel : levels.lower
    for _ in 0..<count {
      smooth.gradient(z, lambda, into: &slope)
      add(-step, slope, to: &z)
      guard isLasso else { continue }
      for i in z.indices { z[i] = softThreshold(z[i], step * penalties[i]) }
    }
    return z
  }
}
