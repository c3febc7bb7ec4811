// Claims about penalties that are not quadratic, stated before anything is computed.

import Evidence
import LabKit

/// The claims about the linearised Bregman iteration, total variation and total generalised variation.
enum VariationClaims {
  // MARK: Linearised Bregman

  static let entry = LabClaim(
    "regularization/bregman-entry", .law, "Large components enter first",
    "For A = I, component j enters at step ⌊μ/(τ|b_j|)⌋ + 1.",
    sources: [
      .reliableTalk("Option 3: Iterative regularization"),
      .own("a recursion that is linear until then"),
    ])
  static let unbiased = LabClaim(
    "regularization/bregman-unbiased", .law, "The limit of linearised Bregman has no bias",
    "For A = I the iterates tend to b.",
    sources: [.reliableTalk("Option 3: Iterative regularization")])
  static let biased = LabClaim(
    "regularization/lasso-biased", .law, "The Lasso keeps a bias",
    "The components of the Lasso solution that are not 0 are λ smaller than those of b.",
    sources: [.own("soft thresholding")])
  static let basis = LabClaim(
    "regularization/bregman-limit", .law, "The limit has the least μ‖u‖₁ + ½‖u‖²",
    "For a wide A, Au = b in the limit, and Aᵀy is a subgradient, so that no other solution has a smaller J.",
    sources: [.publication("Yin, Osher, Goldfarb and Darbon, 2008", place: "section 5")])
  static let sparse = LabClaim(
    "regularization/bregman-sparse", .pin, "The sparse solution is found",
    "For the built-in 6 × 12 matrix and μ = 5 the limit is the vector with two entries that made b.",
    sources: [.own("a computation")])

  // MARK: Total variation

  static let duality = LabClaim(
    "regularization/duality", .law, "Certificates are never negative",
    "P(u) − D(p) ≥ 0 for the dual point p that is computed from u, at any u.",
    sources: [.own("weak duality")])
  static let step = LabClaim(
    "regularization/tv-step", .law, "Total variation of a step",
    """
    A step of height h after n₁ of n₁ + n₂ samples becomes one from λ/n₁ to h − λ/n₂ for λ(1/n₁ + 1/n₂) ≤ h, and for larger λ its mean \
    hn₂/(n₁ + n₂).
    """,
    sources: [.own("the dual solution, a sum of the residual")])
  static let solved = LabClaim(
    "regularization/tv-gap", .law, "Solutions are certified",
    "The duality gaps of the taut string and of both iterations are within their tolerances.",
    sources: [.own("weak duality")])
  static let ramp = LabClaim(
    "regularization/tv-ramp", .pin, "Total variation flattens a ramp",
    "With λ = 0.5 a ramp from −1 to 1 with 32 samples changes by up to 0.22177.",
    sources: [.reliableTalk("Option 2: Variational regularization")])
  static let affine = LabClaim(
    "regularization/tgv-ramp", .law, "Total generalised variation keeps a ramp",
    "TGV of second order is 0 for signals of constant slope, which are their own solutions.",
    sources: [.bredies])
  static let roof = LabClaim(
    "regularization/tgv-roof", .pin, "Total generalised variation of a noisy roof",
    "With the best of a few weights the mean squared errors are 0.0031998 for TV and 0.00038266 for TGV.",
    sources: [.reliableTalk("Option 2: Variational regularization")])

  static let all = [
    entry, unbiased, biased, basis, sparse, duality, step, solved, ramp, affine, roof,
  ]
}
