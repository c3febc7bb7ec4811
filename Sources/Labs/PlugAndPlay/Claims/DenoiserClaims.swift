// Claims about stopping, regularization by denoising, and a photograph.

import Evidence
import LabKit

/// The claims about other uses of a denoiser, and about images.
enum DenoiserClaims {
  static let stopping = LabClaim(
    "plug-and-play/stopping", .law, "Stopping by the data fit may never happen",
    """
    u ← c(u − τ(u − y)) has the limit cτy/(1 − c(1 − τ)), to which the data fit ½(u − y)² falls: it stays above \
    ½(y(1 − c)/(1 − c + cτ))² > 0, and the rule to stop below a smaller δ never applies.
    """,
    assumptions: ["0 < c < 1, 0 < τ ≤ 1, y ≠ 0, and the start is 0."],
    limits: ["For τ > 1 the iterates swing about their limit, and may pass y on the way."],
    sources: [.reliableTalk("Iterative regularization meets Deep Learning")])
  static let stoppingFit = LabClaim(
    "plug-and-play/stopping-fit", .pin, "The data fit that the iteration does not go below",
    "For c = 0.9, τ = ½ and y = 1 it is 0.0165289.", sources: [.own("a number")])
  static let stoppingOvershoot = LabClaim(
    "plug-and-play/stopping-overshoot", .pin, "The data fit with a longer step",
    """
    For c = 0.9, τ = 1.5 and y = 1 the data fit has the limit \(overshootPins[0]) and falls to \(overshootPins[1]) on the way: the \
    iteration passes a δ that its limit does not reach.
    """, sources: [.own("numbers")])
  static let redGradient = LabClaim(
    "plug-and-play/red-symmetric", .law, "RED, symmetric denoiser: the gradient is u − Nu",
    "R(u) = ½uᵀ(u − Nu) has ∇R(u) = u − Nu for a symmetric linear N, by differences.",
    sources: [.romano, .reliableTalk("Variational regularization meets Deep Learning")])
  static let redNonsymmetric = LabClaim(
    "plug-and-play/red-printed", .law,
    "RED, any linear denoiser: the gradient is u − Nu, as printed",
    "∇R(u) = u − Nu for every linear N.",
    stance: .refutedAsStated(
      correction: """
        For a linear N that is not symmetric ∇R(u) = u − ½(N + Nᵀ)u. The residual u − Nu is then not the gradient of any \
        function.
        """), sources: [.romano, .reehorst])
  static let redCorrected = LabClaim(
    "plug-and-play/red-gradient", .law, "RED: the gradient of any linear denoiser",
    "∇R(u) = u − ½(N + Nᵀ)u, by differences.", sources: [.reehorst])
  static let redFixedPoint = LabClaim(
    "plug-and-play/red-fixed-point", .law, "RED: what the iteration converges to",
    """
    x ← x − t(Aᵀ(Ax − b) + λ(x − Nx)) tends to the solution of (AᵀA + λ(I − N))x = Aᵀb, which is an equation and, for a \
    non-symmetric N, no minimiser.
    """,
    assumptions: [
      "AᵀA + λ(I − N) has eigenvalues of positive real part.",
      "The step is small enough: |1 − tν| < 1 for each of these eigenvalues ν.",
    ],
    sources: [.reehorst])
  static let redNumbers = LabClaim(
    "plug-and-play/red-numbers", .pin, "RED: how wrong u − Nu is",
    """
    The relative error of u − Nu as a gradient is \(redPins[0]) on the instance, and its fixed point is \(redPins[1]) from the \
    minimiser.
    """, sources: [.own("numbers")])
  static let imageWarm = LabClaim(
    "plug-and-play/image-warm", .law, "A photograph, warm: every L has the same certified limit",
    """
    P(x) of the photograph's reconstruction is within the tolerance of the gap above a lower bound on the minimum that another \
    method certifies.
    """, sources: [.optimizerTalk("Replace computing the proximal operator")])
  static let imageCold = LabClaim(
    "plug-and-play/image-cold", .pin, "A photograph, cold: the limit is another one",
    "With one cold step P(x) stays \(imagePins[0]) above the minimum, relative to it; with 20 steps \(imagePins[1]).",
    sources: [.optimizerTalk("The role of warm-starting"), .own("numbers")])
  static let imageQuality = LabClaim(
    "plug-and-play/image-quality", .pin, "A photograph: the quality of what the figure shows",
    """
    The blurred, noisy photograph has \(imagePins[2]) dB, the solution \(imagePins[3]) dB, and the limit of one cold step \
    \(imagePins[4]) dB.
    """, sources: [.own("numbers")])

  static let duality = LabClaim(
    "plug-and-play/certified", .law, "Every certificate is below every reconstruction",
    """
    The dual value of each iteration is at most P(x) of every other, whatever L and the start: for the signal, and for the \
    user's data.
    """, sources: [.own("weak duality")])

  /// The data fit of the limit, and the least one.
  static let overshootPins = [0.00237812, 0.000126008]
  /// The relative error of the gradient, and the distance of the fixed point from the minimiser.
  static let redPins = [0.346252, 0.14071]
  /// Relative excesses of cold limits, and signal-to-noise ratios.
  static let imagePins = [0.0833742, 0.00276525, 18.6321, 23.9522, 22.3379]

  static let all = [
    stopping, stoppingFit, stoppingOvershoot, redGradient, redNonsymmetric, redCorrected,
    redFixedPoint, redNumbers,
    imageWarm, imageCold, imageQuality, duality,
  ]
}
