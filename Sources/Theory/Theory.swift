// The claims of the theory, in its order.

package import Evidence

/// The claims of the theory.
package enum Theory {
  /// Data and risk, then the spectral filters.
  package static let model: [any Claim] = [
    BiasVarianceProposition(), CommutingRiskProposition(), DataSpectraProposition(),
    WienerProposition(), LinearOptimumProposition(), QuadraticRiskProposition(),
    FilterProposition(), ForcedEigenvalueProposition(), HeavyBallProposition(),
  ]

  /// What the filters can express.
  package static let expressivity: [any Claim] = [
    BilevelImageProposition(), EvenImageProposition(), OddImageProposition(),
    OddConstantProposition(), DepthOneProposition(), SlideDepthOneProposition(),
    BoundsProposition(), SlideBoundsProposition(), CounterexampleToBounds(),
  ]

  /// How good the best denoisers are.
  package static let risk: [any Claim] = [
    OptimalRiskProposition(), LowerBoundProposition(), BilevelRiskProposition(),
    BilevelAttainmentProposition(), DepthOneRiskProposition(), EvenRiskProposition(),
    EvenDepthProposition(), OddRiskConstantProposition(), OddRiskIndependentProposition(),
    OddRiskProposition(), OddDepthToyProposition(), OddDepthExample(), SlideOddDepthProposition(),
    SlideExistenceProposition(), LimitProposition(), EvenBeatsBilevelProposition(),
    OddBeatsEvenProposition(), SlideLearnedStepProposition(), SlideFixedStepProposition(),
    ExceptionsProposition(),
  ]

  /// How accurate the numbers of the program are.
  package static let accuracy: [any Claim] = [AccuracyProposition()]

  /// One direction, then learning in any number of them.
  package static let landscape: [any Claim] = [
    LandscapePointsProposition(), LandscapeCurvatureProposition(), LandscapeBasinsProposition(),
    EvenLandscapeProposition(), OddTrapProposition(), SharpMinimaProposition(),
    StepLandscapeProposition(), InverseProposition(), RealizationProposition(),
    HypergradientProposition(), StraightCoordinatesProposition(), LearnedOptimumProposition(),
  ]
}
