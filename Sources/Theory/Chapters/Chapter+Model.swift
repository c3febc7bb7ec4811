// The chapters on data, risk and filters.

package import Evidence

extension Chapter {
  package static let model = Chapter(
    "model",
    Exposition(
      title: "The two levels: what is learned, and from what",
      statement: [
        """
        Signals y ∈ ℝⁿ are observed with noise, x = y + ε, ε ~ N(0, σ²I). The lower level denoises x by \
        means of a regulariser R:
        """,
        .formula("min_z ½‖z − x‖² + ½‖Rz‖²,   R ∈ ℝᵏˣⁿ"),
        "Bilevel learning solves it exactly, unrolling takes N gradient steps of size ω from z = 0:",
        .formula(
          "bilevel    T = (I + RᵀR)⁻¹\nunrolled   T = ω Σ_{j<N} (I − ω(I + RᵀR))ʲ"),
        "Both are linear denoisers x ↦ Tx. The upper level learns R, and optionally ω:",
        .formula("min_R E ½‖T(y + ε) − y‖²"),
      ],
      assumptions: [
        "Signal and noise are independent, and the signal has finite second moments.",
        """
        The toy data are constant signals y = λ𝟏 with E λ = μ, Var λ = θ², or independent entries with \
        that mean and variance.
        """,
      ],
      limits: [
        """
        The risk is the expectation, not the mean over finitely many samples; `toy explain speech` shows \
        what changes with data.
        """,
        """
        The regulariser is quadratic and the same for every x: a model of learned regularisation that can \
        be solved, not total variation and not a network.
        """,
        """
        The iteration starts at z = 0. A start at z = x would be no better than bilevel learning (`toy \
        explain warm-start`).
        """,
      ],
      sources: [.talkModel, .paperModel],
      example: { () throws(EvidenceError) in try .differences() },
      figure: "ratio-to-linear",
      commands: [
        "toy risk --n 4 --k 3 --family linear,bilevel,unrolled --depth 2 --omega 0.5,learned",
        "toy risk-ratio --n 500 --sigma 0.9 -o -",
      ]),
    claims: [DataSpectraProposition(), QuadraticRiskProposition()])

  package static let lemma = Chapter(
    "lemma",
    Exposition(
      title: "The risk is bias plus variance",
      statement: [
        """
        What a linear denoiser costs is the sum of what it does to the signal and what it leaves of the \
        noise. Only the second moment of the signal and the variance of the noise matter; and for a T that \
        commutes with C every direction has its own cost.
        """
      ],
      sources: [.talkLemma],
      commands: ["toy report --only lemma -o report/"]),
    claims: [BiasVarianceProposition(), CommutingRiskProposition()])

  package static let linear = Chapter(
    "linear",
    Exposition(
      title: "The best linear denoiser (Wiener), which nothing here can beat",
      statement: [
        """
        Every denoiser here is a linear map x ↦ Tx, and one linear map is best. Its risk is the yardstick \
        for all others.
        """
      ],
      sources: [.talkBestLinear],
      figure: "ratio-to-linear",
      commands: ["toy risk --n 10 --family linear --sigma 0.1,0.5,0.9,5"]),
    claims: [WienerProposition(), LinearOptimumProposition()])

  package static let filter = Chapter(
    "filter",
    Exposition(
      title: "Every denoiser is a function of RᵀR, with n − k forced eigenvalues",
      statement: [
        """
        Bilevel learning and unrolling differ in one scalar function f, the filter. All that R can do is \
        choose the directions and k arguments of f.
        """
      ],
      sources: [.talkProof],
      figure: "filters",
      commands: ["toy expressivity --depth 2,3,10,11 --omega 0.5"]),
    claims: [FilterProposition(), ForcedEigenvalueProposition(), HeavyBallProposition()])
}
