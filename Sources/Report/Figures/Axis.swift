/// One axis of a panel: its name, its scale and what it shows.
public struct Axis: Sendable, Equatable {
  /// How values are mapped to positions.
  public enum Scale: Sendable, Equatable {
    /// Linear: equal steps are equal distances.
    case linear
    /// Logarithmic: equal ratios are equal distances; values that are not positive are left out.
    case logarithmic
  }

  /// The name, where `*R*` is italic, `c_{N}` a subscript and `10^{3}` a superscript.
  public var label: String
  /// How values are mapped to positions.
  public var scale: Scale
  /// The visible range; nil for the range of the data, with a little headroom on a vertical axis.
  public var range: ClosedRange<Double>?
  /// Whether the values are counts, so that ticks between them make no sense.
  public var isInteger: Bool

  /// Creates an axis.
  ///
  /// - Parameters:
  ///   - label: The name, with the markup of ``label``.
  ///   - scale: How values are mapped to positions.
  ///   - range: The visible range, or nil for that of the data. A range that the scale cannot
  ///     show, such as one that starts at 0 on a logarithmic scale, counts as nil.
  ///   - isInteger: Whether the values are counts, so that ticks between them make no sense.
  public init(
    _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    isInteger: Bool = false
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.isInteger = isInteger
  }
}
