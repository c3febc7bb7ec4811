// How the best risk depends on the depth.

import Glibc
import Intervals
import ToyModel

struct EvenDepthProposition: Proposition {
  static let id = "even-depth-independent"
  static let statement =
    "With a learned step the best risk of an even depth does not depend on N, for any data."
  static let source = "talk, theorem on best risks, part 3"
  static let domain = "pairs of even N to 10⁶; random spectra, n ≤ 6"

  /// The best risk with certain bounds.
  var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let depths = try scope.integers(.depth, 2...1_000_000, legal: 2...1 << 52, limit: 20) {
      $0 % 2 == 0
    }
    return [
      try .sampled(
        "the bounds at N and at 2 overlap, and both are narrow", cases: scope.samples,
        scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in
          var place = try draws.spectrumPlace(scope, dimensions: 1...6)
          place[.depth] = Double(draws.element(depths))
          return place
        }, isLegal: { $0.isSetting && $0.depth >= 2 && $0.depth % 2 == 0 },
        command: { $0.riskCommand("--depth 2,\($0.depth) --certify") }
      ) { place in
        let first = risk(RiskSetting(place, .unrolled(depth: 2, step: .learned)))
        let other = risk(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
        if first.relativeWidth > 1e-20 || other.relativeWidth > 1e-9 {
          return first.isZero && other.isZero ? nil : "the bounds are wide"
        }
        return first.isDisjoint(from: other)
          ? "N = 2 has \(first.middle), N = \(place.depth) has \(other.middle)" : nil
      }
    ]
  }
}

struct OddDepthToyProposition: Proposition {
  static let id = "odd-depth-independent-toy"
  static let statement =
    "With a learned step the infimum of the risk of an odd depth N ≥ 3 does not depend on N for constant "
    + "signals and for independent entries."
  static let source = "talk, theorem on best risks, part 3"
  static let domain = "pairs of odd N to 1001; both toy models, n to 10⁶"

  /// The best risk with certain bounds.
  var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let depths = try scope.integers(.depth, 5...1001, legal: 5...1 << 40, limit: 20) { $0 % 2 == 1 }
    func check(_ name: String, _ number: Int, isIndependent: Bool) throws(CommandError) -> Check {
      try .sampled(
        name, cases: scope.samples / 5, scope.draws(for: Self.id, number), seed: scope.seed,
        point: { (draws) throws(CommandError) in
          var place = try draws.toyPlace(scope)
          place[.depth] = Double(draws.element(depths))
          return place
        },
        isLegal: { $0.isSetting && $0[.theta] > 0 && $0.depth >= 5 && $0.depth % 2 == 1 },
        command: {
          $0.riskCommand("--depth 3,\($0.depth) --certify", isIndependent: isIndependent)
        }
      ) { place in
        let risks = [3, place.depth].map {
          risk(
            RiskSetting(
              place, .unrolled(depth: $0, step: .learned), isIndependent: isIndependent))
        }
        guard risks.allSatisfy({ $0.relativeWidth < 1e-9 }) else { return "the bounds are wide" }
        // Bounds of a searched minimum are some 10⁻²⁰ apart, not 0.
        let gap = (risks[0] - risks[1]).magnitude
        return (Interval(1e-15) * risks[0]).isBelow(gap)
          ? "N = 3 has \(risks[0].middle), N = \(place.depth) has \(risks[1].middle)" : nil
      }
    }
    return [
      try check("constant signals", 0, isIndependent: false),
      try check("independent entries", 1, isIndependent: true),
    ]
  }
}

struct SlideOddDepthProposition: Proposition {
  static let id = "slide-odd-depth"
  static let statement =
    "With a learned step the best risk of an odd depth N ≥ 3 does not depend on N, for any data."
  static let source = "talk, theorem on best risks, part 3, taken for all data"
  static let domain = "N = 3 and 5; random spectra, n ≤ 4"
  static let isVouchedFor = false

