// The plots of landscapes: risk over r, and the valley in the plane of r and ω.

import Libc
package import Report
import ToyModel

extension LandscapeSetting {
  /// The largest number of panels in a figure.
  package static let panelLimit = 24

  /// The number of panels of ``figure(r:command:)``.
  package var panelCount: Int {
    switch kind {
    case .fixed(let lines): lines.count
    case .learned(let landscapes): landscapes.count
    }
  }

  /// One panel per landscape: E over r, or the valley over r if ω is learned.
  ///
  /// - Parameters:
  ///   - r: The grid of the curves, ascending.
  ///   - command: The command that reproduces the figure.
  /// - Returns: The figure; if there are as many even as odd depths, the even ones are in the first row.
  package func figure(r: [Double], command: String) -> Figure {
    let range = (r.first ?? 0)...(r.last ?? 1)
    switch kind {
    case .fixed(let lines):
      let (ordered, columns) = arrangedByParity(lines, depth: \.depth)
      let vertical = verticalRange(lines, in: range)
      var named: Set<String> = []
      let panels = ordered.enumerated().map { index, line in
        panel(
          line, r: r, vertical: vertical, lines, isFirst: index == 0, namesOf: &named)
      }
      return Figure(
        title: "Risk over R = r with its critical points (k = n = 1, \(constants))",
        command: command, panels: panels, columns: columns, aspect: 0.75)
    case .learned(let landscapes):
      let (ordered, columns) = arrangedByParity(landscapes, depth: { $0.depth })
      let largest = landscapes.compactMap { landscape in
        landscape.valley.map { max($0.largestStep, landscape.identityPoint == nil ? 0 : 1) }
      }.max()
      let top = min((largest ?? 1) * 1.08, 2.2)
      return Figure(
        title: "The best pairs of R = r and step size (k = n = 1, \(constants))",
        command: command,
        panels: ordered.enumerated().map { index, landscape in
          // Names common to the panels of one row are shown in the first one.
          Self.panel(
            landscape, upTo: range.upperBound, top: top, hasNames: index % columns == 0,
            hasLevels: index == 0)
        },
        columns: columns, aspect: 0.9)
    }
  }

  /// From below the lowest risk to above the highest critical point in view; steep walls are cut.
  private func verticalRange(
    _ lines: [Line], in range: ClosedRange<Double>
  ) -> ClosedRange<Double>? {
    var values = [directional.best]
    for line in lines {
      values += line.landscape.criticalPoints.filter { range.contains($0.location) }.map(\.risk)
    }
    guard let low = values.min(), let high = values.filter(\.isFinite).max(), high > 0 else {
      return nil
    }
    let span = max(high - low, 0.2 * high)
    // Below the best minima there is space for their names.
    return max(low - 0.25 * span, 0)...(high + 0.35 * span)
  }

  /// 601 points from 0 to a round number beyond all critical points, at least 1.
  package var defaultGrid: [Double] {
    let last: Double
    switch kind {
    case .fixed(let lines):
      last = 1.2 * (lines.compactMap { $0.landscape.criticalPoints.last?.location }.max() ?? 0)
    case .learned:
      let bilevel = directional.wienerGain.defect / directional.wienerGain.value
      last = bilevel.isFinite ? 3.5 * bilevel.squareRoot() : 3
    }
    let unit = last > 1 ? pow(10, (log10(last)).rounded(.down)) / 5 : 1
    let end = max(1, (last / unit).rounded(.up) * unit)
    return (0...600).map { end * Double($0) / 600 }
  }

  // MARK: E over r

  /// E over r at one depth.
  ///
  /// The first panel names the best linear risk; each kind of critical point is named in only one panel.
  private func panel(
    _ line: Line, r: [Double], vertical: ClosedRange<Double>?, _ all: [Line], isFirst: Bool,
    namesOf named: inout Set<String>
  ) -> Panel {
    let samples = line.landscape.samples(r)
    var curves = [
      Curve(
        "", points: samples.map { Point(x: $0.r, y: $0.risk) },
        style: FamilyStyle(line.family).style(width: 2))
    ]
    for mark in Self.marks {
      let points = samples.filter { $0.kind == mark.kind }
      curves += points.enumerated().map { index, point in
        let isSecond = mark.kind == .minimum && index > 0 && index == points.count - 1
        let label = isSecond ? "sharp minimum" : mark.label
        return Curve(
          named.insert(label).inserted ? label : "", points: [Point(x: point.r, y: point.risk)],
          style: Style(color: mark.ink, marker: mark.marker, width: Self.markOnly),
          namePlace: .along(0.5))
      }
    }
    let (first, last) = (r.first ?? 0, r.last ?? 1)
    return Panel(
      title: Self.title(line, among: all),
      // Keeps marks at r = 0 clear of the axis.
      xAxis: Axis(
        "regulariser *R* = *r*", range: first == 0 ? -0.03 * last...last : first...last),
      yAxis: Axis("risk *E*(*r*)", range: vertical), curves: curves,
      guides: [
        Guide(
          .horizontal, at: directional.best, style: FamilyStyle.linear.style(width: 1))
      ],
      notes: isFirst
        ? [
          Note(
            "best linear",
            at: Point(
              x: first + 0.75 * (last - first),
              y: directional.best
                + 0.06 * ((vertical?.upperBound ?? 0) - (vertical?.lowerBound ?? 0))))
        ] : [])
  }

