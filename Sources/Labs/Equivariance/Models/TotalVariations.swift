// Total variations of fields on a periodic grid.

import LinearAlgebra
import Optimization

/// A functional of fields.
struct GridFunctional: Sendable {
  /// The name in tables.
  let name: String
  /// J(u).
  let value: @Sendable (_ field: [Double]) -> Double

  /// J(g·u) − J(u) relative to J(u), the largest over some permutations.
  func defect(_ field: [Double], _ permutations: [[Int]]) -> Double {
    let own = value(field)
    guard own > 0 else { return 0 }
    return permutations.reduce(0) { worst, permutation in
      max(worst, abs(value(permutation.map { field[$0] }) - own) / own)
    }
  }

  /// Σ |∂₁u| + |∂₂u|.
  static func anisotropic(_ size: Int) -> GridFunctional {
    let variation = variation(size, .anisotropic)
    return GridFunctional(name: "anisotropic TV") { variation.value($0) }
  }

  /// Σ ((∂₁u)² + (∂₂u)²)^½.
  static func isotropic(_ size: Int) -> GridFunctional {
    let variation = variation(size, .isotropic)
    return GridFunctional(name: "isotropic TV") { variation.value($0) }
  }

  /// Total variation of the periodic grid.
  static func variation(_ size: Int, _ norm: PairNorm) -> ImageTotalVariation {
    ImageTotalVariation(height: size, width: size, boundary: .periodic, norm: norm)
  }

  /// The mean of isotropic total variation over the eight orientations.
  static func averaged(_ size: Int) -> GridFunctional {
    let isotropic = isotropic(size)
    let motions = GridGroup("d4").pointElements.map { $0.permutation(size) }
    return GridFunctional(name: "isotropic TV, mean of orientations") { field in
      motions.reduce(0) { sum, motion in sum + isotropic.value(motion.map { field[$0] }) }
        / Double(motions.count)
    }
  }

  /// ½‖∇u‖².
  static func quadratic(_ size: Int) -> GridFunctional {
    let map = StencilMap(height: size, width: size, boundary: .periodic)
    return GridFunctional(name: "half squared gradient") { field in
      let differences = map.applied(to: field)
      return 0.5 * dot(differences, differences)
    }
  }

  /// The proximal map of λTV on u and on motions of it.
  ///
  /// - Parameters:
  ///   - norm: The norm of the differences of a pixel.
  ///   - size: n.
  ///   - weight: λ.
  ///   - field: u.
  ///   - motions: The permutations of pixels of the motions g.
  ///   - iterationLimit: The largest number of iterations of each.
  /// - Returns: The largest entry of prox(g·u) − g·prox(u), the largest (2·gap)^½, which bounds the distance of a computed
  ///   point from the exact one, and the least favourable reason to stop.
  static func proxViolation(
    _ norm: PairNorm, _ size: Int, weight: Double, _ field: [Double],
    _ motions: [[Int]], iterationLimit: Int = 100_000
  ) -> (violation: Double, error: Double, stop: String) {
    let variation = variation(size, norm)
    let tolerance = 1e-15 * dot(field, field)
    func prox(_ field: [Double]) -> CertifiedImage {
      variation.denoised(
        field, weight: weight, gapTolerance: tolerance, iterationLimit: iterationLimit)
    }
    let own = prox(field)
    var (violation, gap, stop) = (0.0, own.gap, own.stopReason)
    for motion in motions {
      let moved = prox(motion.map { field[$0] })
      violation = max(violation, maximumDistance(moved.image, motion.map { own.image[$0] }))
      gap = max(gap, moved.gap)
      if moved.stopReason == .iterationLimit { stop = .iterationLimit }
    }
    return (violation, (2 * max(gap, 0)).squareRoot(), stop.rawValue)
  }

  /// All of them.
  static func all(_ size: Int) -> [GridFunctional] {
    [anisotropic(size), isotropic(size), averaged(size), quadratic(size)]
  }
}
