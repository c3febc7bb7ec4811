// Gradient descent from a multiple of the data as an entry of the registry.

import Libc
import Optimization

/// N gradient steps from z⁰ = ax, which is gradient descent with `--start`; see ``WarmStartFilter``.
struct WarmStart: AlgorithmEntry {
  let name = "gradient-descent"
  let isVariant = true
  let kind = FamilyKind.unrolled
  let title = "gradient descent"
  let parameters = [
    AlgorithmParameter.stepSize(), start,
  ]
  /// a, for all algorithms that have it.
  static let start = AlgorithmParameter(
    name: "start", symbol: "a", meaning: "the start z⁰ = ax, 0 or x or a number a",
    plural: "starts",
    range: .signed, initial: .fixed(1), canBeLearned: true)
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  /// That of a > 0.
  func parity(depth: Int) -> Parity { depth.isMultiple(of: 2) ? .odd : .even }

  func parity(depth: Int, choices: ParameterChoices) -> Parity {
    let isPositive = (choices[1]?.value ?? 1) > 0
    return depth.isMultiple(of: 2) == isPositive ? .odd : .even
  }

  func style(depth: Int) -> CurveStyle { depth.isMultiple(of: 2) ? .odd : .even }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    if let start = choices[1]?.value { return WarmStartShape(depth: depth, start: start) }
    return LearnedStart(depth: depth)
  }

  /// A start that is trained may pass 0, where it is as good as the least one above.
  func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)? {
    WarmStartFilter(
      depth: depth, stepSize: numbers[0], start: numbers[1] == 0 ? 1e-300 : numbers[1])
  }

  /// As for gradient descent.
  func diverges(curvature: Double, numbers: [Double]) -> Bool {
    GradientDescent().diverges(curvature: curvature, numbers: numbers)
  }

  func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    guard choices[1] == .learned else { return nil }
    if choices[0] != .learned { return "--start learned needs --omega learned" }
    return depth <= 2 ? nil : "--start learned is known for at most 2 steps"
  }
}

/// Gradient descent of one depth from one start.
private struct WarmStartShape: PreparedAlgorithm {
  let depth: Int
  let start: Double

  func filter(stepSize: Double) -> (any BranchedFilter)? {
    WarmStartFilter(depth: depth, stepSize: stepSize, start: start)
  }

  /// For deep networks f(0) = 1 − (1−a)(1−ω)ᴺ runs through all gains within a few 1/N of ω = 0 and of ω = 2, where
  /// ω = 1 ± e^{±λ/N} with λ from 10⁻¹⁰ to 40, and to 1000 where powers are small.
  var searchPoints: [Double] {
    guard depth >= 100 else { return [] }
    let scales = (-80...24).map { pow(10, Double($0) / 8) }
    return scales.flatMap { scale in
      let part = scale / Double(depth)
      return [-expm1(-part), 1 + exp(-part)] + (scale <= 40 ? [1 + exp(part)] : [])
    }
  }

  /// As ω → 0⁺ f(s) tends to a(1−v)ᴺ with v = ω(1+s), which takes all values from one side of 0 or of a.
  var limit: FilterReach? {
    let gain = Gain(value: start)
    let image: FilterImage =
      switch (depth.isMultiple(of: 2), start > 0) {
      case (true, true): .atLeast(.zero)
      case (true, false): .atMost(.zero)
      case (false, true): .atMost(gain)
      case (false, false): .atLeast(gain)
      }
    return FilterReach(forcedGain: gain, image: image)
  }

  /// For z⁰ = x, where f(0) = 1, this is the value B of the exact solution at every depth; otherwise it takes a search.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    guard start == 1 else {
      return StepSearch(
        algorithm: self, spectrum: spectrum, noiseVariance: noiseVariance, rows: rows
      ).best()
    }
    let isOdd = !depth.isMultiple(of: 2)
    // For even N the image is [min f, ∞), and min f ≤ ω has to be below all free Wiener gains.
    let free = OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: .bilevel
    ).eigenvalues.filter { !$0.isForced }.reduce(1) { min($0, $1.gain.value) }
    let omega = isOdd ? 0.5 : min(0.5, free)
    return LearnedStep(
      stepSize: omega,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: .one,
        image: isOdd ? .atMost(.one) : .atLeast(.zero)),
      isAttained: omega > 0)
  }
}

/// Gradient descent where ω and a are both learned, for one and two steps in closed form.
struct LearnedStart: PreparedAlgorithm {
  let depth: Int

  func filter(stepSize: Double) -> (any BranchedFilter)? { nil }

  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    depth == 1
      ? single(spectrum, noiseVariance, rows) : double(spectrum, noiseVariance, rows)
  }

  /// For N = 1 the smaller one of E and E⁻: f = ω + a − aω(1+s) is unbounded on the side of the sign of −aω.
  private func single(_ spectrum: Spectrum, _ noise: Double, _ rows: Int) -> LearnedStep {
    let count = spectrum.dimension - rows
    let top = spectrum.bestForcedGain(noiseVariance: noise, count: count)
    // (1−a)(1−ω) = 1 − c₀ with a = ω; for c₀ = 0 both may be 2.
    let size = top.value > 0 ? StepLearner.stepSize(forcing: top, depth: 2) : 2
    let even = LearnedStep(
      stepSize: size,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: top, image: .atMost(top)),
      isAttained: true, choices: ParameterChoices(.fixed(size), .fixed(size)))
    guard count > 0, noise > 0 else { return even }
    let windows = ForcedWindows(spectrum, noiseVariance: noise, count: count)
    guard windows.gap(of: windows.bottom) < windows.gap(of: windows.top) else { return even }
    // a = −1 and 2(1−ω) = 1 − c₀.
    let bottom = windows.bottom.gain
    let omega = 0.5 * (1 + bottom.value)
    return LearnedStep(
      stepSize: omega,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: bottom, image: .atLeast(bottom)),
      isAttained: true, choices: ParameterChoices(.fixed(omega), .fixed(-1)))
  }

  /// N = 2: a = ω/4 and ω(3−ω)² = 4c* with ω in [1, 3]: f = (ω/4)(ω(1+s) − 3)² takes every value from 0 on.
  private func double(_ spectrum: Spectrum, _ noise: Double, _ rows: Int) -> LearnedStep {
    let gain = spectrum.floorGain(noiseVariance: noise, count: spectrum.dimension - rows)
    // In d = 3 − ω, so that no digit of a small c* is lost.
    let d = findRoot(lower: 0, upper: 2) { (3 - $0) * $0 * $0 - 4 * gain.value }.location
    let omega = 3 - d
    return LearnedStep(
      stepSize: omega,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain, image: .atLeast(.zero)),
      isAttained: true, choices: ParameterChoices(.fixed(omega), .fixed(0.25 * omega)))
  }
}