  /// A line too thin to be seen: a legend then shows the marker alone.
  private static let markOnly = 0.01

  private static let marks: [(kind: CriticalPoint.Kind, label: String, marker: Marker, ink: Ink)] =
    [
      (.minimum, "minimum", .circle, .black),
      (.localMinimum, "trap", .square, .orange),
      (.barrier, "barrier", .triangle, .purple),
    ]

  private static func title(_ line: Line, among all: [Line]) -> String {
    guard let depth = line.depth, let step = line.stepSize else { return "bilevel" }
    let steps = Set(all.compactMap(\.stepSize))
    return steps.count > 1 ? "*N* = \(depth), *ω* = \(shown(step))" : "*N* = \(depth)"
  }

  // MARK: The plane of r and ω

  private static func panel(
    _ landscape: StepLandscape, upTo limit: Double, top: Double, hasNames: Bool, hasLevels: Bool
  ) -> Panel {
    func name(_ words: String) -> String { hasNames ? words : "" }
    let depth = landscape.depth
    let isEven = depth.isMultiple(of: 2)
    var curves = contours(landscape, upTo: limit, areNamed: hasLevels)
    if let valley = landscape.valley {
      curves.append(
        Curve(
          name("minima"),
          points: valley.points(upTo: limit, count: valleyPoints).map {
            Point(x: $0.r, y: $0.omega)
          },
          style: FamilyStyle(depth: depth).style(width: 2.5), namePlace: .along(0.5)))
      if !isEven && depth > 1 {
        curves.append(
          Curve(
            name("trap"),
            points: [Point(x: 0, y: 0), Point(x: 0, y: valley.crossings.lower)],
            style: Style(color: .orange, width: 6), namePlace: .along(0.1)))
        curves.append(
          Curve(
            name("barrier"), points: barrier(depth, upTo: limit, below: valley.largestStep),
            style: Style(color: .purple, dash: .dashed, width: 1.75), namePlace: .along(0.7)))
      }
    }
    if let point = landscape.identityPoint {
      curves.append(
        Curve(
          // Contours are close to it: the short word for a maximum.
          name(point == .maximum ? "peak" : point.rawValue), points: [Point(x: 0, y: 1)],
          style: Style(
            color: .black, marker: point == .maximum ? .diamond : .cross, width: markOnly),
          namePlace: .along(0.1)))
    }
    return Panel(
      title: "*N* = \(depth)",
      xAxis: Axis("regulariser *R* = *r*", range: -0.04 * limit...limit),
      yAxis: Axis("step size *ω*", range: 0...top), curves: curves)
  }

  /// The distances of t from t* near which contours are drawn, as parts of the smaller one of t* and 1 − t*.
  private static let contourParts = [0.3, 0.6, 0.9]

  /// Contours of E on either side of the valley, at three round levels: E depends on r and ω through t = f(r²; ω) alone,
  /// as a parabola around t*, and is the same at t* − δ and t* + δ.
  private static func contours(
    _ landscape: StepLandscape, upTo limit: Double, areNamed: Bool
  ) -> [Curve] {
    guard landscape.depth > 1, landscape.valley != nil else { return [] }
    let best = landscape.directional.wienerGain
    let reach = min(best.value, best.defect)
    guard reach > 0 else { return [] }
    func shifted(_ distance: Double) -> Gain {
      Gain(value: best.value + distance, defect: best.defect - distance)
    }
    let least = landscape.directional.best
    let whole = landscape.directional.value(shifted(reach)) - least
    return contourParts.flatMap { part -> [Curve] in
      let level = formatted(least + part * part * whole, significantDigits: 2)
      // A round level, unless it is so close to the minimum that it is on the other side of it.
      let share = ((Double(level) ?? 0) - least) / whole
      let distance = (share > 0.25 * part * part ? share.squareRoot() : part) * reach
      let value = formatted(
        landscape.directional.value(shifted(distance)), significantDigits: 2)
      // As many digits as the others.
      let name = value.count == 3 && value.hasPrefix("0.") ? value + "0" : value
      return [-distance, distance].map { distance in
        Curve(
          areNamed && distance < 0 ? name : "",
          points: landscape.level(of: shifted(distance)).points(upTo: limit, count: valleyPoints)
            .map { Point(x: $0.r, y: $0.omega) },
          style: Style(color: .gray, width: 0.75), namePlace: .upon(0.3))
      }
    }
  }

  /// The turning points of f, ω = (1+x)/(1+r²), where they are maxima of E over r.
  private static func barrier(_ depth: Int, upTo limit: Double, below top: Double) -> [Point] {
    let numerator = OddMinimum(depth: depth).largestInteriorStep
    let start = max(numerator / top - 1, 0).squareRoot()
    guard start < limit else { return [] }
    return (0...200).map { index in
      let r = start + (limit - start) * Double(index) / 200
      return Point(x: r, y: numerator / (1 + r * r))
    }
  }
}
