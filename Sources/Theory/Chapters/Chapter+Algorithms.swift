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
      commands: [
        "toy risk --n 10 --k 5 --depth 4 --algorithm gradient-descent,heavy-ball,chebyshev,admm"
      ]),
    claims: [
      FloorProposition(), OneScalarProposition(), ImplicitIdentitiesProposition(),
      StepParityProposition(),
      WarmStartProposition(),
    ])
}
