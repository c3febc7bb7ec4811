// The loop of all stochastic bilevel methods.

import Libc
package import LinearAlgebra

/// An observer of the iterates.
package protocol WalkRecorder {
  /// Called before the first iteration of a replica.
  mutating func begin(_ replica: Int)

  /// Called after an iteration.
  ///
  /// - Parameters:
  ///   - iteration: t, from 1.
  ///   - calls: The evaluations of a quantity of one sample so far in this replica.
  ///   - point: z and v.
  ///   - lambda: λ, in lanes.
  /// - Returns: False to end the replica.
  mutating func record(_ iteration: Int, calls: Int, _ point: SamplePoint, lambda: Lanes) -> Bool
}

/// A run of a stochastic method on a finite sum, repeated with independent samples.
///
/// Iteration t draws samples, moves z and finds v where the method has inner loops, estimates the directions D, and then
/// z ← z − ρ_t D_z, v ← v − ρ_t D_v (joint moves only), λ ← P(λ − γ_t D_λ) with the projection P onto a box. Numerics: nothing is
/// allocated in the loop, and results do not depend on the number of replicas that run elsewhere.
package struct StochasticWalk<Sum: FiniteSum>: Sendable {
  package let sum: Sum
  package let method: StochasticMethod
  /// ρ_t.
  package let lowerSteps: StepSchedule
  /// γ_t.
  package let upperSteps: StepSchedule
  /// T.
  package let iterations: Int
  /// R, the number of replicas, which read different parts of the same stream of samples.
  package let replicas: Int
  /// The number of samples of every draw.
  package let batch: Int
  /// The bounds of every entry of λ.
  package let box: ClosedRange<Double>
  /// z at the start, d numbers; v starts at 0.
  package let startState: [Double]
  /// λ at the start, p numbers within the box.
  package let startParameters: [Double]
  /// The stream of samples: those of G for all iterations and replicas, then those of F.
  package let generator: CounterGenerator

  package init(
    _ sum: Sum, _ method: StochasticMethod, lowerSteps: StepSchedule, upperSteps: StepSchedule,
    iterations: Int, replicas: Int = 1, batch: Int = 1,
    box: ClosedRange<Double> = -.infinity ... .infinity, startState: [Double]? = nil,
    startParameters: [Double], generator: CounterGenerator
  ) {
    precondition(iterations >= 0 && replicas >= 1 && batch >= 1)
    precondition(startParameters.count == sum.parameterCount)
    self.sum = sum
    self.method = method
    self.lowerSteps = lowerSteps
    self.upperSteps = upperSteps
    self.iterations = iterations
    self.replicas = replicas
    self.batch = batch
    self.box = box
    self.startState = startState ?? [Double](repeating: 0, count: sum.stateCount)
    self.startParameters = startParameters
    self.generator = generator
  }

  /// Runs all replicas, one after the other.
  ///
  /// - Parameter recorder: The observer.
  /// - Complexity: O(d) for every call of a sample.
  package func walk<Recorder: WalkRecorder>(_ recorder: inout Recorder) {
    sum.withOracle { oracle in
      let memory = WalkMemory(oracle, method, batch: batch)
      defer { memory.deallocate() }
      let (rates, speeds) = (lowerSteps.values(iterations), upperSteps.values(iterations))
      rates.withUnsafeBufferPointer { rates in
        speeds.withUnsafeBufferPointer { speeds in
          for replica in 0..<replicas {
            recorder.begin(replica)
            run(oracle, memory, replica, rates, speeds, &recorder)
          }
        }
      }
    }
  }

  /// Runs a replica with the estimator of the method.
  package func run<Oracle: SampleOracle, Recorder: WalkRecorder>(
    _ oracle: Oracle, _ memory: WalkMemory, _ replica: Int, _ rates: UnsafeBufferPointer<Double>,
    _ speeds: UnsafeBufferPointer<Double>, _ recorder: inout Recorder
  ) {
    var sampler = DirectionSampler(
      oracle: oracle, method: method, batch: batch, lower: memory.lowerIndices,
      upper: memory.upperIndices, rows: memory.rows, vector: memory.vector, sum: memory.sum)
    memory.begin(startState, startParameters)
    oracle.prepare(memory.lambda, into: memory.now.weights)
    switch method.estimator {
    case .plain:
      iterate(PlainEstimator(), &sampler, memory, replica, rates, speeds, &recorder)
    case .saga:
      let estimator = SagaEstimator(at: memory.now, &sampler, memory.table)
      iterate(estimator, &sampler, memory, replica, rates, speeds, &recorder)
    case .spider(let period):
      let estimator = SpiderEstimator(period: period, new: memory.new, old: memory.old)
      iterate(estimator, &sampler, memory, replica, rates, speeds, &recorder)
    case .storm:
      let weights = StepSchedule(1, decay: 2.0 / 3).values(iterations)
      weights.withUnsafeBufferPointer { weights in
        guard let first = weights.baseAddress else { return }
        let estimator = StormEstimator(weights: first, new: memory.new, old: memory.old)
        iterate(estimator, &sampler, memory, replica, rates, speeds, &recorder)
      }
    }
  }

  /// The loop.
  package func iterate<Oracle: SampleOracle, Estimator: DirectionEstimator, Recorder: WalkRecorder>(
    _ start: Estimator, _ sampler: inout DirectionSampler<Oracle>, _ memory: WalkMemory,
    _ replica: Int, _ rates: UnsafeBufferPointer<Double>, _ speeds: UnsafeBufferPointer<Double>,
    _ recorder: inout Recorder
  ) {
    let oracle = sampler.oracle
    let (d, p) = (oracle.stateLanes, oracle.parameterLanes)
    let (now, lambda, direction) = (memory.now, memory.lambda, memory.direction)
    let (low, high) = (Lane(repeating: box.lowerBound), Lane(repeating: box.upperBound))
    let isJoint = sampler.isJoint
    let movesState = method.lower == .joint
    let width = method.lowerDraws * batch
    var lower = SampleDraws(
      generator, replica: replica, of: replicas, width: width, below: oracle.lowerCount,
      memory.lowerIndices)
    var stream = generator
    stream.skip(UInt64(iterations * replicas * width))
    var upper = SampleDraws(
      stream, replica: replica, of: replicas, width: batch, below: oracle.upperCount,
      memory.upperIndices)
    var estimator = start
    if Estimator.usesPrevious { memory.keepPrevious(d) }
    for index in 0..<iterations {
      lower.advance()
      upper.advance()
      let (rate, speed) = (rates[index], speeds[index])
      if case .descent(let steps, let isCold) = method.lower {
        if isCold { now.z.update(repeating: .zero, count: d) }
        sampler.descend(now, steps: steps, rate: rate)
        sampler.solveAdjoint(now, slot: steps, rate: rate)
      }
      estimator.estimate(
        index + 1, now: now, previous: memory.previous, &sampler, into: direction)
      if Estimator.usesPrevious { memory.keepPrevious(d) }
      if movesState {
        for k in 0..<d { now.z[k] -= rate * direction.z[k] }
      }
      if isJoint {
        for k in 0..<d { now.v[k] -= rate * direction.v[k] }
      }
      for k in 0..<p {
        let moved = lambda[k] - speed * direction.lambda[k]
        lambda[k] = moved.replacing(with: low, where: moved .< low)
          .replacing(with: high, where: moved .> high)
      }
      oracle.prepare(lambda, into: now.weights)
      guard recorder.record(index + 1, calls: sampler.calls, now, lambda: lambda) else { return }
    }
  }
}

