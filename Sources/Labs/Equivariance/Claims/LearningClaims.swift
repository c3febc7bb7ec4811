// Claims about learning with and without equivariance, stated before anything is computed.

import Evidence
import LabKit

/// The claims about learned maps.
enum LearningClaims {
  // MARK: Exact laws

  static let turned = LabClaim(
    "equivariance/turned-risk", .law, "An equivariant map has one risk in all orientations",
    "The exact risk of a convolution with an invariant kernel is the same for fields that the group has turned.",
    sources: [.own("a change of variables")])
  static let optimum = LabClaim(
    "equivariance/optimum", .law, "No learned convolution beats the best one",
    """
    Risks are at least those of the Wiener filters P/(P + σ²) for free kernels on the orientation seen, and P̄/(P̄ + σ²) for invariant ones, with \
    the mean P̄ of P over the group.
    """, sources: [.own("a quadratic in k̂ at every frequency")])
  static let price = LabClaim(
    "equivariance/price", .law, "The price of the constraint, and its gain",
    """
    With unlimited data the risk of the best invariant kernel lies between the best risk on the orientation seen and the mean risk of that filter over \
    the orientations of the group.
    """, sources: [.own("both are minima over nested sets")])
  static let mean = LabClaim(
    "equivariance/learning-cost", .law, "What learning from m pairs costs",
    """
    Least squares from m > 2 pairs has the mean risk Σ v(1 + 1/(m − 1))/n² over all frequencies, v = Pσ²/(P + σ²), with m − 2 in place of m − 1 \
    at the frequencies that are their own opposites.
    """,
    limits: ["For one or two pairs the mean is infinite: medians over training sets are listed."],
    sources: [.own("the mean of 1/χ²")])
  static let augmentation = LabClaim(
    "equivariance/augmentation", .law, "Augmentation by the whole group is design",
    """
    Least squares over convolutions on all turned copies of the training pairs, and over invariant kernels on the pairs as they are, give the same \
    kernel.
    """,
    limits: [
      "Augmentation solves a problem with |H| times the data and about |H| times the unknowns."
    ],
    sources: [.own("the mean over the group of a minimiser is one")])
  static let noGuarantee = LabClaim(
    "equivariance/no-guarantee", .law, "Augmentation has no guarantees, as stated",
    "Equivariance by learning from augmented data has no guarantees: F(g·u) ≠ g·F(u) by more than 1e-9 of its norm.",
    stance: .refutedAsStated(
      correction: """
        For least squares over convolutions all turned copies give the invariant kernel exactly. The remark is true of fewer copies, \
        and of networks from a random start.
        """),
    sources: [.reliableTalk("How to get “equivariant” mappings?")])
  static let averaging = LabClaim(
    "equivariance/averaging", .law, "Averaging after training never hurts over all orientations",
    "The mean of g⁻¹Tg over the group is equivariant, and its risk is at most the mean risk of T over the orientations.",
    sources: [.own("convexity of the square")])

  // MARK: Numbers of the instance

  static let ordinarySeen = LabClaim(
    "equivariance/ordinary-seen", .pin, "A free kernel on the orientation seen",
    "From 1, 2, 4, 16 and 64 pairs the median risk of 20 training sets is 1.25203, 0.427789, 0.278724, 0.226634 and 0.216137 (of 6 for 64 pairs).",
    sources: [.reliableTalk("CT Results")])
  static let ordinaryTurned = LabClaim(
    "equivariance/ordinary-turned", .pin, "A free kernel on the other orientation",
    "After a quarter turn it is 1.71566, 0.605615, 0.467097, 0.428943 and 0.410243.",
    sources: [.reliableTalk("CT Results")])
  static let equivariant = LabClaim(
    "equivariance/equivariant", .pin, "An invariant kernel",
    """
    With 18 free numbers in place of 64 it is 0.416532, 0.30679, 0.268826, 0.251326 and 0.248007 in both: better for small training sets and for the \
    unseen orientation, worse on the orientation seen from 16 pairs on.
    """, sources: [.reliableTalk("CT Results")])
  static let limits = LabClaim(
    "equivariance/limits", .pin, "The risks with unlimited data",
    "They are 0.212855 for the free and 0.246608 for the invariant kernel.",
    sources: [.own("numbers of the instance")])

  static let all = [
    turned, optimum, price, mean, augmentation, noGuarantee, averaging, ordinarySeen,
    ordinaryTurned,
    equivariant, limits,
  ]
}
