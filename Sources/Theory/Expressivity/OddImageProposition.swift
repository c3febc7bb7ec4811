// What odd depths can express.

package import Certified
package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct OddImageProposition: Claim {
  package static let id = "odd-image"
  package static let statement =
    "For odd N ≥ 3 and every ω > 0 the eigenvalues that N steps can give are those of [c_{N,ω}, ∞): "
    + "f falls from c₀ to c_{N,ω} and then rises beyond every bound; where ω ≥ 1 + x_N it only rises "
    + "and c_{N,ω} = c₀."
  package static let source = "paper and talk, theorem on the expressivity of unrolling, part 2"
  package static let domain =
    "odd N from 3 to 21; every ω > 0 and s in [0, ∞), by q = 1 − ω(1+s) in ℝ"

  /// The coefficients of p″, by ascending power.
  package var curvature: @Sendable (_ depth: Int) -> [Int] = {
    GeometricSum.coefficients(depth: $0, derivative: 2)
  }
  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }
  /// The least value of f as an interval.
  package var least: @Sendable (_ depth: Int, _ stepSize: Interval) -> CertifiedGain = {
    CertifiedOddMinimum(depth: $0).least(stepSize: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...21, legal: 3...61) { $0 % 2 == 1 }
    let families = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      .proved("p″(q) > 0 for |q| ≤ 1: p is convex", [.s], [-1...1], for: families) {
        sides, family in
        GeometricSum.enclosure(curvature(family.depth), on: sides[0])
      },
      .proved("p″(q) > 0 for |q| ≥ 1, by r = 1/q", [.s], [-1...1], for: families) {
        sides, family in
        GeometricSum.enclosure(curvature(family.depth).reversed(), on: sides[0])
      },
      try .sampled(
        "the program's image is [c, ∞) with c = f at its turning point, its f ≥ c, and f ≥ ω(ω(1+s) − 1) "
          + "where ω(1+s) ≥ 2",
        cases: scope.samples, scope.sampler(for: Self.id), seed: scope.seed,
        point: { draws in
          ParameterPoint([
            .depth: Double(1 + 2 * draws.integer(1...draws.element([3, 30, 500_000]))),
            .omega: draws.logarithmic(1e-3...3), .s: draws.logarithmic(1e-6...1e6),
          ])
        }, isLegal: { $0.depth >= 3 && $0.depth % 2 == 1 && $0[.omega] > 0 && $0[.s] >= 0 },
        command: { "toy expressivity \($0.options(.depth, .omega))" }, violation: image),
    ]
  }

  private func image(_ point: ParameterPoint) -> String? {
    let filter = filter(point.depth, point[.omega])
    let (stepSize, bound) = (Interval(point[.omega]), filter.image.lowerBound)
    guard filter.image.upperBound.value == .infinity else { return "the image is \(filter.image)" }
    let exact = least(point.depth, stepSize)
    let turning = filter.lastTurningPoint
    // At large N and ω > 2 c₀ may exceed the range of doubles.
    guard exact.value.isFinite else { return difference("c", bound.value, from: exact.value) }
    // The iteration itself at the turning point; off by δ it misses c by O(δ²) only.
    let there = CertifiedFilter.unrolled(
      at: Interval(turning), depth: point.depth, stepSize: stepSize)
    let forced = CertifiedFilter.forcedGain(depth: point.depth, stepSize: stepSize)
    if let wrong = difference("c", bound.value, from: exact.value)
      ?? difference("1 − c", bound.defect, from: exact.defect, scale: 1e-3)
      ?? difference(
        "f at the turning point", there.value.middle, from: exact.value, tolerance: 1e-9)
      ?? difference("c₀", filter.forcedGain.value, from: forced.value)
    {
      return wrong
    }
    if turning == 0 && filter.image.lowerBound != filter.forcedGain {
      return "f turns at 0 and c is not c₀"
    }
    let value = filter.gain(at: point[.s]).value
    if value < bound.value * (1 - 1e-13) { return "f(s) = \(value) < c = \(bound.value)" }
    let y = point[.omega] * (1 + point[.s])
    if y >= 2, value < point[.omega] * (y - 1) * (1 - 1e-9) {
      return "f(s) = \(value) < ω(ω(1+s) − 1)"
    }
    return nil
  }
}

