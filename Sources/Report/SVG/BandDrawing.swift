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
    let runs = layout.runs(of: band)
    func edge(_ y: (PanelLayout.BandPoint) -> Double) -> [[Pixel]] {
      runs.map { run in
        simplified(
          run.map {
            Pixel(x: min(max($0.x, layout.box.left - 20_000), layout.box.right + 20_000), y: y($0))
          })
      }
    }
    return (edge(\.low), edge(\.high))
  }

  private func simplified(_ run: [Pixel]) -> [Pixel] { Polyline.simplify(run, tolerance: 0.05) }
}

extension PanelLayout {
  /// An abscissa of a band and its bounds there, in pixels; those of infinite bounds are at the edges of the panel.
  typealias BandPoint = (x: Double, low: Double, high: Double)

  /// The points of a band, split where one is not a number.
  func runs(of band: Band) -> [[BandPoint]] {
    var runs: [[BandPoint]] = []
    var isOpen = false
    for index in band.x.indices {
      guard let x = x.position(band.x[index]), let low = y.boundPosition(band.lower[index]),
        let high = y.boundPosition(band.upper[index])
      else {
        isOpen = false
        continue
      }
      if !isOpen { runs.append([]) }
      isOpen = true
      runs[runs.count - 1].append((x, low, high))
    }
    return runs
  }
}
