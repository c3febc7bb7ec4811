// The best risk of odd depths with a learned step.

import Certified
package import Evidence
package import Intervals
import ToyModel

package struct OddRiskConstantProposition: Claim {
  package static let id = "odd-learned-constant"
  package static let statement =
    "For constant signals with E = n(μ²+θ²) > 0, n ≥ 2 and σ > 0 the infimum over R and ω of an odd depth "
    + "N ≥ 3 is the best linear risk for every k ≥ 1, and no ω attains it. With t* = E/(E+σ²) the risk at "
    + "ω exceeds it by the lesser of ½(E+σ²)max(0, c−t*)² + ½σ²((n−k)c₀² + (k−1)c²), the signal free, "
    + "and, for k < n, ½(E+σ²)(c₀−t*)² + ½σ²((n−k−1)c₀² + kc²), the signal forced: both > 0. For "
    + "ω ≤ min(1, t*) that is at most ½σ²ω²((n−k)N² + k−1), which falls to 0 with ω."
  package static let source =
    "follows from expressivity; the talk: \"best unrolling denoisers exist\""
  package static let domain =
    "odd N from 3 to 21, ω from 10⁻⁶ to 2.5; constant signals, n to 10⁶, σ from 10⁻² to 10⁴"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// c₀/ω = p(1−ω) by N and ω.
  package var forcedShare: @Sendable (_ depth: Int, _ stepSize: Interval) -> Interval = {
    CertifiedFilter.geometricSum(1 - $1, count: $0).sum
  }
  /// How much more than the best linear risk a step size leaves.
  package var excess:
    @Sendable (_ place: ParameterPoint, _ energy: Interval, _ c0: Interval, _ least: Interval) ->
      Interval =
      ConstantSignal.excess

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...21, legal: 3...1001, limit: 20) { $0 % 2 == 1 }
    let families = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      .proved("0 < c₀ ≤ Nω", [.omega], [0...1], for: families) { sides, family in
        let share = forcedShare(family.depth, sides[0])
        return (Interval(family.depth) * Interval(1 + 1e-12) - share).minimum(share)
      },
      .proved("0 < c ≤ ω: ½ < p(q*) ≤ ¾", [.omega], [1e-9...1], for: families) {
        sides, family in
        let share =
          CertifiedOddMinimum(depth: family.depth).least(stepSize: sides[0]).value / sides[0]
        return (1 - share).minimum(share - Interval(0.5))
      },
      try .sampled(
        "the infimum is the best linear risk and not attained, the excess at any ω as stated",
        cases: scope.samples, scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.toyPlace(scope)
          // Few directions and much noise, where forcing the signal is the better choice.
          if draws.integer(0...1) == 0 {
            place[.n] = Double(draws.integer(2...9))
            place[.k] = Double(draws.integer(1...place.n))
          }
          if draws.integer(0...2) == 0 { place[.sigma] = draws.logarithmic(0.1...1e4) }
          place[.depth] = Double(draws.element(depths))
          place[.omega] =
            draws.integer(0...1) == 0 ? draws.logarithmic(1e-6...1) : draws.uniform(0.05...2.5)
          return place
        },
        isLegal: {
          $0.isSetting && $0.n >= 2 && $0[.theta] > 0 && $0[.omega] > 0 && $0[.omega] <= 2.5
            && depths.contains($0.depth)
        },
        command: { $0.riskCommand($0.options(.depth, .omega)) },
        violation: { violation($0) }),
    ]
  }

  private func violation(_ place: ParameterPoint) -> String? {
    let noise = Interval(place.noiseVariance)
    let energy =
      Interval(place.n) * (Interval(place[.mu]).squared + Interval(place[.theta]).squared)
    let linear = DefinedRisk.least(energy, noise)
    let optimum = risk(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
    guard optimum.attainment == .stepSizeToZero, optimum.stepSize == 0 else {
      return "it is said to be \(optimum.attainment) with ω = \(optimum.stepSize ?? .nan)"
    }
    if let wrong = difference("the infimum", optimum.risk.total, from: linear) { return wrong }
    let stepSize = Interval(place[.omega])
    let c0 = stepSize * forcedShare(place.depth, stepSize)
    let least = CertifiedOddMinimum(depth: place.depth).least(stepSize: stepSize).value
    let more = excess(place, energy, c0, least)
    guard more.isPositive else { return "the excess at ω is \(more.middle)" }
    let fixed = risk(
      RiskSetting(place, .unrolled(depth: place.depth, step: .fixed(place[.omega]))))
    if let wrong = difference("the risk at ω", fixed.risk.total, from: linear + more) {
      return wrong
    }
    guard place[.omega] <= 1, stepSize.isBelow(energy / (energy + noise)) else { return nil }
    let depth = Interval(place.depth)
    let bound =
      0.5 * noise * stepSize.squared
      * (Interval(place.n - place.k) * depth.squared + Interval(place.k - 1))
    return (bound * Interval(1 + 1e-12)).isBelow(more)
      ? "the excess \(more.middle) is above its bound \(bound.middle)" : nil
  }
}

/// Risks of constant signals at a fixed step of odd depth.
package enum ConstantSignal {
  /// The risk over the best linear one: the lesser of a free signal and a forced one.
  ///
  /// - Parameters:
  ///   - place: n, k and σ.
  ///   - energy: E = n(μ²+θ²).
  ///   - c0: f(0).
  ///   - least: c, the least f.
  /// - Returns: The excess.
  package static func excess(
    _ place: ParameterPoint, energy: Interval, c0: Interval, least: Interval
  ) -> Interval {
    let noise = Interval(place.noiseVariance)
    let total = energy + noise
    let target = energy / total
    let lift = (least - target).maximum(.zero)
    let free =
      0.5 * total * lift.squared
      + 0.5 * noise
      * (Interval(place.n - place.k) * c0.squared + Interval(place.k - 1) * least.squared)
    guard place.k < place.n else { return free }
    let forced =
      0.5 * total * (c0 - target).squared
      + 0.5 * noise
      * (Interval(place.n - place.k - 1) * c0.squared + Interval(place.k) * least.squared)
    return free.minimum(forced)
  }
}

