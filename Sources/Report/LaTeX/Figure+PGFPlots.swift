/// A figure for LaTeX's package pgfplots: its source, and the table that it reads by column names.
public struct PGFPlots: Sendable, Equatable {
  /// The source for `\input` or pdflatex, in UTF-8.
  public let source: [UInt8]
  /// The table of all curves, in UTF-8.
  public let data: [UInt8]
}

extension Figure {
  /// The figure as LaTeX with one pgfplots axis per panel.
  ///
  /// The source can be read by `\input` into a document that loads pgfplots and its library
  /// groupplots, and also be given to pdflatex as it is. The table has one column of abscissas for
  /// all curves that share them, and one column per curve; shorter columns end with `nan`. Curves of
  /// up to three points are written into the source.
  ///
  /// - Parameters:
  ///   - dataFile: The name of the table's file.
  ///   - isInline: Whether the source writes the table itself when it is first read.
  /// - Returns: Source and table.
  /// - Complexity: O(p) in the number of points, and O(c²) comparisons of columns.
  public func pgfplots(dataFile: String, isInline: Bool = false) -> PGFPlots {
    var writer = PGFPlotsWriter(self, dataFile: dataFile)
    let body = writer.picture()
    let data = writer.data.table.csv()
    let table = isInline ? String(decoding: data, as: UTF8.self) : nil
    return PGFPlots(
      source: Array((writer.head(inlineTable: table) + body + "\\toyend\n").utf8), data: data)
  }
}

/// The columns of a figure's table.
struct PlotColumns {
  private var columns: [(name: String, values: [Double])] = []

  /// The name of a column with these values; abscissas that exist are used again.
  mutating func add(_ wanted: String, _ values: [Double], isShared: Bool) -> String {
    if isShared,
      let same = columns.first(where: { $0.name.hasPrefix(wanted) && Self.equal($0.values, values) }
      )
    {
      return same.name
    }
    var name = wanted
    var number = 2
    while columns.contains(where: { $0.name == name }) {
      name = "\(wanted)_\(number)"
      number += 1
    }
    columns.append((name, values))
    return name
  }

  private static func equal(_ one: [Double], _ two: [Double]) -> Bool {
    one.count == two.count && zip(one, two).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  var table: Table {
    guard !columns.isEmpty else { return Table(columns: ["x"]) }
    var table = Table(columns: columns.map(\.name))
    for row in 0..<(columns.map(\.values.count).max() ?? 0) {
      table.append(
        columns.map { row < $0.values.count ? .number($0.values[row]) : .number(.nan) })
    }
    return table
  }
}

struct PGFPlotsWriter {
  let figure: Figure
  let dataFile: String
  let layout: FigureLayout
  let legend: Legend
  var data = PlotColumns()
  private let columns: Int

  init(_ figure: Figure, dataFile: String) {
    self.figure = figure
    self.dataFile = dataFile
    layout = FigureLayout(figure, theme: FigurePreset.paper.theme)
    columns = min(max(figure.columns, 1), max(figure.panels.count, 1))
    legend = Legend(
      merging: figure.panels.map { Legend.entries(of: $0) }, theme: FigurePreset.paper.theme)
  }

  // MARK: - Head

  /// The head: the preamble of a standalone document, the colours, the path of the table.
  func head(inlineTable: String?) -> String {
    var lines = [
      "% \(RichText(figure.title).plain)", "% \(figure.command)",
      "% \\input this file where pgfplots and its library groupplots are loaded, or give it to",
      "% pdflatex. \\newcommand\\toyfolder{folder/} says where \(dataFile) is, if not here.",
    ].map { $0.replacing("\n", with: " ") }
    lines += [
      "\\let\\toyend\\relax",
      "\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax\\else",
      "  \\documentclass{article}", "  \\usepackage[T1]{fontenc}", "  \\usepackage{pgfplots}",
      "  \\usepgfplotslibrary{groupplots}", "  \\pgfplotsset{compat=1.16}",
      // A page of the size of the figure.
      "  \\newsavebox\\toybox",
      "  \\def\\toyend{\\end{lrbox}\\toypage\\end{document}}",
      "  \\ifx\\pdfpagewidth\\undefined\\let\\pdfpagewidth\\pagewidth\\let\\pdfpageheight\\pageheight\\fi",
      "  \\def\\toypage{\\pdfpagewidth=\\dimexpr\\wd\\toybox+10pt\\relax",
      "    \\pdfpageheight=\\dimexpr\\ht\\toybox+\\dp\\toybox+10pt\\relax",
      "    \\hoffset=-1in \\voffset=-1in",
      "    \\shipout\\vbox{\\kern5pt\\hbox{\\kern5pt\\box\\toybox}}}",
      "  \\begin{document}\\begin{lrbox}{\\toybox}",
      "\\fi",
      "\\providecommand\\toyfolder{}",
    ]
    if let inlineTable {
      lines.append("\\begin{filecontents*}[overwrite]{\(dataFile)}")
      return lines.joined(separator: "\n") + "\n\(inlineTable)\\end{filecontents*}\n" + colors
    }
    return lines.joined(separator: "\n") + "\n" + colors
  }

