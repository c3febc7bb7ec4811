internal import Libc

/// The map from values on an axis to positions in pixels.
struct AxisMap {
  let scale: Axis.Scale
  /// Whether the values are counts.
  let isInteger: Bool
  /// The ends of the axis in data units, in ascending order and a positive distance apart.
  let lower: Double
  let upper: Double
  /// The coordinate of the lower end, and the distance of the upper one from it.
  private let origin: Double
  private let span: Double
  /// The positions of the ends; `end` may be the smaller one, as it is on a vertical axis.
  var start = 0.0
  var end = 1.0

  /// Chooses the ends of an axis.
  ///
  /// - Parameters:
  ///   - axis: The axis.
  ///   - extent: The smallest and the largest value that the axis can show, or nil if there is none.
  ///   - headroom: The part of the extent that is added at either end.
  init(_ axis: Axis, extent: (least: Double, greatest: Double)?, headroom: Double) {
    scale = axis.scale
    isInteger = axis.isInteger
    (lower, upper) = Self.ends(axis, extent: extent, headroom: headroom)
    origin = Self.coordinate(lower, scale: scale) ?? 0
    span = (Self.coordinate(upper, scale: scale) ?? 1) - origin
  }

  private static func ends(
    _ axis: Axis, extent: (least: Double, greatest: Double)?, headroom: Double
  ) -> (lower: Double, upper: Double) {
    let isLogarithmic = axis.scale == .logarithmic
    if let range = axis.range, range.lowerBound.isFinite, range.upperBound.isFinite,
      !isDegenerate(range.lowerBound, range.upperBound),
      !isLogarithmic || range.lowerBound > 0
    {
      return (range.lowerBound, range.upperBound)
    }
    guard let (least, greatest) = extent else { return isLogarithmic ? (0.1, 10) : (0, 1) }
    let limit = Double.greatestFiniteMagnitude
    if isLogarithmic {
      let isPoint = log10(greatest) - log10(least) < 1e-13
      let factor = isPoint ? 2 : pow(10, headroom * (log10(greatest) - log10(least)))
      return (max(least / factor, .leastNonzeroMagnitude), min(greatest * factor, limit))
    }
    if isDegenerate(least, greatest) {
      if least == 0 && greatest == 0 { return (-1, 1) }
      let margin = max(max(least.magnitude, greatest.magnitude) * 0.1, 1e-300)
      return (max(least - margin, -limit), min(greatest + margin, limit))
    }
    let margin = (greatest / 2 - least / 2) * headroom * 2
    // An axis of values that cannot be negative does not go below 0.
    let isAtZero = least >= 0 && least < margin
    return (isAtZero ? 0 : max(least - margin, -limit), min(greatest + margin, limit))
  }

  /// Whether two ends are too close for the doubles between them to make an axis.
  private static func isDegenerate(_ least: Double, _ greatest: Double) -> Bool {
    let size = max(least.magnitude, greatest.magnitude)
    return greatest / 2 - least / 2 <= max(size * 1e-14, 1e-300)
  }

  /// The position of a value, which may be far outside the axis; nil if the scale cannot show it.
  func position(_ value: Double) -> Double? {
    guard value.isFinite, let coordinate = Self.coordinate(value, scale: scale) else { return nil }
    return start + (coordinate - origin) / span * (end - start)
  }

  /// The place of a value as a fraction of the axis, 0 at the lower end and 1 at the upper one; nil if
  /// the scale cannot show it.
  func fraction(_ value: Double) -> Double? {
    guard value.isFinite, let coordinate = Self.coordinate(value, scale: scale) else { return nil }
    return (coordinate - origin) / span
  }

  /// A value on a linear axis: its half, so that differences of the largest doubles are finite.
  private static func coordinate(_ value: Double, scale: Axis.Scale) -> Double? {
    switch scale {
    case .linear: value / 2
    case .logarithmic: value > 0 ? log10(value) : nil
    }
  }

  /// The position of a bound, where an infinite one, or one below a logarithmic axis, lies far off.
  func boundPosition(_ value: Double) -> Double? {
    guard !value.isNaN else { return nil }
    let far = 20_000.0
    let outward = end > start ? far : -far
    if value == .infinity { return end + outward }
    if value == -.infinity || (scale == .logarithmic && value <= 0) { return start - outward }
    guard let position = position(value) else { return nil }
    return min(max(position, min(start, end) - far), max(start, end) + far)
  }
}
