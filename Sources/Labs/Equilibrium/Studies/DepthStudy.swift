// Models that are trained at one depth and tested at others.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report
import ToyModel

/// A model that reaches every state, and one parameter for two directions.
struct DepthStudy {
  /// Gradient descent with 12 eigenvalues from 1/κ to 1.
  let descent: QuadraticDescent
  /// A random θ, on which recursion and closed form are compared.
  private let parameters: [Double]
  /// z̄.
  private let target: [Double]

  /// Draws the basis, θ and z̄.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - condition: κ > 1.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  init(_ generator: inout CounterGenerator, condition: Double) throws(LabError) {
    let d = 12
    let exponents = (0..<d).map { Double($0) / Double(d - 1) - 1 }
    descent = QuadraticDescent(
      spectrum: exponents.map { pow(condition, $0) },
      basis: QRFactorization(generator.normals(rows: d, columns: d)).q, stepSize: 1)
    parameters = generator.normals(d)
    target = generator.normals(d)
  }

  /// Decides the claims, and draws losses over test depths beside those of the toy model.
  ///
  /// - Parameters:
  ///   - depth: N.
  ///   - horizon: The largest test depth, at least N.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  func report(_ depth: Int, _ horizon: Int, to study: inout LabStudy) throws(LabError) {
    let d = target.count
    let model = descent.iteration(.identity(d))
    compareStates(model, to: &study)
    let (theta, _) = try model.trained(depth, target: target)
    let losses = model.losses(theta, target: target, to: horizon)
    let own = losses[depth]
    let rounding = 1e-18 * dot(target, target)
    study.decide(
      DepthClaims.reached, "*L*(*z*_{N})", predicted: 0, computed: own,
      .rounding(rounding))
    study.decide(
      DepthClaims.overfitting, "depths with a loss smaller beyond rounding", predicted: 0,
      computed: Double(losses.count { $0 < own - rounding }), .count)
    let coefficients = descent.basis.transposed.applied(to: target)
    let trained = descent.gains(depth)
    func formula(_ gains: [Double]) -> Double {
      zip(coefficients, zip(gains, trained)).reduce(0) { sum, pair in
        let change = pair.0 * (pair.1.0 / pair.1.1 - 1)
        return sum + 0.5 * change * change
      }
    }
    let predicted = (0...horizon).map { formula(descent.gains($0)) }
    study.decide(
      DepthClaims.mismatch, "largest difference from the closed form, relative to the largest loss",
      predicted: 0,
      computed: maximumDistance(losses, predicted) / (predicted.max() ?? 1),
      // The states have errors of κ roundings.
      .rounding(1e-12 + 1e-15 / (descent.spectrum.first ?? 1)))
    if losses.count > 30 {
      study.pin(
        DepthClaims.limit, [0.282755, 8.86729],
        [losses[30], formula(descent.spectrum.map { 1 / $0 })])
    }
    var table = Table(columns: ["model", "trained", "depth", "loss", "formula"])
    func append(_ name: String, _ trained: Int, _ losses: [Double], _ formulas: [Double]) {
      for (depth, loss) in losses.enumerated() where depth > 0 {
        table.append([
          .text(name), .integer(trained), .integer(depth), .number(loss), .number(formulas[depth]),
        ])
      }
    }
    append("every state", depth, losses, predicted)
    let pair = try Pair(
      eigenvalue: study.settings.number(EquilibriumLab.pairEigenvalue),
      depth: study.settings.integer(EquilibriumLab.pairDepth), horizon: max(horizon, 405))
    pair.decide(to: &study)
    append("one parameter", pair.depth, Array(pair.losses.prefix(horizon + 1)), pair.formulas)
    study.tables.append(
      NamedTable("depths", "losses of models trained at one depth and tested at others", table))
    let toy = ToyDepths(horizon: min(horizon, 24))
    toy.decide(to: &study)
    study.tables.append(NamedTable("toy", "the toy model at other depths than its own", toy.table))
    study.figures.append(
      NamedFigure(
        "depths", figure((depth, losses), pair, toy, horizon, command: study.settings.command)))
  }

  private func compareStates(_ model: LinearIteration, to study: inout LabStudy) {
    var z = [Double](repeating: 0, count: target.count)
    var (worst, filters) = (0.0, 0.0)
    for count in 1...50 {
      model.advance(&z, model.injection.applied(to: parameters))
      let gains = descent.gains(count)
      worst = max(worst, maximumDistance(z, descent.map(gains).applied(to: parameters)))
      for (gain, toy) in zip(gains, descent.gainsOfToyModel(count)) {
        filters = max(filters, abs(toy / gain - 1))
      }
    }
    let size = maximumNorm(z)
    study.decide(
      DepthClaims.states, "largest difference between recursion and closed form", predicted: 0,
      computed: worst / max(size, 1), .rounding(1e-12))
    study.decide(
      DepthClaims.filter, "largest relative difference of the filters", predicted: 0,
      computed: filters, .rounding(1e-11))
  }

  private func figure(
    _ over: (depth: Int, losses: [Double]), _ pair: Pair, _ toy: ToyDepths, _ horizon: Int,
    command: String
  ) -> Figure {
    func curve(_ name: String, _ values: [Double], _ style: Style) -> Curve {
      Curve(
        name,
        points: values.enumerated().dropFirst().map { Point(x: Double($0.offset), y: $0.element) },
        style: style)
    }
    func mark(_ depth: Int, _ value: Double, _ color: Ink) -> Curve {
      Curve(
        "", points: [Point(x: Double(depth), y: value)],
        style: Style(color: color, marker: .circle, width: 0))
    }
    let largest = over.losses.suffix(from: min(1, over.losses.count - 1)).max() ?? 1
    let scaled = over.losses.map { $0 / largest }
    let first = pair.losses[1]
    let pairScaled = pair.losses.prefix(horizon + 1).map { $0 / first }
    let full = ToyDepths.style(depth: over.depth)
    var single = ToyDepths.style(depth: pair.depth)
    // Also where both are even, or both odd.
    if single.dash == full.dash { single.dash = .dashDotted }
    return Figure(
      title: "Trained for N steps and run for M",
      description: """
        Left, the loss of two linear equilibrium models over the number M of test steps: a model that can reach every state is \
        best at the trained N, a model with one parameter for two directions gains by further steps. Right, the risk of \
        the toy model over that at its trained depth, which is the smallest for N = 4 and N = 5.
        """,
      command: command,
      panels: [
        Panel(
          title: "equilibrium model",
          xAxis: Axis(
            "test steps *M*", scale: .logarithmic, range: 1...Double(max(horizon, 2)),
            isInteger: true),
          yAxis: Axis("loss, relative to its largest", range: 0...1.05),
          curves: [
            curve("every state can be reached, *N* = \(over.depth)", scaled, full),
            curve("one parameter for two directions, *N* = \(pair.depth)", pairScaled, single),
            mark(over.depth, scaled[over.depth], full.color),
            mark(pair.depth, pairScaled[min(pair.depth, pairScaled.count - 1)], single.color),
          ]),
        Panel(
          title: "toy model",
          xAxis: Axis("test steps *M*", isInteger: true),
          yAxis: Axis("risk over that at *N*", scale: .logarithmic, range: 0.8...1000),
          curves: toy.curves),
      ], columns: 2)
  }
}
