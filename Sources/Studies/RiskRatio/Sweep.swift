// A sweep over one parameter with the others fixed: the curves of risk-ratio.

import Files
package import ToyModel

/// The parameter on the horizontal axis.
package enum SweepAxis: String, Sendable, CaseIterable {
  case k, n, mu, theta, sigma, depth, omega
  /// The number of steps for which a model learned at another depth is run.
  case testDepth = "test-depth"
  /// σ of the noise on which a model learned on other noise is evaluated.
  case testSigma = "test-sigma"
  /// The number of frames from which a model is learned.
  case frames

  /// The option that sets it.
  package var option: String { "--\(rawValue)" }

  /// The default grid if the option is omitted; nil if it depends on n.
  package var defaultGrid: String? {
    switch self {
    case .k, .frames: nil
    case .n: "log:1..1000:200"
    case .mu: "lin:0..2:101"
    case .theta: "lin:0..2:101"
    case .sigma: "log:0.01..10:121"
    case .depth: "1..20"
    case .omega: "lin:0.01..1.99:199"
    case .testDepth: "1..20"
    case .testSigma: "log:0.01..10:121"
    }
  }

  /// True for a parameter that counts something.
  package var isInteger: Bool { [.k, .n, .depth, .testDepth, .frames].contains(self) }

  /// The name for a table or a sentence.
  package var symbol: String {
    switch self {
    case .k, .n: rawValue
    case .mu: "μ"
    case .theta: "θ"
    case .sigma: "σ"
    case .depth: "N"
    case .omega: "ω"
    case .testDepth: "N′"
    case .testSigma: "σ′"
    case .frames: "m"
    }
  }

  /// The name for the axis of a plot.
  package var label: String {
    switch self {
    case .k: "number *k* of rows of *R*"
    case .n: "dimension *n*"
    case .mu: "mean *μ* of the signal"
    case .theta: "standard deviation *θ* of the signal"
    case .sigma: "standard deviation *σ* of the noise"
    case .depth: "depth *N*"
    case .omega: "step size *ω*"
    case .testDepth: "number *N*′ of steps that are run"
    case .testSigma: "standard deviation *σ*′ of the noise in the test"
    case .frames: "number *m* of frames"
    }
  }

  /// The value of the parameter in a setting; nil if the family does not have it.
  package func value(in setting: Setting) -> Double? {
    switch self {
    case .k: return Double(setting.k)
    case .n: return Double(setting.n)
    case .mu: return setting.mu
    case .theta: return setting.theta
    case .sigma: return setting.sigma
    case .depth:
      guard let depth = setting.family.depth else { return nil }
      return Double(depth)
    case .omega:
      guard setting.family.algorithm.hasStepSize, let omega = setting.family.step?.value else {
        return nil
      }
      return omega
    case .testDepth: return setting.testDepth.map { Double($0) }
    case .testSigma: return setting.testSigma
    case .frames: return setting.sample.map { Double($0.frames) }
    }
  }
}

