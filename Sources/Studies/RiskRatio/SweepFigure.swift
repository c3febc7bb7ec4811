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
    let horizontal = Axis(axis.label, scale: horizontalScale, isInteger: axis.isInteger)
    func panel(_ part: Part, scale: Axis.Scale) -> Panel {
      let drawn = drawnCurves(of: part)
      return Panel(
        title: part.title, xAxis: horizontal, yAxis: Axis(quantityLabel, scale: scale),
        curves: drawn.curves, bands: drawn.bands,
        guides: referenceGuides(curves) + floorGuides(part))
    }
    let panels: [Panel]
    if names.count == 1, let parts = partsByRule(curves) {
      panels = parts.map { panel($0, scale: scale(of: $0)) }
    } else {
      // The same for all, so that panels can be compared.
      let scale = scale(of: Part(curves: curves))
      panels = names.map { name in
        let members = curves.filter { $0.first?.setting.data.name == name }
        return panel(
          Part(title: names.count > 1 ? "\(name) data" : nil, curves: members), scale: scale)
      }
    }
    return Figure(
      title: "\(title) (\(constants))", command: command, panels: panels, columns: panels.count)
  }

  /// What one panel shows.
  private struct Part {
    var title: String?
    var curves: [[RiskRow]]
    /// Whether the title says how ω is chosen.
    var namesStep = false

    /// The families of the curves.
    var families: [DenoiserFamily] { curves.compactMap { $0.first?.setting.family } }
  }

  /// Learned and fixed step sizes in panels of their own, each with the references, where one panel would have more
  /// curves than can be told apart; nil elsewhere.
  private func partsByRule(_ curves: [[RiskRow]]) -> [Part]? {
    let steps = Part(curves: curves).families.filter { $0.step != nil }
    guard curves.count > 7, axis != .omega, steps.contains(where: \.isLearned),
      steps.contains(where: { !$0.isLearned }),
      steps.allSatisfy({ $0.algorithm == .gradientDescent })
    else { return nil }
    return [true, false].map { isLearned in
      let members = curves.filter { curve in
        guard let family = curve.first?.setting.family else { return false }
        return family.step == nil || family.isLearned == isLearned
      }
      let values = Set(steps.compactMap { $0.step?.value })
      return Part(
        title: isLearned
          ? "learned *ω*" : values.count == 1 ? values.first.map { "*ω* = \($0)" } : "fixed *ω*",
        curves: members, namesStep: isLearned || values.count == 1)
    }
  }

  /// Logarithmic once the values span well over a decade, but not for a fixed ω over k, where risks are straight
  /// lines.
  private func scale(of part: Part) -> Axis.Scale {
    let isStraight = axis == .k && quantity == .ratioToLinear
    guard !isStraight || !part.namesStep || part.families.contains(where: \.isLearned) else {
      return .linear
    }
    let values = part.curves.joined().compactMap { quantity.range(in: $0) }
      .flatMap { [$0.lower, $0.upper] }.filter(\.isFinite)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return low > 0 && high > 20 * low ? .logarithmic : .linear
  }

  /// The depth N₀ from which on odd depths with a learned step attain the floor, where the curve shows it.
  private func floorGuides(_ part: Part) -> [Guide] {
    guard axis == .depth else { return [] }
    let odd = part.curves.first { curve in
      curve.first?.setting.family.algorithm == .gradientDescent && curve.count > 2
        && curve.allSatisfy { $0.setting.family.isLearned && $0.setting.family.style == .odd }
    }
    guard let odd, let setting = odd.first?.setting, setting.k < setting.n, setting.sigma > 0 else {
      return []
    }
    let floor = RiskBounds(
      spectrum: setting.data.spectrum(n: setting.n, mu: setting.mu, theta: setting.theta),
      noiseVariance: setting.sigma * setting.sigma, rows: setting.k
    ).floor
    let rows = odd.filter { ($0.setting.family.depth ?? 0) >= 3 }
    let first = rows.firstIndex {
      $0.optimum.attainment == .attained && $0.optimum.risk.total <= floor * (1 + 1e-12)
    }
    guard let first, first > 0, let depth = rows[first].setting.family.depth else { return [] }
    return [Guide(.vertical, at: Double(depth), label: "*N*_{0} = \(depth)")]
  }

  /// The level 1 of a ratio, unless a curve lies on it anyway.
  private func referenceGuides(_ curves: [[RiskRow]]) -> [Guide] {
    let families = Set(curves.compactMap { $0.first?.setting.family })
    switch quantity {
    case .ratioToBilevel where !families.contains(.bilevel):
      return [
        Guide(
          .horizontal, at: 1, label: "bilevel",
          style: Style(color: FamilyStyle.bilevel.ink, dash: .dashed, width: 1.5))
      ]
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
  private func drawnCurves(of part: Part) -> (curves: [Curve], bands: [Band]) {
    struct Group {
      var rows: [RiskRow]
      var points: [Point]
      var depths: [Int]
    }
    var groups: [Group] = []
    for rows in part.curves {
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
    var ranks = StyleRanks(isPlain: part.namesStep)
    let reference = groups.first { $0.rows[0].setting.family == .linear }?.points
    var (curves, bands): ([Curve], [Band]) = ([], [])
    for group in groups {
      let family = group.rows[0].setting.family
      var style = ranks.style(of: family, axis: axis)
      // Wide enough to be seen under the dashes of the best linear denoiser.
      if family != .linear, let reference, isOn(reference, group.points) { style.width = 5 }
      curves.append(
        Curve(
          label(of: family, depths: group.depths, omitsStep: part.namesStep), points: group.points,
          style: style))
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

  /// Whether a curve lies on a level reference, as far as a reader can see.
  private func isOn(_ reference: [Point], _ points: [Point]) -> Bool {
    guard let level = reference.first?.y, reference.allSatisfy({ $0.y == level }) else {
      return false
    }
    return points.allSatisfy { abs($0.y - level) <= 1e-3 * abs(level) }
  }

  /// The points of a curve; a reference without the parameter spans the whole grid.
  private func points(of rows: [RiskRow]) -> [Point] {
    if rows.count == 1, axis.value(in: rows[0].setting) == nil {
      let value = quantity.range(in: rows[0])?.upper ?? .nan
      return [positions.first, positions.last].compactMap { $0 }.map { Point(x: $0, y: value) }
    }
    return rows.flatMap { row -> [Point] in
      guard let x = axis.value(in: row.setting) else { return [] }
      let point = Point(x: x, y: quantity.range(in: row)?.upper ?? .nan)
      // N = 1, where R has no influence, does not belong to the odd depths.
      return axis == .depth && x == 1 ? [point, Point(x: .nan, y: .nan)] : [point]
    }
  }

  private func label(of family: DenoiserFamily, depths: [Int], omitsStep: Bool) -> String {
    guard family.depth != nil else { return family.inWords }
    let depths =
      axis == .depth
      ? family.style.depthsInWords
      : (axis == .testDepth ? "learned at N = " : "N = ")
        + depths.map(String.init).joined(separator: ", ")
    // What is learned is said already.
    let isOmitted = axis == .omega || omitsStep || axis == .testDepth && family.step == .learned
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
  /// Whether all step sizes are chosen alike, so that dashes would say nothing.
  let isPlain: Bool
  private var depths: [FamilyStyle: [Int]] = [:]
  private var choices: [DenoiserFamily] = []
  private var algorithms: [FamilyStyle: [Algorithm]] = [:]

  init(isPlain: Bool) { self.isPlain = isPlain }

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
    } else if axis != .omega && family.step != .learned && !isPlain
      || family.algorithm != .gradientDescent
    {
      let parameters = DenoiserFamily(
        family.algorithm, depth: family.algorithm.entry.depths?.lowerBound,
        choices: axis == .omega && family.algorithm.hasStepSize
          ? family.with(step: .learned).choices : family.choices)
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
