// The excess of models that are learned from frames, over the number of frames.

import Libc
package import Report
import ToyModel

/// Mean risks less the best linear risk: the laws as lines, simulations as points with bars of two standard errors.
package struct SampleFigure {
  package let results: [SampleResult]

  package init(results: [SampleResult]) { self.results = results }

  /// Refuses a figure over a single number of frames, which would have no curve.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func requireCurves(
    _ settings: some Collection<Setting>
  ) throws(StudyError) {
    guard Set(settings.compactMap { $0.sample?.frames }).count > 1 else {
      throw .illegal("--frames: a figure has curves over several numbers of frames; give a grid")
    }
  }

  /// The figure.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    let counts = results.compactMap { $0.row.setting.sample?.frames }
    let (low, high) = (Double(counts.min() ?? 1), Double(counts.max() ?? 1))
    var panel = Panel(
      xAxis: Axis("number *m* of frames", scale: .logarithmic, isInteger: true),
      yAxis: Axis("mean risk less the best linear risk", scale: .logarithmic))
    var ranks = StyleRanks(isPlain: true)
    var crossings: [Double] = []
    for group in groups {
      let row = group[0].row
      var style = ranks.style(of: row.setting.family, axis: .frames)
      style.marker = .none
      let gap = row.optimum.risk.total - row.linearRisk
      let line = (0...100).compactMap { step -> Point? in
        let frames = Int((low * pow(high / low, Double(step) / 100)).rounded())
        return row.sampleLaw?.excess(frames: frames).value.map {
          Point(x: Double(frames), y: gap + $0)
        }
      }
      panel.curves.append(Curve(name(row.setting), points: line, style: style))
      let points = group.map { Point(x: frames($0), y: gap + $0.meanExcess) }
      panel.curves.append(
        Curve("", points: points, style: Style(color: style.color, marker: .circle, width: 0.05)))
      for result in group {
        guard let error = result.standardError else { continue }
        let mean = gap + result.meanExcess
        panel.curves.append(
          .bar(
            x: frames(result), from: max(mean - 2 * error, 0.1 * mean), to: mean + 2 * error,
            halfWidth: 0.02 * frames(result), color: style.color))
      }
      if let crossing = row.crossing, crossing > low, crossing < high { crossings.append(crossing) }
    }
    if groups.contains(where: { $0[0].row.setting.family == .linear }) {
      panel.guides = crossings.sorted().prefix(2).map {
        Guide(.vertical, at: $0, label: "*m* = \(formatted($0.rounded(), significantDigits: 4))")
      }
    }
    let setting = results[0].row.setting
    return Figure(
      title: "Learned from frames \(setting.sample?.loss.inWords ?? ""): \(setting.inWords)",
      command: command, panels: [panel], columns: 1, aspect: 0.62)
  }

  private func frames(_ result: SampleResult) -> Double {
    Double(result.row.setting.sample?.frames ?? 0)
  }

  private func name(_ setting: Setting) -> String {
    let hasRows = Set(results.map(\.row.setting.k)).count > 1
    return setting.family.label() + (hasRows ? ", *k* = \(setting.k)" : "")
  }

  /// The results of one family and k, by ascending number of frames.
  private var groups: [[SampleResult]] {
    var groups: [[SampleResult]] = []
    for result in results where !result.risks.isEmpty {
      let setting = result.row.setting
      let index = groups.firstIndex {
        $0[0].row.setting.family == setting.family && $0[0].row.setting.k == setting.k
      }
      if let index { groups[index].append(result) } else { groups.append([result]) }
    }
    return groups.map { $0.sorted { frames($0) < frames($1) } }
  }
}
