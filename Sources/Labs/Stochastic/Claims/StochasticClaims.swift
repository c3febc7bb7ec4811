// The claims of the lab, stated before anything is computed.

import Evidence
import LabKit

extension Source {
  /// The framework of SOBA and SABA.
  static let dagreou = Source.publication("Dagréou et al., NeurIPS 2022", place: "section 3")
  /// The lower bound, and SRBA.
  static let srba = Source.publication("Dagréou et al., AISTATS 2024", place: "section 3")
  /// BSA.
  static let ghadimi = Source.publication("Ghadimi and Wang, 2018", place: "section 3")
  /// stocBiO.
  static let ji = Source.publication("Ji et al., ICML 2021", place: "section 3")
  /// AmIGO.
  static let arbel = Source.publication("Arbel and Mairal, ICLR 2022", place: "section 4")
  /// TTSA.
  static let hong = Source.publication("Hong et al., SIAM J. Optim. 2023", place: "section 3")
  /// MRBO.
  static let yang = Source.publication("Yang et al., NeurIPS 2021", place: "section 3")
  /// SUSTAIN.
  static let khanduri = Source.publication("Khanduri et al., NeurIPS 2021", place: "section 3")
  /// SAGA.
  static let saga = Source.publication("Defazio et al., NeurIPS 2014", place: "theorem 1")
}

/// The claims, one for each number.
enum StochasticClaims {
  private static let scheduleLimit =
    "The slope follows from the schedule on an objective for which the descent lemma is tight up to a logarithm: it "
    + "shows that the method attains its rate under admissible steps, not that no schedule is better here."
  private static let rates = "Number of calls to oracle to get an ϵ-stationary solution"

  // MARK: The sum of quadratics

  static let valueFunction = LabClaim(
    "stochastic/value-function", .law, "The gradient of the value function in closed form",
    "For the sum of quadratics ∇h(λ) = h(λ − λ*), entry by entry, is the implicit gradient of the means.",
    sources: [.own("the implicit function theorem")])
  static let sampleMeans = LabClaim(
    "stochastic/sample-means", .law, "The samples have the means of the problem",
    """
    The means over all samples of the directions of z, v and λ at a random point are the exact directions, and so is the mean \
    of the directions of SABA after its tables were filled at another point.
    """, sources: [.optimizerTalk("SOBA (Stochastic Bilevel Algorithm) directions"), .dagreou])
  static let flow = LabClaim(
    "stochastic/flow", .law, "The gradient flow decays as 1/t",
    "Along the gradient flow from 0 the slope of log ‖∇h‖² against log t is −1 to within 0.05.",
    sources: [.own("‖∇h‖² = Σ hₖ exp(−2hₖt)")])
  static let flowSlope = LabClaim(
    "stochastic/flow-slope", .pin, "The slope of the gradient flow", "The slope is −1.04904.",
    sources: [.own("a number")])

