// The hypotheses of the asymptotic excess, checked for a family and its optimum.

/// A family with its optimum, seen from the denoisers next to the optimal one.
struct SampleProblem {
  let family: DenoiserFamily
  let optimum: OptimalRisk
  let spectrum: Spectrum
  let noiseVariance: Double

  /// K; nil where the excess is known exactly: for the linear maps, and where nothing is learned.
  ///
  /// - Throws: The hypothesis that does not hold.
  func constant(_ loss: SampleLoss) throws(MissingSampleLaw) -> Double? {
    guard noiseVariance > 0 || spectrum.groups.allSatisfy({ $0.eigenvalue > 0 }) else {
      throw .singularData
    }
    guard optimum.isExact, family.algorithm.isSpectral else { throw .onlyBounds }
    guard family.algorithm != .linear else { return nil }
    guard optimum.attainment == .attained else { throw .notAttained }
    guard family.isLearned else {
      guard let reach = reaches(at: [1]).first else { throw .onlyBounds }
      return try fixed(reach, loss)
    }
    // The family at its optimum, and with a slightly smaller and a slightly larger first parameter.
    let reaches = reaches(at: [1, 1 - 0x1p-10, 1 + 0x1p-10])
    guard let reach = reaches.first else { throw .onlyBounds }
    // One step of gradient descent is ωI.
    guard !Self.isPoint(reach.image) else { return try learned(loss) { _ in .forced } }
    guard optimum.eigenvalues.allSatisfy({ $0.isForced || $0.gain == wiener($0.dataEigenvalue) })
    else { throw .movingEnd }
    let changes = reaches.dropFirst().map { $0.forcedGain.difference(to: reach.forcedGain) }
    if forcedCount > 0, !changes.isEmpty, changes.allSatisfy({ $0 == 0 }) {
      // The parameter moves the image only, as for z⁰ = x.
      return try fixed(reach, loss)
    }
    // A single forced direction is no constraint if f(0) is learned: every matrix has an eigenvalue.
    guard forcedCount > 1 else {
      guard reaches.contains(where: hasFreeGainsInside) else { throw .endOfImage }
      return try learned(loss) { _ in .free }
    }
    try requireSeparateForced()
    guard hasFreeGainsInside(reach) else { throw .endOfImage }
    guard changes.isEmpty || (changes[0] < 0) != (changes[1] < 0) else {
      throw .stationaryParameter
    }
    if reach.image.upperBound.difference(to: reach.forcedGain) > 0 { try requireOnlyWindow() }
    return try learned(loss) { $0.isForced ? .forced : .free }
  }

  private var forcedCount: Int {
    optimum.eigenvalues.reduce(0) { $0 + ($1.isForced ? $1.multiplicity : 0) }
  }

  private func wiener(_ eigenvalue: Double) -> Gain {
    .wiener(eigenvalue: eigenvalue, noiseVariance: noiseVariance)
  }

  // MARK: What the family reaches

  /// f(0) and the image at the optimum, with the first parameter times some factors.
  ///
  /// - Parameter factors: The factors, the first of them 1.
  /// - Returns: A pair for each factor; only one where every step has its own size.
  private func reaches(at factors: [Double]) -> [FilterReach] {
    guard optimum.steps.isEmpty else {
      return [FilterReach(StepsFilter(steps: optimum.steps))]
    }
    return factors.compactMap { factor in
      var choices = optimum.choices(of: family)
      if let value = choices[0]?.value { choices[0] = .fixed(value * factor) }
      let family = DenoiserFamily(
        unchecked: family.algorithm, steps: family.depth ?? 0, choices: choices)
      guard case .filter(let reach, _) = PreparedFamily(family).kind else { return nil }
      return reach
    }
  }

  /// True for the filter of one step, which no R changes.
  private static func isPoint(_ image: FilterImage) -> Bool {
    image.lowerBound == image.upperBound
  }

  /// Whether all free gains are inside the image of f and not at an end of it.
  private func hasFreeGainsInside(_ reach: FilterReach) -> Bool {
    optimum.eigenvalues.allSatisfy { line in
      line.isForced || (reach.image.contains(line.gain) && !isAtEnd(line.gain, of: reach.image))
    }
  }

  private func isAtEnd(_ gain: Gain, of image: FilterImage) -> Bool {
    gain.agrees(with: image.lowerBound) || gain.agrees(with: image.upperBound)
  }

  // MARK: A learned f(0)

  /// K where f(0) is learned.
  private func learned(
    _ loss: SampleLoss, block: (DenoiserEigenvalue) -> SampleConstant.Block
  ) throws(MissingSampleLaw) -> Double {
    try SampleConstant(
      optimum.eigenvalues.map { part($0.dataEigenvalue, $0.multiplicity, $0.gain, block($0)) },
      loss, isForcedGainLearned: true
    ).value()
  }

