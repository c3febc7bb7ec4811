// All propositions, in the order of the theory.

import Evidence

extension CheckCommand {
  static let propositions: [any Claim] =
    modelPropositions + expressivityPropositions + riskPropositions + landscapePropositions

  /// What the filters can express.
  private static let expressivityPropositions: [any Claim] = [
    BilevelImageProposition(), EvenImageProposition(), OddImageProposition(),
    OddConstantProposition(), DepthOneProposition(), SlideDepthOneProposition(),
    BoundsProposition(), SlideBoundsProposition(), CounterexampleToBounds(),
  ]

  /// How good the best denoisers are.
  private static let riskPropositions: [any Claim] = [
    OptimalRiskProposition(), LowerBoundProposition(), BilevelRiskProposition(),
    BilevelAttainmentProposition(), DepthOneRiskProposition(), EvenRiskProposition(),
    EvenDepthProposition(), OddRiskConstantProposition(), OddRiskIndependentProposition(),
    OddRiskProposition(), OddDepthToyProposition(), OddDepthExample(), SlideOddDepthProposition(),
    SlideExistenceProposition(), LimitProposition(), EvenBeatsBilevelProposition(),
    OddBeatsEvenProposition(), SlideLearnedStepProposition(), SlideFixedStepProposition(),
    ExceptionsProposition(), RatioProposition(), AccuracyProposition(),
  ]
}
