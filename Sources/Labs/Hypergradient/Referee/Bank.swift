// The bank of wrong gradients.

import LabKit
import Libc
import LinearAlgebra

/// Wrong gradients of a problem with their parameters, built stage by stage as they are needed.
///
/// The bank does not depend on the gradient that is judged, so that one serves any number of them. With all stages it
/// has some 5·10⁴ members. At several points the gradients stand one below the other, each in units of the true one.
struct Bank: Sendable {
  let points: [RefereePoint]
  /// The factors of the points: 1 for a single one, else 1/‖∇h‖.
  let scales: [Double]
  /// The user's θ at every point; nil if there is none.
  let theta: [[Double]]?
  /// Whether the implicit formula at θ is right, so that θ is not a fault.
  private(set) var thetaIsSolved = false
  let steps: StepCatalog
  /// The longest run of descent.
  let stepLimit: Int
  /// All members so far.
  private(set) var batches: [Batch] = []
  /// The stages that are not there yet.
  private(set) var pending: [BankStage]
  /// Members whose step size is one of a grid, for fits to start from.
  private(set) var free: [Batch] = []
  /// The iterates of descent with step 1/L, for what follows from them.
  private var states: [Matrix] = []

  /// An empty bank.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - theta: The user's θ at every point, if there is one.
  ///   - tolerance: The relative error of a gradient up to which θ is no fault.
  ///   - stepLimit: The longest run of descent.
  init(
    _ points: [RefereePoint], theta: [[Double]]? = nil, tolerance: Double = 1e-5,
    stepLimit: Int = 600
  ) {
    self.points = points
    self.theta = theta
    self.stepLimit = stepLimit
    scales = points.map { point in
      let length = norm(point.truth.gradient)
      return points.count == 1 || length == 0 ? 1 : 1 / length
    }
    steps = StepCatalog(points)
    var stages: [BankStage] = [.solution]
    if theta != nil { stages.append(.theta) }
    stages.append(.otherProblems)
    // For F = G the right-hand side is 0 at z*, and so is every solution.
    let hasAdjoint = !points.allSatisfy(\.isStationary)
    if hasAdjoint {
      stages.append(.solvers)
      stages += steps.named.map { .series($0) }
      stages.append(.support)
    }
    for step in steps.named {
      stages.append(.descent(step))
      if StepCatalog.isUsual(step) { stages.append(.acceleratedDescent(step)) }
    }
    stages += [.methods, .truncation, .twoFaults]
    if hasAdjoint { stages.append(.rounding) }
    pending = stages
    let systems = thetaSystems()
    thetaIsSolved =
      !systems.isEmpty
      && zip(points, systems).allSatisfy { point, system in
        guard let gradient = system.gradient() else { return false }
        return distance(gradient, point.truth.gradient)
          <= tolerance * norm(point.truth.gradient)
      }
  }

  /// Builds the next stage.
  ///
  /// - Returns: It, and its members among ``batches``; nil if all are there.
  mutating func build() -> (stage: BankStage, members: Range<Int>)? {
    guard !pending.isEmpty else { return nil }
    let stage = pending.removeFirst()
    let start = batches.count
    batches += members(of: stage)
    return (stage, start..<batches.count)
  }

  /// Builds the members whose step size is one of a grid, if they are not there yet.
  mutating func buildFree() {
    guard free.isEmpty else { return }
    let geometric = (0..<120).map { Int(pow(4000, Double($0) / 119)) }
    let terms = Set(geometric).sorted()
    for step in steps.free {
      let sums = zip(points, step.sizes).map { point, size in
        point.system.gradients(
          adjoints: NeumannSeries(point.spectrum, point.system.right)
            .sums(terms: terms, step: size))
      }
      free += batch(.neumann, step: step, counts: terms, sums).map { [$0] } ?? []
      free += freeDescent(step)
    }
  }

