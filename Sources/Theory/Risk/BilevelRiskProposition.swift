// The best bilevel risk.

package import Evidence
import Intervals
import ToyModel

package struct BilevelRiskProposition: Claim {
  package let id = "bilevel-infimum"
  package let exposition = Exposition(
    title: "The best bilevel risk",
    statement: [
      "For any data the infimum of the bilevel risk is",
      .formula("inf E = σ²(n−k)/2 + ½ Σ γᵢσ²/(γᵢ+σ²)"),
      """
      with the sum over the k smallest eigenvalues of C: the n − k directions of the strongest signal \
      pass unchanged. For constant signals it is
      """,
      .formula(
        """
        inf E = σ²(n−k)/2                            for k < n
              = (σ²/2) · n(μ²+θ²)/(n(μ²+θ²)+σ²)      for k = n
        """),
    ],
    assumptions: ["R is any real k × n matrix, 1 ≤ k ≤ n; σ > 0."],
    limits: [
      "It is a minimum only where every free direction has signal (`toy explain bilevel-not-attained`).",
      "The slide shows constant signals; the sum holds for all data.",
    ],
    sources: [.talkBestBilevel, .paperBestRisks],
    example: { .bilevelInfimum() },
    figure: "iid-beside-constant",
    commands: [
      "toy risk --n 10 --k 1,5,9,10 --family bilevel",
      "toy risk --n 10 --k 5 --family bilevel --data iid",
    ],
    declarations: ["OptimalRisk"])
  package let domain = "random spectra, n ≤ 6; constant signals, n to 10⁶"

  /// The best bilevel risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampledSpectra(
        "any data", scope, of: id, words: "--family bilevel"
      ) { point in
        let split = SplitSpectrum(point)
        let exact = 0.5 * split.noise * split.forced + split.rest
        return difference("the risk", risk(RiskSetting(point, .bilevel)).risk.total, from: exact)
      },
      try .sampled(
        "constant signals", cases: scope.samples, in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.toyPoint(scope)
          if draws.integer(0...3) == 0 { point[.k] = point[.n] }
          return point
        }, isLegal: \.isSetting, command: { $0.riskCommand("--family bilevel") }
      ) { point in
        let noise = Interval(point.noiseVariance)
        let energy =
          Interval(point.n) * (Interval(point[.mu]).squared + Interval(point[.theta]).squared)
        let exact =
          point.k < point.n
          ? 0.5 * noise * Interval(point.n - point.k) : DefinedRisk.least(energy, noise)
        return difference("the risk", risk(RiskSetting(point, .bilevel)).risk.total, from: exact)
      },
    ]
  }
}
