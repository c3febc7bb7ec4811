// Algorithms with one free number c₀: what learning it is worth.

import Libc

/// An algorithm whose filter falls from f(0) to 0, for any value of its parameter, where f(0) takes every value
/// in (0, 1): the image is (0, f(0)].
///
/// All of them have the same best risk E: the forced directions are those of the n − k largest γ, and c₀ is the
/// Wiener gain of their mean. Early stopping, a ridge and an output gain are worth the same.
protocol DecreasingAlgorithm: PreparedAlgorithm {
  /// The parameter at which f(0) is a given gain in [0, 1].
  func parameter(forcing gain: Gain) -> Double
}

/// The entry of an algorithm whose filter falls to 0 at every depth, as a rule a ``DecreasingAlgorithm``.
protocol DecreasingEntry: AlgorithmEntry {}

extension DecreasingEntry {
  /// None: the image is bounded.
  package func parity(depth: Int) -> Parity { .none }

  /// That of filters without a parity.
  package func style(depth: Int) -> CurveStyle { .decreasing }
}

extension DecreasingAlgorithm {
  /// The parameter of E, in closed form.
  ///
  /// Where k = n nothing is forced, and f(0) need only be the largest Wiener gain. f(0) = 0, which data without
  /// a signal ask for, and as a rule f(0) = 1 are limits of the parameter at 0 or ∞ that no value attains.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep {
    let gain = spectrum.bestForcedGain(
      noiseVariance: noiseVariance, count: spectrum.dimension - rows)
    let parameter = parameter(forcing: gain)
    return LearnedStep(
      stepSize: parameter,
      set: ExpressivitySet(
        dimension: spectrum.dimension, rows: rows, forcedGain: gain,
        image: FilterImage(
          lowerBound: .zero, upperBound: gain, includesLowerBound: gain.value == 0)),
      isAttained: parameter > 0 && parameter.isFinite)
  }
}

extension Spectrum {
  /// The Wiener gain of the mean of the largest γ: the best value that they can be forced to together.
  ///
  /// - Parameters:
  ///   - noiseVariance: σ² ≥ 0.
  ///   - count: Their number m = n − k; for 0 the largest Wiener gain.
  /// - Returns: Σγ/Σ(γ+σ²) over them.
  func bestForcedGain(noiseVariance: Double, count: Int) -> Gain {
    var top = CompensatedSum()
    var remaining = max(count, 1)
    for group in groups where remaining > 0 {
      let part = min(remaining, group.multiplicity)
      top += Double(part) * group.eigenvalue
      remaining -= part
    }
    return .wiener(
      eigenvalue: top.value, noiseVariance: Double(max(count, 1)) * noiseVariance)
  }
}

extension Gain {
  /// −log(1 − t), accurate for t near 0 and near 1; ∞ for t = 1.
  var logarithmOfDefect: Double { value < 0.5 ? -log1p(-value) : -log(defect) }
}
