// Networks of growing depth: training, and losses on test data.

import Files
import LabKit
import Libc
import LinearAlgebra
import Synchronization

/// The networks of one method for one λ.
struct DepthRun: Sendable {
  /// A network as a row of the table.
  struct Row: Sendable {
    let depth: Int
    /// The number of learned weights.
    let learnedCount: Int
    /// The goal of training on training data.
    let loss: Double
    /// The mean of F on test data.
    let cost: Double
    let evaluations: Int
    let reason: String
  }

  let method: Method
  let lambda: Double
  let rows: [Row]
  /// The deepest network.
  let network: Network
  let history: [LossRecord]
  /// The relative difference of the test loss by plain loops over the saved arrays.
  let secondRoute: Double
  /// The mean of F on training data for the deepest network.
  let trainingCost: Double

  /// The test gap of every depth.
  func gaps(_ solutions: Solutions) -> [Double] { rows.map { $0.cost - solutions.cost } }
}

/// A problem, the values of λ and the networks to train.
struct DepthStudy: Sendable {
  /// The goal of training by its name.
  enum Loss: String, CaseIterable, Sendable {
    case supervised, unsupervised
    case semiSupervised = "semi-supervised"
  }

  let problem: CodingProblem
  let lambdas: [Double]
  let isAbsolute: Bool
  /// Whether the samples were scaled to ‖Dᵀx‖∞ = 1.
  let isEqualized: Bool
  let methods: [Method]
  /// The number of layers of the deepest network.
  let depths: [Method: Int]
  let loss: Loss
  let stepCount: Int
  /// The largest number of samples whose losses are computed by a second route.
  private static let checkedSamples = 1000

  /// A network to evaluate, or to continue.
  let start: Network?
  /// The losses of the training that led to ``start``; empty if they are not known.
  let earlier: [LossRecord]
  /// Whether the network is trained further.
  let isResumed: Bool

  /// λ of all samples, and certified solutions for test data.
  struct Truth: Sendable {
    let lambda: Double
    let training: [Double]
    let test: [Double]
    let solutions: Solutions
    let goal: NetworkLoss.Goal
  }

  /// The outcome for all λ.
  struct Outcome: Sendable {
    let truths: [Truth]
    /// The runs, method by method within every λ.
    let runs: [DepthRun]

    /// The run of a method for a λ.
    func run(_ method: Method, _ lambda: Double) -> DepthRun? {
      runs.first { $0.method == method && $0.lambda == lambda }
    }

    /// The truth of a λ.
    func truth(_ lambda: Double) -> Truth? { truths.first { $0.lambda == lambda } }

    /// The test gaps of a method for a λ, by depth from 1.
    func gaps(_ method: Method, _ lambda: Double) -> [Double] {
      guard let run = run(method, lambda), let truth = truth(lambda) else { return [] }
      return run.gaps(truth.solutions)
    }
  }

  /// The size of the first trial step, inversely proportional to the loss, so that the units of the samples do not matter:
  /// 1 on the equi-regularisation set.
  private var firstStep: Double {
    let squares = problem.training.largestPenalties.reduce(0) { $0 + $1 * $1 }
    let mean = squares / Double(max(problem.training.count, 1))
    // Exactly 1 on the set, so that rounding of the mean does not change the numbers that are pinned.
    return mean > 0 && abs(mean - 1) > 1e-9 ? 1 / mean : 1
  }

  /// Trains everything, or as much as there is time for before an interruption.
  func run() throws(LabError) -> Outcome {
    let jobs = availableProcessors()
    let truths = parallelMap(lambdas, jobs: jobs) { truth($0) }
    let tasks = truths.flatMap { truth in methods.map { (truth: truth, method: $0) } }
    let progress = Mutex(Progress("network", total: tasks.count, areStepsEqual: false))
    let runs = try parallelMap(
      tasks, jobs: jobs, longestFirst: { cost($0.method) }, while: { !Interruption.hasOccurred }
    ) { (task) throws(LabError) in
      let run = try run(task.method, task.truth)
      progress.withLock { $0.advance() }
      return run
    }
    progress.withLock { $0.finish() }
    return Outcome(truths: truths, runs: runs.compactMap(\.self))
  }

