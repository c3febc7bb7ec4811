// Automatic differentiation of a small logistic loss, with operation counts.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// mean log(1 + exp(−y⟨x, t⟩)) + μ‖t‖²/2, written in elementary operations.
private struct WrittenLoss: DifferentiableFunction {
  /// The vectors −yᵢxᵢ, sample by sample.
  let rows: [[Double]]
  /// μ.
  let penalty: Double

  func value<Scalar: Differentiable>(at point: [Scalar]) -> Scalar {
    var total = sample(0, point)
    for index in 1..<rows.count { total = total + sample(index, point) }
    total = total * (1 / Double(rows.count))
    for t in point { total = total + t * t * (penalty / 2) }
    return total
  }

  private func sample<Scalar: Differentiable>(_ index: Int, _ point: [Scalar]) -> Scalar {
    var score = point[0] * rows[index][0]
    for k in 1..<point.count { score = score + point[k] * rows[index][k] }
    return score.exponential().logarithmOfOnePlus()
  }
}

/// e^{x₀}a + x₁x_{k}b: a row of a map whose Jacobian is computed by columns and by rows.
private struct WrittenRow: DifferentiableFunction {
  let first: Double
  let second: Double
  let index: Int

  func value<Scalar: Differentiable>(at point: [Scalar]) -> Scalar {
    point[0].exponential() * first + point[1] * point[index] * second
  }
}

/// Twelve samples of six features.
struct AutomaticDifferentiation {
  private let samples = 12
  private let dimension = 6
  private let penalty = 0.1
  private let function: WrittenLoss
  /// The same function, its derivatives given by formulas.
  private let level: Level
  private let lambda: [Double]
  private let point: [Double]
  private let direction: [Double]
  private let rows: [WrittenRow]

