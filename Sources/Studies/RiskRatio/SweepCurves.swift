// The curves of one panel of a sweep, and their names.

import Libc
import Report
import ToyModel

/// The curves of one panel, and the bands between bounds of quantities that are not known exactly.
///
/// Depths whose curves coincide share one curve, and curves on a reference share its name. A model that is run for
/// other numbers of steps has a marker at the one it was learned for.
struct SweepCurves {
  private(set) var curves: [Curve] = []
  private(set) var bands: [Band] = []
  private let result: SweepResult
  private let part: SweepPart
  private let scale: Axis.Scale

  private var axis: SweepAxis { result.axis }
  private var quantity: SweepQuantity { result.quantity }

  /// A group of families that is drawn as one curve.
  private struct Group {
    var rows: [RiskRow]
    var points: [Point]
    var depths: [Int]
    /// The family that stands for all.
    var family: DenoiserFamily
  }

  /// A reference for comparison: the best linear denoiser, bilevel learning or even depth.
  private struct Reference {
    var label: String
    var style: Style
    var points: [Point]
    /// The names of the curves that lie on it.
    var joined: [String] = []

    /// Whether it is drawn above other lines, as broken lines are; those below it are then wider and carry the name.
    var isAbove: Bool { style.dash != .solid }
    var name: String { ([label] + joined).joined(separator: ", ") }
  }

  /// Creates the curves.
  ///
  /// - Parameters:
  ///   - result: The sweep.
  ///   - part: The part that the panel shows.
  ///   - scale: The vertical scale.
  init(_ result: SweepResult, _ part: SweepPart, scale: Axis.Scale) {
    (self.result, self.part, self.scale) = (result, part, scale)
    let groups = groups
    var references = standards
    for index in references.indices where references[index].style == FamilyStyle.linear.style() {
      references[index].label += symbol(of: .linear, among: groups)
    }
    for group in groups {
      guard let kind = referenceKind(of: group.family) else { continue }
      references.append(
        Reference(
          label: label(of: group) + symbol(of: kind, among: groups), style: kind.style(),
          points: group.points))
    }
    let tolerance = tolerance(groups.flatMap(\.points) + references.flatMap(\.points))
    let places = groups.map { group -> Int? in
      guard referenceKind(of: group.family) == nil else { return nil }
      return references.firstIndex { isOn($0.points, group.points, tolerance) }
    }
    for (group, place) in zip(groups, places) {
      if let place { references[place].joined.append(label(of: group)) }
    }
    draw(groups, places, references, tolerance)
  }

  /// The width of a line that shows on both sides of one that lies on it.
  private static let underlying = 5.0

  private mutating func draw(
    _ groups: [Group], _ places: [Int?], _ references: [Reference], _ tolerance: Double
  ) {
    var ranks = StyleRanks(isPlain: part.namesStep)
    var named: Set<Int> = []
    for (index, reference) in references.enumerated() {
      let isJoined = places.contains(index)
      var style = reference.style
      if isJoined, !reference.isAbove { style.width = Self.underlying }
      curves.append(
        Curve(
          isJoined && reference.isAbove ? "" : reference.name, points: reference.points,
          style: style))
    }
    for (group, place) in zip(groups, places)
    where referenceKind(of: group.family) == nil {
      var style = ranks.style(of: group.family, axis: axis)
      // Markers show that there are few depths.
      if axis == .depth, group.points.count > 25 { style.marker = .none }
      var name = label(of: group)
      if let place {
        name = ""
        if references[place].isAbove {
          // Wide enough to show under dashes.
          (style.width, style.dash, style.marker) = (Self.underlying, .solid, .none)
          if named.insert(place).inserted { name = references[place].name }
        }
      }
      // Learned sizes have the risk of other curves over long stretches; without markers, they are wider where others
      // cover them.
      let isBelow =
        place == nil && group.family.hasLearnedSizes && meets(group, groups, references, tolerance)
      if isBelow { style.marker = .none }
      let isBounded = group.rows.contains { !$0.optimum.isExact }
      if isBounded { name = "\(group.family.algorithm.entry.title) (bounds)" }
      curves.insert(
        Curve(name, points: group.points, style: style), at: isBelow ? 0 : curves.count)
      if isBounded { appendBounds(group, style) }
      if axis == .testDepth, group.family.depth != nil,
        let own = group.rows.first(where: { $0.setting.testDepth == group.family.depth })
      {
        curves.append(
          Curve(
            "", points: points(of: [own]),
            style: Style(color: style.color, marker: .hollowDiamond, width: 0.05)))
      }
    }
  }

  // MARK: - Groups

