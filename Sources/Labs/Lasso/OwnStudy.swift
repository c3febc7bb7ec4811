// Certified codes of the user's signals, the iterations that find them, and their Jacobians.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The study of the user's data: laws and certificates.
struct OwnStudy {
  private var problem: OwnProblem
  private let iteration: LassoIteration
  private let solver: LassoSolver
  /// λ_max = max |d_jᵀx| of every sample.
  private let largestPenalties: [Double]
  private let settings: LabSettings
  private let tolerance: Double
  private let depth: Int
  private let isAbsolute: Bool
  /// ρ in units of 1/L.
  private let stepFactor: Double

  /// Prepares the study.
  init(_ settings: LabSettings) throws(LabError) {
    let problem = try OwnProblem(settings)
    self.problem = problem
    self.settings = settings
    tolerance = settings.number(LassoLab.tolerance)
    depth = settings.integer(LassoLab.depth)
    isAbsolute = settings.isOn(LassoLab.absolute)
    stepFactor = settings.number(LassoLab.step)
    iteration = try factorized(LassoIteration(dictionary: problem.dictionary))
    solver = LassoSolver(dictionary: problem.dictionary)
    var correlations = Matrix(
      repeating: 0, rows: problem.dictionary.columns, columns: problem.signals.columns)
    correlations.setProduct(problem.dictionary, .transposed, problem.signals)
    largestPenalties = (0..<correlations.columns).map { sample in
      maximumNorm(correlations.column(sample))
    }
  }

  /// The tables of the study, filled one λ at a time.
  private struct Tables {
    var codes = Table(columns: [
      "sample", "lambda", "penalty", "lambda_max", "objective", "gap", "support_size",
      "largest_inactive", "mu_support", "l_support", "method", "sweeps", "stop_reason",
    ])
    var methods = Table(columns: [
      "sample", "lambda", "method", "iterations", "iterations_to_tolerance", "excess", "gap",
      "support_size", "identified", "identified_at", "rate", "predicted_rate", "stop_reason",
    ])
    var jacobian = Table(columns: [
      "sample", "lambda", "estimator", "iterations", "truncation", "support", "support_size",
      "jacobian_norm", "jacobian_error", "gradient_error", "remark",
    ])
  }

  /// The worst case found for each law.
  private struct Laws {
    /// The duality gap relative to ½‖x‖², where the solver met its tolerance.
    var gap = 0.0
    var rise = 0.0
    var rightRate = 0.0
    var linear: Double?
  }

  /// Codes all signals for every λ.
  func study() throws(LabError) -> LabStudy {
    var study = LabStudy(settings)
    var copy = self
    try copy.fill(&study)
    return study
  }

  private mutating func fill(_ study: inout LabStudy) throws(LabError) {
    let (m, p) = (problem.dictionary.columns, problem.signals.columns)
    let penalties =
      settings.isGiven(LassoLab.penalties)
      ? settings.numbers(LassoLab.penalties) : [LassoLab.ownPenalty]
    let followed = min(settings.integer(LassoLab.followed), p)
    var (tables, laws) = (Tables(), Laws())
    var codes: [Double] = []
    if stepFactor > 2 {
      problem.warn("--step \(stepFactor): ISTA diverges for steps above 2/L")
    } else if stepFactor > 1 {
      problem.warn(
        "--step \(stepFactor): FISTA needs steps of at most 1/L; ISTA converges for steps below 2/L"
      )
    }
    let uncut = settings.integers(LassoLab.truncations).filter { $0 >= depth }
    if settings.isGiven(LassoLab.truncations), !uncut.isEmpty {
      problem.warn(
        "--truncate \(uncut.map(String.init).joined(separator: ",")): nothing is cut in --depth \(depth) iterations"
      )
    }
    for lambda in penalties {
      let absolute = largestPenalties.map { isAbsolute ? lambda : lambda * $0 }
      try code(lambda, absolute, &tables, &laws, &codes)
      for sample in 0..<followed where absolute[sample] > 0 {
        try follow(sample, lambda, absolute[sample], &tables, &laws)
      }
    }
    study.tables = [
      NamedTable("codes", "certified solutions; penalty is *λ* as it stands", tables.codes),
      NamedTable(
        "methods", "iterations for the first \(followed) of \(p) samples", tables.methods),
      NamedTable(
        "jacobian",
        "∂*z*/∂*D* for the first \(followed) of \(p) samples, and whether the support is that of *z*^{*}",
        tables.jacobian),
    ]
    study.product = LabArray(
      "codes", shape: penalties.count == 1 ? [p, m] : [penalties.count, p, m], codes)
    study.arrays = study.product.map { [$0] } ?? []
    study.warnings = problem.warnings
    decide(laws, followed, to: &study)
  }

