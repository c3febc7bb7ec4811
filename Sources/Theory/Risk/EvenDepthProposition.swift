// How the best risk depends on the depth.

import Certified
package import Evidence
import Libc
package import Intervals
package import ToyModel

package struct EvenDepthProposition: Claim {
  package static let id = "even-depth-independent"
  package static let statement =
    "With a learned step the best risk of an even depth does not depend on N, for any data and σ > 0: at "
    + "its own learned ω each N has the risk that N = 2 has at its own, and no other ω has less."
  package static let source = "talk, theorem on best risks, part 3"
  package static let domain =
    "even N to 1000, N steps one by one in interval arithmetic; random spectra, n ≤ 6; 40 other ω each"

  /// The best risk, of which the learned step is used.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...1000, legal: 2...2000, limit: 20) { $0 % 2 == 0 }
    return [
      try .sampled(
        "the fixed risk at the learned ω of N, by N steps, is that of N = 2 at its own, and least",
        cases: scope.samples / 4, scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.spectrumPlace(scope, dimensions: 1...6)
          place[.depth] = Double(draws.element(depths))
          return place
        }, isLegal: { $0.isSetting && $0.depth >= 2 && $0.depth <= 2000 && $0.depth % 2 == 0 },
        command: { $0.riskCommand("--depth 2,\($0.depth) --certify") },
        violation: { violation($0) })
    ]
  }

  private func violation(_ place: ParameterPoint) -> String? {
    func learned(_ depth: Int) -> (stepSize: Double, risk: Double) {
      let optimum = risk(RiskSetting(place, .unrolled(depth: depth, step: .learned)))
      return (optimum.stepSize ?? .nan, optimum.risk.total)
    }
    let (first, other) = (learned(2), learned(place.depth))
    guard first.stepSize > 0, other.stepSize > 0 else {
      return "the steps are \(first.stepSize) and \(other.stepSize)"
    }
    let base = SteppedRisk.fixed(place, depth: 2, stepSize: first.stepSize)
    let there = SteppedRisk.fixed(place, depth: place.depth, stepSize: other.stepSize)
    // Where C = 0 or σ is tiny the risk is the square of what rounds ω.
    let scale = 1e-6 * (place.eigenvalues.reduce(0, +) + 1) * place.noiseVariance
    if let wrong = difference(
      "the risk of N = \(place.depth) at its ω", there.middle, from: base, tolerance: 1e-11,
      scale: scale)
      ?? difference(
        "the learned risk of N = \(place.depth)", other.risk, from: there, tolerance: 1e-11,
        scale: scale)
    {
      return wrong
    }
    let bound = base * Interval(1 - 1e-11) - Interval(1e-11 * scale)
    for index in 1...40 {
      let stepSize = index <= 20 ? 0.1 * Double(index) : pow(0.7, Double(index - 20))
      let value = SteppedRisk.fixed(place, depth: place.depth, stepSize: stepSize)
      if value.isBelow(bound) { return "ω = \(stepSize) has \(value.middle), less" }
    }
    return nil
  }
}

/// Risks at a fixed step, with f(0) by the steps themselves.
package enum SteppedRisk {
  /// The best risk of N steps of size ω on few eigenvalues: z ← z − ω(z − 1) from 0 gives f(0), the
  /// image of f is that of the theorems, and all choices of forced directions are tried.
  package static func fixed(_ place: ParameterPoint, depth: Int, stepSize: Double) -> Interval {
    let step = Interval(stepSize)
    var missing = Interval.one
    for _ in 0..<depth { missing = missing * (1 - step) }
    let forced: Interval = 1 - missing
    var image: (lower: Interval?, upper: Interval?) = (nil, nil)
    if depth == 1 || depth.isMultiple(of: 2) { image.upper = forced }
    if depth == 1 { image.lower = forced }
    if depth > 1 && !depth.isMultiple(of: 2) {
      image.lower = CertifiedOddMinimum(depth: depth).least(stepSize: step).value
    }
    return DefinedRisk.bestOfAll(
      place.eigenvalues, noise: Interval(place.noiseVariance), rows: place.k, forced: forced,
      image: image)
  }
}

