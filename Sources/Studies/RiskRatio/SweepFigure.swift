// The figure of a sweep: colour by family, dash by step rule, marker by depth.

package import Report
import ToyModel

extension SweepResult {
  /// The figure of the sweep, one panel per data model.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    let curves = rows
    let names = dataNames
    let values = curves.joined().compactMap { quantity.range(in: $0) }.flatMap {
      [$0.lower, $0.upper]
    }.filter(\.isFinite)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    // A logarithmic axis once the values span well over a decade.
    let scale: Axis.Scale = low > 0 && high > 20 * low ? .logarithmic : .linear
    let horizontal = Axis(axis.label, scale: horizontalScale, isInteger: axis.isInteger)
    let vertical = Axis(quantityLabel, scale: scale)
    let panels = names.map { name in
      let members = curves.filter { $0.first?.setting.data.name == name }
      let drawn = drawnCurves(of: members)
      return Panel(
        title: names.count > 1 ? "\(name) data" : nil, xAxis: horizontal, yAxis: vertical,
        curves: drawn.curves, bands: drawn.bands, guides: referenceGuides(curves))
    }
    return Figure(
      title: "\(title) (\(constants))", command: command, panels: panels, columns: names.count)
  }

  /// The level 1 of a ratio, unless a curve lies on it anyway.
  private func referenceGuides(_ curves: [[RiskRow]]) -> [Guide] {
    let families = Set(curves.compactMap { $0.first?.setting.family })
    switch quantity {
    case .ratioToBilevel where !families.contains(.bilevel):
      return [Guide(.horizontal, at: 1, label: "bilevel")]
    case .ratioToLinear where !families.contains(.linear):
      return [Guide(.horizontal, at: 1, label: "best linear")]
    default: return []
    }
  }

  /// Logarithmic if the points of the grid have equal ratios rather than equal differences.
  private var horizontalScale: Axis.Scale {
    let x = positions
    guard x.count > 3, let first = x.first, let last = x.last, first > 0, last / first > 20 else {
      return .linear
    }
    let middle = x[x.count / 2]
    return middle * middle < 4 * first * last ? .logarithmic : .linear
  }

  /// The curves of one panel, and the bands between the bounds of what is not known.
  ///
  /// Depths whose curves coincide share one curve, labelled with all their names. A model that is run for other
  /// numbers of steps has a marker at its own.
  private func drawnCurves(of members: [[RiskRow]]) -> (curves: [Curve], bands: [Band]) {
    struct Group {
      var rows: [RiskRow]
      var points: [Point]
      var depths: [Int]
    }
    var groups: [Group] = []
    for rows in members {
      guard let family = rows.first?.setting.family else { continue }
      let points = self.points(of: rows)
      let depth = if let depth = family.depth { depth } else { 0 }
      let twin = groups.firstIndex { group in
        guard let other = group.rows.first?.setting.family, axis != .depth else { return false }
        return Self.isDrawnAlike(family, other) && Self.coincide(points, group.points)
      }
      if let twin {
        groups[twin].depths.append(depth)
      } else {
        groups.append(Group(rows: rows, points: points, depths: [depth]))
      }
    }
    var ranks = StyleRanks()
    var (curves, bands): ([Curve], [Band]) = ([], [])
    for group in groups {
      let family = group.rows[0].setting.family
      let style = ranks.style(of: family, axis: axis)
      curves.append(
        Curve(label(of: family, depths: group.depths), points: group.points, style: style))
      if group.rows.contains(where: { !$0.optimum.isExact }) {
        bands.append(band(of: group.rows, color: style.color))
      }
      if axis == .testDepth, family.depth != nil,
        let own = group.rows.first(where: { $0.setting.testDepth == family.depth })
      {
        curves.append(
          Curve(
            "", points: points(of: [own]),
            style: Style(color: style.color, marker: .circle, width: 0.05)))
      }
    }
    return (curves, bands)
  }

  /// The area between the bounds of a curve.
  private func band(of rows: [RiskRow], color: Ink) -> Band {
    let places = rows.compactMap { row in
      axis.value(in: row.setting).map { (x: $0, range: quantity.range(in: row)) }
    }.sorted { $0.x < $1.x }
    return Band(
      "", x: places.map(\.x), lower: places.map { $0.range?.lower ?? .nan },
      upper: places.map { $0.range?.upper ?? .nan }, color: color)
  }

  /// The points of a curve; a reference without the parameter spans the whole grid.
  private func points(of rows: [RiskRow]) -> [Point] {
    if rows.count == 1, axis.value(in: rows[0].setting) == nil {
      let value = quantity.range(in: rows[0])?.upper ?? .nan
      return [positions.first, positions.last].compactMap { $0 }.map { Point(x: $0, y: value) }
    }
    return rows.compactMap { row in
      axis.value(in: row.setting).map {
        Point(x: $0, y: quantity.range(in: row)?.upper ?? .nan)
      }
    }
  }

  private func label(of family: DenoiserFamily, depths: [Int]) -> String {
    guard family.depth != nil else { return family.inWords }
    let depths =
      axis == .depth
      ? family.style.depthsInWords
      : (axis == .testDepth ? "learned at N = " : "N = ")
        + depths.map(String.init).joined(separator: ", ")
    // What is learned is said already.
    let isOmitted = axis == .omega || axis == .testDepth && family.step == .learned
    return family.label(depth: depths, leavingOut: isOmitted ? SweepAxis.omega.rawValue : nil)
  }

  private static func isDrawnAlike(_ a: DenoiserFamily, _ b: DenoiserFamily) -> Bool {
    a.depth != nil && a.algorithm == b.algorithm && a.choices == b.choices && a.style == b.style
  }

  /// True if no printer could distinguish two curves.
  private static func coincide(_ a: [Point], _ b: [Point]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { abs($0.y - $1.y) <= 1e-6 * max(abs($0.y), abs($1.y)) }
  }
}

