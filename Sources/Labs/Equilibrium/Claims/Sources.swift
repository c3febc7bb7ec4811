// The sources of the statements of the lab.

import Evidence

extension Source {
  /// Test like you train in implicit deep learning.
  static let ramzi = Source.publication("Ramzi et al., 2023", place: "theorem 1")
  /// Deep equilibrium models.
  static let bai = Source.publication("Bai, Kolter and Koltun, NeurIPS 2019", place: "section 3")
}
