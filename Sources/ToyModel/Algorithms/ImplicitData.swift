// Forward–backward splitting with a proximal step on the data term: gradient descent in disguise.

import Intervals
import Libc

/// N steps z⁺ = (z − wRᵀRz + wx)/(1+w) from z = 0; see ``ImplicitDataFilter``.
struct ImplicitData: AlgorithmEntry {
  let name = "implicit-data"
  let kind = FamilyKind.unrolled
  let title = "implicit data term"
  let parameters = [
    AlgorithmParameter.stepSize("the size w of a forward-backward step")
  ]
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  let curvatureScaling: CurvatureScaling? = .proportional

  func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  /// For w(1+s) > 2(1+w).
  func diverges(curvature: Double, numbers: [Double]) -> Bool {
    GradientDescent().diverges(curvature: curvature, numbers: [numbers[0] / (1 + numbers[0])])
  }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    Prepared(learner: StepLearner(depth: depth))
  }

  private struct Prepared: PreparedAlgorithm {
    let learner: StepLearner

    func filter(stepSize: Double) -> (any BranchedFilter)? {
      ImplicitDataFilter(learner, weight: stepSize)
    }

    /// That of gradient descent at ω = w/(1+w) < 1.
    func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
      let forcedCount = spectrum.dimension - rows
      let (depth, isOdd) = (learner.depth, !learner.depth.isMultiple(of: 2))
      if isOdd, depth > 1 {
        guard forcedCount > 0 else {
          // Nothing is forced, and any ω below the best one will do.
          let best = learner.learnedStep(
            spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
          guard best.isAttained else { return best }
          let omega = min(best.stepSize, 0.5)
          let weight = omega / (1 - omega)
          return LearnedStep(
            stepSize: weight,
            set: ExpressivitySet(
              filter: ImplicitDataFilter(learner, weight: weight), dimension: spectrum.dimension,
              rows: rows), isAttained: true)
        }
        let step = learner.learnedStep(
          spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
        guard step.stepSize < 1 else {
          return LearnedStep(stepSize: .infinity, set: step.set, isAttained: false)
        }
        return LearnedStep(
          stepSize: step.stepSize / (1 - step.stepSize), set: step.set, isAttained: step.isAttained)
      }
      let gain: Gain =
        isOdd
        ? .wiener(
          eigenvalue: spectrum.trace, noiseVariance: Double(spectrum.dimension) * noiseVariance)
        : spectrum.bestForcedGain(noiseVariance: noiseVariance, count: forcedCount)
      let weight = expm1(gain.logarithmOfDefect / Double(depth))
      return LearnedStep(
        stepSize: weight,
        set: ExpressivitySet(
          dimension: spectrum.dimension, rows: rows, forcedGain: gain,
          image: isOdd ? FilterImage(lowerBound: gain, upperBound: gain) : .atMost(gain)),
        isAttained: weight > 0 && weight.isFinite)
    }
  }
}

/// The filter of N forward–backward steps with a proximal map of ½‖z−x‖²: that of gradient descent with the step size
/// ω = w/(1+w), as (1 − ws)/(1+w) = 1 − ω(1+s).
public struct ImplicitDataFilter: BranchedFilter, Equatable {
  /// w, positive and finite.
  public let weight: Double
  private let descent: UnrolledFilter

  /// Creates the filter.
  ///
  /// - Parameters:
  ///   - depth: N, 1 ≤ N ≤ 2⁵³.
  ///   - weight: w, positive and finite.
  public init(depth: Int, weight: Double) { self.init(StepLearner(depth: depth), weight: weight) }

  init(_ learner: StepLearner, weight: Double) {
    precondition(weight > 0 && weight.isFinite, "the size \(weight) is not positive")
    self.weight = weight
    let ratio = DoubleDouble(weight) / DoubleDouble(sum: 1, weight)
    descent = learner.unrolledFilter(stepSize: ratio.high, tail: ratio.low)
  }

  /// f(s), with its complement.
  public func gain(at s: Double) -> Gain { descent.gain(at: s) }
  /// f′(s).
  public func derivative(at s: Double) -> Double { descent.derivative(at: s) }
  /// f(0) = 1 − (1+w)^(−N).
  public var forcedGain: Gain { descent.forcedGain }
  /// The image of gradient descent with the ω of this filter.
  public var image: FilterImage { descent.image }
  /// The turning points of gradient descent with the ω of this filter.
  public var turningPoints: [TurningPoint] { descent.turningPoints }
  /// f[x, y] and h[x, y] of gradient descent with the ω of this filter.
  public func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    descent.differences(x, y)
  }
  /// h(g) = f[0, g].
  public func slope(at g: Double) -> Double { descent.slope(at: g) }

  /// ∂f/∂w = Nqᴺ⁻¹/(1+w)² with q = (1 − ws)/(1+w), and its divided difference with that at 0.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    valueAndDifference(at: g, of: sensitivity)
  }

  private func sensitivity(at s: Double) -> (value: Double, slope: Double) {
    let (count, scale) = (Double(descent.depth), DoubleDouble(sum: 1, weight))
    let q = (DoubleDouble(1) - DoubleDouble(product: weight, s)) / scale
    let y = scaledArgument(weight, at: s) / scale
    func power(_ exponent: Int) -> Double {
      exponent == 0 ? 1 : complementaryPower(of: q, complement: y, exponent: exponent).power
    }
    let factor = count / (scale.high * scale.high)
    guard descent.depth > 1 else { return (factor, 0) }
    return (
      factor * power(descent.depth - 1),
      -factor * (count - 1) * (weight / scale.high) * power(descent.depth - 2)
    )
  }
}
