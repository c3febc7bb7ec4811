/// Words within a panel, such as the name of the region on one side of a line.
public struct Note: Sendable, Equatable {
  /// The words, with the markup of ``Axis/label``.
  public var label: String
  /// The place of their middle, in the units of the axes.
  public var point: Point
  /// Their colour.
  public var color: Ink

  /// Creates a note.
  ///
  /// - Parameters:
  ///   - label: The words, with the markup of ``Axis/label``.
  ///   - point: The position of their middle, in the units of the axes; moved a little if a line runs there, and
  ///     left out if there is no space.
  ///   - color: Their colour.
  public init(_ label: String, at point: Point, color: Ink = .black) {
    (self.label, self.point, self.color) = (label, point, color)
  }
}
