// Reconstruction from the user's measurements.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The user's operator and measurements, with the methods to apply.
struct OwnStudy {
  private let settings: LabSettings
  private let problem: OwnProblem
  let measurements: [[Double]]
  private let truths: [[Double]]?
  private let methods: [OwnMethod]
  /// ρδ; nil where the parameters are given.
  let target: Double?

  /// Reads the files and checks what belongs together.
  init(_ settings: LabSettings) throws(LabError) {
    typealias Lab = RegularizationLab
    self.settings = settings
    guard let text = settings.text(Lab.forward), let path = settings.file(Lab.data) else {
      throw .illegal(
        "\(Lab.forward.option) and \(Lab.data.option) must be given together: the operator, and measurements"
      )
    }
    try settings.refuseBuiltIn(
      [
        Lab.smoothness, Lab.levels, Lab.decay, Lab.phantom, Lab.angles, Lab.detectors, Lab.noise,
        Lab.train, Lab.draws,
      ], beside: Lab.forward)
    try settings.refuseSeed(beside: Lab.data)
    let isAutomatic = settings.isGiven(Lab.level)
    if let idle = [Lab.penalties, Lab.steps].first(where: settings.isGiven), isAutomatic {
      throw .illegal(
        "\(idle.option) has no effect with \(Lab.level.option), which chooses all parameters")
    }
    if !isAutomatic { try settings.refuse([Lab.discrepancy], without: Lab.level) }
    let level = settings.number(Lab.level)
    guard !isAutomatic || level > 0 else {
      throw .illegal("\(Lab.level.option) 0: the norm of the noise must be positive")
    }
    target = isAutomatic ? level * settings.number(Lab.discrepancy) : nil
    let measured = try MeasuredData(
      operator: text, data: path,
      size: settings.isGiven(Lab.size) ? settings.integer(Lab.size) : nil, settings.reading)
    measurements = measured.measurements
    truths = try Self.truths(settings, measured)
    var methods = settings.names(Lab.methods).compactMap(OwnMethod.init(rawValue:))
    let isDense = SingularRange.isDense(measured.map)
    if settings.isGiven(Lab.methods) {
      for method in methods {
        if let objection = method.objection(measured.map, isDense: isDense) {
          throw .illegal("\(Lab.methods.option) \(method.rawValue): \(objection)")
        }
      }
    } else {
      methods = methods.filter { $0.objection(measured.map, isDense: isDense) == nil }
    }
    self.methods = methods
    try Self.refuseIdle(settings, methods)
    problem = try OwnProblem(measured.map, for: methods)
    try Self.requireScale(measurements, problem, path)
  }

  /// The sizes ‖A‖·‖b‖ for which squares neither overflow nor underflow.
  private static let sizes = 1e-150...1e150

  /// Refuses measurements from which nothing can be reconstructed, or only with numbers that overflow or underflow.
  private static func requireScale(
    _ measurements: [[Double]], _ problem: OwnProblem, _ path: String
  ) throws(LabError) {
    for (index, data) in measurements.enumerated() {
      let name = "\(path): measurement \(index + 1)"
      let length = LinearAlgebra.norm(data)
      let size = problem.norm * length
      // The norm is not needed, and 0, for filtered back-projection alone.
      guard sizes.contains(size) || length == 0 || problem.norm == 0 else {
        throw .malformed(
          "\(name): ‖A‖‖b‖ = \(formatted(problem.norm, significantDigits: 3))·\(formatted(length, significantDigits: 3)) is not from 1e-150 to 1e150, where squares neither overflow nor underflow"
        )
      }
      guard LinearAlgebra.norm(problem.map.adjointApplied(to: data)) > 0 else {
        throw .malformed("\(name): Aᵀb = 0, so that nothing can be reconstructed")
      }
    }
  }

  /// Refuses options of methods that are not asked for.
  private static func refuseIdle(
    _ settings: LabSettings, _ methods: [OwnMethod]
  ) throws(LabError) {
    typealias Lab = RegularizationLab
    let owners: [(LabParameter, [OwnMethod])] = [
      (Lab.penalties, [.cutoff, .tikhonov, .tv, .tgv]), (Lab.ratio, [.tgv]),
      (Lab.steps, [.landweber, .bregman]), (Lab.threshold, [.bregman]), (Lab.band, [.fbp]),
      (Lab.tolerance, [.tv, .tgv]),
    ]
    for (parameter, users) in owners where settings.isGiven(parameter) {
      guard !users.contains(where: methods.contains) else { continue }
      throw .illegal(
        "\(parameter.option) has no effect without \(Lab.methods.option) \(users.map(\.rawValue).joined(separator: " or "))"
      )
    }
  }

