// Learned models that are run for another number of steps.

package import Evidence
import Libc
import Reference
package import ToyModel

package struct DepthMismatchProposition: Claim {
  package let id = "depth-mismatch"
  package let exposition = Exposition(
    title: "A learned model is best at its own depth, and at odd depth its iteration may diverge",
    statement: [
      """
      Let R and ω be optimal at depth N with free eigenvalues tᵢ* and the best common value c* = f(0) on the forced \
      directions M, as at every even depth with a learned step. Run for N′ steps with the same R and ω the risk is
      """,
      .formula("L(N′) = L(N) + ½ Σ wᵢ(f(sᵢ) − tᵢ*)² + ½ (Σ_M wⱼ)(f(0) − c*)²,   f of N′ steps"),
      """
      at least L(N). With q = 1 − ω(1+s), at even depth and ω ≤ 1 |q| ≤ 1 in every direction: run on, the iteration \
      converges where no γ is 0. At odd N ≥ 3 q < −1 in every free direction with t* > c*: it diverges there, and \
      L grows by q² with every further step.
      """,
      """
      R of bilevel learning, which has sᵢ = σ²/γᵢ in its free directions, may be stopped early instead: for \
      ω < 1 − (1−t*)² with the least t* N large enough steps have less risk than the exact solution.
      """,
    ],
    assumptions: ["Gradient descent from 0; σ > 0, all γ > 0; k < n for the early stop."],
    limits: [
      "Where free eigenvalues are clipped, as at small odd N or with a fixed ω, another depth may be better."
    ],
    sources: [
      .proof(page: "depth-mismatch", section: "The trained depth is the best"),
      .proof(page: "depth-mismatch", section: "Stopping a bilevel-trained regulariser early"),
      .proof(page: "depth-mismatch", section: "A dichotomy of stability"),
    ],
    example: { .depthMismatch() },
    commands: ["toy risk --data iid --n 10 --k 5 --depth 4,5 --test-depth 1..12"],
    declarations: ["OptimalRisk"])
  package let domain = "random γ and σ, n up to 6; N up to 7, N′ up to 12"

  /// The risk of a learned model run for another depth, as the program computes it.
  package var tested:
    @Sendable (_ learned: OptimalRisk, _ depth: Int, _ family: DenoiserFamily, _ noise: Double) ->
      Double? = {
        $0.tested(depth: $1, of: $2, noiseVariance: $3)?.risk.total
      }
  /// The largest |q| at which the iteration counts as convergent.
  package var limit = 1.0
  /// The ω below which stopping early helps, for the least Wiener gain.
  package var earlyStep: @Sendable (_ least: Double) -> Double = { 1 - (1 - $0) * (1 - $0) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "L(N′) − L(N) is the sum of squares, by plain steps, for even N",
        cases: scope.samples / 5, in: scope, id,
        point: { (draws) throws(EvidenceError) in try point(&draws, scope, [2, 4, 6]) },
        isLegal: { $0.isSetting && $0.depth.isMultiple(of: 2) && $0.depth <= 7 },
        violation: { mismatch($0) }),
      try .sampled(
        "even depth converges, and odd depth diverges where t* > c*", cases: scope.samples / 5,
        in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in try point(&draws, scope, [2, 3, 4, 5, 6, 7]) },
        isLegal: { $0.isSetting && (2...7).contains($0.depth) }, violation: { stability($0) }),
      try .sampled(
        "R of bilevel learning stopped after many steps beats it", cases: scope.samples / 10,
        in: scope, id, 3,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 2...6, isForced: true)
        },
        isLegal: { $0.isSetting && $0.k < $0.n }, violation: { earlyStop($0) }),
    ]
  }

  private func point(
    _ draws: inout Sampler, _ scope: CheckScope, _ depths: [Double]
  ) throws(EvidenceError) -> ParameterPoint {
    var point = try draws.spectrumPoint(scope, dimensions: 2...6)
    point[.depth] = draws.element(depths)
    return point
  }

  private func learned(_ point: ParameterPoint) -> (OptimalRisk, DenoiserFamily) {
    let family = DenoiserFamily.unrolled(depth: point.depth, step: .learned)
    let optimum = OptimalRisk(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k, family: family)
    return (optimum, family)
  }

  /// f of N steps, by the steps themselves.
  private func run(_ depth: Int, _ omega: Double, _ s: Double) -> Double {
    var z = 0.0
    for _ in 0..<depth { z -= omega * ((1 + s) * z - 1) }
    return z
  }

  private func mismatch(_ point: ParameterPoint) -> String? {
    let (optimum, family) = learned(point)
    guard optimum.attainment == .attained, let omega = optimum.stepSize, omega > 0 else {
      return nil
    }
    let (noise, own) = (point.noiseVariance, point.depth)
    let filter = UnrolledFilter(depth: own, stepSize: omega)
    for depth in 1...12 {
      guard let found = tested(optimum, depth, family, noise) else {
        return "no risk at N′ = \(depth)"
      }
      var excess = 0.0
      for line in optimum.eigenvalues {
        guard let s = line.isForced ? 0 : filter.inverse(filter.image.clamp(line.gain)) else {
          return "no s for t = \(line.gain.value)"
        }
        // (f′ − t°)² − (t − t°)² with t° the Wiener gain is (f′ − t)² where t = t°, and sums to that on M.
        let change = run(depth, omega, s) - line.gain.value
        excess +=
          0.5 * Double(line.multiplicity) * (line.dataEigenvalue + noise) * change * change
      }
      let expected = optimum.risk.total + excess
      guard abs(found - expected) <= 1e-9 * (expected + noise) else {
        return "at N′ = \(depth) the risk is \(found), not \(expected)"
      }
      guard found >= optimum.risk.total * (1 - 1e-12) else {
        return "N′ = \(depth) beats N = \(own): \(found) < \(optimum.risk.total)"
      }
    }
    return nil
  }

  private func stability(_ point: ParameterPoint) -> String? {
    let (optimum, _) = learned(point)
    guard optimum.attainment == .attained, let omega = optimum.stepSize, omega > 0, omega <= 1,
      point.k < point.n
    else { return nil }
    let filter = UnrolledFilter(depth: point.depth, stepSize: omega)
    let forced = filter.forcedGain.value
    for line in optimum.eigenvalues where !line.isForced {
      guard let s = filter.inverse(filter.image.clamp(line.gain)) else { continue }
      let q = 1 - omega * (1 + s)
      if point.depth.isMultiple(of: 2) {
        if abs(q) > limit * (1 + 1e-9) { return "even N = \(point.depth): q = \(q)" }
      } else if line.gain.value > forced * (1 + 1e-6), q >= -limit * (1 + 1e-12) {
        return "odd N = \(point.depth): t = \(line.gain.value) above c = \(forced) with q = \(q)"
      }
    }
    return nil
  }

  private func earlyStop(_ point: ParameterPoint) -> String? {
    let (spectrum, noise) = (point.spectrum, point.noiseVariance)
    let bilevel = OptimalRisk(
      spectrum: spectrum, noiseVariance: noise, rows: point.k, family: .bilevel)
    guard bilevel.attainment == .attained else { return nil }
    let free = bilevel.eigenvalues.filter { !$0.isForced }
    guard let least = free.map(\.gain.value).min(), least > 0.05 else { return nil }
    let omega = 0.5 * earlyStep(least)
    var best = Double.infinity
    for depth in 1...400 {
      var change = 0.0
      for line in bilevel.eigenvalues {
        let s = line.isForced ? 0 : line.gain.defect / line.gain.value
        let gain = run(depth, omega, s)
        let (before, after) = (line.gain.value, gain)
        let (gamma, weight) = (line.dataEigenvalue, line.dataEigenvalue + noise)
        // ½w(a² − b²) − γ(a − b), a difference of risks.
        change +=
          Double(line.multiplicity) * (after - before)
          * (0.5 * weight * (after + before) - gamma)
      }
      best = min(best, change)
    }
    return best < 0
      ? nil : "no depth up to 400 with ω = \(omega) beats B; the best change is \(best)"
  }
}
