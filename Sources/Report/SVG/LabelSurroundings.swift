/// The lines of a panel that a name within it must keep clear of.
struct LabelSurroundings {
  /// A line that has a name.
  enum Named: Equatable { case curve(Int), guide(Int) }

  /// The visible parts of the curves, in their order.
  let curves: [[[Pixel]]]
  /// The indices of the curves that have a name.
  let named: [Int]
  /// The horizontal guides that have a name.
  let namedGuides: [(label: String, ink: Ink, run: [Pixel])]
  /// All guides.
  let guides: [[Pixel]]
  /// The indices of the background curves, so thin that words may lie on them.
  let hairlines: Set<Int>
  /// All other guides, and the edges of bands that are drawn.
  private let drawn: [[Pixel]]
  /// The edges of bands that are only filled.
  private let faint: [[Pixel]]
  /// The areas around other curves, such as their ranges, and the curves' colours.
  private let areas: [(ink: Ink, outlines: [[Pixel]])]
  /// The colours of the curves.
  private let inks: [Ink]
  /// Squares around the markers, with the numbers of their curves.
  private let markers: [(curve: Int, box: Box)]

  /// The width up to which a line is background, on which words may lie.
  static let hairline = 0.75

  /// Collects the lines of a panel.
  ///
  /// - Parameters:
  ///   - layout: The panel, placed.
  ///   - lines: The visible parts of its curves, in their order.
  init(_ layout: PanelLayout, lines: [Polyline]) {
    curves = lines.map { $0.simplified() }
    markers = CurveDrawing(
      curves: layout.panel.curves, lines: lines, box: layout.box, theme: layout.theme
    ).markers.flatMap { index, points in
      let reach = layout.theme.marker(layout.panel.curves[index].style.marker.reach)
      return points.map { point in
        (
          index,
          Box(left: point.x, top: point.y, right: point.x, bottom: point.y).expanded(by: reach)
        )
      }
    }
    named = curves.indices.filter { !layout.panel.curves[$0].label.isEmpty }
    let box = layout.box
    var guides: [(label: String, ink: Ink, run: [Pixel])] = []
    var drawn: [[Pixel]] = []
    for guide in layout.panel.guides {
      switch guide.direction {
      case .horizontal:
        guard let y = layout.y.position(guide.value), y >= box.top - 0.5, y <= box.bottom + 0.5
        else { continue }
        let run = [Pixel(x: box.left, y: y), Pixel(x: box.right, y: y)]
        if guide.label.isEmpty {
          drawn.append(run)
        } else {
          guides.append((guide.label, guide.style.color, run))
        }
      case .vertical:
        guard let x = layout.x.position(guide.value), x >= box.left - 0.5, x <= box.right + 0.5
        else { continue }
        drawn.append([Pixel(x: x, y: box.bottom), Pixel(x: x, y: box.top)])
      }
    }
    let allGuides = guides.map(\.run) + drawn
    var faint: [[Pixel]] = []
    var areas: [(ink: Ink, outlines: [[Pixel]])] = []
    inks = layout.panel.curves.map(\.style.color)
    for band in layout.panel.bands {
      let edges = BandDrawing(band: band, layout: layout).edges()
      if band.hasBoundary {
        drawn += edges.lower + edges.upper
      } else {
        faint += edges.lower + edges.upper
      }
      if inks.contains(band.color), band.label.isEmpty {
        areas.append(
          (band.color, zip(edges.lower, edges.upper).map { $0 + $1.reversed() }))
      }
    }
    (namedGuides, self.drawn, self.faint) = (guides, drawn, faint)
    self.guides = allGuides
    self.areas = areas
    hairlines = Set(
      layout.panel.curves.indices.filter {
        let style = layout.panel.curves[$0].style
        return style.width <= Self.hairline && !style.isMarkersAlone
      })
  }

  /// Whether no line and no marker touches an area.
  ///
  /// - Parameters:
  ///   - window: The area.
  ///   - allowsFaint: Whether it may lie across the edge of a band that is not drawn.
  ///   - allowsHairlines: Whether it may lie on hairlines.
  /// - Returns: True if none does.
  func areClear(
    of window: Box, allowsFaint: Bool = false, allowsHairlines: Bool = false
  ) -> Bool {
    curves.indices.allSatisfy { index in
      allowsHairlines && hairlines.contains(index) || Self.areClear(curves[index], of: window)
    } && namedGuides.allSatisfy { Self.isClear($0.run, of: window) }
      && Self.areClear(drawn, of: window) && (allowsFaint || Self.areClear(faint, of: window))
      && !markers.contains { $0.box.overlaps(window) }
  }

  private static func areClear(_ runs: [[Pixel]], of window: Box) -> Bool {
    runs.allSatisfy { isClear($0, of: window) }
  }

  private static func isClear(_ run: [Pixel], of window: Box) -> Bool {
    if run.count == 1 { return !window.contains(run[0]) }
    return zip(run, run.dropFirst()).allSatisfy {
      Polyline.clip(from: $0, to: $1, window: window) == nil
    }
  }

