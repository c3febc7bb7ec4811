// The talks whose statements the labs examine.

package import Evidence

extension Source {
  /// A slide, by its heading, of the talk Optimizing the Optimizer.
  package static func optimizerTalk(_ slide: String) -> Source {
    .publication("Moreau, Optimizing the Optimizer", place: "'\(slide)'")
  }

  /// A slide, by its heading, of the talk A Journey through Algorithm Unrolling for Inverse Problems.
  package static func unrollingTalk(_ slide: String) -> Source {
    .publication("Moreau, A Journey through Algorithm Unrolling", place: "'\(slide)'")
  }

  /// A slide, by its heading, of the talk Towards Reliable Solutions of Inverse Problems with Deep Learning.
  package static func reliableTalk(_ slide: String) -> Source {
    .publication("Ehrhardt, Towards Reliable Solutions of Inverse Problems", place: "'\(slide)'")
  }
}
