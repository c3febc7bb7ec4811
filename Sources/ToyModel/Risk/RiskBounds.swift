// The numbers that decide everything: L₀ ≤ F ≤ E ≤ B.

/// The best risks of data for every algorithm at once.
///
/// With the gap of m = n − k forced directions, see below, and windows of m neighbouring ones:
/// ```
/// L₀ = ½ Σ γσ²/(γ+σ²)          the best linear risk
/// F  = L₀ + min gap(window)    the floor of all T = f(RᵀR), for any algorithm, depth and parameters
/// E  = L₀ + gap(top window)    even depths and all filters that fall from a learned f(0) to 0
/// E⁻ = L₀ + gap(bottom window) an upper bound of odd depths from 3 on with a learned step
/// B  = L₀ + (σ⁴/2) Σ_top 1/w   bilevel learning;  B − E = mσ⁴/(2A)
/// ```
/// L₀ ≤ F ≤ min(E, E⁻) and E ≤ B. For k = n all are L₀, for k = n − 1 all but B.
///
/// The gap of a set M is the least price of one common gain for all of its directions, (mσ⁴/2)(1/H − 1/A) with the
/// harmonic and the arithmetic mean of w = γ+σ² over M.
public struct RiskBounds: Sendable, Equatable {
  /// L₀.
  public let linear: Double
  /// F.
  public let floor: Double
  /// E.
  public let even: Double
  /// E⁻.
  public let odd: Double
  /// B, an infimum: attained if no free direction is without signal.
  public let bilevel: Double
  /// c*, the common gain of the best window; nil for k = n, where nothing is forced.
  public let floorGain: Gain?
  /// The first and the last direction of the best window, counted from 1 in descending order of γ; nil for k = n.
  public let floorWindow: ClosedRange<Int>?

  /// The numbers of a spectrum.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  /// - Precondition: 1 ≤ k ≤ n, σ² is finite and not negative.
  /// - Complexity: O(d) for d distinct eigenvalues.
  public init(spectrum: Spectrum, noiseVariance: Double, rows: Int) {
    precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    precondition(
      rows >= 1 && rows <= spectrum.dimension,
      "R with \(rows) rows of length \(spectrum.dimension): 1 ≤ k ≤ n")
    let count = spectrum.dimension - rows
    // L₀ and B in closed form: OptimalRisk would also find eigenvalues, which are not needed here.
    var (sum, top) = (CompensatedSum(), CompensatedSum())
    var remaining = count
    for group in spectrum.groups {
      let gain = Gain.wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      sum += 0.5 * Double(group.multiplicity) * (noiseVariance * gain.value)
      let part = min(remaining, group.multiplicity)
      remaining -= part
      top += 0.5 * Double(part) * (noiseVariance * gain.defect)
    }
    let linear = sum.value
    (self.linear, bilevel) = (linear, linear + top.value)
    guard count > 0 else {
      (floor, even, odd, floorGain, floorWindow) = (linear, linear, linear, nil, nil)
      return
    }
    guard noiseVariance > 0 else {
      // Without noise T = I is best, and one common gain for all.
      (floor, even, odd, floorGain, floorWindow) = (linear, linear, linear, .one, 1...count)
      return
    }
    let windows = ForcedWindows(spectrum, noiseVariance: noiseVariance, count: count)
    let best = windows.best()
    floor = linear + windows.gap(of: best)
    even = linear + windows.gap(of: windows.top)
    odd = linear + windows.gap(of: windows.bottom)
    floorGain = best.gain
    floorWindow = best.start + 1...best.start + count
  }
}
