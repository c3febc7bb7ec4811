extension Figure {
  /// A description of the figure made from its data, for readers that cannot see it.
  ///
  /// For each panel it names the axes and, for every curve, gives its ends and its smallest and largest y with their x,
  /// to four digits; isolated points are given by their coordinates.
  ///
  /// - Complexity: O(p) in the number of points.
  public var generatedDescription: String {
    var sentences: [String] = [Self.sentence(RichText(title).plain)]
    for (index, panel) in panels.enumerated() {
      var start = panels.count == 1 ? "" : "Panel \(index + 1)"
      if let title = panel.title {
        start += start.isEmpty ? RichText(title).plain : ", \(RichText(title).plain)"
      }
      if let picture = panel.picture {
        let words = Self.described(picture, caption: RichText(panel.xAxis.label).plain)
        sentences.append(start.isEmpty ? "It shows \(words)" : "\(start): \(words)")
        continue
      }
      let axes = Self.axes(panel)
      sentences.append(Self.sentence(start.isEmpty ? "It shows \(axes)" : "\(start): \(axes)"))
      sentences += Self.described(panel.curves)
      sentences += panel.bands.map(Self.described)
      sentences += panel.guides.map(Self.described)
      sentences += panel.notes.map { "\(RichText($0.label).plain): at \(Self.place($0.point))." }
    }
    if !note.isEmpty { sentences.append(Self.sentence(RichText(note).plain)) }
    return sentences.joined(separator: " ")
  }

  /// The figure in fewer than 60 words, for readers who cannot see it: the title, the axes, and the names of the
  /// curves as far as they fit; or ``description`` if there is one.
  ///
  /// - Complexity: O(p) in the number of points.
  public var summary: String {
    guard description.isEmpty else { return Self.cut(description, words: Self.summaryWords) }
    // A long title is truncated, to leave room for the axes.
    var summary = Self.cut(Self.sentence(RichText(title).plain), words: Self.titleWords)
    for choices in [axesInWords, curvesInWords] {
      let fitting = choices.first {
        Self.wordCount(summary) + Self.wordCount($0) <= Self.summaryWords
      }
      if let fitting, !fitting.isEmpty { summary += " \(fitting)" }
    }
    return Self.cut(summary, words: Self.summaryWords)
  }

  private static let summaryWords = 59
  private static let titleWords = 35

  private static func wordCount(_ text: String) -> Int {
    text.split(whereSeparator: \.isWhitespace).count
  }

  /// A text truncated to a number of words.
  private static func cut(_ text: String, words: Int) -> String {
    let all = text.split(whereSeparator: \.isWhitespace)
    return all.count <= words ? text : all.prefix(words).joined(separator: " ") + "…"
  }

  /// Descriptions of the panels and their axes, longest first.
  private var axesInWords: [String] {
    guard let first = panels.first.map(Self.axes) else { return [] }
    guard panels.count > 1 else { return ["It shows \(first)."] }
    let titles = panels.compactMap { $0.title.map { RichText($0).plain } }
    let named = titles.isEmpty ? "" : ": \(titles.joined(separator: "; "))"
    let areAlike = panels.allSatisfy { Self.axes($0) == first }
    let count = "\(panels.count) panels"
    return areAlike
      ? ["\(count) show \(first)\(named).", "\(count) show \(first).", "\(count)."]
      : ["\(count)\(named).", "\(count)."]
  }

  /// Lists of the curves' names without duplicates, longest first.
  private var curvesInWords: [String] {
    var names: [String] = []
    for label in panels.flatMap(\.curves).map(\.label) {
      let name = RichText(label).plain
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    switch names.count {
    case 0: return []
    case 1: return ["Curve: \(names[0]).", "One curve."]
    default: return ["Curves: \(names.joined(separator: "; ")).", "\(names.count) curves."]
    }
  }

  private static func sentence(_ text: String) -> String {
    text.hasSuffix(".") ? text : text + "."
  }

  /// The size, the scale and the extent of a picture, with its caption.
  private static func described(_ picture: Picture, caption: String) -> String {
    let (low, high) = (picture.range.lowerBound, picture.range.upperBound)
    let finite = picture.values.filter(\.isFinite)
    var text = "a picture of \(picture.height) × \(picture.width) pixels"
    if let least = finite.min(), let greatest = finite.max() {
      let mean = finite.reduce(0) { $0 + $1 / Double(finite.count) }
      text += " from \(shown(least)) to \(shown(greatest)), mean \(shown(mean))"
    }
    let ends = picture.map.endNames
    text += ", on a scale from \(shown(low)) (\(ends.low)) to \(shown(high)) (\(ends.high))."
    let beyond = finite.count { $0 < low || $0 > high }
    if beyond > 0 { text += " \(beyond) of \(picture.values.count) are beyond the scale." }
    let missing = picture.values.count - finite.count
    if missing > 0 { text += " \(missing) are not finite, and green." }
    return caption.isEmpty ? text : "\(text) \(sentence(caption))"
  }

  private static func axes(_ panel: Panel) -> String {
    guard panel.picture == nil else { return "pictures" }
    return namedAxes(panel)
  }

  private static func namedAxes(_ panel: Panel) -> String {
    "\(name(panel.yAxis, or: "y")) over \(name(panel.xAxis, or: "x"))"
  }

  private static func name(_ axis: Axis, or fallback: String) -> String {
    let plain = RichText(axis.label).plain
    let name = plain.isEmpty ? fallback : plain
    return axis.scale == .logarithmic ? "\(name) (logarithmic)" : name
  }

  /// One sentence per curve; consecutive isolated points with the same name share one.
  private static func described(_ curves: [Curve]) -> [String] {
    var sentences: [String] = []
    var rest = curves[...]
    while let curve = rest.first {
      let alike = rest.prefix { $0.label == curve.label && isPoint($0) }
      sentences.append(alike.count > 1 ? described(points: Array(alike)) : described(curve))
      rest = rest.dropFirst(max(alike.count, 1))
    }
    return sentences
  }

  private static func isPoint(_ curve: Curve) -> Bool {
    curve.points.count == 1 && curve.points.allSatisfy { $0.x.isFinite && $0.y.isFinite }
  }

  private static func described(points curves: [Curve]) -> String {
    let places = curves.flatMap(\.points).map(place)
    let list =
      "\(places.dropLast().joined(separator: ", ")) and \(places.suffix(1).joined())"
    let label = RichText(curves[0].label).plain
    return label.isEmpty ? "Points at \(list)." : "\(label): points at \(list)."
  }

  private static func described(_ curve: Curve) -> String {
    let label = RichText(curve.label).plain
    let points = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = points.first, let last = points.last,
      let least = points.min(by: { $0.y < $1.y }), let greatest = points.max(by: { $0.y < $1.y })
    else { return "\(label.isEmpty ? "A curve" : label): no finite points." }
    if curve.isBar {
      return
        "Bar at x = \(shown((first.x + last.x) / 2)) from \(shown(least.y)) to \(shown(greatest.y))."
    }
    // A point that is not finite separates curves that are drawn as one.
    let count = curve.points.count { !($0.x.isNaN && $0.y.isNaN) }
    let gaps = count - points.count
    let missing =
      gaps == 0 ? "" : " \(gaps) of \(count) points \(gaps == 1 ? "is" : "are") not finite."
    if points.count == 1 {
      return (label.isEmpty ? "A point" : "\(label): a point") + " at \(place(first)).\(missing)"
    }
    let kind = curve.style.isMarkersAlone ? "\(points.count) points" : "A curve"
    let name = label.isEmpty ? kind : label
    if shown(least.y) == shown(greatest.y) {
      return "\(name): \(shown(first.y)) throughout, from x = \(shown(first.x)) to "
        + "\(shown(last.x)).\(missing)"
    }
    /// An end, with a note if it is the smallest or largest value.
    func end(_ point: Point) -> String {
      let rank = point.y == least.y ? " (smallest)" : point.y == greatest.y ? " (largest)" : ""
      return "\(shown(point.y))\(rank) at x = \(shown(point.x))"
    }
    var text = "\(name): from \(end(first)) to \(end(last))"
    if least.y != first.y, least.y != last.y { text += ", smallest \(shown(least))" }
    if greatest.y != first.y, greatest.y != last.y { text += ", largest \(shown(greatest))" }
    return "\(text).\(missing)"
  }

  private static func described(_ band: Band) -> String {
    let name = band.label.isEmpty ? "An area" : "\(RichText(band.label).plain): an area"
    guard let first = band.x.first, let last = band.x.last else { return "\(name), empty." }
    return "\(name) from x = \(shown(first)) to \(shown(last))."
  }

  private static func described(_ guide: Guide) -> String {
    let name = guide.label.isEmpty ? "" : " (\(RichText(guide.label).plain))"
    return switch guide.direction {
    case .horizontal: "Horizontal line at \(shown(guide.value))\(name)."
    case .vertical: "Vertical line at x = \(shown(guide.value))\(name)."
    }
  }

  private static func place(_ point: Point) -> String {
    "(\(shown(point.x)), \(shown(point.y)))"
  }

  private static func shown(_ point: Point) -> String {
    "\(shown(point.y)) at x = \(shown(point.x))"
  }

  private static func shown(_ value: Double) -> String { typeset(value, significantDigits: 4) }
}
