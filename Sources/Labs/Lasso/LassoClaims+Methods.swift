// Claims about the iterations, their steps and majorisers.

import Evidence
import LabKit

extension LassoClaims {
  // MARK: A 20 × 50 dictionary

  static let certificate = LabClaim(
    "lasso/certificate", .law, "The solution is certified",
    "|d_jᵀ(x − Dz*)| ≤ λ for every atom, with d_jᵀ(x − Dz*) = λ sign(z*_j) on the support.",
    sources: [.own("the optimality conditions")])
  static let gap = LabClaim(
    "lasso/gap", .law, "The duality gap bounds the excess",
    """
    F(z) − F* ≤ ½(1 − s)²‖r‖² + Σ|z_j|(λ − s sign(z_j) d_jᵀr) for r = x − Dz and s with s|d_jᵀr| ≤ λ: at most the \
    tolerance, as a share of ½‖x‖², by the Gram matrix and by D.
    """, sources: [.own("duality")])
  static let monotone = LabClaim(
    "lasso/monotone", .law, "Oracle ISTA descends",
    "No step of oracle ISTA raises F: a long step that stays in the support S minimises a bound on F there.",
    sources: [.ablin])
  static let identification = LabClaim(
    "lasso/identification", .law, "Oracle ISTA identifies the support in finitely many steps",
    "From some step T* on, the iterates have the support of z*, and they converge to z*.",
    assumptions: ["The solution is unique and strictly complementary."], sources: [.ablin])
  static let identifiedAt = LabClaim(
    "lasso/identified-at", .pin, "T* of oracle ISTA",
    "On the 20 × 50 instance oracle ISTA has found the support at T* = 14.",
    sources: [.own("a count")])
  static let longSteps = LabClaim(
    "lasso/long-steps", .law, "Every step after T* is 1/L_S",
    "After T* oracle ISTA takes steps of 1/L_S for the support S of z*.", sources: [.ablin])
  static let sublinear = LabClaim(
    "lasso/sublinear", .law, "The general rate of oracle ISTA",
    "F(zᵗ) − F* ≤ L_S ‖z* − zˢ‖²/(2(t − s)) for t > s = T*.", sources: [.ablin])
  static let linear = LabClaim(
    "lasso/linear", .law, "The linear rate of oracle ISTA",
    "F(zᵗ) − F* ≤ (1 − μ_S/L_S)^(t−s) (F(zˢ) − F*) for t > s = T*.", sources: [.ablin])
  static let lipschitz = LabClaim(
    "lasso/l", .pin, "L of the 20 × 50 instance", "L = ‖D‖² = 6.471.", sources: [.own("a number")])
  static let supportLipschitz = LabClaim(
    "lasso/l-support", .pin, "L_S of the 20 × 50 instance", "L_S = ‖D_S‖² = 2.187.",
    sources: [.own("a number")])
  static let strongConvexity = LabClaim(
    "lasso/mu-support", .pin, "μ_S of the 20 × 50 instance",
    "The smallest eigenvalue of D_SᵀD_S is 0.2328.", sources: [.own("a number")])
  static let istaRate = LabClaim(
    "lasso/ista-rate", .law, "The rate of ISTA on the support",
    "Eventually F − F* falls by (1 − μ_S/L)² per step of ISTA.", sources: [.ablin])
  static let oistaRate = LabClaim(
    "lasso/oista-rate", .law, "The rate of oracle ISTA on the support",
    "Eventually F − F* falls by (1 − μ_S/L_S)² per step of oracle ISTA.", sources: [.ablin])
  static let speedUp = LabClaim(
    "lasso/speed-up", .pin, "The gain is the ratio of the rates",
    "The steps of ISTA to F − F* < 10⁻¹⁰, divided by those of oracle ISTA, are the ratio of the logarithms of the rates, to 0.6.",
    sources: [.ablin])
  static let istaSteps = LabClaim(
    "lasso/ista-steps", .pin, "Steps of ISTA to 10⁻¹⁰",
    "ISTA takes 224 steps to F − F* < 10⁻¹⁰ on the 20 × 50 instance.", sources: [.own("a count")])
  static let oistaSteps = LabClaim(
    "lasso/oista-steps", .pin, "Steps of oracle ISTA to F − F* < 10⁻¹⁰",
    "Oracle ISTA takes 76 steps to F − F* < 10⁻¹⁰ on the 20 × 50 instance.",
    sources: [.own("a count")])
  static let neverSlower = LabClaim(
    "lasso/never-slower", .law, "Oracle ISTA is never slower",
    "On 20 instances ISTA takes at least as many steps to F − F* < 10⁻⁸ as oracle ISTA.",
    sources: [.ablin])
  static let medianRatio = LabClaim(
    "lasso/median-gain", .pin, "The median gain",
    "The median of the ratio over 20 instances is 2.823.", sources: [.own("a number")])
  static let largestRatio = LabClaim(
    "lasso/largest-gain", .pin, "The largest gain",
    "The largest ratio over 20 instances is 3.364.", sources: [.own("a number")])
  static let printedRate = LabClaim(
    "lasso/printed-rate", .law, "The general rate of ISTA as printed",
    "F(zᵗ) − F* ≤ L‖z*‖/t.",
    stance: .refutedAsStated(
      correction:
        "The norm must be squared: F(zᵗ) − F* ≤ L‖z*‖²/(2t). The printed bound has other units than F, "
        + "so scaling x breaks it."),
    sources: [.moreau])
  static let rightRate = LabClaim(
    "lasso/right-rate", .law, "The general rate of ISTA",
    "F(zᵗ) − F* ≤ L‖z*‖²/(2t) from z⁰ = 0.",
    sources: [.publication("Beck and Teboulle, SIIMS 2009", place: "theorem 3.1")])
  static let printedRatio = LabClaim(
    "lasso/printed-rate-ratio", .pin, "By how much F − F* exceeds the printed rate",
    "F − F* reaches 3.135 times the printed bound on the instance with ‖z*‖ near 346.",
    sources: [.own("a number")])
  static let rightRatio = LabClaim(
    "lasso/right-rate-ratio", .pin, "How far the correct rate is from tight",
    "F − F* is at most 0.0181 times the correct bound there.", sources: [.own("a number")])
  static let largestPenalty = LabClaim(
    "lasso/lambda-max", .law, "z = 0 is a solution from λ_max on",
    "z = 0 is a solution exactly for λ ≥ λ_max = max |d_jᵀx|.", sources: [.moreau])

