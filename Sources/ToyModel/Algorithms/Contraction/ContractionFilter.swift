// Steps that contract the error of every direction: the filter, which has no parity.

import Intervals
import Libc
import Optimization

/// A step that multiplies the error of a direction by a factor ρ(s), independent of the data.
///
/// N of them from z = 0 have the filter (1 − ρᴺ)/(1+s). Conform in a separate file, and list
/// ``ContractionAlgorithm`` of it in the registry.
protocol ContractionStep: Sendable {
  /// The value of `--algorithm`.
  static var name: String { get }
  /// The name in sentences.
  static var title: String { get }
  /// The parameter w > 0.
  static var parameter: AlgorithmParameter { get }
  /// The w > 0 at which N steps leave the factor 1 − c₀ of an error at s = 0.
  ///
  /// - Parameters:
  ///   - logarithm: −log(1 − c₀) > 0, perhaps ∞.
  ///   - depth: N.
  /// - Returns: w.
  static func parameter(forcedLogarithm logarithm: Double, depth: Int) -> Double

  /// The step of a parameter.
  init(parameter: Double)
  /// w.
  var parameter: Double { get }
  /// ρ and 1 − ρ at s, in twice the precision.
  func factor(at s: Double) -> (factor: DoubleDouble, complement: DoubleDouble)
  /// The κ with (1+s)ρ′(s) = −κρ(1 − ρ), and 1 − κ.
  func growth(at s: Double) -> (value: Double, complement: Double)
  /// ∂f/∂w and its derivative in s, for N steps.
  ///
  /// - Parameters:
  ///   - s: s.
  ///   - depth: N.
  ///   - power: ρᵐ for m ≥ 0.
  /// - Returns: The derivatives.
  func sensitivity(at s: Double, depth: Int, power: (Int) -> Double) -> (
    value: Double, slope: Double
  )
}

/// The filter (1 − ρᴺ)/(1+s) of N steps from z = 0 that multiply an error by ρ(s).
///
/// Where 0 ≤ ρ < 1 it falls from c₀ = 1 − ρ(0)ᴺ to 0, for odd N as for even N: the image is (0, c₀], without a
/// parity. Where ρ < 0, which only the implicit regularizer allows, f is still positive for large s; for
/// odd N it still falls, for even N it may rise to a maximum first.
///
/// Numerics: O(1) for every depth, to a few ulp for any N up to 2⁵³ and s up to 10²⁰⁰.
struct ContractionFilter<Step: ContractionStep>: BranchedFilter {
  /// N.
  let depth: Int
  let step: Step
  let forcedGain: Gain
  let image: FilterImage
  let turningPoints: [TurningPoint]

  /// Creates the filter.
  ///
  /// - Precondition: 1 ≤ N ≤ 2⁵³.
  init(depth: Int, step: Step) {
    precondition(depth >= 1 && depth <= 1 << 53, "depth \(depth) is not in 1…2⁵³")
    self.depth = depth
    self.step = step
    let forced = Self.gain(at: 0, depth, step)
    forcedGain = forced
    let maximum = Self.maximum(depth, step)
    turningPoints = maximum.map { [$0] } ?? []
    let upper = maximum?.gain ?? forced
    image =
      forced.value > 0
      ? FilterImage(lowerBound: .zero, upperBound: upper, includesLowerBound: false)
      : FilterImage(lowerBound: forced, upperBound: upper)
  }

  func gain(at s: Double) -> Gain { Self.gain(at: s, depth, step) }

  private static func gain(at s: Double, _ depth: Int, _ step: Step) -> Gain {
    guard s.isFinite else { return .zero }
    let (factor, complement) = step.factor(at: s)
    let (power, rest) = complementaryPower(of: factor, complement: complement, exponent: depth)
    let scale = 1 + s
    guard power >= 0 else {
      // At odd depths f passes through 1, where s and ρᴺ cancel.
      let precise = DoubleDouble(s) + factor.power(depth)
      // Beyond the range of Double the power alone is left.
      let sum = precise.high.isFinite ? precise.high + precise.low : power
      return Gain(value: rest / scale, defect: sum / scale)
    }
    return Gain(value: rest / scale, defect: (s + power) / scale)
  }

