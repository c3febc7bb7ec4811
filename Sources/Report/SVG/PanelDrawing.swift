/// Draws a panel whose place is known: axes, areas, lines and labels.
struct PanelDrawing {
  let layout: PanelLayout
  let lines: [Polyline]
  /// The labels at the lines; only notes if a legend has the names.
  let labels: LabelPlacement
  let clip: String

  private var theme: FigureTheme { layout.theme }

  func draw(to writer: inout SVGWriter) {
    let drawing = CurveDrawing(
      curves: layout.panel.curves, lines: lines, box: layout.box, theme: theme)
    writer.raw("<g class=\"panel\">\n")
    if let picture = layout.panel.picture {
      PictureDrawing(picture: picture, layout: layout).draw(to: &writer)
      drawTitle(to: &writer)
      writer.raw("</g>\n")
      return
    }
    drawGrid(to: &writer)
    if !layout.panel.bands.isEmpty {
      writer.raw("<g class=\"bands\" clip-path=\"url(#\(clip)-area)\" stroke-linejoin=\"round\">\n")
      for band in layout.panel.bands { BandDrawing(band: band, layout: layout).draw(to: &writer) }
      writer.raw("</g>\n")
    }
    drawAxes(to: &writer)
    writer.raw("<g class=\"curves\" clip-path=\"url(#\(clip))\" stroke-linejoin=\"round\">\n")
    drawGuides(to: &writer)
    drawing.drawLines(to: &writer)
    writer.raw("</g>\n")
    drawing.drawMarkers(to: &writer)
    drawTitle(to: &writer)
    drawVerticalGuideLabels(to: &writer)
    drawLabels(to: &writer)
    if isEmpty {
      let box = layout.box
      writer.text(
        RichText("no data to show"),
        at: Pixel(x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2), anchor: .middle,
        size: theme.axis, fill: theme.colors.text(.gray), name: "remark")
    }
    writer.raw("</g>\n")
  }

  /// Whether there are curves or bands and no part of them is visible.
  private var isEmpty: Bool {
    layout.panel.guides.isEmpty
      && layout.panel.bands.allSatisfy { band in
        band.x.indices.allSatisfy { band.lower[$0].isNaN || band.upper[$0].isNaN }
      } && lines.allSatisfy { $0.runs.isEmpty }
  }

  // MARK: - Axes

  private func drawGrid(to writer: inout SVGWriter) {
    let box = layout.box
    writer.raw("<g class=\"grid\">\n")
    for tick in layout.yTicks.majors {
      guard let y = layout.y.position(tick.value), y > box.top + 1, y < box.bottom - 1 else {
        continue
      }
      writer.line(
        from: Pixel(x: box.left, y: y), to: Pixel(x: box.right, y: y), stroke: theme.colors.grid,
        width: theme.stroke(0.75))
    }
    writer.raw("</g>\n")
  }

  private func drawAxes(to writer: inout SVGWriter) {
    let box = layout.box
    writer.raw("<g class=\"axes\">\n")
    writer.line(
      from: Pixel(x: box.left, y: box.top), to: Pixel(x: box.left, y: box.bottom),
      stroke: theme.colors.foreground, width: theme.stroke(1))
    // Half its width longer, so that the corner is closed.
    writer.line(
      from: Pixel(x: box.left - theme.stroke(0.5), y: box.bottom),
      to: Pixel(x: box.right, y: box.bottom),
      stroke: theme.colors.foreground, width: theme.stroke(1))
    for tick in layout.xTicks.majors {
      guard let x = layout.x.position(tick.value) else { continue }
      drawTick(
        from: Pixel(x: x, y: box.bottom), dx: 0, dy: theme.gap(tick.label.isEmpty ? 3 : 5),
        to: &writer)
      writer.text(
        RichText(tick.label), at: Pixel(x: x, y: box.bottom + theme.gap(8) + theme.tick / 2),
        anchor: .middle, size: theme.tick, fill: tickColor(tick), name: "tick")
    }
    for value in layout.xTicks.minors {
      guard let x = layout.x.position(value) else { continue }
      drawTick(from: Pixel(x: x, y: box.bottom), dx: 0, dy: theme.gap(3), to: &writer)
    }
    for tick in layout.yTicks.majors {
      guard let y = layout.y.position(tick.value) else { continue }
      drawTick(
        from: Pixel(x: box.left, y: y), dx: theme.gap(tick.label.isEmpty ? -3 : -5), dy: 0,
        to: &writer)
      writer.text(
        RichText(tick.label), at: Pixel(x: box.left - theme.gap(8), y: y), anchor: .end,
        size: theme.tick, fill: tickColor(tick), name: "tick")
    }
    for value in layout.yTicks.minors {
      guard let y = layout.y.position(value) else { continue }
      drawTick(from: Pixel(x: box.left, y: y), dx: theme.gap(-3), dy: 0, to: &writer)
    }
    drawAxisLabels(to: &writer)
    writer.raw("</g>\n")
  }

