// The sources of the statements of the lab.

import Evidence

extension Source {
  /// Super-efficiency of automatic differentiation for functions defined as a minimum.
  static let superefficiency = Source.publication("Ablin et al., ICML 2020", place: "section 2")
  /// Hyperparameter optimization with approximate gradient.
  static let hoag = Source.publication("Pedregosa, ICML 2016", place: "section 3")
  /// SHINE: SHaring the INverse Estimate from the forward pass.
  static let shine = Source.publication("Ramzi et al., ICLR 2022", place: "section 2")
  /// Truncated back-propagation for bilevel optimization.
  static let shaban = Source.publication("Shaban et al., AISTATS 2019", place: "section 3")
  /// Fast exact multiplication by the Hessian.
  static let pearlmutter = Source.publication(
    "Pearlmutter, Neural Computation 1994", place: "section 2")
  /// Methods of conjugate gradients for solving linear systems.
  static let hestenes = Source.publication("Hestenes and Stiefel, 1952", place: "section 6")
}