  /// f′(s) = −(1 − ρᴺ(1 + Nκ(1−ρ)))/(1+s)².
  ///
  /// For ρ near 1 the bracket is −expm1(φ) with φ = (log(1+z) − z) + N((log ρ + y) − (1−κ)y), y = 1 − ρ and
  /// z = Nκy: all terms are negative, so that nothing cancels.
  func derivative(at s: Double) -> Double {
    guard s.isFinite else { return 0 }
    let (factor, complement) = step.factor(at: s)
    let growth = step.growth(at: s)
    let (count, y, scale) = (Double(depth), complement.high, 1 + s)
    let bracket: Double
    if y < 0.5, growth.value >= 0 {
      bracket = -expm1(
        logOnePlusMinusArgument(count * growth.value * y)
          + count * (logOnePlusMinusArgument(-y) - growth.complement * y))
    } else {
      let (power, rest) = complementaryPower(of: factor, complement: complement, exponent: depth)
      bracket = rest - power * count * growth.value * y
    }
    return -bracket / scale / scale
  }

  /// ∂f/∂w and its divided difference with that at 0.
  func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    valueAndDifference(at: g, of: sensitivity)
  }

  private func sensitivity(at s: Double) -> (value: Double, slope: Double) {
    let (factor, complement) = step.factor(at: s)
    return step.sensitivity(at: s, depth: depth) { exponent in
      exponent == 0
        ? 1 : complementaryPower(of: factor, complement: complement, exponent: exponent).power
    }
  }

  /// The maximum of even depths at an s > 0, if ρ(0) < 0 and there is one.
  ///
  /// f′ = 0 where rᴺ(1 + N(1+r)) = 1 for r = −ρ, which falls from −ρ(0) to 0: the left side rises with r.
  private static func maximum(_ depth: Int, _ step: Step) -> TurningPoint? {
    let start = -step.factor(at: 0).factor.high
    guard start > 0, depth.isMultiple(of: 2) else { return nil }
    let count = Double(depth)
    func balance(_ r: Double) -> Double { count * log(r) + log1p(count * (1 + r)) }
    guard balance(start) > 0 else { return nil }
    var lower = min(start, 1)
    while balance(lower) >= 0 { lower *= 0.5 }
    let r = findRoot(lower: lower, upper: start, of: balance).location
    // ρ = −(w−1)/(1+ws).
    let s = (start / r - 1) / step.parameter
    guard s > 0, s.isFinite else { return nil }
    let scale = 1 + s
    let curvature = count * (count + 1) * (1 + r) * (1 + r) * pow(r, count)
    return TurningPoint(
      location: s, gain: gain(at: s, depth, step), curvature: -curvature / scale / scale / scale)
  }
}

/// N contracting steps as an entry of the registry.
struct ContractionAlgorithm<Step: ContractionStep>: DecreasingEntry {
  var name: String { Step.name }
  let kind = FamilyKind.unrolled
  var title: String { Step.title }
  var parameters: [AlgorithmParameter] { [Step.parameter] }
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  /// w is the size of a step.
  var curvatureScaling: CurvatureScaling? { .proportional }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    Prepared(depth: depth)
  }

  private struct Prepared: DecreasingAlgorithm {
    let depth: Int

    func filter(stepSize: Double) -> (any BranchedFilter)? {
      ContractionFilter(depth: depth, step: Step(parameter: stepSize))
    }

    func parameter(forcing gain: Gain) -> Double {
      Step.parameter(forcedLogarithm: gain.logarithmOfDefect, depth: depth)
    }
  }
}