  private static func truths(
    _ settings: LabSettings, _ data: MeasuredData
  ) throws(LabError) -> [[Double]]? {
    guard let path = settings.file(RegularizationLab.truth) else { return nil }
    let table = try CodingData.table(path, settings.reading)
    if case .radon(let radon) = data.map.kind {
      guard table.rows == radon.size, table.columns == radon.size else {
        throw .malformed(
          "\(path): \(table.rows) × \(table.columns) numbers, where the image has \(radon.size) × \(radon.size) pixels"
        )
      }
      return [table.values]
    }
    let isColumn = table.columns == 1 && table.rows == data.map.columns
    let (rows, columns) = isColumn ? (1, table.rows) : (table.rows, table.columns)
    guard rows == data.measurements.count, columns == data.map.columns else {
      throw .malformed(
        "\(path): \(table.rows) × \(table.columns) numbers, where \(data.measurements.count) solutions of \(data.map.columns) are needed"
      )
    }
    return (0..<rows).map { Array(table.values[$0 * columns..<($0 + 1) * columns]) }
  }

  /// Reconstructs with every method.
  func study() throws(LabError) -> LabStudy {
    var study = LabStudy(settings)
    study.use(.names(methods.map(\.rawValue)), for: RegularizationLab.methods)
    var generator = CounterGenerator(seed: 43)
    study.decide(
      ProjectionClaims.adjoint, "largest difference relative to the norms", predicted: 0,
      computed: adjointDefect(of: problem.map, &generator), .rounding(1e-12))
    var rises: Int?
    var all: [(sample: Int, result: Reconstruction)] = []
    for (sample, data) in measurements.enumerated() {
      for method in methods {
        let (results, count) = reconstructions(method, data)
        if method == .landweber { rises = (rises ?? 0) + count }
        all += results.map { (sample, $0) }
      }
    }
    decide(all, rises, to: &study)
    warn(all.map(\.result), to: &study)
    warnOfLargeGaps(all, to: &study)
    study.tables.append(
      NamedTable(
        "reconstructions", "reconstructions with certificates", table(all)))
    if let figure = figure(all.filter { $0.sample == 0 }.map(\.result), settings.command) {
      study.figures.append(NamedFigure("reconstructions", figure))
    }
    study.product = product(all.map(\.result.signal))
    return study
  }

  // MARK: Methods

  /// The reconstructions of one method for all of its parameters, and steps in which a residual rose.
  private func reconstructions(
    _ method: OwnMethod, _ data: [Double]
  ) -> ([Reconstruction], rises: Int) {
    typealias Lab = RegularizationLab
    let square = problem.unit * problem.unit
    switch method {
    case .cutoff:
      if let target {
        guard let threshold = problem.cutOffThreshold(data, residual: target),
          var result = problem.cutOff(
            data, threshold: threshold, relative: threshold * threshold / square)
        else { return ([], 0) }
        result.stop =
          result.residual <= target * (1 + 1e-9) ? "discrepancy" : "residual not reached"
        return ([result], 0)
      }
      return (
        settings.numbers(Lab.penalties).compactMap {
          problem.cutOff(data, threshold: $0.squareRoot() * problem.unit, relative: $0)
        }, 0
      )
    case .tikhonov:
      return (penalized(upTo: 1e10) { problem.tikhonov(data, relative: $0) }, 0)
    case .landweber, .bregman:
      let unit = maximumNorm(problem.map.adjointApplied(to: data)) / square
      let weight = method == .bregman ? settings.number(Lab.threshold) * unit : 0
      if let target {
        let (result, rises) = problem.iterated(data, weight: weight, steps: nil, residual: target)
        return ([result], rises)
      }
      let runs = settings.integers(Lab.steps).map {
        problem.iterated(data, weight: weight, steps: $0)
      }
      return (runs.map(\.0), runs.reduce(0) { $0 + $1.rises })
    case .tv, .tgv:
      let unit = problem.largestVariationWeight(data)
      guard unit > 0 else { return ([], 0) }
      let ratio = settings.number(Lab.ratio)
      return (
        penalized {
          problem.variation(
            data, weight: $0 * unit, relative: $0,
            second: method == .tgv ? $0 * unit * ratio : nil,
            tolerance: settings.number(Lab.tolerance))
        }, 0
      )
    case .fbp:
      guard case .radon(let radon) = problem.map.kind else { return ([], 0) }
      return ([problem.backProjected(data, radon, band: settings.number(Lab.band))], 0)
    }
  }

  /// The reconstructions for all penalties, or that for the largest penalty found with a residual of at most ρδ.
  ///
  /// - Parameters:
  ///   - largest: The largest penalty to try for ρδ.
  ///   - reconstruct: The reconstruction with a penalty.
  /// - Returns: The reconstructions.
  private func penalized(
    upTo largest: Double = 1, _ reconstruct: (Double) -> Reconstruction
  ) -> [Reconstruction] {
    guard let target else { return settings.numbers(RegularizationLab.penalties).map(reconstruct) }
    var (best, most) = (reconstruct(1e-10), reconstruct(largest))
    guard best.residual <= target else {
      best.stop = "residual not reached"
      return [best]
    }
    guard most.residual > target else {
      most.stop = "largest penalty"
      return [most]
    }
    let (lower, upper) = (-10.0, log10(largest))
    let least = best
    _ = findRoot(lower: lower, upper: upper, relativeTolerance: 1e-5, iterationLimit: 60) {
      let result = $0 == lower ? least : $0 == upper ? most : reconstruct(pow(10, $0))
      if result.residual <= target, result.residual >= best.residual { best = result }
      return log(max(result.residual, .leastNormalMagnitude) / target)
    }
    if best.isCertified { best.stop = "discrepancy" }
    return [best]
  }