  private var colors: String {
    var used: [Ink] = []
    for panel in figure.panels {
      let inks =
        panel.curves.map(\.style.color) + panel.guides.map(\.style.color) + panel.bands.map(\.color)
        + panel.notes.map(\.color) + (panel.xAxis.ticks + panel.yAxis.ticks).map(\.color)
      for ink in inks where !used.contains(ink) { used.append(ink) }
    }
    return used.map { "\\definecolor{\(Self.name($0))}{HTML}{\("\($0.line)".dropFirst())}\n" }
      .joined()
  }

  private static func name(_ ink: Ink) -> String { "toy\(ink)" }

  // MARK: - Picture

  mutating func picture() -> String {
    let isGroup = figure.panels.count > 1
    var output = "\\begin{tikzpicture}\n"
    let rows = (figure.panels.count + columns - 1) / columns
    if isGroup {
      output += "\\begin{groupplot}[\n  group style={group size=\(columns) by \(rows), "
      output += "horizontal sep=\(Self.short(separation))\\linewidth, vertical sep=5em},\n"
      output += common + "]\n"
    }
    for index in figure.panels.indices {
      output += isGroup ? "\\nextgroupplot[\n" : "\\begin{axis}[\n" + common
      output += options(index)
      if index == (rows - 1) * columns { output += legendOptions }
      output += "]\n"
      output += plots(index)
      if index == (rows - 1) * columns { output += legendEntries }
      if !isGroup { output += "\\end{axis}\n" }
    }
    return output + (isGroup ? "\\end{groupplot}\n" : "") + "\\end{tikzpicture}\n"
  }

  /// The distance of neighbouring axes, and their width, in units of the line's.
  private var separation: Double {
    let isNamed = layout.panels.enumerated().contains { index, panel in
      index % columns > 0 && panel.showsYLabel
    }
    return isNamed ? 0.15 : 0.1
  }
  private var axisWidth: Double {
    columns == 1
      ? (hasNamedRows ? 0.6 : 0.8) : (0.8 - Double(columns - 1) * separation) / Double(columns)
  }

  /// Whether a vertical axis has words instead of numbers.
  private var hasNamedRows: Bool {
    figure.panels.contains { $0.yAxis.ticks.contains { RichText($0.label).plain.count > 6 } }
  }

  private var common: String {
    let aspect = figure.aspect.isFinite ? min(max(figure.aspect, 0.2), 2) : 0.62
    return """
        scale only axis, width=\(Self.short(axisWidth))\\linewidth, \
      height=\(Self.short(axisWidth * aspect))\\linewidth,
        axis x line*=bottom, axis y line*=left, tick align=outside,
        ymajorgrids, major grid style={black!8}, unbounded coords=jump, filter discard warning=false,
        label style={font=\\small}, tick label style={font=\\footnotesize}, \
      title style={font=\\small, align=flush center, \
      text width=\(Self.short(axisWidth + 0.6 * separation))\\linewidth},

      """
  }

  private func options(_ index: Int) -> String {
    let panel = layout.panels[index]
    if let picture = panel.panel.picture { return options(of: picture, in: panel.panel) }
    var options: [String] = []
    if let title = panel.panel.title { options.append("title={\(LaTeXText.label(title))}") }
    if panel.showsXLabel { options.append("xlabel={\(LaTeXText.label(panel.panel.xAxis.label))}") }
    if panel.showsYLabel { options.append("ylabel={\(LaTeXText.label(panel.panel.yAxis.label))}") }
    // Narrow axes have no room for the four numbers that pgfplots would like to have.
    if columns > 3 { options.append("try min ticks=2") }
    let axes = axes(index)
    options += axes.x.options + axes.y.options
    // Below what stands at the end of the axis, which a long name would cross.
    if axes.x.hasMultiplier && panel.showsXLabel { options.append("xlabel style={yshift=-0.9em}") }
    return options.map { "  \($0),\n" }.joined()
  }

