// The chapter on learning from finitely many frames.

package import Evidence

extension Chapter {
  package static let samples = Chapter(
    "samples",
    Exposition(
      title: "Finite samples: what it costs to learn from m frames",
      statement: [
        """
        A denoiser that is learned from m frames has a mean risk above the best one of its family. The excess falls like \
        1/m, with a constant that counts, in the units of the problem, what is learned. Fewer parameters cost less, so \
        that from few frames a constrained family is better than all matrices, even where its best risk is higher.
        """,
        """
        Targets may be clean signals, second noisy frames, or none at all: Stein's estimate of the risk needs σ alone. \
        All three have the same optimum, and different excesses.
        """,
      ],
      assumptions: ["Frames are independent, and y and the noise are normal with mean 0."],
      sources: [.proofLinearSamples, .proofSampleConstant],
      figure: "learned-frames",
      commands: [
        "toy risk --n 6 --k 5 --frames 20,100,1000",
        "toy risk-ratio --data iid --n 6 --k 1 --depth 2,3 --x frames -o frames.svg",
      ]),
    claims: [
      LinearSamplesProposition(), CleanTargetsProposition(), SampleConstantProposition(),
      SampleCrossingProposition(),
    ])
}
