// The number of frames that learning needs until it agrees with the theory.

import Files
import Learning
import Libc
package import Report
import ToyModel

/// Held-out errors against the number of training frames, and, for every pair of families that is not always in the
/// order that the theory predicts, the ratio of their errors.
package struct FrameCountFigure {
  package let rows: [SpeechRow]

  /// The largest number of ratios in a figure.
  private static let ratioLimit = 3

  /// The figure.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: Errors on held-out frames, and ratios of errors with the same seed.
  package func figure(command: String) -> Figure {
    let groups = grouped
    let panels = [errorPanel(groups)] + ratioPanels(groups).prefix(Self.ratioLimit)
    let setting = rows[0].setting
    return Figure(
      title: "Learning from few frames, n = \(setting.framing.length), σ = \(setting.sigma)",
      command: command, panels: panels, columns: min(panels.count, 2),
      aspect: panels.count > 1 ? 0.9 : 0.62)
  }

  /// The medians over the seeds, the middle half of the values, and the optimum of the theory.
  private func errorPanel(_ groups: [(key: Key, rows: [[SpeechRow]])]) -> Panel {
    var panel = Panel(
      title: "held-out error (dashed: theory, band: middle half)", xAxis: horizontal,
      yAxis: Axis("mean squared error", scale: .logarithmic))
    for (group, ink) in zip(groups, colors(groups.map(\.key))) {
      let points = group.rows.sorted { $0[0].trainFrameCount < $1[0].trainFrameCount }
      let x = points.map { Double($0[0].trainFrameCount) }
      let values = points.map { same in
        same.map { $0.meanSquaredError($0.testRisk) }.sorted()
      }
      panel.bands.append(
        Band(
          "", x: x, lower: values.map { $0[$0.count / 4] },
          upper: values.map { $0[$0.count - 1 - $0.count / 4] }, color: ink, hasBoundary: false))
      panel.curves.append(
        Curve(
          name(group.key), points: zip(x, values).map { Point(x: $0, y: $1[$1.count / 2]) },
          style: Style(color: ink, width: 2)))
      let levels = points.map { same in
        same.reduce(0) { $0 + $1.meanSquaredError($1.testTheory.risk.total) } / Double(same.count)
      }
      panel.curves.append(
        Curve(
          "", points: zip(x, levels).map { Point(x: $0, y: $1) },
          style: Style(color: ink, dash: .dashed, width: 1.5)))
    }
    return panel
  }

  private var horizontal: Axis {
    let counts = rows.map { Double($0.trainFrameCount) }
    let (low, high) = (counts.min() ?? 1, counts.max() ?? 1)
    let ticks = (0...15).flatMap { power in
      [1.0, 3].map { $0 * (0..<power).reduce(1) { value, _ in 10 * value } }
    }
    return Axis(
      "training frames *m*", scale: .logarithmic,
      ticks: ticks.filter { $0 >= low && $0 <= high }.map { Axis.Tick($0, "\(Int($0))") })
  }

  /// A learning task that is repeated: a family with its k.
  private struct Key: Hashable {
    var family: DenoiserFamily
    var k: Int
    var start: LearningStart
  }

  /// The rows by task, then by the number of frames: each a list over seeds.
  private var grouped: [(key: Key, rows: [[SpeechRow]])] {
    var groups: [(key: Key, rows: [[SpeechRow]])] = []
    for row in rows {
      let key = Key(family: row.result.family.theory, k: row.result.rows, start: row.result.start)
      guard let index = groups.firstIndex(where: { $0.key == key }) else {
        groups.append((key, [[row]]))
        continue
      }
      let position = groups[index].rows.firstIndex {
        $0[0].trainFrameCount == row.trainFrameCount
      }
      if let position {
        groups[index].rows[position].append(row)
      } else {
        groups[index].rows.append([row])
      }
    }
    return groups
  }

  private func name(_ key: Key) -> String {
    let isSingle = Set(rows.map(\.result.rows)).count == 1
    var name = "bilevel"
    if let depth = key.family.depth, let rule = key.family.step {
      name = "*N* = \(depth)"
      if case .fixed(let omega) = rule {
        name += ", *ω* = \(formatted(omega, significantDigits: 4))"
      }
    }
    if !isSingle { name += ", *k* = \(key.k)" }
    return Set(rows.map(\.result.start)).count == 1 ? name : "\(name), \(key.start.rawValue)"
  }

  private func colors(_ keys: [Key]) -> [Ink] {
    let spare: [Ink] = [.purple, .orange, .skyBlue, .black]
    var used: [Ink] = []
    for (index, key) in keys.enumerated() {
      let ink = FamilyStyle(key.family).ink
      used.append(used.contains(ink) ? spare[index % spare.count] : ink)
    }
    return used
  }

  /// For every pair of families with one k whose held-out errors are somewhere in the wrong order, the ratio of the
  /// better one's error to the other's: median and range over the seeds.
  private func ratioPanels(_ groups: [(key: Key, rows: [[SpeechRow]])]) -> [Panel] {
    let inks = colors(groups.map(\.key))
    var panels: [Panel] = []
    for first in groups.indices {
      for second in groups.indices.dropFirst(first + 1)
      where groups[second].key.k == groups[first].key.k
        && groups[second].key.start == groups[first].key.start
      {
        let isFirst = Self.theory(groups[first].rows) < Self.theory(groups[second].rows)
        let (better, worse) = isFirst ? (first, second) : (second, first)
        let ratios = Self.ratios(of: groups[better].rows, to: groups[worse].rows)
        guard ratios.contains(where: { $0.ratios.contains { $0 >= 1 } }) else { continue }
        panels.append(
          ratioPanel(
            ratios, better: (name(groups[better].key), inks[better]),
            worse: (name(groups[worse].key), inks[worse])))
      }
    }
    return panels
  }

  /// The mean of the theory's risks over all rows.
  private static func theory(_ rows: [[SpeechRow]]) -> Double {
    let all = Array(rows.joined())
    return all.reduce(0) { $0 + $1.testTheory.risk.total } / Double(max(all.count, 1))
  }

  /// The ratios of held-out errors with the same frames and seed, ascending, by number of frames.
  private static func ratios(
    of better: [[SpeechRow]], to worse: [[SpeechRow]]
  ) -> [(count: Double, ratios: [Double])] {
    better.compactMap { mine in
      let count = mine[0].trainFrameCount
      guard let others = worse.first(where: { $0[0].trainFrameCount == count }) else { return nil }
      let ratios = mine.compactMap { row in
        others.first { $0.setting.seed == row.setting.seed }.map { row.testRisk / $0.testRisk }
      }
      return ratios.isEmpty ? nil : (Double(count), ratios.sorted())
    }.sorted { $0.count < $1.count }
  }

  private func ratioPanel(
    _ ratios: [(count: Double, ratios: [Double])], better: (name: String, ink: Ink),
    worse: (name: String, ink: Ink)
  ) -> Panel {
    let x = ratios.map(\.count)
    let seeds = ratios.map(\.ratios.count).max() ?? 0
    var panel = Panel(
      title: "held-out error of \(better.name) / that of \(worse.name)", xAxis: horizontal,
      yAxis: Axis(seeds > 1 ? "ratio (band: all \(seeds) seeds)" : "ratio"),
      curves: [
        Curve(
          "", points: ratios.map { Point(x: $0.count, y: $0.ratios[$0.ratios.count / 2]) },
          style: Style(color: better.ink, width: 2))
      ],
      bands: [
        Band(
          "", x: x, lower: ratios.map { $0.ratios[0] },
          upper: ratios.map { $0.ratios[$0.ratios.count - 1] }, color: better.ink,
          hasBoundary: false)
      ],
      guides: [
        Guide(.horizontal, at: 1, style: Style(color: .black, dash: .dashed, width: 1))
      ])
    // The number of frames from which no seed has the wrong order.
    let last = ratios.lastIndex { $0.ratios.contains { $0 >= 1 } } ?? -1
    if last + 1 < ratios.count {
      let m = ratios[last + 1].count
      panel.guides.append(
        Guide(
          .vertical, at: m,
          label: seeds > 1
            ? "\(better.name) better for all \(seeds) seeds from *m* = \(Int(m)) on"
            : "\(better.name) better from *m* = \(Int(m)) on"))
    }
    let highest = ratios.flatMap(\.ratios).max() ?? 1
    let right = (x.first ?? 1) * pow((x.last ?? 1) / (x.first ?? 1), 0.8)
    panel.notes = [
      Note(
        "\(worse.name) better", at: Point(x: right, y: 1 + 0.12 * max(highest - 1, 0.1)),
        color: worse.ink),
      Note(
        "\(better.name) better", at: Point(x: right, y: 1 - 0.12 * max(highest - 1, 0.1)),
        color: better.ink),
    ]
    return panel
  }
}
