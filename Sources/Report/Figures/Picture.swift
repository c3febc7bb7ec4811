/// Numbers on a grid, drawn as the pixels of an image with a colour bar.
///
/// The pixels are embedded in the figure as a PNG file, so that they look the same everywhere.
public struct Picture: Sendable, Equatable {
  /// A small picture in the lower right corner of another, such as the error of a reconstruction.
  public struct Inset: Sendable, Equatable {
    /// The numbers, row by row.
    public var values: [Double]
    /// The number of columns.
    public var width: Int
    /// The numbers at the two ends of the scale.
    public var range: ClosedRange<Double>
    /// The colours of the scale.
    public var map: ColorMap
    /// What it shows, with the markup of ``Axis/label``.
    public var label: String

    /// Creates an inset; the caption of its panel says what it shows, and its scale.
    ///
    /// - Parameters:
    ///   - label: What it shows, with the markup of ``Axis/label``.
    ///   - values: The numbers, row by row.
    ///   - width: The number of columns, which divides the number of values.
    ///   - range: The numbers at the two ends of the scale, not equal.
    ///   - map: The colours of the scale.
    public init(
      _ label: String, values: [Double], width: Int, range: ClosedRange<Double>,
      map: ColorMap = .sequential
    ) {
      Picture.check(values, width, range)
      (self.label, self.values, self.width, self.range, self.map) = (
        label, values, width, range, map
      )
    }
  }

  /// The numbers, row by row from the top.
  public var values: [Double]
  /// The number of columns.
  public var width: Int
  /// The numbers at the two ends of the scale; numbers beyond it have the colour of the end.
  public var range: ClosedRange<Double>
  /// The colours of the scale.
  public var map: ColorMap
  /// Whether a bar beside the picture shows the scale.
  public var hasColorBar: Bool
  /// A small picture in the lower right corner, or nil.
  public var inset: Inset?

  /// Creates a picture.
  ///
  /// - Parameters:
  ///   - values: The numbers, row by row from the top; those that are not finite are green.
  ///   - width: The number of columns, which divides the number of values.
  ///   - range: The numbers at the two ends of the scale, not equal.
  ///   - map: The colours of the scale.
  ///   - hasColorBar: Whether a bar beside the picture shows the scale.
  ///   - inset: A small picture in the lower right corner, or nil.
  public init(
    values: [Double], width: Int, range: ClosedRange<Double> = 0...1, map: ColorMap = .gray,
    hasColorBar: Bool = true, inset: Inset? = nil
  ) {
    Self.check(values, width, range)
    (self.values, self.width, self.range, self.map) = (values, width, range, map)
    (self.hasColorBar, self.inset) = (hasColorBar, inset)
  }

  /// The number of rows.
  public var height: Int { values.count / width }

  fileprivate static func check(_ values: [Double], _ width: Int, _ range: ClosedRange<Double>) {
    precondition(
      width >= 1 && !values.isEmpty && values.count % width == 0,
      "\(values.count) numbers in rows of \(width)")
    precondition(
      range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound,
      "a scale from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension Panel {
  /// Creates a panel with a picture.
  ///
  /// - Parameters:
  ///   - title: The title above the picture, with the markup of ``Axis/label``, or nil.
  ///   - caption: The words below the picture, with the same markup. The scale of an inset, which has no colour bar, is
  ///     added to them.
  ///   - picture: The picture.
  public init(title: String? = nil, caption: String = "", _ picture: Picture) {
    var words = caption
    if let inset = picture.inset {
      let ends = inset.map.endNames
      let (low, high) = (inset.range.lowerBound, inset.range.upperBound)
      let scale =
        "inset: \(inset.label), \(typeset(low, significantDigits: 3)) \(ends.low) to "
        + "\(typeset(high, significantDigits: 3)) \(ends.high)"
      words += words.isEmpty ? scale : "; \(scale)"
    }
    self.init(
      title: title, xAxis: Axis(words, range: 0...1), yAxis: Axis("", range: picture.range))
    self.picture = picture
  }
}
