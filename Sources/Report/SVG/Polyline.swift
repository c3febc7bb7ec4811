/// The part of a curve that can be seen, in pixels.
struct Polyline {
  /// Connected runs of points; a run of one point is a point between gaps.
  var runs: [[Pixel]] = []
  /// The data points inside the panel, in the order given.
  var points: [Pixel] = []

  /// Maps a curve, splits it at gaps and clips it.
  ///
  /// - Parameters:
  ///   - curve: The curve.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - box: The plotting area.
  ///   - margin: The length of lines outside of it.
  init(_ curve: Curve, x: AxisMap, y: AxisMap, box: Box, margin: Double) {
    // A little beyond the clip path, which then cuts the line's ends straight.
    let window = box.expanded(by: margin)
    let inside = box.expanded(by: 0.01)
    var last: Pixel?
    var run: [Pixel] = []
    func close(_ run: inout [Pixel], into runs: inout [[Pixel]]) {
      if !run.isEmpty { runs.append(run) }
      run = []
    }
    for point in curve.points {
      guard let left = x.position(point.x), let top = y.position(point.y) else {
        close(&run, into: &runs)
        last = nil
        continue
      }
      let pixel = Pixel(x: left, y: top)
      if inside.contains(pixel) { points.append(pixel) }
      if let last {
        if let (start, end) = Self.clip(from: last, to: pixel, window: window) {
          if run.last != start {
            close(&run, into: &runs)
            run = [start]
          }
          run.append(end)
        } else {
          close(&run, into: &runs)
        }
      } else if window.contains(pixel) {
        run = [pixel]
      }
      last = pixel
    }
    close(&run, into: &runs)
  }

  /// The part of a segment inside a window (Liang and Barsky, 1984), or nil.
  static func clip(from start: Pixel, to end: Pixel, window: Box) -> (Pixel, Pixel)? {
    if window.contains(start), window.contains(end) { return (start, end) }
    // Both ends beyond one side: what most segments are.
    if max(start.x, end.x) < window.left || min(start.x, end.x) > window.right
      || max(start.y, end.y) < window.top || min(start.y, end.y) > window.bottom
    {
      return nil
    }
    let dx = end.x - start.x
    let dy = end.y - start.y
    var entry = 0.0
    var exit = 1.0
    let sides = [
      (-dx, start.x - window.left), (dx, window.right - start.x),
      (-dy, start.y - window.top), (dy, window.bottom - start.y),
    ]
    for (slope, distance) in sides {
      if slope == 0 {
        if distance < 0 { return nil }
      } else if slope < 0 {
        entry = max(entry, distance / slope)
      } else {
        exit = min(exit, distance / slope)
      }
    }
    guard entry <= exit else { return nil }
    func at(_ part: Double) -> Pixel {
      // The far end of a very long segment would lose the near one to rounding.
      Pixel(
        x: min(max(start.x + part * dx, window.left), window.right),
        y: min(max(start.y + part * dy, window.top), window.bottom))
    }
    return (entry > 0 ? at(entry) : start, exit < 1 ? at(exit) : end)
  }

  /// The runs with the points left out that cannot be seen.
  func simplified() -> [[Pixel]] {
    runs.map { Self.simplify(Self.thinned($0), tolerance: 0.05) }
  }

  /// Keeps the first, lowest, highest and last point of each half pixel column.
  private static func thinned(_ run: [Pixel]) -> [Pixel] {
    guard run.count > 4_000 else { return run }
    var output: [Pixel] = []
    var start = 0
    while start < run.count {
      let column = (run[start].x * 2).rounded(.down)
      var end = start + 1
      var low = start
      var high = start
      while end < run.count, (run[end].x * 2).rounded(.down) == column {
        if run[end].y < run[low].y { low = end }
        if run[end].y > run[high].y { high = end }
        end += 1
      }
      var kept = -1
      for index in [start, min(low, high), max(low, high), end - 1] where index > kept {
        output.append(run[index])
        kept = index
      }
      start = end
    }
    return output
  }

  /// A run with further points on its segments, at most a step apart from left to right.
  static func dense(_ run: [Pixel], step: Double) -> [Pixel] {
    guard let first = run.first else { return [] }
    var points = [first]
    for (start, end) in zip(run, run.dropFirst()) {
      let parts = max(1, ((end.x - start.x).magnitude / step).rounded(.up))
      for part in 1...Int(parts) {
        let share = Double(part) / parts
        points.append(
          Pixel(x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y)))
      }
    }
    return points
  }

  /// Points on runs at equal distances along them, the first and the last one included.
  static func spaced(_ runs: [[Pixel]], count: Int) -> [Pixel] {
    let segments = runs.flatMap { Array(zip($0, $0.dropFirst())) }
    let lengths = segments.map { CurveDrawing.distance($0, $1) }
    let step = lengths.reduce(0, +) / Double(max(count - 1, 1))
    guard step > 0, let first = segments.first?.0 else { return runs.first.map { $0 } ?? [] }
    var points = [first]
    var passed = 0.0
    for ((start, end), length) in zip(segments, lengths) {
      while points.count < count, length > 0,
        Double(points.count) * step <= passed + length * (1 + 1e-9)
      {
        let part = min((Double(points.count) * step - passed) / length, 1)
        points.append(
          Pixel(x: start.x + part * (end.x - start.x), y: start.y + part * (end.y - start.y)))
      }
      passed += length
    }
    return points
  }

  /// Douglas and Peucker's simplification, with a stack in place of recursion.
  static func simplify(_ run: [Pixel], tolerance: Double) -> [Pixel] {
    guard run.count > 2 else { return run }
    var isKept = [Bool](repeating: false, count: run.count)
    isKept[0] = true
    isKept[run.count - 1] = true
    var stack = [(0, run.count - 1)]
    while let (first, last) = stack.popLast() {
      guard last - first > 1 else { continue }
      var farthest = first
      var greatest = tolerance * tolerance
      for index in (first + 1)..<last {
        let distance = squaredDistance(of: run[index], from: run[first], to: run[last])
        if distance > greatest { (farthest, greatest) = (index, distance) }
      }
      if farthest > first {
        isKept[farthest] = true
        stack.append((first, farthest))
        stack.append((farthest, last))
      }
    }
    return run.indices.filter { isKept[$0] }.map { run[$0] }
  }

  private static func squaredDistance(of point: Pixel, from start: Pixel, to end: Pixel) -> Double {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let px = point.x - start.x
    let py = point.y - start.y
    let length = dx * dx + dy * dy
    guard length > 0 else { return px * px + py * py }
    let part = min(max((px * dx + py * dy) / length, 0), 1)
    let ex = px - part * dx
    let ey = py - part * dy
    return ex * ex + ey * ey
  }
}
