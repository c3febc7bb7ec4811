/// The places of the labels of a panel's curves, guides and bands.
struct LabelPlacement {
  /// A label beside the plotting area, with a leader line to what it names.
  struct Beside {
    var text: RichText
    var ink: Ink
    /// The end of the line that the label names.
    var end: Pixel
    /// The middle of the label once it is separated from its neighbours.
    var y: Double
  }

  /// A label within the plotting area.
  struct Inside {
    /// The lines of the label from top to bottom.
    var lines: [RichText]
    var ink: Ink
    var box: Box
    /// Whether it names an area rather than a line.
    var isArea = false
    /// Whether it covers lines, which then end around it.
    var isOverHairlines = false
    /// Whether it ends at the right side of its box, as a name to the left of what it names does in any font.
    var endsAtRight = false
    /// The line to what it names if it is not next to it.
    var leader: Leader?
  }

  /// The choice of names in a panel, and of their places.
  enum Naming {
    /// All names, beside the panel where that is clear.
    case beside
    /// All names, within the panel wherever there is a place.
    case inside
    /// All names, within the panel only: those without a place there have none.
    case within
    /// Only notes, because a legend has the names.
    case notes
  }

  let theme: FigureTheme
  var beside: [Beside] = []
  var inside: [Inside] = []
  /// The indices of the lines that end within the panel and have no space there for their labels.
  var strays: [Int] = []
  /// The names of the horizontal guides that have no space within the panel, where no name may be beside it.
  var strayGuides: [String] = []
  /// Whether any such lines exist.
  var hasStrays: Bool { !strays.isEmpty || !strayGuides.isEmpty }
  /// The bands that have no room for their label.
  var homeless: [Band] = []

  /// Places the labels.
  ///
  /// - Parameters:
  ///   - layout: The panel, placed.
  ///   - lines: The visible parts of the panel's curves, in their order.
  ///   - naming: The choice of names, and of their places.
  init(_ layout: PanelLayout, lines: [Polyline], naming: Naming = .beside) {
    theme = layout.theme
    let surroundings = LabelSurroundings(layout, lines: lines)
    if naming != .notes {
      placeNames(layout, lines, surroundings, naming)
    }
    for note in layout.panel.notes {
      if let place = place(of: note, among: surroundings, layout: layout) { inside.append(place) }
    }
    spread(in: layout.box)
  }

  /// Places the names of guides, curves and bands.
  private mutating func placeNames(
    _ layout: PanelLayout, _ lines: [Polyline], _ surroundings: LabelSurroundings, _ naming: Naming
  ) {
    // Guides have space for their names along their whole length: they leave the other places to curves.
    if naming != .within { placeGuideNames(surroundings, in: layout.box, naming) }
    placeCurveNames(layout, lines, surroundings, naming)
    if naming == .within { placeGuideNames(surroundings, in: layout.box, naming) }
    for band in layout.panel.bands where !band.label.isEmpty {
      if let place = place(in: band, layout: layout, surroundings)
        ?? ledPlace(of: band, layout: layout, surroundings)
      {
        inside.append(place)
      } else {
        homeless.append(band)
      }
    }
  }

  private mutating func placeGuideNames(
    _ surroundings: LabelSurroundings, in box: Box, _ naming: Naming
  ) {
    for (index, guide) in surroundings.namedGuides.enumerated() {
      let text = RichText(guide.label)
      if naming != .beside,
        let place = unmistakablePlace(
          for: text, ink: guide.ink, on: .guide(index), of: surroundings, in: box)
      {
        inside.append(place)
      } else if naming == .within {
        let place = ledPlace(
          for: text, ink: guide.ink, on: .guide(index), at: 0.5, of: surroundings, in: box)
        if let place { inside.append(place) } else { strayGuides.append(guide.label) }
      } else {
        let end = Pixel(x: box.right, y: guide.run[0].y)
        beside.append(Beside(text: text, ink: guide.ink, end: end, y: end.y))
      }
    }
  }

