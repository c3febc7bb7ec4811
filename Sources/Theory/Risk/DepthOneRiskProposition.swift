// The best risks of N = 1 and of even depths with a learned step.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct DepthOneRiskProposition: Claim {
  package static let id = "depth-one-learned"
  package static let statement =
    "At N = 1 the best step is ω = tr C/(tr C + nσ²), with the risk ½ tr C · nσ²/(tr C + nσ²), for C ≠ 0; "
    + "for C = 0 the risk 0 is approached as ω → 0."
  package static let source = "follows from the lemma on bias and variance"
  package static let domain = "random spectra, n ≤ 6"

  /// The best risk with a learned step.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampledSpectra(
        "risk and ω", scope, of: Self.id, words: "--depth 1"
      ) { place in
        let trace = place.eigenvalues.reduce(Interval.zero) { $0 + Interval($1) }
        let noise = Interval(place.n) * Interval(place.noiseVariance)
        let optimum = risk(RiskSetting(place, .unrolled(depth: 1, step: .learned)))
        return difference("the risk", optimum.risk.total, from: DefinedRisk.least(trace, noise))
          ?? difference("ω", optimum.stepSize ?? .nan, from: trace / (trace + noise))
      }
    ]
  }
}

package struct EvenRiskProposition: Claim {
  package static let id = "even-learned"
  package static let statement =
    "With a learned step the best risk of an even depth is ½Sτ/(S+τ), S the sum of the m = n − k largest "
    + "γ and τ = mσ², plus ½γσ²/(γ+σ²) for each of the others (σ > 0; for k = n the first part is 0): the "
    + "same for every even N and any data, attained, for k < n at c₀ = S/(S+τ), which is 0 and ω = 2 for "
    + "C = 0."
  package static let source = "talk, theorem on best risks, part 3: no formula there"
  package static let domain = "random spectra, n ≤ 6; N = 2, 4, 6, 10, 100, 1000, 10⁶, 10⁹"

  /// The best risk with a learned step.
  package var risk: RiskFormula = { $0.optimum }
  /// ½S'τ'/(S'+τ'), the cost of the forced directions, at S' = 1 − τ'.
  package var forcedCost: @Sendable (_ share: Interval) -> Interval = { 0.5 * (1 - $0) * $0 }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...1_000_000_000, legal: 2...1 << 53, limit: 12) {
      $0 % 2 == 0
    }
    return [
      // With S + τ = 1. Of degree 2 in τ and in c₀, the identity is decided by 9 pairs of whole numbers,
      // at which interval arithmetic is exact.
      try .exhaustive(
        "½((1−τ)(1−c₀)² + τc₀²) is the cost at c₀ = 1−τ plus ½(c₀ − (1−τ))², as polynomials",
        (0..<9).map { ParameterPoint([.sigma: Double($0 / 3), .omega: Double($0 % 3)]) }
      ) { place in
        let (share, gain) = (Interval(place[.sigma]), Interval(place[.omega]))
        let excess = DefinedRisk.direction(1 - share, share, gain) - forcedCost(share)
        let square = 0.5 * (gain - (1 - share)).squared
        return excess == square
          ? nil : "the excess is \(excess.middle), the square \(square.middle)"
      },
      try .sampledSpectra(
        "risk, c₀ and attainment for every N", scope, of: Self.id, 1, part: 2,
        words: "--depth 2,4,1000000000"
      ) { place in
        let split = SplitSpectrum(place)
        let noise = split.forced * split.noise
        let exact = DefinedRisk.least(split.top, noise) + split.rest
        for depth in depths {
          let optimum = risk(RiskSetting(place, .unrolled(depth: depth, step: .learned)))
          let stepSize = optimum.stepSize ?? .nan
          let forced = CertifiedFilter.forcedGain(depth: depth, stepSize: Interval(stepSize))
          if let wrong = difference("the risk at N = \(depth)", optimum.risk.total, from: exact) {
            return wrong
          }
          guard optimum.attainment == .attained else { return "it is not attained at N = \(depth)" }
          // c₀ follows from ω through a power N: N ulp of 1 − ω.
          if place.k < place.n, split.top.isPositive, depth <= 1000,
            let wrong = difference(
              "c₀ at N = \(depth)", forced.value.middle,
              from: split.top / (split.top + noise), tolerance: 1e-9)
          {
            return wrong
          }
        }
        return nil
      },
    ]
  }
}
