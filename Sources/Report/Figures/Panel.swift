/// One plot: two axes with curves and areas between them.
///
/// Bands lie at the bottom, then guides, then curves: solid ones first and broken ones above them,
/// so that a curve that lies on another stays visible.
public struct Panel: Sendable, Equatable {
  /// The title above the plot, with the markup of ``Axis/label``, or nil.
  public var title: String?
  /// The horizontal axis, below the plot.
  public var xAxis: Axis
  /// The vertical axis, to the left of the plot.
  public var yAxis: Axis
  /// The curves, in the order of a legend.
  public var curves: [Curve]
  /// The filled areas, below everything else.
  public var bands: [Band]
  /// The reference lines, above the areas and below the curves.
  public var guides: [Guide]
  /// The words within the plot; those for which there is no room are left out.
  public var notes: [Note]
  /// A picture in place of a plot, made by ``init(title:caption:_:)``; nil for a plot.
  public internal(set) var picture: Picture?

  /// Creates a panel.
  ///
  /// - Parameters:
  ///   - title: The title above the plot, with the markup of ``Axis/label``, or nil.
  ///   - xAxis: The horizontal axis.
  ///   - yAxis: The vertical axis.
  ///   - curves: The curves, in the order of a legend.
  ///   - bands: The filled areas.
  ///   - guides: The reference lines.
  ///   - notes: Words within the plot.
  public init(
    title: String? = nil, xAxis: Axis, yAxis: Axis, curves: [Curve] = [], bands: [Band] = [],
    guides: [Guide] = [], notes: [Note] = []
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.curves = curves
    self.bands = bands
    self.guides = guides
    self.notes = notes
  }
}
