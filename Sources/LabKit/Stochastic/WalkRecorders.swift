// What is recorded of the iterates of stochastic methods.

import Libc

/// The iterations at which replicas are recorded one by one: about evenly spaced on a logarithmic axis, the last included.
///
/// - Parameters:
///   - count: T ≥ 1.
///   - density: The number of iterations for each power of ten, at least 1.
/// - Returns: Ascending numbers from 1 to T; every power of ten is among them.
package func logarithmicIterations(_ count: Int, density: Int) -> [Int] {
  var list: [Int] = []
  var decade = 1
  while decade <= count {
    for step in 0..<density {
      let factor = pow(10, Double(step) / Double(density))
      let next = Int((Double(decade) * factor).rounded())
      if next <= count, next > list.last ?? 0 { list.append(next) }
    }
    guard decade <= count / 10 else { break }
    decade *= 10
  }
  if let last = list.last, last < count { list.append(count) }
  return list
}

/// A replica at one of the recorded iterations.
package struct WalkCheckpoint: Sendable {
  /// t.
  package let iteration: Int
  /// The mean of the calls so far over replicas.
  package var calls = 0.0
  /// The numbers of the replicas.
  package var values: [Double] = []
}

/// A recorder of Σ wₖ²(xₖ − x*ₖ)² after every iteration, averaged over replicas, for x = λ or z.
package struct CurveRecorder: WalkRecorder {
  /// The entry of the point whose distance from x* is recorded.
  package enum Coordinate: Sendable {
    case state, parameters
  }

  private let coordinate: Coordinate
  private let center: [Lane]
  private let weights: [Lane]
  private let share: Double
  /// The mean over replicas of every iteration; NaN after a replica that diverged.
  package private(set) var curve: [Double]
  /// The replicas at some iterations.
  package private(set) var checkpoints: [WalkCheckpoint]
  /// λ at the end, averaged over replicas.
  package private(set) var lastParameters: [Double]
  /// z at the end, averaged over replicas.
  package private(set) var lastState: [Double]
  private var next = 0

  /// - Parameters:
  ///   - coordinate: x.
  ///   - center: x*.
  ///   - weights: w, as many numbers.
  ///   - iterations: T.
  ///   - replicas: R.
  ///   - stateCount: d.
  ///   - parameterCount: p.
  ///   - checkpoints: The iterations at which replicas are recorded one by one.
  package init(
    _ coordinate: Coordinate, center: [Double], weights: [Double], iterations: Int, replicas: Int,
    stateCount: Int, parameterCount: Int, checkpoints: [Int]
  ) {
    precondition(center.count == weights.count)
    self.coordinate = coordinate
    self.center = lanes(center)
    self.weights = lanes(weights)
    share = 1 / Double(replicas)
    curve = [Double](repeating: 0, count: iterations)
    self.checkpoints = checkpoints.map { WalkCheckpoint(iteration: $0) }
    lastParameters = [Double](repeating: 0, count: parameterCount)
    lastState = [Double](repeating: 0, count: stateCount)
  }

  package mutating func begin(_ replica: Int) { next = 0 }

  package mutating func record(
    _ iteration: Int, calls: Int, _ point: SamplePoint, lambda: Lanes
  ) -> Bool {
    let x = coordinate == .state ? point.z : lambda
    var sum = Lane.zero
    center.withUnsafeBufferPointer { center in
      weights.withUnsafeBufferPointer { weights in
        for k in 0..<center.count {
          let difference = weights[k] * (x[k] - center[k])
          sum += difference * difference
        }
      }
    }
    let value = sum[0] + sum[1]
    curve[iteration - 1] += share * value
    guard next < checkpoints.count, checkpoints[next].iteration == iteration else { return true }
    checkpoints[next].calls += share * Double(calls)
    checkpoints[next].values.append(value)
    next += 1
    if iteration == curve.count { keepLast(point, lambda) }
    guard value.isFinite else {
      for index in iteration..<curve.count { curve[index] = .nan }
      for index in next..<checkpoints.count { checkpoints[index].values.append(.nan) }
      keepLast(point, lambda)
      return false
    }
    return true
  }

  private mutating func keepLast(_ point: SamplePoint, _ lambda: Lanes) {
    for k in lastParameters.indices { lastParameters[k] += share * lambda[k / 2][k % 2] }
    for k in lastState.indices { lastState[k] += share * point.z[k / 2][k % 2] }
  }
}

/// A recorder of the points themselves at some iterations.
package struct SnapshotRecorder: WalkRecorder {
  /// A point of a run.
  package struct Snapshot: Sendable {
    /// t; 0 for the start.
    package let iteration: Int
    package let calls: Int
    /// λ, p numbers.
    package let parameters: [Double]
    /// z, d numbers.
    package let state: [Double]
  }

  private let stateCount: Int
  private let parameterCount: Int
  private let iterations: [Int]
  /// The points of every replica, in order.
  package private(set) var replicas: [[Snapshot]] = []
  private var next = 0

  /// - Parameters:
  ///   - iterations: The iterations to record, ascending.
  ///   - stateCount: d.
  ///   - parameterCount: p.
  package init(at iterations: [Int], stateCount: Int, parameterCount: Int) {
    self.iterations = iterations
    self.stateCount = stateCount
    self.parameterCount = parameterCount
  }

  package mutating func begin(_ replica: Int) {
    next = 0
    replicas.append([])
  }

  package mutating func record(
    _ iteration: Int, calls: Int, _ point: SamplePoint, lambda: Lanes
  ) -> Bool {
    guard next < iterations.count, iterations[next] == iteration else { return true }
    next += 1
    let snapshot = Snapshot(
      iteration: iteration, calls: calls, parameters: numbers(lambda, parameterCount),
      state: numbers(point.z, stateCount))
    replicas[replicas.count - 1].append(snapshot)
    return snapshot.state.allSatisfy(\.isFinite) && snapshot.parameters.allSatisfy(\.isFinite)
  }
}

extension StochasticWalk where Sum == QuadraticSum {
  /// Runs all replicas, and records a distance after every iteration.
  package func run(_ recorder: inout CurveRecorder) { walk(&recorder) }
}

extension StochasticWalk where Sum == LogisticSum {
  /// Runs all replicas, and records the points at some iterations.
  package func run(_ recorder: inout SnapshotRecorder) { walk(&recorder) }
}
