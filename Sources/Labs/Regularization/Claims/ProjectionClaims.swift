// Claims about filtered back-projection, stated before anything is computed.

import Evidence
import LabKit

/// The claims about analytical inversion.
enum ProjectionClaims {
  static let lines = LabClaim(
    "regularization/line-integrals", .law, "The Radon transform of ellipses in closed form",
    "The line integrals of the phantom are those of its densities, added up along lines.",
    sources: [.sheppLogan, .own("the chord of an ellipse")])
  static let mass = LabClaim(
    "regularization/mass", .law, "Every row of the sinogram has one sum",
    "The integral of the sinogram over t is the mass of the phantom at every angle.",
    sources: [.natterer])
  static let adjoint = LabClaim(
    "regularization/adjoint", .law, "The operator passes the adjoint test",
    "⟨Ax, y⟩ = ⟨x, Aᵀy⟩ for the line integrals of images, or for the operator given.",
    sources: [.own("the definition of the transpose")])
  static let gaussian = LabClaim(
    "regularization/fbp-gaussian", .pin, "Filtered back-projection of a Gaussian",
    "With 90 angles the largest error at four points falls to 0.00023902 for 257 detectors, with the slope 1.96694.",
    sources: [.reliableTalk("Option 1: Analytical methods")])
  static let variance = LabClaim(
    "regularization/fbp-noise", .law, "The noise of filtered back-projection",
    """
    At a point that lies on a detector for every angle, white noise of variance 1 becomes wΩ³/(12πA) for A angles, detectors w apart and \
    the band |ω| ≤ Ω.
    """,
    limits: [
      "At other points linear interpolation makes it less: on average by the factor 2/3 + ρ/3 for the correlation ρ of neighbouring filtered values, 0.464 for the full band."
    ],
    sources: [.own("the integral of ω² over the band")])
  static let band = LabClaim(
    "regularization/fbp-cut-off", .pin, "Noise grows with the cube of the band",
    "The variance has the slope 3.00261 over ¼, ½ and 0.99 of the band.", sources: [.natterer])
  static let level = LabClaim(
    "regularization/fbp-noise-image", .law, "The noise in the image",
    """
    Within 0.9 of the half-width, the mean square of the noise in the image is its expectation: the sum over all angles of \
    w₀²C₀₀ + w₁²C₁₁ + 2w₀w₁C₀₁ for the weights w of both detectors beside a pixel and the covariance C of their filtered values.
    """,
    assumptions: ["The image has at least 64 × 64 pixels, and there are at least 32 angles."],
    limits: ["Up to six standard deviations of the mean square of one draw."],
    sources: [.own("the covariance of filtered noise")])
  static let phantom = LabClaim(
    "regularization/fbp-phantom", .pin, "The head of Shepp and Logan",
    """
    On 128 × 128 pixels the relative error is 0.21984 with 180 angles, 0.81879 with 20, 0.24005 with \
    noise of 1 % of the largest line integral, and 0.27941 then with half of the band.
    """, sources: [.sheppLogan, .reliableTalk("Option 1: Analytical methods")])

  static let all = [lines, mass, adjoint, gaussian, variance, band, level, phantom]
}
