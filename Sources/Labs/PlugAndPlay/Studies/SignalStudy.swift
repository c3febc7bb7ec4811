// Warm and cold iterations on a blurred signal.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The limits of iterations with L steps, and what they cost.
struct SignalStudy {
  private let signal: DeblurredSignal
  private let warm: [WarmRun]
  private let cold: [ColdRun]
  /// The limit of L = 1 with its gap, which certifies x*.
  private let solution: WarmRun

  /// A warm iteration until its gap is rounding.
  private struct WarmRun {
    let steps: Int
    /// The gap after every iteration up to the first below the tolerance.
    var gaps: [Double] = []
    /// The number of iterations to the tolerance; nil where the limit came first.
    var reached: Int?
    var image: [Double] = []
    var state: [Double] = []
    var iterations = 0
    var gap = Double.infinity
    var isCertified = false
  }

  /// A cold iteration until its image stays.
  private struct ColdRun {
    let steps: Int
    let image: [Double]
    let iterations: Int
    let isStill: Bool
  }

  /// Runs all iterations.
  ///
  /// - Parameters:
  ///   - signal: The problem.
  ///   - settings: The settings of the lab.
  init(_ signal: DeblurredSignal, _ settings: LabSettings) {
    self.signal = signal
    let tolerance = settings.number(PlugAndPlayLab.tolerance)
    func run(_ steps: Int) -> WarmRun { Self.warm(signal, steps, tolerance) }
    solution = run(1)
    var warm: [WarmRun] = []
    for steps in settings.integers(PlugAndPlayLab.steps).sorted() {
      warm.append(steps == 1 ? solution : run(steps))
    }
    self.warm = warm
    cold = settings.integers(PlugAndPlayLab.coldSteps).sorted().map { Self.cold(signal, $0) }
  }

  private static func warm(
    _ signal: DeblurredSignal, _ steps: Int, _ tolerance: Double
  ) -> WarmRun {
    var run = WarmRun(steps: steps)
    var iteration = signal.iteration(steps, isWarm: true)
    while run.reached == nil, iteration.iterations < DeblurredSignal.warmLimit {
      iteration.run(1)
      let gap = signal.gap(iteration.image, iteration.state)
      run.gaps.append(gap)
      if gap < tolerance { run.reached = iteration.iterations }
    }
    let limit = signal.certifiedLimit(steps, from: iteration)
    (run.image, run.state, run.iterations) = (limit.image, limit.state, limit.iterations)
    (run.gap, run.isCertified) = (limit.gap, limit.isCertified)
    return run
  }

  private static func cold(_ signal: DeblurredSignal, _ steps: Int) -> ColdRun {
    let limit = signal.coldLimit(steps)
    return ColdRun(
      steps: steps, image: limit.image, iterations: limit.iterations, isStill: limit.isStill)
  }

  // MARK: - Claims

  /// Decides the claims, and adds the tables and figures.
  func report(to study: inout LabStudy) {
    decideLimits(to: &study)
    decideCosts(to: &study)
    study.tables.append(
      NamedTable("iterations", "duality gap of warm iterations with L steps", iterationTable))
    study.tables.append(
      NamedTable("limits", "where warm and cold iterations with L steps end", limitTable))
    study.figures.append(NamedFigure("iterations", gapFigure(command: study.settings.command)))
    study.figures.append(NamedFigure("limits", coldFigure(command: study.settings.command)))
    for run in warm where !run.isCertified {
      study.warnings.append(
        "L = \(run.steps): the gap is \(run.gap) after \(run.iterations) iterations, not yet rounding"
      )
    }
  }

  private func distance(_ image: [Double]) -> Double {
    LinearAlgebra.distance(image, solution.image)
  }

  private func decideLimits(to study: inout LabStudy) {
    study.decide(
      IterationClaims.gap, "duality gap", predicted: 0, computed: solution.gap, .gap(1e-12))
    study.decide(
      IterationClaims.warm, "largest ‖*x* − *x*^{*}‖", predicted: 0,
      computed: maximumNorm(warm.map { distance($0.image) }), .gap(2e-5))
    let values = warm.map { signal.problem.primal($0.image) }
    let bounds = zip(values, warm).map { $0 - $1.gap }
    study.decideDuality(values, bounds)
    // One step from the limit of five.
    let five = warm.first { $0.steps == 5 } ?? Self.warm(signal, 5, 1e-6)
    var once = signal.iteration(1, isWarm: true, from: five.image, state: five.state)
    once.run(1)
    study.decide(
      IterationClaims.fixedPoint, "how far one step moves the multiplier", predicted: 0,
      computed: LinearAlgebra.distance(once.state, five.state), .gap(1e-7))
    let reach = signal.stepSize * signal.penalty * Double(signal.differences.rows).squareRoot()
    let ratios = cold.map { run in
      distance(run.image)
        / (reach / (signal.dualStep * Double(run.steps)).squareRoot()
          / (signal.stepSize * signal.leastEigenvalue))
    }
    study.decide(
      IterationClaims.coldBound, "largest ‖*x* − *x*^{*}‖ over the bound", predicted: 1,
      computed: maximumNorm(ratios), .atMost(rounding: 1e-9))
    study.pin(
      IterationClaims.cold, [0.320529, 0.209627, 0.120144, 0.0427534, 0.00422021, 8.34226e-5],
      cold.map { distance($0.image) })
  }