  private func tickColor(_ tick: Ticks.Major) -> StaticString {
    tick.color == .black ? theme.colors.foreground : theme.colors.text(tick.color)
  }

  private func drawTick(from start: Pixel, dx: Double, dy: Double, to writer: inout SVGWriter) {
    writer.line(
      from: start, to: Pixel(x: start.x + dx, y: start.y + dy), stroke: theme.colors.foreground,
      width: theme.stroke(0.75))
  }

  private func drawAxisLabels(to writer: inout SVGWriter) {
    let box = layout.box
    let row = box.bottom + theme.gap(8) + theme.tick + theme.gap(8) + theme.axis / 2
    for (index, line) in layout.xLabel.enumerated() {
      writer.text(
        line,
        at: Pixel(
          x: (box.left + box.right) / 2, y: row + Double(index) * layout.lineHeight(theme.axis)),
        anchor: .middle, size: theme.axis, name: "axis-label")
    }
    if let multiplier = layout.xTicks.multiplier {
      writer.text(
        RichText(multiplier), at: Pixel(x: box.right, y: row), anchor: .end, size: theme.tick,
        name: "tick")
    }
    let widest = layout.yTicks.majors.map(layout.tickWidth).max() ?? 0
    for (index, line) in layout.yLabel.reversed().enumerated() {
      let x =
        box.left - theme.gap(9) - widest - theme.gap(10) - theme.axis / 2
        - Double(index) * layout.lineHeight(theme.axis)
      writer.text(
        line, at: Pixel(x: x, y: (box.top + box.bottom) / 2),
        anchor: .middle, size: theme.axis, name: "axis-label", isVertical: true)
    }
    if let multiplier = layout.yTicks.multiplier {
      writer.text(
        RichText(multiplier),
        at: Pixel(
          x: box.left - theme.gap(5), y: box.top - theme.gap(6) - theme.tick / 2),
        size: theme.tick, name: "tick")
    }
  }

  // MARK: - Lines

  private func drawGuides(to writer: inout SVGWriter) {
    let box = layout.box
    for guide in layout.panel.guides {
      switch guide.direction {
      case .horizontal:
        guard let y = layout.y.position(guide.value), y >= box.top - 1, y <= box.bottom + 1
        else { continue }
        CurveDrawing.path(
          [[Pixel(x: box.left, y: y), Pixel(x: box.right, y: y)]], style: guide.style,
          theme: theme, to: &writer)
      case .vertical:
        guard let x = layout.x.position(guide.value), x >= box.left - 1, x <= box.right + 1
        else { continue }
        CurveDrawing.path(
          [[Pixel(x: x, y: box.bottom), Pixel(x: x, y: box.top)]], style: guide.style,
          theme: theme, to: &writer)
      }
    }
  }

  // MARK: - Text

  private func drawTitle(to writer: inout SVGWriter) {
    let top = layout.rowTop + theme.title / 2 + theme.gap(2)
    for (index, line) in layout.title.enumerated() {
      writer.text(
        line,
        at: Pixel(x: layout.box.left, y: top + Double(index) * layout.lineHeight(theme.title)),
        size: theme.title, name: "title", isBold: true)
    }
  }

  private func drawVerticalGuideLabels(to writer: inout SVGWriter) {
    let box = layout.box
    let guides = layout.panel.guides.filter { $0.direction == .vertical && !$0.label.isEmpty }
      .compactMap { guide in layout.x.position(guide.value).map { (guide, $0) } }
      .filter { $0.1 >= box.left - 1 && $0.1 <= box.right + 1 }
      .sorted { $0.1 < $1.1 }
    var taken = -Double.infinity
    for (guide, x) in guides {
      let text = RichText(guide.label)
      let width = text.width(size: theme.label)
      let left = max(min(x - width / 2, box.right - width), box.left, taken + theme.gap(8))
      taken = left + width
      writer.text(
        text, at: Pixel(x: left, y: box.top - theme.gap(5) - theme.label / 2), size: theme.label,
        fill: theme.colors.text(guide.style.color), name: "guide-label")
    }
  }