  /// The curves of the part, with indistinguishable ones merged.
  private var groups: [Group] {
    var groups: [Group] = []
    for rows in part.curves {
      guard let family = rows.first?.setting.family else { continue }
      let points = self.points(of: rows)
      let depth = family.depth ?? 0
      let twin = groups.firstIndex { group in
        if axis == .depth { return hasOneCurve(family) && Self.differInDepth(family, group.family) }
        return Self.differInDepth(family, group.family) && family.style == group.family.style
          && Self.coincide(points, group.points)
      }
      guard let twin else {
        groups.append(Group(rows: rows, points: points, depths: [depth], family: family))
        continue
      }
      groups[twin].depths.append(depth)
      guard axis == .depth else { continue }
      groups[twin].rows = (groups[twin].rows + rows).sorted {
        ($0.setting.family.depth ?? 0) < ($1.setting.family.depth ?? 0)
      }
      groups[twin].points = self.points(of: groups[twin].rows)
      if family.style == .odd { groups[twin].family = family }
    }
    return groups
  }

  /// Whether even and odd depths are one curve, as with steps of learned sizes, where both reach the floor.
  private func hasOneCurve(_ family: DenoiserFamily) -> Bool { family.hasLearnedSizes }

  private static func differInDepth(_ a: DenoiserFamily, _ b: DenoiserFamily) -> Bool {
    a.depth != nil && a.algorithm == b.algorithm && a.choices == b.choices
  }

  /// True if no printer could distinguish two curves.
  private static func coincide(_ a: [Point], _ b: [Point]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { abs($0.y - $1.y) <= 1e-6 * max(abs($0.y), abs($1.y)) }
  }

  // MARK: - References

  private func referenceKind(of family: DenoiserFamily) -> FamilyStyle? {
    if quantity == .ratioToEven, isEvenDepth(family) { return .even }
    return family == .linear ? .linear : family == .bilevel ? .bilevel : nil
  }

  /// Whether a family has the risk of even depth at any depth of its style.
  private func isEvenDepth(_ family: DenoiserFamily) -> Bool {
    family.algorithm == .gradientDescent && family.style == .even && family.step == .learned
  }

  /// The level of a ratio's denominator, unless its family is among the curves.
  private var standards: [Reference] {
    let ends = [result.positions.first, result.positions.last].compactMap { $0 }
    func level(_ label: String, _ kind: FamilyStyle, at value: Double) -> Reference {
      Reference(
        label: label, style: kind.style(), points: ends.map { Point(x: $0, y: value) })
    }
    switch quantity {
    case .ratioToLinear where !part.families.contains(.linear):
      return [level("best linear", .linear, at: 1)]
    case .ratioToBilevel where !part.families.contains(.bilevel):
      return [level("bilevel", .bilevel, at: 1)]
    case .ratioToEven where !part.families.contains(where: isEvenDepth):
      return [level("even depth", .even, at: 0)]
    default: return []
    }
  }

  /// The distance that readers cannot see, in coordinates of the axis: a small part of its length, and at most 1 % if
  /// it is logarithmic.
  private func tolerance(_ points: [Point]) -> Double {
    let heights = points.map { coordinate($0.y) }.filter(\.isFinite)
    let span = (heights.max() ?? 0) - (heights.min() ?? 0)
    return scale == .logarithmic ? min(0.006 * span, log10(1.01)) : 0.006 * span
  }

  private func coordinate(_ y: Double) -> Double { scale == .logarithmic ? log10(y) : y }

  /// Whether each point of a curve lies on another one, as far as a reader can see; a curve of one height has it
  /// everywhere.
  private func coincidence(
    of points: [Point], with other: [Point], _ tolerance: Double
  ) -> [Bool] {
    let level = other.allSatisfy { $0.y == other.first?.y } ? other.first?.y : nil
    let heights = Dictionary(other.map { ($0.x, $0.y) }) { first, _ in first }
    return points.map { point in
      guard let height = heights[point.x] ?? level else { return false }
      return abs(coordinate(height) - coordinate(point.y)) <= tolerance
    }
  }

  /// Whether a curve lies on a reference; over the depth it may join it after a tenth of its points.
  private func isOn(_ reference: [Point], _ points: [Point], _ tolerance: Double) -> Bool {
    guard points.count > 1 else { return false }
    let apart = coincidence(of: points, with: reference, tolerance).lastIndex(of: false)
    return (apart.map { $0 + 1 } ?? 0) <= (axis == .depth ? points.count / 10 : 0)
  }

  /// Whether a curve coincides with another one, or with a reference, at an eighth of its points or more.
  ///
  /// Curves that only cross, or meet at an end, do not.
  private func meets(
    _ group: Group, _ groups: [Group], _ references: [Reference], _ tolerance: Double
  ) -> Bool {
    let others =
      groups.filter { $0.family != group.family && !$0.family.hasLearnedSizes }.map(\.points)
      + references.map(\.points)
    return others.contains { other in
      // Twice the tolerance is about the width of a line.
      8 * coincidence(of: group.points, with: other, 2 * tolerance).count { $0 }
        >= group.points.count
    }
  }

