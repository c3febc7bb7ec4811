// The sources of the statements of the lab.

import Evidence

extension Source {
  /// A bilevel optimization approach for parameter learning in variational models.
  static let kunisch = Source.publication("Kunisch and Pock, 2013", place: "section 4")
  /// Inexact derivative-free optimization for bilevel learning.
  static let ehrhardt = Source.publication("Ehrhardt and Roberts, 2021", place: "algorithm 1")
}
