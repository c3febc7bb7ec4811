/// The places of a figure's panels and how their lines are named.
struct FigureLayout {
  /// How lines are named.
  enum Naming { case direct, side, below }

  private(set) var panels: [PanelLayout]
  private(set) var lines: [[Polyline]] = []
  private(set) var labels: [LabelPlacement] = []
  private(set) var naming: Naming
  private(set) var legend: Legend
  private(set) var width: Double
  private(set) var height = 0.0
  private var aspect: Double
  private var columns: Int
  private var grid: [Margins] = []

  private static let padding = 8.0
  private static let gutter = 18.0

  init(_ figure: Figure) {
    panels = figure.panels.map(PanelLayout.init)
    columns = min(max(figure.columns, 1), max(figure.panels.count, 1))
    let standard = columns == 1 ? 760.0 : columns == 2 ? 960.0 : 1_100.0
    let wanted = figure.width ?? standard
    width = wanted.isFinite ? min(max(wanted, 200), 10_000).rounded() : standard
    aspect = figure.aspect.isFinite ? min(max(figure.aspect, 0.2), 2) : 0.62
    legend = Legend([])
    naming = .direct
    hideRepeatedAxisLabels()
    naming = firstNaming()
    setLegend()
    arrange()
    if naming == .direct, !isRoomy || labels.contains(where: \.hasStrays) {
      naming = panels.count == 1 ? .side : .below
      setLegend()
      arrange()
    }
    if naming == .side, !isRoomy || legendColumnHeight > (panels.first?.box.height ?? 0) + 40 {
      naming = .below
      setLegend()
      arrange()
    }
    let homeless = labels.flatMap(\.homeless)
    if naming == .direct, !homeless.isEmpty {
      legend = Legend(
        merging: [homeless.map { Legend.Entry(label: $0.label, sample: .area($0.color)) }])
      arrange()
    }
  }

  // MARK: - Naming

  private func firstNaming() -> Naming {
    let entries = panels.map { Legend.entries(of: $0.panel) }
    if panels.count > 2, let first = entries.first, !first.isEmpty,
      entries.allSatisfy({ $0 == first })
    {
      return .below
    }
    let most = panels.map { Legend.entries(of: $0.panel, withBands: false).count }.max() ?? 0
    return most <= 7 ? .direct : panels.count == 1 ? .side : .below
  }

  private mutating func setLegend() {
    legend =
      naming == .direct ? Legend([]) : Legend(merging: panels.map { Legend.entries(of: $0.panel) })
  }

  /// Whether the plotting areas keep most of the image and labels have room beside them.
  private var isRoomy: Bool {
    guard let first = panels.first else { return true }
    let isWide = first.box.width >= 0.5 * (width / Double(columns) - 30)
    let isHigh = zip(panels, labels).allSatisfy { panel, labels in
      Double(labels.beside.count) * TextSize.spacing <= panel.box.height
    }
    return isWide && (naming != .direct || isHigh)
  }

  private var legendColumnHeight: Double { Double(legend.entries.count) * Legend.rowHeight }

  // MARK: - Grid

  /// An axis label that the neighbouring panel repeats is shown once.
  private mutating func hideRepeatedAxisLabels() {
    for index in panels.indices {
      let axis = panels[index].panel
      if index % columns > 0, panels[index - 1].panel.yAxis.label == axis.yAxis.label {
        panels[index].showsYLabel = false
      }
      let below = index + columns
      if below < panels.count, panels[below].panel.xAxis.label == axis.xAxis.label {
        panels[index].showsXLabel = false
      }
    }
  }

  /// Places the panels in two passes: ticks need a size, and the size needs the labels of ticks.
  private mutating func arrange() {
    guard !panels.isEmpty else {
      height = 120
      return
    }
    let guess = width / Double(columns) - 90
    for index in panels.indices {
      panels[index].place(
        in: Box(left: 0, top: 0, right: max(guess, 80), bottom: max(guess, 80) * aspect))
    }
    for _ in 0..<2 {
      measure()
      placePanels()
    }
    measureLabels()
  }

  private mutating func measureLabels() {
    lines = panels.map { layout in
      layout.panel.curves.map { Polyline($0, x: layout.x, y: layout.y, box: layout.box) }
    }
    labels =
      naming == .direct ? zip(panels, lines).map { LabelPlacement($0, lines: $1) } : []
  }

  private mutating func measure() {
    measureLabels()
    grid = panels.indices.map { index in
      var margins = panels[index].margins
      switch naming {
      case .direct: margins.right = max(margins.right, labels[index].besideWidth)
      case .side: margins.right = max(margins.right, 18 + legend.columnWidth)
      case .below: break
      }
      return margins
    }
  }

  private mutating func placePanels() {
    let rows = (panels.count + columns - 1) / columns
    func widest(_ column: Int, _ side: KeyPath<Margins, Double>) -> Double {
      stride(from: column, to: panels.count, by: columns).map { grid[$0][keyPath: side] }.max() ?? 0
    }
    let lefts = (0..<columns).map { widest($0, \.left) }
    let rights = (0..<columns).map { widest($0, \.right) }
    let used =
      lefts.reduce(0, +) + rights.reduce(0, +) + 2 * Self.padding
      + Double(columns - 1) * Self.gutter
    let plotWidth = max((width - used) / Double(columns), 60)
    let plotHeight = (plotWidth * aspect).rounded()
    var top = Self.padding
    for row in 0..<rows {
      let members = (row * columns)..<min((row + 1) * columns, panels.count)
      let above = members.map { grid[$0].top }.max() ?? 0
      let below = members.map { grid[$0].bottom }.max() ?? 0
      var left = Self.padding
      for index in members {
        let column = index - members.lowerBound
        left += lefts[column]
        panels[index].rowTop = top
        panels[index].place(
          in: Box(
            left: left, top: top + above, right: left + plotWidth, bottom: top + above + plotHeight)
        )
        left += plotWidth + rights[column] + Self.gutter
      }
      top += above + plotHeight + below + (row < rows - 1 ? 10 : 0)
    }
    legendTop = top + 10
    if naming != .side, !legend.entries.isEmpty {
      let legendRows = legend.rows(width: width - 4 * Self.padding).count
      top = legendTop + Double(legendRows) * Legend.rowHeight
    }
    height = (top + Self.padding).rounded(.up)
  }

  /// The upper edge of a legend below the panels.
  private(set) var legendTop = 0.0

  /// The middle of the plotting areas, under which a legend is centred.
  var legendCenter: Double {
    let left = panels.map(\.box.left).min() ?? 0
    let right = panels.map(\.box.right).max() ?? width
    let half = legendWidth / 2
    return min(max((left + right) / 2, half + Self.padding), width - half - Self.padding)
  }

  /// The width that a legend below the panels may take.
  var legendWidth: Double { width - 4 * Self.padding }
}