  /// One leader line from the common end of several lines to a bracket around their labels.
  private func drawBracket(
    around labels: [LabelPlacement.Beside], at x: Double, to writer: inout SVGWriter
  ) {
    guard let first = labels.first, let last = labels.last else { return }
    let end = Pixel(
      x: labels.map(\.end.x).max() ?? 0,
      y: labels.reduce(0) { $0 + $1.end.y } / Double(labels.count))
    let (top, bottom) = (first.y - theme.label / 2, last.y + theme.label / 2)
    writer.raw("<path class=\"bracket\"")
    writer.pathData([
      [
        Pixel(x: end.x + theme.gap(2), y: end.y),
        Pixel(x: max(end.x, layout.box.right) + theme.gap(3), y: end.y),
        Pixel(x: x, y: (top + bottom) / 2),
      ],
      [
        Pixel(x: x + theme.gap(3), y: top), Pixel(x: x, y: top), Pixel(x: x, y: bottom),
        Pixel(x: x + theme.gap(3), y: bottom),
      ],
    ])
    writer.raw(" fill=\"none\" stroke=\"\(theme.colors.foreground)\"")
    writer.attribute("stroke-width", theme.stroke(0.75))
    writer.raw("/>\n")
  }

  private func drawLabels(to writer: inout SVGWriter) {
    for label in labels.inside {
      let box = label.box
      if label.isOverHairlines {
        // A stub of a hairline right beside the name would look like a letter.
        let margin = theme.gap(2.5)
        writer.raw("<rect")
        writer.attribute("x", box.left - margin)
        writer.attribute("y", box.top)
        writer.attribute("width", box.width + 2 * margin)
        writer.attribute("height", box.height)
        writer.raw(" fill=\"\(theme.colors.background)\" fill-opacity=\"0.85\"/>\n")
      }
      if let leader = label.leader { draw(leader, of: label.ink, to: &writer) }
      for (index, line) in label.lines.enumerated() {
        let rise = 0.5 * Double(label.lines.count - 1) - Double(index)
        writer.text(
          line,
          at: Pixel(
            x: label.endsAtRight ? box.right : box.left,
            y: (box.top + box.bottom) / 2 - rise * labels.lineHeight),
          anchor: label.endsAtRight ? .end : .start, size: theme.label,
          fill: theme.colors.text(label.ink),
          name: label.isArea ? "area-label" : "curve-label")
      }
    }
    let left = layout.box.right + labels.gap
    for group in labels.groups {
      // Three or more leader lines from one place would form a fan.
      let isBracketed = labels.hasLeaders && group.count > 2
      if isBracketed { drawBracket(around: group, at: left - theme.gap(6), to: &writer) }
      for label in group {
        let isShort = !labels.hasLeaders && label.end.x > layout.box.right - theme.gap(1)
        if !isShort && !isBracketed { drawLeader(of: label, to: left - theme.gap(4), to: &writer) }
        writer.text(
          label.text, at: Pixel(x: left, y: label.y), size: theme.label,
          fill: theme.colors.text(label.ink),
          name: "curve-label")
      }
    }
  }

  /// A leader within the panel.
  private func draw(
    _ leader: LabelPlacement.Leader, of ink: Ink, to writer: inout SVGWriter
  ) {
    writer.raw("<path class=\"leader\"")
    writer.pathData([[leader.start, leader.end]])
    writer.raw(" fill=\"none\" stroke=\"\(theme.colors.line(ink))\"")
    writer.attribute("stroke-width", theme.stroke(0.75))
    writer.raw("/>\n")
  }

  private func drawLeader(
    of label: LabelPlacement.Beside, to x: Double, to writer: inout SVGWriter
  ) {
    // A small shift needs no bend.
    let isLevel = abs(label.y - label.end.y) < theme.gap(4)
    writer.raw("<path")
    writer.pathData([
      isLevel
        ? [
          Pixel(x: label.end.x + theme.gap(2), y: label.end.y),
          Pixel(x: x, y: label.end.y + 0.5 * (label.y - label.end.y)),
        ]
        : [
          Pixel(x: label.end.x + theme.gap(2), y: label.end.y),
          Pixel(x: max(label.end.x, layout.box.right) + theme.gap(3), y: label.end.y),
          Pixel(x: x, y: label.y),
        ]
    ])
    writer.raw(" fill=\"none\" stroke=\"\(theme.colors.line(label.ink))\"")
    writer.attribute("stroke-width", theme.stroke(0.75))
    writer.raw("/>\n")
  }
}
