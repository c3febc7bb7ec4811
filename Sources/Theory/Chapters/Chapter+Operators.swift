// The chapter on inverse problems.

package import Evidence

extension Chapter {
  package static let operators = Chapter(
    "operators",
    Exposition(
      title: "Forward operators",
      statement: [
        """
        In an inverse problem the data are x = Ay + ε. Bilevel learning still has a closed form, but it needs a \
        row of R for every direction that A hardly sees. Gradient descent that stops early regularizes them \
        all at once, and there is a bracket for the time to stop. With A and R together, unrolling of three \
        steps and more leaves the world of common eigenvectors.
        """
      ],
      assumptions: ["A of full column rank for bilevel learning; σ > 0."],
      sources: [.proofOperatorBilevel, .proofStopping, .proofNotDiagonal],
      figure: "early-stopping",
      commands: ["toy landweber --singular-values 1,0.5,0.2,0.1 --data iid --sigma 0.1"]),
    claims: [
      OperatorBilevelProposition(), OperatorBlowUpProposition(), LandweberProposition(),
      UnimodalStoppingProposition(), OperatorDiagonalProposition(), NotDiagonalProposition(),
    ])
}
