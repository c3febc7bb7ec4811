// All propositions, in the order of the theory.

extension CheckCommand {
  static let propositions: [any Proposition] = [
    BoundsProposition(), SlideBoundsProposition(), CounterexampleToBounds(),
  ]
}
