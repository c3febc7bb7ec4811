// Claims about the depth at which a trained model is tested, stated before anything is computed.

import Evidence
import LabKit

/// The claims about test depths.
enum DepthClaims {
  // MARK: Enough parameters

  static let states = LabClaim(
    "equilibrium/states", .law, "The N-th state in closed form",
    "z⁺ = z − η(Hz − Bθ) from 0 has z_N = P_N Bθ with P_N = H⁻¹(I − (I − ηH)^N).",
    sources: [.own("a geometric sum")])
  static let filter = LabClaim(
    "equilibrium/filter", .law, "The equilibrium model has the filter of the toy model",
    """
    The eigenvalues of P_N are f(s)/μ with the filter f of unrolled gradient descent in the toy model, at h = μ(1 + s) and \
    ω = ημ, for any μ > 0.
    """, sources: [.own("a change of variables")])
  static let reached = LabClaim(
    "equilibrium/reached", .law, "With enough parameters the loss at the trained depth is 0",
    "Where P_N B has rank d, θ_N gives L(z_N) = ½‖z_N − z̄‖² = 0.",
    assumptions: ["ηh < 2, so that no eigenvalue of P_N is 0."], sources: [.ramzi])
  static let overfitting = LabClaim(
    "equilibrium/overfitting", .law, "With enough parameters no other depth is better",
    """
    L(z_M(θ_N)) ≥ L(z_N(θ_N)) for every M, above and below N, where z_N(θ) can be any state. It is the inequality L ≥ min L, \
    for the loss that was trained.
    """,
    limits: [
      "It says nothing about a loss on other data, unless θ reaches the minimum of that one too."
    ],
    sources: [.ramzi, .unrollingTalk("Theorem 1 – Iteration overfitting")])
  static let mismatch = LabClaim(
    "equilibrium/mismatch", .law, "The loss at other depths in closed form",
    "For B = I, L(z_M(θ_N)) = ½ Σ z̄ᵢ²(p_M(hᵢ)/p_N(hᵢ) − 1)², with z̄ᵢ in the eigenvectors of H.",
    sources: [.own("the closed form of the states")])
  static let limit = LabClaim(
    "equilibrium/limit", .pin, "The loss at the fixed point",
    "The model trained at N = 20 has L = 0 there, 0.282755 at 30 steps and 8.86729 at its fixed point.",
    sources: [.own("numbers of the instance")])
  static let injected = LabClaim(
    "equilibrium/injection", .law,
    "With a full matrix at the input the statement is about all data",
    """
    For z⁺ = Kz + Θx with a free matrix Θ, the mean loss ½E‖z_N − Tx‖² = ½‖S_NΘ − T‖² over x ~ N(0, I) is 0 at the trained \
    depth, and no other depth is better on unseen x.
    """, sources: [.ramzi, .own("its population version")])

  // MARK: Too few parameters

  static let pairParameter = LabClaim(
    "equilibrium/pair-parameter", .law, "One parameter for two directions",
    """
    For H = diag(1, h), B = (1, h), z̄ = (1, 1) and η = 1, θ_N = (1 + a)/(1 + a²) with a = 1 − (1 − h)^N, which is above 1: the \
    training makes up for the missing steps.
    """, sources: [.own("a quadratic in one variable")])
  static let pairGain = LabClaim(
    "equilibrium/pair-gain", .law, "With too few parameters every further step helps",
    "In this model L(z_M(θ_N)) < L(z_N(θ_N)) for all M > N, as θ_N − 1 = a(1 − aθ_N).",
    limits: [
      "It need not be so for other targets, and the best M is finite: more and more steps do not help for ever."
    ], sources: [.own("the parameter in closed form")])
  static let pairBest = LabClaim(
    "equilibrium/pair-best", .law, "The best depth of the pair",
    "The best M is one of the two whole numbers beside ln(1 − 1/θ_N)/ln(1 − h), where aθ = 1.",
    sources: [.own("the loss in closed form")])
  static let pairPinned = LabClaim(
    "equilibrium/pair-losses", .pin, "The losses of the pair",
    """
    For h = 0.1 and N = 5 the losses at 5, 6, 7, 10, 17, 55 and 405 steps are 0.149302, 0.115798, 0.0899883, 0.0442971, \
    0.0214586, 0.0421298 and 0.0428837.
    """, sources: [.own("numbers of the instance")])
  static let rankFull = LabClaim(
    "equilibrium/rank-full", .law, "At full rank no draw gains",
    "For B of rank d no target gains by further steps.",
    sources: [.ramzi])
  static let rankGain = LabClaim(
    "equilibrium/rank-gain", .pin, "The gain falls with the rank",
    """
    For B of rank 1, 2, 4, 6, 8 and 10 of 12 the best of the depths N + 1, 2, 5, 10, 20, 50, 100, 200 and 1000 lowers the loss by 0.0108, \
    0.00684, 0.00259, 0.000946, 0.000275 and 0.00000698 in the mean of 200 draws.
    """,
    assumptions: [
      "The target is a fixed point of the model, z̄ = H⁻¹Bθ̄ with a normally distributed θ̄, scaled to norm 1; B is orthonormal, from the QR decomposition of a normally distributed matrix, and the eigenvalues of H are 1/κ to 1, equally spaced in their logarithms."
    ],
    limits: [
      "For targets of any direction the share of draws that gain is about a half at rank 1 and depends little on the rank."
    ],
    sources: [
      .unrollingTalk(
        "We also show that the closer to overparametrized f is, the less we expect to see improvement"
      )
    ])
  static let rankShare = LabClaim(
    "equilibrium/rank-share", .pin, "The share of draws that gain falls with the rank",
    "Of 200 draws 200, 198, 179, 125, 52 and 6 gain for B of rank 1, 2, 4, 6, 8 and 10.",
    sources: [.own("counts of the instance")])

  // MARK: Meta-learning

  static let meta = LabClaim(
    "equilibrium/meta-learning", .pin, "A start that many tasks share gains by further steps",
    """
    Forty ridge regressions share a start θ ∈ R⁸, trained for 3 steps. At 3, 4, 5, 10 and 200 steps the mean loss on held-out data \
    is 2.56512, 2.37217, 2.23525, 1.90702 and 1.64111.
    """, sources: [.unrollingTalk("Context: Underparametrized Meta-learning")])
  static let metaOneTask = LabClaim(
    "equilibrium/one-task", .law, "For a single task further steps hurt",
    "With one task in place of forty, θ reaches loss 0 at 3 steps, and no other depth has less.",
    sources: [.ramzi])

  // MARK: The toy model

  static let toy = LabClaim(
    "equilibrium/toy-model", .law, "The toy model is best at its trained depth too",
    """
    R and ω learned for N steps, N even, have L(M) ≥ L(N) when they run for M steps. Here n = 10, k = 5, σ = 0.9, and signals \
    have independent entries of mean 1 and standard deviation 0.5.
    """, sources: [.claims("depth-mismatch")])
  static let toyOdd = LabClaim(
    "equilibrium/toy-model-odd", .pin, "At odd depth one step more ruins it",
    """
    Learned for five steps, the same model has L(6)/L(5) = 39.97: an odd number of steps lets R reach every filter, with \
    ω(1 + s) far beyond 2, and other numbers of steps amplify what five of them set.
    """, sources: [.own("numbers of the instance")])

  static let all = [
    states, filter, reached, overfitting, mismatch, limit, injected, toy, toyOdd, pairParameter,
    pairGain,
    pairBest, pairPinned, rankFull, rankGain, rankShare, meta, metaOneTask,
  ]
}
