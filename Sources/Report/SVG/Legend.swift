/// The list of what a figure's lines and areas mean.
struct Legend {
  /// One line of a legend.
  struct Entry: Equatable {
    enum Sample: Equatable {
      case line(Style)
      case area(Ink)
    }

    var label: String
    var sample: Sample

    /// The width of the sample, the gap and the label.
    var width: Double {
      Legend.sampleWidth + 7 + RichText(label).width(size: TextSize.label) * 1.06
    }
  }

  var entries: [Entry]

  static let sampleWidth = 30.0
  static let rowHeight = 18.0

  init(_ entries: [Entry]) { self.entries = entries }

  /// The legend of several panels, each entry once.
  init(merging lists: [[Entry]]) {
    entries = []
    for entry in lists.joined() where !entries.contains(entry) { entries.append(entry) }
  }

  /// What a panel has to explain.
  static func entries(of panel: Panel, withBands: Bool = true) -> [Entry] {
    var entries: [Entry] = []
    for curve in panel.curves where !curve.label.isEmpty {
      entries.append(Entry(label: curve.label, sample: .line(curve.style)))
    }
    for guide in panel.guides where guide.direction == .horizontal && !guide.label.isEmpty {
      var style = guide.style
      style.marker = .none
      entries.append(Entry(label: guide.label, sample: .line(style)))
    }
    for band in panel.bands where withBands && !band.label.isEmpty {
      entries.append(Entry(label: band.label, sample: .area(band.color)))
    }
    return entries
  }

  /// The width as one column.
  var columnWidth: Double { entries.map(\.width).max() ?? 0 }

  /// The entries in rows that are at most so wide, all rows with the same columns.
  func rows(width: Double) -> [[Entry]] {
    guard !entries.isEmpty else { return [] }
    let cell = columnWidth + Self.gap
    let fitting = max(1, Int((width + Self.gap) / cell))
    // As few rows as possible, and then rows as even as possible.
    let rowCount = (entries.count + fitting - 1) / fitting
    let perRow = (entries.count + rowCount - 1) / rowCount
    return stride(from: 0, to: entries.count, by: perRow).map { start in
      Array(entries[start..<min(start + perRow, entries.count)])
    }
  }

  static let gap = 24.0

  /// Draws the entries below one another.
  func drawColumn(at corner: Pixel, to writer: inout SVGWriter) {
    for (index, entry) in entries.enumerated() {
      draw(
        entry, at: Pixel(x: corner.x, y: corner.y + (Double(index) + 0.5) * Self.rowHeight),
        to: &writer)
    }
  }

  /// Draws the entries in centred rows.
  func drawRows(center: Double, top: Double, width: Double, to writer: inout SVGWriter) {
    let rows = rows(width: width)
    let cell = columnWidth + Self.gap
    let columns = rows.map(\.count).max() ?? 0
    // One row is packed tightly; several share their columns.
    let total =
      rows.count == 1
      ? entries.reduce(-Self.gap) { $0 + $1.width + Self.gap } : Double(columns) * cell - Self.gap
    for (index, row) in rows.enumerated() {
      var left = center - total / 2
      for entry in row {
        draw(
          entry, at: Pixel(x: left, y: top + (Double(index) + 0.5) * Self.rowHeight), to: &writer)
        left += rows.count == 1 ? entry.width + Self.gap : cell
      }
    }
  }

  private func draw(_ entry: Entry, at point: Pixel, to writer: inout SVGWriter) {
    let right = point.x + Self.sampleWidth
    switch entry.sample {
    case .line(let style):
      CurveDrawing.path(
        [[point, Pixel(x: right, y: point.y)]], style: style, to: &writer)
      CurveDrawing.marker(
        style.marker, at: Pixel(x: (point.x + right) / 2, y: point.y), ink: style.color, to: &writer
      )
    case .area(let ink):
      writer.raw("<rect")
      writer.attribute("x", point.x + 4)
      writer.attribute("y", point.y - 6)
      writer.attribute("width", Self.sampleWidth - 8)
      writer.attribute("height", 12)
      writer.raw(" fill=\"\(ink.line)\" fill-opacity=\"\(BandDrawing.opacity)\"")
      writer.raw(" stroke=\"\(ink.line)\" stroke-width=\"1\"/>\n")
    }
    writer.text(
      RichText(entry.label), at: Pixel(x: right + 7, y: point.y), size: TextSize.label,
      name: "legend-label")
  }
}
