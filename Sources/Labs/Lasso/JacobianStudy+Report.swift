// The claims about the Jacobian of unrolled ISTA.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

extension JacobianStudy {
  /// Decides the claims and draws the errors.
  ///
  /// - Parameters:
  ///   - truncations: The values of K.
  ///   - study: The outcome, to which the results are added.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  func report(truncations: [Int], to study: inout LabStudy) throws(LabError) {
    study.decide(
      LassoClaims.jacobianKKT, predicted: 0, computed: instance.violation,
      .atMost(rounding: 1e-12))
    try differences(to: &study)
    let bound =
      stepSize
      * (instance.dictionary.frobeniusNorm * longest + norm(instance.signal)
        * Double(instance.codes.count).squareRoot())
    let sizes = [0] + trace.map(\.size)
    study.decide(
      LassoClaims.growthBound, "largest ratio to the bound", predicted: 1,
      computed: (zip(sizes, sizes.dropFirst()).map { $1 - $0 }.max() ?? 0) / bound,
      .atMost(rounding: 1e-12))
    study.decide(
      LassoClaims.transient, "largest ratio of ‖*A*_{*N*}‖ to ‖*A*_{*N*−1}‖", predicted: 1,
      computed: zip(trace, trace.dropFirst()).filter { $0.0.transient > 1e-250 }
        .map { $1.transient / $0.transient }.max() ?? 0,
      .atMost(rounding: 1e-12))
    let peak = trace.map(\.error).max() ?? 0
    guard let exit = lastOther else {
      study.warnings.append(
        "jacobian: the support is not identified after N = \(trace.count); J_N is not close to J*")
      display(truncations.map { ($0, []) }, to: &study)
      return
    }
    if exit + 2 < trace.count { onSupport(exit, to: &study) }
    let errors = truncations.map { (count: $0, errors: truncatedErrors($0, exit)) }
    truncated(errors, peak: peak, to: &study)
    pins(exit, peak: peak, to: &study)
    display(errors, to: &study)
  }

  /// max ‖z_N‖.
  private var longest: Double { states.map { norm($0) }.max() ?? 0 }

  /// Compares J* with central differences of certified solutions.
  private func differences(to study: inout LabStudy) throws(LabError) {
    let (n, m) = (instance.signal.count, instance.codes.count)
    let support = instance.support
    guard support.count >= 2, let other = (0..<m).first(where: { !support.contains($0) }) else {
      return
    }
    var worst = 0.0
    for (a, j) in [(0, support[0]), (3, support[1]), (2, other)] {
      let solutions = [1e-6, -1e-6].map { change in
        var dictionary = instance.dictionary
        dictionary[a, j] += change
        return LassoSolver(dictionary: dictionary).solve(
          instance.signal, penalty: instance.penalty, tolerance: 1e-16
        ).coefficients
      }
      for (row, atom) in support.enumerated() {
        let slope = (solutions[0][atom] - solutions[1][atom]) / 2e-6
        worst = max(worst, abs(slope - limit.rows[(row * m + j) * n + a]))
      }
    }
    study.decide(LassoClaims.jacobianDifferences, predicted: 0, computed: worst, .gap(1e-8))
  }

  /// Decides the claims about the iterations after the support is found.
  ///
  /// - Parameters:
  ///   - exit: The last N with a different support.
  ///   - study: The outcome.
  private func onSupport(_ exit: Int, to study: inout LabStudy) {
    guard let curvature = instance.curvature else { return }
    let contraction = 1 - stepSize * curvature.lower
    let first = trace[exit]
    if let found = rate(
      trace.map(\.error), from: exit + 201, in: 1e-8 * first.error...Double.infinity)
    {
      study.decide(
        LassoClaims.jacobianRate, predicted: contraction, computed: found,
        .gap(0.15 * (1 - contraction)))
    }
    let size = Double(instance.dictionary.elements.count)
    let constant = stepSize * (2 * curvature.upper.squareRoot() + 1) * size.squareRoot()
    var worst = 0.0
    for (k, point) in trace[exit...].enumerated() where point.error > 1e-8 {
      let steps = Double(k)
      let bound =
        pow(contraction, steps) * first.error
        + (k > 0 ? steps * pow(contraction, steps - 1) * constant * first.distance : 0)
      worst = max(worst, point.error / bound)
    }
    study.decide(
      LassoClaims.jacobianBound, "largest ratio to the bound", predicted: 1, computed: worst,
      .atMost(rounding: 1e-9))
    let tail = trace.dropFirst(exit + 301).filter { $0.second > 1e-13 && $0.distance > 1e-8 }
    if tail.count >= 5 {
      let distances = tail.map { log($0.distance) }
      study.decide(
        LassoClaims.secondOrder, predicted: 2,
        computed: Line(distances, tail.map { log($0.second) }).slope, .gap(0.15))
      study.decide(
        LassoClaims.firstOrder, predicted: 1,
        computed: Line(distances, tail.map { log($0.first) }).slope, .gap(0.05))
    }
  }

  /// Errors of truncation before and around identification, and at the end: N and ‖J − J*‖.
  private func truncatedErrors(_ count: Int, _ exit: Int) -> [(depth: Int, error: Double)] {
    let last = min(exit + 400, trace.count)
    guard count < last else { return [] }
    var depths = Array(stride(from: count + 1, through: last, by: max(1, exit / 60)))
    depths.append(trace.count)
    return depths.map { ($0, truncatedError(count, at: $0)) }
  }

  /// Decides the claims about truncation.
  private func truncated(
    _ runs: [(count: Int, errors: [(depth: Int, error: Double)])], peak: Double,
    to study: inout LabStudy
  ) {
    var (difference, ratio) = (0.0, 0.0)
    for (count, errors) in runs {
      guard let end = errors.last, trace[trace.count - 1].distance < 1e-10 else { continue }
      let plateau = plateau(count)
      // A plateau far below the peak is rounding.
      difference = max(difference, abs(end.error - plateau) / max(plateau, 1e-8 * peak))
      ratio = max(ratio, (errors.map(\.error).max() ?? 0) / peak)
    }
    guard ratio > 0 else { return }
    study.decide(
      LassoClaims.truncationPlateau, "largest relative difference", predicted: 0,
      computed: difference, .gap(1e-6))
    if study.isOfStandardPenalties {
      study.decide(
        LassoClaims.truncationPeak, "largest ratio", predicted: 1, computed: ratio,
        .atMost(rounding: 1e-12))
    }
    let pins: [(LabClaim, Int, Double)] = [
      (LassoClaims.plateau20, 20, 13.9721), (LassoClaims.plateau50, 50, 10.7125),
      (LassoClaims.plateau200, 200, 3.59088),
    ]
    for (claim, count, value) in pins {
      if let run = runs.first(where: { $0.count == count }), let end = run.errors.last {
        study.pin(claim, value, end.error)
      }
    }
    let peaks: [(LabClaim, Int, Double)] = [
      (LassoClaims.peak20, 20, 0.230462), (LassoClaims.peak50, 50, 0.248027),
      (LassoClaims.peak200, 200, 0.417043),
    ]
    for (claim, count, value) in peaks {
      if let run = runs.first(where: { $0.count == count }) {
        study.pin(claim, value, (run.errors.map(\.error).max() ?? 0) / peak)
      }
    }
  }

  private func pins(_ exit: Int, peak: Double, to study: inout LabStudy) {
    study.decide(LassoClaims.lastOther, predicted: 1156, computed: Double(exit), .count)
    study.decide(
      LassoClaims.supportSize, predicted: 10, computed: Double(instance.support.count), .count)
    study.decide(
      LassoClaims.largestSupport, predicted: 28,
      computed: Double(trace.map(\.supportSize).max() ?? 0), .count)
    study.pin(LassoClaims.peakRatio, 4.29627, peak / limit.norm)
    study.decide(
      LassoClaims.peakAt, predicted: 1023,
      computed: Double(1 + (trace.firstIndex { $0.error == peak } ?? 0)), .count)
    guard exit > 6 else { return }
    let before = trace[5..<exit]
    study.pin(
      LassoClaims.worseShare, 0.654214,
      Double(before.count { $0.second > $0.first }) / Double(before.count))
    study.pin(
      LassoClaims.worstRatio, 5.00039, before.map { $0.second / $0.first }.max() ?? 0)
  }

  /// Measures the gain of unrolling in the first iterations over 12 draws.
  static func earlyGain(penalty: Double, to study: inout LabStudy) throws(LabError) {
    var ratios: [[Double]] = []
    for index in 0..<12 {
      var generator = CounterGenerator(seed: 200 + UInt64(index), shift: study.settings.seed)
      let instance = try SparseInstance(
        drawnBy: &generator, (n: 10, m: 30), penalty: penalty)
      guard !instance.support.isEmpty else { continue }
      let run = try JacobianStudy(instance, depth: 60, isSplit: false)
      ratios.append(run.trace.map { $0.first / $0.second })
    }
    guard !ratios.isEmpty else { return }
    func gain(_ count: Int) -> Double { median(ratios.map { $0[count - 1] }) }
    if study.isOfStandardPenalties {
      study.decide(
        LassoClaims.earlyGain, predicted: 1, computed: gain(20), .within(0.9...1.5))
    }
    study.pin(LassoClaims.firstGain, 0.7869, gain(1))
    study.pin(LassoClaims.tenthGain, 1.09751, gain(10))
    var table = Table(columns: ["iteration", "median_gain"])
    for count in 1...60 { table.append([.integer(count), .number(gain(count))]) }
    study.tables.append(
      NamedTable("gain", "‖*g*¹ − *g*^{*}‖/‖*g*² − *g*^{*}‖, median of 12 draws", table))
  }

  /// Adds the table of iterates, the table of truncation, and the figure.
  private func display(
    _ truncated: [(count: Int, errors: [(depth: Int, error: Double)])], to study: inout LabStudy
  ) {
    var table = Table(columns: [
      "iteration", "jacobian_error", "transient", "drift", "code_error", "g1_error", "g2_error",
      "support_size", "identified",
    ])
    for (index, point) in trace.enumerated() where index % 20 == 0 || index == trace.count - 1 {
      table.append([
        .integer(index + 1), .number(point.error), .number(point.transient), .number(point.drift),
        .number(point.distance), .number(point.first), .number(point.second),
        .integer(point.supportSize), .truth(point.isIdentified),
      ])
    }
    study.tables.append(
      NamedTable(
        "jacobian",
        "error of the Jacobian of unrolled ISTA, *J*_{*N*} − *J*^{*} = *A*_{*N*} + *B*_{*N*}, and of gradients",
        table))
    var cuts = Table(columns: ["truncation", "iteration", "jacobian_error"])
    for (count, errors) in truncated {
      for (depth, error) in errors {
        cuts.append([.integer(count), .integer(depth), .number(error)])
      }
    }
    study.tables.append(
      NamedTable("truncation", "error of the Jacobian truncated to the last *K* iterations", cuts))
    func curve(
      _ name: String, _ style: Style, at part: Double, _ value: (Iterate) -> Double
    ) -> Curve {
      Curve(
        name,
        points: trace.enumerated().filter { $0.offset % 10 == 0 }
          .map { Point(x: Double($0.offset + 1), y: value($0.element)) }, style: style,
        namePlace: .along(part))
    }
    var curves = [curve("all iterations", Style(color: .blue), at: 0.38) { $0.error }]
    let styles = [
      // One hue that gains weight with the number of iterations.
      Style(color: .purple, dash: .dotted, width: 1.25),
      Style(color: .purple, dash: .dashed, width: 1.75),
      Style(color: .purple, dash: .dashDotted, width: 2.5),
      Style(color: .purple, width: 3.25),
    ]
    for (index, run) in truncated.enumerated() where !run.errors.isEmpty {
      curves.append(
        Curve(
          "last \(run.count)", points: run.errors.map { Point(x: Double($0.depth), y: $0.error) },
          style: styles[index % styles.count]))
    }
    let guides =
      lastOther.map {
        [Guide(.vertical, at: Double($0), label: "support found at *T*^{*} = \($0)")]
      } ?? []
    let axis = Axis(
      "iteration *N*", range: trace.count > 1 ? 0...Double(trace.count) : nil, isInteger: true)
    study.figures.append(
      NamedFigure(
        "jacobian",
        Figure(
          title: "Errors of the Jacobian of unrolled ISTA and of gradients, 10 × 30 dictionary",
          command: study.settings.command,
          panels: [
            Panel(
              title: "Jacobian through all iterations, or the last ones only", xAxis: axis,
              yAxis: Axis("‖*J*_{*N*} − *J*^{*}‖", scale: .logarithmic, range: 1e-6...1e3),
              curves: curves, guides: guides),
            Panel(
              title: "gradient with respect to the dictionary", xAxis: axis,
              yAxis: Axis("error of the gradient", scale: .logarithmic, range: 1e-12...10),
              curves: [
                curve(
                  "alternate minimisation (*g*¹)", Style(color: .black, dash: .dashed), at: 0.6
                ) { $0.first },
                curve("unrolling (*g*²)", Style(color: .blue), at: 0.4) { $0.second },
              ], guides: guides),
          ], columns: 2, aspect: 0.8)))
  }
}
