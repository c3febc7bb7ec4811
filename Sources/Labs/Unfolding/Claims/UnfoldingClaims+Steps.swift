// Claims about learned steps, losses and the coupling of weights.

import Evidence
import LabKit

extension UnfoldingClaims {
  // MARK: Learned steps

  static let longSteps = LabClaim(
    "unfolding/long-steps", .law, "Learned steps are longer than 1/L",
    "The mean step of layers 2 to 10 is at least 1.8/L for every λ.", limits: [drawLimit],
    sources: [.ablin])
  static let longStepsBy = LabClaim(
    "unfolding/long-steps-by", .pin, "The smallest mean step",
    "The smallest mean step of layers 2 to 10 is 2.633/L.", sources: [.own("a number")])
  static let laterSteps = LabClaim(
    "unfolding/later-steps", .law, "The steps stay long over twenty layers",
    "For λ = 0.2 the mean step of layers 2 to 20 is at least 1.2/L.", limits: [drawLimit],
    sources: [.ablin])
  static let laterStepsBy = LabClaim(
    "unfolding/later-steps-by", .pin, "The mean step of twenty layers",
    "For λ = 0.2 the mean step of layers 2 to 20 is 2.18/L, to 5 %.", limits: [roundingLimit],
    sources: [.own("a number")])
  static let stepRange = LabClaim(
    "unfolding/step-range", .law, "Learned steps lie between 1/L_S and 2/L_S, roughly",
    "The mean step of layers 2 to 10 is between 0.5 and 2.5 times the mean of the medians of 1/L_S.",
    limits: [drawLimit], sources: [.ablin])
  static let stepRatios = LabClaim(
    "unfolding/step-ratios", .pin, "Learned steps and 1/L_S",
    """
    For λ = 0.1, 0.2, 0.5, 0.8 the mean step of layers 2 to 10 is 2.158, 1.76 (to 3 %), 1.22 (to 5 %), 0.96 (to 3 %) times \
    the mean of the medians of 1/L_S.
    """, limits: [roundingLimit], sources: [.own("numbers")])
  static let printedSteps = LabClaim(
    "unfolding/printed-steps", .law, "Learned steps follow 1/L_S, as printed",
    "The learned steps are those of the distribution of 1/L_S: within 20 % of its median for every λ.",
    stance: .refutedAsStated(
      correction:
        "They are about 1/L_S for sparse codes (λ = 0.8) and about 2/L_S for dense ones (λ = 0.1), 2.6/L or more in all "
        + "cases."),
    sources: [.moreau("performances")])
  static let printedHardness = LabClaim(
    "unfolding/printed-hardness", .law, "L_S is NP-hard, as printed",
    "L_S, which oracle ISTA needs, is NP-hard to compute.",
    stance: .refutedAsStated(
      correction:
        "L_S of a given support S is the square of one singular value, which costs O(|S|³); the number of supports "
        + "is exponential, which rules out a table of all of them."),
    sources: [.moreau("using deep learning to approximate OISTA")])

  // MARK: Losses

  static let losses = LabClaim(
    "unfolding/losses", .pin, "Each training loss wins in its own measure",
    """
    Of networks trained on true codes, on solutions of the Lasso and on F, the first is best in the distance from true \
    codes, the second in the distance from solutions, the third in F − F*.
    """, sources: [.ablin])
  static let lossesPinned = LabClaim(
    "unfolding/losses-pinned", .pin, "Training on codes in three measures",
    """
    For T = 5 and λ = 0.2 the three measures are 0.281, 0.0448, 0.0551 after supervised training and 0.309, 0.0365, 0.0167 \
    after semi-supervised training, to 2 %.
    """,
    limits: ["400 steps on a loss with kinks amplify rounding, which differs between processors."],
    sources: [.own("numbers")])
  static let unsupervisedPinned = LabClaim(
    "unfolding/losses-unsupervised", .pin, "Training on F in three measures",
    "For T = 5 and λ = 0.2 the three measures are 0.3286, 0.0426, 0.0112 after unsupervised training.",
    sources: [.own("numbers")])

  // MARK: Coupling of weights

  static let residualRank = LabClaim(
    "unfolding/coupling-rank", .law, "The residuals of an atom span the signals",
    "For every atom j the residuals x − Dz* of the samples with z*_j ≠ 0 have rank n.",
    sources: [.ablin])
  static let coupled = LabClaim(
    "unfolding/coupling", .law, "Only W = D keeps all solutions fixed",
    "The only w with wᵀ(x − Dz*) = λ sign(z*_j) for all these samples is d_j.",
    sources: [.publication("Ablin et al., NeurIPS 2019", place: "lemma 4.3")])
  static let kept = LabClaim(
    "unfolding/coupling-kept", .law, "W = D keeps the solutions fixed",
    "A layer with W = 0.3 D and b = 0.3 maps every solution to itself.",
    sources: [.publication("Ablin et al., NeurIPS 2019", place: "lemma 4.3")])
  static let moved = LabClaim(
    "unfolding/coupling-moved", .law, "A perturbed W moves solutions",
    "With W = 0.3(D + 0.01 noise) some entry of a solution moves by more than 10⁻³.",
    sources: [.publication("Ablin et al., NeurIPS 2019", place: "lemma 4.3")])
  static let movedBy = LabClaim(
    "unfolding/coupling-moved-by", .pin, "How far a perturbed W moves solutions",
    "With W = 0.3(D + 0.01 noise) the largest change of an entry is 0.01254.",
    sources: [.own("a number")])
  static let aligned = LabClaim(
    "unfolding/alignment", .law, "Learned weights align with D",
    "In a network of 40 greedy layers ‖W/b − D‖ in the last layer is at most 0.3 of its largest value.",
    sources: [.publication("Ablin et al., NeurIPS 2019", place: "theorem 4.4")])
  static let firstAlignment = LabClaim(
    "unfolding/alignment-first", .pin, "The misalignment of the first layer",
    "In the first layer ‖W/b − D‖ = 0.497 ‖D‖, and α/b = 0.574 for α = ⟨W, D⟩/‖D‖².",
    sources: [.own("numbers")])
  static let lastAlignment = LabClaim(
    "unfolding/alignment-last", .pin, "The misalignment of the last layer",
    "In layer 40 ‖W/b − D‖ is at most 0.01 ‖D‖.", sources: [.own("a number")])
  static let lastRatio = LabClaim(
    "unfolding/alignment-ratio", .pin, "α and b in the last layer",
    "In layer 40 α/b is within 0.001 of 1.", sources: [.own("a number")])

  static let ofSteps = [
    longSteps, longStepsBy, laterSteps, laterStepsBy, stepRange, stepRatios, printedSteps,
    printedHardness, losses, lossesPinned, unsupervisedPinned,
  ]
  static let ofCoupling = [
    residualRank, coupled, kept, moved, movedBy, aligned, firstAlignment, lastAlignment, lastRatio,
  ]
}
