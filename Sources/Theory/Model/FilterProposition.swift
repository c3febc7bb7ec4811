// The filters: f, 1 − f, f′ and f(0).

package import Certified
package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct FilterProposition: Claim {
  package let id = "filter-recursion"
  package let exposition = Exposition(
    title: "The filters of bilevel learning and of N gradient steps",
    statement: [
      "T has the eigenvectors of RᵀR, and an eigenvalue s of RᵀR becomes the eigenvalue f(s) of T:",
      .formula(
        """
        bilevel    f(s) = 1/(1+s)
        unrolled   f(s) = ω Σ_{j<N} qʲ = (1 − qᴺ)/(1+s),   q = 1 − ω(1+s)
        """),
      "for N steps z ← z − ω((1+s)z − 1) from z = 0, and then",
      .formula("1 − f(s) = (s + qᴺ)/(1+s),   f′(s) = −ω² Σ_{j<N} j q^(j−1)"),
    ],
    assumptions: ["R is any real k × n matrix, 1 ≤ k ≤ n; ω > 0, N ≥ 1."],
    limits: [
      """
      f of unrolling is near 1/(1+s) only where 0 < ω(1+s) < 2. Beyond, the iteration diverges and f \
      runs to −∞ for even N and to +∞ for odd N ≥ 3: these values exist because the iteration is \
      stopped after N steps.
      """,
      "The iteration starts at z = 0. A start at z = x would give another filter.",
    ],
    sources: [.talkSteps, .talkProof, .paperModel],
    example: { .filters() },
    figure: "filters",
    commands: [
      "toy expressivity --x s --family bilevel,unrolled --depth 2,3,10,11 --s lin:0..5:11"
    ],
    declarations: ["SpectralFilter", "BilevelFilter", "UnrolledFilter"])
  package let domain =
    "the identity for all s and ω, N ≤ 8, decided by integers; N up to 10⁶, s up to 10¹² and ω up to "
    + "5 in interval arithmetic, values beyond the range of Double included"

  /// (1+s)f(s) for integers, a polynomial.
  package var closedForm: @Sendable (_ s: Int, _ stepSize: Int, _ depth: Int) -> Int = {
    s, stepSize, depth in
    let q = 1 - stepSize * (1 + s)
    return 1 - (0..<depth).reduce(1) { power, _ in power * q }
  }
  /// f(s) and 1 − f(s).
  package var gain: @Sendable (_ depth: Int, _ stepSize: Double, _ s: Double) -> Gain = {
    UnrolledFilter(depth: $0, stepSize: $1).gain(at: $2)
  }
  /// f′(s).
  package var derivative: @Sendable (_ depth: Int, _ stepSize: Double, _ s: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).derivative(at: $2)
  }
  /// Enclosures of f(s) and 1 − f(s).
  package var certified:
    @Sendable (_ depth: Int, _ stepSize: Interval, _ s: Interval) -> CertifiedGain = {
      CertifiedFilter.unrolled(at: $2, depth: $0, stepSize: $1)
    }
  /// 1/(1+s) and s/(1+s).
  package var bilevel: @Sendable (_ s: Double) -> Gain = { BilevelFilter().gain(at: $0) }
  /// −1/(1+s)².
  package var bilevelDerivative: @Sendable (_ s: Double) -> Double = {
    BilevelFilter().derivative(at: $0)
  }
  /// Enclosures of 1/(1+s) and s/(1+s).
  package var certifiedBilevel: @Sendable (_ s: Interval) -> CertifiedGain = CertifiedFilter.bilevel

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try identity(),
      try values(
        "N steps one after the other", scope, 0, depths: 1...60, s: 1e-6...50, steps: 0.01...2.5,
        cases: scope.samples, violation: { steppedViolation($0) }),
      try values(
        "f and f′ for any depth", scope, 1, depths: 1...1_000_000, s: 1e-12...1e12,
        steps: 1e-12...5,
        cases: scope.samples, violation: { deepViolation($0) }),
      try .sampled(
        "the exact minimiser", cases: scope.samples, in: scope, id, 2,
        point: { draws in
          ParameterPoint([.s: draws.integer(0...20) == 0 ? 0 : draws.logarithmic(1e-20...1e20)])
        },
        isLegal: { $0[.s] >= 0 }, violation: { bilevelViolation($0) }),
    ]
  }

  /// Both sides are polynomials of degree N in s and in ω: N + 1 values of each determine them.
  private func identity() throws(EvidenceError) -> Check {
    let cases = (1...8).flatMap { depth in
      (0...depth).flatMap { s in (1...depth + 1).map { (depth: depth, s: s, stepSize: $0) } }
    }
    func point(_ index: Int) -> ParameterPoint {
      let (depth, s, stepSize) = cases[index]
      return ParameterPoint([.depth: Double(depth), .omega: Double(stepSize), .s: Double(s)])
    }
    return try .enumerated(
      "the closed form, as polynomials", count: cases.count, point: point,
      violation: { index in
        let (depth, s, stepSize) = cases[index]
        let z = (0..<depth).reduce(0) { z, _ in z - stepSize * ((1 + s) * z - 1) }
        let found = closedForm(s, stepSize, depth)
        if found != (1 + s) * z { return "(1+s)f is \((1 + s) * z), not \(found)" }
        let point = point(index)
        let mine = gain(depth, point[.omega], point[.s])
        let enclosure = certified(depth, Interval(point[.omega]), Interval(point[.s]))
        // In integers, which Double represents exactly.
        guard enclosure.value.contains(Double(z)), enclosure.defect.contains(Double(1 - z)) else {
          return "the program's enclosure of f = \(z) is wrong"
        }
        return difference("f", mine.value, from: Double(z), tolerance: 1e-15)
          ?? difference("1 − f", mine.defect, from: Double(1 - z), tolerance: 1e-15)
      })
  }

  private func values(
    _ name: String, _ scope: CheckScope, _ check: Int, depths: ClosedRange<Int>,
    s: ClosedRange<Double>, steps: ClosedRange<Double>, cases: Int,
    violation: (ParameterPoint) -> String?
  ) throws(EvidenceError) -> Check {
    let depths = try scope.range(
      .depth, Double(depths.lowerBound)...Double(depths.upperBound))
    let steps = try scope.range(.omega, steps, legal: 1e-100...1e3)
    let penalties = try scope.range(.s, s, legal: 0...1e15)
    return try .sampled(
      name, cases: cases, in: scope, id, check,
      point: { draws in
        // Small depths, at which the steps differ in kind.
        let depth =
          draws.integer(0...2) == 0
          ? draws.uniform(depths.lowerBound...min(depths.upperBound, depths.lowerBound + 12))
          : draws.logarithmic(depths)
        var point = ParameterPoint([
          .depth: min(max(depth.rounded(), depths.lowerBound.rounded(.up)), depths.upperBound),
          .omega: draws.integer(0...1) == 0 ? draws.uniform(steps) : draws.logarithmic(steps),
        ])
        switch draws.integer(0...11) {
        case 11:
          // The same with many steps.
          let magnitude = exp(draws.uniform(690...740) / point[.depth])
          let penalty = (1 + magnitude) / point[.omega] - 1
          point[.s] = min(max(penalty, penalties.lowerBound), penalties.upperBound)
        case 10:
          // q^N beyond the range of Double, but f or f′ within it.
          point[.s] = draws.logarithmic(penalties)
          let size = log10(point[.omega] * (1 + point[.s]))
          let count = (draws.uniform(300...340) / max(size, 1e-3)).rounded()
          point[.depth] = min(max(count, depths.lowerBound.rounded(.up)), depths.upperBound)
        case 0: point[.s] = penalties.contains(0) || s == penalties ? 0 : penalties.lowerBound
        case 1...4: point[.s] = draws.logarithmic(penalties)
        default:
          // A range in which the terms neither overflow nor all vanish after the first.
          let y =
            draws.integer(0...1) == 0
            ? draws.uniform(0...2.2) : 2 + draws.uniform(-3...3) / point[.depth]
          point[.s] = min(max(y / point[.omega] - 1, penalties.lowerBound), penalties.upperBound)
        }
        return point
      },
      isLegal: {
        depths.contains($0[.depth]) && steps.contains($0[.omega]) && $0[.s] >= 0
          && $0[.s] <= penalties.upperBound
      },
      command: { point in
        "toy expressivity \(point.options(.depth, .omega)) --x s"
      }, violation: { point in violation(point) })
  }

  private func steppedViolation(_ point: ParameterPoint) -> String? {
    let (stepSize, s) = (Interval(point[.omega]), Interval(point[.s]))
    let value = EnclosedFilter.stepped(depth: point.depth, stepSize: stepSize, at: s)
    let enclosure = certified(point.depth, stepSize, s)
    if enclosure.value.isDisjoint(from: value) || enclosure.defect.isDisjoint(from: 1 - value) {
      return "the program's enclosure of f is wrong"
    }
    // f may differ from 1 by less than the steps resolve.
    let scale = max(value.width, (1 - value).width) * 1e13
    let mine = gain(point.depth, point[.omega], point[.s])
    return difference("f", mine.value, from: value, scale: scale)
      ?? difference(
        "1 − f", mine.defect, from: 1 - value, scale: max(scale, Self.terms(point, s, stepSize)))
  }

  /// (s + |q^N|)/(1+s): where q < 0 and N is odd, the two terms of 1 − f cancel at f = 1.
  private static func terms(_ point: ParameterPoint, _ s: Interval, _ stepSize: Interval) -> Double
  {
    let power = (1 - stepSize * (1 + s)).power(point.depth)
    let size = ((s + power.magnitude) / (1 + s)).upperBound
    return power.isNegative && size.isFinite ? size : 0
  }

  private func deepViolation(_ point: ParameterPoint) -> String? {
    let (stepSize, s) = (Interval(point[.omega]), Interval(point[.s]))
    let enclosure = certified(point.depth, stepSize, s)
    let other = EnclosedFilter(depth: point.depth, stepSize: stepSize, at: s)
    if enclosure.value.isDisjoint(from: other.value) { return "the program's enclosure is wrong" }
    let mine = gain(point.depth, point[.omega], point[.s])
    if let finding = overflowViolation(point, mine) { return finding }
    // f′ = −(1 − q^(N−1)(1 + (N−1)ω(1+s)))/(1+s)²: where q < 0 and N is odd, the two terms cancel.
    let y = stepSize * (1 + s)
    let power = (1 - y).power(point.depth - 1) * (1 + Interval(point.depth - 1) * y)
    let terms = (1 + power.magnitude) / (1 + s).squared
    return difference("f", mine.value, from: enclosure.value)
      ?? difference(
        "1 − f", mine.defect, from: enclosure.defect, scale: Self.terms(point, s, stepSize))
      ?? difference(
        "f′", derivative(point.depth, point[.omega], point[.s]), from: other.derivative,
        scale: y.lowerBound < 1 || !terms.isFinite ? 0 : terms.upperBound)
  }

  /// The values of f and f′ if q^N leaves the range of Double and dwarfs all other terms: −q^N/(1+s) and
  /// q^(N−1)(1 + (N−1)ω(1+s))/(1+s)², computed from factors that stay in range.
  private func overflowViolation(_ point: ParameterPoint, _ mine: Gain) -> String? {
    let scale = 1 + Interval(point[.s])
    let y = Interval(point[.omega]) * scale
    let (depth, q) = (point.depth, 1 - y)
    guard q.isNegative, depth > 2, !q.power(depth).isFinite else { return nil }
    func product(_ exponent: Int, _ first: Interval, _ second: Interval) -> Interval {
      (q.power(exponent / 2) * first) * (q.power(exponent - exponent / 2) * second)
    }
    let value = -product(depth, .one / scale, .one)
    let slope = product(
      depth - 1, .one / scale, (1 + Interval(depth - 1) * y) / scale)
    return (value.isFinite ? difference("f", mine.value, from: value) : nil)
      ?? (slope.isFinite
        ? difference("f′", derivative(depth, point[.omega], point[.s]), from: slope) : nil)
  }

  private func bilevelViolation(_ point: ParameterPoint) -> String? {
    let s = Interval(point[.s])
    let scale = 1 + s
    let mine = bilevel(point[.s])
    let enclosure = certifiedBilevel(s)
    // (1+s)z = 1.
    guard (scale * enclosure.value).contains(1),
      !(scale * enclosure.defect).isDisjoint(from: s)
    else { return "the program's enclosure is wrong" }
    return difference("f", mine.value, from: .one / scale, tolerance: 1e-15)
      ?? difference("1 − f", mine.defect, from: s / scale, tolerance: 1e-15)
      ?? difference(
        "f′", bilevelDerivative(point[.s]), from: -(.one / scale.squared), tolerance: 1e-15)
  }
}