/// The settings of a sweep, curve by curve.
package struct Sweep: Sendable {
  package let axis: SweepAxis
  /// The settings of every curve, in the order of the grid.
  package let curves: [SettingList]
  /// A note on the part of the grid that is left out, unless the user left it out explicitly.
  package let remark: String?

  /// The columns after those of ``RiskRow``.
  package let added: AddedColumns

  /// The data models.
  package let data: [any DataFamily]

  /// The largest number of curves.
  private static let curveLimit = 100_000
  /// The largest number of points on a curve if k = 1…n is the default and n is large.
  private static let pointsForLargeN = 1001

  /// Reads a sweep.
  ///
  /// - Parameters:
  ///   - axis: The parameter that varies.
  ///   - texts: The texts for ``ParameterGrid``, with the defaults of `risk-ratio`.
  ///   - quantity: The quantity that is shown, which may add columns.
  /// - Throws: ``StudyError/illegal(_:)`` for illegal points, and for grids off the axis.
  package init(
    axis: SweepAxis, _ texts: ParameterTexts, showing quantity: SweepQuantity = .ratioToLinear
  ) throws(StudyError) {
    let areFramesGiven = texts.given(ParameterGrid.framesOption) != nil
    let (standard, remark) = try Self.standardGrid(axis, texts)
    let texts = Self.complete(texts.with(defaults: standard.map { [axis.option: $0] } ?? [:]), axis)
    let added = try AddedColumns(texts, showing: quantity)
    if quantity.needsFrames, !added.hasFrames {
      throw .illegal("--y \(quantity.rawValue) needs --frames, or --x frames")
    }
    var grid = try ParameterGrid(texts, for: .risk)
    if quantity == .ratioToEven, grid.observation != nil || grid.testSigmas != nil {
      throw .illegal(
        "--y ratio_to_even: the risk of even depth is that of white noise, learned and tested alike"
      )
    }
    if axis == .mu || axis == .theta {
      if let file = grid.files.first {
        throw .illegal("--x \(axis.rawValue): \(axis.symbol) has no effect on --data \(file.path)")
      }
    }
    let isGiven = texts.given(axis.option) != nil
    if axis == .n, let k = grid.k?.max(), let n = grid.n.first(where: { $0 < k }), k > 1 {
      throw .illegal(
        "--k \(k) exceeds --n \(n): R has k ≤ n rows; let --n begin at \(k), or leave --k out for "
          + "k = n")
    }
    if axis == .k && !isGiven, let n = grid.n.first, n >= 1 { grid.k = Self.allRows(n) }
    if axis == .frames, !areFramesGiven, let n = grid.n.first, (1..<1 << 53).contains(n) {
      let loss = grid.samples?.first?.loss ?? .clean
      grid.samples = try Self.frameCounts(n, loss).map { TrainingSample(frames: $0, loss: loss) }
    }
    try self.init(axis: axis, grid, adding: added, remark: remark)
  }

  /// Creates a sweep over grids.
  ///
  /// - Parameters:
  ///   - axis: The parameter that varies.
  ///   - grid: The values of all parameters, one of each off the axis, families and data aside.
  ///   - added: The columns after those of ``RiskRow``.
  ///   - remark: A note on the part of the grid that is left out.
  /// - Throws: ``StudyError/illegal(_:)`` for illegal points, and for grids off the axis.
  package init(
    axis: SweepAxis, _ grid: ParameterGrid, adding added: AddedColumns = AddedColumns(),
    remark: String? = nil
  ) throws(StudyError) {
    (self.axis, self.added, self.remark) = (axis, added, remark)
    try Self.refuseGrids(off: axis, grid)
    try grid.families.requireFewPairs()
    // Illegal points are reported before an excessive number of points.
    var one = grid
    one.families = FamilyGrid([FamilyBlock(.linear, depths: [], choices: [])])
    _ = try one.settings()
    data = grid.data
    let families = try Self.curveFamilies(grid.families, axis: axis)
    var curves: [SettingList] = []
    for data in grid.data {
      for families in families {
        var curve = grid
        (curve.data, curve.families) = ([data], families)
        // Families without a number of steps are references.
        if families.blocks.allSatisfy(\.depths.isEmpty) { curve.testDepths = nil }
        curves.append(try SettingList(curve))
      }
    }
    self.curves = curves
  }

  /// The texts of a sweep: N′, the σ of the test and m have no defaults except where the sweep runs over them.
  package static func complete(_ texts: ParameterTexts, _ axis: SweepAxis) -> ParameterTexts {
    guard [.testDepth, .testSigma, .frames].contains(axis), texts.given(axis.option) == nil else {
      return texts
    }
    // Which numbers of frames is clear once n is.
    return texts.giving([axis.option: axis.defaultGrid ?? "1"])
  }

  /// From the least number of frames with a mean on to a thousand times as many, evenly spaced in the logarithm.
  private static func frameCounts(_ n: Int, _ loss: SampleLoss) throws(StudyError) -> [Int] {
    let least = n + 1 + loss.margin
    let most = min(least, (1 << 53) / 1000) * 1000
    return try Grid.integers("log:\(least)..\(max(most, least)):200", option: "--frames")
  }

  /// The grid of the axis if its option is omitted: over n only the values that `--k` allows.
  private static func standardGrid(
    _ axis: SweepAxis, _ texts: ParameterTexts
  ) throws(StudyError) -> (grid: String?, remark: String?) {
    guard axis == .n, texts.given("--n") == nil, let rows = texts.given("--k"), rows != "n",
      let k = try Grid.integers(rows, option: "--k").max(), k > 1, k <= 1 << 40
    else { return (axis.defaultGrid, nil) }
    return (
      "log:\(k)..\(max(1000, 100 * k)):200",
      "note: with --k \(k) the curves begin at n = \(k), as R has k ≤ n rows"
    )
  }

  /// k = 1…n; for large n about a thousand of them, evenly spaced and including both ends.
  private static func allRows(_ n: Int) -> [Int] {
    guard n > 2 * pointsForLargeN else { return Array(1...n) }
    let last = pointsForLargeN - 1
    return (0...last).map { 1 + Int((Double(n - 1) * Double($0) / Double(last)).rounded()) }
  }

  private static func refuseGrids(
    off axis: SweepAxis, _ grid: ParameterGrid
  ) throws(StudyError) {
    let counts: [(SweepAxis, Int)] = [
      (.k, grid.k?.count ?? 1), (.n, grid.n.count), (.mu, grid.mu.count),
      (.theta, grid.theta.count), (.sigma, grid.sigma.count),
      (.testDepth, grid.testDepths?.count ?? 1), (.testSigma, grid.testSigmas?.count ?? 1),
      (.frames, grid.samples?.count ?? 1),
    ]
    for (other, count) in counts where other != axis && count != 1 {
      throw .illegal(
        "\(other.option) has \(count) values, but the sweep runs over \(axis.option); "
          + "add --x \(other.rawValue) to sweep \(other.symbol)")
    }
  }

  /// The number of points of all curves.
  package var count: Int { curves.reduce(0) { $0 + $1.count } }

  /// The families of each curve: one, or those that differ only in the parameter of the axis; depths are then
  /// separated by parity.
  ///
  /// A family that is given several times appears several times on its curve.
  private static func curveFamilies(
    _ families: FamilyGrid, axis: SweepAxis
  ) throws(StudyError) -> [FamilyGrid] {
    let algorithms = families.blocks.map(\.algorithm)
    if axis == .omega, !algorithms.contains(where: \.hasStepSize) {
      throw .illegal("--x omega: no algorithm here has a step size ω")
    }
    if axis == .depth, !algorithms.contains(where: { $0.entry.depths != nil }) {
      throw .illegal("--x depth: no algorithm here has a number of steps")
    }
    if axis == .omega, families.names.contains(.unrolled), families.rules.contains(.learned) {
      throw .illegal("--omega learned: --x omega sweeps fixed step sizes")
    }
    var curves: [FamilyGrid] = []
    let blocks = Groups(families.blocks)
    for block in blocks.keys {
      let copies = blocks.copies(block)
      // Families that differ along the axis share a curve, all others have their own curves.
      let depths = Groups(block.depths)
      let members: [[Int]] =
        if axis == .depth {
          Groups(block.depths.map { block.algorithm.entry.style(depth: $0) }).keys.map { style in
            block.depths.filter { block.algorithm.entry.style(depth: $0) == style }
          }
        } else {
          depths.keys.isEmpty ? [[]] : depths.keys.map(depths.copies)
        }
      let choices = block.choices.enumerated().map { index, choices -> [[ParameterChoice]] in
        let groups = Groups(choices)
        let runs = axis == .omega && block.algorithm.entry.parameters[index].option == axis.option
        return runs ? [choices] : groups.keys.map(groups.copies)
      }
      let combinations = choices.reduce(1.0) { $0 * Double($1.count) }
      try requireFew(Double(members.count) * combinations)
      for depths in members.isEmpty ? [[]] : members {
        for number in 0..<Int(combinations) {
          var digits = MixedRadix(number)
          var chosen = choices.map { $0[0] }
          for index in choices.indices.reversed() {
            chosen[index] = choices[index][digits.next(choices[index].count)]
          }
          let curve = FamilyBlock(block.algorithm, depths: depths, choices: chosen)
          curves.append(FamilyGrid(copies.map { _ in curve }))
        }
      }
    }
    return curves
  }

  private static func requireFew(_ curves: Double) throws(StudyError) {
    guard curves <= Double(curveLimit) else {
      throw .illegal(
        "--depth and --omega make \(Int(curves)) curves, more than \(curveLimit); --x depth or --x "
          + "omega puts them on a few, and 'toy risk' has no curves")
    }
  }
}