  static let soba = LabClaim(
    "stochastic/soba-rate", .law, "The rate of SOBA",
    "With ρ = αt^(−2/5) and γ = βt^(−3/5) the slope of inf E‖∇h‖² against T is −2/5 to within 0.06.",
    limits: [scheduleLimit], sources: [.optimizerTalk("Theorem (Convergence of SOBA)"), .dagreou])
  static let sobaSlope = LabClaim(
    "stochastic/soba-slope", .pin, "The slope of SOBA", "The slope is −0.442051.",
    sources: [.own("a number")])
  static let sobaFlow = LabClaim(
    "stochastic/soba-flow", .law, "SOBA follows the gradient flow",
    "E‖∇h‖² at T = 10³, 10⁴, 10⁵ and 3·10⁵ is 0.8 to 1.6 times that of the flow at the time (5/2)βT^(2/5).",
    sources: [.own("Σ γ_t ≈ (5/2)βT^(2/5)")])
  static let sobaFlowRatios = LabClaim(
    "stochastic/soba-flow-ratios", .pin, "The ratios of SOBA to the flow",
    "The ratios are 1.3451, 1.18602, 1.07641 and 1.03151.", sources: [.own("a number")])
  static let saba = LabClaim(
    "stochastic/saba-rate", .law, "The rate of SABA",
    "With constant steps the slope of (1/T) Σ E‖∇h‖² against T is −1 to within 0.15.",
    limits: ["A logarithmic factor makes the slope of the mean flatter than that of the minimum."],
    sources: [.optimizerTalk("Theorem (Convergence of SABA)"), .dagreou])
  static let sabaSlope = LabClaim(
    "stochastic/saba-slope", .pin, "The slope of SABA", "The slope is −0.88822.",
    sources: [.own("a number")])
  static let sabaMinimum = LabClaim(
    "stochastic/saba-minimum", .law, "The rate of the best iterate of SABA",
    "With constant steps the slope of min E‖∇h‖² against T is −1 to within 0.1.",
    sources: [.optimizerTalk("Theorem (Convergence of SABA)"), .dagreou])
  static let sabaMinimumSlope = LabClaim(
    "stochastic/saba-minimum-slope", .pin, "The slope of the best iterate of SABA",
    "The slope is −1.0757.", sources: [.own("a number")])
  static let sabaBound = LabClaim(
    "stochastic/saba-bound", .law, "The bound of the descent lemma for SABA",
    "(1/T) Σ E‖∇h‖² ≤ 2(h(0) − h*)/(γT) for every T, as for gradient descent.",
    sources: [.optimizerTalk("Remarks"), .own("the descent lemma")])
  static let sabaBoundRatio = LabClaim(
    "stochastic/saba-bound-ratio", .pin, "The ratio of SABA to the bound",
    "The largest ratio is 0.498644.", sources: [.own("a number")])

  /// The rate of one of the other methods: its law and its pin.
  private static func rate(
    _ method: BilevelMethod, _ rate: String, _ slope: String, tolerance: String = "0.06",
    _ source: Source
  ) -> (law: LabClaim, pin: LabClaim) {
    let law = LabClaim(
      "stochastic/\(method.rawValue)-rate", .law, "The rate of \(method.label)",
      "With the steps of the theory the slope of min E‖∇h‖² against T is \(rate) to within \(tolerance).",
      limits: [scheduleLimit], sources: [.optimizerTalk(rates), source])
    let pin = LabClaim(
      "stochastic/\(method.rawValue)-slope", .pin, "The slope of \(method.label)",
      "The slope is \(slope).", sources: [.own("a number")])
    return (law, pin)
  }
  static let srba = rate(.srba, "−1", "−1.05223", tolerance: "0.08", .srba)
  static let bsa = rate(.bsa, "−1/2", "−0.525443", .ghadimi)
  static let stocbio = rate(.stocbio, "−1/2", "−0.523543", .ji)
  static let amigo = rate(.amigo, "−1/2", "−0.515618", .arbel)
  static let ttsa = rate(.ttsa, "−2/5", "−0.432005", .hong)
  static let mrbo = rate(.mrbo, "−2/3", "−0.687823", .yang)
  static let sustain = rate(.sustain, "−2/3", "−0.701644", .khanduri)

