/// A panel with its axes, and their ticks once its place is known.
struct PanelLayout {
  let panel: Panel
  let theme: FigureTheme
  var x: AxisMap
  var y: AxisMap
  var xTicks: Ticks
  var yTicks: Ticks
  /// The plotting area.
  var box = Box(left: 0, top: 0, right: 1, bottom: 1)
  /// The upper edge of the panel with its margins, which panels of one row share.
  var rowTop = 0.0
  var showsXLabel = true
  var showsYLabel = true
  /// The title and the names of the axes, broken into lines; empty if they are not shown.
  private(set) var title: [RichText] = []
  private(set) var xLabel: [RichText] = []
  private(set) var yLabel: [RichText] = []

  init(_ panel: Panel, theme: FigureTheme) {
    self.panel = panel
    self.theme = theme
    let showsPoints = panel.curves.contains {
      $0.shownStyle.marker != .none && $0.points.count <= 25
    }
    x = AxisMap(
      panel.xAxis, extent: Self.horizontalExtent(of: panel), headroom: showsPoints ? 0.025 : 0)
    y = AxisMap(panel.yAxis, extent: Self.verticalExtent(of: panel, x: x), headroom: 0.05)
    xTicks = Ticks(x, limit: 2)
    yTicks = Ticks(y, limit: 2)
  }

  /// Gives the panel its plotting area.
  mutating func place(in box: Box) {
    self.box = box
    (x.start, x.end) = (box.left, box.right)
    (y.start, y.end) = (box.bottom, box.top)
    yTicks = Ticks(y, limit: Int(box.height / theme.gap(38)))
    // Wider labels leave room for fewer of them.
    var limit = max(Int(box.width / theme.gap(44)), 2)
    xTicks = Ticks(x, limit: limit)
    while limit > 2, !fits(xTicks, map: x) {
      limit -= 1
      xTicks = Ticks(x, limit: limit)
    }
    if !panel.xAxis.ticks.isEmpty { xTicks = Ticks(panel.xAxis.ticks, on: x) }
    if !panel.yAxis.ticks.isEmpty { yTicks = Ticks(panel.yAxis.ticks, on: y) }
    if !panel.xAxis.hasMinorTicks { xTicks.minors = [] }
    if !panel.yAxis.hasMinorTicks { yTicks.minors = [] }
    if let picture = panel.picture {
      // The vertical axis is that of the colour bar.
      xTicks = Ticks([], on: x)
      let place = self.box(of: picture)
      (y.start, y.end) = (place.bottom, place.top)
    }
    thinOut()
  }

  /// Drops the labels of an axis that would touch their neighbours.
  private mutating func thinOut() {
    var right = -Double.infinity
    for index in xTicks.majors.indices {
      guard let position = x.position(xTicks.majors[index].value) else { continue }
      let half = tickWidth(xTicks.majors[index]) / 2
      if position - half < right + theme.gap(6) {
        xTicks.majors[index].label = ""
      } else {
        right = position + half
      }
    }
    // Unlike numbers on a scale, names of rows are never dropped.
    guard panel.yAxis.ticks.isEmpty else { return }
    var top = Double.infinity
    for index in yTicks.majors.indices {
      guard let position = y.position(yTicks.majors[index].value) else { continue }
      if position > top - theme.tick - theme.gap(1) {
        yTicks.majors[index].label = ""
      } else {
        top = position
      }
    }
  }

  private func fits(_ ticks: Ticks, map: AxisMap) -> Bool {
    var right = -Double.infinity
    for tick in ticks.majors {
      guard let position = map.position(tick.value) else { continue }
      let half = tickWidth(tick) / 2
      if position - half < right + theme.gap(14) { return false }
      right = position + half
    }
    return true
  }

  func tickWidth(_ tick: Ticks.Major) -> Double {
    RichText(tick.label).width(size: theme.tick)
  }

  // MARK: - Text

  /// The distance of the lines of a text.
  func lineHeight(_ size: Double) -> Double { size * 1.2 }

  /// Breaks the title and the names of the axes into lines.
  ///
  /// - Parameter titleWidth: The room for the title.
  mutating func breakLines(titleWidth: Double) {
    title =
      panel.title.map { RichText($0).boldLines(width: titleWidth, size: theme.title) } ?? []
    // The name of an axis may be a little longer than the axis.
    let overhang = theme.gap(16)
    xLabel = showsXLabel ? lines(of: panel.xAxis, within: box.width + overhang) : []
    yLabel = showsYLabel ? lines(of: panel.yAxis, within: box.height + overhang) : []
  }

