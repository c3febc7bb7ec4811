// Derivative-free trust regions with values of dynamic accuracy.

import LinearAlgebra

/// A derivative-free trust-region method for f(θ) = Σ ‖rᵢ(θ)‖² + ‖s(θ)‖² whose blocks are computed only as accurately as a
/// decision needs.
///
/// All residuals are interpolated linearly at θ and p further points, which gives the model m(s) = ‖r + Js‖²; its minimum
/// over ‖s‖ ≤ Δ is a candidate. Errors of f̃ at θ and at the candidate are certified to be at most η₁′(m(0) − m(s)) before
/// the ratio ρ = (f̃(θ) − f̃(θ + s))/(m(0) − m(s)) is formed: with η₁′ < η₁/2 every accepted step lowers f itself. Points
/// of the interpolation are accurate to `accuracy`·Δ², so that the model is fully linear.
///
/// - SeeAlso: M. J. Ehrhardt and L. Roberts, Inexact derivative-free optimization for bilevel learning, J. Math. Imaging
///   and Vision 63 (2021), algorithm 1.
public struct DynamicAccuracySearch: Sendable, Equatable {
  /// The reason why a run stopped.
  public enum StopReason: Sendable, Equatable {
    /// The radius is at most the smallest one.
    case radius(Double)
    /// The blocks have taken as many iterations as allowed.
    case budget
    /// The largest number of steps was reached.
    case stepLimit
    /// A value is not finite, or the points span no space.
    case nonFinite
    /// The caller asked for it.
    case interrupted
  }

  /// A step of the run.
  public struct Step: Sendable, Equatable {
    /// The outcome of a step.
    public enum Outcome: Sendable, Equatable {
      /// θ moved.
      case accepted
      /// The candidate was evaluated, and θ stayed.
      case rejected
      /// The model was improved instead.
      case geometry
    }

    /// θ after the step, its value and error bound, and the iterations so far.
    public let state: InexactValue
    /// θ before the step, its value and error bound when the step was decided, and the iterations at its start.
    public let origin: InexactValue
    /// Δ with which the step was taken.
    public let radius: Double
    /// The norm of the gradient 2Jᵀr of the model.
    public let gradientNorm: Double
    /// The decrease m(0) − m(s) that the model predicted.
    public let predictedDecrease: Double
    /// The outcome.
    public let outcome: Outcome

    /// f̃(θ) − f̃(θ⁺) minus both error bounds: a lower bound on the decrease of f.
    public var certifiedDecrease: Double {
      origin.value - state.value - origin.error - state.error
    }
  }

  /// The end of a run.
  public struct Result: Sendable, Equatable {
    /// θ with its value and error bound.
    public let end: InexactValue
    /// All steps.
    public let steps: [Step]
    /// All values, in the order in which they became known; a point whose accuracy was raised appears again.
    public let values: [InexactValue]
    /// The reason for the end.
    public let stopReason: StopReason
    /// The iterations of all blocks.
    public var iterations: Int { end.iterations }
  }

  /// Δ at the start.
  public let firstRadius: Double
  /// Δ at which to stop.
  public let smallestRadius: Double
  /// The largest Δ.
  public let largestRadius: Double
  /// The error of the blocks at interpolation points, over Δ².
  public let accuracy: Double
  /// The norm of the model's gradient below which Δ is reduced to it.
  public let criticality: Double
  /// The largest number of steps.
  public let stepLimit: Int
  /// The number of iterations of all blocks after which no step begins.
  public let budget: Int

