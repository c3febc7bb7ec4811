// Linear reconstruction of Gaussian signals, whose risk is a trace.

import Libc
import LinearAlgebra

/// Signals with energies γ in the cosine basis Q, and the operator A = Q diag(s) Qᵀ with noise of deviation σ.
///
/// All vectors are coefficients in the basis Q.
struct LinearReconstruction: Sendable {
  /// γ_k = (1 + k)^(−1.5).
  let energies: [Double]
  /// s_k.
  let singularValues: [Double]
  /// σ.
  let deviation: Double
  /// Q, n × n.
  let basis: Matrix

  /// n.
  var count: Int { energies.count }

  /// The instance with n = 16, s_k = 0.97^(k^1.3) and σ = 0.2.
  init() {
    let n = 16
    energies = (0..<n).map { 1 / pow(1 + Double($0), 1.5) }
    singularValues = (0..<n).map { pow(0.97, pow(Double($0), 1.3)) }
    deviation = 0.2
    basis = cosineBasis(n)
  }

  /// The same signals and noise with another operator.
  init(_ other: LinearReconstruction, singularValues: [Double]) {
    energies = other.energies
    self.singularValues = singularValues
    deviation = other.deviation
    basis = other.basis
  }

  /// The gains γs/(γs² + σ²) of the best linear map.
  var bestGains: [Double] {
    zip(energies, singularValues).map { $0 * $1 / ($0 * $1 * $1 + deviation * deviation) }
  }

  /// Its risk Σ γσ²/(γs² + σ²).
  var leastRisk: Double {
    let variance = deviation * deviation
    return zip(energies, singularValues).reduce(0) {
      $0 + $1.0 * variance / ($1.0 * $1.1 * $1.1 + variance)
    }
  }

  /// The risk E‖Bb − u‖² of a diagonal map.
  func risk(gains: [Double]) -> Double {
    var sum = 0.0
    for k in 0..<count {
      let bias = gains[k] * singularValues[k] - 1
      sum += energies[k] * bias * bias + deviation * deviation * gains[k] * gains[k]
    }
    return sum
  }

  /// The risk of any map, ‖(B diag(s) − I) diag(√γ)‖² + σ²‖B‖².
  func risk(map: Matrix) -> Double {
    var sum = 0.0
    for j in 0..<count {
      for i in 0..<count {
        let bias = map[i, j] * singularValues[j] - (i == j ? 1 : 0)
        sum += energies[j] * bias * bias + deviation * deviation * map[i, j] * map[i, j]
      }
    }
    return sum
  }

  /// Draws pairs of signals and measurements.
  ///
  /// - Parameters:
  ///   - pairs: m.
  ///   - generator: The source of the draws.
  /// - Returns: u and b, m × n.
  func draw(_ pairs: Int, _ generator: inout CounterGenerator) -> (u: Matrix, b: Matrix) {
    var u = generator.normals(rows: pairs, columns: count)
    u.scaleColumns(energies.map { $0.squareRoot() })
    var b = generator.normals(rows: pairs, columns: count).multiplied(by: basis)
    scale(&b, by: deviation)
    var image = u
    image.scaleColumns(singularValues)
    add(1, image.elements, to: &b)
    return (u, b)
  }
}

/// K proximal steps u⁺ = D(u − τAᵀ(Au − b)) with D = 1/(1 + τλ(1 + k)^p): two learned numbers.
struct UnrolledSteps: Sendable {
  /// K.
  static let depth = 4
  /// τ.
  static let stepSize = 0.9
  private static let logarithms = (0..<64).map { log(1 + Double($0)) }

  /// log λ.
  var logarithm: Double
  /// p.
  var power: Double

  /// D.
  func damping(_ count: Int) -> [Double] {
    let weight = Self.stepSize * exp(logarithm)
    return (0..<count).map { 1 / (1 + weight * exp(power * Self.logarithms[$0])) }
  }

  /// The gains Dτs(1 − q^K)/(1 − q), q = D(1 − τs²).
  func gains(_ singularValues: [Double]) -> [Double] {
    zip(damping(singularValues.count), singularValues).map { damping, s in
      let q = damping * (1 - Self.stepSize * s * s)
      var power = 1.0
      for _ in 0..<Self.depth { power *= q }
      return damping * Self.stepSize * s * (1 - power) / (1 - q)
    }
  }

  /// The values on the grid of 17 × 13 points from which training starts.
  static let grid: [UnrolledSteps] = (0..<17).flatMap { i in
    (0..<13).map { j in
      UnrolledSteps(logarithm: -7 + 8 * Double(i) / 16, power: 3 * Double(j) / 12)
    }
  }
}

/// The sums over training pairs on which diagonal maps depend.
struct TrainingSums {
  /// Σ b², Σ bu and Σ u² for every coefficient.
  let squares: [Double]
  let products: [Double]
  let energy: Double

  init(_ u: Matrix, _ b: Matrix) {
    squares = (0..<b.columns).map { b.columnProduct(b, $0) }
    products = (0..<b.columns).map { b.columnProduct(u, $0) }
    energy = (0..<u.columns).reduce(0) { $0 + u.columnProduct(u, $1) }
  }

  /// The training loss of gains.
  func loss(_ gains: [Double]) -> Double {
    var sum = energy
    for k in gains.indices {
      sum += gains[k] * (gains[k] * squares[k] - 2 * products[k])
    }
    return sum
  }

  /// The least-squares gain of every coefficient.
  var postProcessed: [Double] { zip(products, squares).map { $0 / $1 } }

  /// The unrolled steps with the least loss: the best point of a grid, refined by a pattern search.
  ///
  /// - Parameters:
  ///   - gridGains: The gains of ``UnrolledSteps/grid``.
  ///   - singularValues: s.
  /// - Returns: λ and p.
  func unrolled(_ gridGains: [[Double]], _ singularValues: [Double]) -> UnrolledSteps {
    var best = UnrolledSteps.grid[0]
    var least = Double.infinity
    for (point, gains) in zip(UnrolledSteps.grid, gridGains) {
      let loss = loss(gains)
      if loss < least { (best, least) = (point, loss) }
    }
    var (first, second) = (0.25, 0.12)
    while first > 1e-3 {
      var next = best
      for (dx, dy) in [(first, 0), (-first, 0), (0, second), (0, -second)] {
        let candidate = UnrolledSteps(logarithm: best.logarithm + dx, power: best.power + dy)
        let loss = loss(candidate.gains(singularValues))
        if loss < least { (next, least) = (candidate, loss) }
      }
      if next.logarithm == best.logarithm, next.power == best.power {
        (first, second) = (first / 2, second / 2)
      } else {
        best = next
      }
    }
    return best
  }
}
