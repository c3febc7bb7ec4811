// The sum of quadratics: its runs, claims, table and figure.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The part on the sum of quadratics.
struct QuadraticReport: Sendable {
  private let request: StochasticRequest
  private let study: QuadraticStudy
  /// The runs that the settings ask for.
  private let results: [QuadraticRun]
  /// The other runs of the claims, by their notes.
  private let variants: [QuadraticRun]

  /// The default of T.
  static let iterations = StochasticParameters.Part.quadratic.iterations
  /// The runs that only the claims need.
  private enum Variant {
    static let otherSchedule = "steps of order t^(-1/2)"
    static let constant = "constant steps"
    static let cold = "cold starts"
  }

  /// Computes all runs.
  init(_ request: StochasticRequest, _ settings: LabSettings) {
    self.request = request
    let study = QuadraticStudy(
      seed: settings.seed, replicas: settings.integer(StochasticParameters.replicas))
    self.study = study
    let runs = request.runs(
      Self.iterations, steps: QuadraticStudy.steps, seed: QuadraticStudy.seed)
    let all = runs + (request.isStandard ? Self.variantRuns : [])
    let found = parallelMap(
      all, jobs: availableProcessors(),
      longestFirst: { $0.iterations * $0.batch * (5 + $0.innerSteps + $0.products) }
    ) { study.run($0) }.compactMap(\.self)
    results = Array(found.prefix(runs.count))
    variants = Array(found.dropFirst(runs.count))
  }

  private static var variantRuns: [MethodRun] {
    func run(
      _ method: BilevelMethod, _ note: String, _ lower: StepSchedule, _ upper: StepSchedule,
      isCold: Bool = false, seed: UInt64
    ) -> MethodRun {
      MethodRun(
        method: method, note: note, steps: StepPair(lower: lower, upper: upper), batch: 1,
        innerSteps: method.innerSteps(10) ?? 0, products: method.hasProducts ? 10 : 0,
        isCold: isCold, iterations: StochasticRequest.iterations(method, iterations), seed: seed)
    }
    let inner = (StepSchedule(0.1), StepSchedule(0.05))
    return [
      run(
        .soba, Variant.otherSchedule, StepSchedule(0.5, decay: 0.5), StepSchedule(0.3, decay: 0.5),
        seed: 2),
      run(.soba, Variant.constant, StepSchedule(0.1), StepSchedule(0.02), seed: 3),
      run(.amigo, Variant.constant, inner.0, inner.1, seed: 12),
      run(.stocbio, Variant.cold, inner.0, inner.1, isCold: true, seed: 13),
    ]
  }

  /// Adds claims, table and figure.
  func report(_ report: inout StochasticReport, to outcome: inout LabStudy) {
    decideLaws(&outcome)
    if request.isStandard { decideRuns(&outcome) }
    for result in results + variants { report.add(result) }
    for result in results where !result.isFinite {
      outcome.warnings.append(
        "\(result.run.label) with the steps \(result.run.steps.text) diverged on the sum of quadratics"
      )
    }
    outcome.tables.append(
      NamedTable(
        "convergence",
        "sum of quadratics: E‖∇*h*‖² over iterations and calls, with the smallest and the largest replica, the best so far "
          + "and the mean so far", table))
    if let figure = figure(outcome.settings.command) { outcome.figures.append(figure) }
  }

  // MARK: Claims

  private func decideLaws(_ outcome: inout LabStudy) {
    let sum = study.sum
    let point = sum.testPoint
    let v = point.map { 0.5 - $0 }
    let exact = sum.exactDirections(point, v, point)
    outcome.decide(
      StochasticClaims.valueFunction, predicted: 0,
      computed: zip(sum.gradient(point), sum.implicitGradient(point)).map { abs($0 - $1) }.max()
        ?? 0, .rounding(1e-12))
    outcome.decide(
      StochasticClaims.sampleMeans, "largest difference", predicted: 0,
      computed: [false, true].map { isStored in
        sum.expectedDirections(isStored: isStored, point, v, point).distance(from: exact)
      }.max() ?? 0, .rounding(1e-12))
    let times = (0..<30).map { pow(10, 0.5 + 3 * Double($0) / 29) }
    let slope = Line(times.map { log($0) }, times.map { log(sum.flow($0)) }).slope
    outcome.decide(StochasticClaims.flow, predicted: -1, computed: slope, .gap(0.05))
    outcome.pin(StochasticClaims.flowSlope, -1.04904, slope)
    let single = study.singleLevel(iterations: 6000)
    if let rate = Self.factor(single.saga) {
      let n = Double(sum.lowerCount)
      outcome.decide(
        StochasticClaims.saga,
        predicted: 1
          - min(1 / (4 * n), sum.smallestCurvature / (3 * sum.largestSampleCurvature)),
        computed: rate, .atMost(rounding: 0))
      outcome.pin(StochasticClaims.sagaRate, 0.966015, rate)
    }
    let floor = single.descent.suffix(500).reduce(0, +) / 500
    outcome.decide(
      StochasticClaims.descentStalls, "plateau over the error of SAGA", predicted: 1e6,
      computed: floor / max(single.saga.last ?? 0, 1e-30), .atLeast(rounding: 0))
  }

