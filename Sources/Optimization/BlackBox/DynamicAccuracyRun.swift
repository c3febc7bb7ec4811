// A run of a derivative-free trust-region method with values of dynamic accuracy.

import LinearAlgebra

/// A point with the states of its blocks.
struct DynamicAccuracySample {
  let point: [Double]
  var states: [[Double]]
  var errors: [Double]
  /// All blocks, then the exact part.
  var residual: [Double] = []
  var value = Double.nan
  var error = Double.infinity

  init(_ point: [Double], states: [[Double]]) {
    self.point = point
    self.states = states
    errors = [Double](repeating: .infinity, count: states.count)
  }

  var largestError: Double { errors.max() ?? 0 }
}

/// The run of the method.
struct DynamicAccuracyRun<Problem: InexactLeastSquares> {
  let method: DynamicAccuracySearch
  /// The bounds; nil for none.
  let box: SearchBox?
  var problem: Problem
  var iterations = 0
  var values: [InexactValue] = []
  var radius: Double
  /// θ.
  var center = DynamicAccuracySample([], states: [])
  /// The other points of the interpolation.
  var others: [DynamicAccuracySample] = []
  /// J, transposed: p × m, and the gradient 2Jᵀr.
  var slopes = Matrix(repeating: 0, rows: 0, columns: 0)
  var gradient: [Double] = []

  init(method: DynamicAccuracySearch, problem: Problem, box: SearchBox?) {
    self.method = method
    self.box = box
    self.problem = problem
    radius = method.firstRadius
  }

  typealias Method = DynamicAccuracySearch
  typealias Sample = DynamicAccuracySample
  var dimension: Int { problem.dimension }
  /// The distances from θ that interpolation points may have.
  ///
  /// A step has the length Δ, and Δ may then be halved: rounding must not decide whether 2Δ is far.
  var largestDistance: Double { 2 * radius * (1 + 1e-9) }
  var smallestDistance: Double { 1e-3 * radius }
  /// The error that interpolation points may have: never less than what is requested, or the radius could not shrink.
  var tolerance: Double { max(method.accuracy * radius * radius, Method.leastTolerance) }

  // MARK: Bounds

  /// The norm of the model's gradient; of P(θ − g) − θ with bounds.
  var criticality: Double {
    guard let box else { return norm(gradient) }
    let moved = box.clipped(zip(center.point, gradient).map { $0 - $1 })
    return norm(zip(moved, center.point).map { $0 - $1 })
  }

  /// θ + s, where rounding must not lead out of the bounds.
  func point(at step: [Double]) -> [Double] {
    let point = zip(center.point, step).map { $0 + $1 }
    return box?.clipped(point) ?? point
  }

  // MARK: Values

  /// A sample with the errors of all blocks reduced to a tolerance.
  mutating func refined(_ sample: Sample, to tolerance: Double) -> Sample {
    var sample = sample
    var residual: [Double] = []
    residual.reserveCapacity(sample.residual.count)
    var bound = 0.0
    for block in sample.states.indices {
      if sample.errors[block] > tolerance {
        let outcome = problem.refine(
          &sample.states[block], of: block, at: sample.point,
          to: max(tolerance, Method.leastTolerance))
        sample.errors[block] = outcome.error
        iterations += outcome.iterations
      }
      let part = problem.residual(of: block, sample.states[block])
      let error = sample.errors[block]
      bound += 2 * norm(part) * error + error * error
      residual += part
    }
    residual += problem.exactResidual(at: sample.point)
    sample.residual = residual
    sample.value = dot(residual, residual)
    sample.error = bound
    values.append(value(of: sample))
    return sample
  }

  func value(of sample: Sample) -> InexactValue {
    InexactValue(
      point: sample.point, value: sample.value, error: sample.error, iterations: iterations)
  }

  /// A sample at a point, whose blocks start from those of θ.
  mutating func sample(_ point: [Double]) -> Sample {
    refined(Sample(point, states: center.states), to: tolerance)
  }

  /// A sample with its accuracy raised until the certified error of f is small enough, or rounding forbids it.
  mutating func certified(_ sample: Sample, to limit: Double) -> Sample {
    var sample = sample
    let blocks = Double(max(sample.states.count, 1)).squareRoot()
    while sample.error > limit, sample.largestError > Method.errorFloor {
      let before = sample.largestError
      let share = limit / (4 * blocks * max(norm(sample.residual), 1e-12))
      sample = refined(sample, to: min(0.5 * before, share))
      guard sample.largestError < before else { break }
    }
    return sample
  }

