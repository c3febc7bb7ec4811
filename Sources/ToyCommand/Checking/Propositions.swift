// All propositions, in the order of the theory.

extension CheckCommand {
  static let propositions: [any Proposition] = expressivityPropositions

  /// What the filters can express.
  private static let expressivityPropositions: [any Proposition] = [
    BilevelImageProposition(), EvenImageProposition(), OddImageProposition(),
    OddConstantProposition(), DepthOneProposition(), BoundsProposition(), SlideBoundsProposition(),
    CounterexampleToBounds(),
  ]
}
