/// One axis of a panel: its name, its scale and what it shows.
public struct Axis: Sendable, Equatable {
  /// The map from values to positions along an axis.
  public enum Scale: Sendable, Equatable {
    /// Linear: equal steps are equal distances.
    case linear
    /// Logarithmic: equal ratios are equal distances; values that are not positive are left out.
    case logarithmic
  }

  /// A tick with its own name.
  public struct Tick: Sendable, Equatable {
    /// The value that the tick marks, in the units of the axis; not shown outside it.
    public var value: Double
    /// The name, with the markup of ``Axis/label``.
    public var label: String
    /// The colour of the name; black for that of the axis.
    public var color: Ink

    /// Creates a tick.
    ///
    /// - Parameters:
    ///   - value: The value that it marks; a tick outside the axis is not shown.
    ///   - label: The name, with the markup of ``Axis/label``.
    ///   - color: The colour of the name; black for that of the axis.
    public init(_ value: Double, _ label: String, color: Ink = .black) {
      (self.value, self.label, self.color) = (value, label, color)
    }
  }

  /// The name, where `*R*` is italic, `c_{N}` a subscript and `10^{3}` a superscript.
  public var label: String
  /// The map from values to positions.
  public var scale: Scale
  /// The visible range; nil for the range of the data, with a little headroom on a vertical axis.
  public var range: ClosedRange<Double>?
  /// Whether the values are counts, so that ticks between them make no sense.
  public var isInteger: Bool
  /// The ticks; empty to choose them by range and space.
  public var ticks: [Tick]
  /// Whether small ticks may be between the labelled ones of a logarithmic axis, where there are values too.
  public var hasMinorTicks = true

  /// Creates an axis.
  ///
  /// - Parameters:
  ///   - label: The name, with the markup of ``label``.
  ///   - scale: The map from values to positions.
  ///   - range: The visible range, or nil for that of the data. A range that the scale cannot
  ///     show, such as one that starts at 0 on a logarithmic scale, counts as nil.
  ///   - isInteger: Whether the values are counts, so that ticks between them make no sense.
  ///   - ticks: The ticks; empty to choose them by range and space.
  public init(
    _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    isInteger: Bool = false, ticks: [Tick] = []
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.isInteger = isInteger
    self.ticks = ticks
  }
}