package struct OddConstantProposition: Claim {
  package static let id = "odd-constant"
  package static let statement =
    "For odd N ≥ 3 the minimum of p over ℝ is at q = −x_N with x_N in [½, 1) the root of "
    + "N x^(N−1)(1+x) = 1 + x^N, and is (1+x^N)/(1+x), in (½, ¾], falling with N; "
    + "c_{N,ω} = ω times it for ω ≤ 1 + x_N."
  package static let source = "follows from expressivity; on the slide c has no explicit expression"
  package static let domain = "odd N from 3 to 1001 and some to 10¹⁵"

  /// x_N and the minimum as the program computes them.
  package var minimum: @Sendable (_ depth: Int) -> (location: Double, value: Double) = {
    let minimum = OddMinimum(depth: $0)
    return (minimum.location, minimum.value)
  }
  /// The largest ω for which the minimum is reached.
  package var largestStep: @Sendable (_ depth: Int) -> Double = {
    OddMinimum(depth: $0).largestInteriorStep
  }
  /// x_N and the minimum as intervals.
  package var enclosure: @Sendable (_ depth: Int) -> (location: Interval, value: Interval) = {
    let minimum = CertifiedOddMinimum(depth: $0)
    return (minimum.location, minimum.value)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths =
      try scope.integers(.depth, 3...1001, legal: 3...1 << 50, limit: 1000) { $0 % 2 == 1 }
      + (scope.ranges[.depth] == nil ? [100_001, 1_000_000_001, 1_000_000_000_000_001] : [])
    let points = depths.map { ParameterPoint([.depth: Double($0)]) }
    return [
      try .exhaustive("p′ changes its sign at −x, and p(−x) is the minimum", points) { point in
        let (location, value) = enclosure(point.depth)
        /// The sign of p′(q) = ((N−1)q^N − Nq^(N−1) + 1)/(1−q)² for q < 0.
        func slope(_ q: Interval) -> Interval {
          let power = q.power(point.depth - 1)
          return Interval(point.depth - 1) * q * power - Interval(point.depth) * power + .one
        }
        let reach = max(1e-12, location.relativeWidth)
        let (below, above) = (Interval(1 - reach), Interval(1 + reach))
        guard slope(-Interval(location.middle) * above).isNegative,
          slope(-Interval(location.middle) * below).isPositive
        else { return "p′ does not change its sign at −\(location.middle)" }
        let sum = CertifiedFilter.geometricSum(-location, count: point.depth).sum
        guard !sum.isDisjoint(from: value), value.isBelow(Interval(0.75 + 1e-12)),
          Interval(0.5).isBelow(value)
        else { return "p(−x) is \(sum.middle), not \(value.middle)" }
        return nil
      },
      try .exhaustive("the program's x and minimum", points) { point in
        let (location, value) = enclosure(point.depth)
        let computed = minimum(point.depth)
        return difference("x", computed.location, from: location, tolerance: 1e-15)
          ?? difference("the minimum", computed.value, from: value, tolerance: 1e-15)
          ?? difference(
            "the largest interior step", largestStep(point.depth), from: 1 + location,
            tolerance: 1e-15)
      },
      try .exhaustive("the minimum falls with N", Array(points.dropLast())) { point in
        let (here, next) = (enclosure(point.depth).value, enclosure(point.depth + 2).value)
        return here.isBelow(next) ? "it rises from \(here.middle) to \(next.middle)" : nil
      },
    ]
  }
}

