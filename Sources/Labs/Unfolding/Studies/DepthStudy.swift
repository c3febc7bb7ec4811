// Networks of growing depth: training, losses on test data, and the laws of both.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

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
  /// The largest number of weights of LISTA that are only compared with ISTA.
  private static let comparedWeights = 20_000_000

  /// A network to evaluate, or to continue.
  let start: Network?
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

  /// The size of the first trial step: 1 on the equi-regularisation set, whatever the units of the samples.
  private var firstStep: Double {
    let squares = problem.training.largestPenalties.reduce(0) { $0 + $1 * $1 }
    let mean = squares / Double(max(problem.training.count, 1))
    return mean > 0 && abs(mean - 1) > 1e-9 ? 1 / mean : 1
  }

  /// Trains everything.
  func run() throws(LabError) -> Outcome {
    let jobs = availableProcessors()
    let truths = parallelMap(lambdas, jobs: jobs) { truth($0) }
    var tasks: [(truth: Int, method: Method)] = []
    // The slowest first.
    for method in methods.sorted(by: { cost($0) > cost($1) }) {
      for index in truths.indices { tasks.append((index, method)) }
    }
    let runs = try parallelMap(tasks, jobs: jobs) { (task) throws(LabError) in
      try run(task.method, truths[task.truth])
    }
    var ordered: [DepthRun] = []
    for lambda in lambdas {
      for method in methods {
        ordered += runs.filter { $0.method == method && $0.lambda == lambda }
      }
    }
    return Outcome(truths: truths, runs: ordered)
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
      method.form, dictionary, signals: signals, penalties: penalties, depth: depth)
    let last = NetworkLoss(layer, .cost).value(at: network.weights)
    let plain = PlainNetwork(network.arrays(dictionary), dictionary).cost(signals, penalties)
    return DepthRun(
      method: method, lambda: truth.lambda, rows: rows, network: network, history: history,
      secondRoute: last == plain ? 0 : abs(last - plain) / max(abs(last), abs(plain)),
      trainingCost: cost(problem.training, truth.training, depth: depth)
        .value(at: network.weights))
  }
}

// MARK: Laws

extension DepthStudy {
  /// Decides the laws of training, which hold for any data.
  func decideLaws(_ outcome: Outcome, to study: inout LabStudy) {
    study.decide(
      UnfoldingClaims.certificate, "largest gap relative to ½‖*x*‖²", predicted: 1e-12,
      computed: outcome.truths.map(\.solutions.largestRelativeGap).max() ?? 0,
      .atMost(rounding: 0))
    study.decide(
      UnfoldingClaims.written, "largest relative difference of the losses", predicted: 0,
      computed: outcome.runs.map(\.secondRoute).max() ?? 0, .rounding(1e-12))
    let learned = outcome.runs.filter(\.method.isLearned)
    guard !learned.isEmpty else { return }
    var (rise, deeper) = (-Double.infinity, -Double.infinity)
    for run in learned {
      for (before, after) in zip(run.history, run.history.dropFirst())
      where before.depth == after.depth {
        rise = max(rise, after.loss - before.loss)
      }
      for (before, after) in zip(run.rows, run.rows.dropFirst()) {
        deeper = max(deeper, (after.loss - before.loss) / max(abs(before.loss), 1e-300))
      }
    }
    if rise > -.infinity {
      study.decide(
        UnfoldingClaims.monotone, "largest change of the loss in a step", predicted: 0,
        computed: rise, .atMost(rounding: 0))
    }
    if deeper > -.infinity, loss == .unsupervised {
      // The loss is a sum over samples: rounding of one part in 10¹⁴.
      study.decide(
        UnfoldingClaims.deeper, "largest relative change of the loss with depth", predicted: 0,
        computed: deeper, .atMost(rounding: 1e-13))
    }
  }