  static let sobaPlateau = LabClaim(
    "stochastic/soba-plateau", .law, "Constant steps are not enough without variance reduction",
    "With the constant steps of SABA the plateau of SOBA is at least 10 times that of SABA.",
    sources: [.optimizerTalk("Remarks"), .dagreou])
  static let sobaPlateauRatio = LabClaim(
    "stochastic/soba-plateau-ratio", .pin, "The plateau of SOBA with constant steps",
    "The plateau is 400.416 times that of SABA.", sources: [.own("a number")])
  static let amigoPlateau = LabClaim(
    "stochastic/amigo-plateau", .law, "Inner loops do not replace variance reduction",
    "With constant steps the plateau of AmIGO is at least 10 times that of SABA.",
    sources: [.dagreou])
  static let amigoPlateauRatio = LabClaim(
    "stochastic/amigo-plateau-ratio", .pin, "The plateau of AmIGO with constant steps",
    "The plateau is 257.989 times that of SABA.", sources: [.own("a number")])
  static let warmStart = LabClaim(
    "stochastic/warm-start", .law, "Warm starts are needed",
    "If ten inner steps of size 0.1 begin at 0 in every iteration, the last E‖∇h‖² is at least 20 times that of AmIGO.",
    sources: [.optimizerTalk("Two loops algorithms"), .ji, .arbel])
  static let warmStartRatio = LabClaim(
    "stochastic/warm-start-ratio", .pin, "The loss of cold starts", "The ratio is 720.93.",
    sources: [.own("a number")])
  static let leaders = LabClaim(
    "stochastic/leaders", .law, "Methods with variance reduction lead for the same number of calls",
    "With 8·10⁵ calls the best E‖∇h‖² of every other method is more than 3 times those of SABA and SRBA.",
    sources: [.optimizerTalk(rates), .dagreou])
  static let leader = LabClaim(
    "stochastic/leaders-by", .pin, "The best methods with 8·10⁵ calls",
    "With 8·10⁵ calls the best E‖∇h‖² is 2.31431·10⁻⁴ for SABA, 3.99227·10⁻³ for MRBO and 8.6831·10⁻³ for SOBA.",
    sources: [.own("a number")])
  static let asFast = LabClaim(
    "stochastic/as-fast-as-single-level", .law, "SOBA as fast as its single-level counterpart",
    "SOBA converges as fast as stochastic gradient descent on one level, as T^(−1/2).",
    stance: .refutedAsStated(
      correction:
        "The proved rate of SOBA is T^(−2/5), and its schedule attains no more. SABA is as fast as its single-level counterpart, "
        + "with 1/T; with ρ and γ both of order t^(−1/2) SOBA is faster on this problem than the theory promises."
    ),
    sources: [
      .optimizerTalk("SABA, SRBA, …: We prove it converges as fast as single level counter parts")
    ])
  static let otherSchedule = LabClaim(
    "stochastic/soba-other-schedule", .pin, "SOBA with steps of order t^(−1/2)",
    "With ρ = 0.5t^(−1/2) and γ = 0.3t^(−1/2) the slope of inf E‖∇h‖² is −0.652971.",
    sources: [.own("a number")])
  static let saga = LabClaim(
    "stochastic/saga-linear", .law, "SAGA converges linearly on one level",
    "With the step 1/(3L) ‖z − z*‖² falls by 1 − min(1/(4n), μ/(3L)) in an iteration, or faster.",
    sources: [.optimizerTalk("Single level problem"), .saga])
  static let sagaRate = LabClaim(
    "stochastic/saga-factor", .pin, "The factor of SAGA", "The factor is 0.966015.",
    sources: [.own("a number")])
  static let descentStalls = LabClaim(
    "stochastic/descent-stalls", .law, "Stochastic gradient descent stalls with the same step",
    "The plateau of stochastic gradient descent with the step of SAGA is more than 10⁶ times the error of SAGA.",
    sources: [.optimizerTalk("Single level problem")])

  // MARK: Logistic regression

