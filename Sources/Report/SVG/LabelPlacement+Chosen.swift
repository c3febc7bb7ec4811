// Names and notes at the places that a figure asks for, or as near as they are clear of lines.

extension LabelPlacement {
  /// The place next to a line that is nearest to an abscissa and clear of all other lines; nil if no place belongs
  /// to this line alone.
  ///
  /// A name with a space is broken into two lines if it does not fit on one.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - index: The number of the line.
  ///   - part: The abscissa, as a fraction of the panel's width.
  ///   - surroundings: All lines of the panel.
  ///   - layout: The panel.
  /// - Returns: The name in its place.
  /// - Complexity: O(p) for each of 640 places, p the number of vertices of all lines.
  func place(
    for text: RichText, along index: Int, at part: Double, of surroundings: LabelSurroundings,
    layout: PanelLayout
  ) -> Inside? {
    let curves = layout.panel.curves
    let points = points(toName: curves[index], runs: surroundings.curves[index], layout: layout)
    // Markers on a line, bars around them, and lines through a point belong to the named object.
    let others = surroundings.curves.indices.filter { other in
      guard other != index, !surroundings.hairlines.contains(other) else { return false }
      let isOwn =
        points.contains { Self.distance(from: $0, to: surroundings.curves[other]) < theme.gap(2) }
      return !isOwn
        && (curves[other].style.color != curves[index].style.color || !curves[other].label.isEmpty)
    }
    let halves = halves(of: text)
    let ink = curves[index].style.color
    for allowsFaint in [false, true] {
      // A leader is better than a place in the range of another curve.
      if allowsFaint, surroundings.hasOtherAreas(.curve(index)),
        let led = ledPlace(
          for: text, ink: ink, on: .curve(index), at: part, of: surroundings, in: layout.box)
      {
        return led
      }
      for lines in [[text], halves] where lines.count == 1 || halves.count == 2 {
        let search = Search(
          lines: lines, size: size(of: lines), part: part, allowsFaint: allowsFaint, others: others)
        guard let box = best(search, index, points, surroundings, layout) else { continue }
        return Inside(
          lines: lines, ink: ink, box: box,
          isOverHairlines: !surroundings.areClear(of: box, allowsFaint: true),
          endsAtRight: Self.isAtLeft(
            box, of: points.isEmpty ? surroundings.curves[index] : points.map { [$0] }))
      }
    }
    return nil
  }

  /// A name upon its line, which ends around it, at the place nearest to a fraction of the line's length that is clear
  /// of all other lines; nil if there is none.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - index: The number of the line.
  ///   - part: The fraction, from 0 at its start to 1.
  ///   - surroundings: All lines of the panel.
  ///   - layout: The panel.
  /// - Returns: The name in its place.
  /// - Complexity: O(p) for each of 81 places, p the number of vertices of all lines.
  func place(
    for text: RichText, upon index: Int, at part: Double, of surroundings: LabelSurroundings,
    layout: PanelLayout
  ) -> Inside? {
    let size = size(of: [text])
    let room = layout.box.expanded(by: -theme.gap(3))
    let points = Polyline.spaced(surroundings.curves[index], count: 81)
    let order = points.indices.sorted {
      let (a, b) = (Double($0) / 80 - part, Double($1) / 80 - part)
      return (a.magnitude, a) < (b.magnitude, b)
    }
    for step in order {
      let box = Self.box(around: points[step], size)
      let others = surroundings.curves.indices.filter { $0 != index }
      guard room.encloses(box), !inside.contains(where: { $0.box.overlaps(box) }),
        others.allSatisfy({
          Self.distance(from: box, to: surroundings.curves[$0]) > theme.gap(1)
        })
      else { continue }
      return Inside(
        lines: [text], ink: layout.panel.curves[index].style.color, box: box,
        isOverHairlines: true)
    }
    return nil
  }

  /// The criteria of a search along a line.
  private struct Search {
    let lines: [RichText]
    let size: (width: Double, half: Double)
    let part: Double
    let allowsFaint: Bool
    let others: [Int]
  }

