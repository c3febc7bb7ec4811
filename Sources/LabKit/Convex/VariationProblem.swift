// Least squares with total variation, or total generalised variation, of a signal.

package import LinearAlgebra
import Optimization

/// min P(u) = ½‖Au − b‖² + α‖Du‖₁, or P(u, v) = ½‖Au − b‖² + α‖Du − v‖₁ + β‖D'v‖₁, with the differences D of n samples and
/// D' of n − 1.
///
/// The dual value of p is ⟨b, p⟩ − ½‖p‖² where Aᵀp = Dᵀs with |s| ≤ α, and for the second problem s = D'ᵀq with |q| ≤ β: s and q
/// are sums of Aᵀp and of s. The dual point from u is a multiple of the residual b − Au, from which the part was removed
/// for which there are no such s and q.
package struct VariationProblem<Map: LinearMap>: Certified {
  /// A, m × n.
  package let map: Map
  /// b, m numbers.
  package let data: [Double]
  /// α > 0.
  package let weight: Double
  /// β > 0; nil for total variation.
  package let curvatureWeight: Double?
  /// An orthonormal basis of the images of constant signals, and of ramps for the second problem.
  private let images: [[Double]]

  /// Creates a problem.
  ///
  /// - Parameters:
  ///   - map: A, m × n, n ≥ 3.
  ///   - data: b, m numbers.
  ///   - weight: α > 0.
  ///   - curvatureWeight: β > 0; nil for total variation.
  package init(map: Map, data: [Double], weight: Double, curvatureWeight: Double? = nil) {
    precondition(
      map.rows == data.count && map.columns >= 3 && weight > 0 && (curvatureWeight ?? 1) > 0,
      "\(map.rows) × \(map.columns), \(data.count) numbers, α = \(weight)")
    self.map = map
    self.data = data
    self.weight = weight
    self.curvatureWeight = curvatureWeight
    let n = map.columns
    var kernel = [[Double](repeating: 1, count: n)]
    if curvatureWeight != nil {
      kernel.append((0..<n).map { 2 * Double($0) / Double(n - 1) - 1 })
    }
    var images: [[Double]] = []
    for signal in kernel {
      var image = map.applied(to: signal)
      let size = norm(image)
      for _ in 0..<2 {
        for other in images { add(-dot(other, image), other, to: &image) }
      }
      // A maps the signal to 0, or to a multiple of another one.
      guard norm(image) > 1e-10 * size else { continue }
      scale(&image, by: 1 / norm(image))
      images.append(image)
    }
    self.images = images
  }

  /// n.
  package var signalCount: Int { map.columns }

  /// P of u, followed by the n − 1 numbers of v for the second problem.
  package func primal(_ z: [Double]) -> Double {
    let n = signalCount
    let signal = Array(z.prefix(n))
    let misfit = distance(map.applied(to: signal), data)
    let slopes = Self.differences(signal)
    guard let curvatureWeight else {
      return 0.5 * misfit * misfit + weight * slopes.reduce(0) { $0 + abs($1) }
    }
    let field = Array(z.suffix(n - 1))
    return 0.5 * misfit * misfit
      + weight * zip(slopes, field).reduce(0) { $0 + abs($1.0 - $1.1) }
      + curvatureWeight * Self.differences(field).reduce(0) { $0 + abs($1) }
  }

  package func dual(_ p: [Double]) -> Double {
    let sizes = multiplierSizes(p)
    // The rounding of sums.
    return sizes.largest <= 1 + 1e-12 && sizes.rest <= 1e-9
      ? dot(data, p) - 0.5 * dot(p, p) : -.infinity
  }

  package func dualPoint(from z: [Double]) -> [Double] {
    let image = map.applied(to: Array(z.prefix(signalCount)))
    var p = difference(data, image)
    for _ in 0..<2 {
      for other in images { add(-dot(other, p), other, to: &p) }
    }
    let square = dot(p, p)
    guard square > 0 else { return p }
    let limit = 1 / max(multiplierSizes(p).largest, .leastNormalMagnitude)
    let factor = min(max(dot(data, p) / square, -limit), limit)
    scale(&p, by: factor)
    return p
  }

  /// The largest |s|/α and |q|/β, and what is left of the sums that must be 0, relative to their terms.
  private func multiplierSizes(_ p: [Double]) -> (largest: Double, rest: Double) {
    let (s, rest) = Self.sums(map.adjointApplied(to: p))
    guard let curvatureWeight else { return (maximumNorm(s) / weight, rest) }
    let (q, second) = Self.sums(s)
    return (
      max(maximumNorm(s) / weight, maximumNorm(q) / curvatureWeight), max(rest, second)
    )
  }

  /// The u with Dᵀu = r: u_i = −(r₁ + … + r_i), and the sum of all, relative to the sum of magnitudes.
  private static func sums(_ r: [Double]) -> (values: [Double], rest: Double) {
    var (sum, size) = (0.0, 0.0)
    var values: [Double] = []
    values.reserveCapacity(r.count)
    for entry in r {
      sum += entry
      size += abs(entry)
      values.append(-sum)
    }
    values.removeLast()
    return (values, size > 0 ? abs(sum) / size : 0)
  }

  private static func differences(_ x: [Double]) -> [Double] {
    zip(x.dropFirst(), x).map { $0 - $1 }
  }

  /// The least α for which a constant signal is the solution of the first problem: the largest |s| at the best constant.
  package static func largestWeight(map: Map, data: [Double]) -> Double {
    let problem = VariationProblem(map: map, data: data, weight: 1)
    var rest = data
    for image in problem.images { add(-dot(image, rest), image, to: &rest) }
    return problem.multiplierSizes(rest).largest
  }
}

