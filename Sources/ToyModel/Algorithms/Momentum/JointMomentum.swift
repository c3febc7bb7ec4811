// Heavy ball with a learned step size and a learned momentum.

import Libc
import Optimization

/// Heavy ball of one depth where ω and β are both learned: F for N ≥ 3 in closed form, E for N = 2.
///
/// For N ≥ 3 β = 1 is best, with one root for ω. With v = ω(1+s) = 4 sin²(θ/2) the error is
/// P_N = cos((N+½)θ)/cos(θ/2); between θ = 3π/(2N+1) and 4π/(2N+1) for odd N, and between (2N−4)π/(2N+1) and
/// (2N−3)π/(2N+1) for even N, it takes every value in [0, 1], and where P_N = 1 − c* there the image contains [0, 1].
struct JointMomentum: PreparedAlgorithm {
  let depth: Int

  func filter(stepSize: Double) -> (any BranchedFilter)? { nil }

  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    let floor = Self.floorStep(
      momentum: 1, depth: depth, spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
    // N = 1 has no momentum; for N = 2 the image is (−∞, c₀] for every β.
    let step =
      floor
      ?? StepLearner(depth: depth).step(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
    return LearnedStep(
      stepSize: step.stepSize, set: step.set, isAttained: step.isAttained,
      choices: ParameterChoices(.fixed(step.stepSize), .fixed(floor == nil ? 0 : 1)))
  }

  /// The learned step of the floor F for a given β, where a theorem names it: β = 1 for N ≥ 3, and β = ¾ for N = 3.
  ///
  /// - Parameters:
  ///   - momentum: β.
  ///   - depth: N.
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ².
  ///   - rows: k.
  /// - Returns: The step with f(0) = c*, whose image contains all Wiener gains; nil for any other β and N.
  static func floorStep(
    momentum: Double, depth: Int, spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) -> LearnedStep? {
    guard depth > 2, momentum == 1 || momentum == 0.75 && depth == 3 else { return nil }
    let gain = spectrum.floorGain(
      noiseVariance: noiseVariance, count: spectrum.dimension - rows)
    let omega =
      momentum == 1 ? stepSize(forcing: gain, depth: depth) : squareStepSize(forcing: gain)
    return LearnedStep(
      stepSize: omega,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain,
        image: depth.isMultiple(of: 2) ? .atMost(.one) : .atLeast(.zero)),
      isAttained: true)
  }

  /// The ω in [¾, 9/4] of β = ¾ and N = 3 with f(0) = ω(ω − 9/4)² = c*.
  ///
  /// It is solved for d = 9/4 − ω, so that no digit of a small c* is lost.
  private static func squareStepSize(forcing gain: Gain) -> Double {
    2.25 - findRoot(lower: 0, upper: 1.5) { (2.25 - $0) * $0 * $0 - gain.value }.location
  }

  /// The ω of β = 1 with f(0) = c*.
  static func stepSize(forcing gain: Gain, depth: Int) -> Double {
    let n = Double(depth)
    let unit = .pi / (2 * n + 1)
    let ends = depth.isMultiple(of: 2) ? (2 * n - 4, 2 * n - 3) : (3, 4)
    // In units of π/(2N+1) from the end at which P = 0, so that no digit of a small P is lost:
    // cos((N+½)θ) is ±sin of the distance times π/2.
    func error(_ x: Double) -> Double {
      let start = depth.isMultiple(of: 2) ? ends.1 : ends.0
      let position = depth.isMultiple(of: 2) ? start - x : start + x
      return sin(0.5 * .pi * x) / cos(0.5 * unit * position)
    }
    // P may pass 1 before the other end, where it is 1/cos > 1.
    let x = findRoot(lower: 0, upper: 1) { error($0) - gain.defect }.location
    let theta = unit * (depth.isMultiple(of: 2) ? ends.1 - x : ends.0 + x)
    let sine = sin(0.5 * theta)
    return 4 * sine * sine
  }
}
