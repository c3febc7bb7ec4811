// Questions without an answer.

package import Evidence

extension Chapter {
  package static let open = Chapter(
    "open",
    Exposition(
      title: "Open questions, each with a search for a counterexample",
      statement: [
        """
        Statements that are neither proved nor refuted. The checks search for a counterexample; \
        with --samples they search longer, with --seed elsewhere. One that is found settles the question.
        """
      ],
      assumptions: ["As each question says."],
      sources: [.question("Open questions")],
      commands: ["toy check open --samples 20000 --seed 1"]),
    claims: [
      OpenTrapQuestion(), OpenAdamQuestion(), OpenWallQuestion(), OpenStepsQuestion(),
      OpenUntiedQuestion(),
      OpenWeightedQuestion(), OpenTwoAtomsQuestion(),
    ])
}
