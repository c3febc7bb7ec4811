// The sources of the statements of the lab.

import Evidence

extension Source {
  /// Plug-and-play priors for model based reconstruction.
  static let venkatakrishnan = Source.publication(
    "Venkatakrishnan, Bouman and Wohlberg, GlobalSIP 2013", place: "section 3")
  /// The little engine that could: regularization by denoising (RED).
  static let romano = Source.publication(
    "Romano, Elad and Milanfar, SIAM J. Imaging Sci. 2017", place: "section 3")
  /// Regularization by denoising: clarifications and new interpretations.
  static let reehorst = Source.publication(
    "Reehorst and Schniter, IEEE Trans. Comput. Imaging 2019", place: "section 3")
}
