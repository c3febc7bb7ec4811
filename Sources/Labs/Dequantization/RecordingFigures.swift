// Figures about recordings: depth, the poor target, and what is learned.

import LinearAlgebra
import Evidence
import LabKit
import Report

/// The figures of a study of recordings.
struct RecordingFigures {
  let parts: [RecordingStudy.Part]
  let sampleRate: Int

  /// Draws the figures for which there are numbers.
  func draw(in study: inout LabStudy) {
    func add(_ name: String, _ title: String, _ panels: [Panel]) {
      guard !panels.isEmpty else { return }
      study.figures.append(
        NamedFigure(
          name,
          Figure(
            title: title, command: study.settings.command, panels: panels, columns: panels.count,
            aspect: panels.count > 1 ? 0.75 : 0.62)))
    }
    if let part = parts.first {
      add("depth", "Dequantisation of recordings by networks of depth *N*", depth(part))
    }
    add("references", "The exact solution is a poor target", target)
    add("nonzeros", "The error of exact solutions over the share of their nonzeros", nonzeros)
    add("weights", "Squared weights that are learned, over the frequency", weights)
    add("transfer", "What is learned, on other recordings", transfer)
  }

  /// A method as a curve over the depth.
  private struct Drawn {
    let name: String
    let label: String
    let style: Style
    /// The place of the name, as a fraction of the panel's width.
    let place: Double
  }

  /// The methods; the last ones differ little from others, and are left out if there are too many.
  private static let curves = [
    Drawn(
      name: "fixed", label: "fixed DCT", style: Style(color: .gray, marker: .diamond), place: 0.55),
    Drawn(
      name: "steps", label: "learned steps",
      style: Style(color: .black, dash: .dotted, marker: .cross), place: 0.6),
    Drawn(
      name: "map", label: "learned *K*",
      style: Style(color: .vermillion, dash: .dashed, marker: .square), place: 0.7),
    Drawn(
      name: "nested", label: "learned *K* and steps",
      style: Style(color: .purple, dash: .dashed, marker: .circle), place: 0.8),
    Drawn(
      name: "weights", label: "weights and steps",
      style: Style(color: .green, dash: .dashDotted, marker: .triangle), place: 0.4),
    Drawn(
      name: "orthogonal", label: "orthogonal *K* and steps",
      style: Style(color: .black, dash: .dashed, marker: .triangle), place: 0.3),
    Drawn(
      name: "map+steps", label: "*K* and steps, each depth alone",
      style: Style(color: .blue, marker: .circle), place: 0.5),
  ]
  /// The largest number of curves in the figure over the depth; the table has them all.
  private static let curveLimit = 4

  private func depth(_ part: RecordingStudy.Part) -> [Panel] {
    func rows(_ curve: Drawn) -> [NetworkRow] {
      part.rows.filter {
        $0.name == curve.name && ($0.method != .fixed || $0.network.start == .adjoint)
      }
    }
    let found = Self.curves.filter { !rows($0).isEmpty }
    let curves = found.prefix(Self.curveLimit).map { curve in
      Curve(
        curve.label,
        points: rows(curve).map { Point(x: Double($0.depth), y: $0.clippedError) },
        style: curve.style, namePlace: .along(curve.place))
    }
    guard curves.contains(where: { $0.points.count > 1 }) else { return [] }
    var guides = [
      guide(part.reference(.quantized)?.error, "quantised signal", .black, .solid),
      guide(part.reference(.exact, radius: 1)?.error, "exact solution", .black, .dashed),
    ]
    if found.count <= Self.curveLimit {
      guides += [
        guide(part.reference(.linear)?.error, "linear map", .gray, .dashed),
        guide(part.row(.residual, 1)?.clippedError, "one step, residual", .orange, .solid),
      ]
    }
    var depths = Axis(
      "depth *N*", scale: .logarithmic,
      ticks: Set(part.rows.map(\.depth)).sorted().map { Axis.Tick(Double($0), "\($0)") })
    depths.hasMinorTicks = false
    return [
      Panel(
        xAxis: depths,
        yAxis: Axis("test error in units of Δ²/12, clipped to the bounds", scale: .logarithmic),
        curves: curves,
        guides: guides.compactMap { $0 })
    ]
  }

  /// A reference line; nil without a value.
  private func guide(_ value: Double?, _ label: String, _ color: Ink, _ dash: Dash) -> Guide? {
    value.map {
      Guide(
        .horizontal, at: $0, label: label, style: Style(color: color, dash: dash, width: 1))
    }
  }

