// All methods on one problem, with the gap against lower-level iterations.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization

/// The comparison of all methods on one problem, which may be the user's.
struct ComparisonStudy {
  private let setting: SearchSetting
  private let methods: [SearchMethod]
  private let depths: [Int]
  private let isOwn: Bool
  /// The values of an earlier run; nil if none are given.
  private let known: KnownEvaluations?
  private var warnings: [String] = []

  /// Reads the user's files.
  ///
  /// - Parameter settings: The settings of the lab.
  /// - Throws: ``LabError`` where options conflict, or a file cannot be read or does not fit.
  init(_ settings: LabSettings) throws(LabError) {
    guard
      let regularizer = Regularizer(rawValue: settings.name(TuningLab.regularizer))
    else { throw .illegal("\(TuningLab.regularizer.option): no such regulariser") }
    let paths = settings.files(TuningLab.problem)
    isOwn = !paths.isEmpty
    if isOwn, settings.seed != 0, !settings.names(TuningLab.methods).contains(where: Self.isDrawn) {
      throw .illegal(
        "--seed has no effect with \(TuningLab.problem.option) and without a method that draws points"
      )
    }
    let penalty =
      settings.isGiven(TuningLab.penalty)
      ? settings.number(TuningLab.penalty) : regularizer == .quadratic ? 1e-5 : 1e-6
    let problem: DenoisingProblem
    if isOwn {
      problem = try DenoisingProblem(
        paths: paths, settings.reading, regularizer, penalty: penalty)
    } else {
      problem =
        regularizer == .quadratic
        ? .smooth(seed: settings.seed, penalty: penalty)
        : .boxes(seed: settings.seed, regularizer, penalty: penalty)
    }
    let box = try Self.box(settings, regularizer)
    known = try settings.file(TuningLab.evaluations).map { (path) throws(LabError) in
      try KnownEvaluations(path, settings.reading, for: regularizer, in: box)
    }
    let start = try Self.start(settings, regularizer, in: box)
    if let text = known?.suspicion(problem) { warnings.append(text) }
    setting = SearchSetting(
      problem: problem, box: box, start: start,
      tolerance: settings.number(TuningLab.tolerance), budget: settings.integer(TuningLab.budget),
      known: known?.values ?? [], seed: settings.seed)
    methods = settings.names(TuningLab.methods).compactMap(SearchMethod.init(rawValue:))
    depths = settings.integers(TuningLab.depth)
  }

  /// The bounds of θ: given once for all parameters or for each, or those of the regulariser.
  private static func box(
    _ settings: LabSettings, _ regularizer: Regularizer
  ) throws(LabError) -> SearchBox {
    guard settings.isGiven(TuningLab.bounds) else { return regularizer.box }
    let bounds = settings.numbers(TuningLab.bounds)
    let p = regularizer.parameterCount
    guard bounds.count == 2 || bounds.count == 2 * p,
      stride(from: 0, to: bounds.count, by: 2).allSatisfy({ bounds[$0] < bounds[$0 + 1] })
    else {
      throw .illegal(
        "\(TuningLab.bounds.option): two numbers, the lower one first"
          + (p > 1 ? ", or two for each of the \(p) parameters" : ""))
    }
    let all = bounds.count == 2 ? (0..<p).flatMap { _ in bounds } : bounds
    return SearchBox(
      lower: (0..<p).map { all[2 * $0] }, upper: (0..<p).map { all[2 * $0 + 1] })
  }

  /// θ⁰: given, or that of the regulariser, moved into the bounds.
  private static func start(
    _ settings: LabSettings, _ regularizer: Regularizer, in box: SearchBox
  ) throws(LabError) -> [Double] {
    guard settings.isGiven(TuningLab.start) else { return box.clipped(regularizer.start) }
    let start = settings.numbers(TuningLab.start)
    guard start.count == regularizer.parameterCount else {
      throw .illegal(
        "\(TuningLab.start.option): \(start.count) numbers, where the regulariser \(regularizer.rawValue) has "
          + "\(regularizer.parameterCount)")
    }
    guard box.clipped(start) == start else {
      throw .illegal(
        "\(TuningLab.start.option): \(start.map { "\($0)" }.joined(separator: ",")) is outside the bounds from "
          + "\(box.lower) to \(box.upper); see \(TuningLab.bounds.option)")
    }
    return start
  }