package struct OddRiskIndependentProposition: Claim {
  package static let id = "odd-learned-iid"
  package static let statement =
    "For independent entries with θ > 0, σ > 0 and k ≥ 1 the best risk of an odd depth N ≥ 3 with a "
    + "learned step is the best linear risk, attained: for k < n where c₀ = θ²/(θ²+σ²), for k = n at "
    + "every ω with c ≤ θ²/(θ²+σ²)."
  package static let source = "follows from expressivity; talk, the more general data model"
  package static let domain = "odd N from 3 to 10⁹; n to 10⁶"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...1_000_000_001, legal: 3...1 << 52, limit: 10) {
      $0 % 2 == 1
    }
    return [
      try .sampled(
        "risk, attainment and c₀", cases: scope.samples / 2, scope.sampler(for: Self.id),
        seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.toyPlace(scope)
          place[.depth] = Double(draws.element(depths))
          return place
        }, isLegal: { $0.isSetting && $0[.theta] > 0 && depths.contains($0.depth) },
        command: { $0.riskCommand($0.options(.depth), isIndependent: true) }
      ) { place in
        let noise = Interval(place.noiseVariance)
        let rest = Interval(place[.theta]).squared
        let first = Interval(place.n) * Interval(place[.mu]).squared + rest
        let linear =
          DefinedRisk.least(first, noise)
          + Interval(place.n - 1) * DefinedRisk.least(rest, noise)
        let optimum = risk(
          RiskSetting(
            place, .unrolled(depth: place.depth, step: .learned), isIndependent: true))
        guard optimum.attainment == .attained else { return "it is \(optimum.attainment)" }
        if let wrong = difference("the risk", optimum.risk.total, from: linear) { return wrong }
        guard place.k < place.n, place.depth <= 1001, let stepSize = optimum.stepSize else {
          return nil
        }
        let forced = CertifiedFilter.forcedGain(
          depth: place.depth, stepSize: Interval(stepSize)
        ).value
        // With a mean and n = 2 the other direction may be the forced one.
        let gains = [rest / (rest + noise), first / (first + noise)]
        return difference("c₀", forced.middle, from: gains[0], tolerance: 1e-9) == nil
          || difference("c₀", forced.middle, from: gains[1], tolerance: 1e-9) == nil
          ? nil : "c₀ = \(forced.middle)"
      }
    ]
  }
}

package struct OddRiskProposition: Claim {
  package static let id = "odd-learned"
  package static let statement =
    "For any data and σ > 0 the program's learned step of an odd depth N ≥ 3 is a global minimum: no ω has "
    + "a lower risk. It is attained unless γ = 0 in at least max(n−k, 1) directions; there every ω has a "
    + "higher one."
  package static let source = "follows from expressivity: the forced directions are neighbours in γ"
  package static let domain =
    "random spectra, n ≤ 6; N = 3, 5, 7, 21; 60 step sizes from 10⁻⁶ to 2.2 each"

  /// The best risk with a learned step.
  package var learned: RiskFormula = { $0.optimum }
  /// Attainment by the number m of forced directions and that of zero eigenvalues.
  package var isAttained: @Sendable (_ forced: Int, _ silent: Int) -> Bool = { $1 < max($0, 1) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "no step size beats the learned one, by all choices of forced directions",
        cases: scope.samples / 10, scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.spectrumPlace(scope, dimensions: 1...6)
          place[.depth] = Double(draws.element([3, 5, 7, 21]))
          return place
        }, isLegal: { $0.isSetting && $0.depth >= 3 && $0.depth % 2 == 1 },
        command: { $0.riskCommand($0.options(.depth)) }
      ) { place in
        let optimum = learned(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
        let minimum = CertifiedOddMinimum(depth: place.depth)
        func risk(_ stepSize: Double) -> Interval {
          let step = Interval(stepSize)
          return DefinedRisk.bestOfAll(
            place.eigenvalues, noise: Interval(place.noiseVariance), rows: place.k,
            forced: step * CertifiedFilter.geometricSum(1 - step, count: place.depth).sum,
            image: (minimum.least(stepSize: step).value, nil))
        }
        let silent = place.eigenvalues.count { $0 == 0 }
        let isKnown = optimum.attainment == .attained
        guard isKnown == isAttained(place.n - place.k, silent) else {
          return "it is said to be \(optimum.attainment) with \(silent) zero eigenvalues"
        }
        if let stepSize = optimum.stepSize, isKnown {
          let there = risk(stepSize)
          if let wrong = difference(
            "the risk at the learned ω", optimum.risk.total, from: there, tolerance: 1e-12)
          {
            return wrong
          }
        }
        let base = optimum.risk.total
        let bound = Interval(isKnown ? base * (1 - 1e-12) : base)
        for index in 0..<60 {
          let stepSize = index < 40 ? 2.2 * Double(index + 1) / 40 : 1 / Double(1 << (index - 39))
          if risk(stepSize).isBelow(bound) {
            return "ω = \(stepSize) has the risk \(risk(stepSize).middle), below \(base)"
          }
        }
        return nil
      }
    ]
  }
}
