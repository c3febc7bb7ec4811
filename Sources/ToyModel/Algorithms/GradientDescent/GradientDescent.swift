// Gradient descent: its entry in the registry, and the step size that minimises the risk together with R.

import Libc

/// N steps z ← z − ω((I+RᵀR)z − x) from z = 0; see ``UnrolledFilter`` and, for a learned ω, ``StepLearner``.
struct GradientDescent: AlgorithmEntry {
  let name = "gradient-descent"
  let kind = FamilyKind.unrolled
  let title = ""
  let parameters = [AlgorithmParameter.stepSize()]
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  let curvatureScaling: CurvatureScaling? = .proportional

  /// Up to two steps, whose filter is affine: T = (T₀ − W)Aᵀ with any W ⪰ 0 of rank k.
  func isDiagonalBest(depth: Int) -> Bool { depth <= 2 }

  func parity(depth: Int) -> Parity {
    depth == 1 ? .none : depth.isMultiple(of: 2) ? .even : .odd
  }

  func style(depth: Int) -> CurveStyle { depth.isMultiple(of: 2) ? .even : .odd }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    StepLearner(depth: depth)
  }

  /// For ω(1+s) > 2.
  func diverges(curvature: Double, numbers: [Double]) -> Bool { numbers[0] * curvature > 2 + 1e-6 }

  func reparametrization(depth: Int) -> Reparametrization? {
    depth.isMultiple(of: 2) ? .halfLine : nil
  }

  /// The solution below 1 of (1 − ω)ᴺ = 1 − c₀.
  func stepSize(forcedLogarithm: Double, depth: Int) -> Double? {
    -expm1(-forcedLogarithm / Double(depth))
  }

  /// log(1 − c₀) = N log|1 − ω|.
  func forcedLogarithm(stepSize: Double, depth: Int) -> Double? {
    -Double(depth) * (stepSize < 0.5 ? log1p(-stepSize) : log(abs(1 - stepSize)))
  }
}

extension StepLearner: PreparedAlgorithm {
  /// The filter of a step size.
  package func filter(stepSize: Double) -> (any BranchedFilter)? {
    unrolledFilter(stepSize: stepSize)
  }

  /// f(0) and the image at a step size.
  package func reach(stepSize: Double) -> FilterReach {
    FilterReach(unrolledFilter(stepSize: stepSize))
  }

  /// The best step size; see ``step(spectrum:noiseVariance:rows:)``.
  package func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    step(spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
  }
}

/// A search for the optimal step size ω of N unrolled gradient steps, for any data.
///
/// - N = 1: ω = tr C/(tr C + nσ²).
/// - N even: c₀ can be any number up to 1, and the best one is the Wiener gain of the mean of the
///   m = n − k largest eigenvalues, c₀ = Σ_top/(Σ_top + mσ²) for every N, with ω = 1 − (1−c₀)^(1/N).
/// - N odd ≥ 3: forced directions are best with c₀(ω) near their Wiener gains, free ones with c(ω) = p ω
///   below theirs; `OddStepSearch` finds the global minimum. Where at least max(m, 1) directions carry no
///   signal the infimum is the best linear risk, approached as ω → 0⁺ and not attained; otherwise it
///   is attained.
///
/// Without noise ω = 1 is optimal for every N: T = I is reached with R = 0.
public struct StepLearner: Sendable {
  /// The depth N.
  public let depth: Int
  /// The minimum of p for odd N ≥ 3.
  private let minimum: OddMinimum?

