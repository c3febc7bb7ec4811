// One parameter runs, the others stand: the curves of risk-ratio.

import ToyModel

/// The parameter on the horizontal axis.
enum SweepAxis: String, Sendable, CaseIterable {
  case k, n, mu, theta, sigma, depth, omega

  /// The option that sets it.
  var option: String { "--\(rawValue)" }

  /// The grid where the option is left out; nil where that depends on n.
  var defaultGrid: String? {
    switch self {
    case .k: nil
    case .n: "log:1..1000:200"
    case .mu: "lin:0..2:101"
    case .theta: "lin:0..2:101"
    case .sigma: "log:0.01..10:121"
    case .depth: "1..20"
    case .omega: "lin:0.01..1.99:199"
    }
  }

  /// True for a parameter that counts something.
  var isInteger: Bool { self == .k || self == .n || self == .depth }

  /// The name for a table or a sentence.
  var symbol: String {
    switch self {
    case .k, .n: rawValue
    case .mu: "μ"
    case .theta: "θ"
    case .sigma: "σ"
    case .depth: "N"
    case .omega: "ω"
    }
  }

  /// The name for the axis of a plot.
  var label: String {
    switch self {
    case .k: "number *k* of rows of *R*"
    case .n: "dimension *n*"
    case .mu: "mean *μ* of the signal"
    case .theta: "standard deviation *θ* of the signal"
    case .sigma: "standard deviation *σ* of the noise"
    case .depth: "depth *N*"
    case .omega: "step size *ω*"
    }
  }

  /// The value of the parameter in a setting; nil where the family does not have it.
  func value(in setting: Setting) -> Double? {
    switch self {
    case .k: return Double(setting.k)
    case .n: return Double(setting.n)
    case .mu: return setting.mu
    case .theta: return setting.theta
    case .sigma: return setting.sigma
    case .depth:
      guard case .unrolled(let depth, _) = setting.family else { return nil }
      return Double(depth)
    case .omega:
      guard case .unrolled(_, .fixed(let omega)) = setting.family else { return nil }
      return omega
    }
  }
}

/// The settings of a sweep, curve by curve.
struct Sweep: Sendable {
  let axis: SweepAxis
  /// The settings of every curve, in the order of the grid.
  let curves: [[Setting]]

  /// The most points on a curve where k = 1…n is the default and n is large.
  private static let pointsForLargeN = 1001

  /// Reads a sweep.
  ///
  /// - Parameters:
  ///   - axis: The parameter that runs.
  ///   - arguments: The command line.
  ///   - options: The options that ``ParameterGrid`` reads, with the defaults of the command.
  /// - Throws: ``CommandError`` of status usage for illegal points, and for grids off the axis.
  init(
    axis: SweepAxis, _ arguments: ParsedArguments, options: [Option]
  ) throws(CommandError) {
    self.axis = axis
    var grid = try ParameterGrid(
      arguments, options: options,
      defaults: axis.defaultGrid.map { [axis.option: $0] } ?? [:])
    if axis == .mu || axis == .theta {
      for case .file(let measured) in grid.data {
        throw .usage(
          "--x \(axis.rawValue): \(axis.symbol) has no effect on --data \(measured.path)")
      }
    }
    let isGiven = options.contains { $0.name == axis.option && arguments.has($0) }
    if axis == .k && !isGiven, let n = grid.n.first, n >= 1 { grid.k = Self.allRows(n) }
    try Self.refuseGrids(off: axis, grid)
    try grid.families.requireFewPairs()
    var curves: [[Setting]] = []
    for data in grid.data {
      for families in try Self.curveFamilies(Array(grid.families), axis: axis) {
        curves.append(try grid.settings([data], families))
      }
    }
    self.curves = curves
  }

  /// k = 1…n; about a thousand of them, evenly spread with both ends, where n is large.
  private static func allRows(_ n: Int) -> [Int] {
    guard n > 2 * pointsForLargeN else { return Array(1...n) }
    let last = pointsForLargeN - 1
    return (0...last).map { 1 + Int((Double(n - 1) * Double($0) / Double(last)).rounded()) }
  }

  private static func refuseGrids(
    off axis: SweepAxis, _ grid: ParameterGrid
  ) throws(CommandError) {
    let counts: [(SweepAxis, Int)] = [
      (.k, grid.k?.count ?? 1), (.n, grid.n.count), (.mu, grid.mu.count),
      (.theta, grid.theta.count), (.sigma, grid.sigma.count),
    ]
    for (other, count) in counts where other != axis && count != 1 {
      throw .usage(
        "\(other.option) has \(count) values, but the sweep runs over \(axis.option); "
          + "add --x \(other.rawValue) to sweep \(other.symbol)")
    }
  }

  /// The families of each curve: one, or those that differ in what runs along the axis only; depths
  /// are told apart by parity then.
  private static func curveFamilies(
    _ families: [DenoiserFamily], axis: SweepAxis
  ) throws(CommandError) -> [[DenoiserFamily]] {
    var order: [DenoiserFamily] = []
    var members: [DenoiserFamily: [DenoiserFamily]] = [:]
    for family in families {
      var key = family
      if case .unrolled(let depth, let step) = family {
        if axis == .depth { key = .unrolled(depth: depth.isMultiple(of: 2) ? 2 : 1, step: step) }
        if axis == .omega {
          guard step != .learned else {
            throw .usage("--omega learned: --x omega sweeps fixed step sizes")
          }
          key = .unrolled(depth: depth, step: .learned)
        }
      }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(family)
    }
    return order.compactMap { members[$0] }
  }
}
