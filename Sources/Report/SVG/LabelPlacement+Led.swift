// Names away from their lines, with leaders to them.

extension LabelPlacement {
  /// A thin line from a name to what it names.
  struct Leader {
    /// The end at the line.
    var start: Pixel
    /// The end at the name.
    var end: Pixel
  }

  /// A name at some distance from its line, with a leader to a place where that line is apart from all others; nil
  /// if there is none.
  ///
  /// A name with a space is broken into two lines if it does not fit on one.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - ink: Its colour.
  ///   - line: The line.
  ///   - part: The abscissa wanted, as a fraction of the panel's width.
  ///   - surroundings: All lines of the panel.
  ///   - box: The plotting area.
  /// - Returns: The name in its place.
  /// - Complexity: O(p) for each of 3,000 places, p the number of vertices of all lines.
  func ledPlace(
    for text: RichText, ink: Ink, on line: LabelSurroundings.Named, at part: Double,
    of surroundings: LabelSurroundings, in box: Box
  ) -> Inside? {
    let anchors = leaderAnchors(on: line, of: surroundings, in: box)
    let halves = halves(of: text)
    for lines in [[text], halves] where lines.count == 1 || halves.count == 2 {
      // Upon hairlines only if there is no other place.
      for (allowsFaint, allowsHairlines) in [(false, false), (true, false), (true, true)] {
        let place = bestLed(
          lines, on: line, from: anchors, at: box.left + part * box.width, allowsFaint: allowsFaint,
          allowsHairlines: allowsHairlines, of: surroundings, in: box)
        guard let (place, leader) = place else { continue }
        return Inside(
          lines: lines, ink: ink, box: place, isOverHairlines: allowsHairlines,
          endsAtRight: leader.end.x > place.right, leader: leader)
      }
    }
    return nil
  }

  /// The name of an area without room for it, with a leader into the area; nil if there is no place.
  ///
  /// - Parameters:
  ///   - band: The area.
  ///   - layout: The panel.
  ///   - surroundings: All lines of the panel.
  /// - Returns: The name in its place.
  func ledPlace(
    of band: Band, layout: PanelLayout, _ surroundings: LabelSurroundings
  ) -> Inside? {
    let box = layout.box
    let edges = BandDrawing(band: band, layout: layout).edges()
    let anchors = (2...22).compactMap { step -> Pixel? in
      let x = box.left + Double(step) / 24 * box.width
      guard let low = Self.height(of: edges.lower, at: x),
        let high = Self.height(of: edges.upper, at: x)
      else { return nil }
      let (top, bottom) = (max(min(low, high), box.top), min(max(low, high), box.bottom))
      return bottom - top > theme.gap(10) ? Pixel(x: x, y: (top + bottom) / 2) : nil
    }
    let text = RichText(band.label)
    for allowsFaint in [false, true] {
      let place = bestLed(
        [text], on: nil, from: anchors, at: box.left + 0.6 * box.width, allowsFaint: allowsFaint,
        of: surroundings, in: box)
      if let (place, leader) = place {
        return Inside(
          lines: [text], ink: .black, box: place, isArea: true,
          endsAtRight: leader.end.x > place.right, leader: leader)
      }
    }
    return nil
  }

  /// The points of a line from which a leader can start: those where no other line could be meant.
  private func leaderAnchors(
    on line: LabelSurroundings.Named, of surroundings: LabelSurroundings, in box: Box
  ) -> [Pixel] {
    let runs = surroundings.runs(of: line)
    // What is named is a marker, which may lie on other lines.
    if runs.allSatisfy({ $0.count == 1 }) { return Array(runs.joined()) }
    return (1...23).compactMap { step in
      let x = box.left + Double(step) / 24 * box.width
      guard let y = Self.height(of: runs, at: x) else { return nil }
      let point = Pixel(x: x, y: y)
      return box.contains(point) && surroundings.clearance(of: point, on: line) > theme.gap(4)
        ? point : nil
    }
  }

  private func bestLed(
    _ lines: [RichText], on line: LabelSurroundings.Named?, from anchors: [Pixel],
    at wanted: Double, allowsFaint: Bool, allowsHairlines: Bool = false,
    of surroundings: LabelSurroundings, in box: Box
  ) -> (box: Box, leader: Leader)? {
    let (width, half) = size(of: lines)
    let room = box.expanded(by: -theme.gap(3))
    let isMarker = line.map { surroundings.runs(of: $0).allSatisfy { $0.count == 1 } } ?? false
    let gap = isMarker ? theme.marker(4) + theme.gap(1) : theme.gap(2)
    var best: (box: Box, leader: Leader)?
    var greatest = -Double.infinity
    // Short leaders first: longer ones are looked for only if there is no place nearby.
    for length in [12.0, 18, 26, 36, 48, 64, 84] where best == nil {
      for anchor in anchors {
        for direction in Self.directions {
          let end = Pixel(
            x: anchor.x + theme.gap(length) * direction.x,
            y: anchor.y + theme.gap(length) * direction.y)
          let start = Pixel(
            x: anchor.x + gap * direction.x, y: anchor.y + gap * direction.y)
          let left =
            direction.x > 0.5
            ? end.x + theme.gap(2)
            : direction.x < -0.5 ? end.x - theme.gap(2) - width : end.x - width / 2
          let middle =
            direction.x.magnitude > 0.5 ? end.y : end.y + (direction.y > 0 ? half : -half)
          let place = Box(
            left: left, top: middle - half, right: left + width, bottom: middle + half)
          let score = -0.1 * ((place.left + place.right) / 2 - wanted).magnitude
          guard score > greatest, room.encloses(place),
            isFree(
              place, of: surroundings, allowsFaint: allowsFaint, allowsHairlines: allowsHairlines),
            allowsFaint || line.map({ surroundings.isWithinAnotherArea(place, $0) }) != true,
            line.map({ Self.distance(from: place, to: surroundings.runs(of: $0)) > theme.gap(6) })
              != false,
            surroundings.isClear(
              from: isMarker ? start : anchor, to: end, of: line, margin: theme.gap(2)),
            isClearOfNames(from: anchor, to: end)
          else { continue }
          (greatest, best) = (score, (place, Leader(start: start, end: end)))
        }
      }
    }
    return best
  }

  /// Unit vectors, twelve in the plane.
  private static let directions: [Pixel] = [
    (0, -1), (0, 1), (0.5, -0.87), (-0.5, -0.87), (0.5, 0.87), (-0.5, 0.87), (0.87, -0.5),
    (-0.87, -0.5), (0.87, 0.5), (-0.87, 0.5), (1, 0), (-1, 0),
  ].map { Pixel(x: $0.0, y: $0.1) }

  private func isClearOfNames(from start: Pixel, to end: Pixel) -> Bool {
    inside.allSatisfy {
      Polyline.clip(from: start, to: end, window: $0.box.expanded(by: theme.gap(2))) == nil
    }
  }

  /// The height of a line at an abscissa; nil where it is not there.
  private static func height(of runs: [[Pixel]], at x: Double) -> Double? {
    for run in runs {
      for (start, end) in zip(run, run.dropFirst())
      where min(start.x, end.x) <= x && x <= max(start.x, end.x) && start.x != end.x {
        return start.y + (x - start.x) / (end.x - start.x) * (end.y - start.y)
      }
    }
    return nil
  }
}