  mutating func minimize(
    from start: [Double], neighbors: [[Double]], watch: (Method.Step) -> Bool
  ) -> Method.Result {
    var steps: [Method.Step] = []
    let states = (0..<problem.blockCount).map { problem.initialState(of: $0) }
    center = refined(Sample(box?.clipped(start) ?? start, states: states), to: tolerance)
    firstPoints(neighbors)
    func result(_ reason: Method.StopReason) -> Method.Result {
      Method.Result(
        end: value(of: center), steps: steps, values: values, stopReason: reason)
    }
    while true {
      if radius <= method.smallestRadius { return result(.radius(radius)) }
      if iterations >= method.budget { return result(.budget) }
      if steps.count >= method.stepLimit { return result(.stepLimit) }
      guard let step = advance() else { return result(.nonFinite) }
      steps.append(step)
      if !watch(step) { return result(.interrupted) }
    }
  }

  /// Takes a step; nil where a value is not finite.
  private mutating func advance() -> Method.Step? {
    var step: [Double] = []
    var predicted = Double.infinity
    let before = iterations
    // The accuracy phase.
    while true {
      guard formModel() else { return nil }
      if criticality <= method.criticality, !enterCriticality() { break }
      guard let model = modelStep(), model.decrease.isFinite else { return nil }
      (step, predicted) = (model.step, model.decrease)
      if center.error <= Method.errorShare * predicted || predicted <= Method.decreaseFloor
        || center.largestError <= Method.errorFloor
      {
        break
      }
      let error = center.largestError
      center = certified(center, to: 0.5 * Method.errorShare * predicted)
      guard center.largestError < error else { break }
    }
    var origin = value(of: center)
    origin = InexactValue(
      point: origin.point, value: origin.value, error: origin.error, iterations: before)
    if radius <= method.smallestRadius || predicted <= Method.decreaseFloor
      || norm(step) < 0.01 * radius
    {
      // The step is too short for this radius: the radius is too large, or the model is wrong.
      let taken = radius
      if isFullyLinear || predicted <= Method.decreaseFloor { radius *= Method.shrinkage }
      makeFullyLinear()
      return self.step(from: origin, taken, predicted: predicted, .geometry)
    }
    let candidate = certified(
      sample(point(at: step)), to: Method.errorShare * predicted)
    guard candidate.value.isFinite else { return nil }
    let ratio = (center.value - candidate.value) / predicted
    let isLinear = isFullyLinear
    // Where rounding has kept errors above their share, a ratio proves nothing.
    let isCertain = center.value - candidate.value > center.error + candidate.error
    let isAccepted =
      isCertain && (ratio >= Method.expansion || (ratio >= Method.acceptance && isLinear))
    let from = isAccepted ? candidate.point : center.point
    let distances = others.map { other in norm(zip(other.point, from).map { $0 - $1 }) }
    let farthest = distances.indices.max { distances[$0] < distances[$1] } ?? 0
    if isAccepted {
      others[farthest] = center
      center = candidate
    } else if distances[farthest] > norm(step) {
      others[farthest] = candidate
    }
    let outcome = self.step(
      from: origin, radius, predicted: predicted, isAccepted ? .accepted : .rejected)
    if isAccepted, ratio >= Method.expansion {
      radius = min(Method.growth * radius, method.largestRadius)
    } else if !isLinear {
      makeFullyLinear()
    } else {
      radius *= Method.shrinkage
    }
    let offsets = offsets
    if offsets.contains(where: { norm($0) < 1e-12 }) || condition(directions(offsets)) > 1e4 {
      makeFullyLinear()
    }
    return outcome
  }

  /// Reduces the radius to the norm of the gradient of a fully linear model; false where it becomes the smallest.
  private mutating func enterCriticality() -> Bool {
    while true {
      makeFullyLinear()
      guard formModel() else { return false }
      if radius <= max(criticality, method.smallestRadius) { break }
      radius *= Method.shrinkage
    }
    return radius > method.smallestRadius
  }

  private func step(
    from origin: InexactValue, _ radius: Double, predicted: Double,
    _ outcome: Method.Step.Outcome
  ) -> Method.Step {
    Method.Step(
      state: value(of: center), origin: origin, radius: radius, gradientNorm: criticality,
      predictedDecrease: predicted, outcome: outcome)
  }
}
