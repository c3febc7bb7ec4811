// Gradient steps of different sizes as an entry of the registry.

import Libc

/// N gradient steps, each with its own size, given or learned; see ``StepsFilter``.
struct Steps: AlgorithmEntry {
  let name = "steps"
  let kind = FamilyKind.unrolled
  let title = "steps"
  let parameters = [
    AlgorithmParameter(
      name: "steps", symbol: "ω₁…ω_N", meaning: "the sizes of the steps, such as 1.8/1.8/0.25",
      plural: "sizes of steps", range: .positive, initial: .learned, canBeLearned: true,
      isSchedule: true)
  ]
  let depths: ClosedRange<Int>? = 1...StepsFilter.limit
  let depthReason: String? = "every step has its own size and is taken by itself"

  /// That of positive steps.
  func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  func parity(depth: Int, choices: ParameterChoices) -> Parity {
    choices[0]?.schedule.map { StepsFilter.parity($0) } ?? parity(depth: depth)
  }

  func note(choices: ParameterChoices) -> String? {
    choices[0]?.schedule.flatMap { StepsFilter.parityNote($0) }
  }

  func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)? {
    StepsFilter(steps: numbers)
  }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    StepSchedule(depth: depth, steps: choices[0]?.schedule)
  }
}

/// Steps of given sizes, or those that are best for the data.
struct StepSchedule: PreparedAlgorithm {
  let depth: Int
  /// The sizes; nil where they are learned.
  let steps: [Double]?

  func filter(stepSize: Double) -> (any BranchedFilter)? { StepsFilter(steps: steps ?? []) }

  /// The best sizes > 0, in closed form: F for N ≥ 3, E for N = 2.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    let count = spectrum.dimension - rows
    let gain: Gain =
      switch depth {
      case 1:
        .wiener(
          eigenvalue: spectrum.trace, noiseVariance: Double(spectrum.dimension) * noiseVariance)
      case 2: spectrum.bestForcedGain(noiseVariance: noiseVariance, count: count)
      default: spectrum.floorGain(noiseVariance: noiseVariance, count: count)
      }
    let steps = Self.steps(forcing: gain, depth: depth)
    let image: FilterImage =
      switch depth {
      case 1: FilterImage(lowerBound: gain, upperBound: gain)
      case 2: .atMost(gain)
      default: StepsFilter(steps: steps).image
      }
    return LearnedStep(
      stepSize: steps[0],
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain, image: image),
      isAttained: depth > 1 || gain.value > 0, steps: steps)
  }

  /// Steps > 0 with f(0) = c*, whose image contains [0, 1] for N ≥ 3.
  ///
  /// For N = 3 two of size 1 + √(4(1−c*)/3) and one of ¼; further ones are so small that the image still contains
  /// [0, 1].
  static func steps(forcing gain: Gain, depth: Int) -> [Double] {
    guard depth > 2 else {
      // For c* = 0 two steps of size 2 serve.
      let size = gain.value > 0 ? StepLearner.stepSize(forcing: gain, depth: depth) : 2
      return Array(repeating: size, count: depth)
    }
    let rest = depth - 3
    let small = rest > 0 ? (gain.defect / 768).squareRoot() / Double(rest) : 0
    // (1−ε)^(N−3) = exp(−x).
    let logarithm = -Double(rest) * log1p(-small)
    let large = 1 + (4 * gain.defect / 3 * exp(logarithm)).squareRoot()
    return [large, large, 0.25] + Array(repeating: small, count: rest)
  }
}

extension Spectrum {
  /// c*, the common gain of the best window of forced directions; for m = 0 any number, here ½.
  func floorGain(noiseVariance: Double, count: Int) -> Gain {
    guard count > 0 else { return Gain(value: 0.5, defect: 0.5) }
    guard noiseVariance > 0 else { return .one }
    return ForcedWindows(self, noiseVariance: noiseVariance, count: count).best().gain
  }
}
