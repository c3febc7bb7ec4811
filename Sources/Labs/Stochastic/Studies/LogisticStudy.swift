// Runs of methods on logistic regression with penalties.

import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization

/// A point of a run with the exact value function there.
struct LogisticPoint: Sendable {
  /// t; 0 is the start.
  let iteration: Int
  let calls: Int
  /// λ.
  let parameters: [Double]
  /// h(λ), the validation loss at z*(λ).
  let value: Double
  /// ‖λ − P(λ − ∇h(λ))‖ with the projection P onto the box; 0 exactly at stationary points.
  let stationarity: Double
  /// The share of validation samples that z*(λ) classifies correctly.
  let accuracy: Double
  /// The mean loss of test samples, and the share that is classified correctly; nil without them.
  let test: (loss: Double, accuracy: Double)?
}

/// A run on logistic regression.
struct LogisticRun: Sendable {
  let run: MethodRun
  /// The points of every replica.
  let replicas: [[LogisticPoint]]

  /// The points of the first replica.
  var points: [LogisticPoint] { replicas[0] }

  /// Whether every replica reached the last iteration.
  var isFinite: Bool { replicas.allSatisfy { $0.last?.iteration == run.iterations } }
}

/// A stationary point of h in the box, with its certificate.
struct LogisticReference: Sendable {
  /// λ*.
  let parameters: [Double]
  /// z*(λ*).
  let state: [Double]
  /// h(λ*).
  let value: Double
  /// ‖λ − P(λ − ∇h(λ))‖.
  let stationarity: Double
  /// ‖∂_zG(z*)‖.
  let residual: Double
  /// The largest over the smallest eigenvalue of the Hessian of G at z*.
  let condition: Double
  /// The smallest eigenvalue of that Hessian.
  let smallestCurvature: Double
}

/// The problem, from the user's data or built in, and runs on it.
struct LogisticStudy: Sendable {
  let sum: LogisticSum
  /// h, which finds z* from the last one: each thread uses a copy.
  let reduced: ReducedLogistic
  let test: RegressionSamples?
  let seed: UInt64
  let replicas: Int
  let box: ClosedRange<Double>
  /// λ at the start.
  let start: [Double]
  /// The features by their names, or by numbers from 1.
  let features: [String]
  /// The factor of steps of z: 1 for the built-in samples, and for others the ratio of the curvatures.
  let stepFactor: Double
  let warnings: [String]

  /// The largest curvature of a built-in sample, at which the steps of the built-in instance are 1/(3L).
  private static let builtInCurvature = 20.0 / 3

  /// L: the largest curvature of a sample of G in the box.
  var curvature: Double { sum.largestSquare / 4 + exp(box.upperBound) }

  /// Reads the data, or draws the built-in ones.
  ///
  /// - Parameters:
  ///   - settings: The settings.
  ///   - request: The methods that will run.
  /// - Throws: ``LabError`` where an option or a file does not fit.
  init(_ settings: LabSettings, _ request: StochasticRequest) throws(LabError) {
    typealias Parameters = StochasticParameters
    let data = try RegressionData(
      settings, isBinary: true, test: (Parameters.test, Parameters.testLabels)
    ) { Self.samples(seed: settings.seed) }
    let isShared = settings.isOn(Parameters.isShared)
    sum = LogisticSum(
      training: data.training.design, data.training.labels, validation: data.validation.design,
      data.validation.labels, isShared: isShared)
    reduced = ReducedLogistic(
      training: try LogisticLoss(design: data.training.design, classes: data.training.labels),
      validation: try LogisticLoss(
        design: data.validation.design, classes: data.validation.labels), isShared: isShared)
    test = data.test
    seed = settings.seed
    replicas =
      settings.isGiven(Parameters.replicas)
      ? settings.integer(Parameters.replicas) : Parameters.Part.logistic.replicas
    let bounds = settings.numbers(Parameters.box)
    guard bounds.count == 2, bounds[0] < bounds[1] else {
      throw .illegal(
        "\(Parameters.box.option): two numbers, the lower bound first, such as -5,1")
    }
    box = bounds[0]...bounds[1]
    start = try Self.start(settings, count: sum.parameterCount, in: box)
    let d = data.training.design.columns
    features =
      data.featureNames.count == d ? data.featureNames : (0..<d).map { "\($0 + 1)" }
    let isOwn = settings.isGiven(LabelledParameters.data)
    stepFactor =
      isOwn
      ? Self.builtInCurvature / (sum.largestSquare / 4 + exp(bounds[1])) : 1
    warnings = data.warnings + Self.batchNotes(settings, sum)
    try Self.refuseLargeTables(sum, request.methods)
  }

