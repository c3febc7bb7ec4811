// Claims about automatic differentiation.

import Evidence
import LabKit

/// Forward, reverse and nested differentiation of f(t) = mean log(1 + exp(−y⟨x, t⟩)) + μ‖t‖²/2.
enum DifferentiationClaims {
  static let value = LabClaim(
    "hypergradient/ad-value", .law, "The function in elementary operations",
    "The loss written with only +, ·, exp and log(1 + a) has the value of its formula.",
    sources: [.own("algebra")])
  static let operations = LabClaim(
    "hypergradient/ad-operations", .law, "The operation count of the function",
    "12 samples of 6 features take 12·(6 + 5 + 2) + 12 operations for the loss and 3·6 for the penalty.",
    sources: [.own("a count")])
  static let forward = LabClaim(
    "hypergradient/ad-forward", .law, "Forward mode",
    "Dual numbers give ⟨∇f, u⟩ up to rounding.", sources: [.optimizerTalk("Forward mode")])
  static let reverse = LabClaim(
    "hypergradient/ad-reverse", .law, "Reverse mode", "A tape gives ∇f up to rounding.",
    sources: [.optimizerTalk("Reverse mode")])
  static let forwardCost = LabClaim(
    "hypergradient/ad-forward-cost", .law, "The cost of a directional derivative",
    "A directional derivative takes at most four times as many operations as f.",
    sources: [.optimizerTalk("Forward mode")])
  static let reverseCost = LabClaim(
    "hypergradient/ad-reverse-cost", .law, "The cost of a gradient",
    "A gradient takes at most five times as many operations as f, in any dimension.",
    sources: [.optimizerTalk("Reverse mode")])
  static let forwardOverReverse = product("forward-reverse", "forward over reverse")
  static let reverseOverForward = product("reverse-forward", "reverse over forward")
  static let reverseOverReverse = product("reverse-reverse", "reverse over reverse")
  static let forwardOverReverseCost = cost("forward-reverse", "forward over reverse")
  static let reverseOverForwardCost = cost("reverse-forward", "reverse over forward")
  static let reverseOverReverseCost = cost("reverse-reverse", "reverse over reverse")
  static let hessian = LabClaim(
    "hypergradient/ad-hessian", .law, "The Hessian from d products",
    "The products with the d unit vectors are the columns of the Hessian, up to rounding.",
    sources: [.pearlmutter])
  static let truncation = LabClaim(
    "hypergradient/fd-truncation", .law, "Differences with large steps",
    "For large steps, the error of one-sided differences of ∇f is proportional to the step.",
    sources: [.own("a Taylor expansion")])
  static let rounding = LabClaim(
    "hypergradient/fd-rounding", .law, "Differences with small steps",
    "For small steps, the error of one-sided differences of ∇f is inversely proportional to the step.",
    sources: [.own("rounding")])
  static let central = LabClaim(
    "hypergradient/fd-central", .law, "Central differences",
    "For large steps, the error of central differences of ∇f is proportional to the square of the step.",
    sources: [.own("a Taylor expansion")])
  static let best = LabClaim(
    "hypergradient/fd-best", .law, "The smallest error of differences",
    "The smallest error of one-sided differences of ∇f is between 10⁻¹¹ and 10⁻⁷, well above rounding.",
    sources: [.own("the balance of the two errors")])
  static let jacobian = LabClaim(
    "hypergradient/ad-jacobian", .law, "A Jacobian by columns and by rows",
    "d forward passes, one per column, give the same Jacobian as one reverse pass per row.",
    sources: [.optimizerTalk("Forward mode")])

  private static func product(_ name: String, _ mode: String) -> LabClaim {
    LabClaim(
      "hypergradient/hvp-\(name)", .law, "A Hessian-vector product, \(mode)",
      "Differentiating \(mode) gives ∇²f·u up to rounding.", sources: [.pearlmutter])
  }

  private static func cost(_ name: String, _ mode: String) -> LabClaim {
    LabClaim(
      "hypergradient/hvp-\(name)-cost", .law, "The cost of a Hessian-vector product, \(mode)",
      "A Hessian-vector product, \(mode), takes at most 16 times as many operations as f.",
      sources: [.pearlmutter])
  }

  static let all = [
    value, operations, forward, reverse, forwardCost, reverseCost, forwardOverReverse,
    forwardOverReverseCost, reverseOverForward, reverseOverForwardCost, reverseOverReverse,
    reverseOverReverseCost, hessian, truncation, rounding, central, best, jacobian,
  ]
}