package struct DepthOneProposition: Claim {
  package static let id = "depth-one"
  package static let statement =
    "At N = 1 the denoiser is ωI, whatever R is: the image of f is {ω}."
  package static let source = "follows from the iteration; the theorem on odd depths needs N ≥ 3"
  package static let domain =
    "every s in [0, 10⁶] at 40 step sizes from 10⁻³ to 10; k = 1…n for n up to 6"

  /// f as an interval.
  package var enclosure: @Sendable (_ s: Interval, _ stepSize: Interval) -> CertifiedGain = {
    CertifiedFilter.unrolled(at: $0, depth: 1, stepSize: $1)
  }
  /// f as the program computes it.
  package var filter: @Sendable (_ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: 1, stepSize: $0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let range = try scope.range(.omega, 1e-3...10, legal: 1e-9...1e9)
    let ratio = range.upperBound / range.lowerBound
    let steps = (0..<40).map {
      min(range.lowerBound * pow(ratio, Double($0) / 39), range.upperBound)
    }
    return [
      .proved(
        "f(s) − ω is 0 to 10⁻²⁵ for every s, at each of \(steps.count) step sizes", [.s], [0...1e6],
        for: steps.map { ParameterPoint([.omega: $0]) }
      ) { sides, family in
        let deviation = enclosure(sides[0], Interval(family[.omega])).value - family[.omega]
        return Interval(1e-25) - deviation.magnitude
      },
      try .sampled(
        "the program's f is ω, its image {ω}, and the best risk the same for every k",
        cases: scope.samples / 10, scope.sampler(for: Self.id), seed: scope.seed,
        point: { draws in
          ParameterPoint(
            [
              .omega: draws.logarithmic(1e-3...3), .s: draws.logarithmic(1e-6...1e6),
              .sigma: draws.logarithmic(1e-2...10), .k: 1,
            ], eigenvalues: draws.eigenvalues(draws.integer(1...6)))
        }, isLegal: { $0[.omega] > 0 && $0[.s] >= 0 && $0.k >= 1 && $0.k <= $0.n },
        command: {
          $0.command("toy risk --data spectrum.csv --depth 1 \($0.options(.omega, .sigma))")
        }
      ) { point in
        let (omega, filter) = (point[.omega], filter(point[.omega]))
        for value in [
          filter.gain(at: point[.s]).value, filter.image.lowerBound.value,
          filter.image.upperBound.value, filter.forcedGain.value,
        ] {
          if let wrong = difference("f", value, from: omega, tolerance: 1e-15) { return wrong }
        }
        let exact = point.eigenvalues.reduce(Interval.zero) { sum, eigenvalue in
          sum + 0.5 * Interval(eigenvalue) * (1 - Interval(omega)).squared
            + 0.5 * Interval(point.noiseVariance) * Interval(omega).squared
        }
        for k in 1...point.n {
          let risk = OptimalRisk(
            spectrum: Spectrum(eigenvalues: point.eigenvalues),
            noiseVariance: point.noiseVariance, rows: k, family: PreparedFamily(filter: filter)
          ).risk.total
          if let wrong = difference("the risk for k = \(k)", risk, from: exact) { return wrong }
        }
        return nil
      },
    ]
  }
}

package struct SlideDepthOneProposition: Claim {
  package static let id = "slide-depth-one"
  package static let statement =
    "For every odd N, N = 1 among them, all numbers from c_{N,ω} on are eigenvalues of some T."
  package static let source = "talk, theorem on the expressivity of unrolling, part 2: \"N odd\""
  package static let domain = "odd N from 1 to 9, ω = 1; the eigenvalue 2c₀"
  package static let stance = Stance.refutedAsStated

  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 1...9, legal: 1...99) { $0 % 2 == 1 }
    return [
      try .exhaustive(
        "some s has f(s) = 2c₀", depths.map { ParameterPoint([.depth: Double($0), .omega: 1]) },
        command: { "toy expressivity \($0.options(.depth, .omega))" }
      ) { place in
        let filter = filter(place.depth, place[.omega])
        let target = 2 * filter.forcedGain.value
        guard filter.inverse(Gain(value: target), branch: .far) == nil else { return nil }
        return "f(s) is \(filter.gain(at: 0).value) at s = 0 and \(filter.gain(at: 1e6).value) at "
          + "s = 10⁶, never \(target)"
      }
    ]
  }
}
