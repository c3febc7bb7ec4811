// Boxes of parameters, and statements about every point of them.

/// A product of closed intervals with finite doubles as ends: a range for every parameter of a statement.
public struct Box: Sendable, Equatable {
  /// The sides, in the order of the parameters.
  public let sides: [ClosedRange<Double>]

  /// Creates a box.
  ///
  /// - Parameter sides: The sides, in the order of the parameters, with finite ends.
  public init(_ sides: [ClosedRange<Double>]) {
    for side in sides {
      precondition(
        side.lowerBound.isFinite && side.upperBound.isFinite,
        "a side of a box from \(side.lowerBound) to \(side.upperBound)")
    }
    self.sides = sides
  }

  /// One side as an interval.
  ///
  /// - Precondition: `index` is that of a side, from 0.
  public subscript(_ index: Int) -> Interval {
    Interval(sides[index].lowerBound, sides[index].upperBound)
  }

  /// The point in the middle, a box without extent.
  public var center: Box {
    Box(sides.indices.map { self[$0].middle...self[$0].middle })
  }

  /// The box in two halves, across its widest side; nil where no double lies between the ends.
  ///
  /// Sides are measured in units of the sides of the whole box.
  func halves(of whole: Box) -> (Box, Box)? {
    var (widest, share) = (0, -1.0)
    for (index, side) in sides.enumerated() {
      let extent = whole.sides[index].upperBound - whole.sides[index].lowerBound
      let part = extent > 0 ? (side.upperBound - side.lowerBound) / extent : 0
      if part > share { (widest, share) = (index, part) }
    }
    let side = sides[widest]
    let middle = self[widest].middle
    guard middle > side.lowerBound, middle < side.upperBound else { return nil }
    var (first, second) = (sides, sides)
    first[widest] = side.lowerBound...middle
    second[widest] = middle...side.upperBound
    return (Box(first), Box(second))
  }
}

/// The outcome of a proof that a quantity is nowhere negative on a box.
public enum Proof: Sendable, Equatable {
  /// The statement holds at every point of the box, which was cut into this many pieces.
  case proved(pieces: Int)
  /// The statement is false at every point of this piece.
  case refuted(Box)
  /// Neither could be shown on this piece, or the limit of pieces was reached there.
  case undecided(Box)
}

/// Proves that a quantity is nowhere negative on a box, or finds a piece on which it is.
///
/// The quantity is enclosed on the whole box; where the enclosure decides nothing the box is halved.
/// The first piece on which the quantity is certainly negative ends the search. A quantity that vanishes
/// inside the box is never decided there: divide the zero out, or prove the sign of a derivative.
///
/// - Parameters:
///   - box: The parameters.
///   - limit: The largest number of pieces to look at, at least 1.
///   - quantity: An enclosure of the quantity on a piece.
/// - Returns: The outcome.
/// - Complexity: Two enclosures a piece.
/// - SeeAlso: R. E. Moore, R. B. Kearfott and M. J. Cloud, Introduction to Interval Analysis, SIAM 2009.
public func prove(
  on box: Box, limit: Int = 200_000, nonnegative quantity: (Box) -> Interval
) -> Proof {
  // Breadth first: a region where the quantity is negative is met before a zero is chased to the last bit.
  var queue = [box]
  var next = 0
  var pieces = 0
  while next < queue.count {
    let piece = queue[next]
    next += 1
    let enclosure = quantity(piece)
    if enclosure.isNonnegative {
      pieces += 1
      continue
    }
    if enclosure.isNegative { return .refuted(piece) }
    // A point inside says more than the piece, and costs as much.
    let center = piece.center
    if quantity(center).isNegative { return .refuted(center) }
    guard queue.count < limit, let (first, second) = piece.halves(of: box) else {
      return .undecided(piece)
    }
    queue.append(first)
    queue.append(second)
  }
  return .proved(pieces: pieces)
}
