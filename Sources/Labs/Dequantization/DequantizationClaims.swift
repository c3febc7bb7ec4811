// The claims of the lab, stated before anything is computed: laws, and the model of which everything is known.

import Evidence
import LabKit
import Report

/// The claims, one for each number.
enum DequantizationClaims {
  // MARK: Laws of any frames

  static let feasible = LabClaim(
    "dequantization/feasible", .law, "The clean signal satisfies the bounds",
    "|s − s̄| ≤ Δ/2 for every sample of a quantiser without overload.",
    sources: [.own("rounding")])
  static let clip = LabClaim(
    "dequantization/clip", .law, "Clipping never increases an error",
    "An output that is clipped to [s − Δ/2, s + Δ/2] is at least as near to the clean frame, for every frame.",
    sources: [.own("projection onto a convex set that contains the clean frame")])
  static let gap = LabClaim(
    "dequantization/gap", .law, "The certificate bounds from above",
    """
    For an orthogonal K, Kᵀ clip(Kx) is feasible, p/max(1, ‖Kᵀp‖_∞) is feasible for the dual, and the gap between their \
    values is not negative, after any number of steps.
    """, sources: [.own("weak duality")])
  static let shorter = LabClaim(
    "dequantization/shorter", .law, "The exact solution is no longer than the truth",
    "‖x*‖₁ ≤ ‖Cᵀs̄‖₁ + gap in every frame, because the clean frame satisfies the bounds.",
    sources: [.own("the definition of a minimum")])
  static let oneStep = LabClaim(
    "dequantization/one-step", .law, "One step is one soft threshold",
    "With x⁰ = Kᵀs and an orthogonal K, x¹ = ST(Kᵀs, τ) for every σ.",
    sources: [.own("Kx̄ − s = 0 in the first step")])
  static let identity = LabClaim(
    "dequantization/identity", .law, "The exact solution for K = I",
    "For K = I the iteration from 0 converges to ST(s, Δ/2).",
    sources: [.own("the problem of one sample")])
  static let nested = LabClaim(
    "dequantization/nested", .law, "Deep networks contain shallow ones",
    "50 steps, of which all after the fifth have τ = 0, give the x of 5 steps to the last bit.",
    sources: [.own("τ = 0 leaves x unchanged")])
  static let odd = LabClaim(
    "dequantization/odd", .law, "The network is odd",
    "−s in place of s gives −x to the last bit.", sources: [.own("soft thresholds are odd")])
  static let scaling = LabClaim(
    "dequantization/scaling", .law, "Steps carry the unit of the signal",
    "With s, Δ, τ and 1/σ multiplied by c, x is multiplied by c.",
    sources: [.own("every line of the iteration")])
  static let rescaledMap = LabClaim(
    "dequantization/rescaled-map", .law, "A factor of K changes nothing but steps",
    """
    From x⁰ = 0, cK with τ/c and σ/c gives the same output K xᴺ. A rescaled K therefore cannot make the bounds narrower.
    """, sources: [.own("every line of the iteration")])
  static let adjoint = LabClaim(
    "dequantization/adjoint", .law, "The step of Chambolle–Pock passes the adjoint test",
    "⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for the derivative J of a step with respect to x, x̄, p, K, σ and τ.",
    sources: [.own("the definition of the transpose")])
  static let reverse = LabClaim(
    "dequantization/reverse", .law, "Reverse mode gives the derivative",
    """
    The derivatives of the loss with respect to K, σ and τ, with plain and residual read-out, agree with central differences.
    """, sources: [.own("central differences")])
  static let deeperTraining = LabClaim(
    "dequantization/deeper-training", .law, "Nested learning does not lose",
    """
    If every depth starts from the network of the previous one, and is kept only if it is not worse, the training error \
    does not increase with depth.
    """, sources: [.own("the construction")])

  static let dither = LabClaim(
    "dequantization/dither", .law, "The error of exact solutions with dither",
    """
    If s = s̄ + u with independent u uniform on ±Δ/2, d = s − Cx* and B are the samples at their bounds, then \
    E⟨u, d⟩ = E Σ_{i∉B} ½(Δ²/4 − u_i²), so that the residual and the number of nonzeros predict the mean squared error. \
    The sample means differ by at most five standard errors.
    """, sources: [.proof(page: "scalar", section: "Any dimension")])

  static let laws = [
    feasible, clip, gap, shorter, dither, oneStep, identity, nested, odd, scaling, rescaledMap,
    adjoint,
    reverse, deeperTraining,
  ]

  // MARK: Two samples

  static let planeGap = LabClaim(
    "dequantization/plane-gap", .law, "The gap vanishes for two samples",
    "For a rotation of the plane by 0.4 the gap is 0 after 20,000 steps.",
    sources: [.own("convergence")])
  static let planeVertices = LabClaim(
    "dequantization/plane-vertices", .law, "The exact solution for two samples is a vertex",
    "The value for two samples is that of the best vertex of the linear program, found by enumeration.",
    sources: [.own("linear programming")])

