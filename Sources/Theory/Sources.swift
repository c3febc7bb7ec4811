// The sources of the theory: sections of the paper and slides of the talk, each under one name.

package import Evidence

extension Source {
  /// A place in the paper.
  ///
  /// Learning Variational Models with Unrolling and Bilevel Optimization, by C. Brauer, N. Breustedt, T. de Wolff
  /// and D. A. Lorenz.
  private static func paper(_ place: String) -> Source {
    .publication("arXiv 2209.12651", place: place)
  }

  /// A slide of the talk.
  ///
  /// Learning regularizers: bilevel optimization or unrolling?, by D. A. Lorenz, Lyon, November 2023.
  private static func talk(_ slide: String) -> Source { .publication("talk", place: slide) }

  package static let paperModel = paper("toy model")
  package static let paperLemma = paper("lemma on bias and variance")
  package static let paperBilevelSet = paper("theorem on the expressivity of bilevel learning")
  package static let paperUnrolledSet = paper("theorem on the expressivity of unrolling")
  package static let paperBestRisks = paper("theorem on best risks")

  package static let talkQuestion = talk("'Unrolling vs bi-level'")
  package static let talkModel = talk("'A tractable model' to 'Total model'")
  package static let talkData = talk("'The toy data'")
  package static let talkSteps = talk("'The toy lower level problem and algorithm to unroll'")
  package static let talkLemma = talk("lemma 'Bias-variance decomposition of upper level'")
  package static let talkBilevelSet = talk("first theorem of 'Expressivity'")
  package static let talkEvenSet = talk("'Expressivity of unrolling', part 1")
  package static let talkOddSet = talk("'Expressivity of unrolling', part 2")
  package static let talkBounds = talk("'Expressivity of unrolling', part 2, last line")
  package static let talkProof = talk("'Expressivity of unrolling - proof'")
  package static let talkBestLinear = talk("theorem on best risks, part 1")
  package static let talkBestBilevel = talk("theorem on best risks, part 2")
  package static let talkBestUnrolled = talk("theorem on best risks, part 3")
  package static let talkGeneralData = talk("the more general data model")
  package static let talkRatiosToLinear = talk("'Risk ratios with best linear denoiser'")
  package static let talkRatios = talk("'Risk ratios between bilevel and unrolling'")
  package static let talkReality = talk("'Reality check'")
  package static let talkDoubleCheck = talk("'Double check'")
  package static let talkConjecture = talk("'Why don't we see the dependence on parity?'")
}

/// Remarks that appear in more than one place.
enum Remark {
  /// A correction to read the slides with.
  static let exchanged =
    "On the slides the words 'bilevel' and 'unrolling' are exchanged in the two expressivity theorems."
}
