// What the number of cold steps does where λ is large.

import Evidence
import LabKit
import LinearAlgebra

/// Cold limits for a λ that cuts off no multiplier, and for λ = 0.3, where fewer steps end nearer to the solution.
enum ColdStudy {
  /// Decides the claims.
  ///
  /// - Parameters:
  ///   - signal: The problem, whose λ is replaced.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where a system is singular.
  static func report(_ signal: DeblurredSignal, to study: inout LabStudy) throws(LabError) {
    let free = signal.with(penalty: 1e6)
    var worst = 0.0
    for steps in [1, 2, 5] {
      worst = max(
        worst, maximumDistance(free.coldLimit(steps).image, try smoothed(signal, steps: steps)))
    }
    study.decide(
      IterationClaims.coldLinear, "largest difference from the solution of the system",
      predicted: 0, computed: worst, .rounding(1e-10))
    // Other settings do not decide a pin.
    guard study.settings.isPinned else { return }
    let large = signal.with(penalty: 0.3)
    let solution = large.certifiedLimit(1)
    study.pin(
      IterationClaims.coldOrder, IterationClaims.orderPins,
      [1, 2, 3, 20].map { distance(large.coldLimit($0).image, solution.image) })
  }

  /// The solution of x = (I − sΓᵀΓ)^L(x − ρAᵀ(Ax − y)).
  private static func smoothed(
    _ signal: DeblurredSignal, steps: Int
  ) throws(LabError) -> [Double] {
    let n = signal.data.count
    let identity = Matrix.identity(n)
    var once = Matrix(of: signal.differences).gram()
    scale(&once, by: signal.dualStep)
    once = identity.subtracting(once)
    var smoothing = identity
    for _ in 0..<steps { smoothing = smoothing.multiplied(by: once) }
    var gram = Matrix(of: signal.blur).gram()
    scale(&gram, by: signal.stepSize)
    let system = identity.subtracting(smoothing.multiplied(by: identity.subtracting(gram)))
    var right = signal.blur.adjointApplied(to: signal.data)
    scale(&right, by: signal.stepSize)
    var x = smoothing.applied(to: right)
    try factorized(LUFactorization(system)).solve(&x)
    return x
  }
}