  // MARK: The model

  static let trueBasis = LabClaim(
    "dequantization/true-basis", .law, "The true basis is orthogonal",
    "K_true = C exp(A) with A = −Aᵀ satisfies KᵀK = I.", sources: [.own("the exponential")])
  static let cosineGap = LabClaim(
    "dequantization/cosine-gap", .law, "Solutions with the DCT are certified",
    "The gap of 50 signals after 20,000 steps is at most 10⁻⁶.", sources: [.own("convergence")])
  static let quantizedError = LabClaim(
    "dequantization/quantized-error", .pin, "The error of the quantised signal",
    "The quantised signals have a mean squared error of 0.02075; Δ²/12 is 0.02083.",
    sources: [.own("a number")])
  static let exactTrue = LabClaim(
    "dequantization/exact-true", .pin, "The exact solution with the true basis",
    "The mean squared error of the exact solution with the true basis is 0.02042.",
    sources: [.own("a number")])
  static let exactCosines = LabClaim(
    "dequantization/exact-cosines", .pin, "The exact solution with the DCT",
    "The mean squared error of the exact solution with the DCT is 0.04643.",
    sources: [.own("a number")])
  static let poorTarget = LabClaim(
    "dequantization/poor-target", .pin, "The exact problem is a poor target",
    """
    Even with the true basis the exact solution is barely better than the quantised signal, and with the DCT worse than it.
    """, sources: [.own("the three numbers")])
  /// The depths of the networks.
  static let depths = [1, 2, 5, 10, 20, 50]
  static let fixedErrors = DepthErrors(
    "fixed-errors", "The errors of the DCT over the depth", "the DCT and steps of 0.8",
    [0.248694, 0.169296, 0.0573434, 0.0488186, 0.0467843, 0.046279])
  static let mapErrors = DepthErrors(
    "map-errors", "The errors of a learned K over the depth", "a learned K",
    [0.0937272, 0.0623319, 0.0340004, 0.0400672, 0.0377919, 0.0393686])
  static let stepErrors = DepthErrors(
    "step-errors", "The errors of learned K and steps over the depth", "learned K and steps",
    [0.0329686, 0.0182508, 0.0217598, 0.0394585, 0.0407713, 0.0415208])

  static let mapHelps = LabClaim(
    "dequantization/map-helps", .pin, "A learned K beats the DCT",
    "At each of these depths the learned K has a smaller error than the DCT.",
    sources: [.own("the numbers")])
  static let stepsHelp = LabClaim(
    "dequantization/steps-help", .pin, "Learned steps help where there are few",
    "After 1, 2 and 5 steps the error with learned K and steps is at most 0.8 of that with a learned K.",
    sources: [.own("the numbers")])
  static let twoSteps = LabClaim(
    "dequantization/two-steps", .pin,
    "Two learned steps beat the exact solution with the true basis",
    "The error of K and steps at depth 2 is 0.894 of that of the exact solution with the true basis.",
    sources: [.own("the numbers")])
  static let nestedModel = LabClaim(
    "dequantization/nested-model", .law, "Fifty steps have the loss of two",
    "The network of depth 50 with τ = 0 after two steps has the training loss of that of depth 2.",
    sources: [.own("τ = 0 leaves x unchanged")])
  static let optimizationGap = LabClaim(
    "dequantization/optimization-gap", .pin,
    "Learning misses the shallow network inside the deep one",
    "The training loss found at depth 50 is at least 1.2 times the one of depth 2, which depth 50 contains.",
    sources: [.own("the numbers")])
  static let notBetter = LabClaim(
    "dequantization/not-better", .pin, "Deeper is not better",
    "The error of a learned K at depth 50 is above the smallest over the depths.",
    sources: [.own("the numbers")])

  static let model = [
    planeGap, planeVertices, trueBasis, cosineGap, quantizedError, exactTrue, exactCosines,
    poorTarget, fixedErrors.claim, mapErrors.claim, stepErrors.claim, mapHelps, stepsHelp, twoSteps,
    nestedModel, optimizationGap, notBetter,
  ]
  static let all = laws + model + KnownRecordings.all.flatMap(\.claims)
}

/// A claim about the test errors of networks on the model, one for each depth.
struct DepthErrors {
  let claim: LabClaim
  let values: [Double]

  fileprivate init(_ name: String, _ title: String, _ networks: String, _ values: [Double]) {
    self.values = values
    let list = values.map { formatted($0, significantDigits: 3) }.joined(separator: ", ")
    let depths = DequantizationClaims.depths.map(String.init).joined(separator: ", ")
    claim = LabClaim(
      "dequantization/\(name)", .pin, title,
      "With \(networks) the error is \(list) after \(depths) steps.", sources: [.own("numbers")])
  }
}