  /// Refuses γ with free and forced directions, and a forced gain that is not the best for its directions.
  private func requireSeparateForced() throws(MissingSampleLaw) {
    let forced = optimum.eigenvalues.filter(\.isForced)
    let free = Set(optimum.eigenvalues.filter { !$0.isForced }.map(\.dataEigenvalue))
    guard !forced.contains(where: { free.contains($0.dataEigenvalue) }) else {
      throw .sharedEigenvalue
    }
    var energy = CompensatedSum()
    for line in forced { energy += Double(line.multiplicity) * line.dataEigenvalue }
    let best = Gain.wiener(
      eigenvalue: energy.value, noiseVariance: Double(forcedCount) * noiseVariance)
    // A search finds its least risk to rounding, and the gain to the root of that.
    guard forced.allSatisfy({ $0.gain.agrees(with: best, to: 1e-6) }) else { throw .movingEnd }
  }

  /// Refuses forced directions for which others would do as well.
  private func requireOnlyWindow() throws(MissingSampleLaw) {
    let windows = ForcedWindows(spectrum, noiseVariance: noiseVariance, count: forcedCount)
    var start = 0
    for line in optimum.eigenvalues {
      guard !line.isForced else { break }
      start += line.multiplicity
    }
    let own = windows.windows([start..<start + forcedCount])[0]
    let limit = own.roughGap * (1 + 1e-12) + own.rounding
    guard
      windows.candidates().allSatisfy({
        $0.start == start || $0.roughGap > limit + $0.rounding
          || $0.roughGap < own.roughGap * (1 - 1e-12) - own.rounding
      })
    else { throw .equalChoices }
  }

  // MARK: A given f(0)

  /// K where neither f(0) nor the image depends on what is learned; nil where T does not depend on R.
  private func fixed(
    _ reach: FilterReach, _ loss: SampleLoss
  ) throws(MissingSampleLaw) -> Double? {
    guard !Self.isPoint(reach.image) else { return nil }
    let projection = SpectralProjection(
      of: spectrum.groups.map { group in
        SpectralProjection.Group(
          target: wiener(group.eigenvalue), weight: group.eigenvalue + noiseVariance,
          multiplicity: group.multiplicity)
      },
      onto: ExpressivitySet(
        dimension: spectrum.dimension, rows: spectrum.dimension - forcedCount,
        forcedGain: reach.forcedGain, image: reach.image))
    var parts: [SampleConstant.Part] = []
    // The largest regret of a forced direction, and the least one of a direction that is not held at f(0).
    var (most, least) = (-Double.infinity, Double.infinity)
    for (group, moved) in zip(spectrum.groups, projection.groups) {
      if moved.forcedCount > 0 {
        parts.append(part(group.eigenvalue, moved.forcedCount, reach.forcedGain, .forced))
        most = max(most, moved.regret)
      }
      guard moved.multiplicity > moved.forcedCount else { continue }
      let block = try block(moved, reach)
      if block != .forced {
        guard moved.forcedCount == 0 else { throw .sharedEigenvalue }
        least = min(least, moved.regret)
      }
      parts.append(
        part(group.eigenvalue, moved.multiplicity - moved.forcedCount, moved.free, block))
    }
    guard most < least * (1 - 1e-12) else { throw .equalChoices }
    return try SampleConstant(parts, loss, isForcedGainLearned: false).value()
  }

  /// How the free directions of a group are held.
  private func block(
    _ group: SpectralProjection.Group, _ reach: FilterReach
  ) throws(MissingSampleLaw) -> SampleConstant.Block {
    guard forcedCount == 0 || !group.target.agrees(with: reach.forcedGain) else {
      throw .equalGains
    }
    guard !isAtEnd(group.target, of: reach.image) else { throw .endOfImage }
    if group.free == group.target { return .free }
    if group.free.agrees(with: reach.forcedGain) { return .forced }
    return group.free.difference(to: group.target) > 0 ? .lowerEnd : .upperEnd
  }

  private func part(
    _ eigenvalue: Double, _ multiplicity: Int, _ gain: Gain, _ block: SampleConstant.Block
  ) -> SampleConstant.Part {
    SampleConstant.Part(
      eigenvalue: eigenvalue, multiplicity: multiplicity, gain: gain, block: block,
      noiseVariance: noiseVariance)
  }
}

extension Gain {
  /// Whether two finite gains differ by no more than rounding, in t and in 1 − t.
  fileprivate func agrees(with other: Gain, to tolerance: Double = 1e-12) -> Bool {
    guard value.isFinite, other.value.isFinite else { return false }
    let scale = min(
      max(abs(value), abs(other.value)), max(abs(defect), abs(other.defect)))
    return abs(difference(to: other)) <= tolerance * scale
  }
}
