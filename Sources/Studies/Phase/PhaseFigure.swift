// A phase diagram as a figure: tinted regions, and lines between them.

package import Report
import ToyModel

extension PhaseDiagram {
  /// The figure: one panel per depth and step size, or per depth and SNR.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure, with a row of panels for each depth.
  package func figure(command: String) -> Figure {
    let depths = Set(panels.map(\.setting.depth)).count
    let perDepth = panels.count / max(depths, 1)
    return Figure(
      title: "Who has the lower best risk, over k/n and \(plainAxis) (\(constants))",
      command: command, panels: panels.map(drawn),
      columns: perDepth > 1 ? min(perDepth, 4) : min(depths, 4), aspect: 0.95)
  }

  /// The fractions of a panel's area and width that a region needs in order to be labelled.
  private static let (namedArea, namedWidth) = (0.1, 0.5)
  /// The largest n for which single columns are visible.
  private static let visibleColumns = 50

  private func drawn(_ panel: Panel) -> Report.Panel {
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
    // 0 is not a step size, but the axis begins there.
    let isFromZero = setting.axis == .omega && range.lowerBound < 0.01 * range.upperBound
    let height = (isFromZero ? 0 : range.lowerBound)...range.upperBound
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
      curves: Self.lines(shape)
        + squareColumn(panel, extent.upperBound, isNamed: !named.contains(.equal)),
      bands: bands)
  }

  private static func lines(_ shape: PhaseRegions) -> [Curve] {
    let gap = [Point(x: .nan, y: .nan)]
    // A line of three points belongs to a single column.
    let hasLine = shape.touches.contains { $0.count > 3 }
    return [
      ("", shape.boundaries, Style(color: .black, width: 1.5)),
      (hasLine ? "equal" : "", shape.touches, Style(color: .gray, dash: .dashed, width: 1.25)),
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
    let name = panel.family.algorithm.entry.title
    let head = (name.isEmpty ? "" : name + ", ") + "*N* = \(panel.depth)"
    return switch panel.constant {
    case .step(.learned): "\(head), learned *ω*"
    case .step(let step): "\(head), *ω* = \(step.label)"
    case .decibels(let ratio): "\(head), SNR = \(typeset(ratio, significantDigits: 6)) dB"
    }
  }

  private var plainAxis: String { setting.axis == .snr ? "SNR" : "ω" }
}
