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

  /// Collects the lines of a panel.
  ///
  /// - Parameters:
  ///   - layout: The panel, placed.
  ///   - lines: The visible parts of its curves, in their order.
  init(_ layout: PanelLayout, lines: [Polyline]) {
    curves = lines.map { $0.simplified() }
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
    for band in layout.panel.bands {
      let edges = BandDrawing(band: band, layout: layout).edges()
      if band.hasBoundary {
        drawn += edges.lower + edges.upper
      } else {
        faint += edges.lower + edges.upper
      }
    }
    (namedGuides, self.drawn, self.faint) = (guides, drawn, faint)
    self.guides = allGuides
    hairlines = Set(
      layout.panel.curves.indices.filter {
        let style = layout.panel.curves[$0].style
        return style.width < 0.75 && !style.isMarkersAlone
      })
  }

  /// Whether no line touches an area.
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
