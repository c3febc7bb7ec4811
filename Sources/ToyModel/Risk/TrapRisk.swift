// The risk that gradient flow reaches from small R if the filter turns: the risk before the wall.

import Libc
import Optimization

/// The best risk of the R whose RᵀR stays before the first point where the filter turns.
///
/// Let s* > 0 be that point, the *wall*. Along gradient flow of R no eigenvalue of RᵀR crosses it, whatever
/// the loss, so that R started with ‖R‖² < s* has the eigenvalues of f([0, s*]) and no others. The least
/// risk among these is that of the clip rule with this bounded image in place of the image of f:
/// ```
/// R_trap = L₀ + ½ Σ_forced w(c₀ − t*)² + ½ Σ_free w dist(t*, f([0, s*]))²,   w = γ + σ²
/// ```
/// For odd N ≥ 3 of gradient descent and ω < 1 + x_N the image is [c_N, c₀], with s* = (1 + x_N)/ω − 1.
/// Where no wall exists, as for even N, and for every filter that only falls, this is the optimal risk.
///
/// For a learned ω of gradient descent, and of implicit data steps, which are the same with ω = w/(1+w), it is the
/// least R_trap(ω), which joint flow reaches from small R in all cases tried. Only ω ≤ 1 matter, for beyond both c₀ and c_N exceed those of ω = 1, and there the
/// forced directions are those with the largest γ. Divided by c₀′(ω) the slope of the risk is
/// ```
/// Σ_top w(c₀ − t*) − Σ_free w(t* − c₀)₊ + p_N/(N(1−ω)^(N−1)) Σ_free w(c_N − t*)₊
/// ```
/// whose three terms all rise with ω: the risk falls, then rises, and one root gives the least. The last
/// term is ≥ 0, and the first two vanish at c₀ = c*, the best common gain of the top window. Where c_N ≤ t*
/// for all free directions there, that is the root, and the risk is that of an even depth.
public struct TrapRisk: Sendable, Equatable {
  /// The least risk before the wall, with the eigenvalues of its T and its ω.
  public let optimum: OptimalRisk
  /// s*, of the learned ω where it is learned; nil where the filter has no wall, or where ω tends to 0.
  public let wall: Double?

  /// The least risk before the wall of a family.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - family: The family; nil is the result where a parameter is learned of an algorithm other than
  ///     gradient descent and implicit data steps whose filters may turn, and for one that has no filter.
  /// - Precondition: 1 ≤ k ≤ n, a fixed ω is positive and finite, σ² is finite and not negative.
  /// - Complexity: That of ``OptimalRisk``, and for a learned ω about 15 sums over the spectrum.
  /// - SeeAlso: docs/proofs/trap.md.
  public init?(spectrum: Spectrum, noiseVariance: Double, rows: Int, family: DenoiserFamily) {
    guard family.algorithm.isSpectral else { return nil }
    if family.isLearned {
      let depth = family.depth ?? 0
      let isImplicit = family.algorithm == .implicitData
      if isImplicit || family.algorithm == .gradientDescent, depth >= 3, !depth.isMultiple(of: 2) {
        self.init(
          learnedStepOf: LearnedTrap(
            spectrum, noiseVariance: noiseVariance, rows: rows, depth: depth),
          isImplicit: isImplicit)
        return
      }
      guard family.neverTurns else { return nil }
    } else if let filter = family.filter, let turning = filter.turningPoints.first {
      let reach = FilterReach(
        forcedGain: filter.forcedGain,
        image: FilterImage(between: filter.forcedGain, turning.gain))
      self.init(
        optimum: OptimalRisk(
          spectrum: spectrum, noiseVariance: noiseVariance, rows: rows,
          family: PreparedFamily(reach: reach, stepSize: family.step?.value)),
        wall: turning.location)
      return
    }
    self.init(
      optimum: OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: family),
      wall: nil)
  }

  private init(optimum: OptimalRisk, wall: Double?) {
    self.optimum = optimum
    self.wall = wall
  }

  /// Implicit data steps of w are gradient steps of ω = w/(1+w).
  private init(learnedStepOf search: LearnedTrap, isImplicit: Bool) {
    let stepSize = search.stepSize
    // At ω = 1 there is no w.
    let weight = stepSize < 1 ? stepSize / (1 - stepSize) : nil
    self.init(
      optimum: OptimalRisk(
        spectrum: search.spectrum, noiseVariance: search.noiseVariance, rows: search.rows,
        family: PreparedFamily(
          reach: search.reach(stepSize: stepSize),
          stepSize: isImplicit ? weight : stepSize)),
      wall: stepSize > 0 ? search.minimum.turningPoint(stepSize: stepSize) : nil)
  }
}

