// The problem that the options describe.

import Files
import LabKit
import LinearAlgebra

/// A bilevel problem with the points at which to compute its gradient.
struct HypergradientProblem: Sendable {
  /// Both levels.
  let levels: BilevelProblem<Level, Level>
  /// The points λ, p numbers each.
  let points: [[Double]]
  /// Whether the points were rows of a table; gradients are then rows of a table as well.
  let isTable: Bool
  /// The problem in words.
  let summary: String
  /// What G and F are, in lines.
  let conventions: [String]
  /// Whether it is the problem of the defaults, up to the seed.
  let isBuiltIn: Bool
  /// The warnings for the user.
  let warnings: [String]

  /// Reads the problem, or generates it.
  ///
  /// - Parameter settings: The settings.
  /// - Throws: ``LabError`` where options conflict or a file does not fit.
  init(_ settings: LabSettings) throws(LabError) {
    typealias Parameters = HypergradientParameters
    let model = try Self.model(settings)
    let upper = Parameters.Upper(rawValue: settings.name(Parameters.upper)) ?? .validation
    let parts: (levels: BilevelProblem<Level, Level>, summary: String, warnings: [String]) =
      switch model {
      case .quadratic: try Self.quadratic(settings, upper)
      default: try Self.regression(model, settings, upper)
      }
    levels = parts.levels
    let p = parts.levels.lower.parameterCount
    (points, isTable) = try Self.points(settings, p)
    var summary =
      "\(model.rawValue), upper \(upper.rawValue), d = \(levels.lower.stateCount), p = \(p)"
    if !parts.summary.isEmpty { summary += ", \(parts.summary)" }
    self.summary = summary
    conventions = Self.conventions(model, upper)
    warnings = parts.warnings
    isBuiltIn = Parameters.problem.allSatisfy { settings.value(of: $0) == $0.standard }
    guard model != .quadratic else { return }
    for (row, point) in points.enumerated() {
      guard let value = point.first(where: { abs($0) > Self.largestExponent }) else { continue }
      throw .malformed(
        "\(settings.file(Parameters.point) ?? ""): "
          + (points.count > 1 ? "row \(row + 1): " : "")
          + "λ = \(value); penalties e^λ are computed for |λ| up to \(Int(Self.largestExponent))")
    }
  }

  /// The largest |λ| for which e^λ and its square are far from overflow and underflow.
  private static let largestExponent = 300.0

  private static func model(
    _ settings: LabSettings
  ) throws(LabError) -> HypergradientParameters.Model {
    typealias Parameters = HypergradientParameters
    let hasForm = settings.isGiven(Parameters.quadratic)
    let name = settings.name(Parameters.model)
    var model = Parameters.Model(rawValue: name) ?? .logistic
    if hasForm {
      guard model == .quadratic || !settings.isGiven(Parameters.model) else {
        throw .illegal("\(Parameters.quadratic.option) requires --model quadratic, not \(name)")
      }
      model = .quadratic
    }
    func refuse(_ parameters: [LabParameter], _ reason: String) throws(LabError) {
      for parameter in parameters where settings.isGiven(parameter) {
        throw .illegal("\(parameter.option) has no effect \(reason)")
      }
    }
    if model == .quadratic {
      try refuse(
        [
          Parameters.data, Parameters.labels, Parameters.validation, Parameters.validationLabels,
          Parameters.standardize, Parameters.isShared,
        ], "with a quadratic; only --model ridge, logistic and lasso use data")
      guard settings.name(Parameters.upper) != Parameters.Upper.penalized.rawValue else {
        throw .illegal("--upper pen: a quadratic has no penalty; use --upper val or min")
      }
    } else {
      try LabelledParameters.refuseIdle(settings)
    }
    return model
  }