  /// The best risk with certain bounds.
  var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    [
      try .sampled(
        "the bounds at N = 3 and at N = 5 overlap", cases: scope.samples,
        scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in try draws.spectrumPlace(scope, dimensions: 2...4)
        },
        isLegal: \.isSetting, command: { $0.riskCommand("--depth 3,5 --certify") }
      ) { place in
        let risks = [3, 5].map { risk(RiskSetting(place, .unrolled(depth: $0, step: .learned))) }
        let gap = (risks[0] - risks[1]).magnitude
        // A difference that can be seen.
        return (Interval(1e-4) * risks[0]).isBelow(gap)
          ? "N = 3 has \(risks[0].middle), N = 5 has \(risks[1].middle)" : nil
      }
    ]
  }
}

struct OddDepthExample: Proposition {
  static let id = "odd-depth-dependence"
  static let statement =
    "For the eigenvalues 3, 1.2, 0.5, 0.1, σ = 0.9 and k = 2 the best risk with a learned step is "
    + "0.77923645 at N = 3 and 0.77816217 at N = 5."
  static let source = "follows from expressivity"
  static let domain = "this case"

  /// The best risk.
  var risk: RiskFormula = { $0.optimum }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let places = [(3, 0.77923645), (5, 0.77816217)]
    return [
      try .exhaustive(
        "risks to 8 digits, by interval arithmetic and by the program",
        places.map {
          Place([.depth: Double($0.0), .k: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1])
        }, command: { $0.riskCommand("\($0.options(.depth)) --certify") }
      ) { place in
        let setting = RiskSetting(place, .unrolled(depth: place.depth, step: .learned))
        let expected = places.first { $0.0 == place.depth }?.1 ?? 0
        return difference(
          "the certified risk", expected, from: setting.certified.risk, tolerance: 0.7e-8)
          ?? difference("the risk", risk(setting).risk.total, from: setting.certified.risk)
      }
    ]
  }
}

struct SlideExistenceProposition: Proposition {
  static let id = "slide-best-exists"
  static let statement = "Best unrolling denoisers exist for constant signals, also over ω."
  static let source = "talk, theorem on best risks, part 3"
  static let domain = "N = 2…9, constant signals, n ≤ 100; step sizes from 10⁻¹² to 2"
  static let isVouchedFor = false

  /// The best risk with certain bounds.
  var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    [
      try .sampled(
        "some ω > 0 has the risk that is approached as ω → 0", cases: scope.samples,
        scope.draws(for: Self.id), seed: scope.seed,
        point: { (draws) throws(CommandError) in
          let n = draws.integer(2...100)
          return Place([
            .n: Double(n), .k: Double(draws.integer(1...n)), .mu: 1, .theta: 0.5,
            .sigma: draws.logarithmic(0.01...10), .depth: Double(draws.integer(2...9)),
          ])
        }, isLegal: { $0.isSetting && $0.n >= 2 && $0.depth >= 2 && $0[.theta] > 0 },
        command: { $0.riskCommand($0.options(.depth)) }
      ) { place in
        let energy =
          Interval(place.n) * (Interval(place[.mu]).squared + Interval(place[.theta]).squared)
        let linear = DefinedRisk.least(energy, Interval(place.noiseVariance))
        let learned = risk(RiskSetting(place, .unrolled(depth: place.depth, step: .learned)))
        // Only where the infimum is the best linear risk can it be one that no ω has.
        guard !learned.isDisjoint(from: linear), place.depth % 2 == 1 else { return nil }
        for exponent in 0...40 {
          let stepSize = 2 * pow(10, -0.3 * Double(exponent))
          let fixed = RiskSetting(place, .unrolled(depth: place.depth, step: .fixed(stepSize)))
          if !linear.isBelow(risk(fixed)) { return nil }
        }
        return "the infimum is \(linear.middle), and ω = 2, …, 2·10⁻¹² all have more"
      }
    ]
  }
}

