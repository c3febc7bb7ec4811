// The runs of all methods on one problem, in one currency.

import LinearAlgebra
import Optimization

/// The ways to search θ.
enum SearchMethod: String, CaseIterable, Sendable {
  case grid, random, bayesian, gradient, lbfgsb, dfo, fixed
}

/// A method with the values it has computed.
struct SearchRun: Sendable {
  /// The name, with K for fixed numbers of steps.
  let name: String
  /// The values in the order of their computation, with the iterations spent until then.
  let values: [InexactValue]
  /// The reason for the end.
  let stopReason: String
  /// Whether its values are those of truncated lower levels.
  var isTruncated: Bool { name.hasPrefix(SearchMethod.fixed.rawValue) }
}

extension InexactValue {
  /// f̃ plus its error bound: f is at most this.
  var upperBound: Double { value + error }
}

/// What the runs have in common.
struct SearchSetting: Sendable {
  let problem: DenoisingProblem
  /// The box of θ.
  let box: SearchBox
  /// θ⁰.
  let start: [Double]
  /// The error of lower levels and adjoints, except with dynamic accuracy.
  let tolerance: Double
  /// The largest number of lower-level iterations and products of a run.
  let budget: Int
  /// Values of an earlier run.
  let known: [InexactValue]
  let seed: UInt64

  /// The number of values of searches without gradients, even if the budget is not used up.
  private static let valueLimit = 200

  /// θ⁰, or the best known point.
  private var first: [Double] {
    known.min { $0.upperBound < $1.upperBound }?.point ?? start
  }

  /// Runs a method.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - depths: Numbers K of steps, for ``SearchMethod/fixed``.
  /// - Returns: A run for each number of steps, otherwise one.
  func runs(_ method: SearchMethod, depths: [Int]) -> [SearchRun] {
    switch method {
    case .grid: [grid()]
    case .random:
      [
        points("random") { [box] generator, _ in box.randomPoint(&generator) }
      ]
    case .bayesian:
      [
        points("bayesian") { [box] generator, values in
          BayesianSearch(in: box).next(after: values, &generator)
        }
      ]
    case .gradient: [descent()]
    case .lbfgsb: [quasiNewton()]
    case .dfo: [trustRegion(nil)]
    case .fixed: depths.map { trustRegion($0) }
    }
  }

  /// Values at points that a rule chooses.
  private func points(
    _ name: String, limit: Int = valueLimit,
    _ next: (inout CounterGenerator, [EvaluatedPoint]) -> [Double]
  ) -> SearchRun {
    var generator = CounterGenerator(seed: 600, shift: seed)
    var values: [InexactValue] = []
    var evaluated = known.map { EvaluatedPoint($0.point, value: $0.value) }
    var cost = 0
    while cost < budget, values.count < limit {
      let point = next(&generator, evaluated)
      let result = problem.inexactValue(point, to: tolerance)
      guard result.value.isFinite else { break }
      cost += result.iterations
      values.append(
        InexactValue(point: point, value: result.value, error: result.error, iterations: cost))
      evaluated.append(EvaluatedPoint(point, value: result.value))
    }
    return SearchRun(
      name: name, values: values, stopReason: cost >= budget ? "budget" : "number of values")
  }

  private func grid() -> SearchRun {
    let p = box.dimension
    let count = p == 1 ? 50 : p == 2 ? 7 : 4
    let total = (0..<p).reduce(1) { product, _ in product * count }
    return points("grid", limit: total) { _, values in
      box.gridPoint(values.count - known.count, pointsPerAxis: count)
    }
  }

  private func descent() -> SearchRun {
    var objective = ReducedObjective(problem, tolerance: tolerance)
    guard let start = Iterate(start: first, of: &objective) else {
      return SearchRun(name: "gradient", values: [], stopReason: "not finite")
    }
    // The objective is being modified while the run goes on, so the budget counts evaluations of the last cost.
    let share = max(objective.cost, 1)
    let end = minimize(
      &objective, from: start, by: GradientDescent(.backtracking(first: 1)),
      until: StoppingRule(gradientNorm: 1e-9, iterationLimit: 1000)
    ) { $0.evaluations * share < budget }
    return run("gradient", objective.values, end.stopReason.name)
  }

  private func quasiNewton() -> SearchRun {
    var objective = ReducedObjective(problem, tolerance: tolerance)
    let end = LBFGSB(projectedGradient: max(tolerance, 1e-9), iterationLimit: 200).minimize(
      &objective, in: BoxConstraint(lower: box.lower, upper: box.upper), from: first)
    return run("lbfgsb", objective.values, end.stopReason.name)
  }

  /// A run with its values within the budget, at least the first.
  private func run(_ name: String, _ values: [InexactValue], _ reason: String) -> SearchRun {
    let kept = values.prefix { $0.iterations <= budget || $0 == values.first }
    return SearchRun(
      name: name, values: Array(kept),
      stopReason: kept.count < values.count ? "budget" : reason)
  }

  private func trustRegion(_ depth: Int?) -> SearchRun {
    var inexact = InexactDenoising(problem, depth: depth)
    let center = first
    var neighbors: [[Double]] = []
    for value in known.sorted(by: { distance($0.point, center) < distance($1.point, center) })
    where value.point != center && !neighbors.contains(value.point) {
      neighbors.append(value.point)
    }
    let smallest = problem.regularizer == .quadratic ? 1e-5 : 1e-4
    // The earlier run had come down to the distance of its last points.
    let p = problem.parameterCount
    let radius =
      neighbors.count >= p
      ? min(max(distance(neighbors[p - 1], center), 100 * smallest), 0.5) : 0.5
    let method = DynamicAccuracySearch(
      firstRadius: radius, smallestRadius: smallest, budget: budget)
    let result = method.minimize(&inexact, from: center, neighbors: neighbors)
    return run(depth.map { "fixed \($0)" } ?? "dfo", result.values, result.stopReason.name)
  }
}

extension StopReason {
  /// The reason in a word or two, for tables.
  var name: String {
    switch self {
    case .gradientNorm: "gradient"
    case .targetValue: "target"
    case .smallDecrease: "small decrease"
    case .lineSearchFailed: "line search failed"
    case .nonFinite: "not finite"
    case .iterationLimit: "iteration limit"
    case .interrupted: "budget"
    }
  }
}
