// Logistic regression with penalties: its runs, claims, tables and figures.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The part on logistic regression.
struct LogisticReport: Sendable {
  private let request: StochasticRequest
  private let study: LogisticStudy
  private let reference: LogisticReference
  /// The runs that the settings ask for.
  private let results: [LogisticRun]
  /// SOBA with the steps of SABA, for the claims.
  private let constant: LogisticRun?

  /// The default of T.
  static let iterations = StochasticParameters.Part.logistic.iterations
  /// The iterations that are recorded for each power of ten.
  private static let density = 12
  /// The distance of the last iterations of the built-in instance whose median is taken, and their number.
  private static let tail = (distance: 500, count: 50)

  /// Computes all runs.
  init(_ request: StochasticRequest, _ study: LogisticStudy) throws(LabError) {
    self.request = request
    self.study = study
    var runs = request.runs(Self.iterations, steps: study.steps, seed: LogisticStudy.seed)
    let count = runs.count
    if request.isStandard {
      runs.append(
        MethodRun(
          method: .soba, note: "constant steps", steps: study.steps(.saba), batch: 1, innerSteps: 0,
          products: 0, isCold: false, iterations: Self.iterations, seed: 2))
    }
    let found = parallelMap(
      runs, jobs: availableProcessors(),
      longestFirst: { $0.iterations * $0.batch * (5 + $0.innerSteps + $0.products) }
    ) { run in study.run(run, at: Self.recorded(run, isStandard: request.isStandard)) }
    .compactMap(\.self)
    results = Array(found.prefix(count))
    constant = found.count > count ? found.last : nil
    // The lowest of the stationary points that are found from the start and from the ends of all runs.
    var best = try study.reference(from: study.start)
    if let lowest = results.compactMap(\.points.last).min(by: { $0.value < $1.value }),
      lowest.value < best.value - 1e-12 * abs(best.value)
    {
      let other = try study.reference(from: lowest.parameters)
      if other.value < best.value { best = other }
    }
    reference = best
  }

  /// The iterations at which h is computed.
  private static func recorded(_ run: MethodRun, isStandard: Bool) -> [Int] {
    let list = logarithmicIterations(run.iterations, density: density)
    guard isStandard, run.iterations == iterations else { return list }
    let last = (0..<tail.count).map { iterations - $0 * tail.distance }
    return Set(list + last + [tail.distance]).sorted()
  }

  /// Adds claims, tables and figures.
  func report(_ report: inout StochasticReport, to outcome: inout LabStudy) {
    outcome.warnings += study.warnings
    // Differences have the rounding of h, which grows with the condition number, over their step of 10⁻³.
    let noise = 1e4 * Double.ulpOfOne * reference.condition
    if noise <= 1e-3 {
      outcome.decide(
        StochasticClaims.gradient, "largest difference", predicted: 0,
        computed: study.differenceDefect(), .rounding(max(1e-9, noise)))
    } else {
      outcome.warnings.append(
        "the Hessian of the lower level has the condition number \(reference.condition): ∇h is not compared with differences, which have no digits; \(LabelledParameters.standardize.option) scales the features"
      )
    }
    outcome.decide(
      StochasticClaims.logisticMeans, "largest difference, relative", predicted: 0,
      computed: meanDefect, .rounding(1e-12))
    let isStationary = reference.stationarity <= 5e-8
    if request.isStandard || isStationary {
      outcome.decide(
        StochasticClaims.reference, predicted: 0, computed: reference.stationarity, .gap(5e-8))
    } else {
      outcome.warnings.append(
        "the reference is not stationary: its projected gradient is \(reference.stationarity), so that gaps are not distances from a minimum"
      )
    }
    if request.isStandard { decideRuns(&outcome) }
    let all = results + (constant.map { [$0] } ?? [])
    for result in all { report.add(result, reference: reference) }
    for result in results where !result.isFinite {
      outcome.warnings.append(
        "\(result.run.label) with the steps \(result.run.steps.text) diverged on logistic regression; smaller steps: "
          + StochasticParameters.steps.option)
    }
    if let note = seriesNote { outcome.warnings.append(note) }
    outcome.tables += [
      NamedTable(
        "logistic",
        "logistic regression: *h* − *h*(*λ*^{*}), projected gradient, and loss and accuracy on validation and test data at "
          + "*z*^{*}(*λ*)", curves(all)),
      NamedTable("path", "logistic regression: *λ* over the iterations", path(all)),
      NamedTable(
        "reference",
        "logistic regression: a stationary point in the box, with the projected gradient, the gradient of *G* and the condition "
          + "number of its Hessian", referenceTable),
    ]
    outcome.figures += [
      curvesFigure(outcome.settings.command), pathFigure(outcome.settings.command),
    ]
    .compactMap(\.self)
  }

