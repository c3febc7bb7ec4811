// The sources of the statements of the lab.

import Evidence

extension Source {
  /// Compressed sensing using generative models.
  static let bora = Source.publication("Bora et al., ICML 2017", place: "section 1")
  /// Compressed sensing MRI reconstruction with generative covariance models.
  static let duff = Source.publication("Duff et al., PMB 2023", place: "section 2")
  /// The inverse GAN.
  static let narnhofer = Source.publication("Narnhofer et al., 2019", place: "section 2")
  /// Adversarial regularizers in inverse problems.
  static let lunz = Source.publication(
    "Lunz, Öktem and Schönlieb, NeurIPS 2018", place: "section 3")
  /// Input convex neural networks.
  static let amos = Source.publication("Amos, Xu and Kolter, ICML 2017", place: "proposition 1")
  /// Score-based generative modeling through stochastic differential equations.
  static let song = Source.publication("Song et al., ICLR 2021", place: "section 4")
  /// Probabilistic principal component analysis.
  static let tipping = Source.publication("Tipping and Bishop, 1999", place: "section 3.2")
}
