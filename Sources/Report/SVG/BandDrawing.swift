/// Draws a filled area and its boundary, which the caller clips to the panel.
struct BandDrawing {
  let band: Band
  let layout: PanelLayout

  /// Draws the filling, then the boundary if it has one.
  func draw(to writer: inout SVGWriter) {
    let (lower, upper) = edges()
    guard !lower.isEmpty else { return }
    let areas = zip(lower, upper).map { $0 + $1.reversed() }
    writer.raw("<path")
    writer.pathData(areas, isClosed: true)
    writer.raw(" fill=\"\(layout.theme.colors.line(band.color))\"")
    if !band.isSolid { writer.raw(" fill-opacity=\"\(band.color.areaOpacity)\"") }
    writer.raw("/>\n")
    guard band.hasBoundary else { return }
    let style = Style(color: band.color, width: 1)
    CurveDrawing.path(
      (lower + upper).filter(isVisible), style: style, theme: layout.theme, to: &writer)
  }

  /// Whether an edge runs through the panel: not beyond it, and not along one of its sides.
  private func isVisible(_ run: [Pixel]) -> Bool {
    let window = layout.box.expanded(by: -0.75)
    if run.count == 1 { return window.contains(run[0]) }
    return zip(run, run.dropFirst()).contains {
      Polyline.clip(from: $0, to: $1, window: window) != nil
    }
  }

  /// The bounds in pixels, split where one is not a number.
  func edges() -> (lower: [[Pixel]], upper: [[Pixel]]) {
    var lowers: [[Pixel]] = []
    var uppers: [[Pixel]] = []
    var isOpen = false
    for index in band.x.indices {
      guard let x = layout.x.position(band.x[index]),
        let low = layout.y.boundPosition(band.lower[index]),
        let high = layout.y.boundPosition(band.upper[index])
      else {
        isOpen = false
        continue
      }
      if !isOpen {
        lowers.append([])
        uppers.append([])
        isOpen = true
      }
      let left = min(max(x, layout.box.left - 20_000), layout.box.right + 20_000)
      lowers[lowers.count - 1].append(Pixel(x: left, y: low))
      uppers[uppers.count - 1].append(Pixel(x: left, y: high))
    }
    return (lowers.map(simplified), uppers.map(simplified))
  }

  private func simplified(_ run: [Pixel]) -> [Pixel] { Polyline.simplify(run, tolerance: 0.05) }
}