package struct OddDepthToyProposition: Claim {
  package static let id = "odd-depth-independent-toy"
  package static let statement =
    "With a learned step the infimum of the risk of an odd depth N ≥ 3 does not depend on N for constant "
    + "signals and for independent entries, σ > 0: each N comes as near to the best linear risk as one "
    + "likes, by small fixed ω, or has it at its own learned ω."
  package static let source = "talk, theorem on best risks, part 3"
  package static let domain =
    "odd N to 1001; both toy models, n ≤ 8, the risks at fixed ω from N steps in interval arithmetic"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...1001, legal: 3...2001, limit: 20) { $0 % 2 == 1 }
    func check(_ name: String, _ number: Int, isIndependent: Bool) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples / 5, scope.sampler(for: Self.id, number), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try draws.toyPlace(scope)
          place[.n] = Double(draws.integer(2...8))
          place[.k] = Double(draws.integer(1...place.n))
          place[.depth] = Double(draws.element(depths))
          return place
        },
        isLegal: {
          $0.isSetting && $0.n >= 2 && $0.n <= 8 && $0[.theta] > 0 && $0.depth >= 3
            && $0.depth <= 2001 && $0.depth % 2 == 1
        },
        command: {
          $0.riskCommand("--depth 3,\($0.depth) --certify", isIndependent: isIndependent)
        }, violation: { violation($0, isIndependent: isIndependent) })
    }
    return [
      try check("constant signals", 0, isIndependent: false),
      try check("independent entries", 1, isIndependent: true),
    ]
  }

  private func violation(_ place: ParameterPoint, isIndependent: Bool) -> String? {
    let noise = Interval(place.noiseVariance)
    let model =
      isIndependent
      ? DataModel.independent(n: place.n, mu: place[.mu], theta: place[.theta])
      : DataModel.constant(n: place.n, mu: place[.mu], theta: place[.theta])
    var spectrum = place
    spectrum.eigenvalues = model.spectrum.groups.flatMap { group in
      Array(repeating: group.eigenvalue, count: group.multiplicity)
    }
    let linear = spectrum.eigenvalues.reduce(Interval.zero) {
      $0 + DefinedRisk.least(Interval($1), noise)
    }
    let optimum = risk(
      RiskSetting(
        place, .unrolled(depth: place.depth, step: .learned), isIndependent: isIndependent))
    if let wrong = difference("the infimum", optimum.risk.total, from: linear, tolerance: 1e-12) {
      return wrong
    }
    // Of a step so small that what it leaves, ½σ²ω²((n−k)N² + k − 1), is nothing beside the rest.
    let least = spectrum.eigenvalues.min() ?? 0
    let wiener = (spectrum.eigenvalues.max() ?? 0)
    let small = 1e-7 * (wiener / (wiener + place.noiseVariance)) / Double(place.depth)
    let stepSize = isIndependent && least > 0 ? optimum.stepSize ?? .nan : small
    guard stepSize > 0 else { return "the learned step is \(stepSize)" }
    return difference(
      "the risk of N = \(place.depth) at ω = \(stepSize)",
      SteppedRisk.fixed(spectrum, depth: place.depth, stepSize: stepSize).middle, from: linear,
      tolerance: 1e-9)
  }
}

