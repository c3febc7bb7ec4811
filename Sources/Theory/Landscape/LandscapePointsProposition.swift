// The list of critical points of a landscape is complete.

package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct LandscapePointsProposition: Claim {
  package static let id = "landscape-points"
  package static let statement =
    "For k = n = 1 and N ≥ 2 or the exact minimiser the critical points of "
    + "E(r) = ½(γ(1−f(r²))² + σ²f(r²)²) with r > 0 are the solutions "
    + "of f = t* and the turning point of f, at most three; each is a minimum or a maximum as the signs "
    + "of E′ on both sides say, and r = 0 is the other one. At N = 1 E is constant."
  package static let source =
    "follows from filter-recursion and wiener; talk, landscapes, there from plots"
  package static let domain =
    "the exact minimiser and N from 1 to 9, ω from 0.05 to 2.5, random γ and σ, and t* at c₀ or 1; every "
    + "r in [0, ∞] by interval arithmetic"

  /// The landscape of a point.
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
        "all zeros of E′, isolated", cases: scope.samples / 4, scope.sampler(for: Self.id),
        seed: scope.seed, point: { legal.point(&$0) }, isLegal: legal.contains,
        command: LandscapePoint.command, violation: { violation($0) }),
      try .sampled(
        "E and E′ anywhere", cases: scope.samples, scope.sampler(for: Self.id, 1),
        seed: scope.seed,
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

  /// Points where a comparison of t* with c₀ or of the turning point with 0 is an equality in Double.
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
    // Without signal and noise, or for N = 1, R is of no influence.
    (ParameterPoint([.depth: 3, .omega: 0.5, .sigma: 0], eigenvalues: [0]), [.flat]),
    (ParameterPoint([.depth: 1, .omega: 0.5, .sigma: 1], eigenvalues: [1]), [.flat]),
    // γ = 0: for the exact minimiser the infimum is at infinity.
    (ParameterPoint([.sigma: 1], eigenvalues: [0]), [.maximum]),
    (ParameterPoint([.depth: 2, .omega: 0.5, .sigma: 1], eigenvalues: [0]), [.maximum, .minimum]),
    (ParameterPoint([.depth: 3, .omega: 0.5, .sigma: 1], eigenvalues: [0]), [.maximum, .minimum]),
    // ω = ½, N = 2: c₀ = ¾ = t* at σ² = ⅓γ, which is exact for γ = 3, σ = 1.
    (ParameterPoint([.depth: 2, .omega: 0.5, .sigma: 1], eigenvalues: [3]), [.minimum]),
  ]

  /// The infimum beside the least risk of the listed points, and of the limit r → ∞.
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
    let places = points.dropFirst().map { 1 / (1 + $0.location * $0.location) }
    if let finding = signs.violation(zerosAt: places) { return finding }
    // The signs of E′ between one point and the next.
    let ends = [1] + places + [0]
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
    // The limit for r → ∞ is finite for the exact minimiser alone, where it is the value at t = 0.
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

/// Points γ, σ, N, ω of landscapes.
package enum LandscapePoint {
  /// The landscape of a point; N = 0 stands for the exact minimiser.
  package static func landscape(_ point: ParameterPoint) -> RiskLandscape {
    RiskLandscape(
      filter: point.filter,
      directional: DirectionalRisk(
        signalEnergy: point.eigenvalues[0], noiseVariance: point.noiseVariance))
  }

  /// A command that lists the critical points.
  package static func command(_ point: ParameterPoint) -> String? {
    let setting =
      "--mu \(point.eigenvalues[0].squareRoot()) --theta 0 \(point.options(.sigma)) -o -"
    return point.depth == 0
      ? "toy landscape --family bilevel \(setting)"
      : "toy landscape \(point.options(.depth, .omega)) \(setting)"
  }

  /// Where points are drawn.
  package struct Domain: Sendable {
    private let depths: [Int]
    private let steps: ClosedRange<Double>
    private let sigmas: ClosedRange<Double>

    package init(_ scope: CheckScope, depths: ClosedRange<Int> = 1...9) throws(EvidenceError) {
      self.depths = try scope.integers(.depth, depths, legal: 1...12)
      steps = try scope.range(.omega, 0.05...2.5, legal: 0.02...3)
      sigmas = try scope.range(.sigma, 0.05...5, legal: 1e-3...1e3)
    }

    /// A random point at which no two of t*, c₀ and the least f nearly agree.
    package func point(_ draws: inout Sampler) -> ParameterPoint {
      while true {
        var point = ParameterPoint(
          [.sigma: draws.logarithmic(sigmas)], eigenvalues: [draws.logarithmic(0.01...10)])
        if draws.integer(0...8) > 0 {
          point[.depth] = Double(draws.element(depths))
          point[.omega] = draws.uniform(steps)
        }
        if contains(point) { return point }
      }
    }

    /// Whether a point could have been drawn.
    package func contains(_ point: ParameterPoint) -> Bool {
      guard point.n == 1, point.eigenvalues[0] >= 1e-3, point.eigenvalues[0] <= 1e3,
        sigmas.contains(point[.sigma])
      else { return false }
      guard point.depth > 0 else { return true }
      guard depths.contains(point.depth), steps.contains(point[.omega]) else { return false }
      let filter = UnrolledFilter(depth: point.depth, stepSize: point[.omega])
      let target = point.eigenvalues[0] / (point.eigenvalues[0] + point.noiseVariance)
      func isFar(_ one: Double, _ other: Double) -> Bool { abs(one - other) > 1e-3 }
      return isFar(filter.forcedGain.value, target)
        && (point.depth.isMultiple(of: 2) || point.depth == 1
          || (isFar(filter.image.lowerBound.value, target)
            && isFar(1 + TalkFormulas.turningPoint(depth: point.depth), point[.omega])))
    }
  }
}

