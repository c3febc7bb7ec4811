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
  /// The factorization of I − K.
  private let factors: LUFactorization
  /// z*.
  private let fixedPoint: [Double]
  /// The implicit gradient at z*.
  private let gradient: [Double]
  /// ‖Uᵀ(I − K)⁻ᵀz*‖ + ‖Uᵀ(I − K)⁻ᵀz̄‖: the gradient is a difference of vectors of this size, and has no digits where it is as
  /// small as their rounding.
  private let scale: Double

  /// The gradients after some steps.
  struct Row {
    /// N.
    let depth: Int
    /// ‖z_N − z_{N+1}‖ over ‖z_N‖.
    let residual: Double
    /// The error of reverse mode through N steps, relative to the implicit gradient at z*.
    let unrolledError: Double
    /// The error of the implicit gradient at z_N.
    let implicitError: Double
    /// The number of steps that reverse mode keeps.
    let keptCount: Int
    /// The difference of reverse mode from (S_N U)ᵀ(z_N − z̄), relative to ``scale``.
    let unrolledDefect: Double
    /// The difference of the error of the implicit gradient from Uᵀ(I − K)⁻ᵀ(z_N − z*), relative to ``scale``.
    let implicitDefect: Double
  }

  /// A model whose I − K is regular.
  ///
  /// - Parameters:
  ///   - model: K and U.
  ///   - theta: θ, q numbers.
  ///   - target: z̄, d numbers.
  ///   - isSymmetric: Whether K is symmetric, so that its spectral radius is the rate of all errors.
  /// - Throws: ``LabError/malformed(_:)`` where the gradient overflows or vanishes with its terms.
  init(
    _ model: LinearIteration, theta: [Double], target: [Double], isSymmetric: Bool = false
  ) throws(LabError) {
    self.model = model
    self.theta = theta
    self.target = target
    self.isSymmetric = isSymmetric
    var system = Matrix.identity(model.stateCount)
    add(-1, model.map.elements, to: &system)
    factors = try factorized(LUFactorization(system))
    fixedPoint = Self.fixedPoint(model, factors, theta)
    let terms = [fixedPoint, target].map { [factors] in Self.pullBack(model, factors, $0) }
    gradient = difference(terms[0], terms[1])
    scale = norm(terms[0]) + norm(terms[1])
    guard scale.isFinite, scale > 0, halfSquare(fixedPoint, target).isFinite else {
      throw .malformed("K, U and z̄: the gradient of ½‖z* − z̄‖² overflows or vanishes")
    }
  }

  /// Draws a symmetric K, θ and z̄.
  ///
  /// - Parameter generator: The source of the draws.
  /// - Throws: ``LabError`` as the other initialiser.
  init(_ generator: inout CounterGenerator) throws(LabError) {
    let d = 6
    var map = QRFactorization(generator.normals(rows: d, columns: d)).q.symmetricPart
    LinearAlgebra.scale(&map, by: 0.9)
    try self.init(
      LinearIteration(map: map, injection: .identity(d)), theta: generator.normals(d),
      target: generator.normals(d), isSymmetric: true)
  }

  /// (I − K)⁻¹Uθ.
  private static func fixedPoint(
    _ model: LinearIteration, _ factors: LUFactorization, _ theta: [Double]
  ) -> [Double] {
    var z = model.injection.applied(to: theta)
    factors.solve(&z)
    return z
  }

  /// Uᵀ(I − K)⁻ᵀv.
  private static func pullBack(
    _ model: LinearIteration, _ factors: LUFactorization, _ v: [Double]
  ) -> [Double] {
    var v = v
    factors.solve(&v, .transposed)
    return model.injection.adjointApplied(to: v)
  }

  /// Whether the gradient is 0 up to rounding, so that relative errors mean little.
  var isNegligible: Bool { norm(gradient) <= 1e-9 * scale }

  /// The gradients after N steps from 0.
  ///
  /// - Parameter depth: N ≥ 1.
  /// - Returns: Their errors.
  func row(_ depth: Int) -> Row {
    let unrolling = Unrolled(AffineLayer(iteration: model), stepCount: depth)
    let tape = unrolling.run(
      from: [Double](repeating: 0, count: model.stateCount), weights: theta)
    let z = tape.state
    var next = z
    model.advance(&next, model.injection.applied(to: theta))
    let misfit = difference(z, target)
    let unrolled = unrolling.pullBack(misfit, tape).weights
    let formula = model.response(depth).adjointApplied(to: misfit)
    let implicit = Self.pullBack(model, factors, misfit)
    let expected = Self.pullBack(model, factors, difference(z, fixedPoint))
    let size = max(norm(gradient), .leastNormalMagnitude)
    return Row(
      depth: depth, residual: distance(next, z) / max(norm(z), .leastNormalMagnitude),
      unrolledError: distance(unrolled, gradient) / size,
      implicitError: distance(implicit, gradient) / size, keptCount: tape.keptCount,
      unrolledDefect: maximumDistance(unrolled, formula) / max(norm(formula), scale),
      implicitDefect: maximumDistance(difference(implicit, gradient), expected) / scale)
  }

  /// Decides the claims, and lists and draws the errors.
  ///
  /// - Parameters:
  ///   - rows: Rows of increasing depth.
  ///   - tolerance: The residual up to which the fixed point counts as reached.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  func report(_ rows: [Row], _ tolerance: Double, to study: inout LabStudy) throws(LabError) {
    decide(rows, &study)
    if isSymmetric { try decideRate(rows, &study) }
    var table = Table(columns: [
      "depth", "residual", "status", "unrolled_error", "implicit_error", "unrolled_numbers",
      "implicit_numbers",
    ])
    let d = model.stateCount
    for row in rows {
      table.append([
        .integer(row.depth), .number(row.residual),
        .text(row.residual <= tolerance ? "reached" : "not reached"), .number(row.unrolledError),
        .number(row.implicitError), .integer(row.keptCount * d), .integer(d),
      ])
    }
    study.tables.append(
      NamedTable(
        "gradients", "relative errors of gradients after N steps, and the numbers that they keep",
        table))
    study.figures.append(NamedFigure("gradients", figure(rows, study.settings.command)))
  }

  private func decide(_ rows: [Row], _ study: inout LabStudy) {
    study.decide(
      GradientClaims.adjoint, "defect of the adjoint identity", predicted: 0,
      computed: adjointDefect(of: AffineLayer(iteration: model), at: target, weights: theta),
      .rounding(1e-14))
    study.decide(
      GradientClaims.implicit, "largest difference, relative to the terms of the gradient",
      predicted: 0, computed: differenceOfDifferences, .gap(1e-6))
    study.decide(
      GradientClaims.unrolled, "largest relative difference from the closed form", predicted: 0,
      computed: maximumNorm(rows.map(\.unrolledDefect)), .rounding(1e-12))
    study.decide(
      GradientClaims.inexact, "largest relative difference from the closed form", predicted: 0,
      computed: maximumNorm(rows.map(\.implicitDefect)), .rounding(1e-11))
    study.decide(
      GradientClaims.memory, "reverse mode keeps every state",
      rows.allSatisfy { $0.keptCount == $0.depth })
  }

  /// The largest difference of an entry of the gradient from central differences, relative to ‖(I − K)⁻¹U_j‖(‖z*‖ + ‖z̄‖).
  private var differenceOfDifferences: Double {
    // ½‖z* − z̄‖² is quadratic in θ, so steps of any length are exact; those that move z* by its own size have the least rounding.
    let size = norm(fixedPoint) + norm(target)
    let units = theta.indices.map { index in
      var unit = [Double](repeating: 0, count: theta.count)
      unit[index] = 1
      let response = norm(Self.fixedPoint(model, factors, unit))
      return response > 0 ? size / response : 0
    }
    let start = [Double](repeating: 0, count: theta.count)
    let differences = centralDifferences(at: start, step: 1) { changes in
      let moved = zip(theta, zip(units, changes)).map { $0 + $1.0 * $1.1 }
      return halfSquare(Self.fixedPoint(model, factors, moved), target)
    }
    return maximumDistance(differences, zip(units, gradient).map(*)) / (size * size)
  }

  private func decideRate(_ rows: [Row], _ study: inout LabStudy) throws(LabError) {
    // The rate is that of many steps, before rounding.
    let usable = rows.filter { $0.unrolledError > 1e-11 && $0.depth >= 40 }
    guard let last = usable.last, let before = usable.dropLast().last else { return }
    study.decide(
      GradientClaims.rate, predicted: try factorized(spectralRadius(of: model.map)),
      computed: pow(
        last.unrolledError / before.unrolledError, 1 / Double(last.depth - before.depth)),
      .gap(0.03))
  }

  private func figure(_ rows: [Row], _ command: String) -> Figure {
    func curve(_ name: String, _ error: (Row) -> Double, _ style: Style) -> Curve {
      Curve(name, points: rows.map { Point(x: Double($0.depth), y: error($0)) }, style: style)
    }
    return Figure(
      title: "Errors of implicit and unrolled gradients after N steps", command: command,
      panels: [
        Panel(
          xAxis: Axis("steps *N*", isInteger: true),
          yAxis: Axis("relative error of the gradient", scale: .logarithmic),
          curves: [
            curve("unrolled", \.unrolledError, Style(color: .blue, marker: .circle)),
            curve(
              "implicit, at *z*_{*N*}", \.implicitError,
              Style(color: .green, dash: .dashed, marker: .square)),
          ])
      ])
  }
}
