// One measurement of two nearly equal atoms: the Jacobian grows until the second atom leaves.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// min ½(1 − d₁z₁ − d₂z₂)² + λ‖z‖₁ with d = (1, 1−η), by ISTA from 0 with step ρ = 1/|d|².
struct Drift {
  /// η from 0 to 1 − λ.
  let gap: Double
  /// λ from 0 to 1.
  let penalty: Double

  private var second: Double { 1 - gap }
  private var square: Double { 1 + second * second }
  /// ρ.
  var stepSize: Double { 1 / square }
  /// The amount by which z₂ falls in every step of the drift.
  private var loss: Double { stepSize * penalty * gap / square }

  /// T*, the number of steps after which the second atom is first inactive.
  var exitTime: Int {
    // A quotient that is a whole number up to rounding counts as that number.
    1 + Int((stepSize * (second - penalty) / loss - 1e-9).rounded(.up))
  }

  /// The code z after N ≥ 1 steps of the drift.
  func state(_ count: Int) -> [Double] {
    let steps = Double(count - 1)
    return [
      stepSize * (1 - penalty) + steps * stepSize * penalty * second * gap / square,
      stepSize * (second - penalty) - steps * loss,
    ]
  }

  /// ∂z*/∂D, row by row: only ∂z₁/∂d₁ = (2λ − 1) is not 0 for d₁ = x = 1.
  private var limit: [Double] { [2 * penalty - 1, 0, 0, 0] }

  /// A run of ISTA with its Jacobian.
  struct Run {
    /// ‖J_N − J*‖ for N = 1, 2, ….
    var errors: [Double] = []
    /// The first N > 1 after which the second atom is inactive.
    var exit: Int?
    /// The largest difference from the drift in closed form.
    var defect = 0.0

    var peak: Double { errors.max() ?? 0 }
  }

  /// Runs the iteration for 60 steps beyond T*.
  func run() -> Run {
    var run = Run()
    let layer = ISTALayer(signal: [1], atomCount: 2, penalty: penalty, stepSize: stepSize)
    let limit = limit
    _ = Unrolled(layer, stepCount: exitTime + 60).pushForward(
      from: [0, 0], weights: [1, second], directions: 2
    ) { step, point, tangents in
      run.errors.append(
        (0..<4).reduce(0) { $0 + (tangents[$1] - limit[$1]) * (tangents[$1] - limit[$1]) }
          .squareRoot())
      if step < exitTime {
        let state = state(step)
        run.defect = max(
          run.defect, abs(point.next[0] - state[0]), abs(point.next[1] - state[1]))
      }
      if run.exit == nil, step > 1, point.next[1] == 0 { run.exit = step }
      return true
    }
    return run
  }

  /// Decides the claims and draws the errors.
  ///
  /// - Parameters:
  ///   - gaps: The values of η, descending.
  ///   - penalty: λ.
  ///   - study: The outcome, to which the results are added.
  static func report(gaps: [Double], penalty: Double, to study: inout LabStudy) {
    let models = gaps.map { Drift(gap: $0, penalty: penalty) }
    let runs = models.map { $0.run() }
    study.decide(
      LassoClaims.drift, predicted: 0, computed: runs.map(\.defect).max() ?? 0, .rounding(1e-12))
    study.decide(
      LassoClaims.exits, "largest difference from *T*^{*}", predicted: 0,
      computed: Double(
        zip(models, runs).map { abs($0.exitTime - ($1.exit ?? 0)) }.max() ?? 0), .count)
    if let middle = gaps.firstIndex(of: 0.05) ?? gaps.indices.first {
      shape(models[middle], runs[middle], to: &study)
    }
    pins(models, runs, to: &study)
    let layer = ISTALayer(
      signal: [1, 0.5], atomCount: 3, penalty: penalty, stepSize: 0.3)
    study.decide(
      LassoClaims.adjoint, predicted: 0,
      computed: adjointDefect(
        of: layer, at: [1, -2, 0.1], weights: [0.8, 0.6, 0.6, -0.8, 0.1, 0.2],
        seed: study.settings.seed), .rounding(1e-14))
    display(models, runs, to: &study)
  }

