// The best risks with a learned step, and the best bilevel risk.

import Intervals
import ToyModel

/// Sums over a spectrum in descending order, the m = n − k largest eigenvalues apart.
private struct SplitSpectrum {
  /// The sum of the m largest.
  let top: Interval
  /// Σ ½γσ²/(γ+σ²) over the others.
  let rest: Interval
  /// m.
  let forced: Interval
  /// σ².
  let noise: Interval

  init(_ place: Place) {
    let values = place.eigenvalues.sorted(by: >)
    let count = place.n - place.k
    let noise = Interval(place.noiseVariance)
    self.noise = noise
    top = values.prefix(count).reduce(.zero) { $0 + Interval($1) }
    rest = values.dropFirst(count).reduce(.zero) { $0 + DefinedRisk.least(Interval($1), noise) }
    forced = Interval(count)
  }
}

struct BilevelRiskProposition: Proposition {
  static let id = "bilevel-infimum"
  static let statement =
    "The infimum of the bilevel risk is σ²(n−k)/2 plus ½γσ²/(γ+σ²) for each of the k smallest γ; for "
    + "constant signals σ²(n−k)/2 for k < n and the best linear risk for k = n."
  static let source =
    "paper and talk, theorem on best risks, part 2; for other data follows likewise"
  static let domain = "random spectra, n ≤ 6; constant signals, n to 10⁶"