  // MARK: - Points

  /// The area between the bounds of a curve, with the lower one as a line; the upper one carries the name.
  private mutating func appendBounds(_ group: Group, _ style: Style) {
    let places = group.rows.compactMap { row in
      axis.value(in: row.setting).map { (x: $0, range: quantity.drawnRange(in: row)) }
    }.sorted { $0.x < $1.x }
    let lower = places.map { $0.range?.lower ?? .nan }
    bands.append(
      Band(
        "", x: places.map(\.x), lower: lower, upper: places.map { $0.range?.upper ?? .nan },
        color: style.color, hasBoundary: false))
    curves.append(
      Curve(
        "", points: zip(places, lower).map { Point(x: $0.x, y: $1) },
        style: Style(color: style.color, width: 1)))
  }

  /// The points of a curve; a reference without the parameter spans the whole grid.
  private func points(of rows: [RiskRow]) -> [Point] {
    if rows.count == 1, axis.value(in: rows[0].setting) == nil {
      let value = quantity.drawnRange(in: rows[0])?.upper ?? .nan
      return [result.positions.first, result.positions.last].compactMap { $0 }
        .map { Point(x: $0, y: value) }
    }
    return rows.flatMap { row -> [Point] in
      guard let x = axis.value(in: row.setting) else { return [] }
      let point = Point(x: x, y: quantity.drawnRange(in: row)?.upper ?? .nan)
      // N = 1, where R has no influence, does not belong to the odd depths.
      return axis == .depth && x == 1 ? [point, Point(x: .nan, y: .nan)] : [point]
    }
  }

  // MARK: - Names

  private func label(of group: Group) -> String {
    let family = group.family
    guard family.depth != nil else { return family.inWords }
    if family.hasLearnedSizes {
      guard axis != .depth else {
        return "learned steps" + (landmark(of: group).map { ": \($0)" } ?? "")
      }
      // Without one step that is learned for all there is nothing to tell them from.
      let learned = part.families.contains { $0.step == .learned && !$0.hasLearnedSizes }
      let isAlone = group.depths.count == 1
      let counts = group.depths.map { Self.inWords($0, isAlone: isAlone) }.joined(separator: ", ")
      return counts + (learned ? " learned steps" : " steps")
        + (landmark(of: group).map { ": \($0)" } ?? "")
    }
    let depths =
      axis == .depth
      ? family.style.depthsInWords
      : (axis == .testDepth ? "learned at N = " : "N = ")
        + group.depths.map(String.init).joined(separator: ", ")
    // The learned parameter is already in the name.
    let isOmitted =
      axis == .omega || part.namesStep || axis == .testDepth && family.step == .learned
    let name = family.label(
      depth: depths, leavingOut: isOmitted ? SweepAxis.omega.rawValue : nil)
    // Beside steps that are all learned separately.
    let isBesideSizes =
      axis != .depth && family.step == .learned && part.families.contains(where: \.hasLearnedSizes)
    return isBesideSizes ? "one learned step, \(name)" : name
  }

  /// The letter of a reference where other curves are named by theirs, *E* and *F*.
  private func symbol(of kind: FamilyStyle, among groups: [Group]) -> String {
    guard groups.contains(where: { $0.family.hasLearnedSizes && landmark(of: $0) != nil }) else {
      return ""
    }
    return switch kind {
    case .linear: ": *L*_{0}"
    case .bilevel: ": *B*"
    case .even: ": *E*"
    case .odd, .decreasing: ""
    }
  }

  private static func inWords(_ count: Int, isAlone: Bool) -> String {
    let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return isAlone && words.indices.contains(count - 1) ? words[count - 1] : "\(count)"
  }

  /// The name of the landmark with which a curve of exact risks coincides: the floor or the learned risk of even
  /// depths; nil if there is none, or if the floor is no more than the best linear risk.
  private func landmark(of group: Group) -> String? {
    // Over the depth, two steps are no landmark of a curve that is at the floor from three on.
    let least = axis == .depth ? 3 : 2
    let rows = group.rows.filter { ($0.setting.family.depth ?? 0) >= least && $0.optimum.isExact }
    func isOn(_ level: (RiskRow) -> Double) -> Bool {
      !rows.isEmpty
        && rows.allSatisfy { abs($0.optimum.risk.total - level($0)) <= 1e-9 * level($0) }
    }
    guard rows.contains(where: { $0.bounds.floor > $0.linearRisk * (1 + 1e-9) }) else { return nil }
    if isOn(\.bounds.floor) { return "the floor *F*" }
    return isOn(\.bounds.even) ? "*E*" : nil
  }
}

extension DenoiserFamily {
  /// Whether the sizes of all steps are learned.
  var hasLearnedSizes: Bool {
    algorithm.entry.parameters.first?.isSchedule == true && step == .learned
  }
}