package struct SlideOddDepthProposition: Claim {
  package static let id = "slide-odd-depth"
  package static let statement =
    "With a learned step the best risk of an odd depth N ≥ 3 does not depend on N, for any data."
  package static let source = "talk, theorem on best risks, part 3, taken for all data"
  package static let domain = "N = 3 and 5; random spectra, n ≤ 4"
  package static let stance = Stance.refutedAsStated

  /// The best risk with certain bounds.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the bounds at N = 3 and at N = 5 overlap", cases: scope.samples,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in try draws.spectrumPlace(scope, dimensions: 2...4)
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

package struct OddDepthExample: Claim {
  package static let id = "odd-depth-dependence"
  package static let statement =
    "For the eigenvalues 3, 1.2, 0.5, 0.1, σ = 0.9 and k = 2 the best risk with a learned step is "
    + "0.77923645 at N = 3 and 0.77816217 at N = 5."
  package static let source = "follows from expressivity"
  package static let domain = "this case"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let places = [(3, 0.77923645), (5, 0.77816217)]
    return [
      try .exhaustive(
        "risks to 8 digits, by interval arithmetic and by the program",
        places.map {
          ParameterPoint(
            [.depth: Double($0.0), .k: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1])
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

package struct SlideExistenceProposition: Claim {
  package static let id = "slide-best-exists"
  package static let statement = "Best unrolling denoisers exist for constant signals, also over ω."
  package static let source = "talk, theorem on best risks, part 3"
  package static let domain = "N = 2…9, constant signals, n ≤ 100; step sizes from 10⁻¹² to 2"
  package static let stance = Stance.refutedAsStated

  /// The best risk with certain bounds.
  package var risk: @Sendable (RiskSetting) -> Interval = { $0.certified.risk }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "some ω > 0 has the risk that is approached as ω → 0", cases: scope.samples,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          let n = draws.integer(2...100)
          return ParameterPoint([
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

package struct LimitProposition: Claim {
  package static let id = "limit"
  package static let statement =
    "For a fixed ω in (0, 2) and N → ∞: f(s) tends to 1/(1+s) where ω(1+s) < 2, its distance is "
    + "|1−ω(1+s)|^N/(1+s), and it diverges where ω(1+s) > 2. For constant signals and k < n the best "
    + "risk of even N tends to the bilevel one, σ²(n−k)/2. That of odd N tends to σ²(n−k)/2 + kσ²ω²/8, "
    + "because the signal is forced: a free one costs at least ½σ²c², c → ω/2."
  package static let source =
    "talk, \"does unrolling converge to bilevel?\"; follows from expressivity"
  package static let domain =
    "N to 10⁶ for f; N = 10⁴, 10⁶, 10⁸ and one more for risks, within log N/N; ω in [0.05, 1.95]"

  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any SpectralFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }
  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// What is more than the bilevel risk at odd N in the limit, for each free silent direction.
  package var excess: @Sendable (_ noise: Double, _ stepSize: Double) -> Double = {
    $0 * $1 * $1 / 8
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let steps = try scope.range(.omega, 0.05...1.95, legal: 0.01...1.99)
    return [
      try .sampled(
        "f, its distance from 1/(1+s), and the side on which it diverges", cases: scope.samples,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { draws in
          ParameterPoint([
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
        scope.sampler(for: Self.id, 1), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          let n = draws.integer(2...1000)
          return ParameterPoint([
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
        let even = 0.5 * noise * Double(place.n - place.k)
        let odd = even + Double(place.k) * excess(noise, place[.omega])
        let bilevel = risk(RiskSetting(place, .bilevel)).risk.total
        if let wrong = difference("the bilevel risk", bilevel, from: even, tolerance: 1e-14) {
          return wrong
        }
        func best(_ depth: Int) -> Double {
          risk(RiskSetting(place, .unrolled(depth: depth, step: .fixed(place[.omega])))).risk.total
        }
        for depth in [10_000, 1_000_000, 100_000_000] {
          let count = Double(depth)
          if let wrong = difference(
            "the risk of even N", best(depth), from: even, tolerance: 1e-12)
            // c is above ω/2 by less than ω log N/(2N), and enters with its square.
            ?? difference(
              "the risk of odd N", best(depth + 1), from: odd, tolerance: 2 * log(count) / count)
          {
            return wrong
          }
        }
        return nil
      },
    ]
  }
}
