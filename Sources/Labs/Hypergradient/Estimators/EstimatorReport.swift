// The tables and the figure of the estimators.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The estimators at all points, as tables.
struct EstimatorReport {
  /// The estimates at every point that has a certified gradient, with the index of the point.
  private let points: [(index: Int, truth: Truth, estimates: [Estimate])]

  /// Computes all estimators.
  ///
  /// - Parameters:
  ///   - report: The true gradients.
  ///   - settings: The settings of the lab.
  init(_ report: TruthReport, _ settings: LabSettings) {
    typealias Parameters = HypergradientParameters
    let solvers = settings.names(Parameters.solvers).compactMap(SolverKind.init)
    points = report.truths.enumerated().filter { $0.element.status == .certified }.map {
      index, truth in
      let estimators = Estimators(
        problem: report.problem.levels, truth: truth,
        tolerance: settings.number(Parameters.tolerance))
      return (
        index, truth,
        estimators.estimates(
          steps: settings.integers(Parameters.innerSteps).sorted(),
          cut: settings.integer(Parameters.truncation), solvers: solvers,
          iterations: settings.integers(Parameters.products).sorted())
      )
    }
  }

  /// Adds the tables and the figure to an outcome.
  func report(to study: inout LabStudy) {
    guard !points.isEmpty else { return }
    study.tables.append(verdicts)
    study.tables.append(table)
    if let figure = figure(study.settings.command) { study.figures.append(figure) }
    for (index, _, estimates) in points {
      let prefix = points.count > 1 ? "point \(index + 1): " : ""
      if let last = estimates.last(where: { $0.method == "g2" }), last.blame != Blame.none,
        let blame = last.blame
      {
        study.warnings.append(
          """
          \(prefix)fixed point not reached: ‖z_N − z*‖ = \
          \(formatted(last.innerError, significantDigits: 3)) after \(last.innerSteps ?? 0) steps, \
          relative error \(formatted((last.error ?? 0) / scale(index), significantDigits: 2)) of the \
          unrolled gradient: \(blame.rawValue)
          """)
      }
    }
  }

  private func scale(_ index: Int) -> Double {
    let length = points.first { $0.index == index }.map { norm($0.truth.gradient) } ?? 0
    return length > 0 ? length : 1
  }

  private var table: NamedTable {
    var table = Table(columns: [
      "point", "method", "solver", "inner_steps", "gradients", "products", "inner_error",
      "system_residual", "error", "relative_error", "error_from_inner", "error_from_method",
      "blame",
      "support_extra", "support_missing",
    ])
    for (index, _, estimates) in points {
      for estimate in estimates {
        func shown(_ number: Double?) -> Cell { number.map { .number($0) } ?? .empty }
        table.append([
          .integer(index + 1), .text(estimate.method), .text(estimate.solver),
          estimate.innerSteps.map { .integer($0) } ?? .empty, .integer(estimate.gradientCount),
          .integer(estimate.productCount), .number(estimate.innerError), shown(estimate.residual),
          shown(estimate.error), shown(estimate.error.map { $0 / scale(index) }),
          shown(estimate.parts?.inner), shown(estimate.parts?.method),
          .text(estimate.blame?.rawValue ?? "no gradient"),
          estimate.support.map { .integer($0.extra) } ?? .empty,
          estimate.support.map { .integer($0.missing) } ?? .empty,
        ])
      }
    }
    return NamedTable(
      "estimators", "errors of all estimators against inner steps N and products with H", table)
  }

