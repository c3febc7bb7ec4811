// The sources of the statements of the lab.

import Evidence

extension Source {
  /// General E(2)-equivariant steerable CNNs.
  static let weiler = Source.publication("Weiler and Cesa, NeurIPS 2019", place: "section 2")
  /// The library of the same authors.
  static let steerableLibrary = Source.publication(
    "e2cnn 0.2.3", place: "the default cut-off of frequencies")
}
