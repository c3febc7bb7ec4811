// Claims about learned reconstruction with and without the physics, stated before anything is computed.

import Evidence
import LabKit

/// The claims about learned maps.
enum LearnedClaims {
  private static let slide = Source.reliableTalk("'Analytic methods' meet Deep Learning")

  static let least = LabClaim(
    "regularization/least-risk", .law, "The least risk of a linear reconstruction",
    "With signal energies γ and A = Q diag(s)Qᵀ it is Σ γσ²/(γs² + σ²), of the gains γs/(γs² + σ²).",
    sources: [.own("a Wiener filter for every direction")])
  static let unrolled = LabClaim(
    "regularization/unrolled-filter", .law, "Unrolled proximal steps as a filter",
    "K steps u⁺ = D(u − τAᵀ(Au − b)) with D = 1/(1 + τλ(1 + k)^p) have the gains Dτs(1 − q^K)/(1 − q), q = D(1 − τs²).",
    sources: [.own("a geometric sum"), slide])
  static let automap = LabClaim(
    "regularization/automap-excess", .law,
    "A free map needs as many samples as a signal has entries",
    "A least-squares map of m > n + 1 pairs has an excess risk of n/(m − n − 1) of the least risk, in the mean.",
    limits: [
      "For Gaussian signals; m ≥ n + 8 here, where the standard error of the mean is known."
    ],
    sources: [slide, .own("the mean of an inverse Wishart matrix")])
  static let post = LabClaim(
    "regularization/post-excess", .law, "Post-processing needs few samples",
    "One number for every direction after A⁻¹ has an excess risk of 1/(m − 2) of the least risk.",
    limits: ["For Gaussian signals."],
    sources: [slide, .own("regression on one variable for every direction")])
  static let order = LabClaim(
    "regularization/structure", .law, "More structure needs less data",
    "With few samples the mean risks of free map, post-processing and two learned numbers of unrolled steps decrease in this order.",
    sources: [slide])
  static let risks = LabClaim(
    "regularization/learned-risks", .pin, "Risks for 24 samples",
    "Over the least risk they are 3.29887, 1.04595 and 1.00616.",
    limits: [
      "Means over 200 draws: the first has a standard error of 0.064 about its expectation 1 + 16/7 = 3.28571."
    ], sources: [.own("numbers")])
  static let stability = LabClaim(
    "regularization/learned-stability", .pin, "Less structure is less stable",
    "For 20 samples the mean Lipschitz constants over that of the best map are 4.4064, 1.0390 and 0.99878.",
    sources: [
      slide, .publication("Antun et al., 2020", place: "figure 1"),
    ])
  static let newOperator = LabClaim(
    "regularization/new-operator", .law, "Another operator after training",
    "With s³ in place of s, unrolled steps that use the new A are closer to the least risk than the trained map.",
    sources: [.own("risks in closed form")])
  static let newRisks = LabClaim(
    "regularization/new-operator-risks", .pin, "Risks with the new operator",
    "Over the least risk they are 1.00122 unrolled and 1.02632 for the fixed map.",
    sources: [.own("numbers")])

  static let all = [
    least, unrolled, automap, post, order, risks, stability, newOperator, newRisks,
  ]
}