extension DenoiserFamily {
  /// True where no value of a learned parameter gives a filter that turns.
  fileprivate var neverTurns: Bool {
    switch style {
    case .reference, .exact, .decreasing: return true
    case .even, .odd:
      let depth = depth ?? 1
      return depth == 1 || algorithm == .gradientDescent && depth.isMultiple(of: 2)
    }
  }
}

extension FilterImage {
  /// The interval between two gains in either order.
  fileprivate init(between one: Gain, _ other: Gain) {
    let isAscending = one.difference(to: other) <= 0 && one.value <= other.value
    self.init(lowerBound: isAscending ? one : other, upperBound: isAscending ? other : one)
  }
}

/// The search for the ω of the least risk before the wall, for odd N ≥ 3 of gradient descent.
private struct LearnedTrap {
  let spectrum: Spectrum
  let noiseVariance: Double
  let rows: Int
  let minimum: OddMinimum

  init(_ spectrum: Spectrum, noiseVariance: Double, rows: Int, depth: Int) {
    self.spectrum = spectrum
    self.noiseVariance = noiseVariance
    self.rows = rows
    minimum = OddMinimum(depth: depth)
  }

  private var depth: Double { Double(minimum.depth) }

  /// The best ω in (0, 1], of several the largest.
  ///
  /// 0 where the infimum is approached as ω → 0.
  var stepSize: Double {
    guard noiseVariance > 0 else { return 1 }
    let forced = spectrum.dimension - rows
    let best = spectrum.bestForcedGain(noiseVariance: noiseVariance, count: forced)
    guard best.value > 0 else { return 0 }
    let largest = -expm1(-best.logarithmOfDefect / depth)
    guard slope(stepSize: largest) > 0 else {
      // Without a forced direction every ω is as good at which no t* is clipped.
      guard forced == 0, let least = spectrum.groups.last else { return largest }
      let gain = Gain.wiener(eigenvalue: least.eigenvalue, noiseVariance: noiseVariance)
      return max(largest, min(1, gain.value / minimum.value))
    }
    return findRoot(lower: 0, upper: largest, of: slope).location
  }

  /// The slope of the risk, times (1−ω)^(N−1)/c₀′, so that it is finite at ω = 1.
  private func slope(stepSize: Double) -> Double {
    let forced = forcedGain(stepSize: stepSize)
    let least = minimum.gain(stepSize: stepSize)
    var (above, below) = (CompensatedSum(), CompensatedSum())
    var remaining = spectrum.dimension - rows
    for group in spectrum.groups {
      let target = Gain.wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      let weight = group.eigenvalue + noiseVariance
      let top = min(remaining, group.multiplicity)
      remaining -= top
      let free = Double(group.multiplicity - top)
      let distance = forced.difference(to: target)
      above += weight * (Double(top) * distance + free * min(distance, 0))
      below += weight * free * max(least.difference(to: target), 0)
    }
    let decline = exp((depth - 1) * log1p(-stepSize))
    return above.value * decline + minimum.value / depth * below.value
  }

  /// c₀ = 1 − (1−ω)ᴺ.
  private func forcedGain(stepSize: Double) -> Gain {
    let logarithm = depth * log1p(-stepSize)
    return Gain(value: -expm1(logarithm), defect: exp(logarithm))
  }

  /// f(0) and the image before the wall; in the limit ω → 0 those of T = 0.
  func reach(stepSize: Double) -> FilterReach {
    guard stepSize > 0 else {
      return FilterReach(
        forcedGain: .zero, image: FilterImage(lowerBound: .zero, upperBound: .zero))
    }
    let forced = UnrolledFilter(
      depth: minimum.depth, stepSize: stepSize, minimum: minimum
    ).forcedGain
    return FilterReach(
      forcedGain: forced,
      image: FilterImage(between: minimum.gain(stepSize: stepSize), forced))
  }
}
