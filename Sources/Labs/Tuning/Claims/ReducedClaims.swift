// Claims about the reduced problem and what breaks gradient methods.

import Evidence
import LabKit

/// The claims about the reduced problem.
enum ReducedClaims {
  static let gradient = LabClaim(
    "tuning/reduced-gradient", .law, "The reduced gradient",
    "∇f = −Bᵀq with Aq = ∂F/∂u, A = ∂²G/∂u² and B = ∂²G/∂θ∂u, where q comes from conjugate gradients.",
    sources: [.reliableTalk("How to solve bilevel learning?")])
  static let stationary = LabClaim(
    "tuning/reduced-stationary", .law, "L-BFGS-B with accurate lower levels",
    "With lower levels and adjoints accurate to 10⁻¹¹, L-BFGS-B ends where ∇f = 0.",
    assumptions: ["The minimum is inside the box."],
    sources: [.reliableTalk("Algorithm for Bilevel learning")])
  static let optimum = LabClaim(
    "tuning/reduced-optimum", .pin, "The minimum without penalty",
    "θ* = (0.62735, −0.49383) and f* = 5.21042.", sources: [.own("numbers")])
  static let loose = LabClaim(
    "tuning/reduced-loose", .law, "The derivative assumes exact lower levels",
    "With lower levels of accuracy 1, L-BFGS-B ends at least 0.01 above the minimum.",
    sources: [.reliableTalk("Algorithm for Bilevel learning")])
  static let accurate = LabClaim(
    "tuning/reduced-accurate", .law, "More accurate lower levels help",
    "With accuracy 10⁻³ the gap is below 2 % of that with accuracy 1.",
    limits: [
      "The gap need not fall with every tenth: a line search stalls where errors exceed the decrease."
    ], sources: [.own("an observation")])
  static let otherProblem = LabClaim(
    "tuning/truncated-other-problem", .law, "Unrolling solves another problem",
    "With 5 steps in place of the lower level the minimum of the loss differs from f* by more than 0.1 %.",
    sources: [.reliableTalk("How to solve Bilevel Learning Problems?")])
  static let truncatedLosses = LabClaim(
    "tuning/truncated-losses", .pin, "Minimal losses of 5, 20 and 100 steps",
    "The minima are 5.50196, 5.20769 and 5.21042.", sources: [.own("numbers")])
  static let truncatedGaps = LabClaim(
    "tuning/truncated-gaps", .pin, "The gap at the minima for 5 and 20 steps",
    "f − f* is 0.9942 and 0.02671 there.", sources: [.own("numbers")])
  static let finite = LabClaim(
    "tuning/newton-finite", .law, "Semismooth Newton ends after finitely many steps",
    "On a Huber total variation of 64 samples the gradient falls to rounding level.",
    sources: [.kunisch])
  static let jump = LabClaim(
    "tuning/newton-jump", .law, "The last step of semismooth Newton",
    "On the piece of the minimum one step reaches it: the gradient falls by at least 10⁴ at once.",
    sources: [.own("the gradient is piecewise linear")])
  static let newtonSteps = LabClaim(
    "tuning/newton-steps", .pin, "Steps of semismooth Newton",
    "It evaluates the gradient at 37 iterates.", sources: [.own("a count")])
  static let newtonDescent = LabClaim(
    "tuning/newton-descent", .law, "Gradient descent comes to the same point",
    "Descent stopped by ‖∇E‖ ≤ 10⁻⁶ is within 10⁻⁶ of the end of semismooth Newton, as E is strongly convex.",
    sources: [.own("‖u − u*‖ ≤ ‖∇E(u)‖/μ")])
  static let descentSteps = LabClaim(
    "tuning/newton-descent-steps", .pin, "Steps of gradient descent on the same problem",
    "It takes 7188 steps.", sources: [.own("a count")])

  static let all = [
    gradient, stationary, optimum, loose, accurate, otherProblem, truncatedLosses, truncatedGaps,
    finite, jump, newtonSteps, newtonDescent, descentSteps,
  ]
}
