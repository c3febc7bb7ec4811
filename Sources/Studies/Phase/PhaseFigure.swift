// A phase diagram as a figure: tinted regions, and lines between them.

package import Report
import ToyModel

extension PhaseDiagram {
  /// The figure: one panel per depth and step size, or per depth and SNR.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure, with a row of panels for each depth, or, against step sizes, one panel for all SNRs.
  package func figure(command: String) -> Figure {
    let groups = depthGroups
    let perDepth = groups.map(\.count).max() ?? 1
    let isJoint = setting.axis == .omega && perDepth > 1
    let drawn =
      isJoint
      ? groups.enumerated().map { drawnTogether($1, isFirst: $0 == 0) }
      : panels.enumerated().map { self.drawn($1, isFirst: $0 == 0) }
    return Figure(
      title: "The family with the lower best risk, by k/n and \(plainAxis) (\(constants))",
      command: command, panels: drawn,
      columns: perDepth > 1 && !isJoint ? min(perDepth, 4) : min(groups.count, 4), aspect: 0.95)
  }

  /// The panels of each algorithm and depth, in their order.
  private var depthGroups: [[Panel]] {
    var groups: [[Panel]] = []
    for panel in panels {
      let index = groups.firstIndex {
        $0[0].setting.depth == panel.setting.depth
          && $0[0].setting.family.algorithm == panel.setting.family.algorithm
      }
      if let index { groups[index].append(panel) } else { groups.append([panel]) }
    }
    return groups
  }

  /// The fractions of a panel's area and width that a region needs in order to be labelled.
  private static let (namedArea, namedWidth) = (0.1, 0.33)
  /// The largest n for which single columns are visible.
  private static let visibleColumns = 50

  private func drawn(_ panel: Panel, isFirst: Bool) -> Report.Panel {
    let range = setting.range
    let shape = PhaseRegions(panel.columns, n: setting.n, range: range)
    let isDense = setting.n > Self.visibleColumns
    let extent = isDense && shape.extent.lowerBound * Double(setting.n) < 1 ? 0...1 : shape.extent
    let area =
      (shape.extent.upperBound - shape.extent.lowerBound) * (range.upperBound - range.lowerBound)
    var named: [Winner] = []
    // The largest region of each winner is labelled.
    let order = shape.regions.indices.sorted { shape.regions[$0].area > shape.regions[$1].area }
    let bearers = order.filter { index in
      let region = shape.regions[index]
      let isWide =
        region.width > Self.namedWidth * (shape.extent.upperBound - shape.extent.lowerBound)
      guard region.area > Self.namedArea * area, isWide || region.winner == .equal,
        !named.contains(region.winner)
      else { return false }
      named.append(region.winner)
      return true
    }
    let bands = shape.regions.indices.map { index in
      let region = shape.regions[index]
      return Band(
        bearers.contains(index) ? Self.name(region.winner, of: panel.setting.family) : "",
        x: region.x, lower: region.lower, upper: region.upper,
        color: Self.ink(region.winner, of: panel.setting.family), hasBoundary: false)
    }
    return Report.Panel(
      title: Self.title(panel.setting), xAxis: Axis("*k*/*n*", range: extent),
      yAxis: Axis(setting.axis.label, range: height),
      curves: Self.lines(shape, isNamed: true)
        + squareColumn(panel, extent.upperBound, isNamed: !named.contains(.equal)),
      bands: bands, guides: isFirst ? squareGuide(panel, extent.upperBound) : [],
      notes: strips(shape, of: panel, without: named))
  }

  /// The visible range of the vertical axis: 0 is not a step size, but the axis begins there.
  private var height: ClosedRange<Double> {
    let range = setting.range
    let isFromZero = setting.axis == .omega && range.lowerBound < 0.01 * range.upperBound
    return (isFromZero ? 0 : range.lowerBound)...range.upperBound
  }

