/// A panel with its axes, and, once it has a place, their ticks.
struct PanelLayout {
  let panel: Panel
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

  init(_ panel: Panel) {
    self.panel = panel
    let showsPoints = panel.curves.contains { $0.style.marker != .none && $0.points.count <= 25 }
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
    yTicks = Ticks(y, limit: Int(box.height / 38))
    // Wider labels leave room for fewer of them.
    var limit = max(Int(box.width / 44), 2)
    xTicks = Ticks(x, limit: limit)
    while limit > 2, !Self.fits(xTicks, map: x) {
      limit -= 1
      xTicks = Ticks(x, limit: limit)
    }
    thinOut()
  }

  /// Drops the labels of a logarithmic axis that would touch their neighbours.
  private mutating func thinOut() {
    var right = -Double.infinity
    for index in xTicks.majors.indices {
      guard let position = x.position(xTicks.majors[index].value) else { continue }
      let half = Self.tickWidth(xTicks.majors[index]) / 2
      if position - half < right + 6 {
        xTicks.majors[index].label = ""
      } else {
        right = position + half
      }
    }
    var top = Double.infinity
    for index in yTicks.majors.indices {
      guard let position = y.position(yTicks.majors[index].value) else { continue }
      if position > top - TextSize.tick - 1 {
        yTicks.majors[index].label = ""
      } else {
        top = position
      }
    }
  }

  private static func fits(_ ticks: Ticks, map: AxisMap) -> Bool {
    var right = -Double.infinity
    for tick in ticks.majors {
      guard let position = map.position(tick.value) else { continue }
      let half = tickWidth(tick) / 2
      if position - half < right + 14 { return false }
      right = position + half
    }
    return true
  }

  static func tickWidth(_ tick: Ticks.Major) -> Double {
    RichText(tick.label).width(size: TextSize.tick)
  }

  // MARK: - Margins

  /// The room that the panel needs on each side of its plotting area, without labels of curves.
  var margins: Margins {
    let widest = yTicks.majors.map(Self.tickWidth).max() ?? 0
    var left = 9 + widest
    if showsYLabel, !panel.yAxis.label.isEmpty { left += 10 + TextSize.axis }
    var bottom = 8 + TextSize.tick
    if showsXLabel, !panel.xAxis.label.isEmpty {
      bottom += 8 + TextSize.axis
    } else if xTicks.multiplier != nil {
      bottom += 4 + TextSize.tick
    }
    var top = 8.0
    if panel.title != nil { top += 8 + TextSize.title }
    if yTicks.multiplier != nil { top += 6 + TextSize.tick }
    if hasVerticalGuideLabels { top += 5 + TextSize.label }
    // The last label of the horizontal axis is centred on its tick.
    var right = 8.0
    for tick in xTicks.majors {
      guard let position = x.position(tick.value) else { continue }
      right = max(right, position + Self.tickWidth(tick) / 2 - box.right + 2)
    }
    return Margins(left: left, top: top, right: right, bottom: bottom)
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
struct Margins {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double
}

/// The sizes of text, in pixels.
enum TextSize {
  static let title = 13.0
  static let axis = 13.0
  static let tick = 12.0
  static let label = 12.0
  /// The distance of neighbouring labels of curves.
  static let spacing = 15.0
}
