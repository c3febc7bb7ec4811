// The best risk of odd depths with a learned step.

package import Evidence
package import Intervals

/// Risks of constant signals at a fixed step of odd depth.
package enum ConstantSignal {
  /// The excess over the best linear risk: the smaller of those of a free and of a forced signal direction.
  ///
  /// - Parameters:
  ///   - point: The parameter point with n, k and σ.
  ///   - energy: E = n(μ²+θ²).
  ///   - c0: f(0).
  ///   - least: c, the minimum of f.
  /// - Returns: The excess.
  package static func excess(
    _ point: ParameterPoint, energy: Interval, c0: Interval, least: Interval
  ) -> Interval {
    let noise = Interval(point.noiseVariance)
    let total = energy + noise
    let target = energy / total
    let lift = (least - target).maximum(.zero)
    let free =
      0.5 * total * lift.squared
      + 0.5 * noise
      * (Interval(point.n - point.k) * c0.squared + Interval(point.k - 1) * least.squared)
    guard point.k < point.n else { return free }
    let forced =
      0.5 * total * (c0 - target).squared
      + 0.5 * noise
      * (Interval(point.n - point.k - 1) * c0.squared + Interval(point.k) * least.squared)
    return free.minimum(forced)
  }
}
