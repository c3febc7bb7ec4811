// ISTA, FISTA and oracle ISTA on random dictionaries.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// A 20 × 50 dictionary, on which all methods run from 0.
struct MethodStudy {
  /// The 20 × 50 instance.
  let instance: SparseInstance
  /// The iterates of every requested method.
  private let runs: [(method: LassoIteration.Method, steps: [(z: [Double], step: Double)])]
  /// F − F* of the iterates.
  private let excesses: [[Double]]

  private static let size = (n: 20, m: 50)
  private static let count = 3000

  /// Runs the methods.
  ///
  /// - Parameters:
  ///   - generator: The generator of the instance; later draws continue from it.
  ///   - penalty: λ relative to λ_max.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  init(_ generator: inout CounterGenerator, penalty: Double) throws(LabError) {
    let instance = try SparseInstance(drawnBy: &generator, Self.size, penalty: penalty)
    self.instance = instance
    var runs: [(method: LassoIteration.Method, steps: [(z: [Double], step: Double)])] = []
    for method in LassoIteration.Method.allCases {
      runs.append((method, try instance.run(method, Self.count)))
    }
    self.runs = runs
    excesses = runs.map { $0.steps.map { instance.excess($0.z) } }
  }

  /// The iterates of ISTA.
  var ista: [[Double]] { runs[0].steps.map(\.z) }

  private func index(_ method: LassoIteration.Method) -> Int {
    runs.firstIndex { $0.method == method } ?? 0
  }

  /// Decides the claims about one instance.
  func report(_ methods: [LassoIteration.Method], to study: inout LabStudy) {
    study.decide(
      LassoClaims.certificate, predicted: 0, computed: instance.violation,
      .atMost(rounding: 1e-12))
    let half = 0.5 * dot(instance.signal, instance.signal)
    study.decide(
      LassoClaims.gap, "gap over ½‖*x*‖²", predicted: 1e-15,
      computed: LassoProblem(
        dictionary: instance.dictionary, signal: instance.signal, penalty: instance.penalty
      ).gap(instance.codes) / half, .atMost(rounding: 1e-13))
    let oracle = runs[index(.oista)].steps
    let (plain, fast) = (excesses[index(.ista)], excesses[index(.oista)])
    study.decide(
      LassoClaims.monotone, "largest rise of *F*", predicted: 0,
      computed: zip(fast, fast.dropFirst()).map { $1 - $0 }.max() ?? 0, .atMost(rounding: 1e-13))
    if let curvature = instance.curvature, let last = oracle.last,
      instance.hasSupport(last.z), distance(last.z, instance.codes) < 1e-9
    {
      let exit = instance.identification(of: oracle.map(\.z))
      identified(oracle, fast, from: exit, curvature, to: &study)
      rates(plain, fast, from: exit, curvature, to: &study)
    }
    let zero = Self.isZeroOnlyFromLargestPenalty(instance)
    study.decide(LassoClaims.largestPenalty, nil, zero)
    display(methods, to: &study)
  }

  /// Decides the claims about the support and the bounds that hold from T* on.
  private func identified(
    _ oracle: [(z: [Double], step: Double)], _ excess: [Double], from exit: Int,
    _ curvature: (lower: Double, upper: Double), to study: inout LabStudy
  ) {
    study.decide(
      LassoClaims.identification, predicted: 0,
      computed: distance(oracle[oracle.count - 1].z, instance.codes),
      .rounding(1e-12))
    study.decide(
      LassoClaims.longSteps, "largest relative difference", predicted: 0,
      computed: oracle[(exit + 1)...].map { abs($0.step * curvature.upper - 1) }.max() ?? 0,
      .rounding(1e-10))
    study.decide(LassoClaims.identifiedAt, predicted: 14, computed: Double(exit), .count)
    let start = distance(oracle[exit].z, instance.codes)
    var (sublinear, linear) = (0.0, 0.0)
    for step in (exit + 1)..<excess.count where excess[step] > 1e-14 {
      let k = Double(step - exit)
      sublinear = max(sublinear, excess[step] / (curvature.upper * start * start / (2 * k)))
      linear = max(
        linear, excess[step] / (pow(1 - curvature.lower / curvature.upper, k) * excess[exit]))
    }
    study.decide(
      LassoClaims.sublinear, "largest ratio to the bound", predicted: 1, computed: sublinear,
      .atMost(rounding: 1e-9))
    study.decide(
      LassoClaims.linear, "largest ratio to the bound", predicted: 1, computed: linear,
      .atMost(rounding: 1e-6))
    study.pin(LassoClaims.lipschitz, 6.47147, instance.iteration.lipschitz)
    study.pin(LassoClaims.supportLipschitz, 2.187, curvature.upper)
    study.pin(LassoClaims.strongConvexity, 0.232754, curvature.lower)
  }

  /// Decides the claims about rates.
  private func rates(
    _ plain: [Double], _ fast: [Double], from exit: Int,
    _ curvature: (lower: Double, upper: Double), to study: inout LabStudy
  ) {
    // Only where the rates show within the run.
    guard study.isOfStandardPenalties else { return }
    let slow = rate(plain, in: 1e-12...1e-6)
    let quick = rate(fast, from: exit + 6, in: 1e-13...1)
    if let slow {
      let ratio = 1 - curvature.lower / instance.iteration.lipschitz
      study.decide(
        LassoClaims.istaRate, predicted: ratio * ratio, computed: slow, .gap(0.02))
    }
    if let quick {
      let ratio = 1 - curvature.lower / curvature.upper
      study.decide(
        LassoClaims.oistaRate, predicted: ratio * ratio, computed: quick, .gap(0.02))
    }
    if let slow, let quick, let many = plain.firstIndex(where: { $0 < 1e-10 }),
      let few = fast.firstIndex(where: { $0 < 1e-10 })
    {
      study.decide(
        LassoClaims.speedUp, predicted: log(quick) / log(slow),
        computed: Double(many) / Double(few), .gap(0.6))
      study.decide(LassoClaims.istaSteps, predicted: 224, computed: Double(many), .count)
      study.decide(LassoClaims.oistaSteps, predicted: 76, computed: Double(few), .count)
    }
  }

  /// Checks that z = 0 is a fixed point at λ_max, and not below it.
  private static func isZeroOnlyFromLargestPenalty(_ instance: SparseInstance) -> Bool {
    let penalty = maximumNorm(instance.correlations)
    func first(_ penalty: Double) -> [Double] {
      instance.correlations.map {
        softThreshold($0 / instance.iteration.lipschitz, penalty / instance.iteration.lipschitz)
      }
    }
    return first(penalty).allSatisfy { $0 == 0 } && first(0.999 * penalty).contains { $0 != 0 }
  }

  /// Compares the numbers of steps of ISTA and oracle ISTA on 20 more instances.
  static func ratios(penalty: Double, to study: inout LabStudy) throws(LabError) {
    var ratios: [Double] = []
    for index in 0..<20 {
      var generator = CounterGenerator(seed: 900 + UInt64(index), shift: study.settings.seed)
      let instance = try SparseInstance(drawnBy: &generator, size, penalty: penalty)
      guard let many = try instance.count(.ista, to: 1e-8, limit: 4000),
        let few = try instance.count(.oista, to: 1e-8, limit: 4000)
      else { continue }
      ratios.append(Double(many) / Double(few))
    }
    guard ratios.count == 20 else { return }
    ratios.sort()
    if study.isOfStandardPenalties {
      study.decide(
        LassoClaims.neverSlower, predicted: 1, computed: ratios[0], .atLeast(rounding: 0))
    }
    study.pin(LassoClaims.medianRatio, 2.82308, median(ratios))
    study.pin(LassoClaims.largestRatio, 3.36364, ratios[19])
  }

  /// Compares the printed rate of ISTA with the correct one, on data of a larger scale.
  static func printedRate(to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 3, shift: study.settings.seed)
    let dictionary = unitAtoms(generator.normals(rows: 10, columns: 30))
    var codes = [Double](repeating: 0, count: 30)
    for j in 0..<3 { codes[j] = 200 }
    let instance = try SparseInstance(
      dictionary: dictionary, signal: dictionary.applied(to: codes), penalty: 0.05)
    let (lipschitz, length) = (instance.iteration.lipschitz, norm(instance.codes))
    var (printed, right) = (0.0, 0.0)
    for (step, state) in try instance.run(.ista, 60).enumerated() where step > 0 {
      let product = instance.excess(state.z) * Double(step)
      printed = max(printed, product / (lipschitz * length))
      right = max(right, product / (lipschitz * length * length / 2))
    }
    study.decide(
      LassoClaims.printedRate, "largest ratio to the bound", predicted: 1, computed: printed,
      .atMost(rounding: 0))
    study.decide(
      LassoClaims.rightRate, "largest ratio to the bound", predicted: 1, computed: right,
      .atMost(rounding: 0))
    study.pin(LassoClaims.printedRatio, 3.13474, printed)
    study.pin(LassoClaims.rightRatio, 0.018106, right)
    try displayRate(
      SparseInstance(dictionary: dictionary, signal: instance.signal, penalty: 5), to: &study)
  }

  /// The table and the figure of F − F* beside both bounds, with a penalty for which ISTA finds the support within the
  /// run.
  private static func displayRate(
    _ instance: SparseInstance, to study: inout LabStudy
  ) throws(LabError) {
    let count = 4000
    let (lipschitz, length) = (instance.iteration.lipschitz, norm(instance.codes))
    let states = try instance.run(.ista, count)
    var table = Table(columns: [
      "iteration", "excess", "printed_bound", "bound", "support_size", "identified",
    ])
    var (excesses, printed, right): ([Point], [Point], [Point]) = ([], [], [])
    var next = 1
    for step in 1...count where step == next {
      // About fifty iterations for every factor of ten.
      next = max(step + 1, Int(Double(step) * 1.047))
      let (x, z) = (Double(step), states[step].z)
      let excess = instance.excess(z)
      let bounds = (lipschitz * length / x, lipschitz * length * length / (2 * x))
      table.append([
        .integer(step), .number(excess), .number(bounds.0), .number(bounds.1),
        .integer(z.count { $0 != 0 }), .truth(instance.hasSupport(z)),
      ])
      excesses.append(Point(x: x, y: excess))
      printed.append(Point(x: x, y: bounds.0))
      right.append(Point(x: x, y: bounds.1))
    }
    study.tables.append(
      NamedTable(
        "rate", "*F* − *F*^{*} of ISTA on data of a larger scale, and both bounds", table))
    let found = states.lastIndex { !instance.hasSupport($0.z) }.map { Double($0 + 1) }
    study.figures.append(
      NamedFigure(
        "rate",
        Figure(
          title: "The rate of ISTA, as printed and corrected",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("iteration *t*", scale: .logarithmic),
              yAxis: Axis("*F* − *F*^{*}", scale: .logarithmic, range: 1e-4...1e6),
              curves: [
                Curve(
                  "ISTA", points: excesses, style: Style(color: .blue), namePlace: .along(0.6)),
                Curve(
                  "bound as printed, *L*‖*z*^{*}‖/*t*", points: printed,
                  style: Style(color: .vermillion, dash: .dashed), namePlace: .along(0.3)),
                Curve(
                  "corrected bound, *L*‖*z*^{*}‖²/(2*t*)", points: right,
                  style: Style(color: .black, dash: .dashDotted), namePlace: .along(0.6)),
              ],
              guides: found.map { [Guide(.vertical, at: $0, label: "support found")] } ?? [])
          ])))
  }
}

