// Claims about derivative-free search with values of dynamic accuracy.

import Evidence
import LabKit

/// The claims about dynamic accuracy.
enum DynamicClaims {
  // MARK: Two parameters

  static let certificate = LabClaim(
    "tuning/dfo-certificate", .law, "Every value is certified",
    "|f̃ − f| ≤ Σ 2‖ũᵢ − uᵢ‖eᵢ + eᵢ² with eᵢ = ‖∇Gᵢ‖/μ, for every value of the run.",
    sources: [.own("‖u − û‖ ≤ ‖∇G(u)‖/μ")])
  static let decrease = LabClaim(
    "tuning/dfo-decrease", .law, "Every accepted step lowers f",
    "Where the trust region accepts a step by inexact values, f itself decreases.",
    sources: [.reliableTalk("Use algorithm that acknowledges difficulties")])
  static let inference = LabClaim(
    "tuning/dfo-inference", .law, "The certificate of every accepted step",
    "For every accepted step f̃(θ⁺) < f̃(θ) − e − e⁺, from which f(θ⁺) < f(θ) follows.",
    sources: [.reliableTalk("Use algorithm that acknowledges difficulties")])
  static let gap = LabClaim(
    "tuning/dfo-gap", .law, "The trust region finds the minimum",
    "With two parameters f − f* is below 10⁻⁸ at the end.", sources: [.ehrhardt])
  static let distance = LabClaim(
    "tuning/dfo-distance", .law, "The trust region finds the minimiser",
    "With two parameters ‖θ − θ*‖ is below 10⁻³ at the end.", sources: [.ehrhardt])
  static let gradient = LabClaim(
    "tuning/dfo-gradient", .law, "The gradient tends to 0",
    "lim ‖∇f(θ_k)‖ = 0: the norm is below 10⁻³ at the end.",
    limits: [
      "On the slide the criticality phase has ‖x^k‖ and ‖s^k‖; it must read ‖g^k‖ ≤ ε and Δ^k ≤ ‖g^k‖ for the gradient g of the model."
    ], sources: [.reliableTalk("Dynamic Accuracy Derivative Free Optimization")])
  static let starts = LabClaim(
    "tuning/dfo-starts", .law, "Dynamic accuracy is robust to the start",
    "From five starts, far ones among them, ‖∇f‖ ends below 10⁻³.",
    limits: [
      "Where 10^θ₂ is near 0 f hardly depends on θ₂: in 2 of 60 draws a run from a far start ends there, 0.1 above f*."
    ], sources: [.reliableTalk("Robustness to initialization etc")])
  static let startGaps = LabClaim(
    "tuning/dfo-start-gaps", .pin, "The gap from five starts",
    "On the built-in instance f − f* ends below 10⁻⁶ from all five.", sources: [.own("numbers")])
  static let optimum = LabClaim(
    "tuning/dfo-optimum", .pin, "The minimum with penalty",
    "θ* = (0.62494, −0.49218) and f* = 5.21233.", sources: [.own("numbers")])
  static let counts = LabClaim(
    "tuning/dfo-counts", .pin, "Values, accepted steps and iterations of the run",
    "52 values, 11 accepted steps and 22539 lower-level iterations.", sources: [.own("counts")])
  static let bias = LabClaim(
    "tuning/fixed-bias", .law, "Few fixed steps are biased",
    "With 10 fixed steps in place of the lower level the search ends at least 10⁻³ above f*.",
    sources: [.reliableTalk("Robustness to initialization etc")])
  static let biasOfTruncation = LabClaim(
    "tuning/fixed-bias-of-truncation", .law, "The bias is that of the truncated problem",
    "The gap that 10 fixed steps reach is that of the minimum of the truncated loss, to 15 %.",
    sources: [.own("the filter of K steps")])
  static let biases = LabClaim(
    "tuning/fixed-biases", .pin, "The bias of 10, 20 and 50 steps",
    "f − f* at the minima of the truncated losses is 0.5646, 0.02423 and 1.151·10⁻⁶.",
    sources: [.own("numbers")])
  static let costs = LabClaim(
    "tuning/dfo-costs", .pin, "Iterations to f − f* ≤ 10⁻⁶",
    "Dynamic accuracy takes 10407 lower-level iterations, 100 fixed steps 18000, and 2000 of them 312000.",
    sources: [.own("counts")])
  static let speed = LabClaim(
    "tuning/dfo-speed", .law, "Dynamic accuracy is faster than many fixed steps",
    "To f − f* ≤ 10⁻⁶ it takes at most a quarter of the iterations of 2000 fixed steps.",
    sources: [.reliableTalk("Dynamic Accuracy v Fixed Unrolling")])
  static let printedSpeed = LabClaim(
    "tuning/dfo-printed-speed", .law, "A speed-up of 10, against what?",
    "Dynamic accuracy is 10 times as fast as a fixed number of steps, the best one included.",
    stance: .refutedAsStated(
      correction:
        "Against the best of the numbers of steps 5, 10, 20, 50, 100, 200, 500 and 2000, known only afterwards, the factor lies between 0.25 and 2.5 in the draws of seeds 0 to 9 of the smooth signals, and depends on rounding; against 2000 steps it lies between 5 and 60. What dynamic accuracy saves is having to know that number."
    ), sources: [.reliableTalk("Dynamic Accuracy v Fixed Unrolling")])
  static let speedOverBest = LabClaim(
    "tuning/dfo-speed-over-best", .pin, "Not knowing the number of steps costs little",
    "On the built-in instance it takes at most twice the iterations of the best fixed number of steps, which is known only afterwards.",
    sources: [.own("an observation")])

