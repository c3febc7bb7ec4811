// The number of frames at which more parameters pay.

package import Evidence
import Learning
import Studies
package import ToyModel

package struct SampleCrossingProposition: Claim {
  package let id = "sample-crossing"
  package let exposition = Exposition(
    title: "From few frames a constrained denoiser is better, and worse from many",
    statement: [
      """
      Let a family have the best risk L₀ + g, g > 0, and the constant K. There is one number m* of frames at which its \
      asymptotic mean risk is that of the best linear denoiser of the frames:
      """,
      .formula("L₀ + g + K/m = L₀ (m − 1)/(m − n − 1),   m > n + 1"),
      """
      Below m* the family is better, above it worse: m(excess − g) − K of the linear denoiser falls from ∞ to −∞. So the \
      order of families by their best risks is an order for many frames only.
      """,
    ],
    assumptions: ["Frames are independent and normal, with clean targets; σ > 0."],
    limits: [
      "m* is where two laws meet of which one is a limit; it is a rough number where it is small."
    ],
    sources: [.claims("linear-samples", "sample-constant")],
    example: { .sampleCrossings() },
    figure: "learned-frames",
    commands: [
      "toy learn --family linear,unrolled --n 6 --data iid --k 1 --depth 3 --frames 10,300 --replicas 100"
    ],
    declarations: ["LinearSampleLaw"])
  package let domain = "random γ and σ, n up to 6; simulated for γ = 3, 1.2, 0.5, 0.1, N = 2, k = 2"

  /// m*, as the program computes it.
  package var crossing:
    @Sendable (_ law: LinearSampleLaw, _ gap: Double, _ constant: Double) -> Double? = {
      $0.crossing(gap: $1, constant: $2)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the root, and the order on either side of it", cases: scope.samples / 5, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 2...6, isForced: true)
        },
        isLegal: { $0.isSetting && $0.k < $0.n }, violation: { order($0) }),
      try .exhaustive(
        "the order of simulated mean risks at m*/2 and 4m*",
        [
          ParameterPoint(
            [.k: 2, .depth: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1])
        ], violation: { (point) throws(EvidenceError) in try simulated(point) }),
    ]
  }

  private func law(_ point: ParameterPoint) -> (gap: Double, constant: Double)? {
    let (spectrum, noise) = (point.spectrum, point.noiseVariance)
    let family = DenoiserFamily.unrolled(depth: 2, step: .learned)
    func optimum(_ family: DenoiserFamily) -> OptimalRisk {
      OptimalRisk(spectrum: spectrum, noiseVariance: noise, rows: point.k, family: family)
    }
    let best = optimum(family)
    let law = SampleLaw(
      of: family, optimum: best, spectrum: spectrum, noiseVariance: noise, loss: .clean)
    let gap = best.excess(over: optimum(.linear), noiseVariance: noise)
    guard let constant = law.constant, gap > 0 else { return nil }
    return (gap, constant)
  }

  private func order(_ point: ParameterPoint) -> String? {
    guard let (gap, constant) = law(point) else { return nil }
    let linear = LinearSampleLaw(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, loss: .clean)
    guard let root = crossing(linear, gap, constant) else { return nil }
    guard root > Double(point.n + 1) else { return "m* = \(root) for n = \(point.n)" }
    for factor in [0.5, 0.9, 0.99, 1.01, 1.1, 10] {
      let frames = (factor * root).rounded()
      guard frames < 0x1p53, abs(frames / root - 1) > 1e-3,
        let excess = linear.excess(frames: max(1, Int(frames)))
      else { continue }
      let isBetter = gap + constant / frames < excess
      guard isBetter == (frames < root) else {
        return "m* = \(root), and at m = \(frames) \(gap + constant / frames) beside \(excess)"
      }
    }
    return nil
  }

  private func simulated(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    guard let (gap, constant) = law(point),
      let root = crossing(
        LinearSampleLaw(
          spectrum: point.spectrum, noiseVariance: point.noiseVariance, loss: .clean), gap, constant
      )
    else { return "no crossing" }
    for factor in [0.5, 4] {
      let frames = Int(factor * root)
      var means: [(mean: Double, error: Double)] = []
      for family in [DenoiserFamily.linear, .unrolled(depth: 2, step: .learned)] {
        let setting = Setting(
          data: DataModel.spectrum(point.spectrum).family, n: point.n, mu: 0, theta: 0,
          sigma: point[.sigma], k: point.k, family: family,
          sample: TrainingSample(frames: frames, loss: .clean))
        guard let result = try replicas(setting), let error = result.standardError else {
          return "no replicas of \(family)"
        }
        means.append((result.row.optimum.risk.total + result.meanExcess, error))
      }
      let difference = means[1].mean - means[0].mean
      // Both see the same frames; without that the errors add up.
      let error = means[0].error + means[1].error
      guard (difference < 0) == (factor < 1), abs(difference) > 2 * error else {
        return "at m = \(frames) the mean risks differ by \(difference) ± \(error)"
      }
    }
    return nil
  }

  private func replicas(_ setting: Setting) throws(EvidenceError) -> SampleResult? {
    do throws(StudyError) {
      let study = try SampleStudy(
        [setting], choices: LearningChoices(initials: [.spectral], starts: 1), replicas: 300,
        seed: 0, jobs: 1)
      return try study.results().first
    } catch {
      throw .failed("learning from frames failed")
    }
  }
}
