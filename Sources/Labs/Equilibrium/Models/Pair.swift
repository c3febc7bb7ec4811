// One parameter for two directions: everything in closed form.

import Evidence
import LabKit
import Libc
import LinearAlgebra

/// H = diag(1, h), B = (1, h), z̄ = (1, 1) and η = 1: z_M = θ(1, 1 − (1 − h)^M).
struct Pair {
  /// h from 0 to 1.
  let eigenvalue: Double
  /// N.
  let depth: Int
  /// The losses at 0, 1, …, from the iteration.
  let losses: [Double]
  /// θ_N by least squares.
  let parameter: Double

  private var iteration: LinearIteration { Self.iteration(eigenvalue) }

  private static func iteration(_ h: Double) -> LinearIteration {
    LinearIteration(
      map: Matrix(diagonal: [0, 1 - h]), injection: Matrix(rows: 2, columns: 1, elements: [1, h]))
  }

  /// Trains the model.
  ///
  /// - Parameters:
  ///   - eigenvalue: h from 0 to 1.
  ///   - depth: N ≥ 1.
  ///   - horizon: The largest test depth.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  init(eigenvalue: Double, depth: Int, horizon: Int) throws(LabError) {
    self.eigenvalue = eigenvalue
    self.depth = depth
    let model = Self.iteration(eigenvalue)
    let (theta, _) = try model.trained(depth, target: [1, 1])
    parameter = theta[0]
    losses = model.losses(theta, target: [1, 1], to: max(horizon, depth))
  }

  /// a = 1 − (1 − h)^M.
  private func share(_ depth: Int) -> Double { 1 - pow(1 - eigenvalue, Double(depth)) }

  /// (1 + a)/(1 + a²) with a at N.
  private var predictedParameter: Double {
    let a = share(depth)
    return (1 + a) / (1 + a * a)
  }

  /// ½(θ − 1)² + ½(aθ − 1)² with a at M.
  var formulas: [Double] {
    let theta = predictedParameter
    return losses.indices.map { depth in
      let (first, second) = (theta - 1, share(depth) * theta - 1)
      return 0.5 * (first * first + second * second)
    }
  }

  /// Decides the claims.
  func decide(to study: inout LabStudy) {
    study.decide(
      DepthClaims.pairParameter, predicted: predictedParameter, computed: parameter,
      .rounding(1e-12))
    let later = losses.suffix(from: depth + 1)
    study.decide(
      DepthClaims.pairGain, "later depths with a loss larger beyond rounding", predicted: 0,
      computed: Double(later.count { $0 > losses[depth] * (1 + 1e-12) + 1e-30 }), .count)
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    let exact = log(1 - 1 / parameter) / log(1 - eigenvalue)
    if exact + 1 < Double(losses.count) {
      study.decide(
        DepthClaims.pairBest, "the best depth", predicted: exact, computed: Double(best),
        .within(exact.rounded(.down)...exact.rounded(.up)))
    }
    let depths = [5, 6, 7, 10, 17, 55, 405]
    guard losses.count > 405 else { return }
    study.pin(
      DepthClaims.pairPinned,
      [0.149302, 0.115798, 0.0899883, 0.0442971, 0.0214586, 0.0421298, 0.0428837],
      depths.map { losses[$0] })
  }
}
