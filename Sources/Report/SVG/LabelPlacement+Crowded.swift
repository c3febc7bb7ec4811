// Names of lines that end where others do: they are placed where the lines are apart.

extension LabelPlacement {
  /// Whether the end of a line is so close to another named line that a name beside it could belong to either.
  ///
  /// - Parameters:
  ///   - end: The end of the line.
  ///   - index: The number of the line.
  ///   - ends: The ends of all curves.
  ///   - surroundings: All lines of the panel.
  /// - Returns: True if it is.
  func isCrowded(
    _ end: Pixel, at index: Int, among ends: [Pixel?], of surroundings: LabelSurroundings
  ) -> Bool {
    let margin = 0.4 * theme.spacing
    let isAtEnd = surroundings.named.contains { other in
      guard other != index, let place = ends[other] else { return false }
      return abs(place.x - end.x) < 2 * theme.spacing && abs(place.y - end.y) < margin
    }
    // A line that continues past the end.
    let beside = Box(
      left: end.x - 1, top: end.y - margin, right: end.x + 1, bottom: end.y + margin)
    return isAtEnd || surroundings.distance(from: beside, except: .curve(index)) == 0
  }

  /// The place along a line that is nearest to it and farthest from all others; nil where no place belongs to this
  /// line alone.
  ///
  /// - Parameters:
  ///   - text: The name, broken into two lines if it does not fit on one.
  ///   - ink: Its colour.
  ///   - line: The number of the line.
  ///   - surroundings: All lines of the panel.
  ///   - box: The plotting area.
  /// - Returns: The name in its place.
  /// - Complexity: O(p) for each of 40 places, p the number of vertices of all lines.
  func unmistakablePlace(
    for text: RichText, ink: Ink, on line: LabelSurroundings.Named,
    of surroundings: LabelSurroundings, in box: Box
  ) -> Inside? {
    let halves = halves(of: text)
    return Self.acrossFaint { allowsFaint in
      for lines in [[text], halves] where lines.count == 1 || halves.count == 2 {
        let place = unmistakablePlace(
          size: size(of: lines), on: line, of: surroundings, allowsFaint: allowsFaint, in: box)
        if let place {
          return Inside(
            lines: lines, ink: ink, box: place,
            endsAtRight: Self.isAtLeft(place, of: surroundings.runs(of: line)))
        }
      }
      return nil
    }
  }

  private func unmistakablePlace(
    size: (width: Double, half: Double), on line: LabelSurroundings.Named,
    of surroundings: LabelSurroundings, allowsFaint: Bool, in box: Box
  ) -> Box? {
    let room = box.expanded(by: -theme.gap(3))
    var best: Box?
    var greatest = 0.0
    for step in 0...40 {
      // From the right, where names are looked for first.
      let x = box.right - Double(step) / 40 * box.width
      // The more distant ones have space beside markers.
      let candidates = [4, 8].flatMap {
        places(at: x, on: surroundings.runs(of: line), size: size, gap: theme.gap($0))
      }
      for (place, own) in candidates {
        guard room.encloses(place), isFree(place, of: surroundings, allowsFaint: allowsFaint),
          allowsFaint || !surroundings.isWithinAnotherArea(place, line)
        else { continue }
        let other = surroundings.distance(from: place, except: line)
        guard other > 1.5 * own + theme.gap(2) else { continue }
        let score = min(other, theme.gap(36)) - 0.02 * (box.right - x)
        if score > greatest { (greatest, best) = (score, place) }
      }
    }
    return best
  }

