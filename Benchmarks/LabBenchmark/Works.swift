// The computations that are timed, each as a program would call it.

import BenchmarkSupport
import Dequantization
import Evidence
import Hypergradient
import LabKit
import LinearAlgebra
import Optimization
import Stochastic
import Tuning
import Unfolding

/// A problem that is solved again and again.
protocol Work {
  /// Solves it from the beginning.
  func run() throws

  /// The result for comparison, as a matrix.
  func result() throws -> Matrix
}

/// The problem of a request.
func posed(_ fields: inout Fields) throws -> any Work {
  switch try fields.word() {
  case "codes":
    return try Codes(
      dictionary: fields.matrix(), signals: fields.matrix(), penalty: fields.number(Double.self),
      tolerance: fields.number(Double.self))
  case "jacobian":
    return try JacobianOfISTA(
      dictionary: fields.matrix(), signal: fields.vector(), penalty: fields.number(Double.self),
      depth: fields.number(Int.self), isForward: fields.word() == "forward")
  case "hypergradient":
    let problem = try LogisticHypergradient(
      design: fields.matrix(), classes: fields.vector(), target: fields.vector())
    let lambda = try fields.vector()
    let isUnrolled = try fields.word() == "unrolled"
    return LogisticGradient(
      problem: problem, lambda: lambda, steps: isUnrolled ? try fields.number(Int.self) : nil)
  case "saba": return try SABARun(&fields)
  case "stochastic": return WholeLab(lab: StochasticLab())
  case "denoiser":
    let search = try DenoiserSearch(
      noisy: fields.matrix(), clean: fields.matrix(), penalty: fields.number(Double.self))
    return try fields.word() == "dfo"
      ? TrustRegionRun(search: search, target: fields.number(Double.self))
      : QuasiNewtonRun(search: search)
  case "hoag": return try Descents(descent: InexactDescent(seed: 0))
  case "referee":
    let parts = try JudgementParts(
      isLogistic: fields.word() == "logistic",
      training: (design: fields.matrix(), labels: fields.vector()),
      validation: (design: fields.matrix(), labels: fields.vector()), lambda: fields.vector())
    return switch try fields.word() {
    case "truth": CertifiedGradient(parts: parts)
    case "bank": FilledBank(problem: try parts.prepared())
    default:
      Verdict(referee: try parts.prepared().referee(), gradient: try fields.vector())
    }
  case "training":
    return try TrainingRun(
      problem: networks(&fields), depth: fields.number(Int.self), stepCount: fields.number(Int.self)
    )
  case "gradient":
    return try LossGradient(gradient: networks(&fields).gradient(at: fields.vector()))
  case "products":
    return try ProductsAlone(
      samples: fields.number(Int.self), n: fields.number(Int.self), m: fields.number(Int.self),
      depth: fields.number(Int.self), learnsMatrix: fields.word() == "coupled")
  case "tv-signal":
    return try SignalDenoising(signal: fields.vector(), penalty: fields.number(Double.self))
  case "tv-image":
    return try DeblurredImage(
      image: fields.matrix(), kernel: fields.vector(), penalty: fields.number(Double.self),
      gap: fields.number(Double.self))
  case "plug-and-play":
    return try WarmSteps(
      signal: fields.vector(), kernel: fields.vector(), penalty: fields.number(Double.self),
      gap: fields.number(Double.self))
  case "epoch": return try EpochRun(epoch: epoch(&fields))
  case "order": return try FrameOrderRun(epoch: epoch(&fields))
  case let name: throw RequestError("unknown work \(name)")
  }
}

/// Networks of a kind, and the signals from which they learn.
private func networks(_ fields: inout Fields) throws -> NetworkProblem {
  try NetworkProblem(
    fields.word(), dictionary: fields.matrix(), signals: fields.matrix(),
    penalty: fields.number(Double.self))
}

/// Frames, and the depth of the network that learns from them.
private func epoch(_ fields: inout Fields) throws -> LearningEpoch {
  try LearningEpoch(
    quantized: fields.matrix(), clean: fields.matrix(), depth: fields.number(Int.self))
}

/// SABA on logistic regression with one penalty for each feature.
private struct SABARun: Work {
  let walk: StochasticWalk<LogisticSum>

  init(_ fields: inout Fields) throws {
    let (training, labels) = (try fields.matrix(), try fields.vector())
    let (validation, others) = (try fields.matrix(), try fields.vector())
    let sum = LogisticSum(
      training: training, labels, validation: validation, others, isShared: false)
    let start = try fields.vector()
    let (rate, speed) = (try fields.number(Double.self), try fields.number(Double.self))
    let (low, high) = (try fields.number(Double.self), try fields.number(Double.self))
    walk = StochasticWalk(
      sum, StochasticMethod(lower: .joint, adjoint: .joint, estimator: .saga),
      lowerSteps: StepSchedule(rate), upperSteps: StepSchedule(speed),
      iterations: try fields.number(Int.self), box: low...high, startParameters: start,
      generator: CounterGenerator(seed: UInt64(try fields.number(Int.self))))
  }

  private func last() -> [Double] {
    var recorder = SnapshotRecorder(
      at: [walk.iterations], stateCount: walk.sum.stateCount,
      parameterCount: walk.sum.parameterCount)
    walk.run(&recorder)
    return recorder.replicas[0][0].parameters
  }

  func run() { _ = last() }

  func result() -> Matrix {
    let lambda = last()
    return Matrix(rows: 1, columns: lambda.count, rowMajor: lambda)
  }
}

/// Everything that a lab computes for its built-in instance.
private struct WholeLab: Work {
  let lab: any Lab

