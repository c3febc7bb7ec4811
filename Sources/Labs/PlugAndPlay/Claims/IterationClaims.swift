// Claims about the number of steps of the denoiser and its start, stated before anything is computed.

import Evidence
import LabKit

/// The claims about plug-and-play iterations with a denoiser of L steps.
enum IterationClaims {
  // MARK: One number

  static let scalarWarm = LabClaim(
    "plug-and-play/scalar-warm", .law, "One number, warm: the limit is the solution",
    "min ½(y − ax)² + λ|x| has x* = sgn(ay)(|ay| − λ)₊/a², and the warm iteration tends to it for L = 1, 2, 5, 20.",
    assumptions: ["a ≠ 0, 0 < ρa² ≤ 1 and a step 0 < s ≤ 1 of the denoiser."],
    sources: [
      .optimizerTalk("Replace computing the proximal operator"),
      .own("a quadratic in one variable"),
    ])
  static let scalarCold = LabClaim(
    "plug-and-play/scalar-cold", .law, "One number, cold: the limit in closed form",
    """
    With λ ≥ |ay| no step is cut off: L cold steps multiply w by 1 − t with t = 1 − (1 − s)^L, and the limit is \
    (1 − t)ρay/(1 − (1 − t)(1 − ρa²)), where the solution is 0.
    """, assumptions: ["0 < ρa² ≤ 1, a step 0 < s ≤ 1 of the denoiser, and the start 0."],
    sources: [.own("a linear recursion")])
  static let scalarZero = LabClaim(
    "plug-and-play/scalar-zero", .law, "One number, large λ, warm: the limit is 0",
    "With one warm step and λ ≥ |ay| the limit is 0, the solution.",
    assumptions: ["a ≠ 0, 0 < ρa² ≤ 1 and a step 0 < s ≤ 1 of the denoiser."],
    sources: [.own("the optimality condition")])
  static let scalarLimits = LabClaim(
    "plug-and-play/scalar-limits", .pin, "One number, cold: the limits",
    "For a = 0.8, y = 2 and s = ½ the cold limits are 0.97561, 0.43956 and 0.0505689 for L = 1, 2 and 5.",
    sources: [.own("numbers")])

  // MARK: Analysis

  static let gap = LabClaim(
    "plug-and-play/analysis-gap", .law, "One warm step: the duality gap tends to 0",
    """
    For total variation of a blurred signal the iteration with L = 1 and a warm start reaches a duality gap of 10⁻¹², \
    which certifies its limit.
    """, sources: [.optimizerTalk("Replace computing the proximal operator")])
  static let warm = LabClaim(
    "plug-and-play/analysis-warm", .law, "Warm, any number of steps: the limit is the solution",
    "For every L that was asked for, the warm iteration has ‖x − x*‖ ≤ 2·10⁻⁵.",
    sources: [
      .optimizerTalk("Replace computing the proximal operator"), .venkatakrishnan,
    ])
  static let fixedPoint = LabClaim(
    "plug-and-play/fixed-point", .law, "A fixed point for L steps is one for a single step",
    """
    The step of the denoiser is averaged, so that T^L and T have the same fixed points: wherever a warm iteration \
    converges, whatever L, the limit is the solution.
    """, sources: [.own("a fixed point of T^L of an averaged T")])
  static let coldBound = LabClaim(
    "plug-and-play/cold-bound", .law, "How far cold limits can be from the solution",
    """
    ‖x − x*‖ ≤ ρλ√m/(√(sL)·ρμ) for the cold limit, with the m multipliers of Γ, the step s and the least eigenvalue μ of \
    AᵀA: L projected gradient steps from 0 leave a dual gap of ‖u*‖²/(2sL).
    """, sources: [.own("the rate of projected gradient descent and a contraction")])
  static let cold = LabClaim(
    "plug-and-play/analysis-cold", .pin, "Cold: the limit depends on the number of steps",
    """
    The cold limits are 0.320529, 0.209627, 0.120144, 0.0427534, 0.00422021 and 8.342·10⁻⁵ from x* for L = 1, 2, 5, 20, 100 and \
    400.
    """, sources: [.optimizerTalk("The role of warm-starting"), .own("numbers")])
  static let coldLinear = LabClaim(
    "plug-and-play/cold-smoothing", .law, "Cold, large λ: the limit does not depend on λ",
    """
    As long as no multiplier is cut off, L cold steps multiply w by (I − sΓᵀΓ)^L, whatever λ, and the cold limit is the solution of \
    x = (I − sΓᵀΓ)^L(x − ρAᵀ(Ax − y)): more steps smooth more, and need not end nearer to the solution.
    """, assumptions: ["A is injective, 0 < ρ ≤ 1/‖A‖² and 0 < s ≤ 1/‖Γ‖²."],
    sources: [.own("a linear recursion")])
  static let coldOrder = LabClaim(
    "plug-and-play/cold-order", .pin, "Cold, larger λ: fewer steps can end nearer",
    """
    For λ = 0.3 the cold limits are \(orderPins[0]), \(orderPins[1]), \(orderPins[2]) and \(orderPins[3]) from x* for L = 1, 2, 3 \
    and 20: the distance rises before it falls.
    """, sources: [.own("numbers")])
  static let conjecture = LabClaim(
    "plug-and-play/conjecture", .law, "Between one step and infinitely many: no counterexample",
    """
    On random instances with n = 8, a random Γ of 12 × 8 and L = 2, 3, 7 in turn, every warm iteration reaches a duality \
    gap of 10⁻⁸.
    """,
    limits: ["Convergence for 1 < L < ∞ is a conjecture; the limit, if there is one, is proved."],
    sources: [.optimizerTalk("For intermediate L, it is conjectured that it converges")])

