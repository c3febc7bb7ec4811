/// The colours of a figure, for the page on which it is shown.
///
/// Lines and areas have a contrast of 2 or more with the background (yellow on white excepted), small text of
/// 4.5 or more.
public enum FigureColors: Sendable, Equatable, CaseIterable {
  /// Black and the palette of ``Ink`` on white.
  case light
  /// Light gray and the palette, with blue and gray made lighter, on the nearly black background of dark pages.
  case dark

  /// The background.
  var background: StaticString {
    switch self {
    case .light: "#ffffff"
    case .dark: "#0d1117"
    }
  }

  /// Axes and their text.
  var foreground: StaticString {
    switch self {
    case .light: "#1a1a1a"
    case .dark: "#e6edf3"
    }
  }

  /// The lines of the grid.
  var grid: StaticString {
    switch self {
    case .light: "#ebebeb"
    case .dark: "#262c36"
    }
  }

  /// The colour of lines and areas of an ink.
  func line(_ ink: Ink) -> StaticString {
    switch (self, ink) {
    case (.light, _): ink.line
    case (.dark, .black): "#f0f6fc"
    case (.dark, .blue): "#2b8fd9"
    case (.dark, .darkBlue): "#b4c3ff"
    case (.dark, .skyBlue): "#a3d6f5"
    case (.dark, .gray): "#8b949e"
    case (.dark, .darkGreen): "#8fe0c4"
    case (.dark, _): ink.line
    }
  }

  /// The colour of small text of an ink.
  func text(_ ink: Ink) -> StaticString {
    switch self {
    case .light: ink.text
    case .dark: line(ink)
    }
  }
}
