// The rates of the three estimators for logistic regression with one penalty per feature.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// Forty samples of five features, with F = G and with F = ½‖z − t‖².
struct LogisticRates {
  private let lower: Level
  private let lambda: [Double]
  private let target: [Double]
  private let solution: [Double]
  private let samples = 40
  private let features = 5
  private let stepCount = 900

  /// Draws the instance of a seed.
  ///
  /// - Parameter seed: 0 for the pinned instance.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  init(seed: UInt64) throws(LabError) {
    var generator = CounterGenerator(seed: 11, shift: seed)
    let design = generator.normals(rows: samples, columns: features)
    var scores = design.applied(to: generator.normals(features))
    add(0.5, generator.normals(samples), to: &scores)
    lambda = [0.05, 0.1, 0.2, 0.1, 0.3].map { log($0) }
    lower = Level(
      loss: .logistic(
        try LogisticLoss(design: design, classes: scores.map { $0 < 0 ? -1 : 1 })),
      coupling: .squares(Array(0..<features)), parameterCount: features)
    solution = try lower.minimizer(lambda)
    var target = solution
    add(1, generator.normals(features), to: &target)
    self.target = target
  }

  private func general() throws(LabError) -> BilevelProblem<Level, Level> {
    BilevelProblem(
      lower: lower, upper: try .distance(to: target, parameterCount: features))
  }

  /// The errors after a step.
  private struct Row {
    let step: Int
    let e: Double
    let jacobian: Double
    /// ‖g¹ − g*‖, ‖g² − g*‖ and ‖g³ − g*‖ for F = G.
    let same: [Double]
    /// The same for F ≠ G.
    let general: [Double]
  }

  /// Decides the claims and adds a table and a figure.
  ///
  /// - Parameter study: The outcome, to which they are added.
  /// - Throws: ``LabError/failed(_:)`` where a linear system has no solution.
  func report(to study: inout LabStudy) throws(LabError) {
    let same = BilevelProblem(lower: lower, upper: lower)
    let general = try general()
    let truths = [
      try same.rootVJP(at: solution, lambda).gradient,
      try general.rootVJP(at: solution, lambda).gradient,
    ]
    let jacobian = try exactJacobian()
    let rows = rows(same, general, truths, jacobian)
    try decide(rows, &study)
    try decideTruth(same, general, truths, jacobian, &study)
    display(rows, &study)
  }

  /// J* = −H⁻¹C at z*, d × p.
  private func exactJacobian() throws(LabError) -> Matrix {
    let factor = try positiveDefinite(lower.hessian(solution, lambda), "the Hessian")
    var jacobian = Matrix(diagonal: zip(solution, lambda).map { -$0 * exp($1) })
    factor.solve(&jacobian)
    return jacobian
  }

  private func rows(
    _ same: BilevelProblem<Level, Level>, _ general: BilevelProblem<Level, Level>,
    _ truths: [[Double]], _ jacobian: Matrix
  ) -> [Row] {
    let layer = DescentStep(lower, stepSize: 1 / lower.largestCurvature(lambda))
    let d = features
    var rows: [Row] = []
    _ = Unrolled(layer, stepCount: stepCount).pushForward(
      from: [Double](repeating: 0, count: d), weights: lambda, directions: d
    ) { step, point, tangents in
      let z = Array(point.next)
      let now = Matrix(rows: d, columns: d, rowMajor: Array(tangents))
      func errors(_ problem: BilevelProblem<Level, Level>, _ truth: [Double]) -> [Double] {
        var first = [Double](repeating: 0, count: d)
        var slope = first
        problem.upper.directGradient(z, lambda, into: &first)
        problem.upper.gradient(z, lambda, into: &slope)
        var second = first
        add(1, now.adjointApplied(to: slope), to: &second)
        let third = (try? problem.rootVJP(at: z, lambda))?.gradient ?? first
        return [first, second, third].map { distance($0, truth) }
      }
      rows.append(
        Row(
          step: step, e: distance(z, solution), jacobian: now.subtracting(jacobian).frobeniusNorm,
          same: errors(same, truths[0]), general: errors(general, truths[1])))
      return true
    }
    return rows
  }

  /// The slope of log y against log e for e between a bound and 10⁻⁴.
  private static func order(_ rows: [Row], _ least: Double, _ y: (Row) -> Double) -> Double {
    let window = rows.filter { $0.e < 1e-4 && $0.e > least }
    return Line(window.map { log($0.e) }, window.map { log(y($0)) }).slope
  }

  private func decide(_ rows: [Row], _ study: inout LabStudy) throws(LabError) {
    func order(_ least: Double, _ y: (Row) -> Double) -> Double { Self.order(rows, least, y) }
    let second = order(1e-7) { $0.same[1] }
    let generalSecond = order(1e-9) { $0.general[1] }
    let generalThird = order(1e-9) { $0.general[2] }
    study.decide(
      RateClaims.first, predicted: 1, computed: order(1e-9) { $0.same[0] }, .gap(0.15))
    study.decide(RateClaims.second, predicted: 2, computed: second, .within(1.8...2.05))
    study.decide(
      RateClaims.third, predicted: 2, computed: order(1e-7) { $0.same[2] }, .gap(0.15))
    study.decide(
      RateClaims.jacobian, predicted: 1, computed: order(1e-9) { $0.jacobian }, .gap(0.12))
    study.decide(
      RateClaims.generalSecond, predicted: 1, computed: generalSecond, .gap(0.12))
    study.decide(RateClaims.generalThird, predicted: 1, computed: generalThird, .gap(0.15))
    let last = rows[rows.count - 1]
    study.decide(
      RateClaims.printedFirst, "the limit of ‖*g*¹ − *g*^{*}‖", predicted: 0,
      computed: last.general[0], .gap(1e-3))
    study.decide(
      RateClaims.printedThird, "the slope of log‖*g*³ − *g*^{*}‖", predicted: 2,
      computed: generalThird, .gap(0.1))
    guard let small = rows.first(where: { $0.e < 1e-6 }) else { return }
    study.pin(RateClaims.firstNumber, 1.93196e-8, small.same[0])
    study.pin(RateClaims.secondNumber, 1.36037e-12, small.same[1])
    study.pin(RateClaims.generalFirstNumber, 0.132188, last.general[0])
    study.pin(RateClaims.slopeNumber, 1.95239, second)
    study.pin(RateClaims.generalSlopeNumber, 0.974015, generalSecond)
  }

  private func decideTruth(
    _ same: BilevelProblem<Level, Level>, _ general: BilevelProblem<Level, Level>,
    _ truths: [[Double]], _ jacobian: Matrix, _ study: inout LabStudy
  ) throws(LabError) {
    var slope = solution
    lower.gradient(solution, lambda, into: &slope)
    study.decide(
      RateClaims.danskin, "‖*J*^{*}ᵀ∂_{*z*}*G*‖", predicted: 0,
      computed: norm(jacobian.adjointApplied(to: slope)), .rounding(1e-14))
    for (problem, truth, claim, tolerance) in [
      (same, truths[0], RateClaims.differencesSame, 1e-9),
      (general, truths[1], RateClaims.differencesGeneral, 1e-8),
    ] {
      let differences = try centralDifferences(at: lambda) { (at) throws(LabError) in
        try problem.value(at)
      }
      study.decide(
        claim, predicted: 0, computed: maximumDistance(differences, truth), .rounding(tolerance))
    }
  }

  private func display(_ rows: [Row], _ study: inout LabStudy) {
    var table = Table(columns: [
      "upper_level", "inner_steps", "inner_error", "jacobian_error", "g1_error", "g2_error",
      "g3_error",
    ])
    for (name, errors) in [("F = G", \Row.same), ("F ≠ G", \Row.general)] {
      for row in rows where row.step <= 10 || row.step % 10 == 0 {
        table.append(
          [.text(name), .integer(row.step), .number(row.e), .number(row.jacobian)]
            + row[keyPath: errors].map { .number($0) })
      }
    }
    study.tables.append(
      NamedTable("rates", "errors of the three estimators for logistic regression", table))
    let names: [(String, Style)] = [
      ("no implicit term (*g*¹)", Style(color: .black, dash: .dashed)),
      ("unrolling (*g*²)", Style(color: .blue, dash: .dashDotted)),
      ("implicit (*g*³)", Style(color: .vermillion)),
    ]
    // Below, rounding matters.
    let shown = rows.filter { $0.e > 1e-7 }
    let panels = [
      ("*F* = *G*: the upper level is the lower one", \Row.same),
      ("*F* ≠ *G*: another upper level", \Row.general),
    ].map { title, errors in
      let estimators = names.indices.map { index in
        let order = Self.order(rows, 1e-7) { $0[keyPath: errors][index] }
        return Curve(
          "\(names[index].0): order \(Int(abs(order).rounded()))",
          points: shown.map { Point(x: Double($0.step), y: $0[keyPath: errors][index]) },
          style: names[index].1, namePlace: .along([0.8, 0.45, 0.35][index]))
      }
      let inner = Curve(
        "‖*z*_{*N*} − *z*^{*}‖", points: shown.map { Point(x: Double($0.step), y: $0.e) },
        style: Style(color: .gray, dash: .dotted), namePlace: .along(0.6))
      return Panel(
        title: title, xAxis: Axis("inner steps *N*", isInteger: true),
        yAxis: Axis("error", scale: .logarithmic), curves: [inner] + estimators)
    }
    study.figures.append(
      NamedFigure(
        "rates",
        Figure(
          title:
            "Errors of three estimators of the gradient, and their orders in the error of z, for F = G and F ≠ G",
          command: study.settings.command, panels: panels, columns: 2, aspect: 0.8)))
  }
}