  /// Decides the laws of the layers: adjoint identity, and untrained networks.
  func decideLayers(to study: inout LabStudy) throws(LabError) {
    let dictionary = problem.dictionary
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    let samples = problem.test
    let penalties = samples.penalties(lambdas[0], isAbsolute: isAbsolute)
    let tested = min(samples.count, 10)
    var defect = 0.0
    for method in [Method.slista, .coupled, .lista] where m * m * tested < 10_000_000 {
      let layer = NetworkLayer(
        method.form, dictionary, signals: Array(samples.signals.prefix(tested * n)),
        penalties: Array(penalties.prefix(tested)), depth: 3)
      let network = Network.untrained(method, dictionary, depth: 3)
      let state = NetworkLoss(layer, .cost).codes(at: network.weights, after: 1)
      defect = max(
        defect,
        adjointDefect(
          of: layer, at: state, weights: network.weights, step: 1, seed: study.settings.seed))
    }
    study.decide(UnfoldingClaims.adjoint, predicted: 0, computed: defect, .rounding(1e-13))

    let depth = methods.compactMap { depths[$0] }.max() ?? 1
    let count = min(samples.count, 400)
    let signals = Array(samples.signals.prefix(count * n))
    let limits = Array(penalties.prefix(count))
    let ista = PlainISTA(dictionary)
    func codes(_ method: Method, _ depth: Int) -> [Double] {
      NetworkLoss(
        NetworkLayer(method.form, dictionary, signals: signals, penalties: limits, depth: depth),
        .cost
      ).codes(at: Network.untrained(method, dictionary, depth: depth).weights)
    }
    let exact = ista.codes(signals, limits, depth: depth)
    let different = [Method.slista, .coupled].reduce(0) { sum, method in
      sum + zip(codes(method, depth), exact).count { $0 != $1 }
    }
    study.decide(
      UnfoldingClaims.untrained, "entries of codes that differ from those of ISTA", predicted: 0,
      computed: Double(different), .count)
    let few = max(1, min(depth, Self.comparedWeights / (m * (m + n))))
    let expected = few == depth ? exact : ista.codes(signals, limits, depth: few)
    let scale = expected.reduce(0) { max($0, abs($1)) }
    let difference = zip(codes(.lista, few), expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    study.decide(
      UnfoldingClaims.generalUntrained, "largest difference relative to the largest code",
      predicted: 0, computed: scale > 0 ? difference / scale : difference, .rounding(1e-12))
  }
}

/// ISTA with matrices of codes, the second route to untrained networks.
private struct PlainISTA {
  private let dictionary: CodingDictionary

  init(_ dictionary: CodingDictionary) { self.dictionary = dictionary }

  /// The codes after some steps z ← ST(z − (D/L)ᵀ(Dz − x), λ/L) from 0, p × m in rows.
  func codes(_ signals: [Double], _ penalties: [Double], depth: Int) -> [Double] {
    let (n, m, p) = (dictionary.sampleLength, dictionary.atomCount, penalties.count)
    let alpha = 1 / dictionary.lipschitz
    // Dᵀ/L, in the order of storage of W in networks, so that BLAS adds in the same order.
    let adjoint = Matrix(
      rows: m, columns: n, elements: dictionary.rows.map { alpha * $0 })
    var codes = Matrix(repeating: 0, rows: m, columns: p)
    for _ in 0..<depth {
      var residual = Matrix(rows: n, columns: p, elements: signals.map { -$0 })
      residual.setProduct(dictionary.matrix, .plain, codes, beta: 1)
      codes.setProduct(adjoint, .plain, residual, alpha: -1, beta: 1)
      codes.withColumns { column, sample in
        let threshold = alpha * penalties[sample]
        for index in column.indices {
          column[index] = softThreshold(column[index], threshold)
        }
      }
    }
    return codes.elements
  }
}

// MARK: Tables

extension DepthStudy {
  /// Adds the tables of gaps and of training.
  func display(_ outcome: Outcome, to study: inout LabStudy) {
    var gaps = Table(columns: [
      "method", "lambda", "depth", "weights", "training_loss", "test_loss", "test_gap",
      "relative_gap", "evaluations", "stop_reason",
    ])
    var training = Table(columns: ["method", "lambda", "depth", "step", "loss"])
    for run in outcome.runs {
      guard let truth = outcome.truth(run.lambda) else { continue }
      for (row, gap) in zip(run.rows, run.gaps(truth.solutions)) {
        gaps.append([
          .text(run.method.rawValue), .number(run.lambda), .integer(row.depth),
          .integer(row.learnedCount), .number(row.loss), .number(row.cost), .number(gap),
          .number(truth.solutions.largestRelativeGap), .integer(row.evaluations), .text(row.reason),
        ])
      }
      for record in run.history {
        training.append([
          .text(run.method.rawValue), .number(run.lambda), .integer(record.depth),
          .integer(record.step), .number(record.loss),
        ])
      }
    }
    study.tables.append(
      NamedTable(
        "gap",
        "*F* − *F*^{*} on test data against depth; relative_gap certifies *F*^{*}, as a share of ½‖*x*‖²",
        gaps))
    if !training.rows.isEmpty {
      study.tables.append(
        NamedTable("training", "the training loss after every step at every depth", training))
    }
    drawGaps(outcome, to: &study)
  }