  /// The names of regions at the sides that are too narrow for them: they are placed beside them, with an arrow.
  private func strips(
    _ shape: PhaseRegions, of panel: Panel, without named: [Winner]
  ) -> [Note] {
    var notes: [Note] = []
    let width = shape.extent.upperBound - shape.extent.lowerBound
    let heights = setting.range
    for region in shape.regions
    where !named.contains(region.winner) && region.winner != .equal
      && region.width < Self.namedWidth * width
      && region.area > 0.02 * (heights.upperBound - heights.lowerBound) * width
    {
      let name = Self.name(region.winner, of: panel.setting.family)
      let isRight = (region.x.first ?? 0) > shape.extent.lowerBound + 0.5 * width
      notes.append(
        Note(
          isRight ? "\(name) →" : "← \(name)",
          at: Point(
            x: (isRight ? region.x.first : region.x.last) ?? 0,
            y: heights.lowerBound + 0.78 * (heights.upperBound - heights.lowerBound))))
    }
    return notes
  }

  /// All SNRs of one depth in one panel: the regions of the SNR at which bilevel learning is better on the smallest
  /// area, and the boundaries of all others on top.
  private func drawnTogether(_ members: [Panel], isFirst: Bool) -> Report.Panel {
    let range = setting.range
    let shapes = members.map { PhaseRegions($0.columns, n: setting.n, range: range) }
    func area(_ shape: PhaseRegions, _ winner: Winner) -> Double {
      shape.regions.filter { $0.winner == winner }.reduce(0) { $0 + $1.area }
    }
    let widest = shapes.indices.min { area(shapes[$0], .bilevel) < area(shapes[$1], .bilevel) } ?? 0
    let family = members[0].setting.family
    let isDense = setting.n > Self.visibleColumns
    let extent =
      isDense && shapes[widest].extent.lowerBound * Double(setting.n) < 1
      ? 0...1 : shapes[widest].extent
    // Boundaries that readers cannot tell apart are drawn as one line.
    var lines: [(names: [String], columns: [PhaseColumn], curves: [Curve])] = []
    var distinct: [Int] = []
    for (index, (member, shape)) in zip(members, shapes).enumerated() {
      guard case .decibels(let ratio) = member.setting.constant else { continue }
      let name = typeset(ratio, significantDigits: 6)
      let twin = lines.firstIndex { Self.agree($0.columns, member.columns, height: range) }
      if let twin {
        lines[twin].names.append(name)
      } else {
        distinct.append(index)
        lines.append(([name], member.columns, Self.lines(shape, isNamed: lines.isEmpty)))
      }
    }
    // The line for the widest region is already the edge of its area.
    let first =
      distinct.last {
        $0 <= widest && Self.agree(members[$0].columns, members[widest].columns, height: range)
      } ?? widest
    var bands: [Band] = []
    var named: [Winner] = []
    for index in [widest] + distinct.filter({ $0 != first }) {
      for region in shapes[index].regions.sorted(by: { $0.area > $1.area }) {
        guard region.winner == .unrolled || index == widest else { continue }
        let isNamed = region.winner != .equal && !named.contains(region.winner)
        if isNamed { named.append(region.winner) }
        bands.append(
          Band(
            isNamed ? Self.name(region.winner, of: family) : "", x: region.x, lower: region.lower,
            upper: region.upper, color: Self.ink(region.winner, of: family), hasBoundary: false))
      }
    }
    let curves = lines.flatMap { names, _, curves in
      curves.enumerated().map { index, curve in
        var curve = curve
        // The first is the boundary; the line where risks only touch is the same for all.
        if index == 0, curve.style.dash == .solid {
          curve.label = "SNR \(names.joined(separator: ", ")) dB"
        }
        curve.namePlace = .along(curve.style.dash == .solid ? 0.3 : 0.08)
        return curve
      }
    }
    return Report.Panel(
      title: Self.head(family, members[0].setting.depth), xAxis: Axis("*k*/*n*", range: extent),
      yAxis: Axis(setting.axis.label, range: height),
      curves: curves + squareColumn(members[widest], extent.upperBound, isNamed: false),
      bands: bands, guides: isFirst ? squareGuide(members[widest], extent.upperBound) : [])
  }