  /// G and F in words, as half of all disputes are about them.
  private static func conventions(
    _ model: HypergradientParameters.Model, _ upper: HypergradientParameters.Upper
  ) -> [String] {
    let (loss, penalty) =
      switch model {
      case .ridge: ("‖Xz − y‖²/(2n)", "½ Σ e^{λ_k} z_k²")
      case .logistic: ("mean log(1 + exp(−y⟨x, z⟩))", "½ Σ e^{λ_k} z_k²")
      case .lasso: ("‖Xz − y‖²/(2n)", "Σ e^{λ_k} |z_k|")
      case .quadratic: ("½zᵀHz − (b + Cλ)ᵀz", "")
      }
    let above =
      switch (upper, model) {
      case (.same, _): "G"
      case (_, .quadratic): "½‖z − t‖²"
      case (.validation, _): "the loss on validation data"
      case (.penalized, _): "the loss on validation data + the penalty"
      }
    return ["G = \(loss)\(penalty.isEmpty ? "" : " + \(penalty)"), F = \(above)"]
  }

  /// The points, one per row.
  private static func points(
    _ settings: LabSettings, _ p: Int
  ) throws(LabError) -> (points: [[Double]], isTable: Bool) {
    guard let path = settings.file(HypergradientParameters.point) else {
      return ([[Double](repeating: 0, count: p)], false)
    }
    let table = try read(NumericTable(path: path, reading: settings.reading))
    if table.columns == p, p > 1 || table.rows > 1 {
      return (
        (0..<table.rows).map { Array(table.values[$0 * p..<($0 + 1) * p]) }, table.rows > 1
      )
    }
    guard table.values.count == p, table.rows == 1 || table.columns == 1 else {
      throw .malformed(
        "\(path): \(table.rows) × \(table.columns) numbers; a point has \(p), one for each "
          + "\(p == 1 ? "problem" : "parameter"); several points are one row each")
    }
    return ([table.values], false)
  }
}

extension HypergradientProblem {
  /// The levels of a quadratic, from files or built in.
  private static func quadratic(
    _ settings: LabSettings, _ upper: HypergradientParameters.Upper
  ) throws(LabError) -> (
    levels: BilevelProblem<Level, Level>, summary: String, warnings: [String]
  ) {
    let paths = settings.files(HypergradientParameters.quadratic)
    let form = try paths.isEmpty ? .builtIn(seed: settings.seed) : QuadraticData(paths, settings)
    let lower = Level(
      loss: .quadratic(try QuadraticForm(matrix: form.hessian, linear: form.linear)),
      coupling: .linear(form.mixed), parameterCount: form.mixed.columns)
    let above =
      try upper == .same
      ? lower : Level.distance(to: form.target, parameterCount: form.mixed.columns)
    return (BilevelProblem(lower: lower, upper: above), "", [])
  }

  /// The levels of a regression, with data from files or built in.
  private static func regression(
    _ model: HypergradientParameters.Model, _ settings: LabSettings,
    _ upper: HypergradientParameters.Upper
  ) throws(LabError) -> (
    levels: BilevelProblem<Level, Level>, summary: String, warnings: [String]
  ) {
    let data = try RegressionData(settings, isBinary: model == .logistic) {
      () throws(FileError) in
      let (training, validation) = try samples(model, seed: settings.seed).halves()
      return (training, validation, nil)
    }
    let d = data.training.design.columns
    let isShared = settings.isOn(HypergradientParameters.isShared)
    let owners = isShared ? [Int](repeating: 0, count: d) : Array(0..<d)
    let coupling: Coupling = model == .lasso ? .magnitudes(owners) : .squares(owners)
    func loss(_ data: RegressionSamples) throws(LabError) -> Loss {
      model == .logistic
        ? .logistic(try LogisticLoss(design: data.design, classes: data.labels))
        : .quadratic(try QuadraticForm(design: data.design, targets: data.labels))
    }
    let count = isShared ? 1 : d
    let lower = Level(
      loss: try loss(data.training), coupling: coupling,
      parameterCount: count)
    let validation =
      upper == .same
      ? lower
      : Level(
        loss: try loss(data.validation),
        coupling: upper == .penalized ? coupling : nil, parameterCount: count)
    return (
      BilevelProblem(lower: lower, upper: validation),
      "n = \(data.training.design.rows), m = \(data.validation.design.rows)", data.warnings
    )
  }
}
