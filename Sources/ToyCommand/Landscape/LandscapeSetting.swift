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
      guard case .unrolled(let depth, _) = family else { return nil }
      return depth
    }

    /// The step size; nil for bilevel.
    var stepSize: Double? {
      guard case .unrolled(_, .fixed(let stepSize)) = family else { return nil }
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
    _ arguments: ParsedArguments, mu: Option, theta: Option, sigma: Option, family: Option,
    depth: Option, omega: Option
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
    let unrolled = try studied(
      ParameterGrid.unrolledFamilies(
        depths: arguments.value(depth) ?? "", steps: arguments.value(omega) ?? ""))
    kind = try Self.kind(
      directional, names: arguments.value(family) ?? "", unrolled: unrolled)
  }

  private static func kind(
    _ directional: DirectionalRisk, names: String, unrolled: [DenoiserFamily]
  ) throws(CommandError) -> Kind {
    guard unrolled.count <= countLimit else {
      throw .usage("--depth and --omega make \(unrolled.count) landscapes, more than \(countLimit)")
    }
    var lines: [Line] = []
    var learned: [StepLandscape] = []
    for name in try studied(FamilyGrid.names(names, among: FamilyGrid.Name.ofRegularizers)) {
      switch name {
      case .bilevel:
        lines.append(
          Line(
            family: .bilevel,
            landscape: RiskLandscape(filter: BilevelFilter(), directional: directional)))
      case .unrolled:
        for case .unrolled(let depth, let step) in unrolled {
          switch step {
          case .learned:
            learned.append(StepLandscape(depth: depth, directional: directional))
          case .fixed(let omega):
            guard omega >= 1 / stepLimit else {
              throw .usage(
                "--omega \(omega): the landscape is drawn for step sizes from \(1 / stepLimit)")
            }
            let filter = UnrolledFilter(depth: depth, stepSize: omega)
            lines.append(
              Line(
                family: .unrolled(depth: depth, step: step),
                landscape: RiskLandscape(filter: filter, directional: directional)))
          }
        }
      case .linear: break
      }
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