  private mutating func placeCurveNames(
    _ layout: PanelLayout, _ lines: [Polyline], _ surroundings: LabelSurroundings, _ naming: Naming
  ) {
    let box = layout.box
    let ends = lines.map { Self.end(of: $0, in: box) }
    let curves = layout.panel.curves
    // Level lines have space for their names along their whole length.
    let order =
      curves.indices.filter { !curves[$0].isLevel } + curves.indices.filter { curves[$0].isLevel }
    for index in order where !curves[index].label.isEmpty {
      let (curve, line) = (curves[index], lines[index])
      guard let end = ends[index] else { continue }
      let text = RichText(curve.label)
      if let place = chosenPlace(for: text, of: index, surroundings, layout) {
        inside.append(place)
        continue
      }
      let ink = curve.style.color
      let isCrowded = isCrowded(end, at: index, among: ends, of: surroundings)
      if naming != .beside || isCrowded,
        let place = unmistakablePlace(
          for: text, ink: ink, on: .curve(index), of: surroundings, in: box)
          ?? ledPlace(
            for: text, ink: ink, on: .curve(index), at: curve.namePlace.part ?? 0.5,
            of: surroundings, in: box)
      {
        inside.append(place)
        continue
      }
      guard naming == .within || end.x < box.right - 0.08 * box.width else {
        beside.append(Beside(text: text, ink: curve.style.color, end: end, y: end.y))
        continue
      }
      // A line that ends within the panel is named there: at its end, or else further back.
      if let place = freePlace(for: text, on: line, index: index, of: surroundings, in: box) {
        inside.append(Inside(lines: [text], ink: ink, box: place))
      } else if let place = ledPlace(
        for: text, ink: ink, on: .curve(index), at: curve.namePlace.part ?? 0.5,
        of: surroundings, in: box)
      {
        inside.append(place)
      } else {
        strays.append(index)
      }
    }
  }

  /// The name of a curve at the place that the figure asks for; nil without one.
  private func chosenPlace(
    for text: RichText, of index: Int, _ surroundings: LabelSurroundings, _ layout: PanelLayout
  ) -> Inside? {
    switch layout.panel.curves[index].namePlace {
    case .end: nil
    case .along(let part):
      place(for: text, along: index, at: part, of: surroundings, layout: layout)
    case .upon(let part):
      place(for: text, upon: index, at: part, of: surroundings, layout: layout)
    }
  }

  /// The width of the labels beside the plotting area with the gap before them, or 0.
  var besideWidth: Double {
    guard !beside.isEmpty else { return 0 }
    let widest = beside.map { $0.text.width(size: theme.label) }.max() ?? 0
    return gap + widest * FontMetrics.substitution + theme.gap(4)
  }

  /// The distance of the labels from the plotting area: longer where leader lines fan out.
  var gap: Double {
    theme.gap(hasLeaders ? 24 : 8)
  }

  /// Whether a label had to move away from the height of its line.
  var hasLeaders: Bool {
    beside.contains { ($0.y - $0.end.y).magnitude > theme.gap(2) }
  }

  /// Whether three or more labels belong to lines that end at one place.
  var hasBracket: Bool { hasLeaders && groups.contains { $0.count > 2 } }

  /// The labels beside the plotting area from top to bottom, grouped by the place where their lines end.
  var groups: [[Beside]] {
    var groups: [[Beside]] = []
    for label in beside.sorted(by: { $0.y < $1.y }) {
      if let first = groups.last?.first, (label.end.y - first.end.y).magnitude <= theme.gap(3),
        (label.end.x - first.end.x).magnitude <= theme.gap(3)
      {
        groups[groups.count - 1].append(label)
      } else {
        groups.append([label])
      }
    }
    return groups
  }

  /// The point of a line that its label belongs to: the rightmost one that can be seen.
  static func end(of line: Polyline, in box: Box) -> Pixel? {
    var end: Pixel?
    for run in line.runs {
      for point in run where point.x >= end?.x ?? -.infinity { end = point }
    }
    return end.map { point in
      Pixel(
        x: min(max(point.x, box.left), box.right), y: min(max(point.y, box.top), box.bottom))
    }
  }

  /// The end of a line, and points 40 pixels of a screen apart before it.
  private func anchors(on line: Polyline, in box: Box) -> [Pixel] {
    guard let end = Self.end(of: line, in: box),
      let run = line.runs.last(where: { $0.contains { $0.x >= end.x } }) ?? line.runs.last
    else { return [] }
    var anchors = [end]
    var passed = 0.0
    for (point, next) in zip(run.reversed(), run.reversed().dropFirst()) {
      let dx = next.x - point.x
      let dy = next.y - point.y
      passed += (dx * dx + dy * dy).squareRoot()
      if passed >= theme.gap(40), box.contains(next) {
        anchors.append(next)
        passed = 0
      }
      if anchors.count == 6 { break }
    }
    return anchors
  }

  // MARK: - Beside