  /// Whether the middle of a place lies in the area around curves of another colour than its own.
  func isWithinAnotherArea(_ place: Box, _ line: Named) -> Bool {
    guard case .curve(let index) = line else { return false }
    let middle = Pixel(x: (place.left + place.right) / 2, y: (place.top + place.bottom) / 2)
    return areas.contains { area in
      area.ink != inks[index] && area.outlines.contains { Self.contains($0, middle) }
    }
  }

  /// Whether a polygon contains a point: a ray from it crosses the outline an odd number of times.
  private static func contains(_ outline: [Pixel], _ point: Pixel) -> Bool {
    zip(outline, outline.dropFirst() + outline.prefix(1)).count { a, b in
      (a.y > point.y) != (b.y > point.y)
        && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)
    } % 2 == 1
  }

  /// Whether a leader to a line keeps clear of all other lines.
  ///
  /// - Parameters:
  ///   - start: Its end at the line.
  ///   - end: Its end at the name.
  ///   - line: The line; nil for none of them, as at an area.
  ///   - margin: The distance to keep.
  /// - Returns: True if it does.
  /// - Complexity: O(p) in the number of vertices, for each of 8 points of the leader.
  func isClear(from start: Pixel, to end: Pixel, of line: Named?, margin: Double) -> Bool {
    func isClear(_ runs: [[Pixel]]) -> Bool {
      (1...8).allSatisfy { step in
        let part = Double(step) / 8
        let (x, y) = (start.x + part * (end.x - start.x), start.y + part * (end.y - start.y))
        let point = Box(left: x, top: y, right: x, bottom: y)
        return LabelPlacement.distance(from: point, to: runs) > margin
      }
        && runs.allSatisfy { run in
          zip(run, run.dropFirst()).allSatisfy { !Self.cross(start, end, $0, $1) }
        }
    }
    let others = curves.indices.filter { index in
      line.map { isPart(index, of: $0) } != true && !hairlines.contains(index)
    }
    return others.allSatisfy { isClear(curves[$0]) }
      && namedGuides.indices.allSatisfy { line == .guide($0) || isClear([namedGuides[$0].run]) }
      && isClear(drawn)
  }

  /// The smallest distance of an area from a marker of another curve; ∞ if there is none.
  func markerDistance(from place: Box, except index: Int) -> Double {
    markers.reduce(.infinity) { least, marker in
      guard marker.curve != index else { return least }
      let dx = max(place.left - marker.box.right, marker.box.left - place.right, 0)
      let dy = max(place.top - marker.box.bottom, marker.box.top - place.bottom, 0)
      return min(least, (dx * dx + dy * dy).squareRoot())
    }
  }

  /// Whether a curve is another one or, without a name and of its colour, belongs to it.
  private func isPart(_ index: Int, of line: Named) -> Bool {
    guard case .curve(let own) = line else { return false }
    return index == own || !named.contains(index) && inks[index] == inks[own]
  }

  /// Whether there are areas around curves of another colour than a line's.
  func hasOtherAreas(_ line: Named) -> Bool {
    guard case .curve(let index) = line else { return false }
    return areas.contains { $0.ink != inks[index] }
  }

  /// Whether two segments intersect.
  private static func cross(_ a: Pixel, _ b: Pixel, _ c: Pixel, _ d: Pixel) -> Bool {
    func side(_ p: Pixel, _ q: Pixel, _ r: Pixel) -> Double {
      (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    }
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
  }

  /// The distance of a point from the nearest line other than one, hairlines aside.
  ///
  /// - Complexity: O(p) in the number of vertices.
  func clearance(of point: Pixel, on line: Named) -> Double {
    let place = Box(left: point.x, top: point.y, right: point.x, bottom: point.y)
    var least = Double.infinity
    for index in curves.indices where !isPart(index, of: line) && !hairlines.contains(index) {
      least = min(least, LabelPlacement.distance(from: place, to: curves[index]))
    }
    for index in namedGuides.indices where line != .guide(index) {
      least = min(least, LabelPlacement.distance(from: place, to: [namedGuides[index].run]))
    }
    return least
  }

  /// The visible parts of a line.
  func runs(of line: Named) -> [[Pixel]] {
    switch line {
    case .curve(let index): curves[index]
    case .guide(let index): [namedGuides[index].run]
    }
  }

  /// The smallest distance of an area from another named line; ∞ if there is none.
  ///
  /// - Complexity: O(p) in the number of vertices of all lines.
  func distance(from place: Box, except line: Named) -> Double {
    var least = Double.infinity
    for index in named where line != .curve(index) {
      least = min(least, LabelPlacement.distance(from: place, to: curves[index]))
    }
    for index in namedGuides.indices where line != .guide(index) {
      least = min(least, LabelPlacement.distance(from: place, to: [namedGuides[index].run]))
    }
    return least
  }
}