  /// Draws the instance of a seed.
  ///
  /// - Parameter seed: 0 for the pinned instance.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  init(seed: UInt64) throws(LabError) {
    var generator = CounterGenerator(seed: 41, shift: seed)
    let (n, d) = (samples, dimension)
    let design = generator.normals(rows: n, columns: d)
    let classes = generator.normals(n).map { $0 < 0 ? -1.0 : 1 }
    function = WrittenLoss(
      rows: (0..<n).map { i in (0..<d).map { -classes[i] * design[i, $0] } }, penalty: penalty)
    level = Level(
      loss: .logistic(try LogisticLoss(design: design, classes: classes)),
      coupling: .squares([Int](repeating: 0, count: d)), parameterCount: 1)
    lambda = [log(penalty)]
    point = generator.normals(d).map { 0.5 * $0 }
    direction = generator.normals(d)
    let weights = generator.normals(rows: 3, columns: d)
    rows = (0..<3).map {
      WrittenRow(first: weights[$0, 0], second: weights[$0, 1], index: ($0 + 2) % d)
    }
  }

  /// Decides the claims and adds tables and a figure.
  func report(to study: inout LabStudy) {
    var gradient = point
    level.gradient(point, lambda, into: &gradient)
    var product = point
    level.hessianProduct(point, lambda, direction, into: &product)
    decideFirst(gradient, &study)
    decideSecond(product, &study)
    decideDifferences(product, &study)
    decideJacobian(&study)
  }

  /// The operations of a computation with counted numbers.
  private func count(_ body: (_ point: [Counted], _ direction: [Counted]) -> Void) -> Int {
    let counter = OperationCounter()
    body(point.map { Counted($0, counter) }, direction.map { Counted($0, counter) })
    return counter.count
  }

  private var operations: Int { count { point, _ in _ = function.value(at: point) } }

  private func decideFirst(_ gradient: [Double], _ study: inout LabStudy) {
    let (n, d) = (samples, dimension)
    let value = function.value(at: point)
    study.decide(
      DifferentiationClaims.value, predicted: level.value(point, lambda), computed: value,
      .rounding(1e-14))
    let cost = operations
    study.decide(
      DifferentiationClaims.operations, predicted: Double(n * (2 * d + 1) + n + 3 * d),
      computed: Double(cost), .count)
    study.decide(
      DifferentiationClaims.forward, predicted: dot(gradient, direction),
      computed: function.jvp(at: point, direction).derivative, .rounding(1e-14))
    study.decide(
      DifferentiationClaims.reverse, "largest difference of an entry", predicted: 0,
      computed: maximumDistance(function.gradient(at: point), gradient), .rounding(1e-14))
    let forward = count { _ = function.jvp(at: $0, $1) }
    let reverse = count { point, _ in _ = function.gradient(at: point) }
    study.decide(
      DifferentiationClaims.forwardCost, "operations relative to those of *f*", predicted: 4,
      computed: Double(forward) / Double(cost), .atMost(rounding: 0))
    study.decide(
      DifferentiationClaims.reverseCost, "operations relative to those of *f*", predicted: 5,
      computed: Double(reverse) / Double(cost), .atMost(rounding: 0))
    var table = Table(columns: ["computation", "operations", "ratio"])
    func append(_ name: String, _ operations: Int) {
      table.append([
        .text(name), .integer(operations), .number(Double(operations) / Double(cost)),
      ])
    }
    append("f", cost)
    append("directional derivative", forward)
    append("gradient", reverse)
    for mode in HessianMode.allCases {
      append("Hessian product, \(mode.rawValue)", hessianCost(mode))
    }
    append("Hessian, forward over reverse", dimension * hessianCost(.forwardOverReverse))
    study.tables.append(
      NamedTable("operations", "operation counts of derivatives", table))
  }

  private func hessianCost(_ mode: HessianMode) -> Int {
    count { _ = function.hessianProduct(at: $0, $1, mode) }
  }

  private func decideSecond(_ product: [Double], _ study: inout LabStudy) {
    typealias Claims = DifferentiationClaims
    let modes = [
      (HessianMode.forwardOverReverse, Claims.forwardOverReverse, Claims.forwardOverReverseCost),
      (.reverseOverForward, Claims.reverseOverForward, Claims.reverseOverForwardCost),
      (.reverseOverReverse, Claims.reverseOverReverse, Claims.reverseOverReverseCost),
    ]
    let cost = Double(operations)
    for (mode, claim, costClaim) in modes {
      study.decide(
        claim, "largest difference of an entry", predicted: 0,
        computed: maximumDistance(function.hessianProduct(at: point, direction, mode), product),
        .rounding(1e-14))
      study.decide(
        costClaim, "operations relative to those of *f*", predicted: 16,
        computed: Double(hessianCost(mode)) / cost, .atMost(rounding: 0))
    }
    let hessian = level.hessian(point, lambda)
    var worst = 0.0
    for j in 0..<dimension {
      let unit = (0..<dimension).map { $0 == j ? 1.0 : 0 }
      let column = function.hessianProduct(at: point, unit, .forwardOverReverse)
      worst = max(worst, maximumDistance(column, (0..<dimension).map { hessian[$0, j] }))
    }
    study.decide(Claims.hessian, predicted: 0, computed: worst, .rounding(1e-14))
  }

  private func decideDifferences(_ product: [Double], _ study: inout LabStudy) {
    let steps = (0...28).map { pow(10, -14 + 0.5 * Double($0)) }
    func gradient(_ step: Double) -> [Double] {
      var moved = point
      add(step, direction, to: &moved)
      var gradient = point
      level.gradient(moved, lambda, into: &gradient)
      return gradient
    }
    func error(_ above: [Double], _ below: [Double], _ width: Double) -> Double {
      norm(zip(zip(above, below), product).map { ($0.0 - $0.1) / width - $1 })
    }
    let here = gradient(0)
    let oneSided = steps.map { error(gradient($0), here, $0) }
    let central = steps.map { error(gradient($0), gradient(-$0), 2 * $0) }
    func slope(_ errors: [Double], _ range: Range<Int>) -> Double {
      Line(range.map { log(steps[$0]) }, range.map { log(errors[$0]) }).slope
    }
    study.decide(
      DifferentiationClaims.truncation, "slope", predicted: 1,
      computed: slope(oneSided, 16..<26), .gap(0.05))
    study.decide(
      DifferentiationClaims.rounding, "slope", predicted: -1, computed: slope(oneSided, 0..<10),
      .gap(0.25))
    study.decide(
      DifferentiationClaims.central, "slope", predicted: 2, computed: slope(central, 20..<26),
      .gap(0.05))
    study.decide(
      DifferentiationClaims.best, predicted: 1e-8, computed: oneSided.min() ?? 0,
      .within(1e-11...1e-7))
    var table = Table(columns: ["step", "one_sided_error", "central_error"])
    for index in steps.indices {
      table.append([.number(steps[index]), .number(oneSided[index]), .number(central[index])])
    }
    study.tables.append(
      NamedTable("differences", "error of differences of gradients against the step", table))
    func curve(_ name: String, _ errors: [Double], _ style: Style) -> Curve {
      Curve(
        name, points: zip(steps, errors).filter { $1 > 0 }.map { Point(x: $0, y: $1) },
        style: style)
    }
    study.figures.append(
      NamedFigure(
        "differences",
        Figure(
          title: "Error of a Hessian-vector product by differences of gradients",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("step", scale: .logarithmic), yAxis: Axis("error", scale: .logarithmic),
              curves: [
                curve("one-sided", oneSided, Style(color: .blue)),
                curve("central", central, Style(color: .vermillion)),
              ])
          ])))
  }

  private func decideJacobian(_ study: inout LabStudy) {
    var worst = 0.0
    for row in rows {
      let reverse = row.gradient(at: point)
      let forward = (0..<dimension).map { j in
        row.jvp(at: point, (0..<dimension).map { $0 == j ? 1 : 0 }).derivative
      }
      worst = max(worst, maximumDistance(forward, reverse))
    }
    study.decide(
      DifferentiationClaims.jacobian, "largest difference of an entry", predicted: 0,
      computed: worst, .rounding(1e-15))
  }
}