  private mutating func members(of stage: BankStage) -> [Batch] {
    switch stage {
    case .solution: solutionFamilies()
    case .theta: thetaFamilies()
    case .otherProblems: problemFamilies()
    case .solvers: solverFamilies()
    case .series(let step): seriesFamilies(step)
    case .support: supportFamilies()
    case .descent(let step): descentFamilies(step)
    case .acceleratedDescent(let step): acceleratedFamilies(step)
    case .methods: methodFamilies()
    case .truncation: truncationFamilies()
    case .twoFaults: twoFaultFamilies()
    case .rounding: roundingFamilies()
    }
  }

  /// Whether F = G, for which ∂_zF vanishes at z*.
  var isSame: Bool { points.allSatisfy(\.isStationary) }

  /// The number of members so far.
  var count: Int { (batches + free).reduce(0) { $0 + $1.vectors.columns } }

  // MARK: Building

  /// A batch of one member; nil where it does not exist at some point.
  func batch(
    _ family: Family, faults: Int = 1, _ make: (RefereePoint) -> [Double]?
  ) -> Batch? {
    columns(points, make).map { Batch(family: family, vectors: stacked($0), faults: faults) }
  }

  /// A vector for every point; nil where one does not exist.
  func columns<Element>(_ elements: [Element], _ make: (Element) -> [Double]?) -> [Matrix]? {
    let vectors = elements.compactMap(make)
    return vectors.count == elements.count ? vectors.map { Matrix(column: $0) } : nil
  }

  /// A batch of members 1, 2, …; a point with fewer has its last one again.
  func batch(
    _ family: Family, step: NamedStep? = nil, faults: Int = 1, counts: [Int]? = nil,
    seconds: [Int]? = nil, supports: [SupportStatus]? = nil, _ parts: [Matrix]
  ) -> Batch? {
    let vectors = stacked(parts)
    guard vectors.columns > 0 else { return nil }
    var batch = Batch(family: family, vectors: vectors, faults: faults)
    batch.counts = counts ?? Array(1...vectors.columns)
    batch.seconds = seconds
    batch.step = step
    batch.reals = step?.isFree == true ? 1 : 0
    batch.supports = points.count == 1 ? supports : nil
    return batch
  }

  /// Gradients of all points one below the other, in units of the true ones.
  func stacked(_ parts: [Matrix]) -> Matrix {
    if parts.count == 1 { return parts[0] }
    guard parts.allSatisfy({ $0.columns > 0 }) else {
      return Matrix(repeating: 0, rows: parts.reduce(0) { $0 + $1.rows }, columns: 0)
    }
    let columns = parts.map(\.columns).max() ?? 0
    var elements: [Double] = []
    for column in 0..<columns {
      for (part, scale) in zip(parts, scales) {
        elements += part.column(min(column, part.columns - 1)).map { scale * $0 }
      }
    }
    return Matrix(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: columns, elements: elements)
  }

  /// Descent at all points.
  func paths(_ step: NamedStep, count: Int, isAccelerated: Bool = false) -> [InnerPath] {
    zip(points, step.sizes).map {
      InnerPath($0, step: $1, count: count, isAccelerated: isAccelerated)
    }
  }

  /// The length of runs of descent with a step.
  func length(_ step: NamedStep) -> Int {
    guard points[0].logistic != nil else { return stepLimit }
    // A step on a logistic loss costs far more than one on a quadratic.
    return StepCatalog.isUsual(step) ? stepLimit : max(1, stepLimit / 3)
  }

  /// Keeps the iterates of the run with step 1/L.
  mutating func keep(_ paths: [InnerPath], _ step: NamedStep) {
    if step.name == "1/L" { states = paths.map(\.states) }
  }

  /// The iterates of the run with step 1/L at every point.
  func keptStates() -> [Matrix] {
    if !states.isEmpty { return states }
    guard let step = steps.named.first else { return [] }
    return paths(step, count: length(step)).map(\.states)
  }
}
