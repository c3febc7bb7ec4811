// Who wins along one line of the phase diagram, between which points.

import Libc
import Optimization
import Studies

/// Who has the lower best risk.
enum Winner: String, Sendable {
  case unrolled, bilevel, equal

  /// The winner for a logarithm of risk of unrolling over risk of bilevel learning.
  init(logRatio: Double) {
    self = logRatio == 0 ? .equal : logRatio < 0 ? .unrolled : .bilevel
  }
}

/// The winners along the vertical axis at one k.
struct PhaseColumn: Sendable, Equatable {
  /// The number of rows of R.
  let k: Int
  /// Where one winner ends and the next begins, ascending, in units of the axis.
  ///
  /// Where the risks only touch, the winners on both sides are the same.
  let boundaries: [Double]
  /// The winners below, between and above the boundaries; one more than these.
  let winners: [Winner]

  /// The part of an equal stretch in the length of the axis that counts as a point.
  private static let pointWidth = 1e-6

  /// Finds all boundaries on one line.
  ///
  /// A change of sign between neighbours of the grid is a root, which is found to the last bits. Where
  /// |f| is smaller than at both neighbours of the same sign, its minimum is searched as well, so that
  /// two roots between neighbours are found too, and on both sides of a point of the grid where f is 0
  /// f is looked at closer and closer to it. Equality is exact: f is 0 there and nowhere else.
  ///
  /// - Parameters:
  ///   - k: The number of rows of R.
  ///   - grid: Points of the axis, ascending, at least two; roots are sought between its ends.
  ///   - f: log of risk of unrolling over risk of bilevel learning; continuous, may be infinite.
  /// - Complexity: One evaluation per point, about ten per root, sixty per minimum of |f| and a dozen
  ///   per side of a zero on the grid.
  init(k: Int, grid: [Double], of f: (Double) -> Double) {
    self.k = k
    let nodes = Self.nodes(grid, of: f)
    var boundaries: [Double] = []
    var winners = [Winner(logRatio: nodes[0].value)]
    for (node, next) in zip(nodes, nodes.dropFirst()) {
      let (one, other) = (Winner(logRatio: node.value), Winner(logRatio: next.value))
      guard one != other else { continue }
      if one == .equal {
        boundaries.append(Self.lastZero(from: node.x, towards: next.x, of: f))
      } else if other == .equal {
        boundaries.append(Self.lastZero(from: next.x, towards: node.x, of: f))
      } else {
        boundaries.append(findRoot(lower: node.x, upper: next.x, of: f).location)
      }
      winners.append(other)
    }
    let width = Self.pointWidth * (grid[grid.count - 1] - grid[0])
    (self.boundaries, self.winners) = Self.withoutPoints(
      boundaries, winners, in: grid[0]...grid[grid.count - 1], width: width)
  }

  /// Creates a column that is known.
  ///
  /// - Precondition: There is one winner more than boundaries.
  init(k: Int, boundaries: [Double], winners: [Winner]) {
    precondition(winners.count == boundaries.count + 1, "winners between boundaries")
    (self.k, self.boundaries, self.winners) = (k, boundaries, winners)
  }

  private struct Node {
    let x: Double
    let value: Double
  }

  /// The grid with its values, and between them points where |f| may dip to 0 or leaves it.
  private static func nodes(_ grid: [Double], of f: (Double) -> Double) -> [Node] {
    let nodes = grid.map { Node(x: $0, value: f($0)) }
    var result = [nodes[0]]
    for (index, node) in nodes.enumerated() {
      let (before, after) = (nodes[max(index - 1, 0)], nodes[min(index + 1, nodes.count - 1)])
      guard node.value != 0 else {
        if before.value != 0 { result += approach(to: node, from: before, of: f) }
        if index > 0 { result.append(node) }
        if after.value != 0 { result += approach(to: node, from: after, of: f).reversed() }
        continue
      }
      if index > 0 { result.append(node) }
      let isDip =
        Winner(logRatio: before.value) == Winner(logRatio: node.value)
        && Winner(logRatio: after.value) == Winner(logRatio: node.value)
        && isLower(node, than: before, and: after)
      guard isDip, let reached = bottom(from: before, through: node, to: after, of: f) else {
        continue
      }
      if reached.x < node.x {
        result.insert(reached, at: result.count - 1)
      } else {
        result.append(reached)
      }
    }
    return result
  }

  /// Points ever closer to a zero, from a neighbour.
  private static func approach(
    to zero: Node, from other: Node, of f: (Double) -> Double
  ) -> [Node] {
    (1...12).map { power in
      let x = zero.x + (other.x - zero.x) / Double(1 << (2 * power))
      return Node(x: x, value: f(x))
    }
  }

  /// Whether |f| is least at a node; of equal neighbours the last one counts.
  private static func isLower(_ node: Node, than before: Node, and after: Node) -> Bool {
    let (value, previous, next) = (abs(node.value), abs(before.value), abs(after.value))
    return value <= previous && (node.x == after.x || value < next)
  }

  /// A point between two others of the same sign where f is 0 or has the other sign, if any.
  ///
  /// Golden sections of |f|, which has one minimum between the ends if the grid is fine enough.
  private static func bottom(
    from before: Node, through middle: Node, to after: Node, of f: (Double) -> Double
  ) -> Node? {
    // At an end of the grid the dip would have to begin right there.
    if before.x == middle.x || after.x == middle.x {
      let inner = middle.x + 1e-6 * ((after.x - middle.x) + (before.x - middle.x))
      guard abs(f(inner)) < abs(middle.value) else { return nil }
    }
    let section = 0.5 * (5.0.squareRoot() - 1)
    var (left, right) = (before.x, after.x)
    let sign: Double = middle.value < 0 ? -1 : 1
    func sample(_ x: Double) -> Node { Node(x: x, value: f(x)) }
    var low = sample(right - section * (right - left))
    var high = sample(left + section * (right - left))
    for _ in 0..<60 {
      for node in [low, high] where sign * node.value <= 0 { return node }
      if sign * low.value < sign * high.value {
        (right, high) = (high.x, low)
        low = sample(right - section * (right - left))
      } else {
        (left, low) = (low.x, high)
        high = sample(left + section * (right - left))
      }
    }
    return nil
  }

  /// The end of a stretch of zeros, by bisection to neighbouring doubles.
  private static func lastZero(
    from zero: Double, towards other: Double, of f: (Double) -> Double
  ) -> Double {
    var (inside, outside) = (zero, other)
    while true {
      let middle = inside + 0.5 * (outside - inside)
      guard middle != inside, middle != outside else { return inside }
      if f(middle) == 0 { inside = middle } else { outside = middle }
    }
  }

  /// The same with points in place of equal stretches too short to be any.
  private static func withoutPoints(
    _ boundaries: [Double], _ winners: [Winner], in range: ClosedRange<Double>, width: Double
  ) -> ([Double], [Winner]) {
    var (kept, keptWinners) = ([Double](), [Winner]())
    for (index, winner) in winners.enumerated() {
      let lower = index == 0 ? range.lowerBound : boundaries[index - 1]
      let upper = index == boundaries.count ? range.upperBound : boundaries[index]
      guard winner == .equal, winners.count > 1, upper - lower < width else {
        if index > 0, kept.count < keptWinners.count { kept.append(lower) }
        keptWinners.append(winner)
        continue
      }
      // Between two stretches the point is their boundary, at an end of the axis it is none.
      if index > 0, index < boundaries.count { kept.append(0.5 * (lower + upper)) }
    }
    return (kept, keptWinners)
  }
}