  /// The gains of exact solutions over the radius of the bounds, and of others over the bits.
  private var target: [Panel] {
    var panels: [Panel] = []
    let zero = Guide(.horizontal, at: 0, label: "quantised signal")
    if let part = parts.first {
      let exact = part.references.filter { $0.kind == .exact }.reversed()
      if exact.count > 2 {
        panels.append(
          Panel(
            title: "narrower bounds, \(part.quantizer.bits) bits",
            xAxis: Axis("radius of the bounds in units of Δ/2"),
            yAxis: Axis("gain over the quantised signal, dB"),
            curves: [
              Curve(
                "exact solution", points: exact.map { Point(x: $0.parameter ?? 1, y: $0.gain) },
                style: Style(color: .blue, marker: .circle), namePlace: .along(0.7))
            ], guides: [zero]))
      }
    }
    guard parts.count > 1 else { return panels }
    let sorted = parts.sorted { $0.quantizer.bits < $1.quantizer.bits }
    func curve(
      _ label: String, _ style: Style, _ gain: (RecordingStudy.Part) -> Double?
    ) -> Curve? {
      let points = sorted.compactMap { part in
        gain(part).map { Point(x: Double(part.quantizer.bits), y: $0) }
      }
      return points.count > 1
        ? Curve(label, points: points, style: style, namePlace: .along(0.6)) : nil
    }
    let curves = [
      curve("one learned step", Style(color: .purple, dash: .dashDotted, marker: .diamond)) {
        part in
        part.row(.residual, 1).map { decibels(part.test.quantizedError, $0.testError) }
      },
      curve("soft threshold", Style(color: .green, dash: .dashed, marker: .square)) {
        $0.reference(.threshold)?.gain
      },
      curve("exact solution", Style(color: .blue, marker: .circle)) {
        $0.reference(.exact, radius: 1)?.gain
      },
    ].compactMap { $0 }
    panels.append(
      Panel(
        title: "bounds of radius Δ/2, any number of bits",
        xAxis: Axis("bits *w*", isInteger: true),
        yAxis: Axis("gain over the quantised signal, dB"), curves: curves, guides: [zero]))
    // One range, so that gains can be compared across the panels.
    let gains = panels.flatMap(\.curves).flatMap(\.points).map(\.y).filter(\.isFinite)
    if let low = gains.min(), let high = gains.max(), low < high {
      let margin = 0.08 * (high - low)
      for index in panels.indices { panels[index].yAxis.range = low - margin...high + margin }
    }
    return panels
  }

  /// The errors of exact solutions at the full radius over α, one point for each number of bits.
  private var nonzeros: [Panel] {
    let exact = parts.sorted { $0.quantizer.bits < $1.quantizer.bits }.compactMap { part in
      part.reference(.exact, radius: 1)
    }
    guard exact.count > 1 else { return [] }
    func curve(
      _ label: String, _ style: Style, _ value: (RecordingStudy.Reference) -> Double?
    ) -> Curve {
      Curve(
        label,
        points: exact.compactMap { row in
          guard let share = row.exact?.nonzeroShare, let error = value(row) else { return nil }
          return Point(x: share, y: error)
        }, style: style)
    }
    return [
      Panel(
        xAxis: Axis("share *α* of nonzeros"), yAxis: Axis("test error in units of Δ²/12"),
        curves: [
          curve("exact solution", Style(color: .blue, marker: .circle)) { $0.error },
          curve("*r* − 1 + 2*α*", Style(color: .vermillion, dash: .dashed, marker: .square)) {
            $0.predictedError
          },
          curve("quantised signal", Style(color: .black, dash: .dotted, marker: .diamond)) {
            $0.quantizedError
          },
          curve("4*α*", Style(color: .gray, dash: .dashDotted)) { row in
            row.exact.map { 4 * $0.nonzeroShare }
          },
        ], guides: [Guide(.vertical, at: 0.25, label: "*α* = ¼")])
    ]
  }