  private func decideCosts(to study: inout LabStudy) {
    let reached = warm.compactMap(\.reached).map(Double.init)
    study.decide(
      IterationClaims.iterations, "largest difference", predicted: 0,
      computed: reached.count == 5
        ? maximumDistance(reached, [449, 223, 90, 37, 26]) : .infinity, .count)
    guard let one = warm.first(where: { $0.steps == 1 })?.reached.map(Double.init),
      let twenty = warm.first(where: { $0.steps == 20 })?.reached.map(Double.init)
    else { return }
    let saved = 20 * twenty / one
    study.decide(
      IterationClaims.slideTime, "steps of the denoiser, *L* = 20 over *L* = 1",
      predicted: 31.0 / 1.3, computed: saved, .gap(1))
    study.pin(IterationClaims.savedSteps, 1.64811, saved)
    study.pin(IterationClaims.products, 12.1351, one / twenty)
  }

  // MARK: - Tables

  private var iterationTable: Table {
    var table = Table(columns: [
      "prior", "steps", "start", "iteration", "denoiser_steps", "products", "gap", "stop",
    ])
    for run in warm {
      for (index, gap) in run.gaps.enumerated() {
        let isLast = index == run.gaps.count - 1
        table.append([
          .text("analysis"), .integer(run.steps), .text("warm"), .integer(index + 1),
          .integer((index + 1) * run.steps), .integer(index + 1), .number(gap),
          .text(!isLast ? "" : run.reached == nil ? "limit" : "gap"),
        ])
      }
    }
    return table
  }

  private var limitTable: Table {
    var table = Table(columns: [
      "prior", "steps", "start", "iterations", "distance", "excess", "gap", "stop",
    ])
    let least = signal.problem.primal(solution.image)
    for run in warm {
      table.append([
        .text("analysis"), .integer(run.steps), .text("warm"), .integer(run.iterations),
        .number(distance(run.image)), .number(signal.problem.primal(run.image) - least),
        .number(run.gap), .text(run.isCertified ? "rounding" : "limit"),
      ])
    }
    for run in cold {
      table.append([
        .text("analysis"), .integer(run.steps), .text("cold"), .integer(run.iterations),
        .number(distance(run.image)), .number(signal.problem.primal(run.image) - least), .empty,
        .text(run.isStill ? "still" : "limit"),
      ])
    }
    return table
  }

  // MARK: - Figures

  /// The style of the curve of L steps: green for odd L and blue for even ones, with another dash for each of them.
  ///
  /// - Parameters:
  ///   - steps: L.
  ///   - others: The numbers of steps that are drawn.
  /// - Returns: The style; dashes and then markers repeat where there are many.
  private static func style(_ steps: Int, among others: [Int]) -> Style {
    let isEven = steps.isMultiple(of: 2)
    let place = others.filter { $0.isMultiple(of: 2) == isEven }.firstIndex(of: steps) ?? 0
    let dashes: [Dash] = [.solid, .dashed, .dashDotted, .dotted]
    let markers: [Marker] = [.none, .circle, .square, .triangle]
    return Style(
      color: isEven ? .blue : .green, dash: dashes[place % dashes.count],
      marker: markers[place / dashes.count % markers.count])
  }

  private func gapFigure(command: String) -> Figure {
    let curves = warm.map { run in
      Curve(
        "*L* = \(run.steps)",
        points: run.gaps.enumerated().map {
          Point(x: Double(($0.offset + 1) * run.steps), y: $0.element)
        }, style: Self.style(run.steps, among: warm.map(\.steps)))
    }
    return Figure(
      title: "Duality gap over steps of the denoiser, warm",
      description: """
        Plug-and-play deblurring of a signal with L warm steps of the denoiser per iteration: the duality gap over the number of \
        steps. All L tend to the solution; small L need the fewest steps.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("steps of the denoiser", scale: .logarithmic, isInteger: true),
          yAxis: Axis("duality gap", scale: .logarithmic), curves: curves)
      ])
  }

  private func coldFigure(command: String) -> Figure {
    func points(_ values: [(Int, Double)]) -> [Point] {
      values.map { Point(x: Double($0.0), y: max($0.1, 1e-16)) }
    }
    return Figure(
      title: "Distance of the limit from the solution over steps of the denoiser",
      description: """
        Where plug-and-play iterations with L steps of the denoiser end: cold iterations away from the solution, at a distance \
        that tends to 0 as L grows, warm ones at the solution for every L.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("steps *L* of the denoiser", scale: .logarithmic, isInteger: true),
          yAxis: Axis("‖*x* − *x*^{*}‖ in the limit", scale: .logarithmic),
          curves: [
            Curve(
              "cold", points: points(cold.map { ($0.steps, distance($0.image)) }),
              style: Style(color: .vermillion, marker: .circle)),
            Curve(
              "warm, up to rounding", points: points(warm.map { ($0.steps, distance($0.image)) }),
              style: Style(color: .blue, marker: .square)),
          ])
      ])
  }
}
