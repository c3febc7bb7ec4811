/// The places of a figure's panels and how their lines are named.
struct FigureLayout {
  /// The way lines are named.
  enum Naming { case direct, side, below }

  let theme: FigureTheme
  private(set) var panels: [PanelLayout]
  private(set) var lines: [[Polyline]] = []
  private(set) var labels: [LabelPlacement] = []
  private(set) var naming: Naming
  var legend: Legend
  private(set) var width: Double
  /// The requested width.
  private let wantedWidth: Double
  private(set) var height = 0.0
  /// The factor by which the image is shown smaller than laid out: more than 1 if it is too full for a page of
  /// fixed shape.
  private(set) var reduction = 1.0
  /// The lines of the heading.
  private(set) var heading: [RichText] = []
  /// The lines of the note.
  private(set) var note: [RichText] = []
  /// The legends of the panels where one for all would be ambiguous; empty otherwise.
  var ownLegends: [Legend] = []
  private var aspect: Double
  /// Where names are placed that no legend has.
  private var places = LabelPlacement.Naming.beside
  private var columns: Int
  private var grid: [Margins] = []
  /// The room for the title of each panel.
  private var titleWidths: [Double] = []

  /// The size at which the image is shown.
  var shownWidth: Double { reduction > 1 ? (width / reduction).rounded() : width }
  var shownHeight: Double { reduction > 1 ? (height / reduction).rounded(.down) : height }

  private var padding: Double { theme.gap(8) }
  private var gutter: Double { theme.gap(18) }

  init(_ figure: Figure, theme: FigureTheme) {
    self.theme = theme
    panels = figure.panels.map { PanelLayout($0, theme: theme) }
    columns = min(max(figure.columns, 1), max(figure.panels.count, 1))
    let standard = theme.width(columns: columns)
    let wanted = figure.width ?? standard
    wantedWidth = wanted.isFinite ? min(max(wanted, 200), 10_000).rounded() : standard
    width = wantedWidth
    // On a telephone panels are below one another.
    if width / Double(columns) - theme.gap(90) < theme.gap(110) { columns = 1 }
    aspect = theme.heightScale * (figure.aspect.isFinite ? min(max(figure.aspect, 0.2), 2) : 0.62)
    legend = Legend([], theme: theme)
    naming = .direct
    if !figure.heading.isEmpty {
      heading = RichText(figure.heading).boldLines(
        width: width - 2 * theme.gap(8), size: headingSize)
    }
    if !figure.note.isEmpty {
      note = RichText(figure.note).lines(
        width: (width - 2 * padding) / FontMetrics.substitution, size: theme.tick)
    }
    hideRepeatedAxisLabels()
    naming = firstNaming(hasLegend: figure.hasLegend)
    setLegend()
    arrange()
    if naming == .direct, !isLegible || labels.contains(where: \.hasBracket) { moveNamesInside() }
    if naming == .direct, !isLegible { makeHigher() }
    if naming == .direct, !isLegible, !isRoomy || !hasFewStrays {
      places = .beside
      naming = panels.count == 1 ? .side : .below
      setLegend()
      arrange()
    }
    if naming == .side,
      !isRoomy || legendColumnHeight > (panels.first?.box.height ?? 0) + theme.gap(40)
    {
      naming = .below
      setLegend()
      arrange()
    }
    sortLegend()
    let areas = homeless.map { Legend.Entry(label: $0.label, sample: .area($0.color)) }
    if naming == .direct, !areas.isEmpty || !strays.isEmpty {
      setStrayLegend(areas)
      arrange()
    }
    while let bound = theme.height, theme.keepsShape, height > bound * reduction, reduction < 4 {
      reduction *= 1.05
      arrange()
    }
  }

  /// Places names within the panels, which can be wider then: wherever there is a place, or all of them if those that
  /// remain beside the panels take too much of their width.
  private mutating func moveNamesInside() {
    let isLegibleBeside = isLegible
    places = .inside
    arrange()
    guard !isLegible else { return }
    let isTolerable = isRoomy && hasFewStrays
    let strayCount = strays.count
    places = .within
    arrange()
    guard !isLegible else { return }
    if isLegibleBeside {
      places = .beside
      arrange()
    } else if isTolerable, strays.count >= strayCount {
      places = .inside
      arrange()
    }
  }

  /// Gives the panels about the height that a legend would take, if all names have a place within them then.
  private mutating func makeHigher() {
    guard theme.height == nil else { return }
    let (formerAspect, formerPlaces) = (aspect, places)
    places = .within
    for factor in [1.2, 1.35, 1.5] {
      aspect = factor * formerAspect
      arrange()
      if isLegible { return }
    }
    (aspect, places) = (formerAspect, formerPlaces)
    arrange()
  }

