// The chapters on optimal risks.

package import Evidence

extension Chapter {
  package static let step = Chapter(
    "step",
    Exposition(
      title: "A fixed step size against a learned one",
      statement: [
        """
        With a fixed ω the forced eigenvalue c₀ = 1 − (1−ω)ᴺ is given, and unrolling may be better or \
        worse than bilevel learning, or equal. A learned ω is a single additional number, and worth more \
        than depth: it moves c₀ to where forced directions cost least, and for odd N the least eigenvalue \
        c out of the way.
        """
      ],
      assumptions: ["1 ≤ k ≤ n, ω > 0; any data."],
      limits: [
        """
        For even N and for N = 1 the learned ω has a closed form. For odd N ≥ 3 it is the global minimum of \
        a function of ω with several local ones, found branch by branch, or the limit ω → 0⁺.
        """,
        """
        'Best unrolling denoisers exist' holds for every fixed ω and for even N. For odd N ≥ 3, learned ω \
        and constant signals the infimum is approached as ω → 0⁺ only (`toy explain attainment`).
        """,
      ],
      sources: [.talkBestUnrolled],
      example: { .steps() },
      figure: "risk-over-step",
      commands: [
        "toy risk --n 10 --k 5 --depth 2,3,10,11 --omega 0.1,0.5,1,1.5,learned",
        "toy risk-ratio --x omega --k 250 --depth 2,3,10,11 --y risk -o -",
      ]),
    claims: [OptimalRiskProposition(), LowerBoundProposition()])

  package static let evenRisk = Chapter(
    "even-risk",
    Exposition(
      title: "Even depth with a learned step: one risk for all N",
      statement: [
        """
        With a learned step an even depth gives c₀ its best value and loses nothing else: a closed form, the \
        same for every even N and any data, and below the bilevel risk for k < n.
        """
      ],
      sources: [.talkBestUnrolled],
      figure: "risk-over-depth",
      commands: ["toy risk --n 500 --k 250 --depth 2,4,10,1000"]),
    claims: [EvenRiskProposition(), EvenDepthProposition()])

  package static let oddRisk = Chapter(
    "odd-risk",
    Exposition(
      title: "Odd depth with a learned step: one risk for all N, for some data",
      statement: [
        """
        With a learned step an odd depth N ≥ 3 comes arbitrarily close to the best linear risk in both toy \
        models, for every k ≥ 1: for constant signals as ω → 0⁺, for independent entries at a step that \
        attains it.
        """
      ],
      sources: [.talkBestUnrolled],
      figure: "risk-over-step",
      commands: ["toy risk --n 500 --k 250 --depth 3,11,1001"]),
    claims: [
      OddRiskConstantProposition(), OddRiskIndependentProposition(), OddRiskProposition(),
    ])

  package static let parity = Chapter(
    "parity",
    Exposition(
      title: "Why even and odd depths differ, and when the depth matters at all",
      statement: [
        """
        Even depths reach eigenvalues from −∞ up to c₀, odd depths N ≥ 3 from c ≈ ω/2 upwards. Directions \
        without signal call for eigenvalues of 0, those with signal for nearly 1. An even depth needs a c₀ \
        near 1 for the latter, which is then forced on the former; an odd depth takes a small ω, where c₀ \
        and c are small, and reaches 1 on the branch where f rises.
        """,
        """
        With a learned ω the best risk does not depend on even N, for all data. On odd N ≥ 3 it depends up to \
        some depth N₀ and no more from there on: it falls to the floor of all algorithms (`toy explain \
        odd-depth-limit`). For the two toy models N₀ is 3, and the floor is the best linear risk for every \
        k ≥ 1, as an infimum for constant signals and attained for independent entries with θ > 0.
        """,
      ],
      assumptions: ["ω learned, 1 ≤ k ≤ n, n ≥ 2, σ > 0."],
      limits: [
        """
        'For N either even or odd, best risk does not depend on N if optimized over ω' is true of even N, of \
        odd N ≥ 3 for the toy models and for k = n, and of odd N ≥ N₀ for every C without an eigenvalue 0. \
        Below N₀ odd depths differ, as the last column shows. N = 1 is not among them.
        """,
        "Training need not find the optimum: `toy explain learning`.",
      ],
      sources: [.talkBestUnrolled],
      example: { .parity() },
      figure: "risk-over-depth",
      commands: [
        "toy risk --n 10 --k 5 --depth 2,4,100,3,5,101 --data constant,iid",
        "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --depth 3,5",
        "toy risk-ratio --x depth --k 250 --depth 1..40 --omega 0.2,learned --y risk -o -",
      ]),
    claims: [
      OddDepthToyProposition(), OddDepthExample(), SlideOddDepthProposition(),
      OddBeatsEvenProposition(),
    ])