  /// Decides the claims about one run: a straight line up to T*, a rate after it.
  private static func shape(_ model: Drift, _ run: Run, to study: inout LabStudy) {
    let exit = model.exitTime
    let before = Array(run.errors[min(5, exit - 1)..<(exit - 1)])
    if before.count > 2, let last = before.last {
      let line = Line(before.indices.map(Double.init), before)
      let residual = before.indices.map { abs(before[$0] - line.value(at: Double($0))) }.max() ?? 0
      study.decide(
        LassoClaims.growth, "largest relative distance from a line", predicted: 0,
        computed: residual / last, .gap(0.02))
    }
    // Down to rounding, which a fast rate reaches within these steps.
    let peak = run.errors.max() ?? 0
    let after = Array(run.errors[exit + 3..<exit + 30].prefix { $0 > 1e-11 * peak })
    guard after.count > 2 else { return }
    study.decide(
      LassoClaims.exitRate, predicted: 1 - model.stepSize,
      computed: exp(Line(after.indices.map(Double.init), after.map { log($0) }).slope), .gap(0.02))
  }

  /// Decides the claims about the five values of η of the built-in instance.
  private static func pins(_ models: [Drift], _ runs: [Run], to study: inout LabStudy) {
    guard study.settings.isPinned else { return }
    func slope(_ values: [Double], from first: Int) -> Double {
      Line(models[first...].map { log($0.gap) }, values[first...].map { log($0) }).slope
    }
    study.decide(
      LassoClaims.exitTime, predicted: 144, computed: Double(runs[2].exit ?? 0), .count)
    study.decide(
      LassoClaims.peakSlope, predicted: -1, computed: slope(runs.map(\.peak), from: 1), .gap(0.12))
    study.decide(
      LassoClaims.peak, "peak · η for η = 0.0125", predicted: 1 - models[4].penalty,
      computed: runs[4].peak * models[4].gap, .gap(0.01))
    study.decide(
      LassoClaims.exitSlope, predicted: -1,
      computed: slope(runs.map { Double($0.exit ?? 0) }, from: 2), .gap(0.1))
  }

  private static func display(_ models: [Drift], _ runs: [Run], to study: inout LabStudy) {
    var table = Table(columns: ["eta", "iteration", "jacobian_error", "exit_time", "peak"])
    var (curves, peaks): ([Curve], [Curve]) = ([], [])
    for (model, run) in zip(models, runs) {
      for (step, error) in run.errors.enumerated() {
        table.append([
          .number(model.gap), .integer(step + 1), .number(error), .integer(model.exitTime),
          .number(run.peak),
        ])
      }
      let points = run.errors.enumerated().map { Point(x: Double($0.offset + 1), y: $0.element) }
      // All are one family: they rise together, and each is named at its peak.
      // The drops are background, so that the common rise stands out.
      let top = points.firstIndex { $0.y == run.peak } ?? points.count - 1
      curves.append(
        Curve("", points: Array(points[top...]), style: Style(color: .gray, width: 0.75)))
      curves.append(
        Curve("", points: Array(points[...top]), style: Style(color: .black, width: 1.25)))
      peaks.append(
        Curve(
          "*η* = \(formatted(model.gap, significantDigits: 3))",
          points: points.filter { $0.y == run.peak }.suffix(1),
          style: Style(color: .black, marker: .circle, width: 0.05), namePlace: .along(0.5)))
    }
    var notes: [Note] = []
    if let last = peaks.last?.points.first, let model = models.last {
      let factor = formatted(1 - model.penalty, significantDigits: 3)
      notes.append(
        Note("peaks ≈ \(factor)/*η*", at: Point(x: 3, y: 0.4 * last.y), color: .gray))
      // Below the rise, in parallel to it.
      curves.append(
        Curve(
          "∝ *N*",
          points: [0.02, 0.7].map { Point(x: $0 * last.x, y: 0.5 * $0 * last.y) },
          style: Style(color: .gray, dash: .dashed, width: 1.25), namePlace: .along(0.6)))
    }
    study.tables.append(
      NamedTable("drift", "error of the Jacobian of unrolled ISTA against iterations", table))
    study.figures.append(
      NamedFigure(
        "drift",
        Figure(
          title: "Error of the Jacobian of unrolled ISTA for two nearly equal atoms",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("iteration *N*", scale: .logarithmic),
              yAxis: Axis("‖*J*_{*N*} − *J*^{*}‖", scale: .logarithmic, range: 0.1...100),
              curves: curves + peaks, notes: notes)
          ])))
  }
}
