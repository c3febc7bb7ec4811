// Early stopping for log-concave laws, overshoot for sparse ones.

package import Evidence
import Libc
package import ToyModel

package struct OvershootProposition: Claim {
  package let id = "overshoot"
  package let exposition = Exposition(
    title: "Log-concave laws want early stopping, sparse ones overshoot, so that odd depths win",
    statement: [
      "At a best λ, with the best gain c there or with both best,",
      .formula("c < 1  ⇔  e·r < 1  ⇔  the mean excess of |x| falls at λ;     c > 1  ⇔  e·r > 1"),
      """
      A log-concave law of y (Laplace, Gaussian, exp(−|y|^q) with q ≥ 1) has e·r < 1 for every λ and σ: stopping early is \
      better than solving exactly, and all depths of tied ISTA have the same best risk. Where the best pair has c > 1, \
      as for sparse laws at small noise, even depths have only c ≤ 1, odd depths reach it as long as c ≤ 2, and one step \
      always does.
      """,
      """
      Near λ = 0 a threshold improves on the best linear denoiser exactly if E|x| < 2p(0)(E y²+σ²), p the density of x; \
      this holds for every scale mixture of Gaussian laws that is not Gaussian.
      """,
    ],
    assumptions: ["Gaussian noise; the parameters are learned on the law itself."],
    limits: [
      """
      Sparse does not always mean overshoot: for Bernoulli–Gaussian laws with π = 0.1 the best gain falls below 1 from \
      σ²/E y² = 4.499 on.
      """,
      "For c > 2 steps ω ≤ 2 with N ≥ 3 do not reach the best pair; rare and large signals have that.",
    ],
    sources: [.proofOvershoot, .claims("threshold-risk", "sparse-iteration")],
    example: { .overshoot() },
    figure: "scalar-gain",
    commands: ["toy scalar --prior laplace,bernoulli-gaussian --depth 1,2,3,4"],
    declarations: ["GainVerdict", "ScalarModel"])
  package let domain =
    "the laws of `threshold-risk`, λ up to 5σ; q from 1 to 4 for log-concave laws"

  /// The verdict at a stationary threshold: whether c < 1.
  package var stopsEarly: @Sendable (TailMoments) -> Bool = { $0.criterion < 1 }
  /// The best risk of tied ISTA.
  package var tied: @Sendable (_ model: ScalarModel, _ depth: Int) -> Double = {
    $0.best(.ista, depth: $1).risk
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the verdict at both optima, and the slope of the mean excess", cases: scope.samples / 50,
        in: scope, id, point: { (draws) throws(EvidenceError) in try draws.scalarPoint(scope) },
        isLegal: { $0.isScalar }, violation: { verdictViolation($0) }),
      try .sampled(
        "e·r < 1 for log-concave laws", cases: scope.samples / 100, in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.scalarPoint(scope)
          point[.law] = 1
          point[.weight] = draws.uniform(1...4)
          return point
        }, isLegal: { $0.isScalar && (1...4).contains($0[.weight]) }
      ) { point in
        let prior = GeneralizedGaussianPrior(energy: 1, exponent: point[.weight])
        let tail = prior.tail(beyond: point[.threshold], noiseVariance: point.noiseVariance)
        return tail.criterion < 1 + 1e-11 ? nil : "e·r = \(tail.criterion)"
      },
      try .sampled(
        "no step size of a depth is better than the best of its family", cases: scope.samples / 200,
        in: scope, id, 2, point: { (draws) throws(EvidenceError) in try draws.scalarPoint(scope) },
        isLegal: { $0.isScalar }, violation: { depthViolation($0) }),
      try .sampled(
        "scale mixtures gain from a threshold", cases: scope.samples / 20, in: scope, id, 3,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.scalarPoint(scope)
          point[.law] = draws.uniform(0...1) < 0.5 ? 1 : 3
          return point
        }, isLegal: { $0.isScalar && ($0[.law] == 1 || $0[.law] == 3) }
      ) { point in
        let tail = point.prior.tail(beyond: 0, noiseVariance: point.noiseVariance)
        let right = tail.density * (point.prior.energy + point.noiseVariance)
        return tail.firstMoment < right ? nil : "E|x| = \(tail.firstMoment), 2p(0)E x² = \(right)"
      },
    ]
  }

  private func verdictViolation(_ point: ParameterPoint) -> String? {
    let (prior, variance) = (point.prior, point.noiseVariance)
    let optimum = ScalarModel(prior, noiseVariance: variance).optimum
    for (name, fit, gain) in [
      ("at the exact solution", optimum.bilevel, optimum.bilevel.bestGain),
      ("at the best pair", optimum.joint, optimum.joint.gain),
    ] where fit.threshold > 0 && abs(gain - 1) > 1e-9 {
      guard stopsEarly(fit.tail) == (gain < 1) else {
        return "\(name): c = \(gain), e·r = \(fit.tail.criterion)"
      }
      // e′ by a difference.
      let h = 1e-4 * variance.squareRoot()
      func excess(_ threshold: Double) -> Double {
        prior.tail(beyond: threshold, noiseVariance: variance).meanExcess
      }
      let slope =
        (excess(fit.threshold + h) - excess(max(0, fit.threshold - h)))
        / (fit.threshold + h - max(0, fit.threshold - h))
      guard abs(slope - (fit.tail.criterion - 1)) <= 1e-4 else {
        return "\(name): e′ = \(slope), e·r − 1 = \(fit.tail.criterion - 1)"
      }
    }
    return nil
  }

  private func depthViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let (prior, variance) = (point.prior, point.noiseVariance)
    let model = ScalarModel(prior, noiseVariance: variance)
    for depth in 1...4 {
      let best = tied(model, depth)
      let joint = model.optimum.joint
      let isReached = depth == 1 || joint.gain <= (depth.isMultiple(of: 2) ? 1 : 2)
      guard best >= joint.risk * (1 - 1e-12), !isReached || best <= joint.risk * (1 + 1e-12) else {
        return "N = \(depth): \(best), the best pair has \(joint.risk)"
      }
      for _ in 0..<30 {
        let omega = draws.uniform(0.02...2)
        let threshold = draws.uniform(0...4) * variance.squareRoot()
        let map = ScalarIteration.proximalGradient(stepSize: omega).map(
          depth: depth, threshold: threshold)
        let found = map.risk(prior, noiseVariance: variance)
        guard found >= best * (1 - 1e-11) else {
          return "N = \(depth), ω = \(omega), λ = \(threshold): \(found), less than \(best)"
        }
      }
    }
    return nil
  }
}
