// Gradient steps of different sizes from a multiple of the data as an entry of the registry.

/// N gradient steps, each with its own size, from z⁰ = ax, which is `steps` with `--start`.
///
/// ```
/// f(s) = (1 − P(u))/u,   P(u) = (1 − au) Π (1 − ωⱼu),   u = 1 + s
/// ```
/// The start is a first step of size a from 0, as in ``WarmStartFilter``: the filter is that of the N + 1 sizes
/// a, ω₁ … ω_N, see ``StepsFilter``. From z⁰ = x f(0) = 1, and the best risk is that of the exact solution.
struct StartedSteps: AlgorithmEntry {
  let name = "steps"
  let isVariant = true
  let kind = FamilyKind.unrolled
  let title = "steps"
  let parameters = Steps().parameters + [WarmStart.start]
  let depths = Steps().depths
  let depthReason = Steps().depthReason

  /// That of positive steps and a > 0.
  func parity(depth: Int) -> Parity { WarmStart().parity(depth: depth) }

  func parity(depth: Int, choices: ParameterChoices) -> Parity {
    guard let start = choices[1]?.value else { return parity(depth: depth) }
    guard let steps = choices[0]?.schedule else {
      return WarmStart().parity(depth: depth, choices: choices)
    }
    return StepsFilter.parity([start] + steps)
  }

  func style(depth: Int) -> CurveStyle { WarmStart().style(depth: depth) }

  /// That of the sizes and, last, the start.
  func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)? {
    StepsFilter(steps: numbers)
  }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    switch (choices[0]?.schedule, choices[1]?.value) {
    case (let steps?, let start?): StepSchedule(depth: depth + 1, steps: [start] + steps)
    case (nil, .some): StepsFromData(depth: depth)
    default: LearnedStartAndSteps(depth: depth)
    }
  }

  func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    let isGiven = choices[0]?.schedule != nil
    switch choices[1] {
    case .learned: return isGiven ? "--start learned needs --steps learned" : nil
    case .fixed(let start) where start != 1 && !isGiven:
      return
        "--start \(start) needs --steps with sizes; they are learned from 0, x or a learned start"
    default: return nil
    }
  }

  func note(choices: ParameterChoices) -> String? { Steps().note(choices: choices) }
}

/// Learned sizes > 0 from z⁰ = x: B, attained.
private struct StepsFromData: PreparedAlgorithm {
  let depth: Int

  func filter(stepSize: Double) -> (any BranchedFilter)? { nil }

  /// Any sizes for odd N, where the image is (−∞, max f] with max f ≥ f(0) = 1.
  ///
  /// For even N those of 1, ⅛ and, beyond, of
  /// 10⁻³ serve: at u = 3 P = 4 · ⅝ · 0.997^(N−2) > 1 for N ≤ 60, so that f is negative there and the image [min f, ∞).
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    let isEven = depth.isMultiple(of: 2)
    let steps =
      isEven
      ? [1, 0.125] + Array(repeating: 1e-3, count: depth - 2)
      : Array(repeating: 0.5, count: depth)
    return LearnedStep(
      stepSize: steps[0],
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: .one,
        image: isEven ? .atLeast(.zero) : .atMost(.one)),
      isAttained: true, steps: steps)
  }
}

/// Learned sizes from a learned start: F for N ≥ 2, as for N + 1 steps of which the start is one.
private struct LearnedStartAndSteps: PreparedAlgorithm {
  let depth: Int

  func filter(stepSize: Double) -> (any BranchedFilter)? { nil }

  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    guard depth > 1 else {
      let found = LearnedStart(depth: 1).learnedStep(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
      return LearnedStep(
        stepSize: found.stepSize, set: found.set, isAttained: found.isAttained,
        choices: found.choices, steps: [found.stepSize])
    }
    let gain = spectrum.floorGain(
      noiseVariance: noiseVariance, count: spectrum.dimension - rows)
    let all = StepSchedule.steps(forcing: gain, depth: depth + 1)
    let (start, steps) = (all[2], Array(all[..<2] + all[3...]))
    return LearnedStep(
      stepSize: steps[0],
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain,
        image: StepsFilter(steps: all).image),
      isAttained: true, choices: ParameterChoices(.schedule(steps), .fixed(start)), steps: steps)
  }
}
