// Gradient steps with a different regularizer in every step, and bounds on their best risk.

/// N steps z ← z − ω((I+RⱼᵀRⱼ)z − x) from z = 0 with a different Rⱼ ∈ ℝᵏˣⁿ in every step; see ``UntiedBounds``.
struct Untied: AlgorithmEntry {
  let name = "untied"
  let kind = FamilyKind.unrolled
  let isSpectral = false
  let title = "untied"
  let parameters = [AlgorithmParameter.stepSize()]
  let depths: ClosedRange<Int>? = 2...(1 << 53)

  func parity(depth: Int) -> Parity { .none }

  func style(depth: Int) -> CurveStyle { .decreasing }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    UntiedBounds(depth: depth)
  }
}

/// Bounds on the best risk of untied steps.
///
/// R₀ acts on z = 0 and has no influence, so that two steps have the risk of equal Rⱼ. Let N ≥ 3. On the common kernel
/// of the others, of n − r dimensions or more with r = min(n, (N−1)k), T and Tᵀ are c₀ = 1 − (1−ω)ᴺ. So no T beats the
/// floor of r rows in place of k:
/// ```
/// lower bound  F(r) = L₀ + min gap(window of n − r),    for a given ω with c = c₀ in place of the best c
/// ```
/// For ω < 1 a row of one step alone gives the direction of an eigenvector of C any value up to c₀, and rows of two
/// steps any value from c₀ on. With b directions of two rows and r − 2b of one, for every b:
/// ```
/// upper bound  L₀ + min gap(window of n − r + b directions after the first b),   0 ≤ b ≤ r/2
/// ```
/// For b = 0 this is the even value E(r), and it is never above the floor F(k) of equal Rⱼ. For even N and 1 < ω < 2 the
/// steps in turn raise and lower: k(N/2−1) directions may lie above c₀ and kN/2 below it, one row each.
///
/// For a given ω the upper bound is the lesser one of the risk of equal Rⱼ and, for ω < 1, that of the even rule of
/// r rows. Proofs: docs/proofs/untied.md.
struct UntiedBounds: BracketedAlgorithm {
  let depth: Int

  func filter(stepSize: Double) -> (any BranchedFilter)? { nil }

  func optimum(
    step: StepRule, spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) -> OptimalRisk {
    // T = c₀I − ω²R₁ᵀR₁ is that of one R.
    guard depth > 2 else {
      return OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows,
        family: .unrolled(depth: depth, step: step))
    }
    let (product, overflow) = (depth - 1).multipliedReportingOverflow(by: rows)
    let rank = overflow ? spectrum.dimension : min(product, spectrum.dimension)
    if let stepSize = step.value {
      return fixed(stepSize, spectrum, noiseVariance, rows: rows, rank: rank)
    }
    let count = spectrum.dimension - rank
    // Nothing is forced, or one direction, or there is no noise: the best linear risk.
    guard count > 1, noiseVariance > 0 else {
      let gain = spectrum.bestForcedGain(noiseVariance: noiseVariance, count: count)
      let window = ForcedWindows.Window(start: 0, count: count, gain: gain, roughGap: 0)
      return optimum(window, spectrum, noiseVariance, stepSize: stepSize(forcing: gain))
    }
    let windows = ForcedWindows(spectrum, noiseVariance: noiseVariance, count: count)
    let floor = windows.best()
    let lower = bestLinearRisk(spectrum, noiseVariance) + windows.gap(of: floor)
    var best = windows.best(of: windows.growingCandidates(upTo: rank / 2))
    var size = stepSize(forcing: best.gain)
    if depth.isMultiple(of: 2) {
      // r < n, so that the products are below n.
      let start = (depth / 2 - 1) * rows
      let other = windows.windows([start..<start + count])[0]
      if windows.gap(of: other) < windows.gap(of: best) {
        (best, size) = (other, 2 - stepSize(forcing: other.gain))
      }
    }
    return optimum(best, spectrum, noiseVariance, stepSize: size, lowerBound: lower)
  }

  /// The ω in [0, 1] with 1 − (1−ω)ᴺ = c.
  private func stepSize(forcing gain: Gain) -> Double {
    StepLearner.stepSize(forcing: gain, depth: depth)
  }

  private func bestLinearRisk(_ spectrum: Spectrum, _ noiseVariance: Double) -> Double {
    OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: spectrum.dimension, family: .linear
    ).risk.total
  }

  /// The T that has c* on a window and is the best linear one elsewhere.
  private func optimum(
    _ window: ForcedWindows.Window, _ spectrum: Spectrum, _ noiseVariance: Double,
    stepSize: Double, lowerBound: Double? = nil
  ) -> OptimalRisk {
    var eigenvalues: [DenoiserEigenvalue] = []
    var start = 0
    let forced = window.start..<window.start + window.count
    for group in spectrum.groups {
      let directions = start..<start + group.multiplicity
      let wiener = Gain.wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      let inside = directions.clamped(to: forced).count
      let before = inside == 0 ? 0 : max(forced.lowerBound - start, 0)
      for (count, gain, isForced) in [
        (before, wiener, false), (inside, window.gain, true),
        (group.multiplicity - before - inside, wiener, false),
      ] where count > 0 {
        eigenvalues.append(
          DenoiserEigenvalue(
            dataEigenvalue: group.eigenvalue, gain: gain, multiplicity: count, isForced: isForced))
      }
      start = directions.upperBound
    }
    return OptimalRisk(
      eigenvalues: eigenvalues, noiseVariance: noiseVariance, stepSize: stepSize,
      attainment: stepSize > 0 ? .attained : .stepSizeToZero, lowerBound: lowerBound)
  }

  private func fixed(
    _ stepSize: Double, _ spectrum: Spectrum, _ noiseVariance: Double, rows: Int, rank: Int
  ) -> OptimalRisk {
    func best(_ rows: Int, _ image: FilterImage, _ gain: Gain) -> OptimalRisk {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows,
        family: PreparedFamily(
          reach: FilterReach(forcedGain: gain, image: image), stepSize: stepSize))
    }
    let tied = UnrolledFilter(depth: depth, stepSize: stepSize)
    let forced = tied.forcedGain
    var upper = best(rows, tied.image, forced)
    if stepSize < 1 {
      let even = best(rank, .atMost(forced), forced)
      if even.risk.total < upper.risk.total { upper = even }
    }
    return OptimalRisk(
      eigenvalues: upper.eigenvalues, noiseVariance: noiseVariance, stepSize: stepSize,
      attainment: upper.attainment,
      lowerBound: best(rank, .everything, forced).risk.total)
  }
}