/// Assigns styles: the colours of ``FamilyStyle``, dashes for fixed step sizes, a marker per depth.
private struct StyleRanks {
  private var depths: [FamilyStyle: [Int]] = [:]
  private var choices: [DenoiserFamily] = []
  private var algorithms: [FamilyStyle: [Algorithm]] = [:]

  mutating func style(of family: DenoiserFamily, axis: SweepAxis) -> Style {
    let kind = FamilyStyle(family)
    let colour = colour(of: family, kind)
    guard let depth = family.depth else {
      return Style(color: colour, dash: kind.dash, width: kind.style().width)
    }
    let known = depths[kind, default: []]
    let rank = known.firstIndex(of: depth) ?? known.count
    if rank == known.count { depths[kind, default: []].append(depth) }
    var dash = Dash.solid
    // A learned step of the default algorithm is solid, and so are the bounds of a band; all other parameters are
    // distinguished by dashes.
    if !family.algorithm.isSpectral {
      dash = .solid
    } else if axis != .omega && family.step != .learned || family.algorithm != .gradientDescent {
      let parameters = DenoiserFamily(
        family.algorithm, depth: family.algorithm.entry.depths?.lowerBound,
        choices: axis == .omega ? family.with(step: .learned).choices : family.choices)
      if !choices.contains(parameters) { choices.append(parameters) }
      dash = FamilyStyle.fixedDash(choices.firstIndex(of: parameters) ?? 0)
    }
    let marker =
      axis == .depth
      ? FamilyStyle.marker(kind == .even ? 0 : 1) : FamilyStyle.markerAfterPlain(rank)
    return Style(color: colour, dash: dash, marker: marker)
  }

  /// The colour of the kind, and others of that kind for further algorithms.
  private mutating func colour(of family: DenoiserFamily, _ kind: FamilyStyle) -> Ink {
    var known = algorithms[kind, default: []]
    if !known.contains(family.algorithm) {
      known.append(family.algorithm)
      algorithms[kind] = known
    }
    return kind.inks[(known.firstIndex(of: family.algorithm) ?? 0) % kind.inks.count]
  }
}