  private func decide(_ laws: Laws, _ followed: Int, to study: inout LabStudy) {
    study.decide(
      LassoClaims.gap, "largest gap relative to ½‖*x*‖²", predicted: tolerance, computed: laws.gap,
      .atMost(rounding: 1e-13))
    guard followed > 0 else { return }
    study.decide(
      LassoClaims.monotone, "largest rise of *F* relative to ½‖*x*‖²", predicted: 0,
      computed: laws.rise,
      .atMost(rounding: 1e-13))
    if stepFactor == 1 {
      study.decide(
        LassoClaims.rightRate, "largest ratio to the bound", predicted: 1,
        computed: laws.rightRate, .atMost(rounding: 1e-6))
    }
    if let linear = laws.linear {
      study.decide(
        LassoClaims.linear, "largest ratio to the bound", predicted: 1, computed: linear,
        .atMost(rounding: 1e-6))
    }
  }

  // MARK: Codes

  /// Certified codes of all signals for one λ.
  private mutating func code(
    _ lambda: Double, _ penalties: [Double], _ tables: inout Tables, _ laws: inout Laws,
    _ codes: inout [Double]
  ) throws(LabError) {
    let p = problem.signals.columns
    let zero = penalties.indices.filter { penalties[$0] == 0 }
    // A signal orthogonal to all atoms has the code 0 for every λ.
    let solutions = solver.solve(
      signals: problem.signals, penalties: penalties.map { $0 > 0 ? $0 : 1 }, tolerance: tolerance)
    var (beyond, loose, kinks) = (0, 0, 0)
    for (sample, solution) in solutions.enumerated() {
      let penalty = penalties[sample]
      codes += solution.coefficients
      guard penalty > 0 else { continue }
      if penalty >= largestPenalties[sample] { beyond += 1 }
      if solution.stopReason != .gap { loose += 1 }
      let inactive = Self.largestInactive(solution, penalty)
      if solution.stopReason == .gap {
        let signal = problem.signal(sample)
        let gap = LassoProblem(
          dictionary: problem.dictionary, signal: signal, penalty: penalty
        ).gap(solution.coefficients)
        laws.gap = max(laws.gap, gap / (0.5 * dot(signal, signal)))
      }
      let support = solution.support
      if inactive > Self.boundary, penalty < largestPenalties[sample] { kinks += 1 }
      let curvature = support.isEmpty ? nil : try factorized(iteration.curvature(on: support))
      tables.codes.append([
        .integer(sample), .number(lambda), .number(penalty), .number(largestPenalties[sample]),
        .number(solution.value), .number(solution.gap), .integer(support.count), .number(inactive),
        curvature.map { .number($0.lower) } ?? .empty,
        curvature.map { .number($0.upper) } ?? .empty, .text("coordinate descent"),
        .integer(solution.sweeps), .text(Self.words(solution.stopReason)),
      ])
    }
    let name = isAbsolute ? "λ = \(lambda)" : "λ = \(lambda) λ_max"
    if beyond > 0 {
      problem.warn("\(name): λ ≥ λ_max for \(beyond) of \(p) samples; their solution is z = 0")
    }
    if !zero.isEmpty {
      problem.warn("\(zero.count) of \(p) samples are orthogonal to all atoms: z = 0")
    }
    if loose > 0 {
      problem.warn(
        "\(name): the gap is above \(tolerance) of ½‖x‖² for \(loose) of \(p) samples; see the column gap"
      )
    }
    if kinks > 0 {
      problem.warn(
        "\(name): an inactive atom has |d_jᵀr| = λ for \(kinks) of \(p) samples: the solution has a kink there, or is "
          + "not unique")
    }
  }

