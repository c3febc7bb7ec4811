// The completeness of the list of critical points of a landscape.

package import Evidence
import Intervals
import Reference
package import ToyModel

package struct LandscapePointsProposition: Claim {
  package let id = "landscape-points"
  package let exposition = Exposition(
    title: "The critical points of the risk in one dimension",
    statement: [
      "For k = n = 1, R = r and γ = E y² the risk is a function of a single number,",
      .formula(
        """
        E(r) = ½(γ(1 − f(r²))² + σ² f(r²)²),   E′(r) = 2r f′(r²) (γ+σ²) (f(r²) − t*)
        """),
      """
      so its critical points are r = 0, the turning point of f, and the solutions of f(r²) = t* = \
      γ/(γ+σ²): at most three with r > 0. Each of these is a minimum or a maximum as the signs of E′ on \
      both sides say, and r = 0 is the other one.
      """,
    ],
    assumptions: ["k = n = 1; the exact minimiser or N ≥ 2 steps, ω fixed, σ > 0, γ > 0."],
    limits: [
      "At N = 1 the risk does not depend on r.",
      "For n > 1 there are saddles as well, and no such list is given here.",
    ],
    sources: [.talkConjecture, .claims("filter-recursion", "wiener")],
    example: { .landscape() },
    figure: "landscape",
    commands: [
      "toy landscape --depth 2,3,5 --omega 0.1 -o -",
      "toy landscape --depth 2..7 --omega 0.1 -o landscape.svg",
    ],
    declarations: ["RiskLandscape", "CriticalPoint"])
  package let domain =
    "the exact minimiser and N from 1 to 9, ω from 0.05 to 2.5, random γ and σ, and t* at c₀ or 1; every "
    + "r in [0, ∞] by interval arithmetic"

  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> RiskLandscape = {
    LandscapePoint.landscape($0)
  }
  /// E(r) of a landscape.
  package var risk: @Sendable (_ landscape: RiskLandscape, _ r: Double) -> Double = {
    $0.risk(at: $1)
  }
  /// E′(r) of a landscape.
  package var derivative: @Sendable (_ landscape: RiskLandscape, _ r: Double) -> Double = {
    $0.derivative(at: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LandscapePoint.Domain(scope)
    return [
      try .sampled(
        "all zeros of E′, isolated", cases: scope.samples / 4, in: scope, id,
        point: { legal.point(&$0) }, isLegal: legal.contains,
        command: LandscapePoint.command, violation: { violation($0) }),
      try .sampled(
        "E and E′ anywhere", cases: scope.samples, in: scope, id, 1,
        point: { draws in
          var point = legal.point(&draws)
          point[.s] = draws.logarithmic(1e-3...1e3)
          return point
        },
        isLegal: { legal.contains($0) && $0[.s] > 0 }, command: LandscapePoint.command,
        violation: { point in
          let r = point[.s].squareRoot()
          let landscape = landscape(point)
          let enclosed = EnclosedRisk(point, at: Interval(r).squared)
          let (signal, noise) = (Interval(point.eigenvalues[0]), Interval(point.noiseVariance))
          let terms = (signal + noise) * enclosed.filter.value - signal
          let slope = 2 * (Interval(r) * enclosed.filter.derivative * terms)
          let size = 2 * (Interval(r) * enclosed.filter.derivative * (signal + noise)).magnitude
          return difference("E", risk(landscape, r), from: enclosed.value, tolerance: 1e-11)
            ?? difference(
              "E′", derivative(landscape, r), from: slope, tolerance: 1e-11,
              scale: (size * (1 + enclosed.filter.value.magnitude)).upperBound)
        }),
      try .enumerated(
        "where t* = c₀ or the turning point is at 0", count: Self.degenerate.count,
        point: { Self.degenerate[$0].point },
        violation: { index in
          let (point, kinds) = Self.degenerate[index]
          let found = landscape(point).criticalPoints.map(\.kind)
          return found == kinds
            ? infimumViolation(point)
            : "the points are \(found.map(\.rawValue)), not \(kinds.map(\.rawValue))"
        }),
    ]
  }

  /// Parameter points at which t* = c₀ or a turning point at 0 holds exactly in Double.
  private static let degenerate: [(point: ParameterPoint, kinds: [CriticalPoint.Kind])] = [
    // t* = 1 = c₀ at ω = 1: at even depth r = 0 is the minimum, at odd depth one of two.
    (ParameterPoint([.depth: 4, .omega: 1, .sigma: 0], eigenvalues: [1]), [.minimum]),
    (
      ParameterPoint([.depth: 3, .omega: 1, .sigma: 0], eigenvalues: [1]),
      [.minimum, .barrier, .minimum]
    ),
    (ParameterPoint([.sigma: 0], eigenvalues: [1]), [.minimum]),
    // N = 3, ω = 1.5: the turning point is at 0; c₀ = 1.125 is above every t*.
    (ParameterPoint([.depth: 3, .omega: 1.5, .sigma: 1], eigenvalues: [1]), [.minimum]),
    // Without signal and noise, or for N = 1, R has no influence.
    (ParameterPoint([.depth: 3, .omega: 0.5, .sigma: 0], eigenvalues: [0]), [.flat]),
    (ParameterPoint([.depth: 1, .omega: 0.5, .sigma: 1], eigenvalues: [1]), [.flat]),
    // γ = 0: for the exact minimiser the infimum is at infinity.
    (ParameterPoint([.sigma: 1], eigenvalues: [0]), [.maximum]),
    (ParameterPoint([.depth: 2, .omega: 0.5, .sigma: 1], eigenvalues: [0]), [.maximum, .minimum]),
    (ParameterPoint([.depth: 3, .omega: 0.5, .sigma: 1], eigenvalues: [0]), [.maximum, .minimum]),
    // ω = ½, N = 2: c₀ = ¾ = t* at σ² = ⅓γ, which is exact for γ = 3, σ = 1.
    (ParameterPoint([.depth: 2, .omega: 0.5, .sigma: 1], eigenvalues: [3]), [.minimum]),
  ]

  /// The infimum, and the least risk of the listed points and of the limit r → ∞.
  private func infimumViolation(_ point: ParameterPoint) -> String? {
    let landscape = landscape(point)
    let values = landscape.criticalPoints.map {
      EnclosedRisk(point, at: Interval($0.location).squared).value
    }
    let limit = EnclosedRisk.value(
      Interval(point.eigenvalues[0]), Interval(point.noiseVariance), .zero)
    let best = values.reduce(point.depth == 0 ? limit : values[0]) { $0.minimum($1) }
    let isAttained = point.depth > 0 || point.eigenvalues[0] > 0
    if landscape.isAttained != isAttained { return "attained: \(landscape.isAttained)" }
    return difference("the infimum", landscape.infimum, from: best, tolerance: 1e-14, scale: 1)
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let landscape = landscape(point)
    let signs = LandscapeSigns(point)
    let points = landscape.criticalPoints
    guard let first = points.first, first.location == 0 else { return "r = 0 is not listed" }
    if point.depth == 1 {
      return points.count == 1 && first.kind == .flat ? nil : "at N = 1 E is constant"
    }
    // In v = 1/(1+r²), descending with r.
    let zeros = points.dropFirst().map { 1 / (1 + $0.location * $0.location) }
    if let finding = signs.violation(zerosAt: zeros) { return finding }
    // The signs of E′ between consecutive points.
    let ends = [1] + zeros + [0]
    let between = zip(ends, ends.dropFirst()).map { 0.5 * ($0 + $1) }
    let rises = between.map { signs.slope(Interval($0)).isPositive }
    var best = Interval(Double.infinity)
    for (index, critical) in points.enumerated() {
      let before = index == 0 ? !rises[0] : rises[index - 1]
      let isMinimum = !before && rises[index]
      if before == rises[index] { return "E′ does not change its sign at r = \(critical.location)" }
      if critical.kind.isMinimum != isMinimum
        || (!isMinimum && (index == 0) != (critical.kind == .maximum))
      {
        return "r = \(critical.location) is called a \(critical.kind.rawValue)"
      }
      let enclosed = EnclosedRisk(point, at: Interval(critical.location).squared)
      let scale = point.eigenvalues[0] + point.noiseVariance
      if let finding = difference(
        "E", critical.risk, from: enclosed.value, tolerance: 1e-10, scale: scale)
        ?? difference(
          "f", critical.gain.value, from: enclosed.filter.value, tolerance: 1e-10, scale: 1)
      {
        return "at r = \(critical.location): \(finding)"
      }
      if isMinimum { best = best.minimum(enclosed.value) }
    }
    // The limit for r → ∞ is finite only for the exact minimiser, for which it is the value at t = 0.
    let isAttained = point.depth != 0 || point.eigenvalues[0] > 0
    if !isAttained {
      best = EnclosedRisk.value(
        Interval(point.eigenvalues[0]), Interval(point.noiseVariance), .zero)
    }
    let scale = point.eigenvalues[0] + point.noiseVariance
    if landscape.isAttained != isAttained { return "attained: \(landscape.isAttained)" }
    if let finding = difference(
      "the infimum", landscape.infimum, from: best, tolerance: 1e-10, scale: scale)
    {
      return finding
    }
    for critical in points {
      let excess = Interval(critical.risk) - best
      if let finding = difference(
        "the excess", critical.excess, from: excess, tolerance: 1e-10, scale: scale)
      {
        return "at r = \(critical.location): \(finding)"
      }
      if critical.kind.isMinimum,
        (critical.kind == .minimum) != (abs(excess.middle) <= 1e-10 * scale)
      {
        return "r = \(critical.location) is called a \(critical.kind.rawValue)"
      }
    }
    let minima = points.filter { $0.kind == .minimum }
    return landscape.bestMinima == minima ? nil : "the best minima are others"
  }
}
