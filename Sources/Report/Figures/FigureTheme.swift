/// The sizes that a figure is laid out with (of the image, its text, lines, symbols and gaps) and its colours.
///
/// The layout decides from them what fits, so that a narrow figure is more than a scaled wide one. Lengths are in units of the image: pixels, or points for print.
public struct FigureTheme: Sendable, Equatable {
  /// The unit of the lengths of an image, as SVG spells it.
  public enum Unit: String, Sendable, Equatable {
    /// A pixel, 1/96 inch where it is printed.
    case pixel = ""
    /// A point of PDF and CSS, 1/72 inch.
    case point = "pt"
  }

  /// The widths of the image for one column of panels, for two and so on; the last is for more too.
  public var widths = [760.0, 960, 1_100]
  /// The height that plotting areas fill where they are wide enough, and are lowered to keep as far
  /// as they stay legible; nil for any.
  public var height: Double?
  /// The factor by which plotting areas are higher than figures ask for: larger letters need more space between lines.
  public var heightScale = 1.0
  /// Whether a figure too full for the height is shown smaller as a whole, so that it keeps the shape of the page.
  public var keepsShape = false
  /// Whether plotting areas fill the height at any width.
  public var fillsHeight = false
  /// The unit of all lengths.
  public var unit = Unit.pixel
  /// The fonts in order of preference, as CSS lists them.
  public var fontFamily = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
  /// The size of the letters of titles of panels, in the unit of the theme.
  public var title = 13.0
  /// The size of the letters of names of axes, in the unit of the theme.
  public var axis = 13.0
  /// The size of the numbers at ticks, in the unit of the theme.
  public var tick = 12.0
  /// The size of the letters of names of curves, in the unit of the theme.
  public var label = 12.0
  /// The least distance of neighbouring names of curves, from middle to middle.
  public var spacing = 15.0
  /// The widths of lines in units of those on screen.
  public var strokeScale = 1.0
  /// The sizes of markers in units of those on screen.
  public var markerScale = 1.0
  /// The gaps between text, ticks and lines in units of those on screen.
  public var gapScale = 1.0

  /// The fraction of its width that a plotting area keeps next to names of curves; with less left, the
  /// names go into a legend below.
  public var plotShare = 0.5

  /// The colours of lines, letters and background.
  public var colors = FigureColors.light

  /// The theme of figures on a screen.
  public static let screen = FigureTheme()

  /// The width of an image with the given number of columns of panels, at least 1.
  func width(columns: Int) -> Double {
    columns <= widths.count ? widths[columns - 1] : widths.last ?? 760
  }

  /// The width of a line that is so wide on screen.
  func stroke(_ width: Double) -> Double { width * strokeScale }

  /// A length of a marker that is so long on screen.
  func marker(_ length: Double) -> Double { length * markerScale }

  /// A gap that is so wide on screen.
  func gap(_ width: Double) -> Double { width * gapScale }

  /// The least height of a plotting area that has to share a bounded height with others.
  var leastPlotHeight: Double { 5 * axis }
}

/// A theme, by its name for `--preset`.
public enum FigurePreset: String, Sendable, Equatable, CaseIterable {
  /// For a browser: 760 to 1100 pixels wide, text of 12 and 13 pixels.
  case screen
  /// For print next to text: 3.5 inches wide, a column, or 7 for panels side by side; 8 points, serif.
  case paper
  /// The theme for a 16:9 slide: 960 by at most 540 pixels, text of 18 and 20 pixels if it fits, thick lines.
  case slides
  /// For a poster: 12 inches wide, or 20 for panels side by side, text of 24 and 26 points.
  case poster
  /// As ``screen``, for a dark page.
  case dark

  /// The sizes and colours of the preset.
  public var theme: FigureTheme {
    var theme = FigureTheme.screen
    switch self {
    case .screen: break
    case .paper:
      theme.widths = [252, 504]
      theme.unit = .point
      theme.fontFamily = "'Times New Roman', 'Liberation Serif', 'DejaVu Serif', serif"
      (theme.title, theme.axis, theme.tick, theme.label) = (8, 8, 7.5, 8)
      (theme.spacing, theme.strokeScale, theme.markerScale, theme.gapScale) = (9.5, 0.55, 0.55, 0.6)
      (theme.plotShare, theme.heightScale) = (0.7, 1.25)
    case .slides:
      theme.widths = [960]
      (theme.height, theme.keepsShape) = (540, true)
      (theme.title, theme.axis, theme.tick, theme.label) = (20, 20, 18, 18)
      (theme.spacing, theme.strokeScale, theme.markerScale, theme.gapScale) = (22, 2, 1.7, 1.3)
      theme.plotShare = 0.6
    case .poster:
      theme.widths = [864, 1_440]
      theme.unit = .point
      (theme.title, theme.axis, theme.tick, theme.label) = (26, 26, 24, 24)
      (theme.spacing, theme.strokeScale, theme.markerScale, theme.gapScale) = (29, 2.6, 2.3, 1.8)
      (theme.plotShare, theme.heightScale) = (0.7, 1.15)
    case .dark: theme.colors = .dark
    }
    return theme
  }
}
