/// The colours of a picture's numbers, distinguishable with any colour vision.
public enum ColorMap: String, Sendable, Equatable, CaseIterable {
  /// From black to white, for images.
  case gray
  /// From dark blue over gray to yellow, of steadily increasing lightness, for magnitudes such as errors.
  ///
  /// Linear between five colours of the map *cividis*, of J. R. Nuñez, C. R. Anderton and R. S. Renslow, Optimizing
  /// colormaps with consideration for color vision deficiency, PLoS ONE 13 (2018).
  case sequential
  /// From blue over white to vermillion, for signed numbers whose scale is symmetric about 0.
  case diverging

  /// A colour of the sRGB space.
  struct Color: Equatable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8
  }

  /// The colours at equal distances along the scale.
  var anchors: [Color] {
    func color(_ hex: UInt32) -> Color {
      Color(
        red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
        blue: UInt8(truncatingIfNeeded: hex))
    }
    return switch self {
    case .gray: [color(0x000000), color(0xFFFFFF)]
    case .sequential:
      [color(0x00204D), color(0x414D6B), color(0x7C7B78), color(0xB9AC70), color(0xFFEA46)]
    case .diverging: [color(0x0072B2), color(0xFFFFFF), color(0xD55E00)]
    }
  }

  /// The index of numbers that are not finite, which are green in every map.
  static let missing: UInt8 = 255
  /// The number of colours along the scale.
  static let levels = 255

  /// The levels of the scale, and the colour of missing numbers.
  var palette: [Color] {
    let anchors = anchors
    let scale = (0..<Self.levels).map { level -> Color in
      let place = Double(level) / Double(Self.levels - 1) * Double(anchors.count - 1)
      let index = min(Int(place), anchors.count - 2)
      let part = place - Double(index)
      func mixed(_ channel: KeyPath<Color, UInt8>) -> UInt8 {
        let (low, high) = (
          Double(anchors[index][keyPath: channel]), Double(anchors[index + 1][keyPath: channel])
        )
        return UInt8((low + part * (high - low)).rounded())
      }
      return Color(red: mixed(\.red), green: mixed(\.green), blue: mixed(\.blue))
    }
    return scale + [Color(red: 0, green: 158, blue: 115)]
  }

  /// The names of the colours at both ends of the scale.
  var endNames: (low: String, high: String) {
    switch self {
    case .gray: ("black", "white")
    case .sequential: ("dark blue", "yellow")
    case .diverging: ("blue", "vermillion")
    }
  }

  /// The index of a number: the nearest level of a scale, and the end for numbers beyond it.
  static func index(of value: Double, in range: ClosedRange<Double>) -> UInt8 {
    guard value.isFinite else { return missing }
    let part = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return UInt8((min(max(part, 0), 1) * Double(levels - 1)).rounded())
  }
}
