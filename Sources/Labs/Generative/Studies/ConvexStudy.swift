// A convex network as a regulariser.

import Evidence
import LabKit
import LinearAlgebra
import Optimization

/// Convexity of a network, with and without the sign of its weights, and the minimiser of its problem.
enum ConvexStudy {
  private static let units = 12
  private static let pairCount = 20_000
  private static let startCount = 20

  /// Decides the claims.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - study: The outcome.
  static func report(_ generator: inout CounterGenerator, to study: inout LabStudy) {
    typealias Claims = LearnedPriorClaims
    var network = ConvexNetwork(
      directions: generator.normals(rows: units, columns: 2), offsets: generator.normals(units),
      outputs: generator.normals(units).map(abs))
    func points() -> [[Double]] {
      let numbers = generator.normals(2 * pairCount).map { 3 * $0 }
      return (0..<pairCount).map { pair in Array(numbers[2 * pair..<2 * pair + 2]) }
    }
    let (first, second) = (points(), points())
    func worst(_ network: ConvexNetwork) -> Double {
      zip(first, second).lazy.map(network.defect).max() ?? -.infinity
    }
    study.decide(
      Claims.convex, "largest excess of the value in the middle", predicted: 0,
      computed: worst(network), .atMost(rounding: 1e-12))
    var problem = NetworkDenoising(network: network, data: [1, -0.5], penalty: 0.3)
    let method = Newton(gradientNorm: 1e-14)
    let center = method.minimize(&problem, from: [0, 0]).point
    var farthest = 0.0
    for _ in 0..<startCount {
      let start = generator.normals(2).map { 10 * $0 }
      farthest = max(farthest, distance(method.minimize(&problem, from: start).point, center))
    }
    if study.settings.isPinned {
      for unit in 0..<units / 2 { network.outputs[unit] *= -1 }
      study.pin(Claims.signFree, 4.05327, worst(network))
    }
    study.decide(
      Claims.unique, "largest distance of minimisers", predicted: 0, computed: farthest,
      .rounding(1e-10))
    let miss = first.reduce(0.0) { most, point in
      max(most, abs(max(point[0], 0) + max(-point[0], 0) - abs(point[0])))
    }
    study.decide(
      Claims.absolute, "largest difference over 20,000 points", predicted: 0, computed: miss,
      .rounding(0))
  }
}