  /// η₁: the smallest ratio with which a step is accepted.
  public static let acceptance = 0.1
  /// η₂: the smallest ratio with which the radius grows.
  public static let expansion = 0.7
  /// η₁′ < min(η₁, 1 − η₂)/2: the error of f over the predicted decrease.
  public static let errorShare = 0.04
  fileprivate static let (shrinkage, growth) = (0.5, 2.0)
  /// The largest condition number of the directions to the interpolation points.
  fileprivate static let conditionLimit = 20.0
  /// The errors of the blocks that rounding does not allow to be reduced, and the decreases that it hides.
  fileprivate static let (errorFloor, decreaseFloor) = (2e-12, 1e-11)

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - firstRadius: Δ at the start, positive.
  ///   - smallestRadius: Δ at which to stop, positive.
  ///   - largestRadius: The largest Δ, at least the first.
  ///   - accuracy: The error of the blocks at interpolation points over Δ², positive.
  ///   - criticality: The norm of the model's gradient below which Δ is reduced to it, positive.
  ///   - stepLimit: The largest number of steps, at least 0.
  ///   - budget: The number of iterations of all blocks after which no step begins.
  public init(
    firstRadius: Double = 0.5, smallestRadius: Double = 1e-5, largestRadius: Double = 2,
    accuracy: Double = 0.1, criticality: Double = 1e-3, stepLimit: Int = 400, budget: Int = .max
  ) {
    precondition(
      firstRadius > 0 && smallestRadius > 0 && largestRadius >= firstRadius,
      "radii \(firstRadius), \(smallestRadius), \(largestRadius)")
    precondition(accuracy > 0 && criticality > 0, "accuracy \(accuracy), \(criticality)")
    precondition(stepLimit >= 0, "at most \(stepLimit) steps")
    self.firstRadius = firstRadius
    self.smallestRadius = smallestRadius
    self.largestRadius = largestRadius
    self.accuracy = accuracy
    self.criticality = criticality
    self.stepLimit = stepLimit
    self.budget = budget
  }

  /// Minimises f.
  ///
  /// - Parameters:
  ///   - problem: f, of p variables.
  ///   - start: θ⁰, p numbers.
  ///   - neighbors: Points for the first interpolation, such as those of an earlier run; θ⁰ + Δe_i where there are
  ///     too few, or they are too far or too nearly in one plane.
  ///   - watch: Called with every step; returning false ends the run.
  /// - Returns: The last θ, all steps and all values.
  /// - Complexity: O(p) refinements and O(p²m + p³) for m residuals per step.
  public func minimize(
    _ problem: inout some InexactLeastSquares, from start: [Double], neighbors: [[Double]] = [],
    watch: (Step) -> Bool = { _ in true }
  ) -> Result {
    precondition(
      start.count == problem.dimension,
      "a point of \(start.count) entries for a function of \(problem.dimension) variables")
    var run = Run(method: self, problem: problem)
    defer { problem = run.problem }
    return run.minimize(from: start, neighbors: neighbors, watch: watch)
  }
}

/// A point with the states of its blocks.
private struct Sample {
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
private struct Run<Problem: InexactLeastSquares> {
  let method: DynamicAccuracySearch
  var problem: Problem
  var iterations = 0
  var values: [InexactValue] = []
  var radius: Double
  /// θ.
  var center = Sample([], states: [])
  /// The other points of the interpolation.
  var others: [Sample] = []
  /// J, transposed: p × m, and the gradient 2Jᵀr.
  var slopes = Matrix(repeating: 0, rows: 0, columns: 0)
  var gradient: [Double] = []

  init(method: DynamicAccuracySearch, problem: Problem) {
    self.method = method
    self.problem = problem
    radius = method.firstRadius
  }

  typealias Method = DynamicAccuracySearch
  private var dimension: Int { problem.dimension }
  /// The distances from θ that interpolation points may have.
  ///
  /// A step has the length Δ, and Δ may then be halved: rounding must not decide whether 2Δ is far.
  private var largestDistance: Double { 2 * radius * (1 + 1e-9) }
  private var smallestDistance: Double { 1e-3 * radius }
  /// The error that interpolation points may have.
  private var tolerance: Double { method.accuracy * radius * radius }

  // MARK: Values