  /// Whether all lines have their names and enough space.
  private var isLegible: Bool { isRoomy && !labels.contains(where: \.hasStrays) }

  /// Whether the plotting areas keep most of the image and labels have room beside them.
  private var isRoomy: Bool {
    guard let first = panels.first else { return true }
    // Short names without a place within a panel are better beside it than in a legend.
    let share = places == .beside ? theme.plotShare : min(theme.plotShare, 0.55)
    let isWide = first.box.width >= share * (width / Double(columns) - theme.gap(30))
    let isHigh = zip(panels, labels).allSatisfy { panel, labels in
      Double(labels.beside.count) * theme.spacing <= panel.box.height
    }
    return isWide && (naming != .direct || isHigh)
  }

  private var legendColumnHeight: Double { Double(legend.entries.count) * legend.rowHeight }

  // MARK: - Grid

  /// Whether the name of one axis can stand for that of another: a different scale or range would go unnoticed.
  private static func agree(_ one: Axis, _ other: Axis) -> Bool {
    one.label == other.label && one.scale == other.scale && one.range == other.range
  }

  /// An axis label that the neighbouring panel repeats is shown once.
  private mutating func hideRepeatedAxisLabels() {
    for index in panels.indices {
      let axis = panels[index].panel
      // Captions of pictures are not names of axes.
      guard axis.picture == nil else { continue }
      if index % columns > 0, Self.agree(panels[index - 1].panel.yAxis, axis.yAxis) {
        panels[index].showsYLabel = false
      }
      let below = index + columns
      if below < panels.count, Self.agree(panels[below].panel.xAxis, axis.xAxis) {
        panels[index].showsXLabel = false
      }
    }
  }

  /// Places the panels in passes: ticks need a size, and the size needs the labels of ticks.
  private mutating func arrange() {
    titleWidths = []
    // An earlier arrangement may have needed more.
    width = (wantedWidth * reduction).rounded()
    guard !panels.isEmpty else {
      height = theme.gap(120)
      return
    }
    let guess = width / Double(columns) - theme.gap(90)
    for index in panels.indices {
      panels[index].place(
        in: Box(left: 0, top: 0, right: max(guess, 80), bottom: max(guess, 80) * aspect))
      titleWidths.append(max(guess, 80) + theme.gap(60))
    }
    for _ in 0..<2 {
      measure()
      placePanels()
    }
    // Two mostly suffice; margins that do not settle take the larger of what they want.
    for pass in 0..<6 {
      let before = grid
      measure()
      if grid == before { break }
      if pass > 1 { grid = zip(grid, before).map { $0.union($1) } }
      placePanels()
    }
    measureLabels()
  }

  private mutating func measureLabels() {
    lines = panels.map { layout in
      layout.panel.curves.map {
        Polyline($0, x: layout.x, y: layout.y, box: layout.box, margin: theme.stroke(8))
      }
    }
    labels = zip(panels, lines).map {
      LabelPlacement(
        $0, lines: $1, naming: naming == .direct ? places : .notes)
    }
  }

  private mutating func measure() {
    measureLabels()
    for index in panels.indices { panels[index].breakLines(titleWidth: titleWidths[index]) }
    grid = panels.indices.map { index in
      var margins = panels[index].margins
      switch naming {
      case .direct: margins.right = max(margins.right, labels[index].besideWidth)
      case .side: margins.right = max(margins.right, theme.gap(18) + legend.columnWidth)
      case .below: break
      }
      if ownLegends.indices.contains(index) {
        margins.bottom += ownLegendHeight(index)
      }
      return margins
    }
  }

  private mutating func placePanels() {
    let rows = (panels.count + columns - 1) / columns
    func widest(_ column: Int, _ side: KeyPath<Margins, Double>) -> Double {
      stride(from: column, to: panels.count, by: columns).map { grid[$0][keyPath: side] }.max() ?? 0
    }
    var lefts = (0..<columns).map { widest($0, \.left) }
    var rights = (0..<columns).map { widest($0, \.right) }
    if columns > 2 {
      // Equal distances between the columns.
      for column in 1..<columns { lefts[column] = lefts.dropFirst().max() ?? 0 }
      for column in 0..<(columns - 1) { rights[column] = rights.dropLast().max() ?? 0 }
    }
    let used =
      lefts.reduce(0, +) + rights.reduce(0, +) + 2 * padding
      + Double(columns - 1) * gutter
    let plotWidth = max((width - used) / Double(columns), 60)
    // The figure is never narrower than its panels, even if requested.
    width = max(
      (wantedWidth * reduction).rounded(), (used + Double(columns) * plotWidth - 1e-6).rounded(.up))
    let plotHeight = plotHeight(width: plotWidth)
    var top = padding + headingHeight
    for row in 0..<rows {
      let members = (row * columns)..<min((row + 1) * columns, panels.count)
      let above = members.map { grid[$0].top }.max() ?? 0
      let below = members.map { grid[$0].bottom }.max() ?? 0
      var left = padding
      for index in members {
        let column = index - members.lowerBound
        left += lefts[column]
        panels[index].rowTop = top
        panels[index].place(
          in: Box(
            left: left, top: top + above, right: left + plotWidth, bottom: top + above + plotHeight)
        )
        let isLast = column == members.count - 1
        titleWidths[index] =
          isLast ? width - left - padding : plotWidth + rights[column] + gutter / 2
        left += plotWidth + rights[column] + gutter
      }
      top += above + plotHeight + below + (row < rows - 1 ? rowGap : 0)
    }
    legendTop = top + theme.gap(10)
    height = (top + legendHeight + noteHeight + padding).rounded(.up)
  }

