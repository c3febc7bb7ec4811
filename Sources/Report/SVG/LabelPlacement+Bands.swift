// Names within areas.

extension LabelPlacement {
  /// The name of a band within it, in two lines if it is too narrow for one; nil if it is too narrow for them too.
  func place(
    in band: Band, layout: PanelLayout, _ surroundings: LabelSurroundings
  ) -> Inside? {
    let runs = layout.runs(of: band)
    let text = RichText(band.label)
    let halves = text.lines(width: 0.65 * text.width(size: theme.label), size: theme.label)
    for lines in [[text], halves] where lines.count == 1 || halves.count == 2 {
      if let box = widestPlace(for: size(of: lines), in: runs, layout.box, surroundings) {
        return Inside(lines: lines, ink: .black, box: box, isArea: true)
      }
    }
    return nil
  }

  /// A place within a band that is well inside its boundary, free of lines and rather central.
  private func widestPlace(
    for size: (width: Double, half: Double), in runs: [[PanelLayout.BandPoint]], _ box: Box,
    _ surroundings: LabelSurroundings
  ) -> Box? {
    let (width, half) = size
    var best: Box?
    var greatest = -Double.infinity
    for step in 0...40 {
      let left = box.left + theme.gap(6) + Double(step) / 40 * (box.width - width - theme.gap(12))
      guard left >= box.left + theme.gap(5.9) else { return nil }
      // Away from the ends of a band as from its bounds, but not from the sides of the panel.
      let margin = theme.gap(12)
      let needed =
        max(
          left - margin, box.left + theme.gap(5))...min(
          left + width + margin, box.right - theme.gap(5))
      guard
        let (top, bottom) = inner(
          of: runs, in: box, from: left - margin, to: left + width + margin, needed: needed)
      else { continue }
      for part in [0.5, 0.3, 0.7, 0.15, 0.85] {
        let middle = top + part * (bottom - top)
        let clearance = min(middle - top, bottom - middle)
        guard clearance > half + theme.gap(3) else { continue }
        // Once there is room enough, the middle of the panel is the better place.
        let score =
          min(clearance, theme.gap(40)) - 0.05
          * (left + width / 2 - (box.left + box.right) / 2).magnitude
        let place = Box(left: left, top: middle - half, right: left + width, bottom: middle + half)
        if score > greatest + 0.5, isFree(place, of: surroundings) {
          (greatest, best) = (score, place)
        }
      }
    }
    return best
  }

  /// The heights between which a band is open all along a stretch; nil where it does not reach over
  /// the part of it that is needed.
  private func inner(
    of runs: [[PanelLayout.BandPoint]], in box: Box, from left: Double, to right: Double,
    needed: ClosedRange<Double>
  ) -> (top: Double, bottom: Double)? {
    var (top, bottom) = (box.top, box.bottom)
    var covered: ClosedRange<Double>?
    for run in runs {
      for (start, end) in zip(run.prefix(1) + run, run) {
        guard end.x >= left, start.x <= right else { continue }
        // The bounds run straight between abscissas.
        for place in [max(start.x, left), min(end.x, right)] {
          let part = end.x > start.x ? (place - start.x) / (end.x - start.x) : 1
          top = max(top, start.high + part * (end.high - start.high))
          bottom = min(bottom, start.low + part * (end.low - start.low))
          covered =
            min(covered?.lowerBound ?? place, place)...max(covered?.upperBound ?? place, place)
        }
      }
    }
    guard let covered, covered.lowerBound <= needed.lowerBound,
      covered.upperBound >= needed.upperBound
    else { return nil }
    return (top, bottom)
  }
}
