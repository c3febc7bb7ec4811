// The chapters on other algorithms, and on what depth is worth.

package import Evidence

extension Chapter {
  package static let algorithms = Chapter(
    "algorithms",
    Exposition(
      title: "Other algorithms: one floor for all, and what one learned number is worth",
      statement: [
        """
        Whatever is unrolled, T is a function of RᵀR and forces n − k eigenvalues to one number. That alone \
        gives a floor F that no algorithm passes. Most algorithms with one learned number, a step, a time, \
        a penalty or a gain, have the same best risk E ≥ F; it lies below that of bilevel learning by the \
        worth of one free forced eigenvalue. Which algorithms have a parity is decided by the signs of their \
        steps.
        """
      ],
      assumptions: ["One R with k rows for all steps; any data, σ > 0."],
      sources: [.proofFourNumbers, .proofOneScalar, .proofParity],
      figure: "filter-gallery",
      commands: [
        "toy risk --n 10 --k 5 --depth 4 --algorithm gradient-descent,heavy-ball,chebyshev,admm"
      ]),
    claims: [
      FloorProposition(), OneScalarProposition(), ImplicitIdentitiesProposition(),
      ConjugateGradientProposition(), StepParityProposition(), ClosedEndProposition(),
      WarmStartProposition(), WeightedLossProposition(), SearchedRiskProposition(),
    ])

  package static let moreDepth = Chapter(
    "more-depth",
    Exposition(
      title: "What more depth is worth",
      statement: [
        """
        With a learned step even depths are all alike, at E. Odd depths fall to the floor F of all algorithms \
        and as a rule reach it at some depth N₀ that can be computed; three steps of different sizes, or \
        three with momentum, are there at once. At a fixed step depth leads to bilevel learning, or above it.
        """
      ],
      assumptions: ["One R with k rows for all steps; any data, σ > 0."],
      sources: [.proofLearnedSteps, .proofOddDepths, .proofInfiniteDepth],
      figure: "risk-over-depth",
      commands: [
        "toy risk --n 10 --k 5 --data iid --depth 2,3,4,5 --algorithm gradient-descent,steps"
      ]),
    claims: [
      DepthThreeProposition(), OddDepthLimitProposition(), DepthToInfinityProposition(),
      DepthMismatchProposition(),
      UntiedProposition(),
    ])
}
