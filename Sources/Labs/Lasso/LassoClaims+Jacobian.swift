// Claims about the Jacobian of unrolled ISTA.

import Evidence
import LabKit

extension LassoClaims {
  static let jacobianKKT = LabClaim(
    "lasso/jacobian-certificate", .law, "The solution of the 10 × 30 instance is certified",
    "|d_jᵀ(x − Dz*)| ≤ λ for every atom, with d_jᵀ(x − Dz*) = λ sign(z*_j) on the support.",
    sources: [.own("the optimality conditions")])
  static let jacobianDifferences = LabClaim(
    "lasso/implicit-jacobian", .law, "The implicit Jacobian on the support",
    """
    ∂z*/∂D = −(D_SᵀD_S)⁻¹R on the support S of z*, with R_{j,(l,a)} = D_{a,j}z_l + δ_{j,l}(Dz* − x)_a, and 0 elsewhere: \
    central differences of certified solutions agree.
    """, assumptions: ["The solution is unique and strictly complementary."],
    sources: [.malezieux])
  static let growthBound = LabClaim(
    "lasso/growth-bound", .law, "The Jacobian grows at most linearly",
    "‖J_N‖ grows by at most ρ(‖D‖ max‖z‖ + ‖x‖√m) per step, for ISTA with ρ ≤ 1/L.",
    sources: [.own("every factor is non-expansive")])
  static let transient = LabClaim(
    "lasso/transient", .law, "The transient part never grows",
    """
    In J_N − J* = A_N + B_N, where A_N is the remainder of −J* and B_N the sum of the steps' contributions, ‖A_N‖ never grows.
    """, sources: [.malezieux])
  static let jacobianRate = LabClaim(
    "lasso/jacobian-rate", .law, "The rate of the Jacobian on the support",
    "Once the support is found, the error of the Jacobian decays like N(1 − μ_S/L)ᴺ.",
    sources: [.malezieux])
  static let jacobianBound = LabClaim(
    "lasso/jacobian-bound", .law, "The bound on the support",
    """
    ‖J_N − J*‖ ≤ qᵏ‖J_T − J*‖ + k qᵏ⁻¹ C ‖z_T − z*‖ for N = T + k from the identification T on, with q = 1 − ρμ_S and \
    C = ρ(2‖D_S‖ + 1)√(nm).
    """, sources: [.malezieux])
  static let secondOrder = LabClaim(
    "lasso/unrolled-order", .law, "Unrolling is of second order on the support",
    "Once the support is found, ‖g² − g*‖ falls as ‖z_N − z*‖².", sources: [.malezieux])
  static let firstOrder = LabClaim(
    "lasso/alternate-order", .law, "Alternating minimisation is of first order",
    "Once the support is found, ‖g¹ − g*‖ falls as ‖z_N − z*‖.", sources: [.malezieux])
  static let truncationPlateau = LabClaim(
    "lasso/truncation-plateau", .law, "The limiting error of truncated back-propagation",
    "The error of truncation to the last K iterations tends to ‖(I − ρD_SᵀD_S)ᴷJ*‖.",
    sources: [.own("K steps on the support")])
  static let truncationPeak = LabClaim(
    "lasso/truncation-peak", .law, "Truncation lowers the peak",
    "The largest error with the last K iterations is below that with all of them, for K = 20, 50, 200 and λ = 0.1.",
    sources: [.malezieux])
  static let plateau20 = LabClaim(
    "lasso/plateau-20", .pin, "The last error for K = 20", "For K = 20 the last error is 13.972.",
    sources: [.own("a number")])
  static let plateau50 = LabClaim(
    "lasso/plateau-50", .pin, "The last error for K = 50", "For K = 50 the last error is 10.713.",
    sources: [.own("a number")])
  static let plateau200 = LabClaim(
    "lasso/plateau-200", .pin, "The last error for K = 200", "For K = 200 the last error is 3.591.",
    sources: [.own("a number")])
  static let peak20 = LabClaim(
    "lasso/peak-20", .pin, "The peak for K = 20", "For K = 20 the peak is 0.2305 of the full one.",
    sources: [.own("a number")])
  static let peak50 = LabClaim(
    "lasso/peak-50", .pin, "The peak for K = 50", "For K = 50 the peak is 0.2480 of the full one.",
    sources: [.own("a number")])
  static let peak200 = LabClaim(
    "lasso/peak-200", .pin, "The peak for K = 200",
    "For K = 200 the peak is 0.4170 of the full one.",
    sources: [.own("a number")])
  static let lastOther = LabClaim(
    "lasso/last-other-support", .pin, "When ISTA finds the support",
    "The last iterate whose support differs from that of z* is z_1156.", sources: [.own("a count")])
  static let supportSize = LabClaim(
    "lasso/support-size", .pin, "The size of the support", "The support of z* has 10 atoms.",
    sources: [.own("a count")])
  static let largestSupport = LabClaim(
    "lasso/largest-support", .pin, "The largest support on the way",
    "Up to 28 atoms are active, more than n = 10.", sources: [.own("a count")])
  static let peakRatio = LabClaim(
    "lasso/peak-ratio", .pin, "The height of the peak",
    "The largest ‖J_N − J*‖ is 4.296 times ‖J*‖.", sources: [.own("a number")])
  static let peakAt = LabClaim(
    "lasso/peak-at", .pin, "The place of the peak", "‖J_N − J*‖ is largest for N = 1023.",
    sources: [.own("a count")])
  static let worseShare = LabClaim(
    "lasso/worse-share", .pin, "How often unrolling is worse",
    "In 65.4 % of the iterations before the support is found, g² is further from g* than g¹.",
    sources: [.own("a count")])
  static let worstRatio = LabClaim(
    "lasso/worst-ratio", .pin, "The worst ratio of unrolling to alternating minimisation",
    "Before the support is found, ‖g² − g*‖ is up to 5.000 times ‖g¹ − g*‖.",
    sources: [.own("a number")])
  static let earlyGain = LabClaim(
    "lasso/early-gain", .law, "The early gain of unrolling is small",
    "The median of ‖g¹ − g*‖/‖g² − g*‖ over 12 draws is between 0.9 and 1.5 after 20 iterations.",
    sources: [.own("a count over draws")])
  static let firstGain = LabClaim(
    "lasso/first-gain", .pin, "The gain after one iteration",
    "The median is 0.787 for N = 1: the Jacobian hurts.", sources: [.own("a number")])
  static let tenthGain = LabClaim(
    "lasso/tenth-gain", .pin, "The gain after ten iterations", "The median is 1.098 for N = 10.",
    sources: [.own("a number")])

  static let ofJacobian = [
    jacobianKKT, jacobianDifferences, growthBound, transient, jacobianRate,
    jacobianBound, secondOrder, firstOrder, truncationPlateau, truncationPeak, plateau20, plateau50,
    plateau200, peak20, peak50, peak200, lastOther, supportSize, largestSupport, peakRatio, peakAt,
    worseShare, worstRatio, earlyGain, firstGain, tenthGain,
  ]
}
