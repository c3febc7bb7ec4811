// The networks of a study, fixed and learned, several at a time.

import Files
import LabKit
import Libc
import LinearAlgebra
import Synchronization

/// A network with its errors.
struct NetworkRow: Sendable {
  let method: Method
  /// The method in the tables; residual networks have two kinds.
  let name: String
  let depth: Int
  let network: Network
  /// d² of every atom, if weights were learned.
  let weights: [Double]
  /// The error on the frames that were learned from.
  let trainingError: Double
  let testError: Double
  /// The test error of the outputs clipped to the bounds.
  let clippedError: Double
  /// Whether the network of the previous depth was kept.
  var isKept = false
}

extension FrameSet {
  /// The errors of a network, of its outputs as they are and clipped to the bounds.
  func errors(of network: Network) -> (plain: Double, clipped: Double) {
    let outputs = network.run(quantized).outputs
    return (error(outputs), error(clipped(outputs, to: quantized)))
  }
}

/// The networks to compute.
struct NetworkTasks: Sendable {
  let training: FrameSet
  let test: FrameSet
  let recipe: (iterations: Int, rate: Double, seed: UInt64)
  let start: Network.Start
  /// The depths of each method.
  let depths: [Method: [Int]]

  /// The name of residual networks with weights in place of a learned K.
  static let residualWeights = "residual weights"

  /// One network, or the chain of nested ones.
  private struct Task: Sendable {
    let method: Method
    let name: String
    let depths: [Int]
    let parts: Training.Part
    /// The start of a fixed network.
    var fixedStart = Network.Start.adjoint

    var isChain: Bool { method == .nested }
    /// A measure of the time that it takes.
    var cost: Int {
      if parts.isEmpty { return depths.reduce(0, +) }
      return depths.reduce(0) { $0 + 100 * min($1, 20) + 30 * max($1 - 20, 0) }
    }
  }

  private var tasks: [Task] {
    var tasks: [Task] = []
    for method in Method.allCases {
      let depths = depths[method] ?? []
      func append(_ parts: Training.Part, name: String? = nil) {
        for depth in depths {
          tasks.append(
            Task(method: method, name: name ?? method.rawValue, depths: [depth], parts: parts))
        }
      }
      switch method {
      case .fixed:
        for start in Network.Start.allCases {
          for depth in depths {
            tasks.append(
              Task(
                method: method, name: method.rawValue, depths: [depth], parts: [],
                fixedStart: start))
          }
        }
      case .steps: append(.steps)
      case .weights: append([.weights, .steps])
      case .map: append(.map)
      case .orthogonal: append([.map, .orthogonal, .steps])
      case .mapAndSteps: append([.map, .steps])
      case .nested:
        guard !depths.isEmpty else { continue }
        tasks.append(
          Task(
            method: method, name: method.rawValue, depths: depths.sorted(), parts: [.map, .steps]))
      case .residual:
        append([.weights, .steps], name: Self.residualWeights)
        append([.map, .steps])
      }
    }
    return tasks
  }

  /// Computes all networks.
  ///
  /// - Returns: The networks, by method, start and depth.
  func rows() throws(LabError) -> [NetworkRow] {
    let tasks = tasks
    let progress = Mutex(Progress("network", total: tasks.count, areStepsEqual: false))
    let results = try parallelMap(tasks, jobs: availableProcessors(), longestFirst: { $0.cost }) {
      (task) throws(LabError) -> [NetworkRow] in
      let rows = try rows(of: task)
      progress.withLock { $0.advance() }
      return rows
    }
    progress.withLock { $0.finish() }
    return results.flatMap { $0 ?? [] }
  }

  private func rows(of task: Task) throws(LabError) -> [NetworkRow] {
    let basis = cosineBasis(training.size).rowMajor
    let learning = Training(
      task.parts, iterations: recipe.iterations, rate: recipe.rate, seed: recipe.seed)
    func numbers(_ depth: Int) -> LearnedNumbers {
      LearnedNumbers(
        basis: basis, depth: depth, start: start, isResidual: task.method == .residual)
    }
    if task.isChain {
      var chain = NestedChain(learning, start: numbers(task.depths[0]))
      var rows: [NetworkRow] = []
      for depth in task.depths {
        let link = try chain.deepen(to: depth, training)
        rows.append(row(task, link.numbers.network, isKept: link.isKept))
      }
      return rows
    }
    let depth = task.depths[0]
    guard !task.parts.isEmpty else {
      let network = Network(
        map: basis, depth: depth, ratio: task.fixedStart == .adjoint ? 0.2 : 0.3,
        start: task.fixedStart)
      return [row(task, network)]
    }
    let learned = try factorized(learning.learned(from: training, start: numbers(depth)))
    let weights = task.parts.contains(.weights) ? learned.weights.map { $0 * $0 } : []
    return [row(task, learned.network, weights: weights)]
  }

  private func row(
    _ task: Task, _ network: Network, weights: [Double] = [], isKept: Bool = false
  ) -> NetworkRow {
    let errors = test.errors(of: network)
    return NetworkRow(
      method: task.method, name: task.name, depth: network.depth, network: network,
      weights: weights, trainingError: training.errors(of: network).plain,
      testError: errors.plain, clippedError: errors.clipped, isKept: isKept)
  }
}
