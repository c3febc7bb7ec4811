extension Figure {
  /// The figure as an SVG file, in UTF-8.
  ///
  /// The file has an opaque background, `<title>`, `<desc>` and `<metadata>` with the command.
  /// Lines are named at their right ends, or within the panel if they end together or the panel is narrow; with more
  /// than seven lines in a panel, or without space for the names, a legend is placed outside the plotting areas. The
  /// same figure gives the same bytes.
  ///
  /// - Parameter theme: The sizes of the image, its text and its lines, and the colours.
  /// - Returns: The bytes of the file.
  /// - Complexity: O(p log p) in the number of points, some milliseconds for 10⁵ of them.
  public func svg(theme: FigureTheme = .screen) -> [UInt8] { svg(theme: theme, variant: "") }

  /// The figure as an SVG file whose ids end with the name of a variant, so that one page can contain several.
  ///
  /// In this file the description is a summary, which a screen reader reads instead of the picture.
  func svg(theme: FigureTheme, variant: String, isSummarized: Bool = false) -> [UInt8] {
    let layout = FigureLayout(self, theme: theme)
    var writer = SVGWriter(colors: theme.colors)
    let name = identifier + variant
    writer.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
    writer.attribute("width", layout.shownWidth, unit: theme.unit.rawValue)
    writer.attribute("height", layout.shownHeight, unit: theme.unit.rawValue)
    writer.raw(" viewBox=\"0 0 ")
    writer.number(layout.width)
    writer.raw(" ")
    writer.number(layout.height)
    writer.raw("\" role=\"img\" aria-labelledby=\"\(name)-title\"")
    writer.raw(" aria-describedby=\"\(name)-desc\"")
    writer.raw(" font-family=\"\(theme.fontFamily)\">\n")
    writer.raw("<title id=\"\(name)-title\">")
    writer.escaped(RichText(title).plain)
    writer.raw("</title>\n<desc id=\"\(name)-desc\">")
    let whole = description.isEmpty ? generatedDescription : description
    writer.escaped(isSummarized ? summary : whole)
    writer.raw("</desc>\n<metadata>")
    writer.escaped(command)
    writer.raw("</metadata>\n<defs>\n")
    for (index, panel) in layout.panels.enumerated() {
      let clip = "\(name)-clip-\(index + 1)"
      // A line on the edge of the plotting area keeps its width; an area ends at the edge.
      Self.defineClip(clip, panel.box.expanded(by: theme.stroke(1)), to: &writer)
      if !panel.panel.bands.isEmpty { Self.defineClip("\(clip)-area", panel.box, to: &writer) }
    }
    writer.raw("</defs>\n<rect width=\"100%\" height=\"100%\"")
    writer.raw(" fill=\"\(theme.colors.background)\"/>\n")
    for (index, line) in layout.heading.enumerated() {
      let y = layout.headingMiddle + Double(index) * layout.headingLine
      writer.text(
        line, at: Pixel(x: layout.width / 2, y: y), anchor: .middle, size: layout.headingSize,
        name: "heading", isBold: true)
    }
    for (index, panel) in layout.panels.enumerated() {
      PanelDrawing(
        layout: panel, lines: layout.lines[index],
        labels: layout.labels[index],
        clip: "\(name)-clip-\(index + 1)"
      ).draw(to: &writer)
    }
    drawLegend(layout, to: &writer)
    for (index, line) in layout.note.enumerated() {
      writer.text(
        line,
        at: Pixel(
          x: layout.width / 2, y: layout.noteMiddle + Double(index) * layout.noteLine),
        anchor: .middle, size: theme.tick, fill: theme.colors.text(.gray), name: "note")
    }
    writer.raw("</svg>\n")
    return writer.bytes
  }

  private static func defineClip(_ name: String, _ box: Box, to writer: inout SVGWriter) {
    writer.raw("<clipPath id=\"\(name)\"><rect")
    writer.attribute("x", box.left)
    writer.attribute("y", box.top)
    writer.attribute("width", box.width)
    writer.attribute("height", box.height)
    writer.raw("/></clipPath>\n")
  }

  private func drawLegend(_ layout: FigureLayout, to writer: inout SVGWriter) {
    for (index, legend) in layout.ownLegends.enumerated() where !legend.entries.isEmpty {
      let (corner, width) = layout.ownLegendPlace(index)
      writer.raw("<g class=\"legend\">\n")
      legend.drawRows(
        center: corner.x + width / 2, top: corner.y, width: width, to: &writer)
      writer.raw("</g>\n")
    }
    guard !layout.legend.entries.isEmpty else { return }
    writer.raw("<g class=\"legend\">\n")
    if layout.naming == .side, let box = layout.panels.first?.box {
      layout.legend.drawColumn(
        at: Pixel(x: box.right + layout.theme.gap(18), y: box.top), to: &writer)
    } else {
      layout.legend.drawRows(
        center: layout.legendCenter, top: layout.legendTop, width: layout.legendWidth, to: &writer)
    }
    writer.raw("</g>\n")
  }

  /// A name for the file's ids that follows from the title, so that figures share a page.
  private var identifier: String {
    var name = ""
    for scalar in RichText(title).plain.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": name.unicodeScalars.append(scalar)
      default: if !name.isEmpty, !name.hasSuffix("-") { name.append("-") }
      }
    }
    while name.hasSuffix("-") { name.removeLast() }
    return name.isEmpty ? "figure" : "figure-\(name)"
  }
}
