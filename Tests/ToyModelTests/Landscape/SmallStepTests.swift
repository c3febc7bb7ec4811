// The minimum behind the barrier as the step size tends to 0.

import Foundation
import Testing
import ToyModel

@Suite("Sharp minima at small steps")
struct SmallStepTests {
  private static func sharpMinimum(depth: Int, stepSize: Double) throws -> CriticalPoint {
    let landscape = RiskLandscape(
      filter: UnrolledFilter(depth: depth, stepSize: stepSize),
      directional: DirectionalRisk(signalEnergy: 1.25, noiseVariance: 0.81))
    return try #require(landscape.criticalPoints.last { $0.kind == .minimum })
  }

  /// f(s) ≈ ωᴺ s^(N−1) there, so that dt/dr = 2(N−1)t/r and s grows as ω^(−N/(N−1)).
  @Test(
    "in R the curvature falls as ω^(N/(N−1)); relative to R it tends to 4(N−1)²t²(γ+σ²)",
    arguments: [3, 5])
  func scaling(depth: Int) throws {
    let (near, far) = (
      try Self.sharpMinimum(depth: depth, stepSize: 1e-13),
      try Self.sharpMinimum(depth: depth, stepSize: 1e-14)
    )
    let power = Double(depth) / Double(depth - 1)
    // q is of the order ω^(−1/(N−1)), and corrections are of the order 1/q.
    let correction = 20 * pow(1e-13, 1 / Double(depth - 1))
    #expect(abs(near.curvature / far.curvature / pow(10, power) - 1) <= correction)
    let wiener = 1.25 / 2.06
    let count = Double(depth - 1)
    let limit = 4 * count * count * wiener * wiener * 2.06
    #expect(abs(far.curvature * far.location * far.location / limit - 1) <= correction)
  }
}