  /// That the Neumann series has too few terms for the user's data; nil if it has enough.
  private var seriesNote: String? {
    guard request.isOwn,
      let run = results.map(\.run).filter(\.method.hasSeries).max(by: { $0.products < $1.products })
    else { return nil }
    let ratio = 1 - reference.smallestCurvature / study.curvature
    let missing = pow(ratio, Double(run.products))
    guard missing > 0.1 else { return nil }
    return
      "linear system not solved: \(run.products) terms of the Neumann series with the step 1/L leave out up to "
      + "\(Int((100 * missing).rounded())) % of v, which biases \(run.method.label) and others; see "
      + StochasticParameters.products.option
  }

  // MARK: Claims

  /// The largest difference of the directions sample by sample and by matrix products at the reference, relative to the largest.
  private var meanDefect: Double {
    let (z, lambda) = (reference.state, reference.parameters)
    let v = z.enumerated().map { $0.offset % 2 == 0 ? 0.5 - $0.element : 0.25 + $0.element }
    let weights = z.indices.map { exp(lambda[study.sum.isShared ? 0 : $0]) }
    let (lower, upper) = (study.reduced.training, study.reduced.validation)
    var exact = MeanDirections(
      z: z.indices.map { weights[$0] * z[$0] }, v: z.indices.map { weights[$0] * v[$0] },
      lambda: z.indices.map { weights[$0] * z[$0] * v[$0] })
    if study.sum.isShared { exact.lambda = [exact.lambda.reduce(0, +)] }
    lower.addGradient(z, to: &exact.z)
    lower.addHessianProduct(z, v, to: &exact.v)
    upper.addGradient(z, to: &exact.v)
    let found = study.sum.exactDirections(z, v, lambda)
    let size = max(
      maximumNorm(exact.z), maximumNorm(exact.v), maximumNorm(exact.lambda),
      maximumNorm(lower.meanMagnitudes), 1)
    return found.distance(from: exact) / size
  }

  private func decideRuns(_ outcome: inout LabStudy) {
    func result(_ method: BilevelMethod) -> LogisticRun? {
      results.first { $0.run.method == method }
    }
    guard let saba = result(.saba), let soba = result(.soba), let constant,
      let last = saba.points.last
    else { return }
    outcome.decide(
      StochasticClaims.sabaStationary, predicted: 2e-4, computed: last.stationarity,
      .atMost(rounding: 0))
    outcome.pin(StochasticClaims.sabaStationarity, 9.35716e-6, last.stationarity)
    let gaps = [1000, 10_000, Self.iterations].map { iteration in
      saba.points.first { $0.iteration == iteration }.map { $0.value - reference.value } ?? .nan
    }
    outcome.pin(StochasticClaims.sabaGaps, [1.08928e-3, 1.28336e-4, 4.39216e-6], gaps)
    outcome.pin(
      StochasticClaims.optimum, [-5, -5, -3.21354, -2.59414, -5, 1, 0.0363298],
      reference.parameters + [study.startPoint.value - reference.value])
    func floor(_ run: LogisticRun) -> Double {
      let tail = run.points.filter {
        $0.iteration > Self.iterations - Self.tail.count * Self.tail.distance
          && $0.iteration % Self.tail.distance == 0
      }
      return tail.isEmpty ? .nan : median(tail.map(\.stationarity))
    }
    func ratio(
      _ law: LabClaim, _ pin: LabClaim, _ bound: Double, _ number: Double, _ run: LogisticRun
    ) {
      let found = floor(run) / max(last.stationarity, 1e-12)
      outcome.decide(law, "ratio", predicted: bound, computed: found, .atLeast(rounding: 0))
      outcome.pin(pin, number, found)
    }
    ratio(
      StochasticClaims.constant, StochasticClaims.constantRatio, 10, 181.117, constant)
    ratio(StochasticClaims.decreasing, StochasticClaims.decreasingRatio, 3, 53.5817, soba)
  }

  // MARK: Tables