/// The sign of E′ for every r in (0, ∞], by polynomials in v = 1/(1+r²).
package struct LandscapeSigns {
  private let point: ParameterPoint
  private let target: Interval

  package init(_ point: ParameterPoint) {
    self.point = point
    let signal = Interval(point.eigenvalues[0])
    target = signal / (signal + Interval(point.noiseVariance))
  }

  private var stepSize: Interval { Interval(point[.omega]) }

  /// (f − t*) v^(N−1), by f = ω Σ q^j and q = (v−ω)/v; v − t* for the exact minimiser.
  private func excess(_ v: Interval) -> Interval {
    let depth = point.depth
    guard depth > 0 else { return v - target }
    let w = v - stepSize
    var sum = Interval.zero
    var power = Interval.one
    for _ in 0..<depth {
      sum = sum * w + power
      power = power * v
    }
    return stepSize * sum - target * v.power(depth - 1)
  }

  /// Its derivative in v.
  private func excessSlope(_ v: Interval) -> Interval {
    let depth = point.depth
    guard depth > 0 else { return .one }
    // v^N − (v−ω)^N − t* v^(N−1).
    let direct =
      Interval(depth) * (v.power(depth - 1) - (v - stepSize).power(depth - 1))
    return depth < 2 ? direct : direct - Interval(depth - 1) * target * v.power(depth - 2)
  }

  /// −f′ up to a positive factor; 1 for the exact minimiser.
  private func fall(_ v: Interval) -> Interval {
    point.depth == 0 ? .one : SlopePolynomial.enclosure(v, stepSize, point.depth)
  }

  /// The derivative of that in v: ((N)v^(N−1) − (N−1)w^(N−2)(v+(N−1)ω) − w^(N−1))/ω².
  private func fallSlope(_ v: Interval) -> Interval {
    let depth = point.depth
    guard depth > 2 else { return .zero }
    let w = v - stepSize
    let first = Interval(depth) * v.power(depth - 1) - w.power(depth - 1)
    let second =
      Interval(depth - 1) * w.power(depth - 2) * (v + Interval(depth - 1) * stepSize)
    return (first - second) / stepSize.squared
  }

  /// A number with the sign of E′(r).
  package func slope(_ v: Interval) -> Interval { -(fall(v) * excess(v)) }

  /// Says that the zeros of E′ in (0, ∞) are others than these.
  ///
  /// Around each of them one factor of E′ is monotone and changes its sign; everywhere else no factor
  /// vanishes.
  package func violation(zerosAt places: [Double]) -> String? {
    var left: [ClosedRange<Double>] = []
    var end = 1.0
    for place in places {
      let radius = 1e-7 * place
      let (low, high) = (place - radius, place + radius)
      let near = Interval(low, high)
      let isSimple = [(excess, excessSlope, fall), (fall, fallSlope, excess)].contains { factor in
        let (lower, upper) = (factor.0(Interval(low)), factor.0(Interval(high)))
        let slope = factor.1(near)
        return
          (lower.isNegative && upper.isPositive && slope.isPositive
          || lower.isPositive && upper.isNegative && slope.isNegative)
          && !factor.2(near).contains(0)
      }
      guard isSimple else { return "E′ has no simple zero at r² = \(1 / place - 1)" }
      // Nothing beyond r = 0.
      guard high < end else { return "r² = \(1 / place - 1) is listed out of order" }
      left.append(high...end)
      end = low
    }
    left.append(0...end)
    for range in left {
      var pieces = [range]
      var count = 0
      while let piece = pieces.popLast() {
        count += 1
        let v = Interval(piece.lowerBound, piece.upperBound)
        if isNonzero(excess, excessSlope, v) && isNonzero(fall, fallSlope, v) { continue }
        let middle = v.middle
        guard count < 20_000, middle > piece.lowerBound, middle < piece.upperBound else {
          return "E′ may vanish at r² = \(1 / middle - 1), which is not listed"
        }
        pieces.append(piece.lowerBound...middle)
        pieces.append(middle...piece.upperBound)
      }
    }
    return nil
  }

  /// Whether a function certainly does not vanish, by its values or by one and the derivative.
  private func isNonzero(
    _ function: (Interval) -> Interval, _ slope: (Interval) -> Interval, _ v: Interval
  ) -> Bool {
    if !function(v).contains(0) { return true }
    let middle = Interval(v.middle)
    return !(function(middle) + slope(v) * (v - middle)).contains(0)
  }
}
