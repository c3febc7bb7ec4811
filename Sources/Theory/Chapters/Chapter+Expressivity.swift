// The chapters on expressivity.

package import Evidence

extension Chapter {
  package static let bilevel = Chapter(
    "bilevel",
    Exposition(
      title: "Bilevel learning: its denoisers, and an infimum that no R attains",
      statement: [
        """
        The exact lower level passes n − k directions unchanged and damps the others, but never erases \
        one. Therefore its best risk is σ²(n−k)/2 for constant signals, k < n, and no R attains it.
        """
      ],
      sources: [.talkBilevelSet, .talkBestBilevel],
      commands: ["toy risk --n 10 --k 5 --family bilevel"]),
    claims: [
      BilevelImageProposition(), BilevelRiskProposition(), BilevelAttainmentProposition(),
    ])

  package static let even = Chapter(
    "even",
    Exposition(
      title: "Unrolling with even depth: every eigenvalue up to c₀",
      statement: [
        """
        An even number of steps reaches eigenvalues from −∞ up to c₀ = 1 − (1−ω)ᴺ, and at least n − k of \
        them must equal c₀. The best risk with a learned step is in `toy explain even-risk`.
        """
      ],
      sources: [.talkEvenSet],
      figure: "filters",
      commands: ["toy expressivity --depth 2,4,10 --omega 0.1,0.5,1,1.9"]),
    claims: [EvenImageProposition()])

  package static let odd = Chapter(
    "odd",
    Exposition(
      title: "Unrolling with odd depth: every eigenvalue from c on",
      statement: [
        """
        An odd number of steps N ≥ 3 reaches all eigenvalues from c ≈ ω/2 upwards, without an upper bound: \
        f falls, turns, and rises where the iteration diverges. One step is an exception: R has no \
        influence. The best risk with a learned step is in `toy explain odd-risk`.
        """
      ],
      sources: [.talkOddSet],
      figure: "filters",
      commands: ["toy expressivity --depth 1,3,5,11 --omega 0.2,0.5,1.9"]),
    claims: [
      OddImageProposition(), OddConstantProposition(), DepthOneProposition(),
      SlideDepthOneProposition(), DepthOneRiskProposition(),
    ])

  package static let oddBounds = Chapter(
    "odd-bounds",
    Exposition(
      title: "Bounds on the constant of odd depths",
      statement: [
        """
        The talk bounds c by about half the step size from both sides. The bounds are right, but the upper \
        one holds only in a range of step sizes that the slide does not mention.
        """
      ],
      sources: [.talkBounds],
      figure: "smallest-eigenvalue",
      commands: ["toy expressivity --x depth --depth 3..41:2 --omega 0.5,1,1.9"]),
    claims: [BoundsProposition(), SlideBoundsProposition(), CounterexampleToBounds()])

  package static let inversion = Chapter(
    "inversion",
    Exposition(
      title: "From a denoiser back to its regulariser",
      statement: [
        """
        The theorems on expressivity are constructive: the eigenvalues and eigenvectors of T give R, or, \
        if no such R exists, the nearest T that has one.
        """
      ],
      sources: [.paperBilevelSet, .paperUnrolledSet],
      commands: ["printf '0.5,0.1\\n0.1,0.5\\n' > T.csv; toy realize T.csv --family bilevel --k 2"]),
    claims: [InverseProposition(), RealizationProposition()])
}