  /// The factor per iteration of a sequence that decreases geometrically, from its values above 10⁻²⁴.
  private static func factor(_ values: [Double]) -> Double? {
    let kept = values.indices.filter { values[$0] > 1e-24 }
    guard kept.count >= 3 else { return nil }
    return exp(Line(kept.map { Double($0) }, kept.map { log(values[$0]) }).slope)
  }

  private func decideRuns(_ outcome: inout LabStudy) {
    func result(_ method: BilevelMethod) -> QuadraticRun? {
      results.first { $0.run.method == method }
    }
    func variant(_ method: BilevelMethod, _ note: String) -> QuadraticRun? {
      variants.first { $0.run.method == method && $0.run.note == note }
    }
    guard let soba = result(.soba), let saba = result(.saba), let amigo = result(.amigo),
      let constantSOBA = variant(.soba, Variant.constant),
      let constantAmIGO = variant(.amigo, Variant.constant),
      let cold = variant(.stocbio, Variant.cold),
      let other = variant(.soba, Variant.otherSchedule)
    else { return }
    let slope = soba.slope ?? .nan
    outcome.decide(StochasticClaims.soba, predicted: -0.4, computed: slope, .gap(0.06))
    outcome.pin(StochasticClaims.sobaSlope, -0.442051, slope)
    let times = [1000, 10_000, 100_000, soba.iterations]
    let ratios = times.map { t in
      soba.curve[t - 1] / study.sum.flow(0.5 * 2.5 * pow(Double(t), 0.4))
    }
    outcome.decide(
      StochasticClaims.sobaFlow, "ratios within the bounds", predicted: 4,
      computed: Double(ratios.count { $0 > 0.8 && $0 < 1.6 }), .count)
    outcome.pin(StochasticClaims.sobaFlowRatios, [1.3451, 1.18602, 1.07641, 1.03151], ratios)

    let means = saba.means
    let mean = QuadraticRun.slope(means, 3e3...Double(saba.iterations)) ?? .nan
    outcome.decide(StochasticClaims.saba, predicted: -1, computed: mean, .gap(0.15))
    outcome.pin(StochasticClaims.sabaSlope, -0.88822, mean)
    outcome.decide(
      StochasticClaims.sabaMinimum, predicted: -1, computed: saba.slope ?? .nan, .gap(0.1))
    outcome.pin(StochasticClaims.sabaMinimumSlope, -1.0757, saba.slope ?? .nan)
    let gap = study.sum.startGap
    let bound = means.enumerated().reduce(0.0) { largest, entry in
      max(
        largest,
        entry.element * saba.run.steps.upper.factor * Double(entry.offset + 1) / (2 * gap))
    }
    outcome.decide(
      StochasticClaims.sabaBound, "largest ratio to the bound", predicted: 1, computed: bound,
      .atMost(rounding: 0))
    outcome.pin(StochasticClaims.sabaBoundRatio, 0.498644, bound)
    for rival in StochasticClaims.rivals {
      let slope = result(rival.method)?.slope ?? .nan
      outcome.decide(
        rival.law, predicted: -rival.method.exponent, computed: slope, .gap(rival.tolerance))
      outcome.pin(rival.pin, rival.slope, slope)
    }
    func ratio(_ law: LabClaim, _ pin: LabClaim, _ bound: Double, _ number: Double, _ found: Double)
    {
      outcome.decide(law, "ratio", predicted: bound, computed: found, .atLeast(rounding: 0))
      outcome.pin(pin, number, found)
    }
    ratio(
      StochasticClaims.sobaPlateau, StochasticClaims.sobaPlateauRatio, 10, 400.416,
      constantSOBA.plateau / saba.plateau)
    ratio(
      StochasticClaims.amigoPlateau, StochasticClaims.amigoPlateauRatio, 10, 257.989,
      constantAmIGO.plateau / saba.plateau)
    ratio(
      StochasticClaims.warmStart, StochasticClaims.warmStartRatio, 20, 720.93,
      (cold.curve.last ?? .nan) / (amigo.curve.last ?? .nan))
    func best(_ result: QuadraticRun) -> Double { result.best(calls: 8e5) ?? .infinity }
    let leaders = results.filter { [.saba, .srba].contains($0.run.method) }.map(best)
    let others = (results + variants).filter { ![.saba, .srba].contains($0.run.method) }.map(best)
    outcome.decide(
      StochasticClaims.leaders, "smallest ratio to the worse of SABA and SRBA", predicted: 3,
      computed: (others.min() ?? .nan) / (leaders.max() ?? .nan), .atLeast(rounding: 0))
    outcome.pin(
      StochasticClaims.leader, [2.31431e-4, 3.99227e-3, 8.6831e-3],
      [saba, result(.mrbo), soba].compactMap { $0.map(best) })
    outcome.decide(
      StochasticClaims.asFast, "slope of inf E‖∇*h*‖²", predicted: -0.5, computed: slope,
      .atMost(rounding: 0.02))
    outcome.pin(StochasticClaims.otherSchedule, -0.652971, other.slope ?? .nan)
  }

