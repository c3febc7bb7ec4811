// The propositions on landscapes and learning.

import Evidence

extension CheckCommand {
  /// One direction, then learning in any number of them.
  static let landscapePropositions: [any Claim] = [
    LandscapePointsProposition(), LandscapeCurvatureProposition(), LandscapeBasinsProposition(),
    EvenLandscapeProposition(), OddTrapProposition(), SharpMinimaProposition(),
    StepLandscapeProposition(), InverseProposition(), RealizationProposition(),
    HypergradientProposition(), StraightCoordinatesProposition(), LearnedOptimumProposition(),
  ]
}
