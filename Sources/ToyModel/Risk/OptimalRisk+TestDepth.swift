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
    guard attainment == .attained, let own = family.depth else { return nil }
    let found = choices(of: family)
    func filter(_ depth: Int) -> (any BranchedFilter)? {
      DenoiserFamily(unchecked: family.algorithm, steps: depth, choices: found).filter
    }
    guard let learned = filter(own), let run = filter(depth) else { return nil }
    var eigenvalues: [DenoiserEigenvalue] = []
    for line in self.eigenvalues {
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
    return OptimalRisk(
      eigenvalues: eigenvalues, noiseVariance: noiseVariance, stepSize: stepSize,
      attainment: attainment, choices: choices)
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