  /// One row for every method: its order in ‖z_N − z*‖, its error at the largest N, and the cause of that error.
  private var verdicts: NamedTable {
    var table = Table(columns: [
      "point", "method", "solver", "order", "inner_steps", "relative_error", "system_residual",
      "blame",
    ])
    for (index, truth, estimates) in points {
      var seen: [String] = []
      for estimate in estimates where estimate.innerSteps != nil {
        let key = "\(estimate.method) \(estimate.solver)"
        guard !seen.contains(key) else { continue }
        seen.append(key)
        let run = estimates.filter {
          $0.innerSteps != nil && $0.method == estimate.method && $0.solver == estimate.solver
        }
        guard let last = run.last else { continue }
        table.append([
          .integer(index + 1), .text(last.method), .text(last.solver),
          Self.order(run, truth).map { .number($0) } ?? .empty,
          last.innerSteps.map { .integer($0) } ?? .empty,
          last.error.map { .number($0 / scale(index)) } ?? .empty,
          last.residual.map { .number($0) } ?? .empty,
          .text(last.blame?.rawValue ?? "no gradient"),
        ])
      }
    }
    return NamedTable(
      "verdicts", "order of the error in ‖z_N − z*‖, and its cause at the largest N", table)
  }

  /// The slope of log ‖g − ∇h‖ against log ‖z_N − z*‖ where both are small and above rounding; nil with fewer than
  /// three such N.
  private static func order(_ run: [Estimate], _ truth: Truth) -> Double? {
    let length = norm(truth.gradient)
    let size = norm(truth.solution)
    let floor = max(1e-12 * length, 10 * min(truth.bound, 1e-12 * length))
    var (x, y): ([Double], [Double]) = ([], [])
    for estimate in run {
      guard let error = estimate.error, error > floor, estimate.innerError > 1e-12 * size,
        estimate.innerError < 0.1 * size
      else { continue }
      x.append(log(estimate.innerError))
      y.append(log(error))
    }
    guard x.count >= 3, let low = x.min(), let high = x.max(), high > low else { return nil }
    return Line(x, y).slope
  }

  /// The errors against N, and those of the linear solvers against products, at the first point.
  private func figure(_ command: String) -> NamedFigure? {
    guard let (index, _, estimates) = points.first else { return nil }
    func curve(_ name: String, _ style: Style, _ rows: [Estimate], _ x: (Estimate) -> Int) -> Curve?
    {
      let points = rows.compactMap { row in
        row.error.flatMap { error in
          error > 0 ? Point(x: Double(x(row)), y: error / scale(index)) : nil
        }
      }
      return points.count > 1 ? Curve(name, points: points, style: style) : nil
    }
    func overSteps(_ name: String, _ method: String, _ solver: String, _ style: Style) -> Curve? {
      curve(
        name, style,
        estimates.filter {
          $0.method == method && $0.solver == solver && $0.innerSteps != nil
        }
      ) { $0.innerSteps ?? 0 }
    }
    func overProducts(_ name: String, _ style: Style) -> Curve? {
      curve(
        name, style,
        estimates.filter {
          $0.innerSteps == nil && $0.solver.hasPrefix(name + " ")
            && $0.solver.dropFirst(name.count + 1).allSatisfy(\.isNumber)
        }
      ) { $0.productCount }
    }
    let left = [
      overSteps("g¹", "g1", "", Style(color: .black)),
      overSteps("g²", "g2", "", Style(color: .blue)),
      overSteps("g², cut", "g2 cut", "", Style(color: .blue, dash: .dashed)),
      overSteps("g³", "g3", "direct", Style(color: .vermillion)),
    ].compactMap { $0 }
    let right = [
      overProducts("cg", Style(color: .vermillion)),
      overProducts("normal cg", Style(color: .vermillion, dash: .dashed)),
      overProducts("neumann", Style(color: .blue)),
      overProducts("neumann as printed", Style(color: .blue, dash: .dashed)),
      overProducts("l-bfgs", Style(color: .green)),
    ].compactMap { $0 }
    var panels: [Panel] = []
    if !left.isEmpty {
      panels.append(
        Panel(
          xAxis: Axis("inner steps *N*", scale: .logarithmic),
          yAxis: Axis("relative error", scale: .logarithmic), curves: left))
    }
    if !right.isEmpty {
      panels.append(
        Panel(
          xAxis: Axis("products with *H*", scale: .logarithmic),
          yAxis: Axis("relative error at *z*^{*}", scale: .logarithmic), curves: right))
    }
    guard !panels.isEmpty else { return nil }
    return NamedFigure(
      "estimators",
      Figure(
        title: "Errors of estimators of the gradient of a bilevel problem", command: command,
        panels: panels))
  }
}
