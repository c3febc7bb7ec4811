// Three numbers of the data decide about soft thresholds.

package import Evidence
import Libc
import Optimization
package import ToyModel

package struct ThresholdRiskProposition: Claim {
  package let id = "threshold-risk"
  package let exposition = Exposition(
    title: "Hazard, mean excess and second moment beyond the threshold decide everything",
    statement: [
      """
      x = y + ε with Gaussian noise of variance σ² and any y that is symmetric about 0. Beyond a threshold λ let P = \
      P(|x|>λ), r the hazard of |x| at λ (its density there over P), e = E[|x|−λ given |x|>λ] the mean excess and m₂ = \
      E[(|x|−λ)² given |x|>λ]. Then for f = c·ST_λ:
      """,
      .formula(
        """
        2R(λ,1) = E min(x², λ²) − σ² + 2σ²P
        best λ for c = 1 (bilevel learning):   r(λ) = λ/σ²
        best c at λ:                           c* = 1 + (λe − σ²)/m₂
        what the gain is worth there:          ½P(λe − σ²)²/m₂
        both best, λ > 0:                      λ = σ²(r m₂ − e)/(m₂ − e²)
        """),
      """
      With the discrepancy principle, E min(x², λ²) = σ², the error is 2σ²P: the result is worse than the data exactly if \
      fewer than half of the coefficients are set to 0.
      """,
    ],
    assumptions: ["Gaussian noise, independent of y; E y² is finite and not 0."],
    limits: [
      "Necessary conditions: R may have several stationary points (`toy explain threshold-unique`).",
      "Large noise and a Gaussian y: λ = 0 is best, no threshold is worth anything.",
    ],
    sources: [.proofThreeNumbers],
    example: { .thresholdRisk() },
    figure: "scalar-threshold",
    commands: ["toy scalar --prior laplace,bernoulli-gaussian --sigma 0.5,1"],
    declarations: ["SoftThresholdOptimum", "SoftThresholdFit", "TailMoments"])
  package let domain =
    "Laplace, Gaussian, Bernoulli–Gaussian and discrete laws, σ from 0.1 to 5 of the signal's, λ up to 5σ, c up to 2"

  /// The risk as the program computes it.
  package var risk:
    @Sendable (_ prior: any ScalarPrior, _ threshold: Double, _ gain: Double, _ variance: Double) ->
      Double =
      { $0.risk(threshold: $1, gain: $2, noiseVariance: $3) }
  /// The best gain.
  package var bestGain: @Sendable (SoftThresholdFit) -> Double = { $0.bestGain }
  /// What it is worth.
  package var worth: @Sendable (SoftThresholdFit) -> Double = { $0.worth }
  /// The optima.
  package var optimum:
    @Sendable (_ prior: any ScalarPrior, _ variance: Double) -> SoftThresholdOptimum = {
      ScalarModel($0, noiseVariance: $1).optimum
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let isLegal: (ParameterPoint) -> Bool = {
      $0.isScalar && $0[.threshold] >= 0 && $0[.gain] > 0
    }
    return [
      try .sampled(
        "the risk, by integrating over x with the posterior mean", cases: scope.samples / 100,
        in: scope, id, point: { (draws) throws(EvidenceError) in try draws.scalarPoint(scope) },
        isLegal: isLegal, violation: { riskViolation($0) }),
      try .sampled(
        "the best gain and its worth, by a parabola through three risks", cases: scope.samples / 10,
        in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in try draws.scalarPoint(scope) },
        isLegal: isLegal, violation: { gainViolation($0) }),
      try .sampled(
        "no λ of a grid, with its best c or with c = 1, is better", cases: scope.samples / 100,
        in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in try draws.scalarPoint(scope) },
        isLegal: isLegal, violation: { optimumViolation($0) }),
      try .sampled(
        "the discrepancy principle", cases: scope.samples / 100, in: scope, id, 3,
        point: { (draws) throws(EvidenceError) in try draws.scalarPoint(scope, laws: 1...3) },
        isLegal: { isLegal($0) && $0[.law] < 4 }, violation: { discrepancyViolation($0) }),
    ]
  }

  private func fit(_ point: ParameterPoint, _ threshold: Double, gain: Double?) -> SoftThresholdFit
  {
    ScalarModel.fit(
      point.prior, threshold: threshold, gain: gain, noiseVariance: point.noiseVariance)
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    let (threshold, gain) = (point[.threshold], point[.gain])
    let found = risk(point.prior, threshold, gain, point.noiseVariance)
    let expected = steppedRisk(point.prior, noiseVariance: point.noiseVariance) {
      gain * softThreshold($0, threshold)
    }
    return abs(found - expected) <= 3e-4 * (found + point.noiseVariance * 0.1)
      ? nil : "the risk is \(found), by integration \(expected)"
  }

  private func gainViolation(_ point: ParameterPoint) -> String? {
    let (prior, threshold, variance) = (point.prior, point[.threshold], point.noiseVariance)
    let fit = fit(point, threshold, gain: 1)
    guard fit.tail.probability > 1e-8 else { return nil }
    let values = [0.0, 1, 2].map { risk(prior, threshold, $0, variance) }
    let second = 0.5 * (values[0] - 2 * values[1] + values[2])
    let expected = 1 - 0.25 * (values[2] - values[0]) / second
    // Differences of risks lose digits where P is small.
    let tolerance = 1e-12 * values[1] / second
    let found = bestGain(fit)
    guard abs(found - expected) <= tolerance + 1e-12 * abs(found) else {
      return "the best gain is \(found), of the parabola \(expected)"
    }
    let value = values[1] - risk(prior, threshold, expected, variance)
    return abs(worth(fit) - value) <= 1e-12 * values[1]
      ? nil : "the gain is worth \(worth(fit)), by two risks \(value)"
  }

  private func optimumViolation(_ point: ParameterPoint) -> String? {
    let (prior, variance) = (point.prior, point.noiseVariance)
    let best = optimum(prior, variance)
    let sigma = variance.squareRoot()
    for step in 0...120 {
      let threshold = sigma * 0.05 * Double(step)
      let exact = risk(prior, threshold, 1, variance)
      guard exact >= best.bilevel.risk * (1 - 1e-12) else {
        return "at λ = \(threshold) the risk is \(exact), less than \(best.bilevel.risk)"
      }
      for gain in [0.3, 0.6, 0.8, 0.95, 1.1, 1.3, 1.7] {
        let other = risk(prior, threshold, gain, variance)
        guard other >= best.joint.risk * (1 - 1e-12) else {
          return
            "at λ = \(threshold), c = \(gain) the risk is \(other), less than \(best.joint.risk)"
        }
      }
    }
    let (tail, threshold) = (best.bilevel.tail, best.bilevel.threshold)
    return abs(variance * tail.hazard - threshold) <= 1e-9 * threshold
      ? nil : "λ/σ² = \(threshold / variance), the hazard is \(tail.hazard)"
  }

  private func discrepancyViolation(_ point: ParameterPoint) -> String? {
    let (prior, variance) = (point.prior, point.noiseVariance)
    // E min(x², λ²) = 2 ∫ tP(t) dt by Simpson's rule.
    func clipped(_ threshold: Double) -> Double {
      let count = 400
      return (0...count).reduce(0) { sum, index in
        let t = threshold * Double(index) / Double(count)
        let weight = index == 0 || index == count ? 1.0 : index.isMultiple(of: 2) ? 2 : 4
        return sum + weight * 2 * t
          * prior.tail(beyond: t, noiseVariance: variance).probability
      } * threshold / Double(3 * count)
    }
    let upper = 40 * (prior.energy + variance).squareRoot()
    let threshold = findRoot(lower: 0, upper: upper, relativeTolerance: 1e-10) {
      clipped($0) - variance
    }.location
    let p = prior.tail(beyond: threshold, noiseVariance: variance).probability
    let found = 2 * risk(prior, threshold, 1, variance)
    return abs(found - 2 * variance * p) <= 1e-7 * variance
      ? nil : "the error is \(found), 2σ²P is \(2 * variance * p)"
  }
}
