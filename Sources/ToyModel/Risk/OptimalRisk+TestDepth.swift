// A learned model that is run for another number of steps than it was learned for.

extension OptimalRisk {
  /// The risk L(N′) of the best R and parameters of a depth N after N′ steps.
  ///
  /// R has singular values s with f(s) = t for the eigenvalues t of the best T; where several serve, the least. After
  /// N′ steps the eigenvalues are those of the filter of depth N′ at the same s. If all free
  /// eigenvalues are Wiener gains and the forced one is the best common value of its directions, L(N′) ≥ L(N);
  /// see docs/proofs/depth-mismatch.md.
  ///
  /// - Parameters:
  ///   - depth: N′, legal for the algorithm and its parameters.
  ///   - family: The family of which this is the optimum.
  ///   - noiseVariance: σ².
  /// - Returns: The risk with its eigenvalues; ω and ``attainment`` are those of depth N. Nil where no R attains the
  ///   infimum at depth N, or where its s exceed the range of Double.
  /// - Precondition: The family has a depth and a filter.
  /// - Complexity: About 15 evaluations of f for every branch and group of the spectrum.
  public func tested(
    depth: Int, of family: DenoiserFamily, noiseVariance: Double
  ) -> OptimalRisk? {
    eigenvalues(after: depth, of: family, factors: nil).map {
      OptimalRisk(
        eigenvalues: $0, noiseVariance: noiseVariance, stepSize: stepSize, attainment: attainment,
        choices: choices)
    }
  }

  /// The eigenvalues of T after another number of steps.
  ///
  /// - Parameters:
  ///   - depth: N′.
  ///   - family: The family of which this is the optimum.
  ///   - factors: The factor of ω for every eigenvalue, 0 where nothing is observed; nil where all are 1.
  /// - Returns: As many as there are; nil where no R attains the infimum, or where its s exceed the range of Double.
  func eigenvalues(
    after depth: Int, of family: DenoiserFamily, factors: [Double]?
  ) -> [DenoiserEigenvalue]? {
    guard attainment == .attained, let own = family.depth else { return nil }
    let found = choices(of: family)
    func filter(_ depth: Int, _ factor: Double) -> (any BranchedFilter)? {
      var scaled = found
      if factor != 1, let stepSize = found[0]?.value { scaled[0] = .fixed(stepSize * factor) }
      return DenoiserFamily(unchecked: family.algorithm, steps: depth, choices: scaled).filter
    }
    guard var learned = filter(own, 1), var run = filter(depth, 1) else { return nil }
    var eigenvalues: [DenoiserEigenvalue] = []
    var current = 1.0
    for (index, line) in self.eigenvalues.enumerated() {
      let factor = factors?[index] ?? 1
      guard factor > 0 else {
        eigenvalues.append(line)
        continue
      }
      if factor != current, let own = filter(own, factor), let other = filter(depth, factor) {
        (learned, run, current) = (own, other, factor)
      }
      var gain = run.forcedGain
      if !line.isForced {
        // A gain at an end of the image may lie beyond it by rounding.
        guard let s = learned.inverse(learned.image.clamp(line.gain)) else { return nil }
        gain = run.gain(at: s)
      }
      eigenvalues.append(
        DenoiserEigenvalue(
          dataEigenvalue: line.dataEigenvalue, gain: gain, multiplicity: line.multiplicity,
          isForced: line.isForced))
    }
    return eigenvalues
  }

  /// The parameters of the optimum: those that are given, and those that were found.
  ///
  /// - Parameter family: The family of which this is the optimum, and in which no step has a size of its own.
  /// - Returns: The parameters, none of them learned.
  func choices(of family: DenoiserFamily) -> ParameterChoices {
    var found = choices ?? family.choices
    if found[0] == .learned, let stepSize { found[0] = .fixed(stepSize) }
    return found
  }
}
