/// The area between two curves over the same abscissas, lightly filled.
///
/// An infinite bound reaches to the edge of the panel, so a band whose `upper` is infinite is the
/// region above a curve. Not-a-number interrupts the band.
public struct Band: Sendable, Equatable {
  /// The name, with the markup of ``Axis/label``; an empty one is not shown.
  public var label: String
  /// The abscissas, in ascending order and in the units of the horizontal axis.
  public var x: [Double]
  /// The lower bounds, one per abscissa.
  public var lower: [Double]
  /// The upper bounds, one per abscissa.
  public var upper: [Double]
  /// The colour of the area, which is drawn lightly, and of its boundary.
  public var color: Ink
  /// Whether the bounds are drawn as lines; not where curves are drawn there.
  public var hasBoundary: Bool
  /// Whether the area has the full colour, like the bar of a chart.
  public var isSolid = false

  /// Creates a band.
  ///
  /// - Parameters:
  ///   - label: The name, with the markup of ``Axis/label``; an empty one is not shown.
  ///   - x: The abscissas, in ascending order.
  ///   - lower: The lower bounds, one per abscissa.
  ///   - upper: The upper bounds, one per abscissa.
  ///   - color: The colour of the area and its boundary.
  ///   - hasBoundary: Whether the bounds are drawn as lines.
  /// - Precondition: `x`, `lower` and `upper` have the same count.
  public init(
    _ label: String, x: [Double], lower: [Double], upper: [Double], color: Ink,
    hasBoundary: Bool = true
  ) {
    precondition(
      x.count == lower.count && x.count == upper.count,
      "a band of \(x.count) abscissas has \(lower.count) lower and \(upper.count) upper bounds")
    self.label = label
    self.x = x
    self.lower = lower
    self.upper = upper
    self.color = color
    self.hasBoundary = hasBoundary
  }
}