  private func lines(of axis: Axis, within width: Double) -> [RichText] {
    axis.label.isEmpty ? [] : RichText(axis.label).lines(width: width, size: theme.axis)
  }

  /// The height of lines after the first.
  private func further(_ lines: [RichText], _ size: Double) -> Double {
    Double(max(lines.count - 1, 0)) * lineHeight(size)
  }

  // MARK: - Margins

  /// The room that the panel needs on each side of its plotting area, without labels of curves.
  var margins: Margins {
    if panel.picture != nil { return pictureMargins }
    let widest = yTicks.majors.map(tickWidth).max() ?? 0
    var left = theme.gap(9) + widest
    if !yLabel.isEmpty { left += theme.gap(10) + theme.axis + further(yLabel, theme.axis) }
    var bottom = theme.gap(8) + theme.tick
    if !xLabel.isEmpty {
      bottom += theme.gap(8) + theme.axis + further(xLabel, theme.axis)
    } else if xTicks.multiplier != nil {
      bottom += theme.gap(4) + theme.tick
    }
    var top = theme.gap(8)
    if !title.isEmpty { top += theme.gap(8) + theme.title + further(title, theme.title) }
    if yTicks.multiplier != nil { top += theme.gap(6) + theme.tick }
    if hasVerticalGuideLabels { top += theme.gap(5) + theme.label }
    // The last label of the horizontal axis is centred on its tick.
    var right = theme.gap(8)
    for tick in xTicks.majors {
      guard let position = x.position(tick.value) else { continue }
      right = max(right, position + tickWidth(tick) / 2 - box.right + theme.gap(2))
    }
    return Margins(left: left, top: top, right: right, bottom: bottom)
  }

  /// The margins of a picture, whose colour bar is within the plotting area.
  private var pictureMargins: Margins {
    var top = theme.gap(4)
    if !title.isEmpty { top += theme.gap(8) + theme.title + further(title, theme.title) }
    if yTicks.multiplier != nil { top += theme.gap(6) + theme.tick }
    var bottom = theme.gap(4)
    if !xLabel.isEmpty { bottom += theme.gap(6) + theme.axis + further(xLabel, theme.axis) }
    return Margins(left: theme.gap(4), top: top, right: theme.gap(4), bottom: bottom)
  }

  var hasVerticalGuideLabels: Bool {
    panel.guides.contains { $0.direction == .vertical && !$0.label.isEmpty }
  }

  // MARK: - Extents

  private static func horizontalExtent(of panel: Panel) -> (least: Double, greatest: Double)? {
    var extent = Extent(panel.xAxis.scale)
    let vertical = panel.yAxis.scale
    for curve in panel.curves {
      for point in curve.points where Extent.shows(point.y, vertical) { extent.include(point.x) }
    }
    for band in panel.bands {
      for index in band.x.indices where !band.lower[index].isNaN && !band.upper[index].isNaN {
        extent.include(band.x[index])
      }
    }
    for guide in panel.guides where guide.direction == .vertical { extent.include(guide.value) }
    return extent.ends
  }

  private static func verticalExtent(
    of panel: Panel, x: AxisMap
  ) -> (least: Double, greatest: Double)? {
    var extent = Extent(panel.yAxis.scale)
    func isShown(_ value: Double) -> Bool { value >= x.lower && value <= x.upper }
    for curve in panel.curves {
      for point in curve.points where isShown(point.x) { extent.include(point.y) }
    }
    for band in panel.bands {
      for index in band.x.indices where isShown(band.x[index]) {
        extent.include(band.lower[index])
        extent.include(band.upper[index])
      }
    }
    for guide in panel.guides where guide.direction == .horizontal { extent.include(guide.value) }
    return extent.ends
  }
}

/// The smallest and the largest of the values that a scale can show.
private struct Extent {
  let scale: Axis.Scale
  var ends: (least: Double, greatest: Double)?

  init(_ scale: Axis.Scale) { self.scale = scale }

  static func shows(_ value: Double, _ scale: Axis.Scale) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  mutating func include(_ value: Double) {
    guard Self.shows(value, scale) else { return }
    guard let (least, greatest) = ends else {
      ends = (value, value)
      return
    }
    ends = (min(least, value), max(greatest, value))
  }
}

/// The room on each side of a plotting area.
struct Margins: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  /// The larger room on each side.
  func union(_ other: Margins) -> Margins {
    Margins(
      left: max(left, other.left), top: max(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }
}