  private func study() throws -> LabStudy {
    try lab.study(LabSettings(lab.parameters, command: "toy lab \(lab.id)"))
  }

  func run() throws { _ = try study() }

  func result() throws -> Matrix {
    let claims = try study().results.map(\.comparison.computed)
    return Matrix(rows: 1, columns: claims.count, rowMajor: claims)
  }
}

/// The Lasso of several signals, with certificates.
private struct Codes: Work {
  let dictionary: Matrix
  /// Columns are signals.
  let signals: Matrix
  let penalties: [Double]
  let tolerance: Double

  init(dictionary: Matrix, signals: Matrix, penalty: Double, tolerance: Double) {
    self.dictionary = dictionary
    self.signals = signals.transposed
    self.tolerance = tolerance
    var correlations = Matrix(repeating: 0, rows: dictionary.columns, columns: signals.rows)
    correlations.setProduct(dictionary, .transposed, self.signals)
    let m = dictionary.columns
    penalties = (0..<signals.rows).map { column in
      penalty
        * correlations.elements[column * m..<(column + 1) * m].reduce(0) { max($0, abs($1)) }
    }
  }

  private func solutions() -> [LassoSolution] {
    LassoSolver(dictionary: dictionary).solve(
      signals: signals, penalties: penalties, tolerance: tolerance)
  }

  func run() { _ = solutions() }

  func result() -> Matrix {
    Matrix(
      rows: signals.columns, columns: dictionary.columns,
      rowMajor: solutions().flatMap(\.coefficients))
  }
}

/// ∂zᴺ/∂D, m × nm, columns atom after atom.
private struct JacobianOfISTA: Work {
  let dictionary: Matrix
  let layer: ISTALayer
  let depth: Int
  let isForward: Bool

  init(
    dictionary: Matrix, signal: [Double], penalty: Double, depth: Int, isForward: Bool
  ) throws {
    self.dictionary = dictionary
    self.depth = depth
    self.isForward = isForward
    layer = ISTALayer(
      signal: signal, atomCount: dictionary.columns, penalty: penalty,
      stepSize: 1 / (try LassoIteration(dictionary: dictionary).lipschitz))
  }

  private func jacobian() -> Matrix {
    let (m, width) = (dictionary.columns, dictionary.elements.count)
    let start = [Double](repeating: 0, count: m)
    let unrolled = Unrolled(layer, stepCount: depth)
    if isForward {
      let rows = unrolled.pushForward(
        from: start, weights: dictionary.elements, directions: width
      ).tangents
      return Matrix(rows: m, columns: width, rowMajor: rows)
    }
    let (support, rows) = unrolled.jacobian(
      unrolled.run(from: start, weights: dictionary.elements))
    var all = [Double](repeating: 0, count: m * width)
    for (row, atom) in support.enumerated() {
      all.replaceSubrange(
        atom * width..<(atom + 1) * width, with: rows[row * width..<(row + 1) * width])
    }
    return Matrix(rows: m, columns: width, rowMajor: all)
  }

  func run() { _ = jacobian() }

  func result() -> Matrix { jacobian() }
}

/// The gradient of the logistic problem, one row.
private struct LogisticGradient: Work {
  let problem: LogisticHypergradient
  let lambda: [Double]
  /// N; nil for implicit differentiation.
  let steps: Int?

  private func gradient() throws -> [Double] {
    if let steps { problem.unrolled(lambda, steps: steps) } else { try problem.implicit(lambda) }
  }

  func run() throws { _ = try gradient() }

  func result() throws -> Matrix { Matrix(row: try gradient()) }
}

/// The products that each of the seven schedules has taken at the end, one row.
private struct Descents: Work {
  let descent: InexactDescent

  func run() throws { _ = try descent.products() }

  func result() throws -> Matrix {
    let products = try descent.products().map(Double.init)
    return Matrix(row: products)
  }
}

/// A trust region with dynamic accuracy up to a value of f; iterations and that value, one row.
private struct TrustRegionRun: Work {
  let search: DenoiserSearch
  let target: Double

  func run() { _ = search.trustRegion(to: target) }

  func result() -> Matrix {
    let (iterations, value) = search.trustRegion(to: target)
    return Matrix(row: [Double(iterations), value])
  }
}

/// L-BFGS-B on the reduced problem; θ, one row.
private struct QuasiNewtonRun: Work {
  let search: DenoiserSearch

  func run() { _ = search.quasiNewton() }

  func result() -> Matrix { Matrix(row: search.quasiNewton()) }
}

/// ∇h with its certificate, from the data, one row.
private struct CertifiedGradient: Work {
  let parts: JudgementParts

  func run() throws { _ = try parts.gradient() }

  func result() throws -> Matrix {
    let gradient = try parts.gradient()
    return Matrix(row: gradient)
  }
}

/// The whole bank of wrong gradients; a sample of it for comparison.
private struct FilledBank: Work {
  let problem: JudgementParts.Prepared

  func run() throws { _ = try problem.referee() }

  func result() throws -> Matrix { try problem.referee().sample }
}

/// The verdict on a gradient, with the bank that is there: the number and the digits of the best explanation.
private struct Verdict: Work {
  let referee: JudgementParts.Filled
  let gradient: [Double]

  func run() { _ = referee.judge(gradient) }

  func result() throws -> Matrix {
    guard let verdict = referee.judge(gradient) else {
      throw RequestError("no explanation")
    }
    return Matrix(row: [Double(verdict.count), verdict.digits])
  }
}

extension Matrix {
  /// A matrix of one row.
  init(row: [Double]) { self.init(rows: 1, columns: row.count, rowMajor: row) }
}
