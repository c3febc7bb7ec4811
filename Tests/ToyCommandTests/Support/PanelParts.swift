// The parts of drawn panels: their lines, markers and names.

import TestSupport

@testable import Report

/// One panel: its plotting area, the lines in it, and the names within it.
struct PanelParts {
  var box: Box
  var lines: [PanelLine] = []
  var markers: [(color: String, runs: [[Pixel]])] = []
  /// Names at curves, each in one piece however many lines it has; one with a leader is where that begins.
  var labels: [(text: String, color: String, box: Box)] = []

  /// The colours of markers that lie on no line of their colour.
  var loneMarkers: Set<String> {
    Set(
      markers.filter { mark in
        let middle = Self.middle(of: mark.runs)
        return !lines.contains {
          $0.color == mark.color && LabelPlacement.distance(from: middle, to: $0.runs) < 2
        }
      }.map(\.color))
  }

  /// The middle of the marker that a name is of, through which other lines may run without being rivals of it; nil if
  /// the name is that of a curve: if it is much nearer to a line of its colour than to the marker, far from both, or the
  /// marker is one of several on a curve of that colour.
  func namedMarker(
    _ index: Int, at distance: Double, from label: Box, _ inks: [String], _ theme: FigureTheme
  ) -> Box? {
    let middle = Self.middle(of: markers[index].runs)
    let own = lines.filter { inks.contains($0.color) }
    let isOnCurve = own.contains {
      $0.runs.joined().count > 2 && LabelPlacement.distance(from: middle, to: $0.runs) < 2
    }
    let nearest =
      own.map { LabelPlacement.distance(from: label, to: $0.runs) }.min() ?? .infinity
    return isOnCurve || distance > 1.5 * nearest + 0.5 || distance > theme.gap(14) ? nil : middle
  }

  /// The middle of a marker, as a box without extent.
  static func middle(of runs: [[Pixel]]) -> Box {
    let points = runs.joined()
    let x = 0.5 * ((points.map(\.x).min() ?? 0) + (points.map(\.x).max() ?? 0))
    let y = 0.5 * ((points.map(\.y).min() ?? 0) + (points.map(\.y).max() ?? 0))
    return Box(left: x, top: y, right: x, bottom: y)
  }

  /// The panels of a drawing, in their order.
  static func all(_ svg: ParsedSVG, _ theme: FigureTheme) -> [PanelParts] {
    let clips = svg.all("clipPath").filter { $0.attributes["id"]?.hasSuffix("-area") == false }
    let areas = svg.elements.indices.filter { svg.elements[$0].name == "clipPath" }.filter {
      svg.elements[$0].attributes["id"]?.hasSuffix("-area") == false
    }.compactMap { index -> Box? in
      let rect = svg.elements[index + 1]
      guard let x = rect.number("x"), let y = rect.number("y"), let width = rect.number("width"),
        let height = rect.number("height")
      else { return nil }
      return Box(left: x, top: y, right: x + width, bottom: y + height)
    }
    guard clips.count == areas.count else { return [] }
    var panels: [PanelParts] = []
    var isLegend = false
    var leader: Box?
    var isLed = false
    var lastLine: (color: String, box: Box)?
    for element in svg.elements {
      if element.attributes["class"] == "leader", let data = element.attributes["d"],
        let start = runs(data).first?.first
      {
        leader = Box(left: start.x, top: start.y, right: start.x, bottom: start.y)
      }
      if element.attributes["class"] == "panel", panels.count < areas.count {
        panels.append(PanelParts(box: areas[panels.count]))
      }
      if element.attributes["class"] == "legend" { isLegend = true }
      guard !panels.isEmpty, !isLegend else { continue }
      let last = panels.count - 1
      if element.name == "path", element.attributes["fill"] == "none",
        let color = element.attributes["stroke"], let data = element.attributes["d"],
        (element.number("stroke-width") ?? 0) > theme.stroke(0.8)
      {
        panels[last].lines.append(
          PanelLine(
            color: color, width: element.number("stroke-width") ?? 1,
            dashes: element.attributes["stroke-dasharray"] ?? "", runs: runs(data)))
      }
      if element.name == "circle", let color = element.attributes["fill"],
        let x = element.number("cx"), let y = element.number("cy")
      {
        panels[last].markers.append((color, [[Pixel(x: x, y: y), Pixel(x: x, y: y)]]))
      }
      if element.name == "path", let color = element.attributes["fill"], color != "none",
        element.number("fill-opacity") == nil, let data = element.attributes["d"]
      {
        panels[last].markers.append((color, runs(data)))
      }
      if element.name == "text", element.attributes["class"] == "curve-label",
        let color = element.attributes["fill"],
        let (x, y) = ParsedSVG.box(of: element, width: { FontMetrics.width(of: $0, size: $1) }),
        x.upperBound < panels[last].box.right
      {
        let box = Box(
          left: x.lowerBound, top: y.lowerBound, right: x.upperBound, bottom: y.upperBound)
        // The next line of the same name, at whose leader it stands if it has one.
        let isNext =
          leader == nil
          && lastLine.map {
            // The lines of a name are 1.15 of its size apart; letters are 0.72 of it high.
            $0.color == color
              && min(abs($0.box.left - box.left), abs($0.box.right - box.right)) < 0.02
              && box.top > $0.box.top
              && box.top - $0.box.bottom < 0.7 * (box.bottom - box.top)
          } ?? false
        if isNext, let name = panels[last].labels.popLast() {
          let union = Box(
            left: min(name.box.left, box.left), top: name.box.top,
            right: max(name.box.right, box.right), bottom: box.bottom)
          panels[last].labels.append(
            ("\(name.text) \(element.text)", color, isLed ? name.box : union))
        } else {
          isLed = leader != nil
          panels[last].labels.append((element.text, color, leader ?? box))
        }
        lastLine = (color, box)
      }
      if element.name == "text" { leader = nil }
    }
    return panels
  }

  private static func runs(_ data: String) -> [[Pixel]] {
    data.split(separator: "M").map { run in
      run.split(whereSeparator: { $0 == "L" || $0 == "Z" }).compactMap { point in
        let numbers = point.split(separator: " ").compactMap { Double($0) }
        return numbers.count == 2 ? Pixel(x: numbers[0], y: numbers[1]) : nil
      }
    }
  }
}

/// A line of a panel: a curve, or a guide.
struct PanelLine {
  let color: String
  let width: Double
  let dashes: String
  let runs: [[Pixel]]

  /// Whether another line is part of the same curve, as the wider stretch under lines that cover it is.
  func isPart(of other: PanelLine) -> Bool {
    color == other.color
      && runs.joined().allSatisfy { point in
        let box = Box(left: point.x, top: point.y, right: point.x, bottom: point.y)
        return LabelPlacement.distance(from: box, to: other.runs) < 0.5
      }
  }
}
