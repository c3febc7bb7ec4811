// Gradient descent as an entry of the registry.

import Libc

/// N steps z ← z − ω((I+RᵀR)z − x) from z = 0; see ``UnrolledFilter`` and, for a learned ω, ``StepLearner``.
struct GradientDescent: AlgorithmEntry {
  let name = "gradient-descent"
  let kind = FamilyKind.unrolled
  let title = ""
  let parameters = [AlgorithmParameter.stepSize()]
  let depths: ClosedRange<Int>? = 1...(1 << 53)

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
