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

/// The place of a curve's name in a figure that names its curves directly.
public enum NamePlace: Sendable, Equatable {
  /// Beside the right end of the curve; within the panel if the curve ends there, or if the name would be
  /// mistaken for that of another curve.
  case end
  /// Next to the curve within the panel: at this fraction of the panel's width, from 0 at the left to 1 at the
  /// right, or as near to it as the name stays clear of all other curves; at the end if there is no such place.
  case along(Double)
  /// Upon the curve, which ends around it, as on the contours of a map: at this fraction of its length within the
  /// panel, or as near to it as the name covers no other curve.
  case upon(Double)

  /// The fraction.
  var part: Double? {
    switch self {
    case .end: nil
    case .along(let part), .upon(let part): part
    }
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
  /// The points, joined in this order; one that is not finite interrupts the line.
  public var points: [Point]
  /// The colour, pattern, marker and width of the line.
  public var style: Style
  /// The place of the name if curves are labelled directly; ignored in a legend.
  public var namePlace = NamePlace.end
  /// Whether the curve is the bar of an interval; see ``bar(x:from:to:halfWidth:color:)``.
  public private(set) var isBar = false

  /// Creates a curve.
  ///
  /// - Parameters:
  ///   - label: The name, with the markup of ``Axis/label``; an empty one is not shown.
  ///   - points: The points, joined in this order.
  ///   - style: The style of the curve.
  ///   - namePlace: The place of the name.
  public init(_ label: String, points: [Point], style: Style, namePlace: NamePlace = .end) {
    self.label = label
    self.points = points
    self.style = style
    self.namePlace = namePlace
  }

  /// The style as drawn, without a marker for a line that is level throughout, however many points it has.
  var shownStyle: Style {
    guard style.marker != .none, !style.isMarkersAlone, isLevel else { return style }
    var style = style
    style.marker = .none
    return style
  }

  /// Whether two or more points have one height, as far as a reader can see.
  var isLevel: Bool {
    let heights = points.lazy.map(\.y).filter(\.isFinite)
    guard let least = heights.min(), let greatest = heights.max() else { return false }
    let isOnePoint = points.count { $0.x.isFinite && $0.y.isFinite } < 2
    return !isOnePoint && greatest - least <= 1e-4 * max(greatest.magnitude, least.magnitude)
  }

  /// The largest number of points of a line that are all marked; a longer one is marked at equal distances along it.
  private static let markedPoints = 25

  /// Whether every point is marked.
  var isMarkedThroughout: Bool { style.isMarkersAlone || points.count <= Self.markedPoints }

  /// A thin vertical bar with caps, for an interval around a point of another curve; it has no name.
  ///
  /// - Parameters:
  ///   - x: Its place on the horizontal axis.
  ///   - lower: Its lower end.
  ///   - upper: Its upper end.
  ///   - halfWidth: Half of the width of the caps, in units of the horizontal axis.
  ///   - color: The colour, that of the curve of its point.
  /// - Returns: The bar.
  public static func bar(
    x: Double, from lower: Double, to upper: Double, halfWidth: Double, color: Ink
  ) -> Curve {
    let ends = [
      (x - halfWidth, lower), (x + halfWidth, lower), (x, lower), (x, upper),
      (x - halfWidth, upper),
      (x + halfWidth, upper),
    ]
    var curve = Curve(
      "", points: ends.map { Point(x: $0.0, y: $0.1) }, style: Style(color: color, width: 0.75))
    curve.isBar = true
    return curve
  }
}

extension [Curve] {
  /// The curves in the order of their widths, so that thick ones lie above thin ones; those of one width keep their order.
  package var thinnestFirst: [Curve] {
    enumerated().sorted {
      ($0.element.style.width, $0.offset) < ($1.element.style.width, $1.offset)
    }.map(\.element)
  }
}
