// The filters with their derivatives, enclosed, using only the recursion of the steps.

package import Intervals

/// f(s) and two derivatives of N gradient steps, or of the exact minimiser, as intervals.
///
/// With u_N(q) = Σ_{j<N} qʲ and q = 1 − ω(1+s): f = ωu, f′ = −ω²u′, f″ = ω³u″. Sums, powers and
/// derivatives grow together from u_{2m} = u_m(1 + qᵐ) and u_{m+1} = 1 + qu_m by the product rule; no
/// closed form is used.
package struct EnclosedFilter: Sendable {
  /// f(s).
  package let value: Interval
  /// f′(s).
  package let derivative: Interval
  /// f″(s).
  package let curvature: Interval

  /// N steps of size ω.
  ///
  /// - Parameters:
  ///   - depth: N ≥ 1.
  ///   - stepSize: ω.
  ///   - s: s ≥ 0.
  /// - Complexity: O(log N).
  package init(depth: Int, stepSize: Interval, at s: Interval) {
    let q = 1 - stepSize * (1 + s)
    var (u, u1, u2) = (Interval.zero, Interval.zero, Interval.zero)
    var (p, p1, p2) = (Interval.one, Interval.zero, Interval.zero)
    for bit in stride(from: Int.bitWidth - depth.leadingZeroBitCount - 1, through: 0, by: -1) {
      u2 = u2 * (1 + p) + 2 * (u1 * p1) + u * p2
      u1 = u1 * (1 + p) + u * p1
      u = u * (1 + p)
      p2 = 2 * (p1.squared + p * p2)
      p1 = 2 * (p * p1)
      p = p.squared
      guard depth >> bit & 1 == 1 else { continue }
      u2 = 2 * u1 + q * u2
      u1 = u + q * u1
      u = 1 + q * u
      p2 = 2 * p1 + q * p2
      p1 = p + q * p1
      p = q * p
    }
    value = stepSize * u
    derivative = -(stepSize.squared * u1)
    curvature = stepSize.power(3) * u2
  }

  /// The exact minimiser: 1/(1+s), −1/(1+s)², 2/(1+s)³.
  package init(bilevelAt s: Interval) {
    let v = .one / (1 + s)
    value = v
    derivative = -v.squared
    curvature = 2 * v.power(3)
  }

  /// The filter of a depth, 0 for the exact minimiser.
  ///
  /// - Parameters:
  ///   - depth: N ≥ 1, or 0.
  ///   - stepSize: ω; not used for the exact minimiser.
  ///   - s: s ≥ 0.
  package init(depth: Int, stepSize: Double, at s: Interval) {
    if depth == 0 {
      self.init(bilevelAt: s)
    } else {
      self.init(depth: depth, stepSize: Interval(stepSize), at: s)
    }
  }

  /// z after N steps z⁺ = z − ω((1+s)z − 1) + β(z − z⁻) from z = z⁻ = 0, one after the other.
  package static func stepped(
    depth: Int, stepSize: Interval, at s: Interval, momentum: Interval = .zero
  ) -> Interval {
    var (z, before) = (Interval.zero, Interval.zero)
    for _ in 0..<depth {
      (z, before) = (z - stepSize * ((1 + s) * z - 1) + momentum * (z - before), z)
    }
    return z
  }
}

/// E(r) = ½(γ(1−f)² + σ²f²), s = r², with two derivatives, enclosed.
package struct EnclosedRisk: Sendable {
  package let value: Interval
  /// E″(r).
  package let curvature: Interval
  package let filter: EnclosedFilter

  /// The risk of one direction.
  ///
  /// - Parameters:
  ///   - eigenvalue: γ.
  ///   - noiseVariance: σ².
  ///   - filter: f at s.
  ///   - s: r².
  package init(eigenvalue: Double, noiseVariance: Double, _ filter: EnclosedFilter, at s: Interval)
  {
    self.filter = filter
    let (signal, noise) = (Interval(eigenvalue), Interval(noiseVariance))
    value = Self.value(signal, noise, filter.value)
    let total = signal + noise
    let slope = total * filter.value - signal
    curvature =
      4 * (s * total * filter.derivative.squared)
      + slope * (2 * filter.derivative + 4 * (s * filter.curvature))
  }

  /// ½(γ(1−t)² + σ²t²).
  package static func value(_ signal: Interval, _ noise: Interval, _ t: Interval) -> Interval {
    0.5 * (signal * (1 - t).squared + noise * t.squared)
  }
}
