/// A straight reference line across a panel, at one value of one axis.
public struct Guide: Sendable, Equatable {
  /// The direction of a reference line.
  public enum Direction: Sendable, Equatable {
    /// From left to right, at a value of the vertical axis.
    case horizontal
    /// From bottom to top, at a value of the horizontal axis.
    case vertical
  }

  /// The direction of the line.
  public var direction: Direction
  /// The value that the line marks, in the units of the axis that it crosses; not shown outside it.
  public var value: Double
  /// The name, with the markup of ``Axis/label``; an empty one is not shown.
  public var label: String
  /// The name in a legend; guides with the same style and legend name share an entry.
  public var legendLabel: String
  /// The style of the line; its marker is not shown.
  public var style: Style

  /// Creates a reference line.
  ///
  /// - Parameters:
  ///   - direction: The direction of the line.
  ///   - value: The value that it marks; a line outside the axes is not shown.
  ///   - label: The name, with the markup of ``Axis/label``; an empty one is not shown.
  ///   - legendLabel: The name in a legend; `label` if left out.
  ///   - style: The style of the line; thin gray dashes if omitted.
  public init(
    _ direction: Direction, at value: Double, label: String = "", legendLabel: String? = nil,
    style: Style = Style(color: .gray, dash: .dashed, width: 1)
  ) {
    self.direction = direction
    self.value = value
    self.label = label
    self.legendLabel = legendLabel ?? label
    self.style = style
  }
}