  /// The axes of a panel.
  private func axes(_ index: Int) -> Axes {
    let panel = layout.panels[index]
    return Axes(
      x: PGFPlotsAxis("x", panel.x, panel.xTicks, isNamed: !panel.panel.xAxis.ticks.isEmpty),
      y: PGFPlotsAxis("y", panel.y, panel.yTicks, isNamed: !panel.panel.yAxis.ticks.isEmpty))
  }

  private struct Axes {
    let x: PGFPlotsAxis
    let y: PGFPlotsAxis
  }

  private var legendOptions: String {
    guard !legend.entries.isEmpty else { return "" }
    let total = Double(columns) * axisWidth + Double(columns - 1) * separation
    let perRow = legend.rows(width: 330).first?.count ?? 1
    let isLower = figure.panels.indices.contains { axes($0).x.hasMultiplier }
    return """
        legend style={at={(\(Self.short(total / axisWidth / 2)),0)}, yshift=-\(isLower ? 4.1 : 3.2)em, anchor=north, \
      draw=none, font=\\footnotesize,
          /tikz/every even column/.append style={column sep=1em}},
        legend columns=\(perRow), legend cell align=left,

      """
  }

  private var legendEntries: String {
    legend.entries.map { entry in
      let image =
        switch entry.sample {
        case .line(let style): Self.options(style, markEvery: nil)
        case .area(let ink): "area legend, \(Self.area(ink))"
        }
      return "\\addlegendimage{\(image)}\n\\addlegendentry{\(LaTeXText.label(entry.label))}\n"
    }.joined()
  }

  // MARK: - Plots

  private mutating func plots(_ index: Int) -> String {
    let layout = layout.panels[index]
    let panel = layout.panel
    if let picture = panel.picture { return plot(picture, number: index + 1) }
    let prefix = figure.panels.count > 1 ? "p\(index + 1)_" : ""
    var output = ""
    let axes = axes(index)
    let remarks = [axes.x, axes.y].compactMap(\.remark)
    if !remarks.isEmpty { output += "% TeX has six digits: \(remarks.joined(separator: "; "))\n" }
    for band in panel.bands { output += plot(band, axes, prefix) }
    for guide in panel.guides { output += Self.plot(guide, axes) }
    // As in the SVG, broken lines lie above unbroken ones.
    let order = panel.curves.indices.sorted {
      (panel.curves[$0].style.dash.rawValue, $0) < (panel.curves[$1].style.dash.rawValue, $1)
    }
    let marked = panel.curves.indices.filter { panel.curves[$0].shownStyle.marker != .none }
    for place in order {
      let curve = panel.curves[place]
      let rank = marked.firstIndex(of: place) ?? 0
      let phase = (Double(rank) + 0.5) / Double(max(marked.count, 1))
      output += plot(
        curve, axes, number: place + 1, phase: phase, xName: panel.xAxis.label, prefix: prefix)
    }
    for note in panel.notes {
      let (x, y) = (axes.x.value(note.point.x), axes.y.value(note.point.y))
      guard !x.isNaN, !y.isNaN else { continue }
      output +=
        "\\node[font=\\footnotesize, text=\(Self.name(note.color))] at (axis cs:\(x),\(y)) "
        + "{\(LaTeXText.label(note.label))};\n"
    }
    return output
  }

  private mutating func plot(
    _ curve: Curve, _ axes: Axes, number: Int, phase: Double, xName: String, prefix: String
  ) -> String {
    guard !curve.points.isEmpty else { return "" }
    let count = curve.points.count
    let every: (repeat: Int, phase: Double)? =
      curve.isMarkedThroughout ? nil : (repeat: max(count / 7, 1), phase: phase)
    var options = "forget plot, \(Self.options(curve.shownStyle, markEvery: every))"
    let written = curve.points.map { (x: axes.x.value($0.x), y: axes.y.value($0.y)) }
    if count <= 3 {
      let points = written.filter { !$0.x.isNaN && !$0.y.isNaN }.map { "(\($0.x),\($0.y))" }
        .joined(separator: " ")
      guard !points.isEmpty else { return "" }
      return "\\addplot[\(options)] coordinates {\(points)};\n"
    }
    // TeX draws every point; more than a thousand cannot be distinguished.
    if count > 2_000 { options += ", each nth point=\((count + 999) / 1_000)" }
    let x = data.add(
      prefix + Self.named(xName, or: "x"), written.map(\.x), isShared: true)
    let y = data.add(
      prefix + Self.named(curve.label, or: "curve_\(number)"), written.map(\.y),
      isShared: false)
    return "\\addplot[\(options)]\n  \(table(x, y));\n"
  }