  /// Boxes above, below and on either side of a line at an abscissa, with their distances from it.
  func places(
    at x: Double, on runs: [[Pixel]], size: (width: Double, half: Double), gap: Double
  ) -> [(box: Box, own: Double)] {
    let (left, right) = (x - size.width / 2, x + size.width / 2)
    guard let span = Self.heights(of: runs, from: left, to: right),
      let here = Self.heights(of: runs, from: x, to: x)
    else { return [] }
    let middle = (here.lowerBound + here.upperBound) / 2
    let boxes = [
      Box(
        left: left, top: span.lowerBound - gap - 2 * size.half, right: right,
        bottom: span.lowerBound - gap),
      Box(
        left: left, top: span.upperBound + gap, right: right,
        bottom: span.upperBound + gap + 2 * size.half),
      Box(
        left: x + 2 * gap, top: middle - size.half, right: x + 2 * gap + size.width,
        bottom: middle + size.half),
      Box(
        left: x - 2 * gap - size.width, top: middle - size.half, right: x - 2 * gap,
        bottom: middle + size.half),
    ]
    return boxes.map { ($0, Self.distance(from: $0, to: runs)) }
  }

  /// Whether a line is nearer to the right end of a box than to its left one, so that a name which is narrower than
  /// estimated is close to it there.
  static func isAtLeft(_ box: Box, of runs: [[Pixel]]) -> Bool {
    let (left, right) = (
      Box(left: box.left, top: box.top, right: box.left, bottom: box.bottom),
      Box(left: box.right, top: box.top, right: box.right, bottom: box.bottom)
    )
    return distance(from: right, to: runs) < distance(from: left, to: runs)
  }

  /// The least and greatest height of a line between two abscissas; nil where it is not there.
  private static func heights(
    of runs: [[Pixel]], from left: Double, to right: Double
  ) -> ClosedRange<Double>? {
    var result: ClosedRange<Double>?
    for run in runs {
      for (start, end) in zip(run, run.dropFirst()) {
        let (low, high) = (min(start.x, end.x), max(start.x, end.x))
        guard high >= left, low <= right else { continue }
        for x in [max(low, left), min(high, right)] {
          let part = high > low ? (x - start.x) / (end.x - start.x) : 0
          let y = start.y + part * (end.y - start.y)
          guard y.isFinite else { continue }
          result = min(result?.lowerBound ?? y, y)...max(result?.upperBound ?? y, y)
        }
      }
    }
    return result
  }

  /// The distance of a box from a line; ∞ for a line that is not there.
  static func distance(from box: Box, to runs: [[Pixel]]) -> Double {
    let corners = [
      Pixel(x: box.left, y: box.top), Pixel(x: box.right, y: box.top),
      Pixel(x: box.left, y: box.bottom), Pixel(x: box.right, y: box.bottom),
    ]
    var least = Double.infinity
    for run in runs {
      if run.count == 1 { least = min(least, distance(from: box, to: run[0])) }
      for (start, end) in zip(run, run.dropFirst()) {
        // Most segments are too far away, which the rectangle around them tells.
        let dx = max(box.left - max(start.x, end.x), min(start.x, end.x) - box.right, 0)
        let dy = max(box.top - max(start.y, end.y), min(start.y, end.y) - box.bottom, 0)
        guard dx * dx + dy * dy <= least * least else { continue }
        if Polyline.clip(from: start, to: end, window: box) != nil { return 0 }
        // Nearest are an end of the segment, or a corner of the box.
        least = min(least, distance(from: box, to: start), distance(from: box, to: end))
        for corner in corners { least = min(least, corner.distance(fromSegment: start, end)) }
      }
    }
    return least
  }

  private static func distance(from box: Box, to point: Pixel) -> Double {
    let dx = max(box.left - point.x, point.x - box.right, 0)
    let dy = max(box.top - point.y, point.y - box.bottom, 0)
    return (dx * dx + dy * dy).squareRoot()
  }
}

extension Pixel {
  /// The distance from a segment.
  fileprivate func distance(fromSegment start: Pixel, _ end: Pixel) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let square = dx * dx + dy * dy
    let part =
      square > 0 ? min(max(((x - start.x) * dx + (y - start.y) * dy) / square, 0), 1) : 0
    let (ex, ey) = (x - start.x - part * dx, y - start.y - part * dy)
    return (ex * ex + ey * ey).squareRoot()
  }
}