  // MARK: Three parameters and one

  static let threeCertificate = LabClaim(
    "tuning/tv-certificate", .law, "Every value is certified, three parameters",
    "The bound on |f̃ − f| holds for smoothed total variation too, with f from Newton's method.",
    sources: [.own("‖u − û‖ ≤ ‖∇G(u)‖/μ")])
  static let threeDecrease = LabClaim(
    "tuning/tv-decrease", .law, "Every accepted step lowers f, three parameters",
    "With weight, smoothing and strong convexity as parameters every accepted step lowers f.",
    sources: [.reliableTalk("Parametric regularizer")])
  static let threeGradient = LabClaim(
    "tuning/tv-gradient", .law, "The gradient tends to 0, three parameters",
    "At the end ‖∇f‖ is below 1 % of its value at the start.",
    sources: [.reliableTalk("Dynamic Accuracy Derivative Free Optimization")])
  static let threeSpeed = LabClaim(
    "tuning/tv-speed", .law, "Dynamic accuracy is faster than many fixed steps, three parameters",
    "To within 2 % of the end it takes at most a third of the iterations of 2000 fixed steps.",
    sources: [.reliableTalk("Dynamic Accuracy v Fixed Unrolling")])
  static let threeValue = LabClaim(
    "tuning/tv-value", .pin, "Values at the start and the end, three parameters",
    "f falls from 3.30845 to 0.26226.", sources: [.own("numbers")])
  static let oneCertificate = LabClaim(
    "tuning/tv-weight-certificate", .law, "Every value is certified, one parameter",
    "The bound on |f̃ − f| holds where only the weight is learned.",
    sources: [.own("‖u − û‖ ≤ ‖∇G(u)‖/μ")])
  static let oneGap = LabClaim(
    "tuning/tv-weight-gap", .law, "The trust region finds the minimum, one parameter",
    "Where only the weight of smoothed total variation is learned, f − f* ends below 10⁻⁶.",
    sources: [.ehrhardt])

  // MARK: The condition number

  static let condition = LabClaim(
    "tuning/condition", .law, "κ is the condition number with ξ outside the bracket",
    "κ = 1 + α‖∇‖²/(ν(1 + ξ)) is the condition number of the lower level for constant u and the penalty α Σ (|∇u|² + ν²)^½ + ½ξ‖u‖².",
    sources: [.own("eigenvalues of I + DᵀD")])
  static let printedCondition = LabClaim(
    "tuning/condition-printed", .law, "κ for the regulariser as printed",
    "κ is the condition number for the penalty α(Σ (|∇u|² + ν²)^½ + ½ξ‖u‖²).",
    stance: .refutedAsStated(
      correction:
        "With ξ inside the bracket 1 + ξ must be 1 + αξ. For α = ½, ν = 0.1, ξ = 2 the condition number is 10.98, not 7.65."
    ), sources: [.reliableTalk("Parametric regularizer")])
  static let conditionNumbers = LabClaim(
    "tuning/condition-numbers", .pin, "Condition numbers with ξ outside and inside",
    "For α = ½, ν = 0.1, ξ = 2 and 32 samples they are 7.65062 and 10.9759.",
    sources: [.own("numbers")])

  static let all = [
    certificate, decrease, inference, gap, distance, gradient, starts, startGaps, optimum, counts,
    bias,
    biasOfTruncation, biases, costs, speed, printedSpeed, speedOverBest, threeCertificate,
    threeDecrease, threeGradient, threeSpeed, threeValue, oneCertificate, oneGap, condition,
    printedCondition, conditionNumbers,
  ]
}
