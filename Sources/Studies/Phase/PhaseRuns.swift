// Neighbouring columns of a phase diagram with the same sequence of winners.

/// Columns with the same sequence of winners, whose boundaries can be joined.
package struct PhaseRun: Sendable {
  /// A stretch of one winner on the vertical axis, between boundaries of the columns.
  package struct Stretch: Sendable {
    package let winner: Winner
    /// The index of the boundary below; nil for the lower end of the axis.
    package let lower: Int?
    /// The index of the boundary above; nil for the upper end of the axis.
    package let upper: Int?

    /// The ends of the stretch in a column, infinite for those of the axis.
    package func bounds(in column: PhaseColumn) -> (lower: Double, upper: Double) {
      (
        lower.map { column.boundaries[$0] } ?? -.infinity,
        upper.map { column.boundaries[$0] } ?? .infinity
      )
    }
  }

  /// The columns, by ascending k.
  package let columns: [PhaseColumn]
  /// k/n of each column.
  package let centers: [Double]
  /// The left edge of the first column, in k/n: half-way to the previous one.
  package let left: Double
  /// The right edge of the last column, in k/n: half-way to the next one.
  package let right: Double

  package var first: PhaseColumn { columns[0] }
  package var last: PhaseColumn { columns[columns.count - 1] }

  /// Splits columns into runs.
  ///
  /// - Parameters:
  ///   - columns: The columns by ascending k, at least one.
  ///   - n: The dimension.
  /// - Returns: The runs, from left to right.
  package static func runs(_ columns: [PhaseColumn], n: Int) -> [PhaseRun] {
    let scale = Double(n)
    var runs: [PhaseRun] = []
    var start = 0
    for end in 1...columns.count
    where end == columns.count || columns[end].winners != columns[start].winners {
      let members = Array(columns[start..<end])
      let before = start > 0 ? columns[start - 1].k : members[0].k - 1
      let after = end < columns.count ? columns[end].k : members[members.count - 1].k + 1
      runs.append(
        PhaseRun(
          columns: members, centers: members.map { Double($0.k) / scale },
          left: 0.5 * (Double(before) + Double(members[0].k)) / scale,
          right: 0.5 * (Double(members[members.count - 1].k) + Double(after)) / scale))
      start = end
    }
    return runs
  }

  /// The stretches from bottom to top; those of one winner that are separated only by a point are joined.
  package var stretches: [Stretch] {
    let winners = first.winners
    var result: [Stretch] = []
    var lower: Int?
    for (index, winner) in winners.enumerated() {
      if index + 1 < winners.count, winners[index + 1] == winner { continue }
      let isLast = index + 1 == winners.count
      result.append(Stretch(winner: winner, lower: lower, upper: isLast ? nil : index))
      lower = index
    }
    return result
  }

  /// A boundary from the left edge through all columns to the right edge.
  package func line(_ boundary: Int) -> [(x: Double, y: Double)] {
    [(left, first.boundaries[boundary])]
      + zip(centers, columns).map { ($0, $1.boundaries[boundary]) }
      + [(right, last.boundaries[boundary])]
  }
}
