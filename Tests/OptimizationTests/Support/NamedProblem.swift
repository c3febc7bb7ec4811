// The functions that every method has to minimise.

import Libc
import Optimization
import Testing

/// A function with a name, a start and a known infimum; it counts its evaluations.
struct NamedProblem: Objective, Sendable, CustomTestStringConvertible {
  let name: String
  let start: [Double]
  /// The lowest value.
  let infimum: Double
  /// A fixed step size for which gradient descent converges.
  let stepSize: Double
  /// How near to the infimum quasi-Newton methods come.
  let sharpGap: Double
  /// How near first-order methods come in 3000 steps.
  let roughGap: Double
  /// f with ∇f; outside the domain a value that is not finite.
  let function: @Sendable ([Double]) -> (value: Double, gradient: [Double])
  private(set) var evaluations = 0

  init(
    _ name: String, start: [Double], infimum: Double, stepSize: Double, sharpGap: Double,
    roughGap: Double, _ function: @escaping @Sendable ([Double]) -> (Double, [Double])
  ) {
    self.name = name
    self.start = start
    self.infimum = infimum
    self.stepSize = stepSize
    self.sharpGap = sharpGap
    self.roughGap = roughGap
    self.function = function
  }

  var testDescription: String { name }

  var dimension: Int { start.count }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    evaluations += 1
    let result = function(point)
    gradient = result.gradient
    return result.value
  }

  /// The iterate at the start.
  func first() throws -> Iterate {
    var copy = self
    return try #require(Iterate(start: start, of: &copy))
  }
}

extension NamedProblem {
  static let all =
    [rosenbrock(2), rosenbrock(10), quadratic, quartic, barrier]
    + [nil, 2, 3].map(toyRisk(depth:))

  /// Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)² (Rosenbrock, The Computer Journal 1960).
  static func rosenbrock(_ dimension: Int) -> NamedProblem {
    NamedProblem(
      "Rosenbrock, \(dimension) variables",
      start: dimension == 2 ? [-1.2, 1] : [Double](repeating: 0, count: dimension),
      infimum: 0, stepSize: 1e-3, sharpGap: 1e-12, roughGap: dimension == 2 ? 0.1 : 8
    ) { x in
      var (value, gradient) = (0.0, [Double](repeating: 0, count: x.count))
      for i in 0..<(x.count - 1) {
        let (valley, distance) = (x[i + 1] - x[i] * x[i], 1 - x[i])
        value += 100 * valley * valley + distance * distance
        gradient[i] += -400 * x[i] * valley - 2 * distance
        gradient[i + 1] += 200 * valley
      }
      return (value, gradient)
    }
  }

  /// ½Σ λᵢxᵢ² with λ from 1 to 10⁶; gradient descent guarantees L‖x⁰‖²/(2·3000) = 1667 only.
  static let quadratic = NamedProblem(
    "quadratic of condition 1e6", start: [Double](repeating: 1, count: 10), infimum: 0,
    stepSize: 1e-6, sharpGap: 1e-12, roughGap: 1667
  ) { x in
    let slopes = x.indices.map { pow(10, 6 * Double($0) / 9) * x[$0] }
    return (0.5 * zip(x, slopes).reduce(0) { $0 + $1.0 * $1.1 }, slopes)
  }

  /// Σ i(xᵢ − 1)⁴, whose Hessian vanishes at the minimum.
  static let quartic = NamedProblem(
    "convex quartic", start: [3, -1, 2, 0], infimum: 0, stepSize: 4e-3, sharpGap: 1e-10,
    roughGap: 1e-3
  ) { x in
    let cubes = x.indices.map { Double($0 + 1) * (x[$0] - 1) * (x[$0] - 1) * (x[$0] - 1) }
    return (zip(x, cubes).reduce(0) { $0 + ($1.0 - 1) * $1.1 }, cubes.map { 4 * $0 })
  }

  /// Σ cᵢxᵢ − log xᵢ for x > 0, and −∞ beyond: a trap for a method that takes the lowest number.
  static let barrier = NamedProblem(
    "logarithmic barrier", start: [2, 2, 2], infimum: 3 + log(5.0) + log(20.0), stepSize: 1e-3,
    sharpGap: 1e-12, roughGap: 1e-2
  ) { x in
    let costs = [1.0, 5, 20]
    guard x.allSatisfy({ $0 > 0 }) else { return (-.infinity, x.map { _ in 0 }) }
    return (
      zip(costs, x).reduce(0) { $0 + $1.0 * $1.1 - log($1.1) },
      zip(costs, x).map { $0 - 1 / $1 }
    )
  }

  /// ½(γ(1−f)² + σ²f²) of R = r: bilevel, or N steps of size ½; all can reach the Wiener gain.
  static func toyRisk(depth: Int?) -> NamedProblem {
    let (signal, noise, omega) = (1.25, 0.81, 0.5)
    return NamedProblem(
      depth.map { "toy risk, N = \($0)" } ?? "toy risk, bilevel", start: [0.7],
      infimum: 0.5 * signal * noise / (signal + noise), stepSize: 0.5, sharpGap: 1e-14,
      roughGap: 1e-9
    ) { x in
      let s = x[0] * x[0]
      var (filter, slope) = (1 / (1 + s), -1 / ((1 + s) * (1 + s)))
      if let depth {
        (filter, slope) = (0, 0)
        for _ in 0..<depth {
          // z ← z − ω((1+s)z − 1), and its derivative in s.
          slope -= omega * (filter + (1 + s) * slope)
          filter -= omega * ((1 + s) * filter - 1)
        }
      }
      let value = 0.5 * (signal * (1 - filter) * (1 - filter) + noise * filter * filter)
      return (value, [(noise * filter - signal * (1 - filter)) * slope * 2 * x[0]])
    }
  }
}
