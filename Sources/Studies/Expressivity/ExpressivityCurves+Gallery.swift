// Images of filters as bars, with the eigenvalue that every filter forces.

import Libc
import Report
import ToyModel

extension ExpressivityCurves {
  /// The eigenvalues of T that a gallery shows: the Wiener gains in [0, 1], and those beyond.
  static let galleryWindow = -1.6...1.6

  /// One row of a gallery: filters with a common image and f(0).
  private struct Row {
    var names: [String]
    let style: FamilyStyle
    let lower: Double
    let upper: Double
    let forced: Double

    /// The order of rows: bounded images first, then those that contain all gains, then those that begin above 0, then
    /// those that are unbounded below.
    var group: Int {
      if lower == -.infinity { return 3 }
      if upper < .infinity { return 0 }
      return lower <= 1e-12 ? 1 : 2
    }
  }

  /// A row for every filter: its image as a bar, with an arrowhead where it is cut off, and f(0) as a dot.
  func galleryFigure(_ command: String) -> Figure {
    let rows = galleryRows()
    let window = Self.galleryWindow
    var (curves, heads) = ([Curve](), [Curve]())
    var (dots, ticks) = ([Point](), [Axis.Tick]())
    var y = 0.0
    var heights: [Double] = []
    for (index, row) in rows.enumerated() {
      if index > 0 { y -= rows[index - 1].group == row.group ? 1 : 1.7 }
      let (low, high) = (
        max(row.lower, window.lowerBound), min(row.upper, window.upperBound)
      )
      heights.append(y)
      let ink = row.style.ink
      if low <= high {
        curves.append(
          Curve(
            "", points: [Point(x: low, y: y), Point(x: high, y: y)],
            style: Style(color: ink, width: 6)))
      }
      for (isBeyond, end, marker) in [
        (row.lower < window.lowerBound, window.lowerBound, Marker.left),
        (row.upper > window.upperBound, window.upperBound, Marker.right),
      ] where isBeyond {
        heads.append(
          Curve(
            "", points: [Point(x: end, y: y)],
            style: Style(color: ink, marker: marker, width: 0.05)))
      }
      if window.contains(row.forced) { dots.append(Point(x: row.forced, y: y)) }
      ticks.append(Axis.Tick(y, row.names.joined(separator: ", "), color: ink))
    }
    let top = 1.7
    let panel = Panel(
      title: "eigenvalues that *T* can have (bars) and must have (dots)" + constants,
      xAxis: Axis("eigenvalue of *T*", range: window),
      yAxis: Axis("", range: y - 0.7...top, ticks: ticks),
      curves: curves + heads + [
        Curve("", points: dots, style: Style(color: .black, marker: .circle, width: 0.05))
      ],
      bands: [
        Band(
          "", x: [0, 1], lower: [-.infinity, -.infinity], upper: [.infinity, .infinity],
          color: .black, hasBoundary: false)
      ],
      guides: marks.map { mark in
        Guide(
          .vertical, at: mark, label: "*t* = \(formatted(mark, significantDigits: 6))",
          style: Style(color: .gray, dash: .dotted, width: 1))
      },
      notes: [Note("Wiener gains", at: Point(x: 0.5, y: 1.05))]
        + Self.groupNotes(rows, at: heights))
    return Figure(
      title: "What algorithms reach, and what they force: the images of their filters",
      command: command, panels: [panel], aspect: min(max(0.045 * (top + 0.7 - y), 0.25), 2))
  }

  /// What the filters of a group have in common, to the left of their bars; nothing about a single group.
  private static func groupNotes(_ rows: [Row], at heights: [Double]) -> [Note] {
    let groups = Set(rows.map(\.group)).sorted()
    guard groups.count > 1 else { return [] }
    return groups.compactMap { group in
      let free = zip(rows, heights).filter { $0.0.group == group && $0.0.lower >= -0.1 }.map(\.1)
      guard !free.isEmpty else { return nil }
      return Note(
        [
          "reach no more than they force", "reach all gains", "never reach the gains near 0",
          "unbounded",
        ][group],
        at: Point(
          x: 0.5 * galleryWindow.lowerBound, y: free.reduce(0, +) / Double(free.count)),
        color: .gray)
    }
  }

  /// The depth and the parameters that several algorithms share, after a colon; those in the names of rows, and any
  /// that differ, are left out.
  private var constants: String {
    let depths = Groups(choices.compactMap(\.depth)).keys
    let numbers = Groups(choices.flatMap { Self.numbers(of: $0.family) }).keys
    let shared =
      (depths.count == 1 ? ["*N* = \(depths[0])"] : [])
      + numbers.filter { number in
        let symbol = number.prefix { $0 != "=" }
        return numbers.count { $0.hasPrefix(symbol) } == 1 && !isOwn(number)
      }
    return shared.isEmpty || shared.count > 10 ? "" : ": " + shared.joined(separator: ", ")
  }

  /// The parameters of a family that are single numbers, such as `*ω* = 0.5`.
  private static func numbers(of family: DenoiserFamily) -> [String] {
    labels(of: family).filter { $0.contains(" = ") && !$0.hasPrefix("*N* = ") }
  }

  /// Whether only one of several filters has a parameter, so that its row names it.
  private func isOwn(_ number: String) -> Bool {
    choices.count > 1 && choices.count { Self.numbers(of: $0.family).contains(number) } == 1
  }

  private static func labels(of family: DenoiserFamily) -> [String] {
    family.label().split(separator: ", ").map(String.init)
  }

  private func galleryRows() -> [Row] {
    var rows: [Row] = []
    for choice in choices {
      let filter = choice.filter
      let image = filter.image
      let row = Row(
        names: [name(of: choice)], style: FamilyStyle(choice.family),
        lower: image.lowerBound.value, upper: image.upperBound.value,
        forced: filter.forcedGain.value)
      let twin = rows.firstIndex { other in
        other.style == row.style && Self.agree(other.lower, row.lower)
          && Self.agree(other.upper, row.upper) && Self.agree(other.forced, row.forced)
      }
      if let twin { rows[twin].names += row.names } else { rows.append(row) }
    }
    // The image with the most Wiener gains comes first in its group.
    return rows.enumerated().sorted { one, two in
      let (a, b) = (one.element, two.element)
      if a.group != b.group { return a.group < b.group }
      if a.group == 2, a.lower != b.lower { return a.lower < b.lower }
      if a.group != 2, a.upper != b.upper { return a.upper > b.upper }
      return one.offset < two.offset
    }.map(\.element)
  }

  private static func agree(_ one: Double, _ two: Double) -> Bool {
    one == two || abs(one - two) <= 1e-9 * max(abs(one), abs(two), 1)
  }

  /// The algorithm, with its depth if there are several, and its parameters if it occurs more than once or is the only
  /// one that has them.
  private func name(of choice: FilterChoice) -> String {
    let algorithm = choice.family.algorithm
    let title = algorithm.entry.title
    let usual = choice.family.kind == .bilevel ? "bilevel" : "gradient descent"
    var parts = [title.isEmpty ? usual : title]
    let hasDepths = Set(choices.compactMap(\.depth)).count > 1
    let isRepeated =
      choices.count { $0.family.algorithm == algorithm && $0.depth == choice.depth } > 1
    for label in Self.labels(of: choice.family) where label.hasPrefix("sizes ") {
      parts[0] += " \(label.dropFirst("sizes ".count))"
    }
    if hasDepths, let depth = choice.depth { parts.append("*N* = \(depth)") }
    parts += Self.numbers(of: choice.family).filter { isRepeated || isOwn($0) }
    return parts.joined(separator: ", ")
  }
}
