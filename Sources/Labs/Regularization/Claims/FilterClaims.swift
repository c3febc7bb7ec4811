// Claims about filters, their rates and when to stop, stated before anything is computed.

import Evidence
import LabKit

/// The claims about filters.
enum FilterClaims {
  static let amplification = LabClaim(
    "regularization/amplification", .law, "Naive inversion amplifies noise without bound",
    "For s_j = j^(−a), A⁻¹ amplifies noise along the last of n directions by 1/s_n = n^a.",
    sources: [.reliableTalk("What is the problem with Inverse Problems?")])
  static let toyModel = LabClaim(
    "regularization/toy-model", .law, "Landweber and Tikhonov are denoisers of the toy model",
    """
    With λ = μ, the gains s²/(s² + λ) of Tikhonov are 1 − f(s²/λ) for the exact lower level f of the toy model, and those of K Landweber \
    steps are s²f(s²/μ − 1)/μ for its unrolled gradient descent with ω = τμ, for any μ ≤ s².
    """, sources: [.own("a change of variables")])
  static let recursion = LabClaim(
    "regularization/landweber", .law, "Landweber's iteration as a filter",
    "K steps u⁺ = u + τAᵀ(b − Au) from 0 have the components (1 − (1 − τs²)^K)/s · b.",
    sources: [.reliableTalk("Option 3: Iterative regularization"), .engl("section 6.1")])
  static let residual = LabClaim(
    "regularization/residual", .law, "The residual falls in every step",
    "‖Au − b‖ of Landweber's iteration never rises for τ ≤ 2/‖A‖², whatever b is.",
    sources: [.engl("section 6.1")])
  static let tikhonov = LabClaim(
    "regularization/tikhonov-bound", .law, "The worst case of Tikhonov",
    """
    For u = s^ν w with ‖w‖ ≤ 1 and noise of norm δ, bias and noise are at most c λ^(ν/2) and δ/(2√λ), with \
    c = (ν/2)^(ν/2) (1 − ν/2)^(1−ν/2) for ν ≤ 2.
    """, sources: [.engl("section 5.1")])
  static let saturation = LabClaim(
    "regularization/saturation", .law, "Tikhonov saturates",
    "For ν ≥ 2 and s ≤ 1 the worst bias of Tikhonov is λ/(1 + λ), however smooth the solution is.",
    sources: [.engl("section 5.1")])
  static let landweber = LabClaim(
    "regularization/landweber-bound", .law, "The worst case of Landweber",
    "For every ν > 0, τ = 1 and s ≤ 1, bias and noise are at most (ν/(ν + 2K))^(ν/2) and δ√K.",
    sources: [.engl("section 6.1")])
  static let cutoff = LabClaim(
    "regularization/cut-off-bound", .law, "The worst case of the cut-off",
    "Keeping s ≥ α, bias and noise are at most α^ν and δ/α for every ν > 0.",
    sources: [.engl("section 4.1")])
  static let optimal = LabClaim(
    "regularization/no-better", .law, "No method is better than the modulus of continuity",
    "The worst error of every filter is at least max_j min(s_j^ν, δ/s_j).",
    sources: [.engl("section 3.2")])
  static let tikhonovRate = LabClaim(
    "regularization/tikhonov-rate", .pin, "The rate of Tikhonov, with saturation",
    """
    From δ = 10^(−2.5) to 10^(−5) the least worst error over all λ falls with the slopes 0.33333, 0.49996, 0.66619, 0.66619 for \
    ν = ½, 1, 2, 4: min(ν, 2)/(min(ν, 2) + 1).
    """, sources: [.engl("section 5.1")])
  static let landweberRate = LabClaim(
    "regularization/landweber-rate", .pin, "The rate of Landweber, without saturation",
    "Over all whole K the slopes are 0.33334, 0.50003, 0.66616 and 0.79615: ν/(ν + 1).",
    sources: [.engl("section 6.1")])
  static let cutoffRate = LabClaim(
    "regularization/cut-off-rate", .pin, "The rate of the cut-off, without saturation",
    """
    Over all α the slopes are 0.33373, 0.49560, 0.65535 and 0.77495, near ν/(ν + 1): few singular values are near the best α.
    """,
    limits: ["For ν = ½ and δ = 10^(−5) the best α keeps all 4000 singular values."],
    sources: [.engl("section 4.1")])
  static let stoppingRate = LabClaim(
    "regularization/stopping-rate", .pin, "When to stop",
    "The best K of Landweber falls with the slopes −1.3359, −1.0032 and −0.66213 for ν = ½, 1, 2: −2/(ν + 1).",
    sources: [
      .reliableTalk("Option 3: Iterative regularization"), .engl("section 6.1"),
    ])
  static let parts = LabClaim(
    "regularization/bias-and-noise", .law, "Bias falls and noise grows",
    "With every step of Landweber the bias of a fixed u falls and the worst noise grows.",
    sources: [.own("the filter, which grows with K")])
  static let semiConvergence = LabClaim(
    "regularization/semi-convergence", .pin, "Semi-convergence",
    "For δ = 0.01 the error falls from 0.17059 at 1 step to 0.056929 at 25, is 0.057162 at 29, and rises to 0.35051 at 2997.",
    sources: [.reliableTalk("Option 3: Iterative regularization")])
  static let distance = LabClaim(
    "regularization/filters-differ", .pin, "Early stopping is not quite a penalty",
    "K = 50 steps of Landweber and Tikhonov with λ = 1/K have gains that differ by up to 0.20878.",
    sources: [.own("two filters")])
  static let discrepancy = LabClaim(
    "regularization/discrepancy", .law, "The discrepancy principle is of optimal order",
    """
    Landweber is stopped at the first ‖Au − b‖ ≤ ρδ, ρ > 1. For u = sw, ‖w‖ ≤ 1, the error is then at most \
    √((ρ + 1)δ) + √(δ/(ρ − 1)).
    """,
    sources: [
      .engl("section 6.1"), .reliableTalk("Option 3: Iterative regularization"),
    ])
  static let oracle = LabClaim(
    "regularization/oracle", .pin, "The discrepancy principle against the best step",
    "For δ = 0.001 and ρ = 1.1 its error is 2.19519 times that of the best step, which needs the solution.",
    sources: [.own("a number")])

  static let all = [
    amplification, toyModel, recursion, residual, tikhonov, saturation, landweber, cutoff, optimal,
    tikhonovRate, landweberRate, cutoffRate, stoppingRate, parts, semiConvergence, distance,
    discrepancy, oracle,
  ]
}
