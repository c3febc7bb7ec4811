// The gradient flow: infinitely many infinitely small steps.

import Intervals
import Libc

/// z at the time τ of dz/dt = x − (I+RᵀR)z from z = 0; see ``GradientFlowFilter``.
struct GradientFlow: DecreasingEntry {
  let name = "gradient-flow"
  let kind = FamilyKind.unrolled
  let title = "gradient flow"
  let parameters = [
    AlgorithmParameter.stepSize("the time τ at which the gradient flow stops", symbol: "τ")
  ]
  let depths: ClosedRange<Int>? = nil

  let curvatureScaling: CurvatureScaling? = .proportional

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm { Prepared() }

  private struct Prepared: DecreasingAlgorithm {
    func filter(stepSize: Double) -> (any BranchedFilter)? { GradientFlowFilter(time: stepSize) }

    func parameter(forcing gain: Gain) -> Double { gain.logarithmOfDefect }
  }
}

/// The filter f(s) = (1 − e^(−τ(1+s)))/(1+s) of the gradient flow stopped at the time τ.
///
/// It falls from c₀ = 1 − e^(−τ) to 0.
public struct GradientFlowFilter: BranchedFilter, Equatable {
  /// τ, positive and finite.
  public let time: Double

  /// Creates the filter of a time τ > 0.
  public init(time: Double) {
    precondition(time > 0 && time.isFinite, "the time \(time) is not positive")
    self.time = time
  }

  /// f(s) with 1 − f(s) = (s + e^(−τ(1+s)))/(1+s), each to a few ulp.
  public func gain(at s: Double) -> Gain {
    guard s.isFinite else { return .zero }
    let exponent = -scaledArgument(time, at: s)
    let power = exp(exponent.high) * (1 + exponent.low)
    let rest = -(expm1(exponent.high) + exp(exponent.high) * exponent.low)
    return Gain(value: rest / (1 + s), defect: (s + power) / (1 + s))
  }

  /// f′(s) = −(1 − (1+v)e^(−v))/(1+s)² with v = τ(1+s); the bracket is −expm1(log(1+v) − v).
  public func derivative(at s: Double) -> Double {
    guard s.isFinite else { return 0 }
    let scale = 1 + s
    return expm1(logOnePlusMinusArgument(time * scale)) / scale / scale
  }

  /// f(0) = 1 − e^(−τ).
  public var forcedGain: Gain { Gain(value: -expm1(-time), defect: exp(-time)) }

  /// The interval (0, c₀].
  public var image: FilterImage {
    FilterImage(lowerBound: .zero, upperBound: forcedGain, includesLowerBound: false)
  }

  /// None.
  public var turningPoints: [TurningPoint] { [] }

  /// ∂f/∂τ = e^(−τ(1+s)), and e^(−τ)(e^(−τg) − 1)/g.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    (
      exp(-time * (1 + g)),
      g > 0 ? exp(-time) * expm1(-time * g) / g : -time * exp(-time)
    )
  }
}
