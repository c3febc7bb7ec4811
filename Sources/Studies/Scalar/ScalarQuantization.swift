// Rounding undone with an ℓ₁ norm: theory on Laplace data, and what samples say.

import Files
import Libc
package import Report
package import ToyModel

/// The errors of rounded Laplace data and of their ℓ₁ solutions over b/Δ, or those of samples beside the theory.
package struct ScalarQuantization: Sendable {
  /// One row: a quantiser with its scale.
  package struct Line: Sendable {
    package let model: LaplaceQuantizer
    /// Errors of the samples with the radii 0, 1 and ρ*, nil without samples or for dither.
    package let measured: (data: Double, exact: Double, best: Double)?
  }

  /// b/Δ, or Δ for samples.
  private let scales: [Double]
  package let kinds: [QuantizerKind]
  package let samples: ScalarSamples?
  package let lines: [Line]

  /// Reads `--scale` or, with `--data`, `--step`, and `--quantizer`.
  ///
  /// - Throws: ``StudyError``.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    kinds = try texts.choices("--quantizer")
    let path = texts.given("--data")
    samples = try path.map { (path) throws(StudyError) in
      try ScalarSamples(path: path, reading: TableReading(texts))
    }
    let option = path == nil ? "--scale" : "--step"
    for other in ["--scale", "--step"] where other != option && texts.given(other) != nil {
      throw .illegal(
        path == nil
          ? "--step has no effect: it is the Δ of the numbers of --data"
          : "--scale has no effect with --data, to whose numbers b is fitted; --step is their Δ")
    }
    let scales = try Grid.numbers(texts[option] ?? "", option: option)
    self.scales = scales
    let range = path == nil ? 1e-3...1e6 : 1 / Magnitude.limit...Magnitude.limit
    for scale in scales where !range.contains(scale) {
      throw .illegal(
        "\(option) \(scale): "
          + (path == nil ? "b/Δ is from 0.001 to 1e6" : "Δ is above 0, up to \(Magnitude.limit)"))
    }
    guard let samples else {
      lines = kinds.flatMap { kind in
        scales.map { Line(model: LaplaceQuantizer(scale: $0, kind: kind), measured: nil) }
      }
      return
    }
    if kinds.contains(.dithered) {
      throw .illegal("--quantizer dithered: numbers of --data are rounded, without dither")
    }
    var lines: [Line] = []
    for kind in kinds {
      for step in scales { lines.append(try Self.line(samples, kind, step)) }
    }
    self.lines = lines
  }

  /// The fit of b, and the errors of the samples.
  private static func line(
    _ samples: ScalarSamples, _ kind: QuantizerKind, _ step: Double
  ) throws(StudyError) -> Line {
    let values = samples.values.map { $0 / step }
    let rounded = values.map { value -> Double in
      kind == .midTread ? value.rounded() : value.rounded(.down) + 0.5
    }
    // Mid-riser cells, moved by half a step, are those of geometric numbers as well: b from the mean size.
    let scale: Double?
    if kind == .midTread {
      scale = LaplaceQuantizer.fittedScale(rounded: rounded)
    } else {
      let mean = rounded.reduce(0) { $0 + abs($1) - 0.5 } / Double(rounded.count)
      scale = mean > 0 ? 1 / log1p(1 / mean) : nil
    }
    guard let scale, scale.isFinite else {
      throw .malformed(
        "\(samples.path): with --step \(formatted(step, significantDigits: 6)) the rounded numbers do not determine b"
      )
    }
    let model = LaplaceQuantizer(scale: scale, kind: kind)
    func error(_ radius: Double) -> Double {
      var sum = 0.0
      for (value, center) in zip(values, rounded) {
        let output = center > 0 ? max(0, center - radius / 2) : min(0, center + radius / 2)
        sum += (output - value) * (output - value)
      }
      return 12 * sum / Double(values.count)
    }
    return Line(
      model: model, measured: (error(0), error(1), error(model.posteriorRadius)))
  }
}

extension ScalarQuantization: ResultRows {
  /// The columns, part of the contract.
  package static let columns = [
    "data", "quantizer", "scale", "step", "data_error", "exact_error", "best_error", "bayes_error",
    "best_radius", "posterior_radius", "exact_harmful", "measured_data_error",
    "measured_exact_error", "measured_best_error",
  ]

  package var columns: [String] { Self.columns }
  package var count: Int { lines.count }

  package func write(to sink: inout some ResultSink) throws(StudyError) {
    for (index, line) in lines.enumerated() {
      let model = line.model
      let cells: [Cell] = [
        .text(samples?.path ?? PriorName.laplace.rawValue), .text(model.kind.rawValue),
        .number(model.scale), samples == nil ? .empty : .number(scales[index % scales.count]),
        .number(model.dataError), .number(model.exactError),
        .number(model.error(radius: model.bestRadius)), .number(model.bayesError),
        .number(model.bestRadius), .number(model.posteriorRadius), .truth(model.isExactHarmful),
        line.measured.map { .number($0.data) } ?? .empty,
        line.measured.map { .number($0.exact) } ?? .empty,
        line.measured.map { .number($0.best) } ?? .empty,
      ]
      for cell in cells { sink.append(cell) }
      try sink.endRow(note: nil)
    }
  }

  /// The table with a remark on units and on the threshold.
  package var page: ResultPage {
    let number = { (value: Double) in formatted(value, significantDigits: 6) }
    return ResultPage(
      foot: """

        errors: mean squares over Δ²/12; radii in units of Δ/2, where the exact constraint has 1 and the data 0
        exact ℓ₁ dequantisation is worse than nothing from b/Δ = \(number(LaplaceQuantizer.roundingThreshold)) on \
        (dithered: \(number(LaplaceQuantizer.ditherThreshold)))

        """)
  }

  /// The error over the radius: one curve for each scale, a panel for each quantiser.
  ///
  /// - Parameter command: The command that draws it again.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    let inks: [Ink] = [.blue, .vermillion, .green, .purple, .orange, .skyBlue]
    let dashes: [Dash] = [.solid, .dashed, .dashDotted, .dotted]
    let panels = kinds.map { kind in
      let own = lines.filter { $0.model.kind == kind }
      var curves: [Curve] = []
      for (index, line) in own.enumerated() {
        let (model, ink) = (line.model, inks[index % inks.count])
        let name = "*b* = \(typeset(model.scale, significantDigits: 3)) Δ"
        curves.append(
          Curve(
            name,
            points: (0...100).map { step in
              let radius = Double(step) / 100
              return Point(x: radius, y: model.error(radius: radius))
            }, style: Style(color: ink, dash: dashes[index / inks.count % dashes.count])))
        // ρ*, and 2ρ*, where the error is that of the data again.
        for (radius, marker) in [
          (model.bestRadius, Marker.circle), (2 * model.bestRadius, Marker.hollowDiamond),
        ] where radius <= 1 && (kind != .dithered || marker == .circle) {
          curves.append(
            Curve(
              "", points: [Point(x: radius, y: model.error(radius: radius))],
              style: Style(color: ink, marker: marker)))
        }
      }
      return Panel(
        title: kind.rawValue,
        xAxis: Axis("radius of the constraint in Δ/2", range: 0...1),
        yAxis: Axis("mean square error in Δ²/12"), curves: curves)
    }
    var figure = Figure(
      title: "The error of \u{2113}_1 dequantisation over the radius of its constraint",
      command: command, panels: panels, columns: min(panels.count, 3), aspect: 0.8)
    figure.note =
      "Circle: the least error. Diamond: twice that radius, where the error is that of the data again."
    return figure
  }
}
