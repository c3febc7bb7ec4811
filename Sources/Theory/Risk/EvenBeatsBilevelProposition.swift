// Unrolling against bilevel learning, and odd depths against even ones.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct EvenBeatsBilevelProposition: Claim {
  package static let id = "even-not-worse"
  package static let statement =
    "With a learned step an even depth is never worse than bilevel learning, for any data: "
    + "½Sτ/(S+τ) ≤ ½τ."
  package static let source =
    "talk, \"unrolling generally better than bilevel\"; follows from the best risks"
  package static let domain = "S/τ in [0, 10³]; random spectra, n ≤ 6"

  /// ½Sτ/(S+τ).
  package var forcedCost: @Sendable (_ signal: Interval, _ noise: Interval) -> Interval = {
    signal, noise in
    0.5 * signal * noise / (signal + noise)
  }
  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      .proved("½Sτ/(S+τ) ≤ ½τ at τ = 1; both sides scale with (S, τ)", [.s], [0...1000]) {
        sides, _ in Interval(0.5) - forcedCost(sides[0], .one)
      },
      try .sampled(
        "bounds of both risks", cases: scope.samples, scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.spectrumPlace(scope, dimensions: 1...6)
          place[.depth] = Double(2 * draws.integer(1...50))
          return place
        }, isLegal: { $0.isSetting && $0.depth >= 2 && $0.depth % 2 == 0 },
        command: { $0.riskCommand("\($0.options(.depth)) --certify") }
      ) { place in
        let unrolled = risk(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
        let bilevel = risk(RiskSetting(place, .bilevel))
        return bilevel.isBelow(unrolled) && (bilevel * (1 + Interval(1e-15))).isBelow(unrolled)
          ? "unrolling has \(unrolled.middle), bilevel \(bilevel.middle)" : nil
      },
    ]
  }
}

package struct OddBeatsEvenProposition: Claim {
  package static let id = "parity"
  package static let statement =
    "For constant signals, not all 0, with σ > 0 and a learned step the best risks are ordered: odd "
    + "N ≥ 3, even N, bilevel. Even "
    + "N is below bilevel for k < n, odd N below even N for k < n − 1; for k ≥ n − 1 odd and even N, for "
    + "k = n all three have the best linear risk."
  package static let source = "talk, risk ratios; follows from the best risks"
  package static let domain = "constant signals, n to 10⁶; N = 2 and 3"

  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the order of the three risks", cases: scope.samples, scope.sampler(for: Self.id),
        seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.toyPlace(scope)
          if draws.integer(0...4) == 0 { place[.k] = place[.n] }
          return place
        }, isLegal: { $0.isSetting && $0.n >= 2 && $0[.theta] > 0 },
        command: { $0.riskCommand("--family bilevel,unrolled --depth 2,3") }
      ) { place in
        let risks = [
          DenoiserFamily.unrolled(depth: 3, step: .learned), .unrolled(depth: 2, step: .learned),
          .bilevel,
        ]
        .map { risk(RiskSetting(place, $0)) }
        let words =
          "odd \(risks[0].middle), even \(risks[1].middle), bilevel \(risks[2].middle)"
        func isOrdered(_ first: Int, isStrict: Bool) -> Bool {
          isStrict
            ? risks[first].isBelow(risks[first + 1])
            : !risks[first].isDisjoint(from: risks[first + 1])
        }
        return isOrdered(0, isStrict: place.k < place.n - 1)
          && isOrdered(1, isStrict: place.k < place.n) ? nil : words
      }
    ]
  }
}

