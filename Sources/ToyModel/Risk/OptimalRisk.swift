// The best risk of a family of denoisers.

/// The way in which an infimum is attained or approached.
public enum Attainment: Sendable, Equatable {
  /// Some R (and ω) has exactly this risk.
  case attained
  /// No R has it: this many eigenvalues of T, in directions with γ = 0, would have to be 0, that is
  /// s → ∞ in RᵀR.
  case eigenvaluesToZero(directions: Int)
  /// No ω has it: the risk falls as ω → 0⁺ and T tends to the best linear denoiser.
  ///
  /// Forced directions, all with γ = 0, are erased by c₀ → 0, and so are free ones with γ = 0, with
  /// s growing like 1/ω; free directions with a Wiener value t* > 0 stay on the far branch, with s
  /// growing like ω^(−N/(N−1)).
  case stepSizeToZero
  /// No value of the first parameter has it: the risk falls as the parameter tends to ∞.
  case stepSizeToInfinity
}

/// The infimum of the risk over all R ∈ ℝᵏˣⁿ (and over ω > 0 where the step is learned).
///
/// For any spectrum of C, any k and any family. The risk depends on T through its eigenvalues, and
/// the best T is the projection of the Wiener gains γ/(γ+σ²) onto the expressivity set of the family
/// in the norm with weights γ + σ².
///
/// Numerics: every risk is a sum of positive terms of gains that carry both t and 1 − t, accurate to
/// 1e-13 relative for n up to 10¹² and beyond, N up to 2⁵³, and σ, θ, ω far below 1e-8.
public struct OptimalRisk: Sendable, Equatable {
  /// The infimum, with its bias and variance; where ``lowerBound`` is less, an upper bound on it.
  public let risk: Risk
  /// A lower bound on the infimum, equal to ``risk`` unless only bounds are known.
  public let lowerBound: Double
  /// Whether some R and ω attain the infimum.
  public let attainment: Attainment
  /// ω: the given one, the learned one, or 0 for ω → 0⁺; nil where the family has no step.
  ///
  /// Where several learned ω are optimal: the one in (0, 1] for even N, and for k = n the largest up
  /// to 1; for heavy ball with β = 1, and with β = ¾ for N = 3, the one of docs/proofs/depth-three.md.
  public let stepSize: Double?
  /// All parameters of the optimum, where the search found more than ``stepSize``; else nil.
  public let choices: ParameterChoices?
  /// The sizes of all steps, where they are learned; else empty.
  public let steps: [Double]
  /// The spectrum of the optimal T, or of its limit, by descending eigenvalue of C.
  public let eigenvalues: [DenoiserEigenvalue]

  /// The best risk of a family.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n; irrelevant to the linear family.
  ///   - family: The denoisers to minimise over.
  /// - Precondition: 1 ≤ k ≤ n, a fixed ω is positive and finite, σ² is finite and not negative.
  /// - Complexity: O(1) per group of the spectrum, sorting aside; for a learned step of odd depth
  ///   additionally a one-dimensional root per group, see ``LearnedStep``.
  /// - SeeAlso: arXiv 2209.12651; for the constant model the theorem on best risks of the talk.
  public init(
    spectrum: Spectrum, noiseVariance: Double, rows: Int, family: DenoiserFamily
  ) {
    self.init(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: PreparedFamily(family))
  }