  /// The share of λ from which an inactive atom may be active in another solution, or after any small change of the data.
  private static let boundary = 1 - 1e-9

  /// max |d_jᵀr|/λ over the atoms that are not active.
  private static func largestInactive(_ solution: LassoSolution, _ penalty: Double) -> Double {
    zip(solution.coefficients, solution.correlations).reduce(0) { largest, entry in
      entry.0 == 0 ? max(largest, abs(entry.1) / penalty) : largest
    }
  }

  private static func words(_ reason: LassoSolution.StopReason) -> String {
    switch reason {
    case .gap: "gap"
    case .rounding: "rounding"
    case .sweepLimit: "sweep limit"
    case .nonFinite: "not finite"
    }
  }

  // MARK: Iterations

  /// Runs the methods on one sample, and differentiates ISTA.
  private mutating func follow(
    _ sample: Int, _ lambda: Double, _ penalty: Double, _ tables: inout Tables,
    _ laws: inout Laws
  ) throws(LabError) {
    let instance = try SparseInstance(
      dictionary: problem.dictionary, signal: problem.signal(sample), penalty: penalty,
      iteration: iteration, solver: solver, tolerance: min(tolerance, 1e-14))
    let half = 0.5 * dot(instance.signal, instance.signal)
    let certificate = LassoProblem(
      dictionary: problem.dictionary, signal: instance.signal, penalty: penalty)
    let methods = settings.names(LassoLab.methods).compactMap(
      LassoIteration.Method.init(rawValue:))
    let length = norm(instance.codes)
    let isSolved = instance.solution.gap <= 1e-12 * half
    for method in methods {
      var (exit, reached, last, start): (Int, Int?, Double, Double) = (0, nil, .infinity, 0)
      var (count, values): (Int, [Double]) = (0, [])
      var (stop, areStepsLong) = ("iteration limit", true)
      let z = try factorized(
        iteration.run(
          method, correlations: instance.correlations, penalty: penalty,
          stepSize: method == .oista ? nil : stepFactor / iteration.lipschitz,
          iterationLimit: depth
        ) { step, z, size in
          count = step
          if !instance.hasSupport(z) {
            (exit, values, areStepsLong) = (step + 1, [], true)
          } else if step > exit, let curvature = instance.curvature {
            areStepsLong = areStepsLong && size * curvature.upper > 1 - 1e-9
          }
          let excess = instance.excess(z)
          guard excess.isFinite, excess < 1e12 * max(half, 1e-300) else {
            stop = "diverged"
            return false
          }
          if step >= exit { values.append(excess) }
          if reached == nil, excess <= tolerance * half { reached = step }
          if method == .oista, isSolved { laws.rise = max(laws.rise, (excess - last) / half) }
          if method == .ista, isSolved, step > 0, length > 0 {
            laws.rightRate = max(
              laws.rightRate,
              (excess - 1e-14 * half) * Double(step)
                / (iteration.lipschitz * length * length / 2))
          }
          if step == exit { start = excess }
          last = excess
          // A fixed point is reached.
          if excess == 0 || (excess < 1e-15 * half && step > exit + 50) {
            stop = "minimum"
            return false
          }
          return true
        })
      let isIdentified = exit <= count
      if method == .oista, isIdentified, isSolved, areStepsLong, let curvature = instance.curvature
      {
        let ratio = 1 - curvature.lower / curvature.upper
        for (k, value) in values.enumerated() where value > 1e-12 * half && start > 0 {
          laws.linear = max(laws.linear ?? 0, value / (pow(ratio, Double(k)) * start))
        }
      }
      let found = isIdentified ? rate(values, in: 1e-13 * half...1e-6 * half) : nil
      let predicted = instance.curvature.flatMap { curvature -> Double? in
        switch method {
        case .ista: pow(1 - stepFactor * curvature.lower / iteration.lipschitz, 2)
        case .oista: pow(1 - curvature.lower / curvature.upper, 2)
        case .fista: nil
        }
      }
      tables.methods.append([
        .integer(sample), .number(lambda), .text(method.rawValue), .integer(count),
        reached.map { .integer($0) } ?? .empty, .number(last), .number(certificate.gap(z)),
        .integer(z.count { $0 != 0 }), .truth(isIdentified),
        isIdentified ? .integer(exit) : .empty, found.map { .number($0) } ?? .empty,
        predicted.map { .number($0) } ?? .empty, .text(stop),
      ])
    }
    try differentiate(instance, sample, lambda, &tables)
  }