// MARK: Tables and figures

extension MethodStudy {
  /// Adds the table of the iterates and the figure of errors and steps.
  private func display(_ methods: [LassoIteration.Method], to study: inout LabStudy) {
    let length = 250
    var table = Table(columns: [
      "method", "lambda", "iteration", "excess", "step_size", "support_size", "identified",
      "solution_gap",
    ])
    var (errors, steps): ([Curve], [Curve]) = ([], [])
    let styles: [LassoIteration.Method: Style] = [
      .ista: Style(color: .blue), .fista: Style(color: .green, dash: .dashDotted),
      .oista: Style(color: .vermillion, dash: .dashed),
    ]
    for (run, excess) in zip(runs, excesses) where methods.contains(run.method) {
      let name = run.method.rawValue
      let shown = run.steps.prefix(length + 1).enumerated()
      for (step, state) in shown {
        table.append([
          .text(name), .number(instance.penalty), .integer(step), .number(excess[step]),
          step == 0 ? .empty : .number(state.step),
          .integer(state.z.count { $0 != 0 }), .truth(instance.hasSupport(state.z)),
          .number(instance.solution.gap),
        ])
      }
      let style = styles[run.method] ?? Style(color: .black)
      let label = name.uppercased()
      errors.append(
        Curve(
          label,
          points: shown.map { Point(x: Double($0.offset), y: excess[$0.offset]) }
            .filter { $0.y > 1e-16 }, style: style))
      if run.method != .fista {
        steps.append(
          Curve(
            label,
            points: shown.dropFirst().map { Point(x: Double($0.offset), y: $0.element.step) },
            style: style))
      }
    }
    study.tables.append(
      NamedTable("methods", "distance from the minimum and steps against iterations", table))
    var guides: [Guide] = []
    if let curvature = instance.curvature {
      guides.append(Guide(.horizontal, at: 1 / curvature.upper, label: "1/*L*_{*S*}"))
    }
    study.figures.append(
      NamedFigure(
        "methods",
        Figure(
          title: "Distance from the minimum and step sizes on a 20 × 50 dictionary",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("iteration", isInteger: true),
              yAxis: Axis("*F* − *F*^{*}", scale: .logarithmic, range: 1e-14...10), curves: errors),
            Panel(
              xAxis: Axis("iteration", isInteger: true), yAxis: Axis("step size *τ*"),
              curves: steps, guides: guides),
          ])))
  }
}

extension LabStudy {
  /// Whether penalties, depth and truncation are those of the lab, for which observations on random draws are made
  /// that no theorem gives for others.
  var isOfStandardPenalties: Bool {
    [LassoLab.penalties, LassoLab.depth, LassoLab.truncations].allSatisfy {
      settings.value(of: $0) == $0.standard
    }
  }
}
