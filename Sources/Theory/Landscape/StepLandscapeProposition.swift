// The landscape over r and ω together.

import Certified
package import Evidence
import Intervals
import Reference
package import ToyModel

package struct StepLandscapeProposition: Claim {
  package let id = "step-landscape"
  package let exposition = Exposition(
    title: "Over r and ω together every local minimum is global",
    statement: [
      """
      For k = n = 1 and a learned ω the global minima are the curve f(r²; ω) = t*, on which E is the best \
      linear risk. It begins at ω = 1 − (1−t*)^(1/N), r = 0. For even N it is closed: it reaches up to \
      r = σ/√γ and ends at ω = 1 + (1−t*)^(1/N), r = 0. For odd N it reaches ω = t*/p(q*) and from there \
      r → ∞. The point r = 0, ω = 1, where T = 1, is a maximum for even N and a saddle for odd N ≥ 3. \
      Every local minimum is global.
      """
    ],
    assumptions: ["k = n = 1, N ≥ 2, γ > 0, σ > 0; p and q* as in `toy explain odd-constant`."],
    limits: ["Nearly flat parts remain: for odd N the curve runs to r → ∞ as ω → 0⁺."],
    sources: [.talkConjecture, .claims("filter-recursion", "wiener")],
    example: { .stepLandscape() },
    figure: "landscape-learned-step",
    commands: ["toy landscape --depth 2,3 --omega learned -o -"],
    declarations: ["StepLandscape", "Valley"])
  package let domain = "N from 1 to 1001, random γ and σ, with γ = 0 or σ = 0 in some cases"

  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> StepLandscape = { point in
    StepLandscape(
      depth: point.depth,
      directional: DirectionalRisk(
        signalEnergy: point.eigenvalues[0], noiseVariance: point.noiseVariance))
  }
  /// Points of the curve up to r.
  package var curve: @Sendable (_ valley: Valley, _ limit: Double) -> [(r: Double, omega: Double)] =
    {
      $0.points(upTo: $1, count: 17)
    }
  /// The step size at which the curve meets r = 0.
  package var crossings: @Sendable (_ valley: Valley) -> (lower: Double, upper: Double) =
    \.crossings
  /// The smallest and the largest ω of the curve.
  package var steps: @Sendable (_ valley: Valley) -> (least: Double, largest: Double) = {
    ($0.smallestStep, $0.largestStep)
  }
  /// The largest r of the curve.
  package var radius: @Sendable (_ valley: Valley) -> Double = \.largestRadius
  /// E″ at (0, 1), in r and in ω.
  package var curvature: @Sendable (_ landscape: StepLandscape) -> (r: Double, omega: Double) =
    \.identityCurvature

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 1...1001, legal: 1...10_001)
    let sigmas = try scope.range(.sigma, 0.05...5)
    return [
      try .sampled(
        "the curve, its ends and (0, 1) in interval arithmetic", cases: scope.samples / 2,
        in: scope, id,
        point: { draws in
          let kind = draws.integer(0...19)
          return ParameterPoint(
            [
              .depth: Double(
                draws.integer(0...1) == 0
                  ? draws.element(depths) : min(draws.integer(1...9), depths[depths.count - 1])),
              .sigma: kind == 0 || kind == 2 ? 0 : draws.logarithmic(sigmas),
            ], eigenvalues: [kind == 1 || kind == 2 ? 0 : draws.logarithmic(0.01...10)])
        },
        isLegal: {
          $0.n == 1 && $0.depth >= 1 && ($0.eigenvalues[0] == 0 || $0.eigenvalues[0] >= 0.01)
            && ($0[.sigma] == 0 || sigmas.contains($0[.sigma]))
        },
        command: { point in
          "toy landscape --omega learned \(point.options(.depth, .sigma)) --theta 0 "
            + "--mu \(point.eigenvalues[0].squareRoot()) -o -"
        }, violation: { violation($0) })
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let landscape = landscape(point)
    let (signal, noise) = (Interval(point.eigenvalues[0]), Interval(point.noiseVariance))
    let isEven = point.depth.isMultiple(of: 2)
    let isFlat = point.eigenvalues[0] == 0 && point[.sigma] == 0
    let hasValley = !isFlat && (point.eigenvalues[0] > 0 || isEven)
    guard (landscape.valley != nil) == hasValley, landscape.isAttained == (hasValley || isFlat)
    else { return "the curve of minima is \(hasValley ? "missing" : "not there")" }
    if isFlat { return landscape.identityPoint == nil ? nil : "(0, 1) is critical as any point" }
    let total = signal + noise
    let best = signal * (noise / total)
    return difference("the infimum", landscape.infimum, from: 0.5 * best, tolerance: 1e-14)
      ?? identityViolation(point, landscape)
      ?? landscape.valley.flatMap { valleyViolation(point, $0, target: signal / total) }
  }

  private func valleyViolation(_ point: ParameterPoint, _ valley: Valley, target: Interval)
    -> String?
  {
    let depth = point.depth
    let isEven = depth.isMultiple(of: 2)
    let scale = target.upperBound
    func miss(_ name: String, _ s: Interval, _ stepSize: Double) -> String? {
      let filter = EnclosedFilter(depth: depth, stepSize: Interval(stepSize), at: s)
      // From rounding ω and s, amplified by the slopes of f.
      let slack =
        (1 + s).upperBound * filter.derivative.magnitude.upperBound + scale
        + Double(depth) * stepSize * 1e-3
      return difference(
        "f at \(name)", filter.value.middle, from: target, tolerance: 1e-12,
        scale: slack + filter.value.magnitude.upperBound)
    }
    let ends = crossings(valley)
    if let finding = miss("the lower end", .zero, ends.lower)
      ?? miss("the upper end", .zero, ends.upper)
      ?? (isEven && !(ends.upper >= ends.lower) ? "the ends are in the wrong order" : nil)
    {
      return finding
    }
    let (least, largest) = steps(valley)
    let isBounded = isEven && point.eigenvalues[0] > 0
    let expected: Interval
    if depth == 1 {
      expected = target
    } else if isEven {
      // 1 + (1−t*)^(1/N), the end that is checked above.
      guard ends.upper >= 1 else { return "the curve ends at ω = \(ends.upper)" }
      expected = Interval(ends.upper)
    } else {
      expected = target / CertifiedOddMinimum(depth: depth).value
    }
    let expectedLeast = depth == 1 ? target : isBounded ? Interval(ends.lower) : .zero
    let expectedRadius = isBounded ? (1 / target.middle - 1) : .infinity
    if let finding = difference("the largest ω", largest, from: expected)
      ?? difference("the least ω", least, from: expectedLeast)
      ?? (isBounded
        ? difference(
          "the square of the largest r", radius(valley) * radius(valley), from: expectedRadius,
          tolerance: 1e-12, scale: 1)
        : radius(valley) == .infinity ? nil : "the curve ends at r = \(radius(valley))")
    {
      return finding
    }
    let limit = isBounded && radius(valley) > 0 ? radius(valley) : 3
    let points = curve(valley, limit)
    for (r, stepSize) in points {
      if let finding = miss("r = \(r), ω = \(stepSize)", Interval(r).squared, stepSize) {
        return finding
      }
      if !(r >= 0 && r <= limit * 1.000001 && stepSize >= least && stepSize <= largest * 1.000001) {
        return "r = \(r), ω = \(stepSize) is not on the curve"
      }
    }
    // A closed curve begins and ends at r = 0; an open one ends at the limit, and rounding may put the last
    // point beyond it.
    if point[.sigma] > 0 {
      let last = points.count == 17 ? points[16].r : limit
      let end = isBounded ? 0 : limit
      guard points.count >= 16, abs(last - end) <= 1e-6,
        points[0].r == 0 || depth == 1 || point.eigenvalues[0] == 0
      else { return "the curve is not shown as a whole" }
    }
    return nil
  }

  /// E around (0, 1).
  private func identityViolation(_ point: ParameterPoint, _ landscape: StepLandscape) -> String? {
    let depth = point.depth
    let isCritical = depth > 1 && point[.sigma] > 0
    let expected: StepLandscape.IdentityPoint? =
      isCritical ? (depth.isMultiple(of: 2) ? .maximum : .saddle) : nil
    guard landscape.identityPoint == expected else { return "(0, 1) is not the expected point" }
    guard depth > 1 else { return nil }
    let (signal, noise) = (Interval(point.eigenvalues[0]), Interval(point.noiseVariance))
    func risk(_ r: Double, _ stepSize: Interval) -> Interval {
      let filter = EnclosedFilter(depth: depth, stepSize: stepSize, at: Interval(r).squared)
      return EnclosedRisk.value(signal, noise, filter.value)
    }
    let h = 0x1p-20
    let center = 2 * risk(0, .one)
    let inR = 2 * risk(h, .one) - center
    let (above, below) = (risk(0, 1 + Interval(h)), risk(0, 1 - Interval(h)))
    let found = curvature(landscape)
    let size = point.eigenvalues[0] + point.noiseVariance
    let scale = 1e6 * h * size * Double(depth)
    if let finding = difference(
      "E″ in r at (0, 1)", found.r, from: inR / (h * h), tolerance: 1e-6, scale: scale)
      ?? difference(
        "E″ in ω at (0, 1)", found.omega, from: (above + below - center) / (h * h),
        tolerance: 1e-6, scale: scale)
    {
      return finding
    }
    guard isCritical, depth <= 4 else { return nil }
    // The difference has no terms beyond third powers of h.
    let half = 0.5 * center
    let isMaximum = above.isBelow(half) && below.isBelow(half)
    let isSaddle = half.isBelow(above) && below.isBelow(half)
    return inR.isNegative && (depth == 3 ? isSaddle : isMaximum)
      ? nil : "(0, 1) is not a \(expected?.rawValue ?? "")"
  }
}
