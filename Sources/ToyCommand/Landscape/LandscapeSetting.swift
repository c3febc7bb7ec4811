// The landscapes that one command line asks for.

import Studies
import ToyModel

/// The data of k = n = 1 and the filters, or the depths where ω is learned.
struct LandscapeSetting: Sendable {
  /// One landscape over r.
  struct Line: Sendable {
    let family: DenoiserFamily
    let landscape: RiskLandscape

    /// The depth; nil for bilevel.
    var depth: Int? {
      guard let depth = family.depth else { return nil }
      return depth
    }

    /// The step size; nil for bilevel.
    var stepSize: Double? {
      guard let stepSize = family.step?.value else { return nil }
      return stepSize
    }
  }

  enum Kind: Sendable {
    /// E(r) for every filter.
    case fixed([Line])
    /// E(r, ω) for every depth.
    case learned([StepLandscape])
  }

  let mu: Double
  let theta: Double
  let sigma: Double
  let directional: DirectionalRisk
  let kind: Kind

  /// The number of landscapes.
  var lineCount: Int {
    switch kind {
    case .fixed(let lines): lines.count
    case .learned(let landscapes): landscapes.count
    }
  }

  /// The smallest and largest step size: solutions of f = t* are in the range of Double then.
  private static let stepLimit = 1e100
  /// The largest and, inverted, smallest ratio γ/σ² that is not 0 or ∞.
  private static let ratioLimit = 1e280

  /// The most landscapes in one command.
  private static let countLimit = 100_000

  /// Reads and checks the parameters.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(
    _ arguments: ParsedArguments, mu: Option, theta: Option, sigma: Option, options: [Option]
  ) throws(CommandError) {
    self.mu = try Self.single(arguments, mu)
    self.theta = try Self.single(arguments, theta)
    self.sigma = try Self.single(arguments, sigma)
    try studied(
      Setting(
        data: .constant, n: 1, mu: self.mu, theta: self.theta, sigma: self.sigma, k: 1,
        family: .bilevel
      ).validate())
    let signal = self.mu * self.mu + self.theta * self.theta
    let noise = self.sigma * self.sigma
    if signal > 0 && noise > 0 {
      let ratio = signal / noise
      guard ratio >= 1 / Self.ratioLimit && ratio <= Self.ratioLimit else {
        throw .usage(
          "--sigma \(self.sigma): (μ²+θ²)/σ² is 0 or within \(1 / Self.ratioLimit) to "
            + "\(Self.ratioLimit), not \(ratio)")
      }
    }
    directional = DirectionalRisk(signalEnergy: signal, noiseVariance: noise)
    let families = try studied(
      FamilyGrid(arguments.texts(options), among: FamilyGrid.Name.ofRegularizers))
    try studied(families.requireFewPairs())
    kind = try Self.kind(directional, families)
  }

  private static func kind(
    _ directional: DirectionalRisk, _ families: FamilyGrid
  ) throws(CommandError) -> Kind {
    guard families.count <= countLimit else {
      throw .usage("--depth and --omega make \(families.count) landscapes, more than \(countLimit)")
    }
    var lines: [Line] = []
    var learned: [StepLandscape] = []
    for family in families {
      guard let filter = family.filter else {
        guard family.algorithm == .gradientDescent, let depth = family.depth else {
          throw .usage(
            "--omega learned: the landscape over (r, ω) is known for gradient descent only")
        }
        learned.append(StepLandscape(depth: depth, directional: directional))
        continue
      }
      if let omega = family.step?.value, omega < 1 / stepLimit {
        throw .usage(
          "--omega \(omega): the landscape is drawn for step sizes from \(1 / stepLimit)")
      }
      lines.append(
        Line(
          family: family, landscape: RiskLandscape(filter: filter, directional: directional)))
    }
    guard !learned.isEmpty else { return .fixed(lines) }
    guard lines.isEmpty else {
      throw .usage(
        "--omega learned has a landscape of its own, over (r, ω): give it without fixed step sizes "
          + "and without --family bilevel")
    }
    return .learned(learned)
  }

  private static func single(
    _ arguments: ParsedArguments, _ option: Option
  ) throws(CommandError) -> Double {
    try studied(Grid.number(arguments.value(option) ?? "", option: option.name))
  }
}
