// The best risk with a forward operator and coloured noise.

extension OptimalRisk {
  /// The infimum over R ∈ ℝᵏˣⁿ of the risk of reconstructions from x = Ay + ε, where A and Σ commute with C.
  ///
  /// In every direction the gain τ is projected onto what the algorithm reaches there, and the n − k directions of
  /// least regret are left to τ(0): the gains of ``eigenvalues`` are the τ = at of ``Observation``.
  ///
  /// With coloured noise alone, an R that commutes with C is best (a linear function of the doubly stochastic matrix of
  /// squared scalar products is least at a permutation, by Birkhoff), and the risk is the infimum. With an operator of
  /// several singular values that is so for the exact solution, a ridge, a gain, and for at most two steps of
  /// gradient descent, whose filter is affine; for others an R that does not commute may do better from three steps
  /// on, so that the risk is an upper bound and ``lowerBound`` the best linear risk.
  ///
  /// - Parameters:
  ///   - observation: γ, σ² and a in every direction.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - family: The reconstructions to minimise over, with at most one learned number besides R.
  /// - Precondition: ``canServe(_:_:)``.
  /// - Complexity: O(d log d) for d groups; with a learned ω some 2000 times that.
  /// - SeeAlso: arXiv 2209.12651 for A = I and white noise; docs/proofs/noise.md.
  public init(observation: Observation, rows: Int, family: DenoiserFamily) {
    precondition(
      rows >= 1 && rows <= observation.dimension,
      "R with \(rows) rows of length \(observation.dimension): 1 ≤ k ≤ n")
    precondition(Self.canServe(family, observation), "\(family) with this observation")
    let problem = ObservedProblem(observation, rows: rows, family: family)
    if family.step == .learned {
      let found = problem.search.bestStep()
      self.init(
        problem, problem.reaches(at: found.stepSize, common: found.reach),
        stepSize: found.stepSize / problem.unit, isAttained: found.isAttained)
    } else {
      // A parameter of 1 where there is none, or one for every step.
      let parameter = (family.step?.value ?? 1) * problem.unit
      self.init(
        problem,
        problem.reaches(at: parameter, common: problem.algorithm.reach(stepSize: parameter)),
        stepSize: family.step?.value, isAttained: true)
    }
  }

  /// Whether best risks of a family are available for an observation.
  ///
  /// They are not for algorithms whose maps are no filters of RᵀR. A parameter can be learned, or a singular value can be
  /// other than 1, if the parameter scales with the curvature and is the only one that is learned.
  public static func canServe(_ family: DenoiserFamily, _ observation: Observation) -> Bool {
    let entry = family.algorithm.entry
    guard entry.isSpectral else { return false }
    let hasUnitOperator = observation.groups.allSatisfy { $0.singularValue == 1 }
    guard family.isLearned || !hasUnitOperator else { return true }
    return entry.curvatureScaling != nil && !(family.prepared is JointMomentum)
  }

  /// The projection onto what is reached at one parameter.
  ///
  /// - Parameters:
  ///   - problem: The directions.
  ///   - reaches: τ(0) and the image in the directions of every group.
  ///   - stepSize: The parameter to report.
  ///   - isAttained: Whether the parameter has this reach, and not only as its limit.
  private init(
    _ problem: ObservedProblem, _ reaches: [FilterReach], stepSize: Double?, isAttained: Bool
  ) {
    let observation = problem.observation
    let projection = SpectralProjection(
      of: problem.directions.targets, forcing: problem.directions.forcedCount
    ) { reaches[$0] }
    var missing = 0
    var eigenvalues: [DenoiserEigenvalue] = []
    projection.forEachPart { index, gain, multiplicity, isForced in
      if !isForced && !reaches[index].image.contains(gain) { missing += multiplicity }
      eigenvalues.append(
        DenoiserEigenvalue(
          dataEigenvalue: observation.groups[index].eigenvalue, gain: gain,
          multiplicity: multiplicity, isForced: isForced))
    }
    self.init(
      eigenvalues: eigenvalues, risk: observation.risk(of: eigenvalues), stepSize: stepSize,
      attainment: !isAttained
        ? .stepSizeToZero : missing == 0 ? .attained : .eigenvaluesToZero(directions: missing),
      lowerBound: problem.isExact ? nil : observation.linearRisk)
  }

