// Implicit and unrolled differentiation of an equilibrium model.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The gradient of ½‖z* − z̄‖² with respect to θ, by the implicit function theorem and by reverse mode through N steps.
struct GradientStudy {
  private let model: LinearIteration
  private let theta: [Double]
  private let target: [Double]
  private let isSymmetric: Bool

  /// A model of the user's.
  ///
  /// - Parameters:
  ///   - model: K and U.
  ///   - theta: θ, q numbers.
  ///   - target: z̄, d numbers.
  init(_ model: LinearIteration, theta: [Double], target: [Double]) {
    self.model = model
    self.theta = theta
    self.target = target
    isSymmetric = false
  }

  /// Draws a symmetric K, θ and z̄.
  init(_ generator: inout CounterGenerator) throws(LabError) {
    let d = 6
    var map = QRFactorization(generator.normals(rows: d, columns: d)).q.symmetricPart
    scale(&map, by: 0.9)
    model = LinearIteration(map: map, injection: .identity(d))
    theta = generator.normals(d)
    target = generator.normals(d)
    isSymmetric = true
  }

  /// z_N and what reverse mode keeps of the way.
  private func tape(_ depth: Int) -> UnrolledTape {
    Unrolled(AffineLayer(iteration: model), stepCount: depth).run(
      from: [Double](repeating: 0, count: model.stateCount), weights: theta)
  }

  /// Decides the claims and lists the errors.
  ///
  /// - Parameters:
  ///   - depths: The numbers of steps.
  ///   - tolerance: The relative residual up to which the fixed point counts as reached.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  func report(_ depths: [Int], _ tolerance: Double, to study: inout LabStudy) throws(LabError) {
    let (d, layer) = (model.stateCount, AffineLayer(iteration: model))
    study.decide(
      GradientClaims.adjoint, "defect of the adjoint identity", predicted: 0,
      computed: adjointDefect(of: layer, at: target, weights: theta), .rounding(1e-14))
    var system = Matrix.identity(d)
    add(-1, model.map.elements, to: &system)
    let factors = try factorized(LUFactorization(system))
    func fixedPoint(_ theta: [Double]) -> [Double] {
      var z = model.injection.applied(to: theta)
      factors.solve(&z)
      return z
    }
    /// Uᵀ(I − K)⁻ᵀv.
    func pulled(_ v: [Double]) -> [Double] {
      var v = v
      factors.solve(&v, .transposed)
      return adjoint(model.injection, v)
    }
    let star = fixedPoint(theta)
    let exact = pulled(difference(star, target))
    // The gradient is the difference of two vectors of this size, and has no digits where it is as small as their rounding.
    let scale = norm(pulled(star)) + norm(pulled(target))
    let value = halfSquare(star, target)
    guard scale.isFinite, value.isFinite, scale > 0 else {
      throw .illegal("the gradient of ½‖z* − z̄‖² overflows or vanishes")
    }
    let size = max(norm(exact), .leastNormalMagnitude)
    if norm(exact) <= 1e-9 * scale {
      study.warnings.append(
        "the gradient at θ_N is 0 up to rounding, as the model reaches its target at the fixed point too: relative errors of gradients mean little"
      )
    }
    // ½‖z* − z̄‖² is quadratic in θ, so that steps of any length are exact; the longest have the least rounding.
    let step = max(maximumNorm(theta), .leastNormalMagnitude)
    let differences = centralDifferences(at: theta, step: step) {
      halfSquare(fixedPoint($0), target)
    }
    study.decide(
      GradientClaims.implicit, "largest difference, relative to the terms of the gradient",
      predicted: 0,
      computed: maximumDistance(exact, differences)
        / max(scale, value / step), .gap(1e-6))
    var table = Table(columns: [
      "depth", "residual", "status", "unrolled_error", "implicit_error", "unrolled_numbers",
      "implicit_numbers",
    ])
    var (reverse, inexact, kept) = (0.0, 0.0, true)
    var errors: [(depth: Int, unrolled: Double, implicit: Double)] = []
    for depth in depths.sorted() {
      let tape = tape(depth)
      let z = tape.state
      let misfit = difference(z, target)
      let unrolled = Unrolled(layer, stepCount: depth).pullBack(misfit, tape).weights
      let formula = adjoint(model.response(depth), misfit)
      reverse = max(reverse, maximumDistance(unrolled, formula) / max(norm(formula), scale))
      var next = z
      model.advance(&next, model.injection.applied(to: theta))
      let residual = distance(next, z) / max(norm(z), .leastNormalMagnitude)
      let implicit = pulled(misfit)
      let expected = pulled(difference(z, star))
      inexact = max(
        inexact, maximumDistance(difference(implicit, exact), expected) / scale)
      kept = kept && tape.keptCount == depth
      let entry = (
        depth: depth, unrolled: distance(unrolled, exact) / size,
        implicit: distance(implicit, exact) / size
      )
      errors.append(entry)
      table.append([
        .integer(depth), .number(residual),
        .text(residual <= tolerance ? "reached" : "not reached"),
        .number(entry.unrolled), .number(entry.implicit), .integer(tape.keptCount * d), .integer(d),
      ])
    }
    study.decide(
      GradientClaims.unrolled, "largest relative difference from the closed form", predicted: 0,
      computed: reverse, .rounding(1e-12))
    study.decide(
      GradientClaims.inexact, "largest relative difference from the closed form", predicted: 0,
      computed: inexact, .rounding(1e-11))
    study.decide(GradientClaims.memory, "reverse mode keeps every state", kept)
    study.tables.append(
      NamedTable(
        "gradients", "relative errors of gradients after N steps, and the numbers that they keep",
        table))
    if isSymmetric {
      let radius = try factorized(spectralRadius(of: model.map))
      // The rate is that of many steps, before rounding.
      let usable = errors.filter { $0.unrolled > 1e-11 && $0.depth >= 40 }
      if usable.count >= 2 {
        let (last, before) = (usable[usable.count - 1], usable[usable.count - 2])
        study.decide(
          GradientClaims.rate, predicted: radius,
          computed: pow(
            last.unrolled / before.unrolled, 1 / Double(max(last.depth - before.depth, 1))),
          .gap(0.03))
      }
    }
    study.figures.append(
      NamedFigure(
        "gradients",
        Figure(
          title: "Errors of implicit and unrolled gradients after N steps",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("steps *N*", isInteger: true),
              yAxis: Axis("relative error of the gradient", scale: .logarithmic),
              curves: [
                Curve(
                  "unrolled", points: errors.map { Point(x: Double($0.depth), y: $0.unrolled) },
                  style: Style(color: .blue, marker: .circle)),
                Curve(
                  "implicit, at *z*_{*N*}",
                  points: errors.map { Point(x: Double($0.depth), y: $0.implicit) },
                  style: Style(color: .green, dash: .dashed, marker: .square)),
              ])
          ])))
  }

  private func adjoint(_ matrix: Matrix, _ v: [Double]) -> [Double] {
    var image = [Double](repeating: 0, count: matrix.columns)
    matrix.applyAdjoint(v, into: &image)
    return image
  }

  private func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
}
