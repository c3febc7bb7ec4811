// Claims about two atoms, stated before anything is computed.

import Evidence
import LabKit

/// The claims, one for each number.
enum LassoClaims {
  // MARK: Two correlated atoms

  static let solution = LabClaim(
    "lasso/pair-solution", .law, "The solution for two correlated atoms",
    """
    For atoms of correlation c and x = d₁ the solution is z* = (1 − λ, 0): the residual has the correlation λ \
    with d₁ and cλ < λ with d₂.
    """, sources: [.own("the optimality conditions")])
  static let pairRate = LabClaim(
    "lasso/pair-rate", .law, "The rate of ISTA on the support",
    "Once the second atom has left, the error of ISTA falls by 1 − 1/L = c/(1+c) per step.",
    sources: [.ablin])
  static let oracleStep = LabClaim(
    "lasso/pair-oracle-step", .law, "A step of size 1/L_S on the support is exact",
    "On the support S = {1}, L_S = 1, and oracle ISTA reaches z* one step after it has found S.",
    sources: [.ablin])
  static let istaCount = LabClaim(
    "lasso/pair-ista-count", .pin, "Steps of ISTA to 10⁻¹⁰",
    "For c = 0.9 and λ = 0.3, ISTA takes 47 steps to reach an error of 10⁻¹⁰.",
    sources: [.own("a count")])
  static let oracleCount = LabClaim(
    "lasso/pair-oracle-count", .pin, "Steps of oracle ISTA to 10⁻¹⁰",
    "For c = 0.9 and λ = 0.3, oracle ISTA takes 23 steps to reach an error of 10⁻¹⁰.",
    sources: [.own("a count")])

  // MARK: Two nearly equal atoms

  static let drift = LabClaim(
    "lasso/drift", .law, "The drift along the kernel",
    """
    While both atoms are active the residual is constant, and z₂(N) = ρ(d₂x − λ) − (N−1)ρλd₁(d₁ − d₂)/|d|², \
    z₁(N) = ρ(d₁x − λ) + (N−1)ρλd₂(d₁ − d₂)/|d|².
    """, sources: [.own("the recursion, solved")])
  static let exits = LabClaim(
    "lasso/exit", .law, "The drift determines when the second atom leaves",
    "The second atom leaves at T* = 1 + ⌈|d|²(d₂x − λ)/(λd₁(d₁ − d₂))⌉, for every η.",
    sources: [.own("the drift")])
  static let exitTime = LabClaim(
    "lasso/exit-time", .pin, "The exit time for η = 0.05",
    "For η = 0.05 and λ = 0.2 the second atom leaves at T* = 144.", sources: [.own("the drift")])
  static let growth = LabClaim(
    "lasso/growth", .law, "The Jacobian grows linearly before the support is found",
    "Before T* the error of the Jacobian with respect to the dictionary is linear in N.",
    sources: [.malezieux])
  static let exitRate = LabClaim(
    "lasso/exit-rate", .law, "The rate after the exit",
    "After T* the error of the Jacobian falls by 1 − ρd₁² per step.", sources: [.malezieux])
  static let peakSlope = LabClaim(
    "lasso/peak-slope", .pin, "The peak grows as 1/η",
    "The largest error of the Jacobian grows as 1/η: the slope of its logarithm against that of η is −1.",
    sources: [.own("the drift")])
  static let peak = LabClaim(
    "lasso/peak", .pin, "The limit of the peak",
    "The largest error of the Jacobian times η tends to x − λ.", sources: [.own("the drift")])
  static let exitSlope = LabClaim(
    "lasso/exit-slope", .pin, "The exit time grows as 1/η",
    "The slope of the logarithm of T* against that of η tends to −1.", sources: [.own("the drift")])
  static let adjoint = LabClaim(
    "lasso/adjoint", .law, "The step of ISTA passes the adjoint test",
    "⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for the derivative J of a step of ISTA with respect to z and D.",
    sources: [.own("the definition of the transpose")])

  static let all = ofPairs + ofMethods + ofJacobian + ofDictionary

  private static let ofPairs = [
    solution, pairRate, oracleStep, istaCount, oracleCount, drift, exits, exitTime, growth,
    exitRate, peakSlope, peak, exitSlope, adjoint,
  ]
}
