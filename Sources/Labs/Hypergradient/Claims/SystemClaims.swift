// Claims about the linear system Hv = b of a hypergradient.

import Evidence
import LabKit

/// Approximate solutions of Hv = b for G = ½zᵀHz − λᵀz and F = ½‖z − t‖², where ∇h = v* = H⁻¹b with b = z* − t.
enum SystemClaims {
  private static let further = "Further linear system approximation"
  private static let stochastic = "What about the linear system?"

  static let differences = LabClaim(
    "hypergradient/system-differences", .law, "Implicit differentiation agrees with differences",
    "v* = H⁻¹(z* − t) agrees with central differences of h to 10⁻⁷.",
    sources: [.own("the definition of the derivative")])
  static let chebyshev = LabClaim(
    "hypergradient/cg-chebyshev", .law, "Conjugate gradients stay below the Chebyshev bound",
    "The energy error after j products is at most 2((√κ−1)/(√κ+1))^j times the initial one, from 0.",
    sources: [.hestenes])
  static let distinct = LabClaim(
    "hypergradient/cg-distinct", .law, "As many products as distinct eigenvalues",
    "With five distinct eigenvalues, conjugate gradients are exact after five products.",
    sources: [.hestenes])
  static let notBefore = LabClaim(
    "hypergradient/cg-not-before", .law, "Fewer products than distinct eigenvalues do not suffice",
    "With five distinct eigenvalues, four products leave a residual.", sources: [.hestenes])
  static let neumann = LabClaim(
    "hypergradient/neumann-error", .law, "The error of the Neumann series",
    "The Q terms of η Σ_{q<Q} (I − ηH)^q b leave the error ‖(I − ηH)^Q H⁻¹b‖.",
    sources: [.own("a geometric sum")])
  static let printedLimit = LabClaim(
    "hypergradient/neumann-printed-limit", .law, "The limit of the printed series",
    "The series η Σ_q (I − ηH)^(q+1) b, without the identity, tends to (I − ηH)H⁻¹b.",
    sources: [.own("a geometric sum")])
  static let printed = LabClaim(
    "hypergradient/neumann-printed", .law, "The Neumann series as printed",
    "η Σ_{q≤Q} Π_{k=0}^q (I − ηH) b tends to H⁻¹b.",
    stance: .refutedAsStated(
      correction:
        "The product has to start at k = 1. As printed, the identity term is missing, and the limit is (I − ηH)H⁻¹b."
    ), sources: [.optimizerTalk(stochastic)])
  static let printedBias = LabClaim(
    "hypergradient/neumann-printed-bias", .pin, "The bias of the printed series",
    "For κ = 50 the printed series is off by 0.0436739 ‖v*‖.", sources: [.own("a number")])
  static let unscaled = LabClaim(
    "hypergradient/neumann-unscaled", .law, "The Neumann series without a step size",
    "Σ_k (I − H)^k b tends to H⁻¹b, and so its terms shrink, for every positive definite H.",
    stance: .refutedAsStated(
      correction: "Only for ‖H‖ < 2. For ‖H‖ = 3 it grows by a factor of 2 with every term."),
    sources: [.optimizerTalk(further)])
  static let growth = LabClaim(
    "hypergradient/neumann-growth", .law,
    "How fast the Neumann series without a step size diverges",
    "For ‖H‖ = 3 the sum Σ_k (I − H)^k b grows by |1 − 3| = 2 with every term.",
    sources: [.own("a geometric sum")])
  static let cosine = LabClaim(
    "hypergradient/jacobian-free-cosine", .law, "Jacobian-free gradients are descent directions",
    "The cosine between b and H⁻¹b is at least 2√κ/(κ+1).",
    sources: [.own("Kantorovich's inequality")])
  static let attained = LabClaim(
    "hypergradient/jacobian-free-attained", .law, "The bound on the cosine is attained",
    "For b = √μ q₁ + √L q_p the cosine between b and H⁻¹b is 2√κ/(κ+1).",
    sources: [.own("Kantorovich's inequality")])
  static let freeError = LabClaim(
    "hypergradient/jacobian-free-error", .law, "The error of a Jacobian-free gradient",
    "Replacing H⁻¹b by b leaves the error ‖(I − H)H⁻¹b‖.", sources: [.own("algebra")])
  static let unrolling = LabClaim(
    "hypergradient/unrolled-neumann", .law, "Back-propagation is a Neumann series",
    "Back-propagation through N gradient steps is the Neumann series of N terms with b taken at z_N.",
    sources: [.own("the chain rule")])
  static let unrolledDifferences = LabClaim(
    "hypergradient/unrolled-differences", .law, "Back-propagation agrees with differences",
    "Back-propagation through 60 steps agrees with central differences of F(z_60(λ)) to 10⁻⁷.",
    sources: [.own("the definition of the derivative")])
  static let cutRate = LabClaim(
    "hypergradient/cut-rate", .law, "The rate of truncated back-propagation",
    "The error of back-propagation through K steps at z* falls by 1 − μ/L per step.",
    sources: [.shaban])
  static let cutDescends = LabClaim(
    "hypergradient/cut-descends", .law, "Truncated back-propagation gives a descent direction",
    "Back-propagation through any number K ≥ 1 of steps at z* gives a descent direction.",
    sources: [.shaban])
  static let quasiNewton = LabClaim(
    "hypergradient/bfgs-cg", .law, "BFGS with exact line searches is the conjugate gradient method",
    "On a quadratic the two have the same iterates; the first fifteen agree to 10⁻⁸.",
    sources: [.own("a theorem of Nazareth")])
  static let shineStart = LabClaim(
    "hypergradient/shine-start", .law, "SHINE before the first step",
    "Without forward steps, SHINE is the Jacobian-free gradient.", sources: [.shine])
  static let shineEnd = LabClaim(
    "hypergradient/shine-end", .law, "SHINE after as many steps as dimensions",
    "After p + 4 forward steps of BFGS on a quadratic, SHINE is exact.", sources: [.shine])
  static let shineFalls = LabClaim(
    "hypergradient/shine-falls", .pin, "SHINE improves with the forward steps",
    "The error of SHINE after 0, 5, 10, 20, 30 and 40 forward steps decreases.", sources: [.shine])
  static let shineWins = LabClaim(
    "hypergradient/shine-wins", .pin, "SHINE beats the Jacobian-free gradient",
    "After ten or more forward steps, the error of SHINE is below that of the Jacobian-free gradient.",
    sources: [.shine])
  static let limitedMemory = LabClaim(
    "hypergradient/lbfgs-cg", .law, "L-BFGS on the system is the conjugate gradient method",
    "L-BFGS with five pairs and exact line searches has the iterates of conjugate gradients; twenty agree to 10⁻⁶.",
    sources: [.own("a theorem of Nazareth")])
  static let ranking = LabClaim(
    "hypergradient/system-ranking", .law, "The ranking at twenty products",
    "After twenty products, conjugate gradients beat the Neumann series, which beats the Jacobian-free gradient.",
    sources: [.optimizerTalk(further)])
  static let means = LabClaim(
    "hypergradient/mean-of-inverses", .law, "The inverse of a mean is not the mean of inverses",
    "For A = 1 ± 0.6 with equal probability, E A⁻¹ = 1/(1 − 0.36), not 1.",
    sources: [.optimizerTalk(stochastic)])
  static let gradientNumber = LabClaim(
    "hypergradient/cg-number", .pin, "Conjugate gradients after twenty products",
    "The relative error of conjugate gradients after twenty products is 9.34404·10⁻⁴.",
    sources: [.own("a number")])
  static let neumannNumber = LabClaim(
    "hypergradient/neumann-number", .pin, "Neumann after twenty products",
    "The relative error of the Neumann series of twenty terms is 0.601259.",
    sources: [.own("a number")])
  static let freeNumber = LabClaim(
    "hypergradient/jacobian-free-number", .pin, "The Jacobian-free gradient",
    "The relative error of the Jacobian-free gradient is 0.970124.", sources: [.own("a number")])
  static let shineNumber = LabClaim(
    "hypergradient/shine-number", .pin, "SHINE after twenty forward steps",
    "The relative error of SHINE after twenty forward steps is 0.62407.",
    sources: [.own("a number")])

  static let all = [
    differences, chebyshev, distinct, notBefore, neumann, printedLimit, printed, printedBias,
    unscaled, growth, cosine, attained, freeError, unrolling, unrolledDifferences, cutRate,
    cutDescends, quasiNewton, shineStart, shineEnd, shineFalls, shineWins, limitedMemory, ranking,
    means, gradientNumber, neumannNumber, freeNumber, shineNumber,
  ]
}
