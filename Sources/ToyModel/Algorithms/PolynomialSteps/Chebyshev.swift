// Chebyshev's steps as an entry of the registry.

import Libc

/// N gradient steps of Chebyshev's sizes for the interval [1, 1+S]; see ``ChebyshevFilter``.
struct Chebyshev: AlgorithmEntry {
  let name = "chebyshev"
  let kind = FamilyKind.unrolled
  let title = "Chebyshev"
  let parameters = [
    AlgorithmParameter(
      name: "interval", symbol: "S", meaning: "the length S of Chebyshev's interval [1, 1+S]",
      plural: "lengths of the interval", range: .moderate, initial: .learned, canBeLearned: true)
  ]
  let depths: ClosedRange<Int>? = 1...(1 << 53)
  /// The largest number of steps whose N − 2 turning points are listed.
  private static let listedDepths = 4096

  func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  /// None to values and best risks: f(0) and the closed end of the image need no turning points.
  func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    use == .values || use == .risk || depth <= Self.listedDepths
      ? nil
      : "\(title) turns up to \(depth - 2) times in \(depth) steps: at most \(Self.listedDepths) steps, and any number for "
        + "best risks and for the values of f alone, which 'toy risk' and 'toy expressivity --x s' print"
  }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    ChebyshevShape(depth: depth)
  }
}

/// Chebyshev's steps at one depth.
private struct ChebyshevShape: PreparedAlgorithm {
  let depth: Int
  private let known = ReachCache(limit: 1 << 13)

  init(depth: Int) { self.depth = depth }

  func filter(stepSize: Double) -> (any BranchedFilter)? {
    ChebyshevFilter(depth: depth, interval: stepSize)
  }

  /// In closed form for N = 1 and for even N, where it is E as for gradient descent; for other odd N by a search.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    let isEven = depth.isMultiple(of: 2)
    guard isEven || depth == 1 else {
      let found = StepSearch(
        algorithm: Reciprocal(depth: depth, known: known), spectrum: spectrum,
        noiseVariance: noiseVariance,
        rows: rows
      ).best()
      return LearnedStep(
        stepSize: 1 / found.stepSize, set: found.set, isAttained: found.isAttained)
    }
    let gain =
      isEven
      ? spectrum.bestForcedGain(noiseVariance: noiseVariance, count: spectrum.dimension - rows)
      : .wiener(
        eigenvalue: spectrum.trace, noiseVariance: Double(spectrum.dimension) * noiseVariance)
    let interval = interval(forcing: gain)
    return LearnedStep(
      stepSize: interval,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain,
        image: isEven ? .atMost(gain) : FilterImage(lowerBound: gain, upperBound: gain)),
      isAttained: interval > 0 && interval.isFinite)
  }

  /// The S with 1/T_N(1+2/S) = 1 − c₀: 1/sinh²(a/2N) with cosh a = 1/(1−c₀), a = 2 asinh √(c₀/(2(1−c₀))).
  private func interval(forcing gain: Gain) -> Double {
    guard gain.defect > 0 else { return 0 }
    let root = sinh(asinh((0.5 * gain.value / gain.defect).squareRoot()) / Double(depth))
    return 1 / (root * root)
  }

  /// The same with 1/S as the parameter, which like a step size tends to 0 together with f(0).
  private struct Reciprocal: PreparedAlgorithm {
    let depth: Int
    let known: ReachCache

    var memory: ReachCache? { known }

    /// Beyond it f(0) is 1 to the last bit.
    var searchLimit: Double { 1e6 }

    func filter(stepSize: Double) -> (any BranchedFilter)? {
      ChebyshevFilter(depth: depth, interval: 1 / stepSize)
    }

    func reach(stepSize: Double) -> FilterReach {
      known.reach(stepSize) {
        FilterReach(ChebyshevFilter(depth: depth, interval: 1 / stepSize))
      }
    }
  }
}
