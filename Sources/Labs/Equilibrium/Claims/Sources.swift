// The sources of the statements of the lab.

import Evidence

extension Source {
  /// A slide, by its heading, of the talk A Journey through Algorithm Unrolling for Inverse Problems.
  static func unrollingTalk(_ slide: String) -> Source {
    .publication("Moreau, A Journey through Algorithm Unrolling", place: "'\(slide)'")
  }
  /// Test like you train in implicit deep learning.
  static let ramzi = Source.publication("Ramzi et al., 2023", place: "theorem 1")
  /// Deep equilibrium models.
  static let bai = Source.publication("Bai, Kolter and Koltun, NeurIPS 2019", place: "section 3")
}
