// How the lines of a figure are named: beside or within their panels, or in legends.

extension FigureLayout {
  func firstNaming(hasLegend: Bool) -> Naming {
    if hasLegend { return panels.count == 1 ? .side : .below }
    let entries = panels.map { Legend.entries(of: $0.panel) }
    if panels.count > 2, let first = entries.first, !first.isEmpty,
      entries.allSatisfy({ $0.count == first.count && zip($0, first).allSatisfy { $0.isAlike($1) } }
      )
    {
      return .below
    }
    let most = panels.map { Legend.entries(of: $0.panel, withBands: false).count }.max() ?? 0
    return most <= 7 ? .direct : panels.count == 1 ? .side : .below
  }

  /// The areas that no panel has room to name.
  var homeless: [Band] {
    let placed = zip(panels, labels).flatMap { layout, labels in
      layout.panel.bands.filter { !labels.homeless.contains($0) }
    }
    return labels.flatMap(\.homeless).filter { band in
      !placed.contains { $0.label == band.label && $0.color == band.color }
    }
  }

  /// The lines without space for their names within their panels.
  var strays: [Legend.Entry] { strayLists.flatMap { $0 } }

  /// The lines without space for their names, by panel.
  private var strayLists: [[Legend.Entry]] {
    zip(panels, labels).map { layout, labels in
      let curves = labels.strays.map { index in
        let curve = layout.panel.curves[index]
        return Legend.Entry(label: curve.label, sample: .line(curve.shownStyle))
      }
      let guides = layout.panel.guides.filter {
        $0.direction == .horizontal && labels.strayGuides.contains($0.label)
      }
      return curves + guides.map(Legend.Entry.init)
    }
  }

  /// Whether so few lines lack space for their names that a legend of only these is better than one of all.
  var hasFewStrays: Bool {
    let named = panels.reduce(0) { $0 + Legend.entries(of: $1.panel, withBands: false).count }
    return 3 * strays.count <= named
  }

  mutating func setLegend() {
    let lists = panels.map { Legend.entries(of: $0.panel) }
    ownLegends = []
    legend = Legend(naming == .direct ? [] : lists.flatMap { $0 }, theme: theme)
    guard naming != .direct else { return }
    if Legend.isAmbiguous(lists) {
      legend = Legend([], theme: theme)
      ownLegends = lists.map { Legend(merging: [$0], theme: theme) }
    } else {
      legend = Legend(merging: lists, theme: theme)
    }
  }

  /// Names the lines without space for their names, and the areas, below the panels.
  mutating func setStrayLegend(_ areas: [Legend.Entry]) {
    let lists = strayLists
    if Legend.isAmbiguous(lists) {
      ownLegends = lists.map { Legend(merging: [$0], theme: theme) }
      legend = Legend(areas, theme: theme)
    } else {
      legend = Legend(merging: lists + [areas], theme: theme)
    }
  }

  /// Puts the legend of a single panel into the order in which its lines end on the page, from top to bottom.
  mutating func sortLegend() {
    guard panels.count == 1, naming != .direct, let lines = lines.first else { return }
    let (layout, panel) = (panels[0], panels[0].panel)
    func height(_ entry: Legend.Entry) -> Double {
      let index = panel.curves.firstIndex { $0.label == entry.label }
      if let index, let end = LabelPlacement.end(of: lines[index], in: layout.box) { return end.y }
      let guide = panel.guides.first {
        $0.direction == .horizontal && $0.legendLabel == entry.label
      }
      // Areas come last.
      return guide.flatMap { layout.y.position($0.value) } ?? .infinity
    }
    let order = legend.entries.enumerated().map { ($0, $1, height($1).rounded()) }
      .sorted { ($0.2, $0.0) < ($1.2, $1.0) }
    legend.entries = order.map(\.1)
  }
}