/// A solution with its certificate.
package struct VariationSolution: Sendable, Equatable {
  /// u, n numbers.
  package let signal: [Double]
  /// P at u, and at the best v found.
  package let primal: Double
  /// P − D, at least P − P*.
  package let gap: Double
  /// The number of iterations; 0 for a closed form.
  package let iterations: Int
  /// Whether the gap is within its tolerance.
  package let isSolved: Bool
}

extension VariationProblem {
  /// Solves the problem: by FISTA with taut strings for total variation, by the primal-dual method for the second.
  ///
  /// - Parameters:
  ///   - norm: An upper bound on ‖A‖₂.
  ///   - tolerance: The gap at which to stop, as a fraction of ½‖b‖².
  ///   - iterationLimit: The largest number of iterations.
  /// - Returns: The last iterate.
  package func solve(
    norm: Double, tolerance: Double, iterationLimit: Int
  ) -> VariationSolution {
    let allowed = tolerance * 0.5 * dot(data, data)
    return curvatureWeight.map { solveSecond($0, norm, allowed, iterationLimit) }
      ?? solveFirst(norm, allowed, iterationLimit)
  }

  private func solveFirst(
    _ norm: Double, _ allowed: Double, _ iterationLimit: Int
  ) -> VariationSolution {
    var smooth = LeastSquares(map, data)
    let start = [Double](repeating: 0, count: signalCount)
    // A certificate takes as long as an iteration.
    var calls = 0
    let result = ProximalGradient(.fista, stepSize: .fixed(1 / (norm * norm))).minimize(
      &smooth, SignalVariation(weight: weight), from: start, residual: -1,
      gap: (
        {
          calls += 1
          return calls % 10 == 0 ? gap($0) : .infinity
        }, allowed
      ), iterationLimit: iterationLimit)
    return solution(result.point, result.iterations, allowed)
  }

  private func solveSecond(
    _ beta: Double, _ norm: Double, _ allowed: Double, _ iterationLimit: Int
  ) -> VariationSolution {
    let (m, n) = (map.rows, signalCount)
    // Au in units of 1/‖A‖, so that steps suit both parts.
    let factor = norm > 0 ? 1 / norm : 1
    let composed = GeneralizedDifferences(map: map, factor: factor)
    let loss = SquaredDistance(
      weight: 1 / (factor * factor), center: data.map { factor * $0 })
    let weights =
      [Double](repeating: weight, count: n - 1) + [Double](repeating: beta, count: n - 2)
    // ‖(Au/‖A‖, Du − v, D'v)‖² ≤ ‖u‖² + (2‖u‖ + ‖v‖)² + 4‖v‖² ≤ 7(‖u‖² + ‖v‖²).
    let method = ChambollePock(norm: 7.0.squareRoot())
    var last = [Double](repeating: 0, count: n)
    var count = 0
    let result = method.minimize(
      ZeroFunction(), JoinedFunction(loss, WeightedL1Norm(weights: weights), at: m), composed,
      residualTolerance: 0, iterationLimit: iterationLimit
    ) { iteration, z, _ in
      guard iteration % 50 == 0, iteration > 0 else { return true }
      (last, count) = (z, iteration)
      return gap(z) > allowed
    }
    if result.iterations >= iterationLimit { (last, count) = (result.primal, iterationLimit) }
    return solution(last, count, allowed)
  }

  private func solution(
    _ z: [Double], _ iterations: Int, _ allowed: Double
  ) -> VariationSolution {
    let gap = gap(z)
    return VariationSolution(
      signal: Array(z.prefix(signalCount)), primal: primal(z), gap: gap, iterations: iterations,
      isSolved: gap <= allowed)
  }
}

/// (u, v) ↦ (cAu, Du − v, D'v).
private struct GeneralizedDifferences<Map: LinearMap>: LinearMap {
  let map: Map
  let factor: Double
  var rows: Int { map.rows + 2 * map.columns - 3 }
  var columns: Int { 2 * map.columns - 1 }

  func apply(_ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>) {
    let (m, n) = (map.rows, map.columns)
    map.apply(x.extracting(..<n), into: y.extracting(..<m))
    for i in 0..<m { y[i] *= factor }
    for i in 0..<n - 1 { y[m + i] = x[i + 1] - x[i] - x[n + i] }
    for i in 0..<n - 2 { y[m + n - 1 + i] = x[n + i + 1] - x[n + i] }
  }

  func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    let (m, n) = (map.rows, map.columns)
    map.applyAdjoint(y.extracting(..<m), into: x.extracting(..<n))
    for i in 0..<n { x[i] *= factor }
    for i in 0..<n - 1 {
      x[i] -= y[m + i]
      x[i + 1] += y[m + i]
      x[n + i] = -y[m + i]
    }
    for i in 0..<n - 2 {
      x[n + i] -= y[m + n - 1 + i]
      x[n + i + 1] += y[m + n - 1 + i]
    }
  }
}