  // MARK: Results

  private func decide(
    _ all: [(sample: Int, result: Reconstruction)], _ rises: Int?, to study: inout LabStudy
  ) {
    if let rises {
      study.decide(
        FilterClaims.residual, "steps in which the residual rises", predicted: 0,
        computed: Double(rises), .count)
    }
    let recursions = all.compactMap { _, result -> Double? in
      guard result.method == .landweber, let difference = result.certificate else { return nil }
      let size = norm(result.signal)
      return size > 0 ? difference / size : 0
    }
    if let worst = recursions.max() {
      study.decide(
        FilterClaims.recursion, "largest relative difference between recursion and filter",
        predicted: 0, computed: worst, .rounding(1e-7))
    }
    let gaps = all.compactMap { _, result -> Double? in
      guard result.meaning == "duality gap", let gap = result.certificate,
        let objective = result.objective, objective > 0
      else { return nil }
      return gap / objective
    }
    if let least = gaps.min() {
      study.decide(
        VariationClaims.duality, "least gap relative to *P*", predicted: 0, computed: least,
        .atLeast(rounding: 1e-12))
    }
  }

  private func table(_ all: [(sample: Int, result: Reconstruction)]) -> Table {
    var table = Table(columns: [
      "sample", "method", "parameter", "value", "relative", "residual", "objective", "certificate",
      "meaning", "iterations", "stop", "error",
    ])
    for (sample, result) in all {
      let error = truths.map { truths -> Double in
        let size = norm(truths[sample])
        return distance(result.signal, truths[sample]) / (size > 0 ? size : 1)
      }
      table.append([
        .integer(sample + 1), .text(result.method.rawValue), .text(result.parameter),
        .number(result.value), .number(result.relative), .number(result.residual),
        result.objective.map { .number($0) } ?? .empty,
        result.certificate.map { .number($0) } ?? .empty, .text(result.meaning),
        .integer(result.iterations), .text(result.stop), error.map { .number($0) } ?? .empty,
      ])
    }
    return table
  }

  /// The reconstructions in the order of the table: an image, a signal, or one more dimension for several.
  private func product(_ signals: [[Double]]) -> LabArray? {
    guard !signals.isEmpty else { return nil }
    var shape = [problem.map.columns]
    if case .radon(let radon) = problem.map.kind { shape = [radon.size, radon.size] }
    if signals.count > 1 { shape.insert(signals.count, at: 0) }
    return LabArray("reconstructions", shape: shape, signals.flatMap { $0 })
  }

  /// The first sample with the first parameter of every method, as curves or as pictures.
  private func figure(_ results: [Reconstruction], _ command: String) -> Figure? {
    let shown = methods.compactMap { method in results.first { $0.method == method } }
    guard !shown.isEmpty, problem.map.columns >= 2 else { return nil }
    let title = "Reconstructions of the first measurement"
    if case .radon(let radon) = problem.map.kind {
      return pictures(shown, radon.size, Figure(title: title, command: command, panels: []))
    }
    func points(_ values: [Double]) -> [Point] {
      values.enumerated().map { Point(x: Double($0.offset + 1), y: $0.element) }
    }
    let colors: [Ink] = [.vermillion, .blue, .green, .orange, .purple, .skyBlue]
    var curves = zip(shown, colors).map { result, color in
      Curve(result.method.rawValue, points: points(result.signal), style: Style(color: color))
    }
    if let truth = truths?.first {
      curves.insert(
        Curve("truth", points: points(truth), style: Style(color: .black, dash: .dashed)), at: 0)
    }
    var figure = Figure(
      title: title, command: command,
      panels: [
        Panel(xAxis: Axis("sample", isInteger: true), yAxis: Axis("value"), curves: curves)
      ])
    figure.hasLegend = true
    return figure
  }

  private func pictures(_ shown: [Reconstruction], _ size: Int, _ empty: Figure) -> Figure {
    var figure = empty
    let reference = truths?.first ?? shown[0].signal
    let (least, most) = (reference.min() ?? 0, reference.max() ?? 1)
    let range = least...max(most, least + max(abs(least), 1) * 1e-12)
    figure.panels = shown.map { result in
      Panel(
        title: result.method.rawValue,
        Picture(values: result.signal, width: size, range: range))
    }
    figure.columns = min(shown.count, 3)
    return figure
  }
}
