// The statement that clean targets are always better than noisy frames alone.

package import Evidence
package import ToyModel

package struct CleanTargetsProposition: Claim {
  package let id = "clean-targets"
  package let exposition = Exposition(
    title: "Learning with clean targets is never worse than learning from noisy frames alone",
    statement: [
      """
      A linear denoiser that is learned from pairs of noisy and clean frames has a mean risk of at most that of one \
      learned by Stein's estimate from the same number of noisy frames.
      """
    ],
    assumptions: ["Frames are independent and normal; σ > 0, and it is known to Stein's estimate."],
    limits: ["It is true at low signal-to-noise ratio, and of Noise2Noise at any."],
    sources: [.own("a natural statement")],
    example: { .cleanTargets() },
    commands: [
      "printf '10\\n10\\n10\\n10\\n' > spectrum.csv; toy risk --data spectrum.csv --sigma 0.3162 --family linear "
        + "--frames 50 --loss sure"
    ])
  package let domain = "random γ and σ, n up to 6; m from n + 4 to 1000"
  package let stance = Stance.refutedAsStated(
    correction: """
      For many frames Stein's estimate is better if and only if (n+1) Σ σ⁴/w < n Σ γσ²/w, that is at γ/σ² above \
      (n+1)/n for equal γ. Given σ, the Wiener filter depends on the moments of x alone, and clean targets carry the \
      posterior noise γσ²/w into it (`toy explain linear-samples`).
      """)

  /// The excess of a loss.
  package var excess: @Sendable (_ law: LinearSampleLaw, _ frames: Int) -> Double? = {
    $0.excess(frames: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the exact excess of both", cases: scope.samples, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.frames] = Double(point.n + 4 + Int(draws.logarithmic(1...1000)))
          return point
        },
        isLegal: { $0.isSetting && $0[.frames] > Double($0.n + 3) },
        command: { point in
          point.riskCommand("--family linear --frames \(Int(point[.frames])) --loss sure")
        }
      ) { point in
        func value(_ loss: SampleLoss) -> Double? {
          excess(
            LinearSampleLaw(
              spectrum: point.spectrum, noiseVariance: point.noiseVariance, loss: loss),
            Int(point[.frames]))
        }
        guard let clean = value(.clean), let sure = value(.sure) else { return nil }
        return sure < clean * (1 - 1e-9)
          ? "the excess is \(clean) with clean targets and \(sure) with Stein's estimate" : nil
      }
    ]
  }
}