  private mutating func spread(in box: Box) {
    // The order given decides between lines that end at the same height.
    let order = beside.indices.sorted {
      (beside[$0].end.y.rounded(), $0) < (beside[$1].end.y.rounded(), $1)
    }
    let places = Self.spread(
      order.map { beside[$0].end.y }, spacing: theme.spacing,
      within: (box.top - theme.gap(2))...(box.bottom + theme.gap(2)))
    beside = zip(order, places).map { index, y in
      var label = beside[index]
      label.y = y
      return label
    }
  }

  /// Moves positions apart by least squares.
  ///
  /// Minimises Σ (yᵢ − tᵢ)² over yᵢ₊₁ ≥ yᵢ + spacing. With zᵢ = yᵢ − i · spacing this is isotonic
  /// regression, which pooling adjacent violators solves exactly.
  ///
  /// - Parameters:
  ///   - targets: The wanted positions, in ascending order.
  ///   - spacing: The least distance; less where the range is too short for it.
  ///   - range: The range of legal positions.
  /// - Returns: The positions, in ascending order.
  static func spread(
    _ targets: [Double], spacing: Double, within range: ClosedRange<Double>
  ) -> [Double] {
    guard targets.count > 1 else {
      return targets.map { min(max($0, range.lowerBound), range.upperBound) }
    }
    let room = (range.upperBound - range.lowerBound) / Double(targets.count - 1)
    let distance = min(spacing, room)
    var pools: [(sum: Double, count: Int)] = []
    for (index, target) in targets.enumerated() {
      pools.append((target - Double(index) * distance, 1))
      while pools.count > 1 {
        let last = pools[pools.count - 1]
        let previous = pools[pools.count - 2]
        guard previous.sum / Double(previous.count) > last.sum / Double(last.count) else { break }
        pools.removeLast(2)
        pools.append((previous.sum + last.sum, previous.count + last.count))
      }
    }
    let greatest = range.upperBound - Double(targets.count - 1) * distance
    let levels = pools.flatMap { pool in
      [Double](repeating: pool.sum / Double(pool.count), count: pool.count)
    }
    return levels.enumerated().map { index, level in
      min(max(level, range.lowerBound), greatest) + Double(index) * distance
    }
  }

  // MARK: - Inside

  /// A place next to a line, as near to its end as can be, that covers no line and no label.
  private func freePlace(
    for text: RichText, on line: Polyline, index: Int, of surroundings: LabelSurroundings,
    in box: Box
  ) -> Box? {
    Self.acrossFaint {
      freePlace(for: text, on: line, index: index, of: surroundings, allowsFaint: $0, in: box)
    }
  }

  private func freePlace(
    for text: RichText, on line: Polyline, index: Int, of surroundings: LabelSurroundings,
    allowsFaint: Bool, in box: Box
  ) -> Box? {
    let (width, half) = size(of: [text])
    let room = box.expanded(by: -theme.gap(3))
    for anchor in anchors(on: line, in: box) {
      let gap = theme.gap(6)
      let isAtTop = anchor.y < box.top + gap + half
      let heights = [
        isAtTop ? box.top + gap + half : anchor.y, anchor.y - gap - half, anchor.y + gap + half,
      ]
      let lefts = [
        anchor.x + theme.gap(7), anchor.x - width / 2, anchor.x - width - theme.gap(7),
      ]
      for y in heights {
        for left in lefts {
          let place = Box(left: left, top: y - half, right: left + width, bottom: y + half)
          if room.encloses(place), isFree(place, of: surroundings, allowsFaint: allowsFaint),
            isNearest(place, index, of: surroundings)
          {
            return place
          }
        }
      }
    }
    return nil
  }

  /// Whether no other line is nearer to a place than the one that is named there.
  private func isNearest(_ place: Box, _ index: Int, of surroundings: LabelSurroundings) -> Bool {
    Self.distance(from: place, to: surroundings.curves[index])
      <= surroundings.distance(from: place, except: .curve(index))
  }

  /// The first place that a search finds, first without the edges of light areas below it: better across one than
  /// nowhere.
  static func acrossFaint<Place>(_ search: (_ allowsFaint: Bool) -> Place?) -> Place? {
    search(false) ?? search(true)
  }

  /// Whether a place covers no name and no line.
  func isFree(
    _ place: Box, of surroundings: LabelSurroundings, allowsFaint: Bool = false,
    allowsHairlines: Bool = false
  ) -> Bool {
    let window = place.expanded(by: theme.gap(2))
    return !inside.contains { label in
      label.box.overlaps(window)
        || label.leader.map { Polyline.clip(from: $0.start, to: $0.end, window: window) != nil }
          ?? false
    }
      && surroundings.areClear(
        of: window, allowsFaint: allowsFaint, allowsHairlines: allowsHairlines)
  }
}
