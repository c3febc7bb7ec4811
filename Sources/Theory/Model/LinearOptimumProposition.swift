// The best linear denoiser of any data.

import Certified
package import Evidence
import Intervals
package import LinearAlgebra
package import Reference
package import ToyModel

package struct LinearOptimumProposition: Claim {
  package let id = "linear-optimum"
  package let exposition = Exposition(
    title: "The best linear denoiser and its risk",
    statement: [
      "The best linear denoiser has the Wiener gain in every direction: with the eigenvalues γᵢ of C",
      .formula(
        """
        T* = C(C + σ²I)⁻¹,   E(T*) = ½ Σᵢ γᵢσ²/(γᵢ+σ²)
        E(T) − E(T*) = ½ tr((T−T*)(C+σ²I)(T−T*)ᵀ)   for every T
        """),
      "For constant signals these are",
      .formula(
        """
        T* = (μ²+θ²)/(n(μ²+θ²)+σ²) · 𝟏𝟏ᵀ,   E(T*) = (σ²/2) · n(μ²+θ²)/(n(μ²+θ²)+σ²)
        """),
      "so that their best linear risk stays below σ²/2 for every n.",
    ],
    assumptions: ["Signal and noise are independent, E ε = 0, Cov ε = σ²I, σ > 0; any C."],
    limits: [
      """
      Best among linear maps x ↦ Tx. For μ ≠ 0 a map with an offset can be better, and for signals that \
      are not normal one that is not linear.
      """,
      """
      Bilevel and unrolled denoisers are linear, so this risk bounds theirs from below, whatever k, N \
      and ω are.
      """,
      "The slide shows constant signals; the form with C holds for all data.",
    ],
    sources: [.talkBestLinear, .paperBestRisks],
    example: { .linearOptimum() },
    figure: "ratio-to-linear",
    commands: [
      "toy risk --n 10 --family linear --sigma 0.1,0.5,0.9,5",
      "toy risk-ratio --x sigma --sigma log:0.1..100:121 --k 250 -o -",
    ],
    declarations: ["OptimalRisk", "Gain"])
  package let domain =
    "random C and dense asymmetric T, n up to 6; constant signals with n up to 10¹²"

  /// The best risk of a spectrum.
  package var best: @Sendable (_ spectrum: Spectrum, _ noise: Double) -> OptimalRisk = {
    OptimalRisk(spectrum: $0, noiseVariance: $1, rows: $0.dimension, family: .linear)
  }
  /// The risk of a matrix.
  package var risk:
    @Sendable (_ denoiser: Matrix, _ secondMoment: Matrix, _ noise: Double) -> Double = {
      Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2).total
    }
  /// The best risk for constant signals, by the formula of the talk.
  package var constant: @Sendable (_ point: ToyPoint) -> Double = TalkFormulas.linear
  /// The entries of the best denoiser for constant signals, by the formula of the talk.
  package var entry: @Sendable (_ point: ToyPoint) -> Double = TalkFormulas.linearEntry

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let wide = try scope.range(.n, 1...1e12)
    let domain = SpectrumDomain(
      sizes: try scope.integers(.n, 1...6, legal: 1...100),
      sigmas: try scope.range(.sigma, 0.01...100, legal: 1e-3...1e6))
    return [
      try .sampled(
        "the risk and its eigenvalues, in interval arithmetic", cases: scope.samples,
        in: scope, id, point: domain.point,
        isLegal: domain.contains,
        command: { point in
          point.command("toy risk --family linear --data spectrum.csv \(point.options(.sigma))")
        },
        violation: { spectralViolation($0) }),
      try .sampled(
        "any dense T", cases: scope.samples / 8, in: scope, id, 1,
        point: domain.point, isLegal: domain.contains,
        violation: { (point) throws(EvidenceError) in try denseViolation(point) }),
      try .sampled(
        "constant signals, n up to 10¹²", cases: scope.samples, in: scope, id, 2,
        point: { draws in
          ParameterPoint([
            .n: draws.logarithmic(wide).rounded(), .mu: draws.uniform(-3...3),
            .theta: draws.uniform(0...3), .sigma: draws.logarithmic(domain.sigmas),
          ])
        },
        isLegal: { $0.n >= 1 && $0[.theta] >= 0 && domain.sigmas.contains($0[.sigma]) },
        command: { point in
          "toy risk --family linear \(point.options(.n, .mu, .theta, .sigma))"
        },
        violation: { constantViolation($0) }),
    ]
  }

  private func spectralViolation(_ point: ParameterPoint) -> String? {
    let found = best(point.spectrum, point.noiseVariance)
    let noise = Interval(point.noiseVariance)
    var (sum, bias) = (Interval.zero, Interval.zero)
    for value in point.eigenvalues {
      let signal = Interval(value)
      let gain = signal / (signal + noise)
      sum = sum + 0.5 * (noise * gain)
      bias = bias + 0.5 * (signal * (noise / (signal + noise)).squared)
    }
    let certified = CertifiedRisk(
      spectrum: CertifiedSpectrum(.spectrum(point.spectrum)), noiseVariance: noise, rows: 1,
      family: .linear)
    if certified.risk.isDisjoint(from: sum) { return "the enclosure of the program is wrong" }
    return difference("the risk", found.risk.total, from: sum)
      ?? difference("its bias", found.risk.bias, from: bias)
      ?? (found.attainment == .attained ? nil : "it is said not to be attained")
  }

  private func denseViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let n = point.n
    let basis = try draws.basis(n)
    let moment = DenseDenoiser.symmetric(point.eigenvalues, basis)
    var noisy = moment
    for index in 0..<n { noisy[index, index] += point.noiseVariance }
    var inverse = noisy
    guard inverse.invertPositiveDefinite() else {
      throw .failed("a factorization did not converge")
    }
    let optimum = moment.multiplied(by: inverse)
    let least = risk(optimum, moment, point.noiseVariance)
    let size = moment.trace + point.noiseVariance
    if let finding = difference(
      "the risk of C(C+σ²I)⁻¹", least,
      from: best(point.spectrum, point.noiseVariance).risk.total, tolerance: 1e-11, scale: size)
    {
      return finding
    }
    // The inverse loses digits where σ² is far below the largest γ, which the rise would show.
    let accurate = DenseDenoiser.symmetric(
      point.eigenvalues.map { $0 / ($0 + point.noiseVariance) }, basis)
    let step = draws.matrix(n, n, scale: draws.logarithmic(1e-3...10))
    let rise =
      risk(accurate.adding(step), moment, point.noiseVariance)
      - risk(accurate, moment, point.noiseVariance)
    let expected = 0.5 * step.multiplied(by: noisy).innerProduct(step)
    if !(rise > -1e-12 * size) { return "a dense T is better by \(-rise)" }
    return difference(
      "the rise of the risk", rise, from: expected, tolerance: 1e-11, scale: size + expected)
  }

  private func constantViolation(_ point: ParameterPoint) -> String? {
    let toy = ToyPoint(
      n: point.n, k: 1, mu: point[.mu], theta: point[.theta], sigma: point[.sigma])
    let energy = Interval(toy.mu).squared + Interval(toy.theta).squared
    let noise = Interval(point.noiseVariance)
    let signal = Interval(toy.n) * energy
    let model = DataModel.constant(n: toy.n, mu: toy.mu, theta: toy.theta)
    let exact = 0.5 * (noise * (signal / (signal + noise)))
    return difference(
      "the risk", best(model.spectrum, point.noiseVariance).risk.total, from: exact)
      ?? difference("the formula of the talk", constant(toy), from: exact)
      ?? difference("an entry of T*", entry(toy), from: energy / (signal + noise))
  }
}