  // MARK: Jacobians

  /// Adds the Jacobian of ISTA and the implicit one, at z_N and at z*.
  private mutating func differentiate(
    _ instance: SparseInstance, _ sample: Int, _ lambda: Double, _ tables: inout Tables
  ) throws(LabError) {
    guard !instance.support.isEmpty else { return }
    let size = instance.dictionary.elements.count
    guard size * instance.support.count <= OwnProblem.jacobianLimit, stepFactor <= 2 else { return }
    guard
      let limit = SupportJacobian(
        dictionary: instance.dictionary, signal: instance.signal, at: instance.codes)
    else {
      problem.warn(
        "sample \(sample): the atoms of the support are dependent, and z* has no derivative")
      return
    }
    let layer = ISTALayer(
      signal: instance.signal, atomCount: instance.codes.count, penalty: instance.penalty,
      stepSize: stepFactor / iteration.lipschitz)
    let unrolled = Unrolled(layer, stepCount: depth)
    let tape = unrolled.run(
      from: [Double](repeating: 0, count: instance.codes.count),
      weights: instance.dictionary.elements)
    let z = tape.state
    guard z.allSatisfy(\.isFinite), z.count(where: { $0 != 0 }) * size <= OwnProblem.jacobianLimit
    else { return }
    let isIdentified = instance.hasSupport(z)
    if !isIdentified {
      problem.warn(
        "sample \(sample), λ = \(lambda): the support is not identified after N = \(depth); unrolled and implicit "
          + "Jacobians at z_N are those of a different support")
    }
    // Where an inactive atom is at the boundary, the support of z* is one of several.
    let isDecided =
      Self.largestInactive(instance.solution, instance.penalty) <= Self.boundary
    let exact = gradients(instance, instance.codes).first
    let (first, slope) = gradients(instance, z)
    func row(
      _ estimator: String, _ truncation: Int?, _ jacobian: (support: [Int], rows: [Double])?,
      iterations: Int?, _ status: Bool, remark: String? = nil
    ) {
      let remark =
        remark
        ?? (isDecided ? "" : "an inactive atom has |d_jᵀr| = λ: z* has a kink, or is not unique")
      var cells: [Cell] = [
        .integer(sample), .number(lambda), .text(estimator),
        iterations.map { .integer($0) } ?? .empty, truncation.map { .integer($0) } ?? .empty,
        .text(!isDecided ? "undecided" : status ? "identified" : "not identified"),
      ]
      guard let jacobian else {
        cells += [.empty, .empty, .empty, .empty, .text(remark)]
        tables.jacobian.append(cells)
        return
      }
      var gradient = iterations == nil ? exact : first
      for (row, atom) in jacobian.support.enumerated() where iterations != nil {
        add(slope[atom], Array(jacobian.rows[row * size..<(row + 1) * size]), to: &gradient)
      }
      add(-1, exact, to: &gradient)
      cells += [
        .integer(jacobian.support.count), .number(norm(jacobian.rows)),
        .number(limit.distance(to: jacobian)),
        .number(norm(gradient)), .text(remark),
      ]
      tables.jacobian.append(cells)
    }
    row("implicit at z*", nil, (limit.support, limit.rows), iterations: nil, true)
    row("alternating minimisation", nil, ([], []), iterations: depth, isIdentified)
    row("unrolled", nil, unrolled.jacobian(tape), iterations: depth, isIdentified)
    for count in settings.integers(LassoLab.truncations) where count < depth {
      row(
        "truncated", count, unrolled.jacobian(tape, truncatedTo: count), iterations: depth,
        isIdentified)
    }
    let implicit = SupportJacobian(
      dictionary: instance.dictionary, signal: instance.signal, at: z)
    row(
      "implicit at z_N", nil, implicit.map { ($0.support, $0.rows) }, iterations: depth,
      isIdentified,
      remark: implicit == nil ? "atoms of the support are dependent: no derivative" : nil)
  }
}