  /// An estimate of the work for a method.
  private func cost(_ method: Method) -> Int {
    let depth = depths[method] ?? 0
    return method.isLearned ? depth * depth * (method == .lista ? 3 : 2) : 0
  }

  private func truth(_ lambda: Double) -> Truth {
    let training = problem.training.penalties(lambda, isAbsolute: isAbsolute)
    let test = problem.test.penalties(lambda, isAbsolute: isAbsolute)
    let goal: NetworkLoss.Goal =
      switch loss {
      case .unsupervised: .cost
      case .semiSupervised:
        .codes(problem.training.solutions(problem.dictionary, training).codes)
      case .supervised: .codes(problem.training.codes ?? [])
      }
    return Truth(
      lambda: lambda, training: training, test: test,
      solutions: problem.test.solutions(problem.dictionary, test), goal: goal)
  }

  private func run(_ method: Method, _ truth: Truth) throws(LabError) -> DepthRun {
    let dictionary = problem.dictionary
    let training = Training(
      dictionary: dictionary, signals: problem.training.signals, penalties: truth.training,
      goal: truth.goal, stepCount: stepCount, firstStep: firstStep)
    func cost(_ samples: Samples, _ penalties: [Double], depth: Int) -> NetworkLoss {
      NetworkLoss(
        NetworkLayer(
          method.form, dictionary, signals: samples.signals, penalties: penalties, depth: depth),
        .cost)
    }
    let depth = depths[method] ?? 0
    var rows: [DepthRun.Row] = []
    var history: [LossRecord] = []
    var network = Network(method, dictionary)
    if !method.isLearned {
      network = .untrained(method, dictionary, depth: depth)
      let losses = training.loss(method.form, depth: depth).values(at: network.weights)
      let costs = cost(problem.test, truth.test, depth: depth).values(at: network.weights)
      for index in stride(from: 1, through: depth, by: 1) {
        rows.append(
          DepthRun.Row(
            depth: index, learnedCount: 0, loss: losses[index], cost: costs[index],
            evaluations: 0, reason: "untrained"))
      }
    } else {
      func append(_ trained: TrainedNetwork, reason: String? = nil) {
        let value = cost(problem.test, truth.test, depth: trained.network.depth)
          .value(at: trained.network.weights)
        rows.append(
          DepthRun.Row(
            depth: trained.network.depth, learnedCount: trained.network.learnedCount,
            loss: trained.loss, cost: value, evaluations: trained.evaluations,
            reason: reason ?? trained.reason.inWords))
        history += trained.history
        network = trained.network
      }
      if let start {
        let isFinal = start.depth == depth
        append(
          try training.refined(start, stepCount: isResumed && isFinal ? stepCount : 0),
          reason: isResumed && isFinal ? nil : "loaded")
      }
      for trained in try training.layerByLayer(method, to: depth, from: start) { append(trained) }
    }
    // Loops take long for many samples.
    let checked = min(problem.test.count, Self.checkedSamples)
    let signals = Array(problem.test.signals.prefix(checked * dictionary.sampleLength))
    let penalties = Array(truth.test.prefix(checked))
    let layer = NetworkLayer(
      method.form, dictionary, signals: signals, penalties: penalties, depth: network.depth)
    let last = NetworkLoss(layer, .cost).value(at: network.weights)
    let plain = PlainNetwork(network.arrays(dictionary), dictionary).cost(signals, penalties)
    return DepthRun(
      method: method, lambda: truth.lambda, rows: rows, network: network, history: history,
      secondRoute: last == plain ? 0 : abs(last - plain) / max(abs(last), abs(plain)),
      trainingCost: cost(problem.training, truth.training, depth: network.depth)
        .value(at: network.weights))
  }
}
