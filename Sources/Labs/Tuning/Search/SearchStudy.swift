// Grid, random and Bayesian search beside gradient descent.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The gap of every method against its budget, for problems whose minimum is 0.
struct SearchStudy {
  private let seed: UInt64
  private var table = Table(columns: [
    "method", "parameters", "evaluations", "mean_gap", "predicted_gap", "repetitions",
  ])
  private var curves: [Int: [Curve]] = [:]

  private init(seed: UInt64) { self.seed = seed }

  /// Decides the claims, and adds the table and the figure.
  static func report(to study: inout LabStudy) {
    var search = SearchStudy(seed: study.settings.seed)
    search.grid(&study)
    search.random(&study)
    search.bayesian(&study)
    search.gradient(&study)
    search.display(&study)
  }

  private static let styles: [String: Style] = [
    "grid": Style(color: .black, dash: .dotted), "random": Style(color: .blue, dash: .dashed),
    "bayesian": Style(color: .green, dash: .dashDotted), "gradient": Style(color: .vermillion),
  ]

  private mutating func add(
    _ method: String, _ p: Int, _ points: [(count: Double, gap: Double, predicted: Double?)],
    repetitions: Int
  ) {
    for point in points {
      table.append([
        .text(method), .integer(p), .integer(Int(point.count)), .number(point.gap),
        point.predicted.map { .number($0) } ?? .empty, .integer(repetitions),
      ])
    }
    let shown = points.filter { $0.gap > 1e-16 && $0.count <= 1e4 }
    curves[p, default: []].append(
      Curve(
        method == "bayesian" ? "Bayesian" : method,
        points: shown.map { Point(x: $0.count, y: $0.gap) },
        style: Self.styles[method] ?? Style(color: .gray)))
  }

  private static func slope(_ points: [(count: Double, gap: Double, predicted: Double?)]) -> Double
  {
    Line(points.map { log($0.count) }, points.map { log($0.gap) }).slope
  }

  // MARK: Grids

  private mutating func grid(_ study: inout LabStudy) {
    let repetitions = 300
    var slopes: [Double] = []
    for p in [1, 2, 4, 6] {
      var points: [(count: Double, gap: Double, predicted: Double?)] = []
      for k in [4, 6, 9, 13, 19, 28, 41] {
        var generator = CounterGenerator(seed: 1000, shift: seed)
        var mean = 0.0
        for _ in 0..<repetitions {
          mean +=
            LogRidge(dimension: p, &generator).gridMinimum(pointsPerAxis: k) / Double(repetitions)
        }
        points.append((pow(Double(k), Double(p)), mean, nil))
      }
      let slope = Self.slope(Array(points.dropFirst()))
      slopes.append(slope)
      study.decide(
        SearchClaims.grid(p), "slope", predicted: -2 / Double(p), computed: slope,
        .gap(0.24 / Double(p) + 0.02))
      add("grid", p, points, repetitions: repetitions)
    }
    study.pin(SearchClaims.gridSlopes, [-2.05553, -1.0207, -0.501539, -0.333446], slopes)
  }

  // MARK: Random points

  private mutating func random(_ study: inout LabStudy) {
    let (repetitions, budgets) = (60, [64, 256, 1024, 4096])
    var (slopes, constants): ([Double], [Double]) = ([], [])
    for p in [1, 2, 4] {
      var generator = CounterGenerator(seed: 77, shift: seed)
      var points: [(count: Double, gap: Double, predicted: Double?)] = []
      for budget in budgets {
        var mean = 0.0
        for _ in 0..<repetitions {
          let problem = LogRidge(dimension: p, &generator)
          mean += problem.randomMinimum(budget, &generator) / Double(repetitions)
        }
        points.append((Double(budget), mean, nil))
      }
      let slope = Self.slope(points)
      slopes.append(slope)
      let exponent = 2 / Double(p)
      study.decide(
        SearchClaims.random(p), "slope", predicted: -exponent, computed: slope,
        .gap(0.25 * exponent))
      add("random", p, points, repetitions: repetitions)
      var fixed = CounterGenerator(seed: 5, shift: seed)
      let problem = LogRidge(dimension: p, &fixed)
      let (budget, trials) = (4096, 200)
      var mean = 0.0
      for _ in 0..<trials {
        mean += problem.randomMinimum(budget, &generator) / Double(trials)
      }
      let volume = problem.volume * Double(budget)
      let predicted = tgamma(1 + exponent) * pow(volume, -exponent)
      constants.append(mean / predicted)
      // A gap is an exponential time to the power of 2/p; the mean of the trials has four standard errors.
      let spread = tgamma(1 + 2 * exponent) / pow(tgamma(1 + exponent), 2) - 1
      let tolerance = max(0.4, 4 * (spread / Double(trials)).squareRoot())
      study.decide(
        SearchClaims.randomConstant(p), "mean gap over Γ(1 + 2/*p*)(*vB*)^{−2/*p*}", predicted: 1,
        computed: mean / predicted, .gap(tolerance))
      add(
        "random, one problem", p, [(Double(budget), mean, predicted)], repetitions: trials)
      curves[p]?.removeLast()
    }
    study.pin(SearchClaims.randomSlopes, [-2.09423, -0.977798, -0.388151], slopes)
    study.pin(SearchClaims.randomConstants, [0.951916, 0.817234, 0.909568], constants)
  }