  static let gradient = LabClaim(
    "stochastic/logistic-gradient", .law, "The exact gradient of logistic regression",
    "Implicit differentiation at z* agrees with central differences of the validation loss.",
    sources: [.own("the implicit function theorem")])
  static let logisticMeans = LabClaim(
    "stochastic/logistic-sample-means", .law, "The samples have the means of the losses",
    "The mean of the sample directions at a random point is that of the losses by matrix products.",
    sources: [.own("a second route")])
  static let reference = LabClaim(
    "stochastic/logistic-reference", .law, "The reference is stationary",
    "The projected gradient ‖λ − P(λ − ∇h)‖ at the reference is at most 5·10⁻⁸, with z* by Newton's method.",
    limits: ["h is not convex: a stationary point need not be the global minimum."],
    sources: [.own("the optimality conditions")])
  static let optimum = LabClaim(
    "stochastic/logistic-optimum", .pin, "The reference of the built-in samples",
    "λ* = (−5, −5, −3.21354, −2.59414, −5, 1), and h(−3, …, −3) − h(λ*) = 0.0363298.",
    sources: [.own("a number")])
  static let sabaStationary = LabClaim(
    "stochastic/logistic-saba", .law, "SABA becomes stationary with constant steps",
    "After 600 epochs the projected gradient of SABA is at most 2·10⁻⁴.",
    sources: [
      .optimizerTalk("Hyperparameter selection on ℓ² regularized logistic regression"), .dagreou,
    ])
  static let sabaStationarity = LabClaim(
    "stochastic/logistic-saba-value", .pin, "The projected gradient of SABA",
    "After 600 epochs it is 9.35716·10⁻⁶.", sources: [.own("a number")])
  static let sabaGaps = LabClaim(
    "stochastic/logistic-saba-gaps", .pin, "The distance of SABA from the reference",
    "After 5, 50 and 600 epochs h − h(λ*) is 1.08928·10⁻³, 1.28336·10⁻⁴ and 4.39216·10⁻⁶.",
    sources: [.own("a number")])
  static let constant = LabClaim(
    "stochastic/logistic-constant", .law, "SOBA stalls with the steps of SABA",
    "The median projected gradient of SOBA over the last 125 epochs of 600, with the steps of SABA, is at least 10 times that "
      + "of SABA.", sources: [.dagreou])
  static let constantRatio = LabClaim(
    "stochastic/logistic-constant-ratio", .pin, "The plateau of SOBA with the steps of SABA",
    "The ratio is 181.117.", sources: [.own("a number")])
  static let decreasing = LabClaim(
    "stochastic/logistic-decreasing", .law, "SABA is ahead of SOBA with decreasing steps",
    "After 600 epochs the median projected gradient of SOBA with decreasing steps is at least 3 times that of SABA.",
    sources: [
      .optimizerTalk("Hyperparameter selection on ℓ² regularized logistic regression"), .dagreou,
    ])
  static let decreasingRatio = LabClaim(
    "stochastic/logistic-decreasing-ratio", .pin, "The distance of SOBA with decreasing steps",
    "The ratio is 53.5817.", sources: [.own("a number")])

  /// The rates of the methods beside SOBA and SABA, with the predicted slope, its tolerance and the pinned slope.
  static let rivals:
    [(method: BilevelMethod, law: LabClaim, pin: LabClaim, tolerance: Double, slope: Double)] = [
      (.srba, srba.law, srba.pin, 0.08, -1.05223), (.bsa, bsa.law, bsa.pin, 0.06, -0.525443),
      (.stocbio, stocbio.law, stocbio.pin, 0.06, -0.523543),
      (.amigo, amigo.law, amigo.pin, 0.06, -0.515618),
      (.ttsa, ttsa.law, ttsa.pin, 0.06, -0.432005),
      (.mrbo, mrbo.law, mrbo.pin, 0.06, -0.687823),
      (.sustain, sustain.law, sustain.pin, 0.06, -0.701644),
    ]

  static let all =
    [
      valueFunction, sampleMeans, flow, flowSlope, soba, sobaSlope, sobaFlow, sobaFlowRatios, saba,
      sabaSlope, sabaMinimum, sabaMinimumSlope, sabaBound, sabaBoundRatio,
    ] + rivals.flatMap { [$0.law, $0.pin] } + [
      sobaPlateau, sobaPlateauRatio, amigoPlateau, amigoPlateauRatio, warmStart, warmStartRatio,
      leaders, leader, asFast, otherSchedule, saga, sagaRate, descentStalls, gradient,
      logisticMeans,
      reference, optimum, sabaStationary, sabaStationarity, sabaGaps, constant, constantRatio,
      decreasing, decreasingRatio,
    ]
}
