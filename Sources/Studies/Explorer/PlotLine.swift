// Curves for display only: polylines in a box.

package import Report

/// A curve in a box of the plane.
package struct PlotLine: Sendable {
  /// The horizontal range; its lower end is 0.
  package let end: Double
  /// The vertical range.
  package let range: ClosedRange<Double>
  /// The points, by ascending x or in order along the curve.
  package let points: [Point]

  /// The number of positions in a box: 900 × 810 = 90³, three characters per vertex.
  private static let (columns, rows) = (900, 810)

  /// The upper ends of both ranges and the lower one of the vertical range, twelve characters, and
  /// the vertices.
  ///
  /// The curve ends where it leaves the vertical range, in which it begins.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a range that has no code.
  /// - Complexity: O(points · log points) for curves that bend everywhere.
  package func code() throws(StudyError) -> (box: [UInt8], vertices: [UInt8]) {
    let box =
      try PrintedNumber(end).code + PrintedNumber(range.lowerBound).code
      + PrintedNumber(range.upperBound).code
    var result: [UInt8] = []
    for place in Self.simplified(places) {
      let column = min(max(Int(place.x.rounded()), 0), Self.columns - 1)
      let row = min(max(Int(place.y.rounded()), 0), Self.rows - 1)
      Base90.append(column * Self.rows + row, length: 3, to: &result)
    }
    return (box, result)
  }

  /// The points in units of the resolution, cut off where they leave the box.
  private var places: [Point] {
    let height = range.upperBound - range.lowerBound
    let (width, last) = (Double(Self.columns - 1), Double(Self.rows - 1))
    var kept: [Point] = []
    kept.reserveCapacity(points.count)
    // The previous point, and whether it is inside.
    var before: (place: Point, isInside: Bool)?
    for point in points where point.x <= end && point.y.isFinite {
      let place = Point(
        x: point.x / end * width, y: (point.y - range.lowerBound) / height * last)
      let isInside = place.y >= 0 && place.y <= last
      if let (start, wasInside) = before, wasInside != isInside {
        let edge = (isInside ? start.y : place.y) < 0 ? 0 : last
        let part = (edge - start.y) / (place.y - start.y)
        kept.append(Point(x: start.x + part * (place.x - start.x), y: edge))
        if !isInside { break }
      }
      if isInside { kept.append(place) }
      before = (place, isInside)
    }
    return kept
  }

  /// Leaves out points that are less than 0.8 units away from the line without them.
  private static func simplified(_ points: [Point]) -> [Point] {
    guard points.count > 2 else { return points }
    var isKept = Array(repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var open = [(0, points.count - 1)]
    points.withUnsafeBufferPointer { points in
      while let (first, last) = open.popLast() {
        var (farthest, distance) = (first, 0.64)
        let (start, end) = (points[first], points[last])
        for index in first + 1..<max(last, first + 1) {
          let candidate = squaredDistance(points[index], start, end)
          if candidate > distance { (farthest, distance) = (index, candidate) }
        }
        guard farthest > first else { continue }
        isKept[farthest] = true
        open.append((first, farthest))
        open.append((farthest, last))
      }
    }
    return points.indices.filter { isKept[$0] }.map { points[$0] }
  }

  private static func squaredDistance(_ point: Point, _ start: Point, _ end: Point) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let square = dx * dx + dy * dy
    let along =
      square > 0 ? ((point.x - start.x) * dx + (point.y - start.y) * dy) / square : 0
    let part = min(max(along, 0), 1)
    let (ex, ey) = (point.x - start.x - part * dx, point.y - start.y - part * dy)
    return ex * ex + ey * ey
  }
}
