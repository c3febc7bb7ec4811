// Claims about regularisers from generative models, stated before anything is computed.

import Evidence
import LabKit

/// The claims about reconstructions with u = Wz + e.
enum GeneratorClaims {
  // MARK: The regulariser

  static let marginal = LabClaim(
    "generative/marginal", .law, "The regulariser is that of a Gaussian",
    "inf_z ½‖u − Wz‖²_{Σ⁻¹} + ½‖z‖² = ½uᵀ(WWᵀ + Σ)⁻¹u for every covariance Σ of the residual.",
    sources: [
      .reliableTalk("Generative Regularizers"), .reliableTalk("Modelling the Covariance"),
      .own("the identity of Woodbury"),
    ])
  static let alternating = LabClaim(
    "generative/alternating", .law, "Alternating between u and z reaches the same reconstruction",
    """
    Minimising ½‖Mu − b‖²/s² + ½‖u − Wz‖²_{Σ⁻¹} + ½‖z‖² over u and over z in turn tends to u = CMᵀ(MCMᵀ + s²I)⁻¹b with \
    C = WWᵀ + Σ.
    """, sources: [.own("a strictly convex quadratic function of u and z")])
  static let monteCarlo = LabClaim(
    "generative/monte-carlo", .law, "The risk is a trace",
    """
    A linear reconstruction u = Bb of b = Mu* + η with noise of size s has the risk (tr (BM − I)C(BM − I)ᵀ + s²‖B‖²)/n. \
    The mean over 20,000 draws agrees within four standard errors.
    """, sources: [.own("bias and variance")])
  static let posterior = LabClaim(
    "generative/posterior", .law, "The risk of the covariance model is the posterior variance",
    "With Σ = Ψ the risk is tr(C − CMᵀ(MCMᵀ + s²I)⁻¹MC)/n.",
    sources: [.own("conditioning of normal distributions")])

  // MARK: Which covariance

  static let best = LabClaim(
    "generative/covariance-best", .law, "No model beats the covariance of the residual",
    """
    With Σ = Ψ the reconstruction is the conditional mean, so that Σ = σ²I, Σ = diag Ψ and the range of W have at \
    least its risk, for every mask and every noise.
    """, sources: [.reliableTalk("Comparison: Covariance Models")])
  static let diagonal = LabClaim(
    "generative/diagonal", .pin, "A varying diagonal need not help",
    "In 7 of 12 settings of mask and noise the varying diagonal has a smaller risk than the constant one.",
    sources: [.reliableTalk("Comparison: Covariance Models")])
  static let soft = LabClaim(
    "generative/soft", .pin, "A soft constraint beats the range at little noise",
    "In all 8 of 12 settings with noise of at most 0.05 the constant diagonal has a smaller risk than the range of W.",
    sources: [.reliableTalk("Comparison: Other unsupervised methods"), .bora])
  static let floor = LabClaim(
    "generative/range-floor", .law, "The range has a floor",
    """
    With all entries measured, the range of W has the risk tr((I − P)Ψ(I − P))/n + s²r/n, where P projects onto the \
    range and r is its dimension: the first part stays however small the noise is.
    """, sources: [.bora, .own("a projection")])
  static let floorValue = LabClaim(
    "generative/floor-value", .pin, "The floor of the instance",
    "tr((I − P)Ψ(I − P))/n = 0.0236910.", sources: [.own("numbers of the instance")])
  static let vanishing = LabClaim(
    "generative/vanishing", .law, "The covariance model has none",
    "With all entries measured the risk of Σ = Ψ is at most s².",
    assumptions: ["The identity has this risk, and the conditional mean no more."],
    sources: [.own("the identity as a rival")])
  static let smoother = LabClaim(
    "generative/smoother", .law, "A conditional mean is smoother than the signals",
    "E‖Du‖² of the conditional mean is at most that of the signals, for every mask and every noise.",
    sources: [.own("the variance of a conditional mean")])
  static let smoothness = LabClaim(
    "generative/smoothness", .pin, "The range is smoother still",
    """
    With three quarters of the entries and s = 0.05, E‖Du‖² is 1.21159 for the range with a normal prior, 1.44042 for the \
    covariance model, 1.66360 for the constant diagonal and 1.84281 for the signals.
    """, sources: [.reliableTalk("Comparison: Other unsupervised methods")])

  // MARK: End-to-end learning

