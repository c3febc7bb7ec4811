// Names and notes that stand where a figure wants them, as near to it as they are clear of lines.

extension LabelPlacement {
  /// The place next to a line that is nearest to an abscissa and clear of all other lines; nil where no place belongs
  /// to this line alone.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - index: The number of the line.
  ///   - part: The abscissa, as a fraction of the panel's width.
  ///   - runs: The visible parts of all lines.
  ///   - layout: The panel.
  /// - Returns: The box of the name.
  /// - Complexity: O(p) for each of 80 places, p the number of vertices of all lines.
  func place(
    for text: RichText, along index: Int, at part: Double, of runs: [[[Pixel]]],
    layout: PanelLayout
  ) -> Box? {
    let box = layout.box
    let room = box.expanded(by: -theme.gap(3))
    let size = (
      width: text.width(size: theme.label) * FontMetrics.substitution, half: theme.label * 0.62
    )
    let wanted = box.left + part * box.width
    let curves = layout.panel.curves
    // Markers on a line, or bars around them, belong to it.
    let others = runs.indices.filter { other in
      guard other != index else { return false }
      return curves[other].style.color != curves[index].style.color || !curves[other].label.isEmpty
    }
    let guides = guideLines(of: layout)
    var best: Box?
    var greatest = -Double.infinity
    let points = places(toName: curves[index], runs: runs[index], layout: layout)
    let isOfPoints = !points.isEmpty
    let abscissas =
      isOfPoints ? points.map(\.x) : (0...80).map { box.left + Double($0) / 80 * box.width }
    for (step, x) in abscissas.enumerated() {
      let candidates =
        isOfPoints
        ? places(around: points[step], size: size)
        : places(at: x, on: runs[index], size: size, gap: theme.gap(4))
      for (rank, (place, own)) in candidates.enumerated() {
        guard room.left <= place.left, place.right <= room.right, room.top <= place.top,
          place.bottom <= room.bottom, own <= theme.gap(14), isFree(place, runs: runs),
          guides.allSatisfy({ Self.distance(from: place, to: $0) > theme.gap(2) })
        else { continue }
        let other = others.reduce(Double.infinity) {
          min($0, Self.distance(from: place, to: runs[$1]))
        }
        guard other > 1.3 * own + theme.gap(3) else { continue }
        let middle = isOfPoints ? x : (place.left + place.right) / 2
        // Above or below a line a name is read with it; beside it stands where there is no such room.
        let score =
          min(other, theme.gap(30)) - 0.15 * abs(middle - wanted) - (rank > 1 ? theme.gap(6) : 0)
        if score > greatest { (greatest, best) = (score, place) }
      }
    }
    return best
  }

  /// The points at which a curve of markers, or an upright line, is named; none for other curves.
  private func places(
    toName curve: Curve, runs: [[Pixel]], layout: PanelLayout
  ) -> [Pixel] {
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

  /// The boxes of a text to the right of a point, left of it, above and below.
  private func places(
    around point: Pixel, size: (width: Double, half: Double)
  ) -> [(box: Box, own: Double)] {
    let gap = theme.gap(7)
    let middles = [
      Pixel(x: point.x, y: point.y - gap - size.half),
      Pixel(x: point.x, y: point.y + gap + size.half),
      Pixel(x: point.x + gap + size.width / 2, y: point.y),
      Pixel(x: point.x - gap - size.width / 2, y: point.y),
    ]
    return middles.map { (Self.box(around: $0, size), gap) }
  }

  /// The box of a note: in the middle of its point, or as near to it as the note is clear of lines and other words; nil
  /// where that is far away.
  func place(
    for text: RichText, at point: Point, runs: [[[Pixel]]], layout: PanelLayout
  ) -> Box? {
    guard let x = layout.x.position(point.x), let y = layout.y.position(point.y) else {
      return nil
    }
    let room = layout.box.expanded(by: -theme.gap(3))
    let size = (
      width: text.width(size: theme.label) * FontMetrics.substitution, half: theme.label * 0.62
    )
    guard size.width <= room.width else { return nil }
    let guides = guideLines(of: layout)
    // Words that would reach beyond the panel begin or end at its edge.
    let start = min(max(x, room.left + size.width / 2), room.right - size.width / 2)
    let step = theme.gap(5)
    for ring in 0...10 {
      for (dx, dy) in Self.ring(ring) {
        let middle = Pixel(x: start + Double(dx) * 2 * step, y: y + Double(dy) * step)
        let place = Self.box(around: middle, size)
        guard place.left >= room.left - 1e-9, place.right <= room.right + 1e-9,
          place.top >= room.top, place.bottom <= room.bottom, isFree(place, runs: runs),
          guides.allSatisfy({ Self.distance(from: place, to: $0) > 0 })
        else { continue }
        return place
      }
    }
    return nil
  }

  /// The steps to the places at one distance, those straight above and below first.
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

  /// The reference lines as lines of the image.
  private func guideLines(of layout: PanelLayout) -> [[[Pixel]]] {
    let box = layout.box
    return layout.panel.guides.compactMap { guide in
      switch guide.direction {
      case .horizontal:
        layout.y.position(guide.value).map {
          [[Pixel(x: box.left, y: $0), Pixel(x: box.right, y: $0)]]
        }
      case .vertical:
        layout.x.position(guide.value).map {
          [[Pixel(x: $0, y: box.top), Pixel(x: $0, y: box.bottom)]]
        }
      }
    }
  }
}