  /// That a batch has more samples than there are.
  private static func batchNotes(_ settings: LabSettings, _ sum: LogisticSum) -> [String] {
    let count = min(sum.lowerCount, sum.upperCount)
    guard let batch = settings.integers(StochasticParameters.batches).max(), batch > count else {
      return []
    }
    return [
      "\(StochasticParameters.batches.option) \(batch): samples are drawn with replacement, so that a draw from \(count) samples contains some of them more than once; its mean is not the exact one"
    ]
  }

  /// Refuses the tables of SABA where they would not fit into memory.
  private static func refuseLargeTables(
    _ sum: LogisticSum, _ methods: [BilevelMethod]
  ) throws(LabError) {
    let numbers = sum.stateCount * (3 * sum.lowerCount + sum.upperCount)
    guard methods.contains(.saba), numbers > tableLimit else { return }
    throw .illegal(
      "\(StochasticParameters.methods.option) saba: its tables for these data have \(numbers) numbers, more than "
        + "\(tableLimit); leave it out, or use fewer samples")
  }

  /// The largest number of entries in the tables of SABA, 2 GB.
  private static let tableLimit = 1 << 28

  /// 200 samples for training, 200 for validation and 2000 for tests, of six features of which three matter.
  private static func samples(seed: UInt64) -> (
    training: LabelledData, validation: LabelledData, test: LabelledData?
  ) {
    var generator = CounterGenerator(seed: 81, shift: seed)
    let weights = [2.0, -1.5, 1, 0, 0, 0]
    func draw(_ count: Int, _ name: String) -> LabelledData {
      let values = generator.normals(count * weights.count)
      let labels = generator.uniforms(count).enumerated().map { index, uniform in
        let score = dot(
          Array(values[index * weights.count..<(index + 1) * weights.count]), weights)
        return uniform < 1 / (1 + exp(-score)) ? 1.0 : -1
      }
      return LabelledData(
        values: values, labels: labels, provenance: "the built-in \(name) samples")
    }
    return (draw(200, "training"), draw(200, "validation"), draw(2000, "test"))
  }

  /// λ at the start.
  private static func start(
    _ settings: LabSettings, count: Int, in box: ClosedRange<Double>
  ) throws(LabError) -> [Double] {
    let standard = min(max(-3, box.lowerBound), box.upperBound)
    guard let path = settings.file(StochasticParameters.start) else {
      return [Double](repeating: standard, count: count)
    }
    let table = try read(NumericTable(path: path, reading: settings.reading))
    guard table.values.count == count, table.rows == 1 || table.columns == 1 else {
      throw .malformed(
        "\(path): \(table.rows) × \(table.columns) numbers; λ has \(count)"
          + (count > 1 ? ", one for each feature" : ""))
    }
    if let outside = table.values.first(where: { !box.contains($0) }) {
      throw .malformed(
        "\(path): \(outside) is outside the box from \(box.lowerBound) to \(box.upperBound); see "
          + StochasticParameters.box.option)
    }
    return table.values
  }

  // MARK: Methods

  /// The step sizes of a method with constant or decreasing steps as in the theory.
  func steps(_ method: BilevelMethod) -> StepPair {
    let standard: StepPair =
      switch method {
      case .saba, .srba: method.steps(0.05, 0.7)
      case .soba, .ttsa: method.steps(0.5, 20)
      case .bsa, .stocbio, .amigo: method.steps(0.5, 20)
      case .mrbo, .sustain: method.steps(0.25, 3)
      }
    // The hypergradient does not change with the units of the features, so neither do the steps of λ.
    return StepPair(
      lower: StepSchedule(stepFactor * standard.lower.factor, decay: standard.lower.decay),
      upper: standard.upper)
  }

  /// The seed of the samples of a method.
  static func seed(_ method: BilevelMethod) -> UInt64 {
    switch method {
    case .saba: 1
    case .soba: 3
    default: 100 + QuadraticStudy.seed(method)
    }
  }

  /// Computes a run.
  ///
  /// - Parameters:
  ///   - run: The method.
  ///   - iterations: The iterations at which h is computed.
  /// - Returns: The points of all replicas, as far as they are finite.
  func run(_ run: MethodRun, at iterations: [Int]) -> LogisticRun {
    let walk = StochasticWalk(
      sum,
      run.method.plan(
        innerSteps: run.innerSteps, products: run.products, inverseStep: 1 / curvature,
        period: sum.lowerCount + sum.upperCount, isCold: run.isCold),
      lowerSteps: run.steps.lower, upperSteps: run.steps.upper, iterations: run.iterations,
      replicas: replicas, batch: run.batch, box: box, startParameters: start,
      generator: CounterGenerator(seed: run.seed, shift: seed))
    var recorder = SnapshotRecorder(
      at: iterations, stateCount: sum.stateCount, parameterCount: sum.parameterCount)
    walk.run(&recorder)
    var function = reduced
    let replicas = recorder.replicas.map { snapshots in
      snapshots.filter { snapshot in
        snapshot.parameters.allSatisfy(\.isFinite) && snapshot.state.allSatisfy(\.isFinite)
      }.map { snapshot in
        function.state = snapshot.state
        return point(
          snapshot.parameters, iteration: snapshot.iteration, calls: snapshot.calls, &function)
      }
    }
    return LogisticRun(run: run, replicas: replicas)
  }

