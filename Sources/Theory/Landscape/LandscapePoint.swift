// The completeness of the list of critical points of a landscape.

package import Evidence
package import Intervals
import Reference
package import ToyModel

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

  /// The domain from which parameter points are drawn.
  package struct Domain: Sendable {
    private let depths: [Int]
    private let steps: ClosedRange<Double>
    private let sigmas: ClosedRange<Double>

    package init(_ scope: CheckScope, depths: ClosedRange<Int> = 1...9) throws(EvidenceError) {
      self.depths = try scope.integers(.depth, depths, legal: 1...12)
      steps = try scope.range(.omega, 0.05...2.5, legal: 0.02...3)
      sigmas = try scope.range(.sigma, 0.05...5, legal: 1e-3...1e3)
    }

    /// A random parameter point at which no two of t*, c₀ and the bounds of the image of f nearly agree.
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

    /// Whether a parameter point could have been drawn.
    package func contains(_ point: ParameterPoint) -> Bool {
      guard point.n == 1, point.eigenvalues[0] >= 1e-3, point.eigenvalues[0] <= 1e3,
        sigmas.contains(point[.sigma])
      else { return false }
      let target = point.eigenvalues[0] / (point.eigenvalues[0] + point.noiseVariance)
      func isFar(_ one: Double, _ other: Double) -> Bool { abs(one - other) > 1e-3 }
      guard point.depth > 0 else { return isFar(1, target) && isFar(0, target) }
      guard depths.contains(point.depth), steps.contains(point[.omega]) else { return false }
      let filter = UnrolledFilter(depth: point.depth, stepSize: point[.omega])
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

  /// The derivative with respect to v.
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

  /// Reports that the zeros of E′ in (0, ∞) are not exactly these.
  ///
  /// Around each of them one factor of E′ is monotone and changes its sign; everywhere else no factor
  /// vanishes.
  package func violation(zerosAt zeros: [Double]) -> String? {
    var left: [ClosedRange<Double>] = []
    var end = 1.0
    for zero in zeros {
      let radius = 1e-7 * zero
      let (low, high) = (zero - radius, zero + radius)
      let near = Interval(low, high)
      let isSimple = [(excess, excessSlope, fall), (fall, fallSlope, excess)].contains { factor in
        let (lower, upper) = (factor.0(Interval(low)), factor.0(Interval(high)))
        let slope = factor.1(near)
        return
          (lower.isNegative && upper.isPositive && slope.isPositive
          || lower.isPositive && upper.isNegative && slope.isNegative)
          && !factor.2(near).contains(0)
      }
      guard isSimple else { return "E′ has no simple zero at r² = \(1 / zero - 1)" }
      // No critical point beyond r = 0.
      guard high < end else { return "r² = \(1 / zero - 1) is listed out of order" }
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

  /// Whether a function certainly does not vanish, by its values, or by one value and the derivative.
  private func isNonzero(
    _ function: (Interval) -> Interval, _ slope: (Interval) -> Interval, _ v: Interval
  ) -> Bool {
    if !function(v).contains(0) { return true }
    let middle = Interval(v.middle)
    return !(function(middle) + slope(v) * (v - middle)).contains(0)
  }
}
