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
  /// The name as in the literature.
  var label: String {
    switch SearchMethod(rawValue: name) {
    case .grid: "grid"
    case .random: "random points"
    case .bayesian: "Bayesian"
    case .gradient: "projected gradient"
    case .lbfgsb: "L-BFGS-B"
    case .dfo: "trust region, dynamic accuracy"
    case .fixed, nil: name.replacing("fixed ", with: "fixed *K* = ")
    }
  }
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
  /// The largest number of lower-level iterations and products of a run: a value that would exceed it is not part of the
  /// run.
  let budget: Int
  /// Values of an earlier run.
  let known: [InexactValue]
  let seed: UInt64

  /// The reason for the end of a run whose next value would exceed the budget.
  static let exhausted = StopReason.interrupted.name

  /// The number of values of searches without gradients, even if the budget is not used up.
  private static let valueLimit = 200

  /// θ⁰, or the best known point.
  var first: [Double] {
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
    var (cost, reason) = (0, "number of values")
    while values.count < limit {
      let point = next(&generator, evaluated)
      guard let result = problem.inexactValue(point, to: tolerance, within: budget - cost) else {
        reason = Self.exhausted
        break
      }
      guard result.value.isFinite else {
        reason = StopReason.nonFinite(trials: 1).name
        break
      }
      cost += result.iterations
      values.append(
        InexactValue(point: point, value: result.value, error: result.error, iterations: cost))
      evaluated.append(EvaluatedPoint(point, value: result.value))
    }
    return SearchRun(name: name, values: values, stopReason: reason)
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
    var objective = ReducedObjective(problem, tolerance: tolerance, budget: budget)
    guard let start = Iterate(start: box.clipped(first), of: &objective) else {
      return run("gradient", objective, StopReason.nonFinite(trials: 1).name)
    }
    let end = minimize(
      &objective, from: start, by: ProjectedGradientDescent(in: box, tolerance: 1e-9),
      until: StoppingRule(iterationLimit: 1000))
    return run("gradient", objective, end.stopReason.name)
  }

  private func quasiNewton() -> SearchRun {
    var objective = ReducedObjective(problem, tolerance: tolerance, budget: budget)
    let end = LBFGSB(projectedGradient: max(tolerance, 1e-9), iterationLimit: 200).minimize(
      &objective, in: BoxConstraint(lower: box.lower, upper: box.upper), from: first)
    return run("lbfgsb", objective, end.stopReason.name)
  }

  /// A run with gradients, all of whose values are within the budget.
  private func run(_ name: String, _ objective: ReducedObjective, _ reason: String) -> SearchRun {
    SearchRun(
      name: name, values: objective.values,
      stopReason: objective.isExhausted ? Self.exhausted : reason)
  }

  private func trustRegion(_ depth: Int?) -> SearchRun {
    var inexact = InexactDenoising(problem, depth: depth)
    let center = box.clipped(first)
    var neighbors: [[Double]] = []
    for value in known.sorted(by: { distance($0.point, center) < distance($1.point, center) })
    where value.point != center && !neighbors.contains(value.point) {
      neighbors.append(value.point)
    }
    let smallest = problem.regularizer == .quadratic ? 1e-5 : 1e-4
    // An axis has a point at the distance of the radius within the bounds.
    let largest = min(2, 0.5 * (box.widths.min() ?? 4))
    let p = problem.parameterCount
    // The earlier run had come down to the distance of its last points.
    let radius =
      neighbors.count >= p ? max(distance(neighbors[p - 1], center), 100 * smallest) : 0.5
    let method = DynamicAccuracySearch(
      firstRadius: min(radius, 0.5, largest), smallestRadius: min(smallest, 1e-3 * largest),
      largestRadius: largest, budget: budget)
    let result = method.minimize(&inexact, from: center, in: box, neighbors: neighbors)
    // A step that begins within the budget may end beyond it.
    let values = Array(result.values.prefix { $0.iterations <= budget })
    return SearchRun(
      name: depth.map { "fixed \($0)" } ?? "dfo", values: values,
      stopReason: values.count < result.values.count ? Self.exhausted : result.stopReason.name)
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