  // MARK: Table and figure

  private var table: Table {
    var table = Table(columns: [
      "method", "note", "step", "batch", "inner_steps", "products", "iteration", "calls",
      "gradient",
      "lowest", "highest", "best", "mean",
    ])
    for result in results + variants {
      let means = result.means
      for point in result.checkpoints where point.values.allSatisfy(\.isFinite) {
        let index = point.iteration - 1
        table.append([
          .text(result.run.method.rawValue), .text(result.run.note), .text(result.run.steps.text),
          .integer(result.run.batch),
          result.run.method.innerSteps(1) != nil ? .integer(result.run.innerSteps) : .empty,
          result.run.method.hasProducts ? .integer(result.run.products) : .empty,
          .integer(point.iteration), .number(point.calls), .number(result.curve[index]),
          .number(point.values.min() ?? .nan), .number(point.values.max() ?? .nan),
          .number(result.minima[index]), .number(means[index]),
        ])
      }
    }
    return table
  }

  /// E‖∇h‖² over iterations, with the rates of the theory, and over calls.
  private func figure(_ command: String) -> NamedFigure? {
    let shown = results.filter { $0.isFinite && $0.iterations >= 10 }
    guard !shown.isEmpty else { return nil }
    func panel(
      _ label: String, _ names: RunCurves, _ x: (WalkCheckpoint) -> Double
    ) -> Panel {
      var curves: [Curve] = []
      var bands: [Band] = []
      for result in shown {
        let points = result.checkpoints.filter { $0.iteration >= 10 }
        let style = names.style(result.run)
        curves.append(
          Curve(
            names.name(result.run),
            points: points.map { Point(x: x($0), y: result.curve[$0.iteration - 1]) },
            style: style))
        guard [.soba, .saba].contains(result.run.method), result.replicas > 1 else { continue }
        bands.append(
          Band(
            "", x: points.map(x), lower: points.map { $0.values.min() ?? 0 },
            upper: points.map { $0.values.max() ?? 0 }, color: style.color, hasBoundary: false))
      }
      // What is in colour lies above what is gray.
      let isGray = { (curve: Curve) in curve.style.color == .gray }
      return Panel(
        xAxis: Axis(label, scale: .logarithmic), yAxis: Axis("E‖∇*h*‖²", scale: .logarithmic),
        curves: curves.filter(isGray) + curves.filter { !isGray($0) }, bands: bands)
    }
    let runs = shown.map(\.run)
    var first = panel("iterations *T*", RunCurves(runs, in: RunCurves.ofIterations)) {
      Double($0.iteration)
    }
    first.curves += Self.theory(shown)
    return NamedFigure(
      "convergence",
      Figure(
        title: "Squared gradient of stochastic bilevel methods over iterations and over calls",
        command: command,
        panels: [
          first, panel("calls", RunCurves(runs, in: RunCurves.ofRates)) { $0.calls },
        ],
        columns: 2))
  }

  /// Lines with the slopes of the theory from T = 1000 on, above the curves of their methods.
  private static func theory(_ results: [QuadraticRun]) -> [Curve] {
    var seen: [Double] = []
    return results.compactMap { result in
      let exponent = result.run.method.exponent
      guard result.iterations >= 30_000, !seen.contains(exponent) else { return nil }
      seen.append(exponent)
      let height = 1.7 * result.curve[999]
      return Curve(
        seen.count == 1 ? "slopes of the theory" : "",
        points: [1e3, Double(result.iterations)].map {
          Point(x: $0, y: height * pow($0 / 1e3, -exponent))
        }, style: Style(color: .black, dash: .dotted, width: 1), namePlace: .along(0.75))
    }
  }
}
