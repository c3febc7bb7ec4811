// Claims about ridge regression and the ways to search its penalties.

import Evidence
import LabKit

/// The claims about searches.
enum SearchClaims {
  static let solution = LabClaim(
    "tuning/ridge-solution", .law, "The solution of ridge regression",
    "For XᵀX = N·I the solution is θ*_k = c_k/(1 + λ_k) with c = Xᵀy/N.",
    sources: [.own("the normal equations")])
  static let risk = LabClaim(
    "tuning/ridge-risk", .law, "The validation error of ridge regression",
    "For VᵀV = M·I the validation error is a constant plus Σ (c_k/(1 + λ_k) − d_k)² with d = Vᵀw/M.",
    sources: [.own("a square, expanded")])
  static let best = LabClaim(
    "tuning/ridge-best", .law, "The best single penalty",
    "One λ for all features is best at ‖c‖²/⟨c, d⟩ − 1 if this is positive; at ∞ if ⟨c, d⟩ ≤ 0, otherwise at 0.",
    sources: [.own("the derivative of the validation error")])
  static let bestNumber = LabClaim(
    "tuning/ridge-best-number", .pin, "The best penalty of the built-in instance",
    "log λ* = −2.507.", sources: [.own("a number")])
  static let tradeOff = LabClaim(
    "tuning/ridge-trade-off", .law, "Overfitting against oversimplification",
    "The training error rises with λ; the validation error falls up to λ* and rises beyond.",
    sources: [.optimizerTalk("Evaluating the generalization")])
  static let ends = LabClaim(
    "tuning/ridge-ends", .law, "Some features are best left out, others free",
    "With a λ_k for each feature, λ*_k = c_k/d_k − 1 if 0 < d_k/c_k < 1, ∞ if d_k/c_k ≤ 0, and 0 if d_k/c_k ≥ 1.",
    sources: [.own("the derivative of the validation error")])

  private static let grids = Dictionary(
    uniqueKeysWithValues: [1, 2, 4, 6].map { p in
      (
        p,
        LabClaim(
          "tuning/grid-\(p)", .law, "The rate of grid search, \(p) parameter\(p == 1 ? "" : "s")",
          "The mean gap of the best of B points of a grid in \(p) dimension\(p == 1 ? "" : "s") falls as B^(−2/\(p)).",
          sources: [.optimizerTalk("The Grid Search")])
      )
    })
  static func grid(_ p: Int) -> LabClaim { grids[p] ?? solution }
  static let gridSlopes = LabClaim(
    "tuning/grid-slopes", .pin, "Slopes of grid search",
    "The slopes for 1, 2, 4 and 6 parameters are −2.056, −1.021, −0.5015 and −0.3334.",
    sources: [.own("numbers")])
  private static let randoms = Dictionary(
    uniqueKeysWithValues: [1, 2, 4].map { p in
      (
        p,
        (
          LabClaim(
            "tuning/random-\(p)", .law,
            "The rate of random search, \(p) parameter\(p == 1 ? "" : "s")",
            "The mean gap of the best of B random points in \(p) dimension\(p == 1 ? "" : "s") falls as B^(−2/\(p)).",
            sources: [.optimizerTalk("Bi-level optimization")]),
          LabClaim(
            "tuning/random-constant-\(p)", .law,
            "The constant of random search, \(p) parameter\(p == 1 ? "" : "s")",
            """
            For many points the mean gap is Γ(1 + 2/p)(vB)^(−2/p), p = \(p), where v is the share of the box in which the \
            quadratic model of h is below 1.
            """, sources: [.own("the minimum of independent exponential times")])
        )
      )
    })
  static func random(_ p: Int) -> LabClaim { randoms[p]?.0 ?? solution }
  static func randomConstant(_ p: Int) -> LabClaim { randoms[p]?.1 ?? solution }
  static let randomSlopes = LabClaim(
    "tuning/random-slopes", .pin, "Slopes of random search",
    "The slopes for 1, 2 and 4 parameters are −2.094, −0.9778 and −0.3882.",
    sources: [.own("numbers")])
  static let randomConstants = LabClaim(
    "tuning/random-constants", .pin, "Constants of random search",
    "The mean gap of 4096 points over the formula is 0.952, 0.817 and 0.910 for 1, 2 and 4 parameters.",
    sources: [.own("numbers")])

