// The winners along one vertical line of the phase diagram, with the boundaries between them.

package import Optimization

/// The side with the lower optimal risk.
package enum Winner: String, Sendable {
  case unrolled, bilevel, equal

  /// The winner for a sign of log(risk of unrolling / risk of bilevel learning).
  package init(_ sign: SignPattern.Sign) {
    self =
      switch sign {
      case .negative: .unrolled
      case .zero: .equal
      case .positive: .bilevel
      }
  }
}

/// The winners along the vertical axis at one k.
package struct PhaseColumn: Sendable, Equatable {
  /// The number of rows of R.
  package let k: Int
  /// The boundaries between winners, ascending, in units of the axis.
  ///
  /// At a point where the risks only touch, the winners on both sides are the same.
  package let boundaries: [Double]
  /// The winners below, between and above the boundaries; one more than boundaries.
  package let winners: [Winner]

  /// Finds all boundaries on one line.
  ///
  /// - Parameters:
  ///   - k: The number of rows of R.
  ///   - grid: Points of the axis, ascending, at least two; boundaries are sought between its ends.
  ///   - f: log(risk of unrolling / risk of bilevel learning); continuous, may be infinite.
  /// - SeeAlso: ``/Optimization/SignPattern/init(on:of:)`` for the method and its cost.
  package init(k: Int, grid: [Double], of f: (Double) -> Double) {
    let pattern = SignPattern(on: grid, of: f)
    self.k = k
    boundaries = pattern.boundaries
    winners = pattern.signs.map { Winner($0) }
  }

  /// Creates a column from known boundaries and winners.
  ///
  /// - Precondition: There is one more winner than boundaries.
  package init(k: Int, boundaries: [Double], winners: [Winner]) {
    precondition(
      winners.count == boundaries.count + 1,
      "\(winners.count) winners between \(boundaries.count) boundaries")
    (self.k, self.boundaries, self.winners) = (k, boundaries, winners)
  }
}
