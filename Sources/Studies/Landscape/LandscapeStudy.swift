// A plot of landscapes with its tables, figure and page.

package import Report
import ToyModel

/// Landscapes with the axis of their plot.
package struct LandscapeStudy: Sendable {
  /// The axis of the plot.
  package enum Axis: String, Sendable, CaseIterable {
    case r, depth
  }

  /// The landscapes.
  package let setting: LandscapeSetting
  /// The axis of the plot.
  package let axis: Axis
  /// The points at which curves are sampled, ascending, each once.
  package let r: [Double]

  /// Checks a request.
  ///
  /// - Parameters:
  ///   - setting: The landscapes.
  ///   - axis: The axis of the plot; ``Axis/depth`` needs unrolled filters with fixed step sizes.
  ///   - r: The points at which curves are sampled, 0 or more, the largest above 0; nil for 601 points past
  ///     the last critical one.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(
    _ setting: LandscapeSetting, over axis: Axis = .r, r: [Double]? = nil
  ) throws(StudyError) {
    (self.setting, self.axis) = (setting, axis)
    self.r = try r.map(Self.checked) ?? setting.defaultGrid
    guard curve.count <= Grid.pointLimit + 8 * setting.lineCount else {
      throw .illegal(
        "--r has \(self.r.count) values for each of \(setting.lineCount) landscapes, more than "
          + "\(Grid.pointLimit) together")
    }
  }

  private static func checked(_ r: [Double]) throws(StudyError) -> [Double] {
    let values = Set(r).sorted()
    if let negative = values.first(where: { $0 < 0 }) {
      throw .illegal("--r \(negative): the risk is even in r, r is 0 or more")
    }
    guard let last = values.last, last > 0, last <= Setting.magnitudeLimit else {
      throw .illegal(
        "--r \(values.last ?? 0): the largest r is above 0 and at most \(Setting.magnitudeLimit)")
    }
    return values
  }

  /// Rejects a plot against depth if there is none, and more panels than a figure can have.
  ///
  /// - Parameter isDrawn: Whether there is a figure at all.
  /// - Throws: ``StudyError/illegal(_:)``.
  package func validate(isDrawn: Bool) throws(StudyError) {
    switch axis {
    case .r:
      guard !isDrawn || setting.panelCount <= LandscapeSetting.panelLimit else {
        throw .illegal(
          "--depth and --omega make \(setting.panelCount) panels, more than "
            + "\(LandscapeSetting.panelLimit); draw --x depth, or only write tables")
      }
    case .depth:
      guard case .fixed(let lines) = setting.kind, lines.contains(where: { $0.depth != nil }) else {
        throw .illegal("--x depth: curvature over N needs --family unrolled and fixed --omega")
      }
    }
  }

  /// The sampled curves as rows.
  package var curve: LandscapeCurve { LandscapeCurve(setting: setting, r: r) }

  /// The largest number of rows in the table of critical points: a landscape has a handful.
  package var criticalCount: Int { 8 * setting.lineCount }

  /// The largest number of points in the figure.
  package var pointCount: Int { axis == .r ? curve.count : setting.lineCount }

  /// The figure.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    switch axis {
    case .r: setting.figure(r: r, command: command)
    case .depth: setting.depthFigure(command: command)
    }
  }

  /// The presentation of a table for readers.
  ///
  /// - Parameters:
  ///   - command: The command that produces it.
  ///   - image: The name of the figure beside the page, if there is one.
  /// - Returns: The page.
  package func page(command: String, image: String?) -> ResultPage {
    ResultPage(
      markdown: { markdown($0, command: command, image: image) },
      latex: { $0.latex(comments: [figure(command: command).title, command]) },
      head: setting.summary + "\n\n", foot: foot)
  }

  private var foot: String {
    setting.remarks.isEmpty ? "" : "\n" + setting.remarks.map { $0 + "\n" }.joined()
  }

  private func markdown(_ table: Table, command: String, image: String?) -> String {
    let title = figure(command: command).title
    var parts = ["# \(title)", setting.summary + "."]
    if let image { parts.append("![\(title)](\(image))") }
    parts.append(table.markdown().trimmingLineFeeds)
    parts += setting.remarks
    parts.append("```sh\n\(command)\n```")
    return parts.joined(separator: "\n\n") + "\n"
  }
}