  // MARK: A Gaussian process

  private mutating func bayesian(_ study: inout LabStudy) {
    let (repetitions, budget) = (6, 60)
    var gaps: [(process: [Double], descent: [Double])] = []
    for p in [1, 2, 8] {
      var process = [Double](repeating: 0, count: budget)
      var (descent, chance) = (process, process)
      for index in 0..<repetitions {
        let offset = UInt64(index)
        var generator = CounterGenerator(seed: 300 + offset, shift: seed)
        let problem = LogRidge(dimension: p, &generator)
        var draws = CounterGenerator(seed: 400 + offset, shift: seed)
        let search = BayesianSearch(in: SearchBox(LogRidge.range, dimension: p))
        let values = search.minimize(count: budget, &draws) { problem.value($0) }.map(\.value)
        let box = SearchBox(LogRidge.range, dimension: p)
        var uniform = CounterGenerator(seed: 500 + offset, shift: seed)
        let others = (0..<budget).map { _ in problem.value(box.randomPoint(&uniform)) }
        let steps = problem.descent(budget).best
        var (best, luckiest) = (Double.infinity, Double.infinity)
        for count in 0..<budget {
          best = min(best, values[count])
          luckiest = min(luckiest, others[count])
          process[count] += best / Double(repetitions)
          chance[count] += luckiest / Double(repetitions)
          descent[count] += steps[count] / Double(repetitions)
        }
      }
      gaps.append((process, descent))
      func points(_ gaps: [Double]) -> [(count: Double, gap: Double, predicted: Double?)] {
        gaps.enumerated().map { (Double($0.offset + 1), $0.element, nil) }
      }
      if p == 8 { add("random", p, points(chance), repetitions: repetitions) }
      add("bayesian", p, points(process), repetitions: repetitions)
      add("gradient", p, points(descent), repetitions: repetitions)
    }
    study.decide(
      SearchClaims.bayesianOne, "mean gap after 15 evaluations", predicted: 1e-3,
      computed: gaps[0].process[14], .atMost(rounding: 0))
    study.decide(
      SearchClaims.bayesianEight, "gap of the process over that of descent", predicted: 100,
      computed: gaps[2].process[budget - 1] / gaps[2].descent[budget - 1], .atLeast(rounding: 0))
    study.pin(
      SearchClaims.descentGaps, [2.57742e-8, 1.11115e-7, 2.39996e-6],
      gaps.map { $0.descent[budget - 1] })
  }

  // MARK: Gradients

  private func gradient(_ study: inout LabStudy) {
    var counts: [Double] = []
    for p in [1, 8, 64] {
      var mean = 0.0
      for index in 0..<6 {
        var generator = CounterGenerator(seed: 300 + UInt64(index), shift: seed)
        let best = LogRidge(dimension: p, &generator).descent(2000).best
        mean += Double(best.firstIndex { $0 < 1e-6 * Double(p) } ?? best.count) / 6
      }
      counts.append(mean)
    }
    study.decide(
      SearchClaims.dimensions, "largest over smallest number", predicted: 4,
      computed: (counts.max() ?? 0) / max(counts.min() ?? 0, 1), .atMost(rounding: 0))
    study.pin(SearchClaims.descentCounts, [27.6667, 42.1667, 49.1667], counts)
    var generator = CounterGenerator(seed: 9, shift: seed)
    let problem = LogRidge(dimension: 8, &generator)
    let (best, point) = problem.descent(4000)
    study.decide(
      SearchClaims.descentOptimum, "largest difference", predicted: 0,
      computed: maximumDistance(point, problem.optimum), .rounding(1e-6))
    // The second half of the steps above rounding, where the slowest direction is left.
    let steps = best.indices.filter { best[$0] > 1e-16 && best[$0] < 1e-4 }
    let late = Array(steps.dropFirst(steps.count / 2))
    let rate = exp(Line(late.map(Double.init), late.map { log(best[$0]) }).slope)
    let slowest = 1 - (problem.curvatures.min() ?? 0)
    study.decide(
      SearchClaims.descentRate, "factor per step", predicted: slowest * slowest, computed: rate,
      .gap(0.03))
    study.pin(SearchClaims.descentRateNumber, 0.855931, rate)
  }

  private func display(_ study: inout LabStudy) {
    study.tables.append(
      NamedTable("search", "mean gap *h* − *h*^{*} against the number of evaluations", table))
    study.figures.append(
      NamedFigure(
        "search",
        Figure(
          title: "Gap of grid, random and Bayesian search and of gradient descent",
          command: study.settings.command,
          panels: [1, 2, 8].map { p in
            Panel(
              title: [1: "one parameter", 2: "two parameters", 8: "eight parameters"][p],
              xAxis: Axis("evaluations", scale: .logarithmic),
              yAxis: Axis("mean gap *h* − *h*^{*}", scale: .logarithmic, range: 1e-9...10),
              curves: curves[p] ?? [])
          }, columns: 3)))
  }
}

extension LogRidge {
  /// v = π^{p/2}/Γ(p/2 + 1) Π (2/h_k)^½/8ᵖ: the share of the box in which the quadratic model of h is below 1.
  fileprivate var volume: Double {
    let half = Double(dimension) / 2
    return curvatures.reduce(pow(Double.pi, half) / tgamma(half + 1)) {
      $0 * (2 / $1).squareRoot() / 8
    }
  }
}