  // MARK: Majorisers

  static let plainMajorizer = LabClaim(
    "lasso/majorizer-l", .law, "L majorises", "L Id − DᵀD has no negative eigenvalue.",
    sources: [.moreau])
  static let supportMajorizer = LabClaim(
    "lasso/majorizer-support", .law, "L_S majorises on the support",
    "L_S Id − D_SᵀD_S has no negative eigenvalue.", sources: [.ablin])
  static let noMajorizer = LabClaim(
    "lasso/no-majorizer", .law, "L_S does not majorise off the support",
    "The smallest eigenvalue of L_S Id − DᵀD is L_S − L < 0.", sources: [.ablin])
  static let noMajorizerBy = LabClaim(
    "lasso/no-majorizer-by", .pin, "How far L_S is from majorising everywhere",
    "The smallest eigenvalue of L_S Id − DᵀD is −4.284 on the 20 × 50 instance.",
    sources: [.own("a number")])
  static let factorizedMajorizer = LabClaim(
    "lasso/majorizer-factorized", .law, "AᵀΛA majorises",
    "AᵀΛA − DᵀD has no negative eigenvalue for orthogonal A and the row sums Λ of |A DᵀD Aᵀ|.",
    sources: [.bruna])
  static let majorization = LabClaim(
    "lasso/majorization", .law,
    "The factorised step decreases the objective, up to a commutator",
    """
    For the step y from z, F(y) + λ(‖Ay‖₁ − ‖y‖₁) is at most the majoriser at every w; tested at w = z, z* and 0.
    """, sources: [.bruna])
  static let facnetISTA = LabClaim(
    "lasso/facnet-ista", .law, "With A = Id and Λ = L the factorised step is that of ISTA",
    "Both steps give the same numbers.", sources: [.bruna])
  static let facnetOneStep = LabClaim(
    "lasso/facnet-one-step", .law, "With eigenvectors and λ → 0, one step is enough",
    "With the eigenvectors of DᵀD as A, its eigenvalues as Λ and λ = 10⁻⁹, one step from 0 gives D⁻¹x.",
    sources: [.bruna])
  static let meanCurvature = LabClaim(
    "lasso/facnet-curvature", .law, "The mean curvature of two rotated atoms",
    "For two atoms of correlation c rotated by φ, the mean of Λ is 1 + c cos 2φ, below L = 1 + c.",
    sources: [.own("two row sums")])
  static let bestAngles = LabClaim(
    "lasso/facnet-angle", .law, "The best rotation angle decreases with λ",
    "For one step on two atoms, the best angle is near 45° for λ → 0 and near 0° for λ = 0.6.",
    sources: [.bruna])
  static let bestAnglesPinned = LabClaim(
    "lasso/facnet-angles", .pin, "The best rotation angles",
    "For λ = 0.001, 0.02, 0.1, 0.3, 0.6 the best angles are 45, 45, 45, 43 and 0 degrees.",
    sources: [.own("a grid search")])

