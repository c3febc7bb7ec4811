// Claims that hold for any pairs of signals.

import Evidence
import LabKit

/// The claims about the comparison of methods.
enum ComparisonClaims {
  static let certificate = LabClaim(
    "tuning/value-certificate", .law, "Every value of every search is certified",
    "|f̃ − f| ≤ Σ 2‖ũᵢ − uᵢ‖eᵢ + eᵢ² for the values of all methods with certified lower levels.",
    sources: [.own("‖u − û‖ ≤ ‖∇G(u)‖/μ")])
  static let gradient = LabClaim(
    "tuning/exact-gradient", .law, "The exact gradient agrees with differences",
    "∇f = −Σ Bᵢᵀqᵢ + β∇κ² with lower levels by Newton's method agrees with central differences of f.",
    sources: [.reliableTalk("How to solve bilevel learning?")])

  static let all = [certificate, gradient]
}
