// Claims about critics, convex networks and diffusion, stated before anything is computed.

import Evidence
import LabKit

/// The claims about regularisers that are trained on examples.
enum LearnedPriorClaims {
  // MARK: Critics

  static let critic = LabClaim(
    "generative/critic", .law, "The best critic of two samples on the line",
    """
    Of all functions R with slope at most 1 the one with R′ = sign(F_u − F_v) has the least mean over u minus mean over v: \
    −W₁ = −(1/m) Σ|u₍ᵢ₎ − v₍ᵢ₎|, the sum over sorted samples. F_u and F_v are the shares of samples below a point.
    """,
    sources: [
      .reliableTalk("Variational regularization meets Deep Learning"), .lunz,
      .own("the duality of Kantorovich and Rubinstein on the line"),
    ])
  static let rivals = LabClaim(
    "generative/critic-rivals", .law, "No other critic is better",
    "200 random functions with slopes from −1 to 1 have a larger value.",
    sources: [.claims("generative/critic")])
  static let unbounded = LabClaim(
    "generative/critic-unbounded", .law, "The criterion without a bound on the slope",
    "min_R E R(u) − E R(v) exists for critics of any slope.",
    stance: .refutedAsStated(
      correction:
        "A hundred times the critic has a hundred times the value, which is negative: there is no minimum."
    ),
    sources: [.reliableTalk("Variational regularization meets Deep Learning")])
  static let learned = LabClaim(
    "generative/critic-learned", .pin, "A learned critic reaches the certificate",
    "4000 projected gradient steps of size 5 on the slopes reach −1.47024; the least value is −1.47049.",
    sources: [.own("numbers of the instance")])
  static let subspace = LabClaim(
    "generative/critic-distance", .law, "For noise off a subspace the distance is the best critic",
    "The distance to the subspace has slope 1, and its mean over v = u + s·n with n normal to it is s√(2/π).",
    sources: [.lunz, .own("the mean of |n|")])
  static let rate = LabClaim(
    "generative/critic-rate", .law, "A gradient step on the critic",
    "Where v lies above u, v ← v − ηR′(v) decreases W₁ at the rate 1.",
    assumptions: ["Every sample v is above every sample u."], sources: [.lunz])

  // MARK: Convex networks

  static let convex = LabClaim(
    "generative/convex", .law, "Output weights that are not negative make a convex network",
    "Σ wᵢ softplus(aᵢᵀx + bᵢ) with w ≥ 0 has R((x + y)/2) ≤ (R(x) + R(y))/2 for 20,000 pairs.",
    sources: [.amos, .reliableTalk("Variational regularization meets Deep Learning")])
  static let signFree = LabClaim(
    "generative/sign-free", .pin, "Negative weights do not",
    "With the signs of six of twelve weights turned, the inequality is violated by up to 4.05327.",
    sources: [.own("numbers of the instance")])
  static let unique = LabClaim(
    "generative/unique", .law, "With a convex network the reconstruction is unique",
    "½‖x − b‖² + 0.3 R(x) has the same minimiser from twenty starts.", sources: [.amos])
  static let absolute = LabClaim(
    "generative/absolute", .law, "A convex network can be |x|",
    "With rectifiers in place of softplus, two units are enough: max(x, 0) + max(−x, 0) = |x|.",
    sources: [.amos])

  // MARK: Diffusion

  static let euler = LabClaim(
    "generative/euler", .pin, "Euler's method is of first order",
    """
    For data N(0.7, 0.3) the score is known, and the probability flow maps x to μ + (x − μ)√(c/(c + σ²)). From σ = 5, Euler's \
    error falls with the steps to the power −0.983 between 40 and 320.
    """, sources: [.song])
  static let heun = LabClaim(
    "generative/heun", .pin, "Heun's method is of second order",
    "Its error falls to the power −1.971.", sources: [.song])
  static let posteriorMean = LabClaim(
    "generative/sampler-mean", .law,
    "The sampler with the conditional score has the posterior mean",
    "20,000 samples of the reverse process for b = ax + η have the mean of the posterior, within four standard errors.",
    sources: [.song, .reliableTalk("Iterative regularization meets Deep Learning")])
  static let posteriorVariance = LabClaim(
    "generative/sampler-variance", .law, "The variance of the sampler follows a recursion",
    """
    With steps from σ to τ the variance v becomes (1 − (σ² − τ²)/(c + σ²))²v + σ² − τ². The samples have the variance at its end, \
    within four standard errors.
    """, sources: [.own("the variance of a sum")])
  static let bias = LabClaim(
    "generative/sampler-bias", .pin, "Finitely many steps make the variance too large",
    "With 1000 steps by 1.07 percent.", sources: [.own("numbers of the instance")])
  static let biasOrder = LabClaim(
    "generative/sampler-order", .pin, "The excess is of first order",
    "From 1000 to 8000 steps it falls to the power −1.012.", sources: [.own("the recursion")])

  static let all = [
    critic, rivals, unbounded, learned, subspace, rate, convex, signFree, unique, absolute, euler,
    heun, posteriorMean, posteriorVariance, bias, biasOrder,
  ]
}