  /// The best risk of a family whose constants are known already; for many risks of one family.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - family: The denoisers to minimise over.
  public init(
    spectrum: Spectrum, noiseVariance: Double, rows: Int, family: PreparedFamily
  ) {
    precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    let n = spectrum.dimension
    switch family.kind {
    case .everything:
      self.init(
        spectrum, noiseVariance, stepSize: nil,
        over: ExpressivitySet(dimension: n, rows: n, forcedGain: .one, image: .everything))
    case .filter(let reach, let stepSize):
      self.init(
        spectrum, noiseVariance, stepSize: stepSize,
        over: ExpressivitySet(
          dimension: n, rows: rows, forcedGain: reach.forcedGain, image: reach.image))
    case .learned(let algorithm):
      let step = algorithm.learnedStep(spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
      self.init(
        spectrum, noiseVariance, stepSize: step.stepSize, over: step.set,
        isStepAttained: step.isAttained, choices: step.choices, steps: step.steps)
    case .bracketed(let algorithm, let step):
      self = algorithm.optimum(
        step: step, spectrum: spectrum, noiseVariance: noiseVariance, rows: rows)
    }
  }

  /// A risk of which the eigenvalues are known.
  ///
  /// - Parameters:
  ///   - eigenvalues: The spectrum of T, or of its limit.
  ///   - noiseVariance: σ².
  ///   - stepSize: ω.
  ///   - attainment: Whether some R and ω have it.
  ///   - choices: All parameters, where more than ω is found.
  ///   - lowerBound: A lower bound on the infimum; nil where the risk is the infimum.
  init(
    eigenvalues: [DenoiserEigenvalue], noiseVariance: Double, stepSize: Double?,
    attainment: Attainment, choices: ParameterChoices? = nil, lowerBound: Double? = nil
  ) {
    self.init(
      eigenvalues: eigenvalues,
      risk: Risk(eigenvalues: eigenvalues, noiseVariance: noiseVariance), stepSize: stepSize,
      attainment: attainment, choices: choices, lowerBound: lowerBound)
  }

  /// A risk of reconstructions that have no eigenvalues in common with C, none of which are listed.
  ///
  /// - Parameters:
  ///   - risk: The infimum.
  ///   - isAttained: Whether some R has it; otherwise one of its rows would be infinite.
  package init(risk: Risk, isAttained: Bool) {
    self.init(
      eigenvalues: [], risk: risk, stepSize: nil,
      attainment: isAttained ? .attained : .eigenvaluesToZero(directions: 1))
  }

  /// The same T with another risk, as on other noise than it is optimal for.
  ///
  /// - Parameters:
  ///   - risk: The risk.
  ///   - lowerBound: A lower bound on that of the best T; nil where this is the best T.
  /// - Returns: The same T with that risk.
  package func evaluated(_ risk: Risk, lowerBound: Double?) -> OptimalRisk {
    OptimalRisk(
      eigenvalues: eigenvalues, risk: risk, stepSize: stepSize, attainment: attainment,
      choices: choices, steps: steps, lowerBound: lowerBound)
  }

  /// A risk that is known with its eigenvalues; the parameters are those above.
  init(
    eigenvalues: [DenoiserEigenvalue], risk: Risk, stepSize: Double?, attainment: Attainment,
    choices: ParameterChoices? = nil, steps: [Double] = [], lowerBound: Double? = nil
  ) {
    self.risk = risk
    self.lowerBound = lowerBound ?? risk.total
    (self.eigenvalues, self.stepSize, self.attainment) = (eigenvalues, stepSize, attainment)
    (self.choices, self.steps) = (choices, steps)
  }

  /// True where the risk is the infimum, and not only a bound on it.
  ///
  /// Bounds that agree to 10⁻¹² are equal: they are computed by different sums.
  public var isExact: Bool { !(lowerBound < risk.total * (1 - 1e-12)) }

  private init(
    _ spectrum: Spectrum, _ noiseVariance: Double, stepSize: Double?, over set: ExpressivitySet,
    isStepAttained: Bool = true, choices: ParameterChoices? = nil, steps: [Double] = []
  ) {
    self.choices = choices
    self.steps = steps
    let projection = SpectralProjection(
      of: spectrum.groups.map { group in
        SpectralProjection.Group(
          target: .wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance),
          weight: group.eigenvalue + noiseVariance, multiplicity: group.multiplicity)
      }, onto: set)
    var missing = 0
    var eigenvalues: [DenoiserEigenvalue] = []
    eigenvalues.reserveCapacity(projection.groups.count + 1)
    projection.forEachPart { index, gain, multiplicity, isForced in
      if !isForced && !set.image.contains(gain) { missing += multiplicity }
      eigenvalues.append(
        DenoiserEigenvalue(
          dataEigenvalue: spectrum.groups[index].eigenvalue, gain: gain,
          multiplicity: multiplicity, isForced: isForced))
    }
    self.eigenvalues = eigenvalues
    risk = Risk(eigenvalues: eigenvalues, noiseVariance: noiseVariance)
    lowerBound = risk.total
    self.stepSize = stepSize
    if !isStepAttained {
      attainment = stepSize == .infinity ? .stepSizeToInfinity : .stepSizeToZero
    } else {
      attainment = missing == 0 ? .attained : .eigenvaluesToZero(directions: missing)
    }
  }
}