  /// The start as a point.
  var startPoint: LogisticPoint {
    var function = reduced
    return point(start, iteration: 0, calls: 0, &function)
  }

  private func point(
    _ parameters: [Double], iteration: Int, calls: Int, _ function: inout ReducedLogistic
  ) -> LogisticPoint {
    var gradient = parameters
    let value = function.evaluate(at: parameters, gradient: &gradient)
    return LogisticPoint(
      iteration: iteration, calls: calls, parameters: parameters, value: value,
      stationarity: stationarity(parameters, gradient),
      accuracy: Self.accuracy(reduced.validation, function.state),
      test: test.map { test in
        let scores = test.design.applied(to: function.state)
        let losses = zip(scores, test.labels).map { LogisticLoss.loss(-$1 * $0) }
        let right = zip(scores, test.labels).count { $0 * $1 > 0 }
        let count = Double(losses.count)
        return (losses.reduce(0, +) / count, Double(right) / count)
      })
  }

  private static func accuracy(_ loss: LogisticLoss, _ z: [Double]) -> Double {
    let right = zip(loss.design.applied(to: z), loss.classes).count { $0 * $1 > 0 }
    return Double(right) / Double(loss.classes.count)
  }

  /// ‖λ − P(λ − g)‖.
  private func stationarity(_ parameters: [Double], _ gradient: [Double]) -> Double {
    norm(
      zip(parameters, gradient).map { lambda, slope in
        lambda - min(max(lambda - slope, box.lowerBound), box.upperBound)
      })
  }

  // MARK: Truth

  /// A stationary point of h in the box by L-BFGS-B on the exact h.
  ///
  /// - Parameter start: λ.
  /// - Returns: The point with its certificate.
  /// - Throws: ``LabError/failed(_:)`` if the lower level has no solution in floating-point numbers.
  func reference(from start: [Double]) throws(LabError) -> LogisticReference {
    var function = reduced
    let result = LBFGSB(projectedGradient: 1e-11, iterationLimit: 2000).minimize(
      &function, in: BoxConstraint(box.lowerBound, box.upperBound), from: start)
    guard result.value.isFinite else {
      throw .failed("the lower level has no solution in floating-point numbers")
    }
    var gradient = result.point
    let value = function.evaluate(at: result.point, gradient: &gradient)
    let newton = function.solve(result.point)
    var hessian = reduced.training.hessian(newton.point)
    hessian.addDiagonal(
      newton.point.indices.map { exp(result.point[sum.isShared ? 0 : $0]) })
    let curvature = try Curvature(of: hessian)
    // ‖z − z*‖ is at most ‖∂_zG‖ over the smallest curvature.
    let error = newton.gradientNorm / curvature.lower
    guard error <= 1e-6 * norm(newton.point) || error < 1e-9 else {
      throw .failed(
        "the lower level is too ill-conditioned to be solved: ‖z − z*‖ may be \(error) for ‖z‖ = \(norm(newton.point)); "
          + "\(LabelledParameters.standardize.option) scales the features, and larger λ in \(StochasticParameters.box.option) help"
      )
    }
    return LogisticReference(
      parameters: result.point, state: newton.point, value: value,
      stationarity: stationarity(result.point, gradient), residual: newton.gradientNorm,
      condition: curvature.condition, smallestCurvature: curvature.lower)
  }

  /// The largest difference of ∇h by implicit differentiation and by differences of h of fourth order at the start.
  func differenceDefect() -> Double {
    var function = reduced
    var (gradient, unused) = (start, start)
    _ = function.evaluate(at: start, gradient: &gradient)
    let center = function.state
    // At this step the errors of truncation and of rounding, also for sums over many samples, are below 1e-10.
    let step = 1e-3
    var largest = 0.0
    // Of many features some are enough.
    for index in stride(from: 0, to: start.count, by: max(1, start.count / 16)) {
      let values = [1.0, -1, 2, -2].map { multiple in
        var point = start
        point[index] += multiple * step
        function.state = center
        return function.evaluate(at: point, gradient: &unused)
      }
      let slope = (8 * (values[0] - values[1]) - (values[2] - values[3])) / (12 * step)
      largest = max(largest, abs(slope - gradient[index]))
    }
    return largest
  }
}
