// Who wins along one line of the phase diagram, between which points.

package import Optimization

/// Who has the lower best risk.
package enum Winner: String, Sendable {
  case unrolled, bilevel, equal

  /// The winner for a sign of the logarithm of risk of unrolling over risk of bilevel learning.
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
  /// Where one winner ends and the next begins, ascending, in units of the axis.
  ///
  /// Where the risks only touch, the winners on both sides are the same.
  package let boundaries: [Double]
  /// The winners below, between and above the boundaries; one more than these.
  package let winners: [Winner]

  /// Finds all boundaries on one line.
  ///
  /// - Parameters:
  ///   - k: The number of rows of R.
  ///   - grid: Points of the axis, ascending, at least two; boundaries are sought between its ends.
  ///   - f: log of risk of unrolling over risk of bilevel learning; continuous, may be infinite.
  /// - SeeAlso: ``/Optimization/SignPattern/init(on:of:)``, which tells how and at what cost.
  package init(k: Int, grid: [Double], of f: (Double) -> Double) {
    let pattern = SignPattern(on: grid, of: f)
    self.k = k
    boundaries = pattern.boundaries
    winners = pattern.signs.map { Winner($0) }
  }

  /// Creates a column that is known.
  ///
  /// - Precondition: There is one winner more than boundaries.
  package init(k: Int, boundaries: [Double], winners: [Winner]) {
    precondition(winners.count == boundaries.count + 1, "winners between boundaries")
    (self.k, self.boundaries, self.winners) = (k, boundaries, winners)
  }
}
