/// A colour of the Okabe-Ito palette, whose colours can be distinguished with any colour vision.
///
/// The colours are those of M. Okabe and K. Ito, *Color Universal Design* (2008), dark shades of two and a gray.
public enum Ink: Sendable, Equatable, CaseIterable {
  /// Black, for references.
  case black
  /// Orange, `#E69F00`.
  case orange
  /// Sky blue, `#56B4E9`.
  case skyBlue
  /// Bluish green, `#009E73`.
  case green
  /// A dark shade of the bluish green, `#00553F`, distinguishable from it in grey as well.
  case darkGreen
  /// Yellow, `#F0E442`; weak as a thin line on white, so better for areas.
  case yellow
  /// Blue, `#0072B2`.
  case blue
  /// Vermillion, `#D55E00`.
  case vermillion
  /// A dark shade of the blue, `#0A1F8A`, distinguishable from it and from the dark green in grey as well.
  case darkBlue
  /// Reddish purple, `#CC79A7`.
  case purple
  /// Gray, `#777777`, for what should stay in the background.
  case gray

  /// The colour of lines and areas.
  var line: StaticString {
    switch self {
    case .black: "#000000"
    case .orange: "#E69F00"
    case .skyBlue: "#56B4E9"
    case .green: "#009E73"
    case .darkGreen: "#00553F"
    case .yellow: "#F0E442"
    case .blue: "#0072B2"
    case .darkBlue: "#0A1F8A"
    case .vermillion: "#D55E00"
    case .purple: "#CC79A7"
    case .gray: "#777777"
    }
  }

  /// The opacity of areas of the colour: light enough for lines and letters upon it.
  ///
  /// Gray and vermillion are filled more than blue and green, so that neighbouring areas differ in print without
  /// colour too.
  var areaOpacity: StaticString {
    switch self {
    case .gray: "0.42"
    case .vermillion: "0.3"
    default: "0.14"
    }
  }

  /// The same hue, dark enough to be read as small text on white (contrast of 4.5 or more).
  var text: StaticString {
    switch self {
    case .black: "#000000"
    case .orange: "#946500"
    case .skyBlue: "#007C9E"
    case .green: "#007A58"
    case .darkGreen: "#00553F"
    case .yellow: "#7A7000"
    case .blue: "#0072B2"
    case .darkBlue: "#0A1F8A"
    case .vermillion: "#B34E00"
    case .purple: "#A8487C"
    case .gray: "#5F5F5F"
    }
  }
}
