/// A figure of one or more panels, written as SVG by ``svg(theme:)``, and as LaTeX by
/// ``pgfplots(dataFile:isInline:)``.
///
/// ```swift
/// let figure = Figure(
///   title: "Risk over k",
///   command: "toy risk-ratio --k 1..500",
///   panels: [Panel(xAxis: Axis("*k*"), yAxis: Axis("risk"), curves: curves)])
/// let bytes = figure.svg()
/// ```
public struct Figure: Sendable, Equatable {
  /// The name of the figure, for readers that cannot see it and for a browser's tab; not drawn.
  public var title: String
  /// A heading above the panels, with the markup of ``Axis/label``; an empty one is not drawn.
  public var heading = ""
  /// A remark below the panels in small gray letters, such as what bars mean, with the markup of ``Axis/label``; an
  /// empty one is not drawn.
  public var note = ""
  /// A description of the figure, for readers who cannot see it; ``generatedDescription`` if empty.
  public var description: String
  /// The command that draws the figure again, kept in the file's metadata.
  public var command: String
  /// The panels, from left to right and from top to bottom.
  public var panels: [Panel]
  /// The number of panels in a row, at least 1; a figure too narrow for several has one.
  public var columns: Int
  /// The width in the theme's unit; nil is that of the theme, on a screen 760 pixels for one column of
  /// panels, 960 for two, 1100 for more.
  public var width: Double?
  /// The height of a plotting area in units of its width.
  public var aspect: Double
  /// Whether a legend names the curves even if there is room for labels at their ends.
  ///
  /// Useful for markers without lines, where a label at one marker does not identify the others.
  public var hasLegend = false

  /// Creates a figure.
  ///
  /// - Parameters:
  ///   - title: The name of the figure; not drawn.
  ///   - description: A description of the figure; ``generatedDescription`` if empty.
  ///   - command: The command that draws the figure again.
  ///   - panels: The panels, from left to right and from top to bottom.
  ///   - columns: The number of panels in a row, at least 1.
  ///   - width: The width in pixels, or nil for one that suits the columns. Text keeps its size, so
  ///     a figure for a narrow column of a paper is better drawn narrow than scaled down.
  ///   - aspect: The height of a plotting area in units of its width, 0.2 to 2.
  public init(
    title: String, description: String = "", command: String, panels: [Panel], columns: Int = 1,
    width: Double? = nil, aspect: Double = 0.62
  ) {
    self.title = title
    self.description = description
    self.command = command
    self.panels = panels
    self.columns = columns
    self.width = width
    self.aspect = aspect
  }
}

extension Figure {
  /// The figure for a phone: 360 pixels wide, with its panels below one another.
  var narrow: Figure {
    var figure = self
    figure.width = 360
    figure.columns = 1
    figure.aspect = max(aspect, 0.75)
    return figure
  }
}

extension FigureTheme {
  /// The theme of narrow figures, in which all but short names of curves are below the plot.
  static let narrow: FigureTheme = {
    var theme = FigureTheme.screen
    theme.plotShare = 0.75
    return theme
  }()
}