package struct SlideLearnedStepProposition: Claim {
  package static let id = "slide-learned-step"
  package static let statement =
    "With a learned step unrolling is never worse than bilevel learning, for any data and any depth "
    + "N ≥ 2."
  package static let source =
    "talk, \"unrolling generally better than bilevel\", taken for all data"
  package static let domain = "N = 3; random spectra, n ≤ 4"
  package static let stance = Stance.refutedAsStated

  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the risk of N = 3 is not above that of bilevel learning", cases: scope.samples,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.spectrumPlace(scope, dimensions: 2...4, isForced: true)
          place[.depth] = 3
          return place
        }, isLegal: { $0.isSetting && $0.depth == 3 },
        command: { $0.riskCommand("\($0.options(.depth)) --certify") }
      ) { place in
        let unrolled = risk(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
        let bilevel = risk(RiskSetting(place, .bilevel))
        return (bilevel * Interval(1.001)).isBelow(unrolled)
          ? "unrolling has \(unrolled.middle), bilevel \(bilevel.middle)" : nil
      }
    ]
  }
}

package struct SlideFixedStepProposition: Claim {
  package static let id = "slide-fixed-step"
  package static let statement = "Unrolling with a fixed step is never worse than bilevel learning."
  package static let source =
    "talk, \"unrolling generally better than bilevel\", taken for fixed steps"
  package static let domain = "N = 2…11, ω in [0.1, 1.9]; constant signals, n ≤ 100"
  package static let stance = Stance.refutedAsStated

  /// The best risk.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let steps = try scope.range(.omega, 0.1...1.9, legal: 0.01...10)
    return [
      try .sampled(
        "the risk is not above that of bilevel learning", cases: scope.samples,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { draws in
          let n = draws.integer(2...100)
          return ParameterPoint([
            .n: Double(n), .k: Double(draws.integer(1...n)), .mu: 1, .theta: 0.5,
            .sigma: draws.logarithmic(0.01...10), .depth: Double(draws.integer(2...11)),
            .omega: draws.uniform(steps),
          ])
        },
        isLegal: {
          $0.isSetting && $0[.theta] > 0 && $0.depth >= 2 && steps.contains($0[.omega])
        }, command: { $0.riskCommand($0.options(.depth, .omega)) }
      ) { place in
        let unrolled = risk(
          RiskSetting(place, .unrolled(depth: place.depth, step: .fixed(place[.omega]))))
        let bilevel = risk(RiskSetting(place, .bilevel))
        return bilevel.isBelow(unrolled)
          ? "unrolling has \(unrolled.middle), bilevel \(bilevel.middle)" : nil
      }
    ]
  }
}

package struct ExceptionsProposition: Claim {
  package static let id = "exceptions"
  package static let statement =
    "Where unrolling is worse than bilevel learning: eigenvalues 100, 100, 0.01, σ = 0.9, k = 1, N = 3 with "
    + "a learned step, 1.151 times; constant signals, n = 500, k = 499, μ = 1, θ = 0.5, σ = 0.9, N = 3 "
    + "with ω = 0.5, more than 70 times."
  package static let source = "follows from expressivity"
  package static let domain = "these cases"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let learned = ParameterPoint([.k: 1, .sigma: 0.9, .depth: 3], eigenvalues: [100, 100, 0.01])
    let fixed = ParameterPoint([
      .n: 500, .k: 499, .mu: 1, .theta: 0.5, .sigma: 0.9, .depth: 3, .omega: 0.5,
    ])
    func ratio(_ place: ParameterPoint, _ step: StepRule) -> (program: Double, certified: Interval)
    {
      let unrolled = RiskSetting(place, .unrolled(depth: 3, step: step))
      let bilevel = RiskSetting(place, .bilevel)
      return (
        risk(unrolled).risk.total / risk(bilevel).risk.total,
        unrolled.certified.risk / bilevel.certified.risk
      )
    }
    return [
      try .exhaustive(
        "a learned step", [learned], command: { $0.riskCommand("--depth 3 --certify") }
      ) { place in
        let (program, certified) = ratio(place, .learned)
        return difference("the ratio", 1.151, from: certified, tolerance: 5e-4)
          ?? difference("the ratio", program, from: certified)
      },
      try .exhaustive(
        "a fixed step", [fixed], command: { $0.riskCommand("--depth 3 --omega 0.5 --certify") }
      ) { place in
        let (program, certified) = ratio(place, .fixed(0.5))
        if certified.lowerBound <= 70 { return "the ratio is \(certified.middle)" }
        return difference("the ratio", program, from: certified)
      },
    ]
  }
}