  /// Whether the boundaries of two panels differ by less than a fiftieth of the axis.
  private static func agree(
    _ one: [PhaseColumn], _ two: [PhaseColumn], height: ClosedRange<Double>
  ) -> Bool {
    let tolerance = 0.02 * (height.upperBound - height.lowerBound)
    guard one.count == two.count else { return false }
    // At k = n, where both sides are alike, the pattern differs.
    let different = zip(one, two).count { a, b in
      a.boundaries.count != b.boundaries.count
        || zip(a.boundaries, b.boundaries).contains { abs($0 - $1) > tolerance }
    }
    return different <= one.count / 20
  }

  private static func lines(_ shape: PhaseRegions, isNamed: Bool) -> [Curve] {
    let gap = [Point(x: .nan, y: .nan)]
    // A line of three points belongs to a single column.
    let hasLine = shape.touches.contains { $0.count > 3 }
    return [
      ("", shape.boundaries, Style(color: .black, width: 1.5)),
      (
        hasLine && isNamed ? "equal" : "", shape.touches,
        Style(color: .gray, dash: .dashed, width: 1.25)
      ),
    ].compactMap { label, lines, style in
      lines.isEmpty
        ? nil : Curve(label, points: Array(lines.joined(separator: gap)), style: style)
    }
  }

  /// k = n at the right edge, where a column is too thin to be visible.
  private func squareColumn(_ panel: Panel, _ right: Double, isNamed: Bool) -> [Curve] {
    guard setting.n > Self.visibleColumns, let column = panel.columns.last, column.k == setting.n
    else { return [] }
    let places = [setting.range.lowerBound] + column.boundaries + [setting.range.upperBound]
    return column.winners.indices.map { index in
      Curve(
        isNamed && column.winners == [.equal] ? "equal" : "",
        points: [Point(x: right, y: places[index]), Point(x: right, y: places[index + 1])],
        style: Style(
          color: Self.ink(column.winners[index], of: panel.setting.family), width: 4))
    }
  }

  /// The name of that edge, placed above it.
  private func squareGuide(_ panel: Panel, _ right: Double) -> [Guide] {
    guard setting.n > Self.visibleColumns, let column = panel.columns.last, column.k == setting.n
    else { return [] }
    return [
      Guide(
        .vertical, at: right, label: "*k* = *n*",
        style: Style(
          color: Self.ink(column.winners[0], of: panel.setting.family), width: 0.5))
    ]
  }

  // MARK: Words

  private static func ink(_ winner: Winner, of family: DenoiserFamily) -> Ink {
    switch winner {
    case .bilevel: FamilyStyle.bilevel.ink
    case .unrolled: FamilyStyle(family).ink
    case .equal: .gray
    }
  }

  private static func name(_ winner: Winner, of family: DenoiserFamily) -> String {
    switch winner {
    case .bilevel: "bilevel better"
    case .unrolled: "*N* = \(family.depth ?? 0) better"
    case .equal: "equal"
    }
  }

  private static func title(_ panel: PhaseSetting.Panel) -> String {
    let head = head(panel.family, panel.depth)
    return switch panel.constant {
    case .step(.learned): "\(head), learned *ω*"
    case .step(let step): "\(head), *ω* = \(step.label)"
    case .decibels(let ratio): "\(head), SNR = \(typeset(ratio, significantDigits: 6)) dB"
    }
  }

  private static func head(_ family: DenoiserFamily, _ depth: Int) -> String {
    let name = family.algorithm.entry.title
    return (name.isEmpty ? "" : name + ", ") + "*N* = \(depth)"
  }

  private var plainAxis: String { setting.axis == .snr ? "SNR" : "ω" }
}
