// Regularization by denoising with linear denoisers.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// R(u) = ½uᵀ(u − Nu) for a symmetric S and for N = S + K with a skew K, and min ½‖Ax − b‖² + λR(x).
struct DenoiserRegularizer {
  private let symmetric: Matrix
  private let denoiser: Matrix
  private let map: Matrix
  private let data: [Double]
  /// The points at which gradients are compared.
  private let points: [[Double]]
  private let penalty = 0.5

  /// Draws the instance.
  ///
  /// - Parameter seed: The seed of the settings.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  init(seed: UInt64) throws(LabError) {
    var generator = CounterGenerator(seed: 131, shift: seed)
    // The draws of other models of the same stream come first.
    generator.skip(400 + 400 + 200 * 799 + 200_000)
    let base = generator.normals(rows: 6, columns: 6)
    let transposed = base.transposed
    var symmetric = base.multiplied(by: transposed)
    let skew = base.subtracting(transposed)
    let square = symmetric
    let size = try factorized(operatorNorm(of: square)).upper
    let skewSize = try factorized(operatorNorm(of: skew)).upper
    scale(&symmetric, by: 0.9 / size)
    var denoiser = symmetric
    add(0.4 / skewSize, skew.elements, to: &denoiser)
    points = [generator.normals(6), generator.normals(6)]
    map = generator.normals(rows: 4, columns: 6)
    data = generator.normals(4)
    (self.symmetric, self.denoiser) = (symmetric, denoiser)
  }

  private static func value(_ u: [Double], _ denoiser: Matrix) -> Double {
    0.5 * dot(u, difference(u, denoiser.applied(to: u)))
  }

  /// ‖∇R(u) − (u − Mu)‖/‖u − Mu‖ with ∇R by central differences, for the R of N.
  private static func error(
    _ denoiser: Matrix, claimed: Matrix, at point: [Double]
  ) -> Double {
    let gradient = centralDifferences(at: point) { value($0, denoiser) }
    let stated = difference(point, claimed.applied(to: point))
    return distance(gradient, stated) / norm(stated)
  }

  /// Decides the claims, with a table.
  ///
  /// - Throws: ``LabError/failed(_:)`` where a system is singular or LAPACK fails.
  func report(to study: inout LabStudy) throws(LabError) {
    let own = Self.error(symmetric, claimed: symmetric, at: points[0])
    let wrong = Self.error(denoiser, claimed: denoiser, at: points[1])
    let right = Self.error(denoiser, claimed: denoiser.symmetricPart, at: points[1])
    study.decide(
      DenoiserClaims.redGradient, "relative error of *u* − *Nu*", predicted: 0, computed: own,
      .rounding(1e-8))
    study.decide(
      DenoiserClaims.redNonsymmetric, "relative error of *u* − *Nu*", predicted: 0, computed: wrong,
      .rounding(1e-8))
    study.decide(
      DenoiserClaims.redCorrected, "relative error", predicted: 0, computed: right, .rounding(1e-8))
    let gram = map.gram()
    let fixed = try solution(gram, denoiser)
    let minimizer = try solution(gram, denoiser.symmetricPart)
    let size = try factorized(operatorNorm(of: map)).upper
    let step = 1 / (size * size + 1.5 * penalty)
    var x = [Double](repeating: 0, count: 6)
    let right0 = map.adjointApplied(to: data)
    var count = 0
    var change = Double.infinity
    while change > 1e-16 * (1 + norm(x)), count < 40_000 {
      var gradient = difference(gram.applied(to: x), right0)
      add(penalty, difference(x, denoiser.applied(to: x)), to: &gradient)
      change = step * norm(gradient)
      add(-step, gradient, to: &x)
      count += 1
    }
    study.decide(
      DenoiserClaims.redFixedPoint, "‖*x* − fixed point‖", predicted: 0,
      computed: distance(x, fixed), .rounding(1e-9))
    study.pin(
      DenoiserClaims.redNumbers, DenoiserClaims.redPins, [wrong, distance(fixed, minimizer)])
    var table = Table(columns: ["denoiser", "quantity", "value"])
    for (name, quantity, value) in [
      ("symmetric", "relative error of u − Nu as the gradient", own),
      ("non-symmetric", "relative error of u − Nu as the gradient", wrong),
      ("non-symmetric", "relative error of u − ½(N + Nᵀ)u as the gradient", right),
      ("non-symmetric", "distance of the iteration from its fixed point", distance(x, fixed)),
      (
        "non-symmetric", "distance of the fixed point from the minimiser",
        distance(fixed, minimizer)
      ),
    ] {
      table.append([.text(name), .text(quantity), .number(value)])
    }
    study.tables.append(NamedTable("red", "regularization by denoising", table))
  }

  /// The solution of (AᵀA + λ(I − M))x = Aᵀb.
  private func solution(_ gram: Matrix, _ denoiser: Matrix) throws(LabError) -> [Double] {
    var system = gram
    add(penalty, Matrix.identity(6).subtracting(denoiser).elements, to: &system)
    var x = map.adjointApplied(to: data)
    try factorized(LUFactorization(system)).solve(&x)
    return x
  }
}
