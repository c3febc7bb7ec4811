// Images and filters as tables and figures.

package import Report
import ToyModel

/// The parameters that `expressivity --x` can run over.
package enum ExpressivityAxis: String, Sendable, CaseIterable {
  /// Step sizes: the reachable eigenvalues as bands.
  case omega
  /// Depths: c_{N,ω} between the bounds of the talk.
  case depth
  /// Eigenvalues of RᵀR: the filters.
  case s
}

/// Filters, and the parameter over which they are drawn.
package struct ExpressivityCurves: Sendable {
  package let axis: ExpressivityAxis
  package let choices: FilterGrid
  /// The arguments of the filters, for the axis s.
  package let s: [Double]
  package let n: Int
  package let k: Int
  /// Whether every filter has a panel of its own, with its image and f(0).
  package let isGallery: Bool
  /// Eigenvalues t of T that are marked on every filter, for the axis s.
  package let marks: [Double]

  package init(
    axis: ExpressivityAxis,
    choices: FilterGrid,
    s: [Double],
    n: Int,
    k: Int,
    isGallery: Bool = false,
    marks: [Double] = []
  ) {
    self.axis = axis
    self.choices = choices
    self.s = s
    self.n = n
    self.k = k
    self.isGallery = isGallery
    self.marks = marks
  }

  /// Refuses curves without points.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func validate() throws(StudyError) {
    switch axis {
    case .omega where !choices.contains { $0.stepSize != nil }:
      throw .illegal("--x omega: no algorithm here has a step size ω")
    case .depth where !choices.contains { $0.family.parity == .odd }:
      let algorithms = choices.filter { $0.depth != nil }.map(\.family.algorithm)
      let names = Groups(algorithms.map(\.name)).keys.joined(separator: " or ")
      if !algorithms.isEmpty, algorithms.allSatisfy({ $0.entry.parity(depth: 3) == .none }) {
        throw .illegal(
          "--x depth shows the constant of odd depths, and --algorithm \(names) has no parity")
      }
      throw .illegal("--x depth shows the constant of odd depths from 3 on; none is given")
    default: return
    }
  }

  /// The largest number of panels in a figure.
  private static let panelLimit = 24
  /// The eigenvalues of T that figures of filters show, and those with a panel for every filter.
  private static let filterWindow = -0.5...1.5
  private static let galleryWindow = -0.35...1.35

  /// The number of panels of the figure.
  private var panelCount: Int {
    switch axis {
    case .omega: Groups(choices.families.depths).keys.count
    case .depth: 1
    case .s: isGallery ? choices.count : 2
    }
  }

  /// Refuses more panels than a figure can have.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireFewPanels() throws(StudyError) {
    guard panelCount <= Self.panelLimit else {
      throw .illegal(
        "\(axis == .s ? "--gallery" : axis == .omega ? "--depth" : "--omega") makes \(panelCount) panels, more than "
          + "\(Self.panelLimit); only write tables, as with -o FILE.csv")
    }
  }

  /// Rejects marks outside the range of the figure.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireShownMarks() throws(StudyError) {
    let window = isGallery ? Self.galleryWindow : Self.filterWindow
    guard let mark = marks.first(where: { !window.contains($0) }) else { return }
    throw .illegal(
      "--mark \(mark): the figure shows eigenvalues from \(window.lowerBound) to \(window.upperBound)"
    )
  }

  /// Refuses a figure over a single step size, which has no curve.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireCurves() throws(StudyError) {
    guard axis == .omega else { return }
    let steps = Set(choices.compactMap(\.stepSize))
    guard steps.count > 1 else {
      throw .illegal(
        "--x omega draws curves over several step sizes, one is given; --omega lin:0.01..1.99:199")
    }
  }

  /// The figure.
  ///
  /// - Parameter command: The command that reproduces it.
  /// - Returns: The figure.
  package func figure(command: String) -> Figure {
    switch axis {
    case .omega: imageFigure(command)
    case .depth: constantFigure(command)
    case .s: isGallery ? galleryFigure(command) : filterFigure(command)
    }
  }

  // MARK: Reachable eigenvalues over ω

  private func imageFigure(_ command: String) -> Figure {
    let (families, columns) = arrangedByParity(
      Groups(choices.filter { $0.depth != nil }.map { $0.family.with(step: .learned) }).keys,
      depth: \.depth)
    // A window around the interval [0, 1] of the Wiener gains; the images reach to ±∞.
    let window = -0.6...2.1
    let panels = families.map { family in
      let members = choices.filter {
        $0.stepSize != nil && $0.family.with(step: .learned) == family
      }
      let x = members.compactMap(\.stepSize)
      let clamp = { (value: Double) in
        min(max(value, window.lowerBound - 1), window.upperBound + 1)
      }
      let filters = members.map(\.filter)
      let forced = zip(x, filters).map { Point(x: $0, y: $1.forcedGain.value) }
      return Panel(
        title: family.label(depth: "N = \(family.depth ?? 0)", leavingOut: "omega"),
        xAxis: Axis("step size *ω*"),
        yAxis: Axis("eigenvalue of *T*", range: window),
        curves: [
          Curve(
            "forced eigenvalue *c*_{0}", points: forced,
            style: Style(color: .black, dash: .dashed, width: 1.25))
        ],
        bands: [
          Band(
            "", x: x, lower: filters.map { clamp($0.image.lowerBound.value) },
            upper: filters.map { clamp($0.image.upperBound.value) },
            color: FamilyStyle(family).ink)
        ])
    }
    return Figure(
      title: "Reachable eigenvalues of T over the step size, and the forced one", command: command,
      panels: panels, columns: columns)
  }

  // MARK: c between its bounds

  /// The smallest reachable eigenvalue c over N, of one algorithm at the step sizes that have it in common.
  private struct Constant {
    let family: DenoiserFamily
    /// The step sizes; empty where the algorithm has none.
    var steps: [Double]
    /// c, or c/ω, over N.
    let points: [Point]
  }

  /// c/ω over odd N: for small steps it does not depend on ω, as the bounds of the talk never do; c itself where an
  /// algorithm has no ω.
  private func constantFigure(_ command: String) -> Figure {
    let members = choices.filter { $0.family.parity == .odd }
    let isRatio = members.allSatisfy { $0.stepSize != nil }
    let constants = Self.constants(members, isRatio: isRatio)
    let hasOneAlgorithm = Groups(constants.map { Self.words($0.family) }).keys.count == 1
    let curves = constants.enumerated().map { rank, constant in
      let steps = constant.steps.isEmpty ? [] : ["*ω* = \(Self.list(constant.steps))"]
      let names = hasOneAlgorithm && !steps.isEmpty ? [] : [Self.label(constant.family)]
      return Curve(
        (names + steps).joined(separator: ", "), points: constant.points,
        style: Style(color: FamilyStyle.odd.ink, marker: FamilyStyle.marker(rank)))
    }
    let bounds = Self.slideBounds(members, isRatio: isRatio)
    let panel = Panel(
      xAxis: Axis(
        members.allSatisfy { ($0.depth ?? 0) % 2 == 1 } ? "odd depth *N*" : "depth *N*",
        scale: (members.compactMap(\.depth).max() ?? 0) > 60 ? .logarithmic : .linear),
      yAxis: Axis(
        isRatio
          ? "smallest reachable eigenvalue / step size, *c*/*ω*"
          : "smallest reachable eigenvalue *c*"),
      curves: bounds.prefix(1) + curves + bounds.dropFirst())
    return Figure(
      title: "The smallest reachable eigenvalue of odd depths\(isRatio ? ", divided by ω" : "")"
        + (bounds.isEmpty ? "" : ", and the bounds of the talk"),
      command: command, panels: [panel], columns: 1)
  }

  /// One constant for each algorithm and step size; step sizes whose constants agree share one.
  private static func constants(_ members: [FilterChoice], isRatio: Bool) -> [Constant] {
    var constants: [Constant] = []
    for name in Groups(members.map { words($0.family) }).keys {
      let own = members.filter { words($0.family) == name }
      for step in Groups(own.map(\.stepSize)).keys {
        let group = own.filter { $0.stepSize == step }
        let points = group.map { choice in
          Point(
            x: Double(choice.depth ?? 0),
            y: choice.filter.image.lowerBound.value / (isRatio ? step ?? 1 : 1))
        }
        let twin = constants.firstIndex { words($0.family) == name && agree($0.points, points) }
        if let twin, let step {
          constants[twin].steps.append(step)
        } else {
          constants.append(
            Constant(family: group[0].family, steps: step.map { [$0] } ?? [], points: points))
        }
      }
    }
    return constants
  }

  /// The upper and the lower bound of the talk, which are those of gradient descent; none of c itself where these
  /// depend on ω.
  private static func slideBounds(_ members: [FilterChoice], isRatio: Bool) -> [Curve] {
    let descents = members.filter { $0.family.algorithm == .gradientDescent }
    let steps = Groups(descents.compactMap(\.stepSize)).keys
    guard let step = isRatio ? 1 : steps.first, isRatio || steps.count == 1 else { return [] }
    let bounds = Groups(descents.compactMap(\.depth)).keys.sorted().map { depth in
      (x: Double(depth), bounds: OddMinimum.slideBounds(depth: depth, stepSize: step))
    }
    guard !bounds.isEmpty else { return [] }
    return [
      Curve(
        "upper bound of the talk", points: bounds.map { Point(x: $0.x, y: $0.bounds.upper) },
        style: Style(color: .gray, dash: .dashed, width: 1.25)),
      Curve(
        "lower bound", points: bounds.map { Point(x: $0.x, y: $0.bounds.lower) },
        style: Style(color: .gray, dash: .dotted, width: 1.25)),
    ]
  }

  private static func words(_ family: DenoiserFamily) -> String {
    family.words(depth: "odd N", leavingOut: "omega")
  }

  private static func label(_ family: DenoiserFamily) -> String {
    family.label(depth: "odd N", leavingOut: "omega")
  }

  /// Numbers in a row, of many the first two and the last.
  private static func list(_ numbers: [Double]) -> String {
    let texts = numbers.map { formatted($0, significantDigits: 4) }
    let shown = texts.count > 4 ? Array(texts.prefix(2)) + ["…"] + texts.suffix(1) : texts
    return shown.joined(separator: ", ")
  }

  /// Whether two curves are the same up to rounding.
  private static func agree(_ first: [Point], _ second: [Point]) -> Bool {
    first.count == second.count
      && zip(first, second).allSatisfy { $0.x == $1.x && abs($0.y - $1.y) <= 1e-12 * abs($0.y) }
  }

  // MARK: Gallery

  /// A panel a filter: f, its image as a bar at the left edge, and f(0) as a dot.
  private func galleryFigure(_ command: String) -> Figure {
    let window = Self.galleryWindow
    let clamp = { (value: Double) in min(max(value, window.lowerBound), window.upperBound) }
    let width = (s.max() ?? 1) * 0.025
    let panels = choices.map { choice in
      let filter = choice.filter
      let style = FamilyStyle(choice.family)
      return Panel(
        title: choice.family.label(depth: choice.depth.map { "N = \($0)" }),
        xAxis: Axis("*s*"), yAxis: Axis("*f*(*s*)", range: window),
        curves: [
          Curve(
            "", points: s.map { Point(x: $0, y: filter.value(at: $0)) },
            style: Style(color: style.ink, width: 1.75)),
          Curve(
            "forced value *f*(0)", points: [Point(x: 0, y: filter.forcedGain.value)],
            style: Style(color: .black, marker: .circle)),
        ] + (marks.isEmpty ? [] : [markedPoints(choice)]),
        bands: [
          Band(
            "image of *f*", x: [0, width],
            lower: Array(repeating: clamp(filter.image.lowerBound.value), count: 2),
            upper: Array(repeating: clamp(filter.image.upperBound.value), count: 2),
            color: .gray)
        ], guides: markedLines)
    }
    return Figure(
      title: "Filters f(s) of algorithms: what they reach, and what they force", command: command,
      panels: panels, columns: min(panels.count, 4))
  }

  // MARK: Filters

  /// A line at every marked eigenvalue.
  private var markedLines: [Guide] {
    let numbers = marks.map { formatted($0, significantDigits: 6) }
    return zip(marks, numbers).map { mark, number in
      Guide(
        .horizontal, at: mark, label: "*t* = \(number)",
        legendLabel: "*t* = \(numbers.joined(separator: ", "))",
        style: Style(color: .gray, dash: .dotted, width: 1))
    }
  }

  /// Where a filter takes the marked eigenvalues, on all of its branches that are drawn.
  private func markedPoints(_ choice: FilterChoice) -> Curve {
    let filter = choice.filter
    let last = s.max() ?? 0
    let points = marks.flatMap { mark in
      (0...filter.turningPoints.count).compactMap { branch -> Point? in
        guard let place = filter.inverse(Gain(value: mark), branch: .number(branch + 1)),
          place <= last
        else { return nil }
        return Point(x: place, y: mark)
      }
    }
    return Curve(
      "", points: points,
      style: Style(color: FamilyStyle(choice.family).ink, marker: .circle, width: 0.05))
  }

  private func filterFigure(_ command: String) -> Figure {
    let groups: [(title: String, style: CurveStyle)] = [
      ("even depth", .even), ("odd depth", .odd), ("any depth", .decreasing),
    ]
    let present = groups.filter { group in choices.contains { $0.family.style == group.style } }
    let steps = Set(choices.compactMap(\.stepSize))
    let dashes = [.solid] + FamilyStyle.fixedDashes
    func panel(_ title: String?, _ style: CurveStyle?) -> Panel {
      var rank = 0
      // The exact solution is the reference in all panels.
      let members = choices.filter { $0.family.style == style || $0.family.style == .exact }
      let curves = members.map { choice -> Curve in
        let values = choice.values
        let points = s.map { Point(x: $0, y: values.value(at: $0)) }
        guard choice.family.algorithm != .exact else {
          return Curve("1/(1 + *s*)", points: points, style: FamilyStyle.bilevel.style())
        }
        defer { rank += 1 }
        let symbol = choice.family.algorithm.entry.parameters.first?.symbol ?? ""
        let suffix =
          steps.count > 1
          ? choice.stepSize.map { ", *\(symbol)* = \(formatted($0, significantDigits: 4))" } ?? ""
          : ""
        return Curve(
          choice.family.label(
            depth: choice.depth.map { "N = \($0)" },
            leavingOut: choice.stepSize.map { _ in "omega" })
            + suffix, points: points,
          style: Style(
            color: FamilyStyle(choice.family).ink, dash: dashes[rank % dashes.count],
            marker: marks.isEmpty ? FamilyStyle.markerAfterPlain(rank) : .none))
      }
      return Panel(
        title: title, xAxis: Axis("eigenvalue *s* of *R*ᵀ*R*"),
        yAxis: Axis("eigenvalue *f*(*s*) of *T*", range: Self.filterWindow),
        curves: curves + (marks.isEmpty ? [] : members.map(markedPoints)), guides: markedLines)
    }
    let panels =
      present.count > 1
      ? present.map { panel($0.title, $0.style) } : [panel(nil, present.first?.style)]
    return Figure(
      title: choices.contains { $0.depth != nil && $0.family.algorithm != .gradientDescent }
        ? "The filters f(s) of unrolled algorithms and of the exact solution"
        : "The filters f(s) of unrolled gradient descent and of the exact solution",
      command: command, panels: panels, columns: panels.count)
  }
}
