/// A point of a curve, in the units of the axes.
public struct Point: Sendable, Equatable {
  /// The value on the horizontal axis.
  public var x: Double
  /// The value on the vertical axis.
  public var y: Double

  /// Creates a point; one with a coordinate that is not finite interrupts its curve.
  ///
  /// - Parameters:
  ///   - x: The value on the horizontal axis.
  ///   - y: The value on the vertical axis.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A line through points, with a label.
///
/// Points are joined in the order given. A point that is not finite, or not positive on a
/// logarithmic axis, interrupts the line; what lies outside the axes is clipped. A curve may have
/// 10⁵ points and more: points that cannot be seen are not written.
public struct Curve: Sendable, Equatable {
  /// The name, with the markup of ``Axis/label``; an empty one is not shown.
  public var label: String
  /// The points, joined in this order.
  public var points: [Point]
  /// How the curve is drawn.
  public var style: Style

  /// Creates a curve.
  ///
  /// - Parameters:
  ///   - label: The name, with the markup of ``Axis/label``; an empty one is not shown.
  ///   - points: The points, joined in this order.
  ///   - style: How the curve is drawn.
  public init(_ label: String, points: [Point], style: Style) {
    self.label = label
    self.points = points
    self.style = style
  }
}
