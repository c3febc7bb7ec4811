/// Writes the elements of an SVG file; all numbers have one fixed form.
struct SVGWriter {
  private(set) var bytes: [UInt8] = []
  /// The colours of the figure.
  let colors: FigureColors

  init(colors: FigureColors = .light) { self.colors = colors }

  /// The alignment of a text relative to its position.
  enum Anchor: String { case start, middle, end }

  /// Appends markup as it is.
  mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

  /// Appends text with the characters that mean something in XML escaped.
  ///
  /// Characters that XML cannot hold at all become the replacement character.
  mutating func escaped(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": raw("&amp;")
      case "<": raw("&lt;")
      case ">": raw("&gt;")
      case "\"": raw("&quot;")
      case "'": raw("&#39;")
      case "\t", "\n", "\r": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\0"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": raw("\u{FFFD}")
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  /// Appends a length in pixels, rounded to two decimals, without zeros at the end.
  mutating func number(_ value: Double) {
    // No position is far from the image; the bound keeps the conversion from trapping.
    let bounded = value.isFinite ? min(max(value, -1e6), 1e6) : 0
    let hundredths = Int((bounded * 100).rounded())
    if hundredths < 0 { bytes.append(ASCII.minus) }
    let (whole, part) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    raw(String(whole))
    guard part > 0 else { return }
    bytes.append(ASCII.point)
    bytes.append(ASCII.zero + UInt8(part / 10))
    if part % 10 > 0 { bytes.append(ASCII.zero + UInt8(part % 10)) }
  }

  /// Appends ` name="value"` with a length, in units of the image unless there is another one.
  mutating func attribute(_ name: StaticString, _ value: Double, unit: String = "") {
    raw(" \(name)=\"")
    number(value)
    raw("\(unit)\"")
  }

  /// Appends ` name="value"` with a text.
  mutating func attribute(_ name: StaticString, _ value: String) {
    raw(" \(name)=\"")
    escaped(value)
    raw("\"")
  }

  /// Appends the `d` attribute of a path through runs of points, with repeated points left out.
  mutating func pathData(_ runs: [[Pixel]], isClosed: Bool = false) {
    raw(" d=\"")
    for run in runs {
      var last: Pixel?
      for point in run {
        let rounded = Pixel(x: (point.x * 100).rounded(), y: (point.y * 100).rounded())
        if rounded == last { continue }
        raw(last == nil ? "M" : "L")
        number(point.x)
        raw(" ")
        number(point.y)
        last = rounded
      }
      if isClosed { raw("Z") }
    }
    raw("\"")
  }

  /// Appends a straight line as an element.
  mutating func line(from start: Pixel, to end: Pixel, stroke: StaticString, width: Double) {
    raw("<line")
    attribute("x1", start.x)
    attribute("y1", start.y)
    attribute("x2", end.x)
    attribute("y2", end.y)
    raw(" stroke=\"\(stroke)\"")
    attribute("stroke-width", width)
    raw("/>\n")
  }

  /// Appends a label as an element.
  ///
  /// - Parameters:
  ///   - label: The text.
  ///   - point: The anchor, vertically the middle of the digits.
  ///   - anchor: The alignment of the text relative to its position.
  ///   - size: The size in pixels.
  ///   - fill: The colour; nil for that of axes and their text.
  ///   - name: The class of the element.
  ///   - isVertical: Whether the text runs upwards.
  ///   - isBold: Whether the text is bold.
  mutating func text(
    _ label: RichText, at point: Pixel, anchor: Anchor = .start, size: Double,
    fill: StaticString? = nil, name: StaticString, isVertical: Bool = false,
    isBold: Bool = false
  ) {
    raw("<text class=\"\(name)\"")
    // Helvetica's digits and capitals are 0.72 of the size high.
    let drop = 0.36 * size
    attribute("x", isVertical ? point.x + drop : point.x)
    attribute("y", isVertical ? point.y : point.y + drop)
    if anchor != .start { raw(" text-anchor=\"\(anchor.rawValue)\"") }
    attribute("font-size", size)
    if isBold { raw(" font-weight=\"bold\"") }
    raw(" fill=\"\(fill ?? colors.foreground)\"")
    // Some viewers drop spaces at the ends of spans, no-break ones too, unless told not to.
    if label.runs.count > 1 { raw(" xml:space=\"preserve\"") }
    if isVertical {
      raw(" transform=\"rotate(-90 ")
      number(point.x + drop)
      raw(" ")
      number(point.y)
      raw(")\"")
    }
    raw(">")
    spans(label, size: size)
    raw("</text>\n")
  }

  private mutating func spans(_ label: RichText, size: Double) {
    var shift = 0.0
    var isAfterItalic = false
    for run in label.runs {
      defer { isAfterItalic = run.isItalic }
      let text = label.runs.count > 1 ? Self.withFixedSpaces(run.text) : run.text
      let target =
        switch run.level {
        case .base: 0.0
        case .lowered: 0.24 * size
        // A star is raised by the font already, and small.
        case .raised: (run.text == "*" ? -0.12 : -0.36) * size
        }
      // A slanted letter would touch a prime or a superscript.
      let isCorrected =
        isAfterItalic && !run.isItalic
        && (run.level == .raised || run.level == .base && Self.isRaised(text.first))
      if target == shift && run.level == .base && !run.isItalic {
        if isCorrected {
          raw("<tspan")
          attribute("dx", 0.08 * size)
          raw(">")
        }
        escaped(text)
        if isCorrected { raw("</tspan>") }
        continue
      }
      raw("<tspan")
      if isCorrected { attribute("dx", 0.08 * size) }
      if target != shift { attribute("dy", target - shift) }
      if run.level != .base {
        attribute("font-size", size * (run.text == "*" ? 1 : RichText.smallScale))
      }
      if run.isItalic { raw(" font-style=\"italic\"") }
      raw(">")
      escaped(text)
      raw("</tspan>")
      shift = target
    }
  }
}

extension SVGWriter {
  /// Whether a character on the base line is a raised one, such as a prime.
  private static func isRaised(_ character: Character?) -> Bool {
    character.map { "′¹²³".contains($0) } ?? false
  }

  /// Replaces spaces at the ends, which viewers drop between spans, by no-break spaces.
  private static func withFixedSpaces(_ text: String) -> String {
    var characters = Array(text)
    if characters.first == " " { characters[0] = "\u{A0}" }
    if characters.last == " " { characters[characters.count - 1] = "\u{A0}" }
    return String(characters)
  }
}

/// A position in the image, in pixels from the upper left corner.
struct Pixel: Equatable {
  var x: Double
  var y: Double
}

/// A rectangle in the image.
struct Box: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// The rectangle with each side moved outwards.
  func expanded(by margin: Double) -> Box {
    Box(left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin)
  }

  func contains(_ point: Pixel) -> Bool {
    point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
  }

  /// Whether another rectangle lies within, its sides on these included.
  func encloses(_ other: Box) -> Bool {
    other.left >= left && other.right <= right && other.top >= top && other.bottom <= bottom
  }

  func overlaps(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}
