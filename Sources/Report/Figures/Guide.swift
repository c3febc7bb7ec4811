/// A straight reference line across a panel, at one value of one axis.
public struct Guide: Sendable, Equatable {
  /// Which way the line runs.
  public enum Direction: Sendable, Equatable {
    /// From left to right, at a value of the vertical axis.
    case horizontal
    /// From bottom to top, at a value of the horizontal axis.
    case vertical
  }

  /// Which way the line runs.
  public var direction: Direction
  /// The value that it marks.
  public var value: Double
  /// The name, with the markup of ``Axis/label``; an empty one is not shown.
  public var label: String
  /// How the line is drawn; its marker is not shown.
  public var style: Style

  /// Creates a reference line.
  ///
  /// - Parameters:
  ///   - direction: Which way the line runs.
  ///   - value: The value that it marks; a line outside the axes is not shown.
  ///   - label: The name, with the markup of ``Axis/label``; an empty one is not shown.
  ///   - style: How the line is drawn; thin gray dashes if left out.
  public init(
    _ direction: Direction, at value: Double, label: String = "",
    style: Style = Style(color: .gray, dash: .dashed, width: 1)
  ) {
    self.direction = direction
    self.value = value
    self.label = label
    self.style = style
  }
}
