extension Figure {
  /// A description of the figure made from its data, for readers that cannot see it.
  ///
  /// Panel by panel it says what the axes are and, for every curve, its first, last, smallest and
  /// largest y with the x where they are, to four digits.
  ///
  /// - Complexity: O(p) in the number of points.
  public var generatedDescription: String {
    var sentences: [String] = [Self.sentence(RichText(title).plain)]
    for (index, panel) in panels.enumerated() {
      var start = panels.count == 1 ? "" : "Panel \(index + 1)"
      if let title = panel.title {
        start += start.isEmpty ? RichText(title).plain : ", \(RichText(title).plain)"
      }
      let axes = "\(Self.name(panel.yAxis, or: "y")) over \(Self.name(panel.xAxis, or: "x"))"
      sentences.append(Self.sentence(start.isEmpty ? "It shows \(axes)" : "\(start): \(axes)"))
      sentences += panel.curves.enumerated().map { Self.described($1, number: $0 + 1) }
      sentences += panel.bands.map(Self.described)
      sentences += panel.guides.map(Self.described)
    }
    return sentences.joined(separator: " ")
  }

  private static func sentence(_ text: String) -> String {
    text.hasSuffix(".") ? text : text + "."
  }

  private static func name(_ axis: Axis, or fallback: String) -> String {
    let plain = RichText(axis.label).plain
    let name = plain.isEmpty ? fallback : plain
    return axis.scale == .logarithmic ? "\(name) (logarithmic)" : name
  }

  private static func described(_ curve: Curve, number: Int) -> String {
    let name = curve.label.isEmpty ? "Curve \(number)" : RichText(curve.label).plain
    let points = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
    guard let first = points.first, let last = points.last,
      let least = points.min(by: { $0.y < $1.y }), let greatest = points.max(by: { $0.y < $1.y })
    else { return "\(name): no finite points." }
    let gaps = curve.points.count - points.count
    let missing = gaps == 0 ? "" : " \(gaps) of \(curve.points.count) points are not finite."
    if points.count == 1 { return "\(name): one point, \(shown(first)).\(missing)" }
    if least.y == greatest.y {
      return "\(name): \(shown(first.y)) throughout, from x = \(shown(first.x)) to "
        + "\(shown(last.x)).\(missing)"
    }
    return "\(name): first \(shown(first)), last \(shown(last)), "
      + "smallest \(shown(least)), largest \(shown(greatest)).\(missing)"
  }

  private static func described(_ band: Band) -> String {
    let name = band.label.isEmpty ? "A band" : RichText(band.label).plain
    guard let first = band.x.first, let last = band.x.last else { return "\(name): empty." }
    return "\(name): area from x = \(shown(first)) to \(shown(last))."
  }

  private static func described(_ guide: Guide) -> String {
    let name = guide.label.isEmpty ? "" : " (\(RichText(guide.label).plain))"
    return switch guide.direction {
    case .horizontal: "Horizontal line at \(shown(guide.value))\(name)."
    case .vertical: "Vertical line at x = \(shown(guide.value))\(name)."
    }
  }

  private static func shown(_ point: Point) -> String {
    "\(shown(point.y)) at x = \(shown(point.x))"
  }

  private static func shown(_ value: Double) -> String { typeset(value, significantDigits: 4) }
}