  // MARK: Cost

  static let iterations = LabClaim(
    "plug-and-play/iterations", .pin, "Iterations to a gap of 10⁻⁶",
    "Warm iterations need 449, 223, 90, 37 and 26 for L = 1, 2, 5, 20 and 100.",
    sources: [.own("numbers")])
  static let slideTime = LabClaim(
    "plug-and-play/printed-time", .pin, "What one step in place of twenty saves, as printed",
    "With L = 1 the iteration takes 1.3 s where it takes 31.0 s with L = 20: 23.8 times less.",
    stance: .refutedAsStated(
      correction: """
        That is the cost per iteration. At equal certified accuracy L = 1 needs 1.65 times fewer steps of the denoiser, and 12.1 \
        times more applications of A.
        """),
    sources: [.optimizerTalk("Stability of the unrolled algorithm")])
  static let savedSteps = LabClaim(
    "plug-and-play/saved-steps", .pin, "Steps of the denoiser at equal accuracy",
    "To a gap of 10⁻⁶, L = 20 takes 1.64811 times the steps of L = 1.", sources: [.own("a number")])
  static let products = LabClaim(
    "plug-and-play/products", .pin, "Applications of A at equal accuracy",
    "To a gap of 10⁻⁶, L = 1 takes 12.1351 times the applications of A of L = 20.",
    sources: [.own("a number")])

  // MARK: Synthesis

  static let synthesisGap = LabClaim(
    "plug-and-play/synthesis-gap", .law,
    "Synthesis, one warm step: the gap of the Lasso tends to 0",
    """
    With the denoiser D argmin ½‖w − Dz‖² + ρλ‖z‖₁ of one warm ISTA step, the gap of min ½‖y − ADz‖² + λ‖z‖₁ is at most 10⁻¹⁰ \
    after 20,000 iterations.
    """, sources: [.optimizerTalk("Dictionary-based denoisers")])
  static let synthesisWarm = LabClaim(
    "plug-and-play/synthesis-warm", .law, "Synthesis, warm, more steps: the same solution",
    "For L = 2, 5 and 20 and 20,000 steps in all, the gap is at most 10⁻⁸.",
    sources: [.optimizerTalk("Dictionary-based denoisers")])
  static let synthesisCold = LabClaim(
    "plug-and-play/synthesis-cold", .pin, "Synthesis, cold: the distance from the solution",
    "After 600 cold iterations x is 1.45984, 1.11166, 0.69736 and 0.106449 from x* for L = 1, 5, 20 and 100.",
    sources: [.optimizerTalk("The role of warm-starting"), .own("numbers")])
  static let firm = LabClaim(
    "plug-and-play/prox", .law, "The synthesis denoiser is firmly non-expansive",
    "‖Np − Nq‖² ≤ ⟨Np − Nq, p − q⟩ on random pairs, as for every proximal operator.",
    sources: [.optimizerTalk("These denoisers are proximal operators"), .own("Moreau's theorem")])

  /// Distances of cold limits for λ = 0.3.
  static let orderPins = [0.490337, 0.547606, 0.589974, 0.213045]

  static let all = [
    scalarWarm, scalarCold, scalarZero, scalarLimits, gap, warm, fixedPoint, coldBound, cold,
    coldLinear, coldOrder, conjecture, iterations, slideTime, savedSteps, products, synthesisGap,
    synthesisWarm,
    synthesisCold, firm,
  ]
}