  /// The distance of the lines of the note.
  var noteLine: Double { 1.25 * theme.tick }

  /// The height of the note with the gap above it.
  private var noteHeight: Double {
    note.isEmpty ? 0 : theme.gap(6) + Double(note.count) * noteLine
  }

  /// The middle of the first line of the note.
  var noteMiddle: Double { height - padding - (Double(note.count) - 0.5) * noteLine }

  /// The space of a panel's own legend: its upper left corner and its width.
  func ownLegendPlace(_ index: Int) -> (corner: Pixel, width: Double) {
    let box = panels[index].box
    let left = box.left - grid[index].left
    return (
      Pixel(x: left, y: box.bottom + panels[index].margins.bottom + theme.gap(6)),
      box.right + grid[index].right - left
    )
  }

  private func ownLegendHeight(_ index: Int) -> Double {
    let legend = ownLegends[index]
    guard !legend.entries.isEmpty else { return 0 }
    // The margins beside the panel are hardly narrower than this.
    let room = panels[index].box.width + panels[index].margins.left
    return theme.gap(10) + Double(legend.rows(width: room).count) * legend.rowHeight
  }

  private var rowGap: Double { theme.gap(10) }

  /// The size of the letters of a heading.
  var headingSize: Double { 1.2 * theme.title }

  /// The distance of the lines of a heading.
  var headingLine: Double { 1.25 * headingSize }

  /// The height of the heading with the gap below it.
  private var headingHeight: Double {
    heading.isEmpty ? 0 : Double(heading.count) * headingLine + theme.gap(6)
  }

  /// The middle of the first line of the heading.
  var headingMiddle: Double { padding + 0.6 * headingSize }

  /// The height of a legend below the panels with the gap above it.
  private var legendHeight: Double {
    guard naming != .side, !legend.entries.isEmpty else { return 0 }
    return theme.gap(10) + Double(legend.rows(width: legendWidth).count) * legend.rowHeight
  }

  /// The smallest height at which the tick names of vertical axes do not touch.
  private var namedRowHeight: Double {
    panels.reduce(0) { height, layout in
      let places = layout.panel.yAxis.ticks.compactMap { layout.y.fraction($0.value) }.sorted()
      let gaps = zip(places, places.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
      return gaps.min().map { max(height, (theme.spacing / $0).rounded(.up)) } ?? height
    }
  }

  /// The height of the plotting areas: that of the figure if it has one, otherwise the height that fills the theme's.
  private func plotHeight(width: Double) -> Double {
    let pictures = panels.compactMap { $0.pictureHeight(width: width) }
    let shape = pictures.count == panels.count ? pictures.max() : nil
    let wanted = max(shape ?? (width * aspect).rounded(), namedRowHeight)
    guard let bound = theme.height.map({ $0 * reduction }) else { return wanted }
    let rows = (panels.count + columns - 1) / columns
    var used = 2 * padding + headingHeight + legendHeight + noteHeight + Double(rows - 1) * rowGap
    for row in 0..<rows {
      let members = (row * columns)..<min((row + 1) * columns, panels.count)
      used +=
        (members.map { grid[$0].top }.max() ?? 0) + (members.map { grid[$0].bottom }.max() ?? 0)
    }
    let left = ((bound - used) / Double(rows)).rounded(.down)
    let most = theme.fillsHeight ? left : min(left, max(wanted, width.rounded()))
    return max(most, theme.leastPlotHeight)
  }

  /// The upper edge of a legend below the panels.
  private(set) var legendTop = 0.0

  /// The middle of the plotting areas, under which a legend is centred.
  var legendCenter: Double {
    let left = panels.map(\.box.left).min() ?? 0
    let right = panels.map(\.box.right).max() ?? width
    let half = legendWidth / 2
    return min(max((left + right) / 2, half + padding), width - half - padding)
  }

  /// The width that a legend below the panels may take.
  var legendWidth: Double { width - 4 * padding }
}
