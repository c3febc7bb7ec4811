// The number of frames that learning needs until it agrees with the theory.

import Files
import Learning
package import Report
import ToyModel

/// Held-out errors over the number of training frames, with bands over seeds, and the frequency with which
/// the families come out in the right order.
package struct FrameCountFigure {
  package let rows: [SpeechRow]

  /// The figure.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: Errors on the training frames and on held-out ones, and the order of the families.
  package func figure(command: String) -> Figure {
    let groups = grouped
    var panels = [
      panel(
        "training frames; dashed: theory", groups, \.result.trainRisk,
        \.result.trainTheory.risk.total),
      panel("held-out frames; band: all seeds", groups, \.testRisk, \.testTheory.risk.total),
    ]
    let orders = orderCurves(groups)
    if !orders.isEmpty {
      panels.append(
        Panel(
          title: "held-out order as in theory", xAxis: horizontal,
          yAxis: Axis("share of seeds", range: -0.03...1.03), curves: orders))
    }
    let setting = rows[0].setting
    return Figure(
      title: "Learning from few frames, n = \(setting.framing.length), σ = \(setting.sigma)",
      command: command, panels: panels, columns: panels.count, aspect: 0.9)
  }

  /// The median, the range over seeds, and the mean of the theory.
  private func panel(
    _ title: String, _ groups: [(key: Key, rows: [[SpeechRow]])],
    _ risk: KeyPath<SpeechRow, Double>, _ theory: KeyPath<SpeechRow, Double>
  ) -> Panel {
    var panel = Panel(
      title: title, xAxis: horizontal,
      yAxis: Axis("mean squared error", scale: .logarithmic, range: range))
    for (group, ink) in zip(groups, colors(groups.map(\.key))) {
      let points = group.rows.sorted { $0[0].trainFrameCount < $1[0].trainFrameCount }
      let x = points.map { Double($0[0].trainFrameCount) }
      let values = points.map { same in
        same.map { $0.meanSquaredError($0[keyPath: risk]) }.sorted()
      }
      panel.bands.append(
        Band(
          "", x: x, lower: values.map { $0[0] }, upper: values.map { $0[$0.count - 1] }, color: ink)
      )
      panel.curves.append(
        Curve(
          name(group.key), points: zip(x, values).map { Point(x: $0, y: $1[$1.count / 2]) },
          style: Style(color: ink, marker: .circle, width: 1.5)))
      let means = points.map { same in
        same.reduce(0) { $0 + $1.meanSquaredError($1[keyPath: theory]) } / Double(same.count)
      }
      panel.curves.append(
        Curve(
          "", points: zip(x, means).map { Point(x: $0, y: $1) },
          style: Style(color: ink, dash: .dashed, width: 1)))
    }
    return panel
  }

  /// One range for both panels, so that they can be compared.
  private var range: ClosedRange<Double>? {
    let values = rows.flatMap { row in
      [row.result.trainRisk, row.testRisk, row.testTheory.risk.total].map(row.meanSquaredError)
    }.filter { $0.isFinite && $0 > 0 }
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    return low / 1.1...high * 1.1
  }

  private var horizontal: Axis { Axis("training frames *m*", scale: .logarithmic) }

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

  /// For every pair of families with one k, the frequency with which the held-out risks have the theory's
  /// order.
  private func orderCurves(_ groups: [(key: Key, rows: [[SpeechRow]])]) -> [Curve] {
    let inks: [Ink] = [.black, .purple, .orange, .skyBlue, .blue, .green, .vermillion]
    var curves: [Curve] = []
    for (index, first) in groups.enumerated() {
      for second in groups[(index + 1)...]
      where second.key.k == first.key.k && second.key.start == first.key.start {
        var points: [Point] = []
        for (mine, others) in zip(first.rows, second.rows) {
          // If the theory sees no difference, there is no order.
          let pairs = zip(mine, others).filter { pair in
            let (a, b) = (pair.0.testTheory.risk.total, pair.1.testTheory.risk.total)
            return abs(a - b) > 1e-6 * (a + b)
          }
          guard !pairs.isEmpty else { continue }
          let right = pairs.count { mine, other in
            (mine.testRisk < other.testRisk)
              == (mine.testTheory.risk.total < other.testTheory.risk.total)
          }
          points.append(
            Point(x: Double(mine[0].trainFrameCount), y: Double(right) / Double(pairs.count)))
        }
        guard !points.isEmpty else { continue }
        points.sort { $0.x < $1.x }
        curves.append(
          Curve(
            "\(name(first.key)) and \(name(second.key))", points: points,
            style: Style(
              color: inks[curves.count % inks.count],
              marker: FamilyStyle.marker(curves.count), width: 1.5)))
      }
    }
    return curves
  }
}