  private func best(
    _ search: Search, _ index: Int, _ points: [Pixel], _ surroundings: LabelSurroundings,
    _ layout: PanelLayout
  ) -> Box? {
    let box = layout.box
    let room = box.expanded(by: -theme.gap(3))
    // A name moved to the edge of the available space may cross it by rounding.
    let window = room.expanded(by: 1e-6)
    let wanted = box.left + search.part * box.width
    let runs = surroundings.curves[index]
    var best: Box?
    var greatest = -Double.infinity
    let count = points.isEmpty ? 81 : points.count
    for step in 0..<count {
      let x = points.isEmpty ? box.left + Double(step) / 80 * box.width : points[step].x
      let candidates =
        points.isEmpty
        // The more distant ones have space beside a slanted line.
        ? [4, 5.5, 8, 12].flatMap { places(at: x, on: runs, size: search.size, gap: theme.gap($0)) }
        : places(
          around: points[step], size: search.size,
          // Away from the vertical axis.
          within: Box(
            left: box.left + theme.gap(8), top: room.top, right: room.right, bottom: room.bottom))
          + placesBeyondBars(at: points[step], of: index, size: search.size, surroundings, layout)
      for (rank, (place, own)) in candidates.enumerated() {
        guard window.encloses(place), own <= theme.gap(18),
          isFree(
            place, of: surroundings, allowsFaint: search.allowsFaint, allowsHairlines: true),
          search.allowsFaint || !surroundings.isWithinAnotherArea(place, .curve(index)),
          // Nearer to it than this, a name might stand beyond a guide on which its line lies.
          Self.distance(from: place, to: surroundings.guides)
            > max(theme.gap(6), points.isEmpty ? own : 0),
          !points.isEmpty || surroundings.markerDistance(from: place, except: index) > own,
          !Self.isBeyond(surroundings.guides, place, of: runs)
        else { continue }
        let other = search.others.reduce(Double.infinity) {
          min($0, Self.distance(from: place, to: surroundings.curves[$1]))
        }
        // The name of a marker may be closer to other objects than the name of a line without being mistaken.
        guard other > (points.isEmpty ? own + theme.gap(2.5) : 0.7 * own) else { continue }
        let middle = points.isEmpty ? (place.left + place.right) / 2 : x
        // A name above or below a line is read with it; beside it is used only if there is no such space.
        // Hairlines end around a name upon them: better only than no place nearby.
        let isOverHairlines = !surroundings.areClear(of: place, allowsFaint: true)
        let score =
          min(other, theme.gap(30)) - 0.15 * abs(middle - wanted)
          - (rank % 4 > 1 ? theme.gap(6) : 0) - 0.5 * own
          - (isOverHairlines ? theme.gap(12) : 0)
        if score > greatest { (greatest, best) = (score, place) }
      }
    }
    return best
  }

  /// Whether a level guide parts a place from a line that lies on one side of it throughout.
  private static func isBeyond(_ guides: [[Pixel]], _ place: Box, of runs: [[Pixel]]) -> Bool {
    let heights = runs.joined().lazy.map(\.y)
    guard let top = heights.min(), let bottom = heights.max() else { return false }
    return guides.contains { guide in
      guard guide.count == 2, guide[0].y == guide[1].y else { return false }
      let y = guide[0].y
      let isOn = bottom - y < 2 && y - top < 2
      return !isOn && (place.bottom <= y && top >= y - 2 || place.top >= y && bottom <= y + 2)
    }
  }

  /// A name broken into two lines, or whole if it is so short that they would be a word and a letter.
  func halves(of text: RichText) -> [RichText] {
    let width = text.width(size: theme.label)
    return width < 4 * theme.label ? [text] : text.lines(width: 0.65 * width, size: theme.label)
  }

  /// The width of a text of one or more lines, and half of its height.
  func size(of lines: [RichText]) -> (width: Double, half: Double) {
    let widest = lines.map { $0.width(size: theme.label) }.max() ?? 0
    return (
      widest * FontMetrics.substitution,
      theme.label * 0.62 + 0.5 * Double(lines.count - 1) * lineHeight
    )
  }

  /// The distance between the lines of a name.
  var lineHeight: Double { 1.15 * theme.label }

  /// The points at which a curve of markers, or a vertical line, is named; none for other curves.
  private func points(toName curve: Curve, runs: [[Pixel]], layout: PanelLayout) -> [Pixel] {
    let all = runs.joined()
    if !curve.style.isMarkersAlone && curve.points.count > 1 {
      guard let left = all.map(\.x).min(), let right = all.map(\.x).max(),
        right - left < theme.gap(4), let top = all.map(\.y).min(), let bottom = all.map(\.y).max()
      else { return [] }
      return [Pixel(x: (left + right) / 2, y: (top + bottom) / 2)]
    }
    return curve.points.compactMap { point in
      guard let x = layout.x.position(point.x), let y = layout.y.position(point.y) else {
        return nil
      }
      return Pixel(x: x, y: y)
    }
  }

