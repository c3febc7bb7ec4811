// The exact excess of linear denoisers that are learned from frames.

package import Evidence
import Learning
import LinearAlgebra
package import ToyModel

package struct LinearSamplesProposition: Claim {
  package let id = "linear-samples"
  package let exposition = Exposition(
    title: "The exact excess of a linear denoiser learned from frames",
    statement: [
      """
      Let T minimise, over all matrices, the mean loss of m frames: of ½‖Tx − y‖² with clean targets, of ½‖Tx − x′‖² \
      with a second noisy frame x′ of each signal, or of Stein's estimate ½‖Tx − x‖² + σ² tr T. With p = m − n its mean \
      risk exceeds L₀ by
      """,
      .formula(
        """
        clean        L₀ n/(p − 1),                p > 1
        noise2noise  (L₀ + ½nσ²) n/(p − 1),       p > 1
        sure         ½σ⁴ (Σ 1/w) ((n+1)p² + (3n²+4n+3)p + n²(n−1))/(p(p−1)(p−3)),   p > 3
        """),
      """
      With known eigenvectors of C and one gain for each direction n is 1 in these factors, L₀/(m − 2) for clean targets. \
      For many frames Stein's estimate beats clean targets if and only if (n+1) Σ σ⁴/w < n Σ γσ²/w, with w = γ + σ².
      """,
    ],
    assumptions: [
      "Frames are independent; y and the noise are normal with mean 0; σ > 0, and it is known."
    ],
    limits: ["Frames of recordings are neither independent nor normal."],
    sources: [.proofLinearSamples],
    example: { .linearSamples() },
    figure: "learned-frames",
    commands: ["toy learn --family linear --n 6 --frames 20,100 --replicas 200 --loss sure"],
    declarations: ["LinearSampleLaw"])
  package let domain = "random γ and σ, n up to 3; m up to 30 in simulations, up to 10⁶ in formulas"

  /// The excess of some frames, as the program computes it.
  package var excess:
    @Sendable (_ law: LinearSampleLaw, _ frames: Int, _ areVectorsKnown: Bool) -> Double? = {
      $2 ? $0.excessWithKnownEigenvectors(frames: $1) : $0.excess(frames: $1)
    }

  private static let replicas = 1500

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the mean of simulations, to 5 standard errors", cases: max(3, scope.samples / 1000),
        in: scope, id,
        point: { (draws) throws(EvidenceError) in try point(&draws, scope, frames: 16...30) },
        isLegal: { $0.isSetting && $0.n <= 3 && (16...30).contains(Int($0[.frames])) },
        violation: { simulated($0) }),
      try .sampled(
        "moments of inverse Wishart matrices by blocks", cases: scope.samples / 5, in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in try point(&draws, scope, frames: 8...1_000_000) },
        isLegal: { $0.isSetting && $0[.frames] >= 8 }, violation: { moments($0) }),
      try .sampled(
        "for many frames the criterion decides between Stein's estimate and clean targets",
        cases: scope.samples / 5, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in try point(&draws, scope, frames: 8...8) },
        isLegal: \.isSetting, violation: { criterion($0) }),
    ]
  }

  private func point(
    _ draws: inout Sampler, _ scope: CheckScope, frames: ClosedRange<Int>
  ) throws(EvidenceError) -> ParameterPoint {
    var point = try draws.spectrumPoint(scope, dimensions: 1...3)
    point[.frames] = Double(
      Int(draws.logarithmic(Double(frames.lowerBound)...Double(frames.upperBound))))
    return point
  }

  private func simulated(_ point: ParameterPoint) -> String? {
    let (spectrum, noise) = (point.spectrum, point.noiseVariance)
    let best = OptimalRisk(
      spectrum: spectrum, noiseVariance: noise, rows: point.n, family: .linear
    ).risk.total
    let moment = Matrix(diagonal: point.eigenvalues)
    for (stream, loss) in SampleLoss.allCases.enumerated() {
      let law = LinearSampleLaw(spectrum: spectrum, noiseVariance: noise, loss: loss)
      guard let expected = excess(law, Int(point[.frames]), false) else { continue }
      // The frames follow from the point.
      var generator = SeededGenerator(
        seed: point[.sigma].bitPattern, stream: UInt64(stream) &+ UInt64(point[.frames]))
      var (sum, squares) = (0.0, 0.0)
      for _ in 0..<Self.replicas {
        let frames = GaussianSample(
          spectrum: spectrum, noiseVariance: noise, frames: Int(point[.frames]), loss: loss,
          using: &generator)
        guard let denoiser = frames.linearDenoiser() else { return "no T for \(loss.rawValue)" }
        let value =
          Risk(denoiser: denoiser, secondMoment: moment, noiseVariance: noise).total - best
        sum += value
        squares += value * value
      }
      let count = Double(Self.replicas)
      let mean = sum / count
      let error = (max(squares / count - mean * mean, 0) / count).squareRoot()
      guard abs(mean - expected) <= 5 * error + 1e-12 * best else {
        return
          "\(loss.rawValue): the mean of \(Self.replicas) replicas is \(mean) ± \(error), not \(expected)"
      }
    }
    return nil
  }

  /// E[B⁻¹] and E[B⁻²] for B ~ Wishart(m, I): B⁻¹ has an entry 1/s with s ~ χ²(m−n+1), and beside it −v/s, where v
  /// given the other block is normal with the inverse of that block as covariance.
  private func moments(_ point: ParameterPoint) -> String? {
    let (noise, frames) = (point.noiseVariance, Int(point[.frames]))
    func inverse(_ n: Double) -> (first: Double, second: Double) {
      let degrees = Double(frames) - n + 1
      let square = 1 / ((degrees - 2) * (degrees - 4))
      return (1 / (degrees - 2), square * (1 + (n - 1) / (degrees - 1)))
    }
    for loss in SampleLoss.allCases {
      let law = LinearSampleLaw(spectrum: point.spectrum, noiseVariance: noise, loss: loss)
      for isKnown in [false, true] {
        let n = isKnown ? 1 : Double(point.n)
        let (first, second) = inverse(n)
        let m = Double(frames)
        var expected = 0.0
        for gamma in point.eigenvalues {
          let weight = gamma + noise
          let term =
            switch loss {
            case .clean: gamma * noise / weight * n * first
            case .noise2noise: (gamma * noise / weight + noise) * n * first
            case .sure: noise * noise / weight * (m * m * second - 2 * m * first + 1)
            }
          expected += 0.5 * term
        }
        guard let found = excess(law, frames, isKnown) else { return "no law for m = \(frames)" }
        // The three terms of Stein's estimate cancel to a part n/m.
        let tolerance = loss == .sure ? 1e-13 * m : 1e-12
        guard abs(found - expected) <= tolerance * expected else {
          return "\(loss.rawValue): \(found) instead of \(expected)"
        }
      }
    }
    return nil
  }

  private func criterion(_ point: ParameterPoint) -> String? {
    let noise = point.noiseVariance
    let (n, frames) = (Double(point.n), 1 << 40)
    var (stein, clean) = (0.0, 0.0)
    for gamma in point.eigenvalues {
      stein += (n + 1) * noise * noise / (gamma + noise)
      clean += n * gamma * noise / (gamma + noise)
    }
    guard abs(stein - clean) > 1e-6 * (stein + clean) else { return nil }
    func value(_ loss: SampleLoss) -> Double? {
      excess(
        LinearSampleLaw(spectrum: point.spectrum, noiseVariance: noise, loss: loss), frames, false)
    }
    guard let sure = value(.sure), let supervised = value(.clean) else { return "no law" }
    return (sure < supervised) == (stein < clean)
      ? nil : "sure \(sure), clean \(supervised), where the criterion has \(stein) and \(clean)"
  }
}