  /// Whether a method draws points.
  private static func isDrawn(_ name: String) -> Bool {
    [SearchMethod.random, .bayesian].contains { $0.rawValue == name }
  }

  /// Runs all methods, and adds tables, the figure and the main result.
  func report(to study: inout LabStudy) {
    let runs = methods.flatMap { setting.runs($0, depths: depths) }
    let reference = setting.problem.reference(in: setting.box)
    use(&study)
    study.warnings += warnings + notes(runs, reference)
    certify(runs, &study)
    ComparisonReport(
      setting: setting, runs: runs, minimum: reference.value, known: known
    ).report(to: &study)
  }

  /// Records the settings whose defaults depend on the regulariser.
  private func use(_ study: inout LabStudy) {
    let box = setting.box
    study.use(.numbers(setting.first), for: TuningLab.start)
    study.use(.numbers([setting.problem.penalty]), for: TuningLab.penalty)
    let isCube = Set(box.lower).count == 1 && Set(box.upper).count == 1
    study.use(
      .numbers(zip(box.lower, box.upper).prefix(isCube ? 1 : box.dimension).flatMap { [$0, $1] }),
      for: TuningLab.bounds)
  }

  /// What readers of the gaps must know.
  private func notes(
    _ runs: [SearchRun],
    _ reference: (point: [Double], value: Double, projectedGradient: Double)
  ) -> [String] {
    var notes: [String] = []
    for run in runs where run.values.isEmpty {
      notes.append(
        run.stopReason == SearchSetting.exhausted
          ? "\(run.name): \(setting.budget) iterations do not suffice for a value; see \(TuningLab.budget.option) and \(TuningLab.tolerance.option)"
          : "\(run.name): f is not finite at the start")
    }
    // In units of f, which has those of the signals' squares.
    if reference.projectedGradient > 1e-6 * max(1, abs(reference.value)) {
      notes.append(
        "the projected gradient of f at the reference minimum is \(reference.projectedGradient): L-BFGS-B has not come to a minimum, and gaps may be too small"
      )
    }
    let root = setting.problem.penaltyRoot(reference.point)
    if root * root > 0.5 * reference.value {
      notes.append(
        "the penalty βκ² is \(Int((100 * root * root / reference.value).rounded())) % of f at the reference minimum, so that it decides θ; for signals in other units see \(TuningLab.penalty.option)"
      )
    }
    let box = setting.box
    if reference.point.indices.contains(where: {
      reference.point[$0] <= box.lower[$0] || reference.point[$0] >= box.upper[$0]
    }) {
      notes.append("the reference minimum is at a bound of \(TuningLab.bounds.option)")
    }
    return notes
  }

  /// Decides the laws about all values that have a certificate.
  private func certify(_ runs: [SearchRun], _ study: inout LabStudy) {
    var (worst, isKnown) = (-Double.infinity, false)
    for run in runs where !run.isTruncated {
      let stride = max(1, run.values.count / 40)
      for index in Swift.stride(from: 0, to: run.values.count, by: stride) {
        let value = run.values[index]
        let (exact, open) = setting.problem.certifiedValue(value.point)
        worst = max(worst, abs(exact - value.value) - value.error - open - 1e-9 * abs(exact))
        isKnown = true
      }
    }
    if isKnown {
      study.decide(
        ComparisonClaims.certificate, "largest |*f̃* − *f*| minus its bound", predicted: 0,
        computed: worst, .atMost(rounding: 1e-9))
    }
    let point = setting.start
    let (value, gradient) = setting.problem.gradient(point)
    let differences = centralDifferences(at: point, step: 1e-4) { setting.problem.value($0) }
    study.decide(
      ComparisonClaims.gradient, "largest difference over 1 + *f* + ‖∇*f*‖", predicted: 0,
      computed: maximumDistance(gradient, differences) / (1 + abs(value) + norm(gradient)),
      .rounding(1e-5))
  }
}