  /// A sample with the errors of all blocks reduced to a tolerance.
  private mutating func refined(_ sample: Sample, to tolerance: Double) -> Sample {
    var sample = sample
    var residual: [Double] = []
    residual.reserveCapacity(sample.residual.count)
    var bound = 0.0
    for block in sample.states.indices {
      if sample.errors[block] > tolerance {
        let outcome = problem.refine(
          &sample.states[block], of: block, at: sample.point, to: max(tolerance, 1e-12))
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

  private func value(of sample: Sample) -> InexactValue {
    InexactValue(
      point: sample.point, value: sample.value, error: sample.error, iterations: iterations)
  }

  /// A sample at a point, whose blocks start from those of θ.
  private mutating func sample(_ point: [Double]) -> Sample {
    refined(Sample(point, states: center.states), to: tolerance)
  }

  /// A sample with its accuracy raised until the certified error of f is small enough, or rounding forbids it.
  private mutating func certified(_ sample: Sample, to limit: Double) -> Sample {
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

  // MARK: Interpolation

  /// The differences of the other points from θ, one a row.
  private var offsets: [[Double]] {
    others.map { other in zip(other.point, center.point).map { $0 - $1 } }
  }

  /// The condition number of directions, ∞ where they are dependent.
  private func condition(_ directions: [[Double]]) -> Double {
    let matrix = Matrix(
      rows: dimension, columns: dimension, rowMajor: directions.flatMap { $0 })
    guard matrix.elements.allSatisfy(\.isFinite),
      let values = try? SingularValues(matrix).values, let least = values.last, least > 0
    else { return .infinity }
    return values[0] / least
  }

  private func directions(_ offsets: [[Double]]) -> [[Double]] {
    offsets.map { offset in
      let length = max(norm(offset), 1e-300)
      return offset.map { $0 / length }
    }
  }

  /// Forms the model; false where the points do not determine it.
  private mutating func formModel() -> Bool {
    let p = dimension
    let matrix = Matrix(rows: p, columns: p, rowMajor: offsets.flatMap { $0 })
    guard let factors = try? LUFactorization(matrix) else { return false }
    let m = center.residual.count
    var differences = Matrix(
      rows: p, columns: m,
      rowMajor: others.flatMap { other in zip(other.residual, center.residual).map { $0 - $1 } })
    factors.solve(&differences)
    slopes = differences
    gradient = slopes.applied(to: center.residual).map { 2 * $0 }
    return gradient.allSatisfy(\.isFinite)
  }

  /// Whether the points are close, well distributed and accurate enough for the radius.
  private var isFullyLinear: Bool {
    let offsets = offsets
    let lengths = offsets.map { norm($0) }
    guard let nearest = lengths.min(), let farthest = lengths.max() else { return false }
    return farthest <= largestDistance && nearest > smallestDistance
      && condition(directions(offsets)) < Method.conditionLimit
      && (others + [center]).allSatisfy { $0.largestError <= tolerance * 1.0001 }
  }

  /// Replaces points that are far, near or in the plane of others, and refines all for the radius.
  private mutating func makeFullyLinear() {
    let p = dimension
    for _ in 0..<3 * p {
      let offsets = offsets
      let lengths = offsets.map { norm($0) }
      let directions = directions(offsets)
      let replaced: Int
      if let poor = lengths.firstIndex(where: {
        $0 > largestDistance || $0 <= smallestDistance
      }) {
        replaced = poor
      } else if condition(directions) >= Method.conditionLimit {
        let distances = directions.indices.map { distance(of: $0, directions) }
        replaced = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      } else {
        break
      }
      var rest = directions
      rest.remove(at: replaced)
      let normal = Self.normal(to: rest, dimension: p)
      others[replaced] = sample(
        zip(center.point, normal).map { $0 + radius * $1 })
    }
    for index in others.indices where others[index].largestError > tolerance {
      others[index] = refined(others[index], to: tolerance)
    }
    if center.largestError > tolerance { center = refined(center, to: tolerance) }
  }

  /// The distance of a direction from the span of the others.
  private func distance(of index: Int, _ directions: [[Double]]) -> Double {
    var rest = directions
    let own = rest.remove(at: index)
    guard !rest.isEmpty else { return 1 }
    let span = Matrix(rows: dimension, columns: rest.count, elements: rest.flatMap { $0 })
    guard let solution = try? span.leastSquares(own).solution else { return 0 }
    return norm(zip(own, span.applied(to: solution)).map { $0 - $1 })
  }

  /// A unit vector orthogonal to p − 1 directions: the last column of the orthogonal factor.
  private static func normal(to directions: [[Double]], dimension p: Int) -> [Double] {
    let columns = directions.flatMap { $0 } + [Double](repeating: 0, count: p)
    let q = QRFactorization(Matrix(rows: p, columns: p, elements: columns)).q
    return (0..<p).map { q[$0, p - 1] }
  }

  // MARK: The model's minimum

  /// The minimum of ‖r + Js‖² over ‖s‖ ≤ Δ, and the decrease there; nil where the eigenvalues do not converge.
  private func modelStep() -> (step: [Double], decrease: Double)? {
    let p = dimension
    let residual = center.residual
    var square = Matrix(repeating: 0, rows: p, columns: p)
    square.setProduct(slopes, .plain, slopes, .transposed)
    guard let eigen = try? SymmetricEigen(square) else { return nil }
    let (eigenvalues, vectors) = (eigen.values, eigen.vectors)
    let coefficients = vectors.adjointApplied(to: gradient.map { 0.5 * $0 })
    func length(_ shift: Double) -> Double {
      norm(zip(coefficients, eigenvalues).map { $0 / ($1 + shift) })
    }
    let (least, largest) = (eigenvalues.min() ?? 0, eigenvalues.max() ?? 0)
    var shift = 0.0
    if !(least > 1e-14 * largest && length(0) <= radius) {
      var (low, high) = (0.0, norm(coefficients) / radius + 1e-300)
      // As many bisections as a double has binary digits between its ends.
      for _ in 0..<200 where low < high {
        let middle = 0.5 * (low + high)
        if middle == low || middle == high { break }
        if length(middle) > radius { low = middle } else { high = middle }
      }
      shift = high
    }
    let step = vectors.applied(
      to: zip(coefficients, eigenvalues).map { -$0 / ($1 + shift) })
    var image = slopes.adjointApplied(to: step)
    add(1, residual, to: &image)
    return (step, dot(residual, residual) - dot(image, image))
  }

  // MARK: Steps

  /// The points of the first interpolation: those given that are suitable, then along the axes.
  private mutating func firstPoints(_ neighbors: [[Double]]) {
    let p = dimension
    var points: [[Double]] = []
    func independent(_ candidate: [Double]) -> Bool {
      let directions = directions(
        (points + [candidate]).map { point in zip(point, center.point).map { $0 - $1 } })
      let span = Matrix(
        rows: p, columns: directions.count, elements: directions.flatMap { $0 })
      guard let values = try? SingularValues(span).values, let least = values.last else {
        return false
      }
      return least * Method.conditionLimit > values[0]
    }
    for point in neighbors where points.count < p {
      let length = norm(zip(point, center.point).map { $0 - $1 })
      if length <= largestDistance, length > smallestDistance, independent(point) {
        points.append(point)
      }
    }
    for axis in 0..<p where points.count < p {
      var point = center.point
      point[axis] += radius
      if points.isEmpty || points.count == axis || independent(point) { points.append(point) }
    }
    for axis in (0..<p).reversed() where points.count < p {
      var point = center.point
      point[axis] -= radius
      points.append(point)
    }
    others = points.map { sample($0) }
  }

  mutating func minimize(
    from start: [Double], neighbors: [[Double]], watch: (Method.Step) -> Bool
  ) -> Method.Result {
    var steps: [Method.Step] = []
    let states = (0..<problem.blockCount).map { problem.initialState(of: $0) }
    center = refined(Sample(start, states: states), to: tolerance)
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
      if norm(gradient) <= method.criticality, !enterCriticality() { break }
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
      sample(zip(center.point, step).map { $0 + $1 }), to: Method.errorShare * predicted)
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
      if radius <= max(norm(gradient), method.smallestRadius) { break }
      radius *= Method.shrinkage
    }
    return radius > method.smallestRadius
  }

  private func step(
    from origin: InexactValue, _ radius: Double, predicted: Double,
    _ outcome: Method.Step.Outcome
  ) -> Method.Step {
    Method.Step(
      state: value(of: center), origin: origin, radius: radius, gradientNorm: norm(gradient),
      predictedDecrease: predicted, outcome: outcome)
  }
}
