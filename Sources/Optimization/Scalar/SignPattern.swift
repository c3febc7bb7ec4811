// The signs of a function of one variable.

/// The stretches of an interval on which a continuous function is negative, zero or positive.
///
/// ```swift
/// let pattern = SignPattern(on: [0, 1, 2, 3]) { ($0 - 0.5) * ($0 - 2.5) }
/// pattern.boundaries   // 0.5, 2.5
/// pattern.signs        // positive, negative, positive
/// ```
///
/// - SeeAlso: ``findRoot(lower:upper:relativeTolerance:iterationLimit:of:)``
public struct SignPattern: Sendable, Equatable {
  /// The sign of a continuous function on a stretch.
  public enum Sign: Sendable, Equatable {
    case negative, zero, positive

    /// The sign of a number; NaN counts as positive.
    public init(of value: Double) {
      self = value == 0 ? .zero : value < 0 ? .negative : .positive
    }
  }

  /// Where one stretch ends and the next begins, ascending.
  ///
  /// Where the function only touches zero, the signs on both sides are the same.
  public let boundaries: [Double]
  /// The signs below, between and above the boundaries; one more than these.
  public let signs: [Sign]

  /// The part of the interval up to which a stretch of zeros counts as a point.
  private static let pointWidth = 1e-6

  /// Finds all boundaries on an interval.
  ///
  /// A change of sign between neighbours of the grid is a root, which is found to the last bits. Where
  /// |f| is smaller than at both neighbours of the same sign, its minimum is searched as well, so that
  /// two roots between neighbours are found too, and on both sides of a point of the grid where f is 0
  /// f is looked at closer and closer to it. A zero is exact: f is 0 there and nowhere else.
  ///
  /// - Parameters:
  ///   - grid: Points, ascending, at least two; roots are sought between the first and the last.
  ///   - f: The function; it is continuous and may be infinite.
  /// - Precondition: The grid has two points.
  /// - Complexity: One evaluation per point, about ten per root, sixty per minimum of |f| and a dozen
  ///   per side of a zero on the grid.
  public init(on grid: [Double], of f: (Double) -> Double) {
    precondition(grid.count > 1, "a grid of \(grid.count) points, where 2 are needed")
    let nodes = Self.nodes(grid, of: f)
    var boundaries: [Double] = []
    var signs = [Sign(of: nodes[0].value)]
    for (node, next) in zip(nodes, nodes.dropFirst()) {
      let (one, other) = (Sign(of: node.value), Sign(of: next.value))
      guard one != other else { continue }
      if one == .zero {
        boundaries.append(Self.lastZero(from: node.x, towards: next.x, of: f))
      } else if other == .zero {
        boundaries.append(Self.lastZero(from: next.x, towards: node.x, of: f))
      } else {
        boundaries.append(findRoot(lower: node.x, upper: next.x, of: f).location)
      }
      signs.append(other)
    }
    let width = Self.pointWidth * (grid[grid.count - 1] - grid[0])
    (self.boundaries, self.signs) = Self.withoutPoints(
      boundaries, signs, in: grid[0]...grid[grid.count - 1], width: width)
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
        Sign(of: before.value) == Sign(of: node.value)
        && Sign(of: after.value) == Sign(of: node.value)
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
    let side: Double = middle.value < 0 ? -1 : 1
    func sample(_ x: Double) -> Node { Node(x: x, value: f(x)) }
    var low = sample(right - section * (right - left))
    var high = sample(left + section * (right - left))
    for _ in 0..<60 {
      for node in [low, high] where side * node.value <= 0 { return node }
      if side * low.value < side * high.value {
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

  /// The same with points in place of stretches of zeros that are too short to be any.
  private static func withoutPoints(
    _ boundaries: [Double], _ signs: [Sign], in range: ClosedRange<Double>, width: Double
  ) -> ([Double], [Sign]) {
    var (kept, keptSigns) = ([Double](), [Sign]())
    for (index, sign) in signs.enumerated() {
      let lower = index == 0 ? range.lowerBound : boundaries[index - 1]
      let upper = index == boundaries.count ? range.upperBound : boundaries[index]
      guard sign == .zero, signs.count > 1, upper - lower < width else {
        if index > 0, kept.count < keptSigns.count { kept.append(lower) }
        keptSigns.append(sign)
        continue
      }
      // Between two stretches the point is their boundary, at an end of the axis it is none.
      if index > 0, index < boundaries.count { kept.append(0.5 * (lower + upper)) }
    }
    return (kept, keptSigns)
  }
}
