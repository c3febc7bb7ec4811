// The sources of the statements of the lab.

import Evidence

extension Source {
  /// Regularization of inverse problems.
  static func engl(_ place: String) -> Source {
    .publication("Engl, Hanke and Neubauer, Regularization of Inverse Problems", place: place)
  }
  /// The mathematics of computerized tomography.
  static let natterer = Source.publication(
    "Natterer, The Mathematics of Computerized Tomography", place: "section V.1")
  /// Total generalized variation.
  static let bredies = Source.publication("Bredies, Kunisch and Pock, 2010", place: "section 3")
  /// The Fourier reconstruction of a head section.
  static let sheppLogan = Source.publication("Shepp and Logan, 1974", place: "figure 1")
}
