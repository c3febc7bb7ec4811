/// The manner in which a curve is drawn: its colour, pattern, marker and width.
public struct Style: Sendable, Equatable {
  /// The colour of the line, its markers and its label.
  public var color: Ink
  /// The pattern of the line, which distinguishes curves without colour.
  public var dash: Dash
  /// The symbol on the line, which distinguishes curves without colour.
  public var marker: Marker
  /// The width of the line in pixels, more than 0; below 0.1 only the markers are drawn.
  public var width: Double

  /// True for a line too thin to be seen, of which only the markers are drawn, all of them.
  var isMarkersAlone: Bool { width < 0.1 }

  /// Creates a style.
  ///
  /// - Parameters:
  ///   - color: The colour of the line, its markers and its label.
  ///   - dash: The pattern of the line.
  ///   - marker: The symbol on the line.
  ///   - width: The width of the line in pixels, more than 0.
  public init(
    color: Ink, dash: Dash = .solid, marker: Marker = .none, width: Double = 1.75
  ) {
    self.color = color
    self.dash = dash
    self.marker = marker
    self.width = width
  }
}

/// The pattern of a line, its lengths in multiples of the width.
public enum Dash: Int, Sendable, Equatable, CaseIterable {
  /// An unbroken line.
  case solid
  /// Dashes and dots in turn.
  case dashDotted
  /// Dashes.
  case dashed
  /// Dots.
  case dotted

  /// Lengths of strokes and gaps in multiples of the line's width; empty for an unbroken line.
  var pattern: [Double] {
    switch self {
    case .solid: []
    case .dashDotted: [5, 2, 1, 2]
    case .dashed: [4, 2.5]
    case .dotted: [1, 2]
    }
  }
}

/// A symbol at some points of a curve, which distinguishes it without colour.
public enum Marker: Sendable, Equatable, CaseIterable {
  /// No symbol.
  case none
  /// A disk.
  case circle
  /// A square.
  case square
  /// A triangle that points up.
  case triangle
  /// A large triangle that points to the right, the head of an arrow.
  case right
  /// A large triangle that points to the left.
  case left
  /// A square on its corner.
  case diamond
  /// A diagonal cross.
  case cross
  /// A circle around a point, through which other markers there can be seen.
  case ring
  /// The outline of a square on its corner, through which other markers can be seen.
  case hollowDiamond

  /// The distance of its outermost point from its middle, in pixels of a screen.
  var reach: Double {
    switch self {
    case .none: 0
    case .right, .left: 6.5
    case .hollowDiamond: 5.6
    case .triangle: 5
    case .diamond, .ring: 4.4
    case .circle, .square, .cross: 3.4
    }
  }
}