  private func table(_ x: String, _ y: String) -> String {
    "table [col sep=comma, x=\(x), y=\(y)] {\\toyfolder \(dataFile)}"
  }

  private static func named(_ label: String, or standard: String) -> String {
    let name = LaTeXText.identifier(label)
    return name.isEmpty ? standard : name
  }

  /// A band as a closed line: its lower bounds, then its upper ones backwards.
  private mutating func plot(_ band: Band, _ axes: Axes, _ prefix: String) -> String {
    let kept = band.x.indices.filter { !band.lower[$0].isNaN && !band.upper[$0].isNaN }
    guard kept.count > 1 else { return "" }
    let x = (kept + kept.reversed()).map { axes.x.value(band.x[$0]) }
    let y =
      kept.map { axes.y.bound(band.lower[$0]) }
      + kept.reversed().map { axes.y.bound(band.upper[$0]) }
    let name = prefix + Self.named(band.label, or: "band")
    let xName = data.add("\(name)_x", x, isShared: true)
    let yName = data.add(name, y, isShared: false)
    let style =
      Self.area(band.color, hasBoundary: band.hasBoundary)
      + (band.isSolid ? ", fill opacity=1" : "")
    return "\\addplot[forget plot, \(style)]\n  \(table(xName, yName)) -- cycle;\n"
  }

  private static func plot(_ guide: Guide, _ axes: Axes) -> String {
    let style = options(guide.style, markEvery: nil)
    let along = guide.direction == .horizontal ? axes.x : axes.y
    let place = (guide.direction == .horizontal ? axes.y : axes.x).value(guide.value)
    guard !place.isNaN else { return "" }
    let (low, high) = (along.value(along.map.lower), along.value(along.map.upper))
    let (start, end) =
      switch guide.direction {
      case .horizontal: ((low, place), (high, place))
      case .vertical: ((place, low), (place, high))
      }
    let isNamed = guide.direction == .vertical && !guide.label.isEmpty
    let name =
      isNamed ? " node[above, font=\\footnotesize] {\(LaTeXText.label(guide.label))}" : ""
    return "\\addplot[forget plot, \(style), no marks]"
      + " coordinates {(\(start.0),\(start.1)) (\(end.0),\(end.1))}\(name);\n"
  }

  // MARK: - Styles

  private static func area(_ ink: Ink, hasBoundary: Bool = true) -> String {
    (hasBoundary ? "draw=\(name(ink)), line width=0.5pt" : "draw=none")
      + ", fill=\(name(ink)), fill opacity=\(ink.areaOpacity)"
  }

  private static func options(
    _ style: Style, markEvery: (repeat: Int, phase: Double)?
  ) -> String {
    var parts = [name(style.color)]
    if style.isMarkersAlone {
      parts.append("only marks")
    } else {
      parts.append("line width=\(short(style.width * 0.55))pt")
      switch style.dash {
      case .solid: break
      case .dashed: parts.append("dashed")
      case .dotted: parts.append("densely dotted")
      case .dashDotted: parts.append("dashdotted")
      }
    }
    switch style.marker {
    case .none: parts.append("no marks")
    case .circle: parts.append("mark=*")
    case .square: parts.append("mark=square*")
    case .triangle: parts.append("mark=triangle*")
    case .right, .left: parts.append("mark=triangle*")
    case .diamond: parts.append("mark=diamond*")
    case .cross: parts.append("mark=x")
    case .ring: parts.append("mark=o")
    case .hollowDiamond: parts.append("mark=diamond")
    }
    guard style.marker != .none else { return parts.joined(separator: ", ") }
    let turn =
      style.marker == .right ? ", rotate=-90" : style.marker == .left ? ", rotate=90" : ""
    parts.append("mark size=\(turn.isEmpty ? "1.6" : "2.4")pt, mark options={solid\(turn)}")
    if let markEvery {
      let phase = Int(Double(markEvery.repeat) * markEvery.phase) + 1
      parts.append("mark repeat=\(markEvery.repeat), mark phase=\(phase)")
    }
    return parts.joined(separator: ", ")
  }

  private static func short(_ value: Double) -> String { formatted(value, significantDigits: 4) }
}
