// The chapters on landscapes, training, speech and the accuracy of the program.

package import Evidence

extension Chapter {
  package static let landscape = Chapter(
    "landscape",
    Exposition(
      title: "Parity in one dimension: sharp minima behind a barrier",
      statement: [
        """
        For k = n = 1 the risk is a function of one number r, and all its critical points can be listed. \
        Even depths have a single valley. Odd depths have a second one, behind a barrier at the turning \
        point of f, and it is sharper the more steps there are: this is the talk's conjecture, and a \
        theorem here.
        """
      ],
      sources: [.talkConjecture],
      figure: "landscape",
      commands: [
        "toy landscape --depth 2,3,5 --omega 0.1 -o -",
        "toy landscape --depth 2..7 --omega 0.1 -o landscape.svg",
      ]),
    claims: [
      LandscapePointsProposition(), LandscapeCurvatureProposition(), LandscapeBasinsProposition(),
      EvenLandscapeProposition(), OddTrapProposition(), SharpMinimaProposition(),
      TrapProposition(), LearningOrderProposition(), StepLandscapeProposition(),
      SpuriousMinimaProposition(),
    ])

  package static let learning = Chapter(
    "learning",
    Exposition(
      title: "Whether training finds the best denoiser; continuation",
      statement: [
        """
        That a denoiser can be expressed does not mean that training finds it. Even depths are learned \
        from every start. The best denoisers of odd depths have eigenvalues where ω(1+s) > 2 and the \
        iteration diverges; training from small random R does not cross the barrier in front of them, and \
        ends at the risk of even depths or above.
        """,
        """
        '--init spectral' starts at the theoretical optimum. '--init continuation' finds the optimum \
        without knowing it: at both ends of the range of step sizes, ω → 0 and ω = 1, the landscape has \
        one basin. The minima at both ends are learned, and followed to the step where they are \
        best together.
        """,
      ],
      assumptions: [
        """
        Training is L-BFGS on R itself, from normal entries of variance 1/n, and on α with ω = log(1 + \
        e^α), as in the talk.
        """
      ],
      limits: [
        """
        What odd depths end at is observed, in the settings of the figures and below, and proved here only \
        for k = n = 1 (`toy explain landscape`). That even depths have no bad local minima is proved for all \
        k and n (`toy explain no-spurious-minima`).
        """,
        """
        Another method, start or scale of R may find other minima. In the reparametrisation that 'toy \
        learn' uses by default, bilevel learning and even depths have easier landscapes.
        """,
        """
        Gaps are those at the end of at most 300 iterations; an infimum that is not attained is only ever \
        approached.
        """,
      ],
      sources: [.talkConjecture, .own("the continuation is ours")],
      example: { () throws(EvidenceError) in try .learned() },
      figure: "learned-over-depth",
      commands: [
        "toy learn --n 20 --k 10 --depth 3 --coordinates plain -o -",
        "toy learn --n 20 --k 10 --depth 3 --init continuation --starts 1 -o -",
        "toy learn --n 20 --k 10 --x depth --depth 2..5 --init gaussian,continuation -o -",
      ]),
    claims: [
      LearnedGradientProposition(), StraightCoordinatesProposition(), LearnedOptimumProposition(),
    ])

  package static let speech = Chapter(
    "speech",
    Exposition(
      title: "The reality check on speech, and what the theory says about it",
      statement: [
        """
        The talk trains on frames of speech, n = 320, σ = 0.1, and observes: with a learned step the error \
        hardly depends on the depth; with a fixed one deeper is worse; no dependence on parity is seen, \
        although the model predicts one.
        """,
        """
        All that the theory needs of the data are the eigenvalues of C. For speech, where neighbouring \
        samples are strongly correlated, it gives the same picture: with learned steps all even depths are \
        equal, and odd ones nearly so; with fixed steps the error ends near that of bilevel learning, from \
        below or above. The parity that it predicts is there too, but training from small R does not find \
        it (`toy explain learning`).
        """,
      ],
      assumptions: [
        """
        In 'toy speech' R and ω are learned from the mean over frames, and evaluated on frames of other \
        recordings.
        """,
        "All frames have the same second moment: one C for all.",
      ],
      limits: [
        """
        The table is for a stand-in, computed without recordings: samples of mean square 0.01 with \
        correlation 0.9 from one to the next. 'toy speech' uses real recordings.
        """,
        """
        The speech of the talk is part of the IEEE corpus. Other recordings give other numbers, and how much \
        parity matters depends on their spectrum.
        """,
        """
        Files are held out, not voices: another voice has another C, and a learned T is not the best for it.
        """,
      ],
      sources: [.talkReality, .talkDoubleCheck, .talkConjecture],
      example: { () throws(EvidenceError) in try .speech() },
      figure: "learned-speech",
      commands: [
        "toy speech Data/speech --frame 64 --depth 2..5 -o -",
        "toy risk --data Data/speech --n 64 --k 32 --sigma 0.1 --depth 1..6 --omega 0.5,learned",
      ]),
    claims: [])

  package static let numbers = Chapter(
    "numbers",
    Exposition(
      title: "What the program promises about its numbers",
      statement: [
        """
        Closed forms are as accurate as the arithmetic that evaluates them. Enclosures by interval \
        arithmetic show how accurate the program's numbers are.
        """
      ],
      sources: [.own("the program's own promise")],
      commands: ["toy risk --n 500 --k 50 --depth 3 --omega 0.5 --certify"]),
    claims: [AccuracyProposition(), RatioProposition()])
}
