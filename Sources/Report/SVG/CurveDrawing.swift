/// Draws the curves of a panel so that each can be seen, also where they coincide.
struct CurveDrawing {
  let curves: [Curve]
  let lines: [Polyline]
  let box: Box
  let theme: FigureTheme

  /// Draws the lines, which the caller clips to the panel.
  func drawLines(to writer: inout SVGWriter) {
    // Broken lines lie above unbroken ones, which show through their gaps.
    let order = curves.indices.sorted {
      (curves[$0].style.dash.rawValue, $0) < (curves[$1].style.dash.rawValue, $1)
    }
    for (place, index) in order.enumerated() {
      let style = curves[index].style
      func isAlike(_ other: Int) -> Bool { curves[other].style.dash == style.dash }
      // A hairline is background: other curves may cover it.
      if style.dash == .solid, curves[index].shownStyle.marker == .none, style.width >= 1 {
        drawCasing(of: index, under: order[(place + 1)...], to: &writer)
      }
      let below = order[..<place].filter { isAlike($0) && coincide(index, $0) }.count
      // Equal broken lines start at different places, so that one fills the gaps of the other.
      let shift = style.dash == .solid ? 0 : Double(below) * 0.5
      let runs = lines[index].simplified()
      Self.path(
        style.isMarkersAlone
          ? style.marker == .none ? runs.filter { $0.count == 1 } : [] : runs,
        style: style, theme: theme, shift: shift, to: &writer)
    }
  }

  /// Draws the markers, which are whole at the edges of the panel.
  func drawMarkers(to writer: inout SVGWriter) {
    for (index, points) in markers {
      let style = curves[index].style
      for point in points {
        Self.marker(style.marker, at: point, ink: style.color, theme: theme, to: &writer)
      }
    }
  }

  /// The marked curves with the places of their markers.
  var markers: [(index: Int, points: [Pixel])] {
    let marked = curves.indices.filter { curves[$0].shownStyle.marker != .none }
    return marked.enumerated().map { place, index in
      let phase = (Double(place) + 0.5) / Double(marked.count)
      return (
        index,
        curves[index].isMarkedThroughout
          ? lines[index].points : sparse(lines[index], phase: phase)
      )
    }
  }

  /// About seven points of a line, equally far apart along it.
  private func sparse(_ line: Polyline, phase: Double) -> [Pixel] {
    let count = 7.0
    var total = 0.0
    for run in line.runs {
      for (start, end) in zip(run, run.dropFirst()) { total += Self.distance(start, end) }
    }
    var points: [Pixel] = []
    var passed = 0.0
    var next = phase / count * total
    for run in line.runs {
      for (start, end) in zip(run, run.dropFirst()) {
        passed += Self.distance(start, end)
        guard passed >= next, total > 0 else { continue }
        if box.contains(end) { points.append(end) }
        while next <= passed { next += total / count }
      }
    }
    return points
  }

  static func distance(_ one: Pixel, _ two: Pixel) -> Double {
    let dx = one.x - two.x
    let dy = one.y - two.y
    return (dx * dx + dy * dy).squareRoot()
  }

  // MARK: - Coincidence

  /// Whether two curves run within a pixel of each other over a third of the shorter one's course.
  func coincide(_ one: Int, _ two: Int) -> Bool {
    let first = Height(lines[one])
    let second = Height(lines[two])
    var shared = 0
    var close = 0
    for step in 0...60 {
      let x = box.left + (Double(step) + 0.5) / 61 * box.width
      guard let y = first.at(x), let z = second.at(x) else { continue }
      shared += 1
      if (y - z).magnitude < theme.stroke(1) { close += 1 }
    }
    if shared == 0 { return !lines[one].points.isEmpty && lines[one].points == lines[two].points }
    return 3 * close >= shared
  }

  /// A line as a function of the abscissa, where it is one.
  struct Height {
    let runs: [[Pixel]]

    init(_ line: Polyline) {
      runs = line.runs.filter { run in
        run.count > 1 && zip(run, run.dropFirst()).allSatisfy { $0.x <= $1.x }
      }
    }

