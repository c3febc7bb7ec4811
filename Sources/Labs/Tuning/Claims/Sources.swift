// The sources of the statements of the lab.

import Evidence

extension Source {
  /// A slide, by its heading, of the talk Optimizing the Optimizer.
  static func talk(_ slide: String) -> Source {
    .publication("Moreau, Optimizing the Optimizer", place: "'\(slide)'")
  }
  /// A slide, by its heading, of the talk Towards Reliable Solutions of Inverse Problems with Deep Learning.
  static func reliable(_ slide: String) -> Source {
    .publication("Ehrhardt, Towards Reliable Solutions of Inverse Problems", place: "'\(slide)'")
  }
  /// A bilevel optimization approach for parameter learning in variational models.
  static let kunisch = Source.publication("Kunisch and Pock, 2013", place: "section 4")
  /// Inexact derivative-free optimization for bilevel learning.
  static let ehrhardt = Source.publication("Ehrhardt and Roberts, 2021", place: "algorithm 1")
}
