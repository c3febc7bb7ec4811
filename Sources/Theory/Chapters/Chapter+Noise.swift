// The chapter on noise that is not white, or not that of training.

package import Evidence

extension Chapter {
  package static let noise = Chapter(
    "noise",
    Exposition(
      title: "Other noise: coloured, random, different in the test, or seen through an operator",
      statement: [
        """
        Noise enters only by its covariance. If that commutes with C, every direction has a noise variance of \
        its own, and all best risks follow as before with the weights γ+σᵢ². A model that was learned at one \
        noise level can be evaluated at another, in closed form.
        """
      ],
      assumptions: ["The covariance of the noise has the eigenvectors of C."],
      sources: [.proofColouredNoise, .proofNoiseMismatch],
      commands: [
        "toy risk --n 10 --k 5 --depth 2 --sigma 0.9 --test-sigma 0.5,0.9,2",
        "toy risk-ratio --n 100 --k 50 --x test-sigma --depth 2,3 --y risk -o -",
      ]),
    claims: [
      ColouredNoiseProposition(), NoiseMismatchProposition(), OperatorAsNoiseProposition(),
    ])
}