  static let home = LabClaim(
    "generative/end-to-end-home", .law, "End-to-end learning can do no better in its own setting",
    """
    The best linear map of the zero-filled data in the setting of training is the conditional mean: the covariance \
    model, which was never trained on data b, has the same risk.
    """, sources: [.reliableTalk("Comparison: End-to-end Learning")])
  static let away = LabClaim(
    "generative/end-to-end-away", .law, "Away from its setting it is worse",
    "For other masks and other noise the map that was trained end to end has at least the risk of the covariance model.",
    sources: [.reliableTalk("Comparison: End-to-end Learning (cont)")])
  static let sampling = LabClaim(
    "generative/end-to-end-sampling", .pin, "How much worse for other masks",
    """
    Trained with half of the entries, its risk over that of the covariance model is 8.20879, 7.24400, 1.06122, 2.31745 and \
    12.9047 for 25, 37.5, 62.5, 75 and 100 percent.
    """, sources: [.reliableTalk("Comparison: End-to-end Learning")])
  static let noise = LabClaim(
    "generative/end-to-end-noise", .pin, "How much worse for other noise",
    """
    Trained with s = 0.05, its risk over that of the covariance model is 1.00714, 1.00517, 1.02499, 1.19549 and 1.68233 for \
    s = 0.01, 0.02, 0.1, 0.2 and 0.4.
    """, sources: [.reliableTalk("Comparison: End-to-end Learning (cont)")])
  static let misspecified = LabClaim(
    "generative/misspecified", .pin, "A wrong generative model loses at home and wins away",
    """
    The constant diagonal has 1.27208 times the risk of end-to-end learning in the setting of training, 0.611646 times \
    with 75 percent and 0.0886765 times with all entries.
    """, sources: [.reliableTalk("Comparison: End-to-end Learning")])
  static let excess = LabClaim(
    "generative/excess", .law, "Learning from N pairs costs p/(N − p − 1)",
    """
    Least squares from N pairs (b, u) with p measured entries has the mean risk of the conditional mean times \
    1 + p/(N − p − 1).
    """, assumptions: ["N > p + 3, so that the mean and its error exist."],
    sources: [.own("the mean of an inverse Wishart matrix")])

  // MARK: Free weights, likelihood, Fourier data

  static let weights = LabClaim(
    "generative/weights", .law, "Free weights are a penalty on the residual",
    """
    inf ½τ‖ΔW‖² subject to u = (W + ΔW)z is ½τ‖u − Wz‖²/‖z‖², for ΔW = (u − Wz)zᵀ/‖z‖²: a generator whose weights may \
    change at test time is a soft one with Σ = ‖z‖²/τ·I.
    """,
    sources: [
      .narnhofer, .reliableTalk("Comparison: Other unsupervised methods"), .own("a projection"),
    ])
  static let inverse = LabClaim(
    "generative/inverse-gan", .pin, "Free weights lie between range and covariance",
    """
    With three quarters of the entries, s = 0.05 and τ = 60 the mean error of 300 draws is 0.0111925 for the covariance model, \
    0.0164857 for free weights and 0.0282247 for the range.
    """, sources: [.reliableTalk("Comparison: Other unsupervised methods (cont)")])
  static let likelihood = LabClaim(
    "generative/likelihood", .law, "log det Σ needs the factor ½",
    "The variance v that minimises ½ log v + ½u²/v is u².",
    sources: [.own("the likelihood of a normal distribution")])
  static let printedLikelihood = LabClaim(
    "generative/printed-likelihood", .law, "log det Σ as printed",
    "The variance v that minimises log v + ½u²/v is u².",
    stance: .refutedAsStated(correction: "It is u²/2: the fitted variance is halved."),
    sources: [.reliableTalk("Modelling the Covariance")])
  static let zeroFilling = LabClaim(
    "generative/zero-filling", .law, "Zero filling is the shortest solution",
    """
    Of all u with (Fu)ᵢ = bᵢ for i ∈ Ω, F the unitary Fourier transform, F*S*b is the one of least norm; the others differ by \
    the n − |Ω| frequencies that are not measured.
    """, sources: [.reliableTalk("Example: Magnetic Resonance Imaging (MRI)")])

  static let all = [
    marginal, alternating, monteCarlo, posterior, best, diagonal, soft, floor, floorValue,
    vanishing, smoother, smoothness, home, away, sampling, noise, misspecified, excess, weights,
    inverse, likelihood, printedLikelihood, zeroFilling,
  ]
}
