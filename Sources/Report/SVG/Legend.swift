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

    init(label: String, sample: Sample) { (self.label, self.sample) = (label, sample) }

    /// The entry of a guide, whose marker is not shown.
    init(_ guide: Guide) {
      var style = guide.style
      style.marker = .none
      self.init(label: guide.legendLabel, sample: .line(style))
    }

    /// Whether it means the same as another entry, apart from markers.
    func isAlike(_ other: Entry) -> Bool { label == other.label && plain == other.plain }

    /// Whether its line has no marker.
    var isUnmarked: Bool { sample == plain }

    fileprivate var plain: Sample {
      guard case .line(var style) = sample else { return sample }
      style.marker = .none
      return .line(style)
    }

    /// What distinguishes its sample: a line without its markers, or the marker of points.
    fileprivate var identity: Sample {
      if case .line(let style) = sample, style.isMarkersAlone { return sample }
      return plain
    }

    /// The width of the sample, the gap and the label.
    func width(_ theme: FigureTheme) -> Double {
      theme.gap(Legend.sampleWidth + 7) + RichText(label).width(size: theme.label)
        * FontMetrics.substitution
    }
  }

  var entries: [Entry]
  let theme: FigureTheme

  /// The width of a sample on screen.
  static let sampleWidth = 30.0

  /// The height of a line of a legend.
  var rowHeight: Double { theme.spacing * 1.2 }

  init(_ entries: [Entry], theme: FigureTheme) {
    self.entries = entries
    self.theme = theme
  }

  /// The legend of several panels, each entry once: with its marker if a line has one in some panel.
  init(merging lists: [[Entry]], theme: FigureTheme) {
    self.theme = theme
    entries = []
    for entry in lists.joined() {
      guard let twin = entries.firstIndex(where: { $0.isAlike(entry) }) else {
        entries.append(entry)
        continue
      }
      if entries[twin].isUnmarked { entries[twin] = entry }
    }
  }

  /// Whether one legend for all panels would leave open which entry belongs to which: lines of one style have different
  /// names in different panels.
  static func isAmbiguous(_ lists: [[Entry]]) -> Bool {
    lists.indices.contains { one in
      lists.indices.dropFirst(one + 1).contains { other in
        lists[one].contains { entry in
          lists[other].contains { $0.identity == entry.identity && $0.label != entry.label }
            && !lists[other].contains { $0.isAlike(entry) }
        }
      }
    }
  }

  /// The entries that a panel needs.
  static func entries(of panel: Panel, withBands: Bool = true) -> [Entry] {
    var entries: [Entry] = []
    for curve in panel.curves where !curve.label.isEmpty {
      entries.append(Entry(label: curve.label, sample: .line(curve.shownStyle)))
    }
    for guide in panel.guides where guide.direction == .horizontal && !guide.label.isEmpty {
      entries.append(Entry(guide))
    }
    for band in panel.bands where withBands && !band.label.isEmpty {
      entries.append(Entry(label: band.label, sample: .area(band.color)))
    }
    return entries
  }

  /// The width as one column.
  var columnWidth: Double { entries.map { $0.width(theme) }.max() ?? 0 }

  /// The entries in rows that are at most so wide, all rows with the same columns.
  func rows(width: Double) -> [[Entry]] {
    guard !entries.isEmpty else { return [] }
    let cell = columnWidth + gap
    let fitting = max(1, Int((width + gap) / cell))
    // As few rows as possible, and then rows as even as possible.
    let rowCount = (entries.count + fitting - 1) / fitting
    let perRow = (entries.count + rowCount - 1) / rowCount
    return stride(from: 0, to: entries.count, by: perRow).map { start in
      Array(entries[start..<min(start + perRow, entries.count)])
    }
  }

  private var gap: Double { theme.gap(24) }

  /// Draws the entries below one another.
  func drawColumn(at corner: Pixel, to writer: inout SVGWriter) {
    for (index, entry) in entries.enumerated() {
      draw(
        entry, at: Pixel(x: corner.x, y: corner.y + (Double(index) + 0.5) * rowHeight),
        to: &writer)
    }
  }

  /// Draws the entries in centred rows.
  func drawRows(center: Double, top: Double, width: Double, to writer: inout SVGWriter) {
    let rows = rows(width: width)
    let cell = columnWidth + gap
    let columns = rows.map(\.count).max() ?? 0
    // One row is packed tightly; several share their columns.
    let total =
      rows.count == 1
      ? entries.reduce(-gap) { $0 + $1.width(theme) + gap } : Double(columns) * cell - gap
    for (index, row) in rows.enumerated() {
      var left = center - total / 2
      for entry in row {
        draw(
          entry, at: Pixel(x: left, y: top + (Double(index) + 0.5) * rowHeight), to: &writer)
        left += rows.count == 1 ? entry.width(theme) + gap : cell
      }
    }
  }

  private func draw(_ entry: Entry, at point: Pixel, to writer: inout SVGWriter) {
    let right = point.x + theme.gap(Self.sampleWidth)
    switch entry.sample {
    case .line(let style):
      CurveDrawing.path(
        [[point, Pixel(x: right, y: point.y)]], style: style, theme: theme, to: &writer)
      CurveDrawing.marker(
        style.marker, at: Pixel(x: (point.x + right) / 2, y: point.y), ink: style.color,
        theme: theme, to: &writer)
    case .area(let ink):
      writer.raw("<rect")
      writer.attribute("x", point.x + theme.gap(4))
      writer.attribute("y", point.y - theme.gap(6))
      writer.attribute("width", theme.gap(Self.sampleWidth - 8))
      writer.attribute("height", theme.gap(12))
      writer.raw(" fill=\"\(theme.colors.line(ink))\" fill-opacity=\"\(ink.areaOpacity)\"")
      writer.raw(" stroke=\"\(theme.colors.line(ink))\"")
      writer.attribute("stroke-width", theme.stroke(1))
      writer.raw("/>\n")
    }
    writer.text(
      RichText(entry.label), at: Pixel(x: right + theme.gap(7), y: point.y), size: theme.label,
      name: "legend-label")
  }
}