struct LimitProposition: Proposition {
  static let id = "limit"
  static let statement =
    "For a fixed ω in (0, 2) and N → ∞: f(s) tends to 1/(1+s) where ω(1+s) < 2, its distance is "
    + "|1−ω(1+s)|^N/(1+s), and it diverges where ω(1+s) > 2. For constant signals and k < n the best "
    + "risk tends to σ²(n−k)/2, the bilevel one, for even N, but for odd N to σ²(n−k)/2 + kσ²ω²/8, or, if "
    + "that is less, with a forced signal in place of a silent direction."
  static let source = "talk, \"does unrolling converge to bilevel?\"; follows from expressivity"
  static let domain = "N to 10⁶ for f; N = 10⁸ and 10⁸ + 1 for risks; ω in [0.05, 1.95]"

  /// f as the program computes it.
  var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any SpectralFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }
  /// The best risk.
  var risk: RiskFormula = { $0.optimum }
  /// What is more than the bilevel risk at odd N in the limit, for each free silent direction.
  var excess: @Sendable (_ noise: Double, _ stepSize: Double) -> Double = { $0 * $1 * $1 / 8 }

  func checks(_ scope: CheckScope) throws(CommandError) -> [Check] {
    let steps = try scope.range(.omega, 0.05...1.95, legal: 0.01...1.99)
    return [
      try .sampled(
        "f, its distance from 1/(1+s), and the side on which it diverges", cases: scope.samples,
        scope.draws(for: Self.id), seed: scope.seed,
        point: { draws in
          Place([
            .depth: Double(draws.integer(1...draws.element([10, 1000, 1_000_000]))),
            .omega: draws.uniform(steps), .s: draws.logarithmic(1e-3...1e3),
          ])
        }, isLegal: { $0.depth >= 1 && $0[.omega] > 0 && $0[.s] >= 0 },
        command: { "toy expressivity --x s \($0.options(.depth, .omega, .s))" }
      ) { place in
        let s = Interval(place[.s])
        let q = 1 - Interval(place[.omega]) * (1 + s)
        let value = filter(place.depth, place[.omega]).gain(at: place[.s]).value
        let missing = q.power(place.depth) / (1 + s)
        let exact = .one / (1 + s) - missing
        guard exact.isFinite else {
          return (value > 0) == missing.isNegative ? nil : "f(s) = \(value)"
        }
        let size = max(missing.magnitude.upperBound, 1 / (1 + place[.s]))
        return difference("f(s)", value, from: exact, scale: size)
      },
      try .sampled(
        "the limits of the best risks of constant signals", cases: scope.samples / 2,
        scope.draws(for: Self.id, 1), seed: scope.seed,
        point: { (draws) throws(CommandError) in
          let n = draws.integer(2...1000)
          return Place([
            .n: Double(n), .k: Double(draws.integer(1...(n - 1))),
            .mu: draws.logarithmic(0.1...3), .theta: draws.logarithmic(0.1...3),
            .sigma: draws.logarithmic(0.05...5), .omega: draws.uniform(steps),
          ])
        },
        isLegal: {
          $0.isSetting && $0.k < $0.n && $0[.theta] > 0 && steps.contains($0[.omega])
        },
        command: { $0.riskCommand("--depth 100000000,100000001 \($0.options(.omega))") }
      ) { place in
        let noise = place.noiseVariance
        let energy = Double(place.n) * (place[.mu] * place[.mu] + place[.theta] * place[.theta])
        let forced = Double(place.n - place.k)
        let least = place[.omega] / 2
        let wiener = max(energy / (energy + noise), least)
        func signal(_ gain: Double) -> Double {
          0.5 * (energy * (1 - gain) * (1 - gain) + noise * gain * gain)
        }
        let free =
          signal(wiener) + 0.5 * noise * forced
          + Double(place.k - 1) * excess(noise, place[.omega])
        let instead = 0.5 * noise * forced + Double(place.k) * excess(noise, place[.omega])
        func best(_ depth: Int) -> Double {
          risk(RiskSetting(place, .unrolled(depth: depth, step: .fixed(place[.omega])))).risk.total
        }
        // c is above ω/2 by about ω log N/(2N).
        return difference(
          "the risk of even N", best(100_000_000), from: 0.5 * noise * forced, tolerance: 1e-12)
          ?? difference(
            "the risk of odd N", best(100_000_001), from: min(free, instead), tolerance: 1e-5)
      },
    ]
  }
}
