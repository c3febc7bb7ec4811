// Pictures as matrix plots of pgfplots.

extension PGFPlotsWriter {
  /// The options of the axis of a picture: no axes, square pixels, and the colour bar.
  func options(of picture: Picture, in panel: Panel) -> String {
    // pgfplots is linear between the colours, as the map is.
    let colors = picture.map.anchors.map { "rgb255=(\($0.red),\($0.green),\($0.blue))" }
    var options = [
      "axis line style={draw=none}, xtick=\\empty, ytick=\\empty, ymajorgrids=false, enlargelimits=false",
      "axis equal image, y dir=reverse",
      "colormap={toy\(picture.map.rawValue)}{\(colors.joined(separator: " "))}",
      "point meta min=\(picture.range.lowerBound), point meta max=\(picture.range.upperBound)",
    ]
    if picture.hasColorBar { options.append("colorbar") }
    if let title = panel.title { options.append("title={\(LaTeXText.label(title))}") }
    if !panel.xAxis.label.isEmpty {
      options.append("xlabel={\(LaTeXText.label(panel.xAxis.label))}")
    }
    return options.map { "  \($0),\n" }.joined()
  }

  /// The plot of a picture, whose numbers are columns of the table.
  mutating func plot(_ picture: Picture, number: Int) -> String {
    let places = picture.values.indices
    let column = data.add(
      "column_\(picture.width)", places.map { Double($0 % picture.width) }, isShared: true)
    let row = data.add(
      "row_\(picture.width)", places.map { Double($0 / picture.width) }, isShared: true)
    let name = data.add("p\(number)_pixels", picture.values, isShared: false)
    let remark = picture.inset == nil ? "" : "% The inset is in the SVG file only.\n"
    return remark
      + "\\addplot[forget plot, matrix plot*, mesh/cols=\(picture.width), point meta=explicit]\n"
      + "  table [col sep=comma, x=\(column), y=\(row), meta=\(name)] {\\toyfolder \(dataFile)};\n"
  }
}
