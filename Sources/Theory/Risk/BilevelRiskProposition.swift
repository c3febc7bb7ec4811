// The best bilevel risk, and that no R has it.

package import Evidence
package import Intervals
import ToyModel

package struct BilevelRiskProposition: Claim {
  package static let id = "bilevel-infimum"
  package static let statement =
    "The infimum of the bilevel risk is σ²(n−k)/2 plus ½γσ²/(γ+σ²) for each of the k smallest γ; for "
    + "constant signals σ²(n−k)/2 for k < n and the best linear risk for k = n."
  package static let source =
    "paper and talk, theorem on best risks, part 2; for other data follows likewise"
  package static let domain = "random spectra, n ≤ 6; constant signals, n to 10⁶"

  /// The best bilevel risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampledSpectra(
        "any data", scope, of: Self.id, words: "--family bilevel"
      ) { place in
        let split = SplitSpectrum(place)
        let exact = 0.5 * split.noise * split.forced + split.rest
        return difference("the risk", risk(RiskSetting(place, .bilevel)).risk.total, from: exact)
      },
      try .sampled(
        "constant signals", cases: scope.samples, scope.sampler(for: Self.id, 1), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.toyPlace(scope)
          if draws.integer(0...3) == 0 { place[.k] = place[.n] }
          return place
        }, isLegal: \.isSetting, command: { $0.riskCommand("--family bilevel") }
      ) { place in
        let noise = Interval(place.noiseVariance)
        let energy =
          Interval(place.n) * (Interval(place[.mu]).squared + Interval(place[.theta]).squared)
        let exact =
          place.k < place.n
          ? 0.5 * noise * Interval(place.n - place.k) : DefinedRisk.least(energy, noise)
        return difference("the risk", risk(RiskSetting(place, .bilevel)).risk.total, from: exact)
      },
    ]
  }
}

package struct BilevelAttainmentProposition: Claim {
  package static let id = "bilevel-not-attained"
  package static let statement =
    "For σ > 0 no R attains the best bilevel risk where one of the k smallest γ is 0: with t = 1/(1+s) > 0 there, "
    + "½σ²t² is missing. Else it is attained. For constant signals it is not, for n ≥ 2."
  package static let source = "paper and talk, theorem on best risks, part 2: \"does not exist\""
  package static let domain = "t in [10⁻⁶, 1], σ in [0.01, 10]; random spectra, n ≤ 6"

  /// The risk of one direction by its eigenvalue t.
  package var direction:
    @Sendable (_ eigenvalue: Interval, _ noise: Interval, _ gain: Interval) -> Interval =
      DefinedRisk.direction
  /// The best bilevel risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      .proved("a direction with γ = 0 costs more than 0", [.s, .sigma], [1e-6...1, 0.01...10]) {
        sides, _ in
        direction(.zero, sides[1].squared, sides[0]) - Interval(1e-17)
      },
      try .sampledSpectra(
        "attained where the k smallest γ are above 0", scope, of: Self.id, words: "--family bilevel"
      ) { place in
        let free = place.eigenvalues.sorted(by: >).suffix(place.k)
        let silent = free.count { $0 == 0 }
        let expected: Attainment =
          silent == 0 ? .attained : .eigenvaluesToZero(directions: silent)
        let found = risk(RiskSetting(place, .bilevel)).attainment
        return found == expected ? nil : "it is said to be \(found), not \(expected)"
      },
    ]
  }
}
