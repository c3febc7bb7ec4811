// Images and filters as tables and figures.

import Report
import ToyModel

/// What `expressivity --x` can run over.
enum ExpressivityAxis: String, Sendable, CaseIterable {
  /// Step sizes: the reachable eigenvalues as bands.
  case omega
  /// Depths: c_{N,ω} between the bounds of the talk.
  case depth
  /// Eigenvalues of RᵀR: the filters.
  case s
}

/// Filters, and the parameter over which they are drawn.
struct ExpressivityCurves: Sendable {
  let axis: ExpressivityAxis
  let choices: [FilterChoice]
  /// The arguments of the filters, for the axis s.
  let s: [Double]
  let n: Int
  let k: Int

  /// Refuses curves of nothing.
  ///
  /// - Throws: ``CommandError`` of status usage.
  func validate() throws(CommandError) {
    switch axis {
    case .omega where !choices.contains { $0.stepSize != nil }:
      throw .usage("--x omega: bilevel learning has no step size; add --family unrolled")
    case .depth where !choices.contains { Self.isOdd($0.depth ?? 0) }:
      throw .usage("--x depth shows the constant of odd depths from 3 on; none is given")
    default: return
    }
  }

  /// The numbers behind the figure.
  var table: Table {
    axis == .s ? filterTable : Self.setTable(choices, n: n, k: k)
  }

  /// One row per filter: what its set asks of eigenvalues.
  static func setTable(_ choices: [FilterChoice], n: Int, k: Int) -> Table {
    var table = Table(columns: [
      "family", "depth", "omega", "n", "k", "forced_eigenvalue", "forced_count", "lower",
      "lower_included", "upper", "turning_point", "c_lower_bound", "c_upper_bound",
    ])
    for choice in choices {
      let filter = choice.filter
      let image = filter.image
      var bounds: (lower: Cell, upper: Cell) = (.empty, .empty)
      if let depth = choice.depth, let stepSize = choice.stepSize, isOdd(depth) {
        let slide = OddMinimum.slideBounds(depth: depth, stepSize: stepSize)
        bounds = (.number(slide.lower), .number(slide.upper))
      }
      let isUnbounded = image.lowerBound.value == -.infinity || image.upperBound.value == .infinity
      table.append(
        [
          .text(choice.family.name), choice.depth.map { .integer($0) } ?? .empty,
          choice.stepSize.map { .number($0) } ?? .empty, .integer(n), .integer(k),
          .number(filter.forcedGain.value), .integer(n - k), .number(image.lowerBound.value),
          .truth(image.includesLowerBound && image.lowerBound.value.isFinite),
          .number(image.upperBound.value), .number(filter.turningPoint), bounds.lower, bounds.upper,
        ], note: isUnbounded ? "the image is unbounded on the side that is null" : nil)
    }
    return table
  }

  private var filterTable: Table {
    var table = Table(columns: ["family", "depth", "omega", "s", "value", "derivative"])
    for choice in choices {
      for s in s {
        table.append([
          .text(choice.family.name), choice.depth.map { .integer($0) } ?? .empty,
          choice.stepSize.map { .number($0) } ?? .empty, .number(s),
          .number(choice.filter.value(at: s)), .number(choice.filter.derivative(at: s)),
        ])
      }
    }
    return table
  }

  private static func isOdd(_ depth: Int) -> Bool { depth >= 3 && !depth.isMultiple(of: 2) }

  /// The figure.
  ///
  /// - Parameter command: The command that draws it again.
  /// - Returns: The figure.
  func figure(command: String) -> Figure {
    switch axis {
    case .omega: imageFigure(command)
    case .depth: constantFigure(command)
    case .s: filterFigure(command)
    }
  }

  // MARK: Reachable eigenvalues over ω

