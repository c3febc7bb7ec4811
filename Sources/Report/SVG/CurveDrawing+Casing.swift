// Lines that show on both sides of others that cover them.

extension CurveDrawing {
  /// A part of a line that others cover, and whether the line goes on before and after it.
  private struct Stretch {
    var points: [Pixel]
    var goesOnBefore: Bool
    var goesOnAfter: Bool
  }

  /// Widens an unbroken line where others cover it, so that it shows on both sides of them.
  ///
  /// Short stretches stay as they are: their wide ends would look like bars.
  ///
  /// - Parameters:
  ///   - index: The number of the line.
  ///   - others: The lines that are drawn after it.
  ///   - writer: Where it is drawn.
  func drawCasing(of index: Int, under others: ArraySlice<Int>, to writer: inout SVGWriter) {
    // Lines of one colour are one where they meet.
    let covering = others.filter {
      !curves[$0].style.isMarkersAlone && curves[$0].style.color != curves[index].style.color
        && coincide(index, $0)
    }
    let solid = covering.filter { curves[$0].style.dash == .solid }.count
    // One broken line leaves gaps to see through; two may close them.
    let levels = solid + (covering.count - solid > 1 ? 1 : 0)
    guard levels > 0 else { return }
    let covers = covering.map { Height(lines[$0]) }
    var style = curves[index].style
    let width = style.width
    style.width += 2.2 * Double(min(levels, 3))
    // A line that is wide enough already shows.
    let widest = covering.map { curves[$0].style.width }.max() ?? 0
    guard width < widest + 2.2 else { return }
    var stretches: [Stretch] = []
    var length = 0.0
    for run in lines[index].runs {
      length += Self.width(of: run)
      stretches += coveredStretches(of: run, by: covers)
    }
    let long = stretches.filter {
      $0.points.count > 1 && Self.width(of: $0.points) >= 0.3 * length
    }
    var bodies: [[Pixel]] = []
    var ends: [[Pixel]] = []
    for var stretch in long {
      for goesOn in [stretch.goesOnAfter, stretch.goesOnBefore] {
        if goesOn, let (rest, end) = split(stretch.points) {
          stretch.points = rest
          ends.append(tapered(end, from: theme.stroke(style.width), to: theme.stroke(width)))
        }
        stretch.points.reverse()
      }
      bodies.append(Polyline.simplify(stretch.points, tolerance: 0.05))
    }
    Self.path(bodies, style: style, theme: theme, to: &writer)
    guard !ends.isEmpty else { return }
    writer.raw("<path")
    writer.pathData(ends, isClosed: true)
    writer.raw(" fill=\"\(theme.colors.line(style.color))\"/>\n")
  }

  private func coveredStretches(of run: [Pixel], by covers: [Height]) -> [Stretch] {
    let points = Polyline.dense(run, step: theme.gap(4))
    let isCovered = points.map { point in
      covers.contains { cover in
        guard let y = cover.at(point.x) else { return false }
        return (y - point.y).magnitude < theme.stroke(1)
      }
    }
    var stretches: [Stretch] = []
    var start = 0
    while let first = isCovered[start...].firstIndex(of: true) {
      let end = isCovered[first...].firstIndex(of: false) ?? points.count
      stretches.append(
        Stretch(
          points: Array(points[first..<end]), goesOnBefore: first > 0,
          goesOnAfter: end < points.count))
      start = end
    }
    return stretches
  }

  /// A stretch without its last part, and that part, over which it becomes narrow by degrees; nil where it is short.
  ///
  /// A step of the width would look like a point of the data.
  private func split(_ points: [Pixel]) -> (rest: [Pixel], end: [Pixel])? {
    guard let last = points.last,
      let cut = points.lastIndex(where: { Self.distance($0, last) >= theme.gap(48) }), cut > 0
    else { return nil }
    return (Array(points[...cut]), Array(points[cut...]))
  }

  /// The outline of a line whose width falls from one end to the other.
  private func tapered(_ points: [Pixel], from first: Double, to last: Double) -> [Pixel] {
    var (left, right) = ([Pixel](), [Pixel]())
    for index in points.indices {
      let before = points[max(index - 1, 0)]
      let after = points[min(index + 1, points.count - 1)]
      let (dx, dy) = (after.x - before.x, after.y - before.y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      let part = Double(index) / Double(max(points.count - 1, 1))
      let half = 0.5 * (first + part * (last - first)) / length
      left.append(Pixel(x: points[index].x - half * dy, y: points[index].y + half * dx))
      right.append(Pixel(x: points[index].x + half * dy, y: points[index].y - half * dx))
    }
    return left + right.reversed()
  }

  /// The width of a run from left to right.
  private static func width(of run: [Pixel]) -> Double {
    (run.map(\.x).max() ?? 0) - (run.map(\.x).min() ?? 0)
  }
}
