// A free matrix at the input of the model.

import Evidence
import LabKit
import LinearAlgebra

/// z⁺ = Kz + Θx with a free Θ, trained for random x.
enum InjectionStudy {
  /// Decides the claim.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  static func report(_ generator: inout CounterGenerator, to study: inout LabStudy) throws(LabError)
  {
    let (d, depth) = (5, 6)
    var map = QRFactorization(generator.normals(rows: d, columns: d)).q
    scale(&map, by: 0.8)
    let target = generator.normals(rows: d, columns: d)
    let model = LinearIteration(map: map, injection: .identity(d))
    var theta = target
    try factorized(LUFactorization(model.response(depth))).solve(&theta)
    let losses = (1..<60).map { test in
      let error = model.response(test).multiplied(by: theta).subtracting(target).frobeniusNorm
      return 0.5 * error * error
    }
    let own = losses[depth - 1]
    let least = losses.enumerated().filter { $0.offset != depth - 1 }.map(\.element).min() ?? .nan
    study.decide(
      DepthClaims.injected, "loss at the trained depth over the least at others", predicted: 0,
      computed: own / least, .rounding(1e-20))
  }
}