  /// The strength of the recordings, and the weights that are learned from it, over one range of frequencies.
  private var weights: [Panel] {
    let inks: [Ink] = [.blue, .vermillion, .green, .purple, .orange, .skyBlue]
    var (strengths, weights): ([Curve], [Curve]) = ([], [])
    for (index, part) in parts.enumerated() {
      guard let learned = part.shownWeights else { continue }
      func curve(_ values: [Double]) -> Curve {
        Curve(
          parts.count > 1 ? "\(part.quantizer.bits) bits" : "",
          points: values.enumerated().map {
            Point(
              x: RecordingReport.frequency($0.offset, of: values.count, sampleRate) / 1000,
              y: $0.element)
          },
          style: Style(color: inks[index % inks.count], dash: index % 2 == 0 ? .solid : .dashed))
      }
      strengths.append(curve(part.training.strengths))
      weights.append(curve(learned))
    }
    guard !weights.isEmpty else { return [] }
    let frequency = Axis("frequency, kHz", range: 0...Double(sampleRate) / 2000)
    return [
      Panel(
        title: "strength of the recordings", xAxis: frequency,
        yAxis: Axis("root mean square of a coefficient, in Δ", scale: .logarithmic),
        curves: strengths,
        guides: [
          Guide(.horizontal, at: (1 / 12.0).squareRoot(), label: "rounding error")
        ]),
      Panel(
        title: "learned weights", xAxis: frequency,
        yAxis: Axis("weight *d*^{2}"), curves: weights,
        guides: [
          Guide(.horizontal, at: 0, label: "left alone"),
          Guide(.horizontal, at: 1, label: "full threshold"),
        ]),
    ]
  }

  /// The gains on each file or folder of tests, of every method at the depth with the smallest training error.
  private var transfer: [Panel] {
    guard let part = parts.first, !part.testSets.isEmpty else { return [] }
    func curve(_ label: String, _ style: Style, _ error: (RecordingStudy.TestSet) -> Double?)
      -> Curve?
    {
      let points = part.testSets.enumerated().compactMap { index, set in
        error(set).map {
          Point(x: Double(index), y: decibels(set.frames.quantizedError, $0))
        }
      }
      return points.isEmpty ? nil : Curve(label, points: points, style: style)
    }
    let references: [(RecordingStudy.Reference.Kind, Style)] = [
      (.linear, Style(color: .gray, dash: .dashed, marker: .diamond)),
      (.threshold, Style(color: .black, dash: .dotted, marker: .cross)),
    ]
    let networks: [(name: String, label: String, style: Style)] =
      Self.curves.filter { $0.name != Method.fixed.rawValue }.map { ($0.name, $0.label, $0.style) }
      + [
        (
          Method.residual.rawValue, "residual, *K*",
          Style(color: .orange, marker: .square)
        ),
        (
          NetworkTasks.residualWeights, "residual, weights",
          Style(color: .skyBlue, dash: .dashDotted, marker: .triangle)
        ),
      ]
    let curves =
      references.map { kind, style in
        curve(kind.rawValue, style) { set in set.references.first { $0.kind == kind }?.error }
      }
      + networks.map { name, label, style in
        let best = part.rows.filter { $0.name == name }.min { $0.trainingError < $1.trainingError }
        return curve(label, style) { set in
          best.map { set.frames.errors(of: $0.network).clipped }
        }
      }
    return [
      Panel(
        xAxis: Axis(
          "test recordings",
          ticks: part.testSets.enumerated().map { index, set in
            Axis.Tick(Double(index), set.path.split(separator: "/").last.map(String.init) ?? "")
          }),
        yAxis: Axis("gain over the quantised signal, clipped to the bounds, dB"),
        curves: curves.compactMap { $0 }, guides: [Guide(.horizontal, at: 0)])
    ]
  }
}

extension RecordingStudy.Part {
  /// The squared weights of the residual network of one step, or of the shallowest other one; nil without any.
  var shownWeights: [Double]? {
    let candidates = rows.filter { !$0.weights.isEmpty }
    return (candidates.first { $0.method == .residual } ?? candidates.first)?.weights
  }
}

extension FrameSet {
  /// The root mean squares of the DCT coefficients of the clean frames, n numbers in units of Δ; 0 without frames.
  ///
  /// - Complexity: O(n²) for each frame.
  var strengths: [Double] {
    let coefficients = products(clean, cosineBasis(size).rowMajor, isTransposed: false)
    return (0..<size).map { atom in
      let squares = stride(from: atom, to: coefficients.count, by: size).reduce(0) {
        $0 + coefficients[$1] * coefficients[$1]
      }
      return (squares / Double(max(count, 1))).squareRoot()
    }
  }
}