  // MARK: Random dictionaries

  static let spectrum = LabClaim(
    "lasso/marchenko-pastur", .law, "L_S/L of Gaussian dictionaries",
    "L_S/L tends to ((1 + √(ζγ))/(1 + √γ))² for a fraction ζ of m = γn atoms; for n = 400 it is within 8 % of that.",
    sources: [.ablin])
  static let finiteSize = LabClaim(
    "lasso/finite-size", .pin, "How L_S/L approaches its limit",
    "From n = 50 to 400 the largest deviation falls as n^(−2/3), to 0.35 in the exponent.",
    sources: [.own("fluctuations of extreme eigenvalues")])
  static let spectrumUnit = LabClaim(
    "lasso/marchenko-pastur-unit", .law, "L_S/L for atoms of norm 1",
    "For atoms of norm 1, ζ = 0.1 and n = 400, L_S/L is within 0.03 of the same limit.",
    sources: [.ablin])
  static let spectrumPinned = LabClaim(
    "lasso/marchenko-pastur-400", .pin, "L_S/L for n = 400",
    "For n = 400 and ζ = 0.05, 0.1, 0.25, 0.5, L_S/L is 0.2917, 0.3485, 0.4875, 0.6804.",
    sources: [.own("numbers")])

  static let ofMethods = [
    certificate, gap, monotone, identification, identifiedAt, longSteps, sublinear, linear,
    lipschitz,
    supportLipschitz, strongConvexity, istaRate, oistaRate, speedUp, istaSteps, oistaSteps,
    neverSlower, medianRatio, largestRatio, printedRate, rightRate, printedRatio, rightRatio,
    largestPenalty, plainMajorizer, supportMajorizer, noMajorizer, noMajorizerBy,
    factorizedMajorizer, majorization, facnetISTA, facnetOneStep, meanCurvature, bestAngles,
    bestAnglesPinned, spectrum, finiteSize, spectrumUnit, spectrumPinned,
  ]
}

extension Source {
  /// The talk on learned step sizes.
  static let moreau = Source.publication(
    "T. Moreau, Learning step sizes for unfolded sparse coding, talk", place: "slides 3 to 7")
  /// Understanding neural sparse coding with matrix factorization, by Moreau and Bruna.
  static let bruna = Source.publication("Moreau and Bruna, ICLR 2017", place: "section 2")
}