  /// The values of λ that figures show: the first and the last, which differ most; all are in the tables.
  static func shown<Case>(_ cases: [Case]) -> [Case] {
    cases.count > 2 ? [cases[0], cases[cases.count - 1]] : cases
  }

  /// The title of the panel of a λ.
  func title(_ lambda: Double) -> String {
    "*λ* = \(shortest(lambda))" + (isAbsolute ? "" : " *λ*_{max}")
  }

  private func drawGaps(_ outcome: Outcome, to study: inout LabStudy) {
    let panels = Self.shown(outcome.truths).map { truth in
      let curves = gapCurves(outcome, truth)
      let gaps = curves.flatMap(\.points).map(\.y).filter { $0 > 0 }
      return Panel(
        title: title(truth.lambda), xAxis: Axis("layers *T*", isInteger: true),
        yAxis: Axis(
          "*F* − *F*^{*}", scale: .logarithmic,
          ticks: Self.powerTicks(from: gaps.min() ?? 1, to: gaps.max() ?? 1)),
        curves: curves)
    }
    guard panels.allSatisfy({ !$0.curves.isEmpty }) else { return }
    study.figures.append(
      NamedFigure(
        "gap",
        Figure(
          title: "Distance from the minimum on test data against the number of layers",
          command: study.settings.command, panels: panels, columns: panels.count > 1 ? 2 : 1)
      ))
  }

  /// The gaps of all methods for a λ; LISTA shares the name of coupled LISTA where it lies on it.
  private func gapCurves(_ outcome: Outcome, _ truth: Truth) -> [Curve] {
    let styles: [Method: (style: Style, place: Double)] = [
      .ista: (Style(color: .black), 0.7), .slista: (Style(color: .vermillion, dash: .dashed), 0.6),
      .coupled: (Style(color: .blue), 0.35),
      .lista: (Style(color: .purple, marker: .circle, width: 1), 0.1),
    ]
    var curves: [Method: Curve] = [:]
    for method in methods {
      guard let run = outcome.run(method, truth.lambda) else { continue }
      let points = zip(run.rows, run.gaps(truth.solutions)).map {
        Point(x: Double($0.depth), y: $1)
      }
      guard points.contains(where: { $0.y > 0 }) else { continue }
      let (style, place) = styles[method] ?? (Style(color: .black), 0.5)
      curves[method] = Curve(method.label, points: points, style: style, namePlace: .along(place))
    }
    let gaps = curves.values.flatMap(\.points).map(\.y).filter { $0 > 0 }
    let span = log((gaps.max() ?? 1) / (gaps.min() ?? 1))
    if let coupled = curves[.coupled], let general = curves[.lista],
      zip(coupled.points, general.points).allSatisfy({
        $0.y > 0 && $1.y > 0 && abs(log($0.y / $1.y)) < 0.02 * span
      })
    {
      curves[.coupled]?.label = "\(coupled.label), \(general.label) (dots)"
      curves[.lista]?.label = ""
      curves[.lista]?.style.color = coupled.style.color
    }
    return methods.compactMap { curves[$0] }
  }

  /// A tick at every power of ten, or at fewer of them, written as such in all panels; none if there are fewer than two.
  private static func powerTicks(from lower: Double, to upper: Double) -> [Axis.Tick] {
    let (first, last) = (Int(log10(lower).rounded(.up)), Int(log10(upper).rounded(.down)))
    guard last > first else { return [] }
    let step = 1 + (last - first) / 8
    return stride(from: first, through: last, by: step).map {
      Axis.Tick(pow(10, Double($0)), "10^{\($0 < 0 ? "−" : "")\(abs($0))}")
    }
  }
}
