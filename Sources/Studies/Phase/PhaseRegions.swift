// The regions of a phase diagram, joined from stretches of neighbouring columns.

package import Report

/// The regions and boundaries of one panel, in units of its axes.
///
/// Each k represents a column that extends half a step to both sides. Between neighbouring columns with the
/// same sequence of winners the boundaries are joined by straight lines; where the sequence changes, they
/// end at the edge between the two columns, and the edge itself is a boundary where the winners differ.
package struct PhaseRegions {
  /// A connected region of one winner.
  package struct Region {
    package let winner: Winner
    /// Abscissas, ascending; an edge between two columns may occur twice.
    package fileprivate(set) var x: [Double] = []
    /// Lower bounds, −∞ at the lower end of the axis.
    package fileprivate(set) var lower: [Double] = []
    /// Upper bounds, ∞ at the upper end of the axis.
    package fileprivate(set) var upper: [Double] = []
    /// The area, in units of the axes.
    package fileprivate(set) var area = 0.0

    /// The extent from left to right, in k/n.
    package var width: Double { (x.last ?? 0) - (x.first ?? 0) }
  }

  /// The regions, from left to right.
  package let regions: [Region]
  /// Lines between regions, each a run of points.
  package let boundaries: [[Point]]
  /// Lines along which the risks agree without a change of winner.
  package let touches: [[Point]]
  /// The ends of the horizontal axis, in k/n.
  package let extent: ClosedRange<Double>

  /// Joins columns.
  ///
  /// - Parameters:
  ///   - columns: The columns by ascending k, at least one.
  ///   - n: The dimension.
  ///   - range: The ends of the vertical axis.
  package init(_ columns: [PhaseColumn], n: Int, range: ClosedRange<Double>) {
    let runs = PhaseRun.runs(columns, n: n)
    var regions: [Region] = []
    /// The regions that reach the right edge of the previous run, with their stretches of the edge.
    var open: [(region: Int, lower: Double, upper: Double)] = []
    var (lines, touches) = ([[Point]](), [[Point]]())
    for (index, run) in runs.enumerated() {
      if index > 0 { lines += Self.walls(runs[index - 1].last, run.first, at: run.left, range) }
      var next: [(region: Int, lower: Double, upper: Double)] = []
      for stretch in run.stretches {
        let start = stretch.bounds(in: run.first)
        // Among the regions of this winner, the one that shares the longest part of the edge.
        let match = open.indices.filter { regions[open[$0].region].winner == stretch.winner }
          .map { ($0, Self.overlap((open[$0].lower, open[$0].upper), start, range)) }
          .filter { $0.1 > 0 }.max { $0.1 < $1.1 }
        let place: Int
        if let match {
          place = open.remove(at: match.0).region
        } else {
          place = regions.count
          regions.append(Region(winner: stretch.winner))
        }
        regions[place].append(stretch, of: run, range)
        let end = stretch.bounds(in: run.last)
        next.append((place, end.lower, end.upper))
      }
      open = next
      for boundary in run.first.boundaries.indices {
        let line = run.line(boundary).map { Point(x: $0.x, y: $0.y) }
        if run.first.winners[boundary] == run.first.winners[boundary + 1] {
          touches.append(line)
        } else {
          lines.append(line)
        }
      }
    }
    self.regions = regions
    boundaries = Self.joined(lines)
    self.touches = Self.joined(touches)
    extent = runs[0].left...runs[runs.count - 1].right
  }

  private static func overlap(
    _ one: (lower: Double, upper: Double), _ other: (lower: Double, upper: Double),
    _ range: ClosedRange<Double>
  ) -> Double {
    min(one.upper, other.upper, range.upperBound) - max(one.lower, other.lower, range.lowerBound)
  }

  /// The parts of the edge between two columns at which the winners on the two sides differ.
  private static func walls(
    _ one: PhaseColumn, _ other: PhaseColumn, at x: Double, _ range: ClosedRange<Double>
  ) -> [[Point]] {
    let places = Set(one.boundaries + other.boundaries + [range.lowerBound, range.upperBound])
      .sorted()
    return zip(places, places.dropFirst()).compactMap { lower, upper in
      let middle = 0.5 * (lower + upper)
      guard one.winner(at: middle) != other.winner(at: middle) else { return nil }
      return [Point(x: x, y: lower), Point(x: x, y: upper)]
    }
  }

  /// Joins lines that meet at their ends, so that corners are drawn as such.
  private static func joined(_ pieces: [[Point]]) -> [[Point]] {
    var lines: [[Point]] = []
    for piece in pieces {
      var line = piece
      while let match = lines.firstIndex(where: { meet($0, line) }) {
        let other = lines.remove(at: match)
        let first = [other.first, other.last].contains(line.first) ? Array(line.reversed()) : line
        line = first + (other.first == first.last ? other : other.reversed()).dropFirst()
      }
      lines.append(line)
    }
    return lines
  }

  private static func meet(_ one: [Point], _ other: [Point]) -> Bool {
    one.first == other.first || one.first == other.last || one.last == other.first
      || one.last == other.last
  }
}

extension PhaseRegions.Region {
  /// Continues the region through a run of columns.
  fileprivate mutating func append(
    _ stretch: PhaseRun.Stretch, of run: PhaseRun, _ range: ClosedRange<Double>
  ) {
    // A stretch over the whole axis needs no points except its edges.
    let isWhole = stretch.lower == nil && stretch.upper == nil
    let inner = isWhole ? [] : Array(zip(run.centers, run.columns))
    for (x, column) in [(run.left, run.first)] + inner + [(run.right, run.last)] {
      let bounds = stretch.bounds(in: column)
      let height = { (lower: Double, upper: Double) in
        min(upper, range.upperBound) - max(lower, range.lowerBound)
      }
      if let before = self.x.last, let low = lower.last, let high = upper.last {
        area += 0.5 * (x - before) * (height(low, high) + height(bounds.lower, bounds.upper))
      }
      self.x.append(x)
      lower.append(bounds.lower)
      upper.append(bounds.upper)
    }
  }
}

extension PhaseColumn {
  /// The winner at a point of the axis that is not a boundary.
  package func winner(at place: Double) -> Winner {
    winners[boundaries.firstIndex { $0 > place } ?? boundaries.count]
  }
}