  static let bayesianOne = LabClaim(
    "tuning/bayesian-one", .law, "Bayesian search with one parameter",
    "With one parameter a Gaussian process with expected improvement leaves a mean gap below 10⁻³ after 15 values.",
    sources: [.own("an observation on six problems")])
  static let bayesianEight = LabClaim(
    "tuning/bayesian-eight", .law, "Bayesian search does not scale with the dimension",
    "With 8 parameters and 60 values its mean gap is at least 100 times that of gradient descent.",
    sources: [.optimizerTalk("Bi-level optimization")])
  static let descentGaps = LabClaim(
    "tuning/descent-gaps", .pin, "Gaps of gradient descent after 60 gradients",
    "The mean gaps for 1, 2 and 8 parameters are 2.577·10⁻⁸, 1.111·10⁻⁷ and 2.400·10⁻⁶.",
    sources: [.own("numbers")])
  static let dimensions = LabClaim(
    "tuning/descent-dimensions", .law, "First-order methods scale with the dimension",
    "Gradient descent takes about as many steps to a gap of 10⁻⁶p for p = 1, 8 and 64, within a factor of 4.",
    sources: [.optimizerTalk("Bi-level optimization")])
  static let descentCounts = LabClaim(
    "tuning/descent-counts", .pin, "Steps of gradient descent to 10⁻⁶p",
    "It takes 27.7, 42.2 and 49.2 steps on average for 1, 8 and 64 parameters.",
    sources: [.own("counts")])
  static let descentOptimum = LabClaim(
    "tuning/descent-optimum", .law, "Gradient descent finds the best penalties",
    "With 8 parameters gradient descent on log λ converges to the known optimum.",
    sources: [.optimizerTalk("Bi-level optimization")])
  static let descentRate = LabClaim(
    "tuning/descent-rate", .law, "The rate of gradient descent",
    "The gap of gradient descent with step 1 falls by (1 − h_min)² per step, h_min the smallest curvature at t*.",
    sources: [.own("the linearised iteration")])
  static let descentRateNumber = LabClaim(
    "tuning/descent-rate-number", .pin, "The rate on the built-in instance",
    "The gap falls by 0.85593 per step.", sources: [.own("a number")])

  static let augmentation = LabClaim(
    "tuning/augmentation", .law, "Data augmentation is a penalty",
    "Jitter of the inputs with variances λ_k adds Σ λ_k θ_k² to the mean squared error.",
    sources: [.optimizerTalk("Bi-level optimization problems: Model selection")])
  static let augmentationNumber = LabClaim(
    "tuning/augmentation-number", .pin, "The error with jitter on the built-in instance",
    "The mean squared error with jitter is 4.3322.", sources: [.own("a number")])
  static let architecture = LabClaim(
    "tuning/architecture", .law, "Architecture search selects the informative operation",
    "Descent on the weights of two operations gives the one that carries the signal a weight above 0.9.",
    sources: [.optimizerTalk("Bi-level optimization problems: Model selection")])
  static let architectureNumber = LabClaim(
    "tuning/architecture-number", .pin, "The weight that descent finds",
    "After 3000 steps of size 2 the weight is 0.99714.", sources: [.own("a number")])

  static let all: [LabClaim] =
    [solution, risk, best, bestNumber, tradeOff, ends]
    + [1, 2, 4, 6].map(grid) + [gridSlopes]
    + [1, 2, 4].flatMap { [random($0), randomConstant($0)] } + [randomSlopes, randomConstants]
    + [
      bayesianOne, bayesianEight, descentGaps, dimensions, descentCounts, descentOptimum,
      descentRate, descentRateNumber, augmentation, augmentationNumber, architecture,
      architectureNumber,
    ]
}
