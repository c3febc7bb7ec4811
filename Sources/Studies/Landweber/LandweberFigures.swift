// Figures of Landweber's iteration.

package import Report
import ToyModel

extension LandweberRows {
  /// Risk, bias and variance over the number of steps, with the bracket of the best time as a band and bilevel learning
  /// as lines.
  ///
  /// - Parameter command: The command that reproduces the figure.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    let iteration = setting.iteration
    let steps = depths.filter { $0 > 0 }
    let risks = steps.map { iteration.risk(at: Double($0)) }
    func curve(_ name: String, _ style: Style, _ value: (Risk) -> Double) -> Curve {
      Curve(
        name, points: zip(steps, risks).map { Point(x: Double($0), y: value($1)) }, style: style)
    }
    let bracket = iteration.bracket
    var guides = [
      Guide(
        .horizontal, at: setting.linearRisk, label: "best linear",
        style: FamilyStyle.linear.style(width: 1.25)),
      Guide(.vertical, at: iteration.best.time, label: "best *N*"),
    ]
    // Those of the rows that do not explode; of many, four.
    if let bilevel = setting.bilevel {
      let highest = risks.reduce(0) { max($0, $1.total) }
      let rows = setting.shownRows(bilevel.dimension).filter {
        let risk = bilevel.risk(rows: $0)
        return risk <= 2 * highest && risk > 1.02 * setting.linearRisk
      }
      for (rank, k) in rows.prefix(4).enumerated() {
        guides.append(
          Guide(
            .horizontal, at: bilevel.risk(rows: k), label: "bilevel, *k* = \(k)",
            style: Style(
              color: FamilyStyle.bilevel.ink,
              dash: rank == 0 ? .solid : FamilyStyle.fixedDash(rank - 1),
              width: 1.75)))
      }
    }
    let edges = [max(bracket.lowerBound, Double(steps.first ?? 1)), bracket.upperBound]
    let panel = Panel(
      xAxis: Axis("number *N* of steps", scale: .logarithmic),
      yAxis: Axis("risk", scale: .logarithmic),
      curves: [
        curve("risk", Style(color: .blue, width: 2.25), \.total),
        curve("bias", Style(color: .green, dash: .dashed), \.bias),
        curve("variance", Style(color: .purple, dash: .dotted), \.variance),
      ],
      bands: edges[0] < edges[1]
        ? [
          Band(
            "best *N* of a direction", x: edges, lower: [-.infinity, -.infinity],
            upper: [.infinity, .infinity], color: .skyBlue, hasBoundary: false)
        ] : [],
      guides: guides)
    return Figure(
      title:
        "Landweber's iteration: bias and variance over the number of steps (\(setting.constants))",
      command: command, panels: [panel])
  }
}

extension SmallestSweep {
  /// The least risks over the smallest singular values: early stopping, and bilevel learning at some k.
  ///
  /// - Parameter command: The command that reproduces the figure.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    func curve(
      _ name: String, _ style: Style, _ value: (LandweberSetting) -> Double?
    ) -> Curve {
      Curve(
        name,
        points: points.compactMap { point in
          value(point.setting).map { Point(x: point.smallest, y: $0) }
        }, style: style)
    }
    let n = points.first?.setting.bilevel?.dimension ?? 0
    // The k below and from the number of small values on: those explode, these do not.
    let rows = Set([0, small - 1, small, n - 1].filter { $0 >= 0 && $0 < n }).sorted()
    var curves = rows.enumerated().map { rank, k in
      curve(
        "bilevel, *k* = \(k)",
        Style(
          color: FamilyStyle.bilevel.inks[rank % 2],
          dash: rank == 0 ? .solid : FamilyStyle.fixedDash(rank - 1),
          marker: FamilyStyle.marker(rank))
      ) { $0.bilevel?.risk(rows: k) }
    }
    curves.append(
      curve("early stopping", Style(color: .blue, width: 2.25)) {
        $0.iteration.bestInteger.risk.total
      })
    curves.append(curve("best linear", FamilyStyle.linear.style()) { $0.linearRisk })
    let constants = points.first.map { point in
      "\(point.setting.problem.data.name) data, n = \(point.setting.problem.data.n)"
    }
    let name = small == 1 ? "smallest singular value" : "\(small) smallest singular values"
    return Figure(
      title: "Risk over the \(name) (\(constants ?? ""))",
      command: command,
      panels: [
        Panel(
          xAxis: Axis(name, scale: .logarithmic),
          yAxis: Axis("risk", scale: .logarithmic), curves: curves)
      ])
  }

  /// The presentation of rows for readers.
  package var page: ResultPage {
    ResultPage(
      foot:
        "\nbilevel learning with k < \(small) rows is unbounded as "
        + "\(small == 1 ? "the value tends" : "the values tend") to 0: (σ²/2) Σ 1/a² over all but the k smallest\n"
    )
  }
}