  private func curves(_ runs: [LogisticRun]) -> Table {
    var table = Table(columns: [
      "method", "note", "step", "batch", "inner_steps", "products", "replica", "iteration", "epoch",
      "calls", "gap", "stationarity", "loss", "accuracy", "test_loss", "test_accuracy",
    ])
    let n = Double(study.sum.lowerCount)
    for result in runs {
      let run = result.run
      for (replica, points) in result.replicas.enumerated() {
        for point in [study.startPoint] + points {
          table.append([
            .text(run.method.rawValue), .text(run.note), .text(run.steps.text),
            .integer(run.batch),
            run.method.innerSteps(1) != nil ? .integer(run.innerSteps) : .empty,
            run.method.hasProducts ? .integer(run.products) : .empty, .integer(replica + 1),
            .integer(point.iteration), .number(Double(point.iteration * run.batch) / n),
            .integer(point.calls), .number(point.value - reference.value),
            .number(point.stationarity), .number(point.value), .number(point.accuracy),
            point.test.map { .number($0.loss) } ?? .empty,
            point.test.map { .number($0.accuracy) } ?? .empty,
          ])
        }
      }
    }
    return table
  }

  private func path(_ runs: [LogisticRun]) -> Table {
    var table = Table(columns: [
      "method", "note", "step", "iteration", "calls", "feature", "lambda",
    ])
    for result in runs {
      for point in [study.startPoint] + result.points {
        for (index, lambda) in point.parameters.enumerated() {
          table.append([
            .text(result.run.method.rawValue), .text(result.run.note),
            .text(result.run.steps.text), .integer(point.iteration), .integer(point.calls),
            .text(name(index)), .number(lambda),
          ])
        }
      }
    }
    return table
  }

  private func name(_ index: Int) -> String {
    study.sum.isShared ? "all" : study.features[index]
  }

  private var referenceTable: Table {
    var table = Table(columns: [
      "feature", "lambda", "z", "loss", "projected_gradient", "lower_gradient", "condition",
    ])
    for (index, z) in reference.state.enumerated() {
      table.append([
        .text(study.features[index]),
        .number(reference.parameters[study.sum.isShared ? 0 : index]), .number(z),
        .number(reference.value), .number(reference.stationarity), .number(reference.residual),
        .number(reference.condition),
      ])
    }
    return table
  }

  // MARK: Figures

  private func curvesFigure(_ command: String) -> NamedFigure? {
    let finite = results.filter(\.isFinite)
    let names = RunCurves(finite.map(\.run), in: RunCurves.ofLogistic)
    func panel(_ label: String, _ value: @escaping (LogisticPoint) -> Double) -> Panel {
      Panel(
        xAxis: Axis("calls", scale: .logarithmic), yAxis: Axis(label, scale: .logarithmic),
        curves: finite.map { result in
          Curve(
            names.name(result.run),
            points: result.points.filter { value($0) > 0 }.map {
              Point(x: Double($0.calls), y: value($0))
            }, style: names.style(result.run))
        }.filter { $0.points.count > 1 })
    }
    let panels = [
      panel("projected gradient", \.stationarity),
      panel("*h* − *h*(*λ*^{*})") { $0.value - reference.value },
    ]
    guard panels.allSatisfy({ !$0.curves.isEmpty }) else { return nil }
    return NamedFigure(
      "logistic",
      Figure(
        title: "Projected gradient and excess validation loss over calls", command: command,
        panels: panels, columns: 2))
  }

  /// λ of the method whose last point is nearest to stationary.
  private func pathFigure(_ command: String) -> NamedFigure? {
    let finished = results.filter(\.isFinite)
    guard
      let best = finished.min(by: {
        ($0.points.last?.stationarity ?? .infinity) < ($1.points.last?.stationarity ?? .infinity)
      }), best.points.count > 1
    else { return nil }
    let colors: [Ink] = [.blue, .vermillion, .green, .orange, .purple, .black]
    let count = best.points[0].parameters.count
    let curves = (0..<count).map { index in
      Curve(
        count <= 12 ? name(index) : "",
        points: best.points.map { Point(x: Double($0.calls), y: $0.parameters[index]) },
        style: Style(color: colors[index % colors.count], width: count <= 12 ? 1.75 : 1))
    }
    return NamedFigure(
      "path",
      Figure(
        title: "The penalties of \(best.run.method.label) over calls", command: command,
        panels: [
          Panel(
            xAxis: Axis("calls", scale: .logarithmic),
            yAxis: Axis("*λ*_{*k*} of \(best.run.method.label)"), curves: curves)
        ]))
  }
}