    func at(_ x: Double) -> Double? {
      for run in runs {
        guard let first = run.first, let last = run.last, x >= first.x, x <= last.x else {
          continue
        }
        var low = 0
        var high = run.count - 1
        while high - low > 1 {
          let middle = (low + high) / 2
          if run[middle].x <= x { low = middle } else { high = middle }
        }
        let width = run[high].x - run[low].x
        guard width > 0 else { return run[low].y }
        return run[low].y + (x - run[low].x) / width * (run[high].y - run[low].y)
      }
      return nil
    }
  }

  // MARK: - Elements

  /// Draws runs of points; a run of one point becomes a dot.
  static func path(
    _ runs: [[Pixel]], style: Style, theme: FigureTheme, shift: Double = 0,
    to writer: inout SVGWriter
  ) {
    let width = theme.stroke(style.width)
    let connected = runs.filter { $0.count > 1 }
    if !connected.isEmpty {
      writer.raw("<path")
      writer.pathData(connected)
      writer.raw(" fill=\"none\" stroke=\"\(theme.colors.line(style.color))\"")
      writer.attribute("stroke-width", width)
      let pattern = style.dash.pattern.map { $0 * width }
      if !pattern.isEmpty {
        writer.raw(" stroke-dasharray=\"")
        for (index, length) in pattern.enumerated() {
          if index > 0 { writer.raw(" ") }
          writer.number(length)
        }
        writer.raw("\"")
        if shift > 0 { writer.attribute("stroke-dashoffset", shift * pattern.reduce(0, +)) }
      }
      writer.raw("/>\n")
    }
    for run in runs where run.count == 1 {
      writer.raw("<circle")
      writer.attribute("cx", run[0].x)
      writer.attribute("cy", run[0].y)
      writer.attribute("r", theme.stroke(max(style.width, 1.75) * 1.7))
      writer.raw(" fill=\"\(theme.colors.line(style.color))\"/>\n")
    }
  }

  /// Draws one marker.
  static func marker(
    _ marker: Marker, at point: Pixel, ink: Ink, theme: FigureTheme, to writer: inout SVGWriter
  ) {
    let (x, y) = (point.x, point.y)
    func shape(_ corners: [(Double, Double)]) -> [[Pixel]] {
      [corners.map { Pixel(x: x + theme.marker($0.0), y: y + theme.marker($0.1)) }]
    }
    switch marker {
    case .none: return
    case .circle, .ring:
      writer.raw("<circle")
      writer.attribute("cx", x)
      writer.attribute("cy", y)
      writer.attribute("r", theme.marker(marker == .ring ? 4.4 : 3.4))
    case .square:
      writer.raw("<path")
      writer.pathData(shape([(-3, -3), (3, -3), (3, 3), (-3, 3)]), isClosed: true)
    case .triangle:
      writer.raw("<path")
      writer.pathData(shape([(0, -5), (4.4, 3), (-4.4, 3)]), isClosed: true)
    case .right:
      writer.raw("<path")
      writer.pathData(shape([(6.5, 0), (-4, 5.2), (-4, -5.2)]), isClosed: true)
    case .left:
      writer.raw("<path")
      writer.pathData(shape([(-6.5, 0), (4, -5.2), (4, 5.2)]), isClosed: true)
    case .diamond, .hollowDiamond:
      writer.raw("<path")
      let half = marker == .diamond ? 4.4 : 5.6
      writer.pathData(shape([(0, -half), (half, 0), (0, half), (-half, 0)]), isClosed: true)
    case .cross:
      writer.raw("<path")
      writer.pathData(shape([(-3.2, -3.2), (3.2, 3.2)]) + shape([(-3.2, 3.2), (3.2, -3.2)]))
      writer.raw(" fill=\"none\" stroke=\"\(theme.colors.line(ink))\"")
      writer.attribute("stroke-width", theme.marker(1.75))
      writer.raw("/>\n")
      return
    }
    if marker == .ring || marker == .hollowDiamond {
      writer.raw(" fill=\"none\" stroke=\"\(theme.colors.line(ink))\"")
      writer.attribute("stroke-width", theme.marker(1.5))
      writer.raw("/>\n")
      return
    }
    writer.raw(" fill=\"\(theme.colors.line(ink))\"")
    // The head of an arrow joins its shaft without a gap.
    if marker != .right, marker != .left {
      writer.raw(" stroke=\"\(theme.colors.background)\"")
      writer.attribute("stroke-width", theme.marker(0.75))
    }
    writer.raw("/>\n")
  }
}
