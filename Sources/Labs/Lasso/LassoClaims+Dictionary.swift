// Claims about dictionary learning.

import Evidence
import LabKit

extension LassoClaims {
  static let dictionaryReverse = LabClaim(
    "lasso/dictionary-reverse", .law, "Reverse mode gives the derivative",
    "For ridge and Lasso codes, g² agrees with central differences of the cost with ρ held fixed.",
    sources: [.own("central differences")])
  static let dictionaryAdjoint = LabClaim(
    "lasso/dictionary-adjoint", .law, "The step on all codes passes the adjoint test",
    "⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for the derivative J of a step with respect to codes and D.",
    sources: [.own("the definition of the transpose")])
  static let ridgeOrder = LabClaim(
    "lasso/ridge-order", .law, "The order of unrolling for smooth codes",
    "For ridge codes ‖g² − g*‖ eventually falls about as ‖g¹ − g*‖²: N‖z_N − z*‖² compared with ‖z_N − z*‖.",
    sources: [.malezieux])
  static let ridgeOrderPinned = LabClaim(
    "lasso/ridge-order-pinned", .pin, "The measured order of unrolling for ridge codes",
    "The slope is 1.826.",
    sources: [.own("a number")])
  static let ridgeFirst = LabClaim(
    "lasso/ridge-first", .pin, "The gain after one iteration for ridge codes",
    "After one iteration ‖g¹ − g*‖/‖g² − g*‖ = 0.916: the Jacobian hurts.",
    sources: [.own("a number")])
  static let lassoGain = LabClaim(
    "lasso/lasso-gain", .law, "The best gain of unrolling for sparse codes is small",
    "For Lasso codes the best ‖g¹ − g*‖/‖g² − g*‖ for N ≤ 20 is between 0.8 and 3.",
    sources: [.malezieux])
  static let lassoGainPinned = LabClaim(
    "lasso/lasso-gain-pinned", .pin, "The best gain for Lasso codes",
    "The best ratio for N ≤ 20 is 2.418.",
    sources: [.own("a number")])
  static let lassoFirst = LabClaim(
    "lasso/lasso-first", .pin, "The gain after one iteration for Lasso codes",
    "After one iteration ‖g¹ − g*‖/‖g² − g*‖ = 0.973: the Jacobian hurts.",
    sources: [.own("a number")])
  static let lassoTooMany = LabClaim(
    "lasso/lasso-too-many", .pin, "The gain after too many iterations",
    "After 200 iterations ‖g¹ − g*‖/‖g² − g*‖ = 0.561: unrolling is worse again.",
    sources: [.own("a number")])
  static let ownCost = LabClaim(
    "lasso/own-cost", .pin, "Unrolling reaches a smaller cost with its own codes",
    "The cost h_N with codes of N steps is smaller after unrolling, to 0.1 %.",
    sources: [.malezieux])
  static let trueCost = LabClaim(
    "lasso/true-cost", .law, "Unrolling gains little in the true cost",
    "The cost h with exact codes is at most 5 % smaller after unrolling.", sources: [.malezieux])
  static let ownCosts = LabClaim(
    "lasso/own-costs", .pin, "The costs of the Lasso",
    """
    h_N after alternating minimisation and unrolling is .1739 and .1643 for N = 2, .1562 and .1557 for N = 5, .1455 and \
    .1442 for N = 20.
    """, sources: [.own("numbers")])
  static let trueGain = LabClaim(
    "lasso/true-gain", .pin, "The largest gain in the true cost",
    "The largest gain in h is 2.42 %.",
    sources: [.own("a number")])

  static let ofDictionary = [
    dictionaryReverse, dictionaryAdjoint, ridgeOrder, ridgeOrderPinned, ridgeFirst, lassoGain,
    lassoGainPinned, lassoFirst, lassoTooMany, ownCost, trueCost, ownCosts, trueGain,
  ]
}