  /// The best bilevel risk.
  var risk: RiskFormula = { $0.optimum }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    [
      try .sampled(
        "any data", cases: scope.samples, scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in try draws.spectrumPlace(scope, dimensions: 1...6)
        },
        isLegal: \.isSetting, command: { $0.riskCommand("--family bilevel") }
      ) { place in
        let split = SplitSpectrum(place)
        let exact = 0.5 * split.noise * split.forced + split.rest
        return difference("the risk", risk(RiskSetting(place, .bilevel)).risk.total, from: exact)
      },
      try .sampled(
        "constant signals", cases: scope.samples, scope.draws(for: Self.id, 1), seed: scope.seed,
        point: { (draws) throws(CommandError) in
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

struct BilevelAttainmentProposition: Proposition {
  static let id = "bilevel-not-attained"
  static let statement =
    "No R attains the best bilevel risk where one of the k smallest γ is 0: with t = 1/(1+s) > 0 there, "
    + "½σ²t² is missing. Else it is attained. For constant signals it is not, for n ≥ 2."
  static let source = "paper and talk, theorem on best risks, part 2: \"does not exist\""
  static let domain = "t in [10⁻⁶, 1], σ in [0.01, 10]; random spectra, n ≤ 6"

  /// The risk of one direction by its eigenvalue t.
  var direction:
    @Sendable (_ eigenvalue: Interval, _ noise: Interval, _ gain: Interval) -> Interval =
      DefinedRisk.direction
  /// The best bilevel risk.
  var risk: RiskFormula = { $0.optimum }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    [
      .proved("a direction with γ = 0 costs more than 0", [.s, .sigma], [1e-6...1, 0.01...10]) {
        sides, _ in
        direction(.zero, sides[1].squared, sides[0]) - Interval(1e-17)
      },
      try .sampled(
        "attained where the k smallest γ are above 0", cases: scope.samples,
        scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in try draws.spectrumPlace(scope, dimensions: 1...6)
        },
        isLegal: \.isSetting, command: { $0.riskCommand("--family bilevel") }
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

struct DepthOneRiskProposition: Proposition {
  static let id = "depth-one-learned"
  static let statement =
    "At N = 1 the best step is ω = tr C/(tr C + nσ²), with the risk ½ tr C · nσ²/(tr C + nσ²)."
  static let source = "follows from the lemma on bias and variance"
  static let domain = "random spectra, n ≤ 6"

  /// The best risk with a learned step.
  var risk: RiskFormula = { $0.optimum }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    [
      try .sampled(
        "risk and ω", cases: scope.samples, scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in try draws.spectrumPlace(scope, dimensions: 1...6)
        },
        isLegal: \.isSetting, command: { $0.riskCommand("--depth 1") }
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

struct EvenRiskProposition: Proposition {
  static let id = "even-learned"
  static let statement =
    "With a learned step the best risk of an even depth is ½Sτ/(S+τ), S the sum of the m = n − k largest "
    + "γ and τ = mσ², plus ½γσ²/(γ+σ²) for each of the others: the same for every even N and any data, "
    + "attained at c₀ = S/(S+τ)."
  static let source = "talk, theorem on best risks, part 3: no formula there"
  static let domain = "random spectra, n ≤ 6; N = 2, 4, 6, 10, 100, 1000, 10⁶, 10⁹"

  /// The best risk with a learned step.
  var risk: RiskFormula = { $0.optimum }
  /// ½S'τ'/(S'+τ'), the cost of the forced directions, at S' = 1 − τ'.
  var forcedCost: @Sendable (_ share: Interval) -> Interval = { 0.5 * (1 - $0) * $0 }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let depths = try scope.integers(.depth, 2...1_000_000_000, legal: 2...1 << 53, limit: 12) {
      $0 % 2 == 0
    }
    return [
      // With S + τ = 1. Of degree 2 in τ and in c₀, the identity is decided by 9 pairs of whole numbers,
      // at which interval arithmetic is exact.
      try .exhaustive(
        "½((1−τ)(1−c₀)² + τc₀²) is the cost at c₀ = 1−τ plus ½(c₀ − (1−τ))², as polynomials",
        (0..<9).map { Place([.sigma: Double($0 / 3), .omega: Double($0 % 3)]) }
      ) { place in
        let (share, gain) = (Interval(place[.sigma]), Interval(place[.omega]))
        let excess = DefinedRisk.direction(1 - share, share, gain) - forcedCost(share)
        let square = 0.5 * (gain - (1 - share)).squared
        return excess == square
          ? nil : "the excess is \(excess.middle), the square \(square.middle)"
      },
      try .sampled(
        "risk, c₀ and attainment for every N", cases: scope.samples / 2,
        scope.draws(for: Self.id, 1), seed: scope.seed,
        point: { (draws) throws(CommandError) in try draws.spectrumPlace(scope, dimensions: 1...6)
        },
        isLegal: \.isSetting, command: { $0.riskCommand("--depth 2,4,1000000000") }
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

struct OddRiskConstantProposition: Proposition {
  static let id = "odd-learned-constant"
  static let statement =
    "For constant signals, n ≥ 2, the infimum over R and ω of an odd depth N ≥ 3 is the best linear risk "
    + "for every k ≥ 1. No ω attains it: the risk at ω exceeds it by ½σ²((n−k)c₀² + (k−1)c²) > 0, at "
    + "most ½σ²ω²((n−k)N² + k−1), which falls to 0 with ω."
  static let source = "follows from expressivity; the talk: \"best unrolling denoisers exist\""
  static let domain = "odd N from 3 to 21, ω in (0, 1]; constant signals, n to 10⁶"

  /// The best risk.
  var risk: RiskFormula = { $0.optimum }
  /// c₀/ω = p(1−ω) by N and ω.
  var forcedShare: @Sendable (_ depth: Int, _ stepSize: Interval) -> Interval = {
    CertifiedFilter.geometricSum(1 - $1, count: $0).sum
  }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let depths = try scope.integers(.depth, 3...21, legal: 3...1001, limit: 20) { $0 % 2 == 1 }
    let families = depths.map { Place([.depth: Double($0)]) }
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
        cases: scope.samples / 2, scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in
          var place = try draws.toyPlace(scope)
          place[.depth] = Double(draws.element(depths))
          place[.omega] = draws.logarithmic(1e-6...0.3)
          return place
        },
        isLegal: {
          $0.isSetting && $0.n >= 2 && $0[.theta] > 0 && $0[.omega] > 0 && $0[.omega] <= 0.3
            && depths.contains($0.depth)
        },
        command: { $0.riskCommand($0.options(.depth)) }
      ) { place in
        let noise = Interval(place.noiseVariance)
        let energy =
          Interval(place.n) * (Interval(place[.mu]).squared + Interval(place[.theta]).squared)
        let linear = DefinedRisk.least(energy, noise)
        let optimum = risk(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
        guard optimum.attainment == .stepSizeToZero, optimum.stepSize == 0 else {
          return "it is said to be \(optimum.attainment) with ω = \(optimum.stepSize ?? .nan)"
        }
        let stepSize = Interval(place[.omega])
        let c0 = stepSize * forcedShare(place.depth, stepSize)
        let least = CertifiedOddMinimum(depth: place.depth).least(stepSize: stepSize).value
        let wiener = energy / (energy + noise)
        let fixed = risk(
          RiskSetting(place, .unrolled(depth: place.depth, step: .fixed(place[.omega]))))
        if let wrong = difference("the infimum", optimum.risk.total, from: linear) { return wrong }
        // The formula is for a signal that stays free: c below its gain and c₀ too costly for it.
        guard least.isBelow(wiener), place.k < place.n || place.n > 1 else { return nil }
        let silent =
          0.5 * noise
          * (Interval(place.n - place.k) * c0.squared + Interval(place.k - 1) * least.squared)
        let other =
          place.k < place.n
          ? DefinedRisk.direction(energy, noise, c0) + 0.5 * noise
            * (Interval(place.n - place.k - 1) * c0.squared + Interval(place.k) * least.squared)
          : linear + silent
        return difference(
          "the risk at ω", fixed.risk.total, from: (linear + silent).minimum(other))
      },
    ]
  }
}

struct OddRiskIndependentProposition: Proposition {
  static let id = "odd-learned-iid"
  static let statement =
    "For independent entries with θ > 0 and k ≥ 1 the best risk of an odd depth N ≥ 3 with a learned step "
    + "is the best linear risk, attained where c₀ = θ²/(θ²+σ²) for k < n."
  static let source = "follows from expressivity; talk, the more general data model"
  static let domain = "odd N from 3 to 10⁹; n to 10⁶"

  /// The best risk.
  var risk: RiskFormula = { $0.optimum }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let depths = try scope.integers(.depth, 3...1_000_000_001, legal: 3...1 << 52, limit: 10) {
      $0 % 2 == 1
    }
    return [
      try .sampled(
        "risk, attainment and c₀", cases: scope.samples / 2, scope.draws(for: Self.id),
        seed: scope.seed,
        point: { (draws) throws(CommandError) in
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

struct OddRiskProposition: Proposition {
  static let id = "odd-learned"
  static let statement =
    "For any data the program's learned step of an odd depth N ≥ 3 is a global minimum: no ω has a lower "
    + "risk, and where it is not attained every ω has a higher one."
  static let source = "follows from expressivity: the forced directions are neighbours in γ"
  static let domain = "random spectra, n ≤ 6; N = 3, 5, 7, 21; 60 step sizes from 10⁻⁶ to 2.2 each"

  /// The best risk with a learned step.
  var learned: RiskFormula = { $0.optimum }
  /// Attainment by the number m of forced directions and that of zero eigenvalues.
  var isAttained: @Sendable (_ forced: Int, _ silent: Int) -> Bool = { $1 < max($0, 1) }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    [
      try .sampled(
        "no step size beats the learned one, by all choices of forced directions",
        cases: scope.samples / 10, scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in
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
