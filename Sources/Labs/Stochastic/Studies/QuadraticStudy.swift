// Runs of methods on the sum of quadratics.

import LabKit
import Libc
import LinearAlgebra

/// A run on the sum of quadratics: E‖∇h(λ^t)‖² over the replicas.
struct QuadraticRun: Sendable {
  let run: MethodRun
  let replicas: Int
  /// E‖∇h‖² after every iteration.
  let curve: [Double]
  /// The calls and the replicas at some iterations.
  let checkpoints: [WalkCheckpoint]
  /// λ at the end, averaged over replicas.
  let lastParameters: [Double]

  /// The smallest E‖∇h‖² so far, after every iteration.
  let minima: [Double]

  init(_ run: MethodRun, replicas: Int, _ recorder: CurveRecorder) {
    self.run = run
    self.replicas = replicas
    curve = recorder.curve
    checkpoints = recorder.checkpoints
    lastParameters = recorder.lastParameters
    var least = Double.infinity
    minima = recorder.curve.map { value in
      if value < least { least = value }
      return least
    }
  }

  /// T.
  var iterations: Int { curve.count }

  /// Whether every replica stayed finite.
  var isFinite: Bool { curve.last?.isFinite ?? false }

  /// The mean of E‖∇h‖² over all iterations so far.
  var means: [Double] {
    var sum = 0.0
    return curve.enumerated().map { index, value in
      sum += value
      return sum / Double(index + 1)
    }
  }

  /// The mean of E‖∇h‖² over the last tenth of the iterations.
  var plateau: Double {
    let tail = curve.suffix(max(1, iterations / 10))
    return tail.reduce(0, +) / Double(tail.count)
  }

  /// The calls up to an iteration, between the recorded ones by a line.
  func calls(_ iteration: Int) -> Double {
    var before = (iteration: 0, calls: 0.0)
    for point in checkpoints {
      if point.iteration >= iteration {
        let share =
          Double(iteration - before.iteration) / Double(point.iteration - before.iteration)
        return before.calls + share * (point.calls - before.calls)
      }
      before = (point.iteration, point.calls)
    }
    return before.calls
  }

  /// The smallest E‖∇h‖² with a number of calls; nil if the first iteration takes more.
  func best(calls budget: Double) -> Double? {
    var (low, high) = (0, iterations)
    while low < high {
      let middle = (low + high + 1) / 2
      if calls(middle) <= budget { low = middle } else { high = middle - 1 }
    }
    return low > 0 ? minima[low - 1] : nil
  }

  /// The slope of log y against log t, from 40 iterations that are evenly spaced on a logarithmic axis.
  ///
  /// - Parameters:
  ///   - y: A number for every iteration.
  ///   - range: The first and the last iteration.
  /// - Returns: The slope of the least-squares line; nil with fewer than three iterations, or where y is not positive.
  static func slope(_ y: [Double], _ range: ClosedRange<Double>) -> Double? {
    let (low, high) = (log10(range.lowerBound), log10(range.upperBound))
    var iterations: [Int] = []
    for step in 0..<40 {
      // The last is the bound itself, whatever the rounding.
      let t = step == 39 ? range.upperBound : pow(10, low + Double(step) * (high - low) / 39)
      let iteration = Int(t)
      if iteration >= 1, iteration <= y.count, iteration != iterations.last {
        iterations.append(iteration)
      }
    }
    let values = iterations.map { y[$0 - 1] }
    guard values.count >= 3, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    return Line(iterations.map { log(Double($0)) }, values.map { log($0) }).slope
  }

  /// The slope of the smallest E‖∇h‖² from iteration 1000 on, 3000 for SABA, to 10⁵, or to the end for SOBA; in short runs
  /// over the last power of ten.
  var slope: Double? {
    let last = Double(min(iterations, run.method == .soba ? iterations : 100_000))
    let first = run.method == .saba ? 3e3 : 1e3
    return Self.slope(minima, min(first, max(1, last / 10))...last)
  }
}

/// The runs on an instance.
struct QuadraticStudy: Sendable {
  let sum: QuadraticSum
  let seed: UInt64
  let replicas: Int

  /// The step η of the Neumann series of the built-in instance.
  static let inverseStep = 0.5
  /// The iterations that are recorded for each power of ten.
  static let density = 20

  init(seed: UInt64, replicas: Int) {
    sum = QuadraticSum(seed: seed)
    self.seed = seed
    self.replicas = replicas
  }

  /// The step sizes of the theory.
  static func steps(_ method: BilevelMethod) -> StepPair {
    switch method {
    case .soba, .ttsa, .bsa, .stocbio, .amigo: method.steps(0.5, 0.5)
    case .mrbo, .sustain: method.steps(0.5, 0.3)
    case .saba, .srba: method.steps(0.1, 0.02)
    }
  }

  /// The seed of the samples of a method.
  static func seed(_ method: BilevelMethod) -> UInt64 {
    switch method {
    case .soba: 1
    case .saba: 4
    case .srba: 5
    case .bsa: 6
    case .stocbio: 7
    case .amigo: 8
    case .ttsa: 9
    case .mrbo: 10
    case .sustain: 11
    }
  }

  /// Computes a run.
  func run(_ run: MethodRun) -> QuadraticRun {
    let walk = walk(
      run, start: [Double](repeating: 0, count: sum.parameterCount), replicas: replicas)
    var recorder = CurveRecorder(
      .parameters, center: sum.optimum, weights: sum.curvatures, iterations: run.iterations,
      replicas: replicas, stateCount: sum.stateCount, parameterCount: sum.parameterCount,
      checkpoints: logarithmicIterations(run.iterations, density: Self.density))
    walk.run(&recorder)
    return QuadraticRun(run, replicas: replicas, recorder)
  }

  private func walk(
    _ run: MethodRun, start: [Double], state: [Double]? = nil, replicas: Int
  ) -> StochasticWalk<QuadraticSum> {
    StochasticWalk(
      sum,
      run.method.plan(
        innerSteps: run.innerSteps, products: run.products, inverseStep: Self.inverseStep,
        period: sum.lowerCount + sum.upperCount, isCold: run.isCold),
      lowerSteps: run.steps.lower, upperSteps: run.steps.upper, iterations: run.iterations,
      replicas: replicas, batch: run.batch, startState: state, startParameters: start,
      generator: CounterGenerator(seed: run.seed, shift: seed))
  }

  /// ‖z − z*‖² of SAGA and of stochastic gradient descent on G at λ = 0 from (1, …, 1), with the step 1/(3L): the steps of
  /// SABA and SOBA on z if λ does not move.
  func singleLevel(iterations: Int) -> (saga: [Double], descent: [Double]) {
    let steps = StepPair(
      lower: StepSchedule(1 / (3 * sum.largestSampleCurvature)), upper: StepSchedule(0))
    func curve(_ method: BilevelMethod) -> [Double] {
      let run = MethodRun(
        method: method, steps: steps, batch: 1, innerSteps: 1, products: 1, isCold: false,
        iterations: iterations, seed: 99)
      let walk = walk(
        run, start: [Double](repeating: 0, count: sum.parameterCount),
        state: [Double](repeating: 1, count: sum.stateCount), replicas: 1)
      var recorder = CurveRecorder(
        .state, center: sum.restingState,
        weights: [Double](repeating: 1, count: sum.stateCount), iterations: iterations,
        replicas: 1, stateCount: sum.stateCount, parameterCount: sum.parameterCount,
        checkpoints: [])
      walk.run(&recorder)
      return recorder.curve
    }
    return (curve(.saba), curve(.soba))
  }
}