  private func imageFigure(_ command: String) -> Figure {
    var depths: [Int] = []
    for depth in choices.compactMap(\.depth) where !depths.contains(depth) { depths.append(depth) }
    // A window around the interval [0, 1] of the Wiener gains; the images reach to ±∞.
    let window = -0.6...2.1
    let panels = depths.map { depth in
      let members = choices.filter { $0.depth == depth && $0.stepSize != nil }
      let x = members.compactMap(\.stepSize)
      let clamp = { (value: Double) in
        min(max(value, window.lowerBound - 1), window.upperBound + 1)
      }
      let forced = zip(x, members).map { Point(x: $0, y: $1.filter.forcedGain.value) }
      return Panel(
        title: "*N* = \(depth)", xAxis: Axis("step size *ω*"),
        yAxis: Axis("eigenvalue of *T*", range: window),
        curves: [
          Curve(
            "forced eigenvalue *c*_{0}", points: forced,
            style: Style(color: .black, dash: .dashed, width: 1.25))
        ],
        bands: [
          Band(
            "", x: x, lower: members.map { clamp($0.filter.image.lowerBound.value) },
            upper: members.map { clamp($0.filter.image.upperBound.value) },
            color: depth.isMultiple(of: 2) ? .blue : .green)
        ])
    }
    return Figure(
      title: "Reachable eigenvalues of T over the step size, and the forced one", command: command,
      panels: panels, columns: min(panels.count, 3))
  }

  // MARK: c between its bounds

  private func constantFigure(_ command: String) -> Figure {
    var steps: [Double] = []
    for step in choices.compactMap(\.stepSize) where !steps.contains(step) { steps.append(step) }
    let panels = steps.map { step in
      let members = choices.filter { $0.stepSize == step && Self.isOdd($0.depth ?? 0) }
      let depths = members.compactMap(\.depth)
      let bounds = depths.map { OddMinimum.slideBounds(depth: $0, stepSize: step) }
      let constants = zip(depths, members).map {
        Point(x: Double($0), y: $1.filter.image.lowerBound.value)
      }
      let line = Style(color: .gray, dash: .dashed, width: 1.25)
      return Panel(
        title: "*ω* = \(formatted(step, significantDigits: 4))",
        xAxis: Axis("odd depth *N*", scale: (depths.last ?? 0) > 60 ? .logarithmic : .linear),
        yAxis: Axis("smallest reachable eigenvalue"),
        curves: [
          Curve(
            "upper bound", points: zip(depths, bounds).map { Point(x: Double($0), y: $1.upper) },
            style: line),
          Curve("*c*_{N,ω}", points: constants, style: Style(color: .green, marker: .circle)),
          Curve(
            "lower bound", points: zip(depths, bounds).map { Point(x: Double($0), y: $1.lower) },
            style: Style(color: .gray, dash: .dotted, width: 1.25)),
        ])
    }
    return Figure(
      title: "The smallest reachable eigenvalue of odd depths and the bounds of the talk",
      command: command, panels: panels, columns: panels.count)
  }

  // MARK: Filters

  private func filterFigure(_ command: String) -> Figure {
    let groups: [(title: String, isMember: (FilterChoice) -> Bool)] = [
      ("even depth", { $0.depth.map { $0.isMultiple(of: 2) } ?? true }),
      ("odd depth", { $0.depth.map { !$0.isMultiple(of: 2) } ?? true }),
    ]
    let hasParity = groups.map { group in
      choices.contains { $0.depth != nil && group.isMember($0) }
    }
    let shown = zip(groups, hasParity).filter { $1 || !hasParity.contains(true) }.map(\.0)
    let panels = shown.prefix(hasParity.contains(true) ? 2 : 1).map { group in
      var rank = 0
      let curves = choices.filter(group.isMember).map { choice -> Curve in
        let points = s.map { Point(x: $0, y: choice.filter.value(at: $0)) }
        guard let depth = choice.depth, let step = choice.stepSize else {
          return Curve("1/(1 + *s*)", points: points, style: Style(color: .vermillion))
        }
        let dashes: [Dash] = [.solid, .dashed, .dotted, .dashDotted]
        let markers: [Marker] = [.none, .circle, .square, .triangle, .diamond, .cross]
        defer { rank += 1 }
        let steps = Set(choices.compactMap(\.stepSize))
        let suffix = steps.count > 1 ? ", *ω* = \(formatted(step, significantDigits: 4))" : ""
        return Curve(
          "*N* = \(depth)\(suffix)", points: points,
          style: Style(
            color: depth.isMultiple(of: 2) ? .blue : .green, dash: dashes[rank % 4],
            marker: markers[rank % markers.count]))
      }
      return Panel(
        title: hasParity.contains(true) ? group.title : nil,
        xAxis: Axis("eigenvalue *s* of *R*ᵀ*R*"),
        yAxis: Axis("eigenvalue *f*(*s*) of *T*", range: -0.5...1.5), curves: Array(curves))
    }
    return Figure(
      title: "The filters f(s) of unrolled gradient descent and of the exact solution",
      command: command, panels: Array(panels), columns: panels.count)
  }
}
