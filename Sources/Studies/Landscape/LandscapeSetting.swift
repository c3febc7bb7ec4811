// A checked request for landscapes with k = n = 1.

package import ToyModel

/// The data for k = n = 1 and the filters, or the depths if ω is learned.
package struct LandscapeSetting: Sendable {
  /// One landscape over r.
  package struct Line: Sendable {
    package let family: DenoiserFamily
    package let landscape: RiskLandscape

    /// The depth; nil for bilevel.
    package var depth: Int? { family.depth }

    /// The step size; nil where there is none.
    package var stepSize: Double? { family.algorithm.hasStepSize ? family.step?.value : nil }
  }

  /// The landscapes to compute: over r at given filters, or over r and a learned step size.
  package enum Kind: Sendable {
    /// E(r) for every filter.
    case fixed([Line])
    /// E(r, ω) for every depth.
    case learned([StepLandscape])
  }

  package let mu: Double
  package let theta: Double
  package let sigma: Double
  package let directional: DirectionalRisk
  package let kind: Kind

  /// The number of landscapes.
  package var lineCount: Int {
    switch kind {
    case .fixed(let lines): lines.count
    case .learned(let landscapes): landscapes.count
    }
  }

  /// The smallest and largest step size: solutions of f = t* are in the range of Double then.
  private static let stepLimit = 1e100
  /// The largest and, inverted, smallest ratio γ/σ² that is not 0 or ∞.
  private static let ratioLimit = 1e280

  /// The largest number of landscapes in one command.
  private static let countLimit = 100_000

  /// Checks parameters and finds the critical points.
  ///
  /// - Parameters:
  ///   - mu: μ.
  ///   - theta: θ.
  ///   - sigma: σ.
  ///   - families: The filters, in the order of the tables; all step sizes fixed, or all learned.
  /// - Throws: ``StudyError/illegal(_:)``.
  /// - Complexity: A handful of roots for each family.
  package init(
    mu: Double, theta: Double, sigma: Double, families: [DenoiserFamily]
  ) throws(StudyError) {
    (self.mu, self.theta, self.sigma) = (mu, theta, sigma)
    try Setting(
      data: .constant, n: 1, mu: mu, theta: theta, sigma: sigma, k: 1, family: .bilevel
    ).validate()
    let signal = mu * mu + theta * theta
    let noise = sigma * sigma
    if signal > 0 && noise > 0 {
      let ratio = signal / noise
      guard ratio >= 1 / Self.ratioLimit && ratio <= Self.ratioLimit else {
        throw .illegal(
          "--sigma \(sigma): (μ²+θ²)/σ² is 0 or within \(1 / Self.ratioLimit) to "
            + "\(Self.ratioLimit), not \(ratio)")
      }
    }
    directional = DirectionalRisk(signalEnergy: signal, noiseVariance: noise)
    kind = try Self.kind(directional, families)
  }

  private static func kind(
    _ directional: DirectionalRisk, _ families: [DenoiserFamily]
  ) throws(StudyError) -> Kind {
    guard families.count <= countLimit else {
      throw .illegal(
        "--depth and --omega make \(families.count) landscapes, more than \(countLimit)")
    }
    var lines: [Line] = []
    var learned: [StepLandscape] = []
    for family in families {
      guard family.kind != .linear else {
        throw .illegal(
          "--family linear: the best linear denoiser has no R, and no landscape over it")
      }
      guard let filter = family.filter else {
        guard family.algorithm == .gradientDescent, let depth = family.depth else {
          throw .illegal(
            "\(family.algorithm.entry.parameters.first?.option ?? "--omega") learned: the landscape over R "
              + "and a learned number is known for gradient descent only")
        }
        learned.append(StepLandscape(depth: depth, directional: directional))
        continue
      }
      if family.algorithm.hasStepSize, let omega = family.step?.value, omega < 1 / stepLimit {
        throw .illegal(
          "--omega \(omega): the landscape is drawn for step sizes from \(1 / stepLimit)")
      }
      lines.append(
        Line(
          family: family, landscape: RiskLandscape(filter: filter, directional: directional)))
    }
    guard !learned.isEmpty else { return .fixed(lines) }
    guard lines.isEmpty else {
      throw .illegal(
        "--omega learned has a separate landscape, over (r, ω): give it without fixed step sizes "
          + "and without --family bilevel")
    }
    return .learned(learned)
  }
}
