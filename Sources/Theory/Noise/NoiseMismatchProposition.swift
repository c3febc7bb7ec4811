// Models that meet other noise than they were learned on.

package import Evidence
import LinearAlgebra
import ToyModel

package struct NoiseMismatchProposition: Claim {
  package let id = "noise-mismatch"
  package let exposition = Exposition(
    title: "What a wrong noise level costs, and why a random one costs nothing",
    statement: [
      "The best linear denoiser for noise of variance σ², tested on noise of variance σ′², has the excess",
      .formula("½ Σ γ²(σ² − σ′²)² / ((γ+σ²)²(γ+σ′²))"),
      """
      over the best linear risk there, which is of second order in σ² − σ′². As σ′ → 0 it tends to the bias that was \
      learned, as σ′ → ∞ it grows like ½σ′² Σ t*²: overestimating the noise is the safer error. Any other learned T \
      has the risk ½ Σ (γ(1−t)² + σ′²t²).
      """,
      """
      Where σ is drawn anew for every sample, independently of the signal, every T has the risk of the constant \
      σ = √E σ². Learning on a mixture of noise levels is learning at their root mean square, for every family; and the \
      distribution of the noise matters only by its covariance.
      """,
    ],
    assumptions: [
      "Signal and noise are uncorrelated; T is fixed and linear; the risk is the expectation."
    ],
    limits: [
      """
      A denoiser that is told σ, or estimates it, can do better than any fixed T on a mixture: it is not linear in \
      the data.
      """
    ],
    sources: [.proofNoiseMismatch, .proofRandomNoise, .claims("wiener")],
    example: { .noiseMismatch() },
    commands: [
      "toy risk --n 10 --k 5 --family linear,unrolled --depth 2 --sigma 0.9 --test-sigma 0.1,0.9,5"
    ],
    declarations: ["OptimalRisk"])
  package let domain =
    "random γ, σ, σ′ over six orders of magnitude, n up to 6; every family by its own T"

  /// The excess of the best linear T in one direction.
  package var excess: @Sendable (_ gamma: Double, _ trained: Double, _ tested: Double) -> Double = {
    gamma, trained, tested in
    let difference = gamma * (trained - tested) / (gamma + trained)
    return 0.5 * difference * difference / (gamma + tested)
  }
  /// The one variance at which learning on a mixture of two equally likely variances is done.
  package var mixed: @Sendable (_ first: Double, _ second: Double) -> Double = { ($0 + $1) / 2 }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the excess of the best linear T", cases: scope.samples / 5, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: { $0.isSetting && $0[.sigma] > 0 }, violation: { excessViolation($0) }),
      try .sampled(
        "two noise levels at random, by the mean of two dense risks", cases: scope.samples / 20,
        in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: { $0.isSetting && $0[.sigma] > 0 && $0.n <= 6 },
        violation: { mixtureViolation($0) }),
    ]
  }

  private func excessViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let trained = point.noiseVariance
    let tested = trained * draws.logarithmic(1e-3...1e3)
    var (predicted, found, scale) = (0.0, 0.0, 0.0)
    for gamma in point.eigenvalues {
      let (t, best) = (gamma / (gamma + trained), gamma / (gamma + tested))
      func risk(_ t: Double) -> Double { 0.5 * (gamma * (1 - t) * (1 - t) + tested * t * t) }
      found += risk(t) - risk(best)
      scale += risk(t)
      predicted += excess(gamma, trained, tested)
    }
    return abs(predicted - found) <= 1e-12 * scale
      ? nil : "at σ′² = \(tested) the excess is \(found), by the formula \(predicted)"
  }

  /// The optimum at the mixed variance is the best of all T near it for the mean of both risks.
  private func mixtureViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let variances = [point.noiseVariance, point.noiseVariance * draws.logarithmic(0.01...100)]
    let one = mixed(variances[0], variances[1])
    let moment = Matrix(diagonal: point.eigenvalues)
    func mean(_ denoiser: Matrix) -> Double {
      variances.reduce(0) {
        $0
          + 0.5
          * Risk(denoiser: denoiser, secondMoment: moment, noiseVariance: $1).total
      }
    }
    for _ in 0..<3 {
      let denoiser = draws.matrix(point.n, point.n, scale: draws.logarithmic(0.01...3))
      let (found, expected) = (
        mean(denoiser),
        Risk(denoiser: denoiser, secondMoment: moment, noiseVariance: one).total
      )
      guard abs(found - expected) <= 1e-12 * expected else {
        return "a T has the mean risk \(found), at the mixed variance \(expected)"
      }
    }
    return nil
  }
}
