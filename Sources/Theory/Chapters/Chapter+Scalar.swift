// The chapter on one sparse number: the nonlinear toy.

package import Evidence

extension Chapter {
  package static let scalar = Chapter(
    "scalar",
    Exposition(
      title: "One sparse number: when unrolling stops early, and when it overshoots",
      statement: [
        """
        With an ℓ₁ norm in place of ‖Rz‖² the lower level is no longer linear. For a single number everything can be \
        said exactly: the solution is a soft threshold, unrolled ISTA is a gain times that, and the law of the data \
        decides by three numbers beyond the threshold whether the gain should be below 1 (stop early) or above 1 \
        (overshoot), and so whether odd depths are better than even ones. The same soft threshold decides when undoing \
        the rounding of a quantiser exactly is worse than doing nothing.
        """,
        .formula("x = y + ε,   min_z ½(z−x)² + λ|z|   →   ST_λ(x) = sign x · max(|x|−λ, 0)"),
      ],
      assumptions: ["y symmetric about 0 and independent of the Gaussian noise."],
      sources: [.proofSparseIterations, .proofThreeNumbers, .proofOvershoot],
      figure: "scalar-threshold",
      commands: [
        "toy scalar --prior laplace,bernoulli-gaussian --depth 1,2,3",
        "toy scalar --quantize",
      ]),
    claims: [
      SparseIterationProposition(), ThresholdRiskProposition(), OvershootProposition(),
      ThresholdUniqueProposition(), TrainingWallProposition(), KinksProposition(),
      RoundingRadiusProposition(),
    ])
}