  package static let attainment = Chapter(
    "attainment",
    Exposition(
      title: "Which infima are minima, and where the others are approached",
      statement: [
        """
        An infimum is a minimum if the best gains are eigenvalues that some R reaches, with k rows and some \
        ω > 0. For σ > 0:
        """,
        .formula(
          """
          bilevel                attained unless a free direction has γ = 0
          unrolled, fixed ω      attained
          N = 1, learned ω       attained unless C = 0
          N even, learned ω      attained (for C = 0, k < n at ω = 2)
          N odd ≥ 3, learned ω   attained unless γ = 0 in at least max(n − k, 1) directions
          """),
        """
        Where bilevel learning does not attain the infimum, s → ∞ in the directions that should be erased. \
        Where odd depths do not, ω → 0⁺: the forced directions are almost erased, free ones with signal \
        stay on the far branch of f with s growing like ω^(−N/(N−1)), free ones without at its turning \
        point with s ≈ (1+x)/ω, and the infimum is the best linear risk.
        """,
      ],
      assumptions: ["1 ≤ k ≤ n; free directions are those that are not forced."],
      limits: [
        "'Best bilevel denoiser does not exist' is said of constant signals and needs n ≥ 2.",
        "'Best unrolling denoisers exist' fails for odd N ≥ 3 with a learned ω and constant signals, n ≥ 2.",
        """
        Numerical learning of an infimum that is not attained stops when rounding or a tolerance stops it: \
        ω and R must then not be read as limits.
        """,
      ],
      sources: [.talkBestBilevel, .talkBestUnrolled],
      example: { .attainments() },
      commands: [
        "toy risk --n 10 --k 5 --family bilevel,unrolled --depth 2,3 --data constant,iid",
        "toy risk --n 10 --k 5 --family bilevel",
        "toy learn --n 10 --k 5 --depth 3 --init spectral --starts 1 -o -",
      ]),
    claims: [SlideExistenceProposition()])

  package static let ratio = Chapter(
    "ratio",
    Exposition(
      title: "Unrolling against bilevel learning",
      statement: [
        """
        With a learned step the best risk of unrolling is at most that of bilevel learning: of even depths \
        for every covariance, because at ω = 1 they reach everything that bilevel learning reaches, and of \
        odd depths N ≥ 3 for both toy models, and from some N on for every covariance. With a fixed step it can \
        be above: a small c₀ costs the \
        signal more than it saves noise where most directions are free, and at odd depths c keeps noise in \
        every free direction.
        """
      ],
      limits: [
        """
        The slide says 'generally better'. With a learned step and even depth it always is; at odd depth \
        from some N on, which depends on the covariance (`toy explain odd-depth-limit`); with a fixed step it \
        depends on k, N and ω.
        """
      ],
      sources: [.talkRatios],
      figure: "phase-diagram",
      commands: [
        "toy risk-ratio --n 500 --sigma 0.9 --family unrolled --y ratio_to_bilevel -o -",
        "toy phase --depth 2,3 --omega 0.5,learned -o phase.svg",
      ]),
    claims: [
      EvenBeatsBilevelProposition(), SlideLearnedStepProposition(), SlideFixedStepProposition(),
      ExceptionsProposition(),
    ])

  package static let infiniteDepth = Chapter(
    "infinite-depth",
    Exposition(
      title: "Infinite depth is bilevel learning, for stable steps",
      statement: [
        """
        The talk asks whether unrolling converges to bilevel learning. For one R and a stable step it \
        does; but R is learned, and the best R need not be stable, so the answer depends on the parity.
        """
      ],
      sources: [.talkQuestion],
      figure: "risk-over-depth",
      commands: ["toy risk --n 500 --k 250 --omega 0.5 --depth 1000,1000001"]),
    claims: [LimitProposition()])
}