  /// Prepares the search for one depth.
  ///
  /// - Precondition: 1 ≤ N ≤ 2⁵³.
  public init(depth: Int) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    self.depth = depth
    minimum = depth >= 3 && !depth.isMultiple(of: 2) ? OddMinimum(depth: depth) : nil
  }

  /// The best step size for given data.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  /// - Returns: ω with its expressivity set, and whether it is a minimum.
  /// - Complexity: O(d) for d groups; for odd N ≥ 3 O(d log d) and in the worst case a root per group.
  public func step(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    guard noiseVariance > 0 else { return step(of: 1, spectrum, rows) }
    if let minimum { return oddStep(minimum, spectrum, noiseVariance, rows) }
    return depth == 1
      ? singleStep(spectrum, noiseVariance, rows) : evenStep(spectrum, noiseVariance, rows)
  }

  /// The filter of a given step size.
  func unrolledFilter(stepSize: Double, tail: Double = 0) -> UnrolledFilter {
    UnrolledFilter(depth: depth, stepSize: stepSize, tail: tail, minimum: minimum)
  }

  /// A given step size.
  private func step(of stepSize: Double, _ spectrum: Spectrum, _ rows: Int) -> LearnedStep {
    let filter = unrolledFilter(stepSize: stepSize)
    return LearnedStep(
      stepSize: stepSize,
      set: ExpressivitySet(filter: filter, dimension: spectrum.dimension, rows: rows),
      isAttained: true)
  }

  /// N = 1: T = ωI, the best multiple of the identity.
  private func singleStep(
    _ spectrum: Spectrum, _ noiseVariance: Double, _ rows: Int
  ) -> LearnedStep {
    let trace = spectrum.trace
    let n = spectrum.dimension
    let gain = Gain.wiener(eigenvalue: trace, noiseVariance: Double(n) * noiseVariance)
    return LearnedStep(
      stepSize: gain.value,
      set: ExpressivitySet(
        dimension: n, rows: rows, forcedGain: gain,
        image: FilterImage(lowerBound: gain, upperBound: gain)),
      isAttained: trace > 0)
  }

  private func evenStep(
    _ spectrum: Spectrum, _ noiseVariance: Double, _ rows: Int
  ) -> LearnedStep {
    let forcedCount = spectrum.dimension - rows
    // With a row for every direction, any c₀ above the Wiener gains will do; ω = 1 gives c₀ = 1.
    guard forcedCount > 0 else { return step(of: 1, spectrum, rows) }
    var top = CompensatedSum()
    var remaining = forcedCount
    for group in spectrum.groups where remaining > 0 {
      let count = min(remaining, group.multiplicity)
      top += Double(count) * group.eigenvalue
      remaining -= count
    }
    let gain = Gain.wiener(
      eigenvalue: top.value, noiseVariance: Double(forcedCount) * noiseVariance)
    // c₀ = 0 would need ω = 0; for even N the other root of 1 − (1−ω)ᴺ = 0, ω = 2, serves as well.
    return LearnedStep(
      stepSize: gain.value > 0 ? Self.stepSize(forcing: gain, depth: depth) : 2,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain, image: .atMost(gain)),
      isAttained: true)
  }

  /// The step size that forces a given eigenvalue.
  ///
  /// - Parameters:
  ///   - gain: c₀ in [0, 1].
  ///   - depth: N ≥ 1.
  /// - Returns: The ω ≤ 1 with 1 − (1−ω)ᴺ = c₀, from whichever of c₀, 1 − c₀ is small.
  public static func stepSize(forcing gain: Gain, depth: Int) -> Double {
    let logarithm = gain.value < 0.5 ? log1p(-gain.value) : log(gain.defect)
    return -expm1(logarithm / Double(depth))
  }

  private func oddStep(
    _ minimum: OddMinimum, _ spectrum: Spectrum, _ noiseVariance: Double, _ rows: Int
  ) -> LearnedStep {
    let n = spectrum.dimension
    let forcedCount = n - rows
    let silent = spectrum.groups.last.map { $0.eigenvalue == 0 ? $0.multiplicity : 0 } ?? 0
    guard silent < max(forcedCount, 1) else {
      // Force directions without signal: as ω → 0⁺ they are erased, and the far branch of f still
      // reaches every Wiener gain. No ω > 0 erases a direction.
      return LearnedStep(
        stepSize: 0,
        set: ExpressivitySet(
          dimension: n, rows: rows, forcedGain: .zero, image: .atLeast(.zero)),
        isAttained: false)
    }
    guard forcedCount > 0 else {
      // Nothing is forced: any ω with c(ω) below the smallest Wiener gain reaches all of them. The
      // largest such ω above 1 would need more digits than a double has, for gains near 1.
      let smallest = Gain.wiener(
        eigenvalue: spectrum.groups[spectrum.groups.count - 1].eigenvalue,
        noiseVariance: noiseVariance)
      let stepSize = max(min(1, smallest.value / minimum.value), .leastNonzeroMagnitude)
      let filter = unrolledFilter(stepSize: stepSize)
      return LearnedStep(
        stepSize: stepSize,
        set: ExpressivitySet(
          dimension: n, rows: rows, forcedGain: filter.forcedGain, image: .atLeast(smallest)),
        isAttained: true)
    }
    let best = OddStepSearch(
      spectrum: spectrum, noiseVariance: noiseVariance, forcedCount: forcedCount, minimum: minimum
    ).best()
    return LearnedStep(
      stepSize: best.stepSize,
      set: ExpressivitySet(
        dimension: n, rows: rows, forcedGain: best.forcedGain,
        image: .atLeast(Gain(value: best.lowerBound))),
      isAttained: true)
  }
}
