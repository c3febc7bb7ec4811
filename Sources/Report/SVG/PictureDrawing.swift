// Pictures of panels: their places, and how they are drawn.

extension PanelLayout {
  /// The width of a colour bar.
  private var barWidth: Double { theme.gap(10) }

  /// The room for a colour bar with its numbers, to the right of a picture.
  func barRoom(_ picture: Picture) -> Double {
    guard picture.hasColorBar else { return 0 }
    let widest = yTicks.majors.map(tickWidth).max() ?? 0
    return theme.gap(8) + barWidth + theme.gap(8) + widest
  }

  /// The height of a picture that fills a width.
  func pictureHeight(width: Double) -> Double? {
    guard let picture = panel.picture else { return nil }
    let room = max(width - barRoom(picture), theme.gap(40))
    return (room * Double(picture.height) / Double(picture.width)).rounded()
  }

  /// The place of the picture: as large as the plotting area and the colour bar allow, at its upper left corner.
  func box(of picture: Picture) -> Box {
    let scale = min(
      max(box.width - barRoom(picture), theme.gap(40)) / Double(picture.width),
      box.height / Double(picture.height))
    return Box(
      left: box.left, top: box.top, right: box.left + scale * Double(picture.width),
      bottom: box.top + scale * Double(picture.height))
  }

  /// The place of the colour bar.
  func barBox(of picture: Picture) -> Box {
    let place = box(of: picture)
    let left = place.right + theme.gap(8)
    return Box(left: left, top: place.top, right: left + barWidth, bottom: place.bottom)
  }
}

/// Draws a picture, its inset, its colour bar and its caption.
struct PictureDrawing {
  let picture: Picture
  let layout: PanelLayout

  private var theme: FigureTheme { layout.theme }

  func draw(to writer: inout SVGWriter) {
    let box = layout.box(of: picture)
    draw(picture.values, picture.width, picture.range, picture.map, in: box, "picture", to: &writer)
    if let inset = picture.inset {
      let side = 0.4 * box.width
      let height = side * Double(inset.values.count / inset.width) / Double(inset.width)
      let place = Box(
        left: box.right - side, top: box.bottom - height, right: box.right, bottom: box.bottom)
      // A light frame sets it off from a dark picture, and a dark one from a light picture.
      frame(place.expanded(by: theme.stroke(1)), theme.stroke(2.5), "#ffffff", to: &writer)
      draw(inset.values, inset.width, inset.range, inset.map, in: place, "inset", to: &writer)
    }
    if picture.hasColorBar { drawBar(to: &writer) }
    let row = layout.box.bottom + theme.gap(6) + theme.axis / 2
    for (index, line) in layout.xLabel.enumerated() {
      writer.text(
        line, at: Pixel(x: box.left, y: row + Double(index) * layout.lineHeight(theme.axis)),
        size: theme.axis, name: "caption")
    }
  }

  private func draw(
    _ values: [Double], _ width: Int, _ range: ClosedRange<Double>, _ map: ColorMap, in box: Box,
    _ name: StaticString, to writer: inout SVGWriter
  ) {
    let file = PNGFile.bytes(
      indices: values.map { ColorMap.index(of: $0, in: range) }, width: width,
      palette: map.palette)
    image(file, in: box, name, to: &writer)
    frame(box, theme.stroke(0.75), theme.colors.foreground, to: &writer)
  }

  private func image(
    _ file: [UInt8], in box: Box, _ name: StaticString, to writer: inout SVGWriter
  ) {
    writer.raw("<image class=\"\(name)\"")
    attributes(box, to: &writer)
    // Pixels keep their edges; the style is for browsers, the attribute for other viewers.
    writer.raw(" preserveAspectRatio=\"none\" image-rendering=\"optimizeSpeed\"")
    writer.raw(" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,")
    writer.raw(PNGFile.base64(file))
    writer.raw("\"/>\n")
  }

  private func attributes(_ box: Box, to writer: inout SVGWriter) {
    writer.attribute("x", box.left)
    writer.attribute("y", box.top)
    writer.attribute("width", box.width)
    writer.attribute("height", box.height)
  }

  private func frame(
    _ box: Box, _ width: Double, _ color: StaticString, to writer: inout SVGWriter
  ) {
    writer.raw("<rect class=\"frame\"")
    attributes(box, to: &writer)
    writer.raw(" fill=\"none\" stroke=\"\(color)\"")
    writer.attribute("stroke-width", width)
    writer.raw("/>\n")
  }

  /// The colour bar with the numbers of the vertical axis.
  private func drawBar(to writer: inout SVGWriter) {
    let bar = layout.barBox(of: picture)
    let levels = (0..<ColorMap.levels).reversed().map { UInt8($0) }
    image(
      PNGFile.bytes(indices: levels, width: 1, palette: picture.map.palette), in: bar, "color-bar",
      to: &writer)
    frame(bar, theme.stroke(0.75), theme.colors.foreground, to: &writer)
    for tick in layout.yTicks.majors {
      guard let y = layout.y.position(tick.value) else { continue }
      writer.line(
        from: Pixel(x: bar.right, y: y), to: Pixel(x: bar.right + theme.gap(4), y: y),
        stroke: theme.colors.foreground, width: theme.stroke(0.75))
      writer.text(
        RichText(tick.label), at: Pixel(x: bar.right + theme.gap(6), y: y), size: theme.tick,
        name: "tick")
    }
    if let multiplier = layout.yTicks.multiplier {
      writer.text(
        RichText(multiplier),
        at: Pixel(x: bar.left, y: bar.top - theme.gap(4) - theme.tick / 2), size: theme.tick,
        name: "tick")
    }
  }
}