  /// The boxes of a text above and below the bars around a point that are of its colour.
  private func placesBeyondBars(
    at point: Pixel, of index: Int, size: (width: Double, half: Double),
    _ surroundings: LabelSurroundings, _ layout: PanelLayout
  ) -> [(box: Box, own: Double)] {
    let curves = layout.panel.curves
    return curves.indices.filter {
      curves[$0].isBar && curves[$0].style.color == curves[index].style.color
    }.flatMap { bar -> [(box: Box, own: Double)] in
      let ends = surroundings.curves[bar].joined()
      guard let left = ends.map(\.x).min(), let right = ends.map(\.x).max(),
        let top = ends.map(\.y).min(), let bottom = ends.map(\.y).max(),
        abs((left + right) / 2 - point.x) < 1
      else { return [] }
      let gap = theme.gap(5)
      return [top - gap - size.half, bottom + gap + size.half].map {
        (Self.box(around: Pixel(x: point.x, y: $0), size), theme.gap(7))
      }
    }
  }

  /// The boxes of a text above, below, to the right and to the left of a point; at the sides of the panel they are
  /// moved inwards.
  private func places(
    around point: Pixel, size: (width: Double, half: Double), within room: Box
  ) -> [(box: Box, own: Double)] {
    let gap = theme.gap(7)
    let x = max(
      min(point.x, room.right - size.width / 2), room.left + size.width / 2)
    let middles = [
      Pixel(x: x, y: point.y - gap - size.half), Pixel(x: x, y: point.y + gap + size.half),
      Pixel(x: point.x + gap + size.width / 2, y: point.y),
      Pixel(x: point.x - gap - size.width / 2, y: point.y),
    ]
    // A name moved along the mark is less clearly that of it.
    let shift = (x - point.x).magnitude
    return middles.enumerated().map {
      (Self.box(around: $1, size), $0 < 2 ? gap + shift : gap)
    }
  }

  /// A note in its place: centred on its point, or as near as it is clear of lines and other words,
  /// in two lines if that is nearer; nil if there is only space far away.
  func place(
    of note: Note, among surroundings: LabelSurroundings, layout: PanelLayout
  ) -> Inside? {
    guard let x = layout.x.position(note.point.x), let y = layout.y.position(note.point.y) else {
      return nil
    }
    let text = RichText(note.label)
    let halves = halves(of: text)
    let searches = [([text], 0...2), (halves, 0...2), ([text], 3...8), (halves, 3...8)]
    return Self.acrossFaint { allowsFaint in
      for (lines, rings) in searches where lines.count == 1 || halves.count == 2 {
        let place = place(
          for: size(of: lines), around: Pixel(x: x, y: y), rings: rings, allowsFaint: allowsFaint,
          surroundings, layout)
        if let place { return Inside(lines: lines, ink: note.color, box: place, isArea: true) }
      }
      return nil
    }
  }

  private func place(
    for size: (width: Double, half: Double), around point: Pixel, rings: ClosedRange<Int>,
    allowsFaint: Bool, _ surroundings: LabelSurroundings, _ layout: PanelLayout
  ) -> Box? {
    let room = layout.box.expanded(by: -theme.gap(3))
    let window = room.expanded(by: 1e-6)
    guard size.width <= room.width else { return nil }
    // Words that would extend beyond the panel begin or end at its edge.
    let start = min(max(point.x, room.left + size.width / 2), room.right - size.width / 2)
    let step = theme.gap(5)
    for ring in rings {
      for (dx, dy) in Self.ring(ring) {
        let middle = Pixel(x: start + Double(dx) * 2 * step, y: point.y + Double(dy) * step)
        let place = Self.box(around: middle, size)
        guard window.encloses(place), isFree(place, of: surroundings, allowsFaint: allowsFaint)
        else { continue }
        return place
      }
    }
    return nil
  }

  /// The offsets of the places at one distance, the nearest first.
  private static func ring(_ radius: Int) -> [(Int, Int)] {
    guard radius > 0 else { return [(0, 0)] }
    var steps: [(Int, Int)] = []
    for dx in -radius...radius {
      for dy in -radius...radius where max(abs(dx), abs(dy)) == radius { steps.append((dx, dy)) }
    }
    return steps.sorted {
      ($0.0 * $0.0 + $0.1 * $0.1, abs($0.0), $0.0, $0.1)
        < ($1.0 * $1.0 + $1.1 * $1.1, abs($1.0), $1.0, $1.1)
    }
  }

  private static func box(around middle: Pixel, _ size: (width: Double, half: Double)) -> Box {
    Box(
      left: middle.x - size.width / 2, top: middle.y - size.half,
      right: middle.x + size.width / 2, bottom: middle.y + size.half)
  }

  /// The distance of a point from a line; ∞ for an empty line.
  private static func distance(from point: Pixel, to runs: [[Pixel]]) -> Double {
    distance(
      from: Box(left: point.x, top: point.y, right: point.x, bottom: point.y), to: runs)
  }
}
