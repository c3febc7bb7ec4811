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

  /// A section of docs/proofs on an open question.
  package static func question(_ section: String) -> Source {
    .own("discussed in docs/proofs/open.md#\(anchor(of: section))")
  }

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

extension Source {
  // The proofs of this project, docs/proofs.

  package static let proofLinearSamples = Source.proof(
    page: "samples", section: "Linear denoisers, exactly")
  package static let proofSampleConstant = Source.proof(
    page: "samples", section: "Other families, asymptotically")
  package static let proofFourNumbers = Source.proof(page: "floor", section: "Four numbers")
  package static let proofFloor = Source.proof(page: "floor", section: "The floor")
  package static let proofRegret = Source.proof(page: "floor", section: "Regret")
  package static let proofClipRule = Source.proof(page: "floor", section: "The clip rule")
  package static let proofGap = Source.proof(page: "floor", section: "The gap")
  package static let proofWindows = Source.proof(page: "floor", section: "Windows")
  package static let proofBilevel = Source.proof(
    page: "floor", section: "Bilevel learning attains the fourth number")
  package static let proofEvenAndOdd = Source.proof(
    page: "floor", section: "The even and the odd rule")
  package static let proofPrinciple = Source.proof(page: "one-scalar", section: "The principle")
  package static let proofOneScalar = Source.proof(page: "one-scalar", section: "The methods")
  package static let proofChebyshev = Source.proof(
    page: "one-scalar", section: "Even Chebyshev never exceeds its forced value")
  package static let proofLongSteps = Source.proof(
    page: "one-scalar", section: "The implicit regulariser with long steps")
  package static let proofIdentities = Source.proof(page: "one-scalar", section: "Identities")
  package static let proofParity = Source.proof(page: "parity", section: "Which end is open")
  package static let proofClosedEnd = Source.proof(
    page: "parity", section: "The closed end of deep networks")
  package static let proofNesterov = Source.proof(
    page: "parity", section: "Nesterov momentum keeps the lower bound")
  package static let proofWeighted = Source.proof(
    page: "weighted", section: "The weighted floor")
  package static let proofWeightedBilevel = Source.proof(
    page: "weighted", section: "Bilevel learning")
  package static let proofTrap = Source.proof(page: "trap", section: "The trap theorem")
  package static let proofTrapValue = Source.proof(
    page: "trap", section: "The best value inside")
  package static let proofTrapInside = Source.proof(
    page: "trap", section: "No spurious minimum inside")
  package static let proofTrapLearned = Source.proof(
    page: "trap", section: "A learned step, started small")
  package static let proofMomentumTwo = Source.proof(page: "depth-three", section: "Momentum two")
  package static let proofUntied = Source.proof(page: "untied", section: "Bounds")
  package static let proofUntiedWindows = Source.proof(
    page: "untied", section: "Windows that begin lower")
  package static let proofUntiedStep = Source.proof(page: "untied", section: "A given step")
  package static let proofUntiedDepth = Source.proof(
    page: "untied", section: "The least depth that attains the best linear risk")
  package static let proofLearnedSteps = Source.proof(page: "depth-three", section: "Learned steps")
  package static let proofThreeSteps = Source.proof(
    page: "depth-three", section: "Three heavy-ball steps")
  package static let proofMomentumOne = Source.proof(
    page: "depth-three", section: "Heavy ball with momentum one")
  package static let proofTwoSteps = Source.proof(page: "depth-three", section: "Two steps")
  package static let proofOddImage = Source.proof(page: "odd-depth", section: "The image")
  package static let proofOddDepths = Source.proof(
    page: "odd-depth", section: "Odd depths descend to the floor")
  package static let proofInfiniteDepth = Source.proof(
    page: "odd-depth", section: "Infinite depth at a fixed step")
  package static let proofSmallOddDepth = Source.proof(
    page: "odd-depth", section: "Bilevel learning can beat small odd depth")
  package static let proofLandscape = Source.proof(page: "landscape", section: "The theorem")
  package static let proofLearnedLandscape = Source.proof(
    page: "landscape", section: "The step learned too")
  package static let proofOperatorBilevel = Source.proof(
    page: "operators", section: "Bilevel learning in closed form")
  package static let proofBlowUp = Source.proof(
    page: "operators", section: "What the rank has to pay for")
  package static let proofStopping = Source.proof(page: "operators", section: "When to stop")
  package static let proofNotDiagonal = Source.proof(
    page: "operators", section: "Regularisers that are not diagonal")
  package static let proofWarmStart = Source.proof(
    page: "warm-start", section: "A start at the data forfeits the advantage")
  package static let proofColouredNoise = Source.proof(page: "noise", section: "Coloured noise")
  package static let proofCommonGain = Source.proof(
    page: "noise", section: "The price of one common gain")
  package static let proofNoiseMismatch = Source.proof(
    page: "noise", section: "Another noise than the one trained on")
  package static let proofRandomNoise = Source.proof(
    page: "noise", section: "Noise of random variance")
  package static let proofOneDirection = Source.proof(page: "noise", section: "One direction")
  package static let proofSparseIterations = Source.proof(
    page: "scalar", section: "What iterations express")
  package static let proofThreeNumbers = Source.proof(
    page: "scalar", section: "The three numbers")
  package static let proofOvershoot = Source.proof(
    page: "scalar", section: "Early stopping or overshoot")
  package static let proofTrainingWall = Source.proof(
    page: "scalar", section: "The wall of training")
  package static let proofPosteriorDistance = Source.proof(
    page: "scalar", section: "Distance to the posterior mean")
  package static let proofRounding = Source.proof(page: "scalar", section: "Rounding")
  package static let proofAnyDimension = Source.proof(page: "scalar", section: "Any dimension")
  package static let proofMultiple = Source.proof(
    page: "warm-start", section: "A learned multiple of the data")
}

/// Remarks that appear in more than one place.
enum Remark {
  /// A correction to read the slides with.
  static let swapped =
    "On the slides the words 'bilevel' and 'unrolling' are swapped in the two expressivity theorems."
}