/// The memory of a walk, allocated once.
package struct WalkMemory {
  package let block: UnsafeMutablePointer<Lane>
  package let blockCount: Int
  package let stateLanes: Int
  package let parameterLanes: Int
  package let now: SamplePoint
  package let previous: SamplePoint
  package let lambda: Lanes
  package let direction: Direction
  package let new: Direction
  package let old: Direction
  package let rows: SampleRows
  package let vector: Lanes
  package let sum: Lanes
  package let table: Lanes
  package let lowerIndices: UnsafeMutablePointer<Int>
  package let upperIndices: UnsafeMutablePointer<Int>

  package init(_ oracle: some SampleOracle, _ method: StochasticMethod, batch: Int) {
    let (d, p) = (oracle.stateLanes, oracle.parameterLanes)
    let tableCount =
      method.estimator == .saga ? SagaEstimator.laneCount(oracle, batch: batch) : 0
    let fixed = 6 * d + p + 3 * (2 * d + p) + (3 * d + 2 * p) + 2 * d
    blockCount = fixed + tableCount
    let block = UnsafeMutablePointer<Lane>.allocate(capacity: blockCount)
    block.initialize(repeating: .zero, count: blockCount)
    self.block = block
    stateLanes = d
    parameterLanes = p
    var next = block
    func take(_ count: Int) -> Lanes {
      defer { next += count }
      return next
    }
    func direction() -> Direction { Direction(z: take(d), v: take(d), lambda: take(p)) }
    now = SamplePoint(z: take(d), v: take(d), weights: take(d))
    previous = SamplePoint(z: take(d), v: take(d), weights: take(d))
    lambda = Self.needsParametersAlone(oracle) ? now.weights : take(p)
    self.direction = direction()
    new = direction()
    old = direction()
    rows = SampleRows(
      gradient: take(d), product: take(d), mixed: take(p), upper: take(d), direct: take(p))
    vector = take(d)
    sum = take(d)
    table = take(tableCount)
    lowerIndices = .allocate(capacity: method.lowerDraws * batch)
    lowerIndices.initialize(repeating: 0, count: method.lowerDraws * batch)
    upperIndices = .allocate(capacity: batch)
    upperIndices.initialize(repeating: 0, count: batch)
  }

  private static func needsParametersAlone<Oracle: SampleOracle>(_ oracle: Oracle) -> Bool {
    Oracle.needsParametersAlone
  }

  package func deallocate() {
    block.deallocate()
    lowerIndices.deallocate()
    upperIndices.deallocate()
  }

  /// Returns to the start.
  package func begin(_ state: [Double], _ parameters: [Double]) {
    block.update(repeating: .zero, count: blockCount)
    for (k, lane) in lanes(state).enumerated() { now.z[k] = lane }
    for (k, lane) in lanes(parameters).enumerated() { lambda[k] = lane }
  }

  /// Makes the point the previous one.
  package func keepPrevious(_ count: Int) {
    // The three rows of a point follow each other.
    previous.z.update(from: now.z, count: 3 * count)
  }
}