  /// The risk of the best R and parameters after N′ steps, as ``tested(depth:of:noiseVariance:)``.
  ///
  /// - Parameters:
  ///   - depth: N′.
  ///   - family: The family of which this is the optimum.
  ///   - observation: The observation for which it is.
  /// - Returns: The risk; nil where no R attains the infimum at depth N.
  public func tested(
    depth: Int, of family: DenoiserFamily, observation: Observation
  ) -> OptimalRisk? {
    let problem = ObservedProblem(observation, rows: observation.dimension, family: family)
    var factors: [Double] = []
    observation.forEach(eigenvalues) { index, _ in factors.append(problem.factor(index)) }
    guard let eigenvalues = eigenvalues(after: depth, of: family, factors: factors) else {
      return nil
    }
    return OptimalRisk(
      eigenvalues: eigenvalues, risk: observation.risk(of: eigenvalues), stepSize: stepSize,
      attainment: attainment, choices: choices)
  }
}

extension Observation {
  /// The least risk of all linear maps, ½Σγv/(γ+v), and ½γ in directions that are not observed.
  public var linearRisk: Double {
    risk(
      of: groups.map {
        DenoiserEigenvalue(
          dataEigenvalue: $0.eigenvalue, gain: $0.target, multiplicity: $0.multiplicity,
          isForced: false)
      }
    ).total
  }
}

/// The best risk of one family as a search among directions.
private struct ObservedProblem {
  let observation: Observation
  let algorithm: any PreparedAlgorithm
  let directions: SearchedDirections
  /// The first parameter in directions of the largest singular value, divided by that of the algorithm.
  let unit: Double
  /// Whether the best R among those that commute with C is the best of all.
  let isExact: Bool
  /// The largest value that is learned.
  private let limit: Double

  init(_ observation: Observation, rows: Int, family: DenoiserFamily) {
    self.observation = observation
    algorithm = family.prepared
    let entry = family.algorithm.entry
    isExact =
      observation.hasOneSingularValue || entry.isDiagonalBest(depth: family.depth ?? 0)
    limit = family.algorithm.learnedUpperBound
    let largest = observation.groups.map(\.singularValue).max() ?? 1
    let scaling = entry.curvatureScaling ?? .constant
    unit = largest > 0 ? scaling.factor(largest * largest) : 1
    let factors = observation.groups.map { group -> Double in
      guard group.isObserved else { return 0 }
      let ratio = group.singularValue / largest
      return ratio == 1 ? 1 : scaling.factor(ratio * ratio)
    }
    directions = SearchedDirections(
      targets: observation.groups.map {
        .init(target: $0.target, weight: $0.weight, multiplicity: $0.multiplicity)
      },
      forcedCount: family.algorithm == .linear ? 0 : observation.dimension - rows,
      factors: factors.allSatisfy { $0 == 1 } ? nil : factors)
  }

  /// The first parameter in the directions of a group, divided by that of the algorithm; 0 where nothing is observed.
  func factor(_ index: Int) -> Double { (directions.factors?[index] ?? 1) * unit }

  /// τ(0) and the image in the directions of every group.
  ///
  /// - Parameters:
  ///   - parameter: The first parameter in directions of the largest singular value; 0 for its limit.
  ///   - common: What is reached there.
  /// - Returns: One pair for every group.
  func reaches(at parameter: Double, common: FilterReach) -> [FilterReach] {
    observation.groups.indices.map { index in
      let factor = directions.factors?[index] ?? 1
      if factor == 0 { return .blind }
      return factor == 1 || parameter == 0
        ? common : algorithm.reach(stepSize: parameter * factor)
    }
  }

  var search: StepSearch { StepSearch(algorithm: algorithm, directions, upTo: limit) }
}
