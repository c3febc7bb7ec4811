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
      let forced = zip(x, members).map { Point(x: $0, y: $1.filter.forcedGain.value) }
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
            "", x: x, lower: members.map { clamp($0.filter.image.lowerBound.value) },
            upper: members.map { clamp($0.filter.image.upperBound.value) },
            color: FamilyStyle(family).ink)
        ])
    }
    return Figure(
      title: "Reachable eigenvalues of T over the step size, and the forced one", command: command,
      panels: panels, columns: columns)
  }

  // MARK: c between its bounds

  /// c/ω over odd N: for small steps it does not depend on ω, as the bounds of the talk never do; c itself where an
  /// algorithm has no ω.
  private func constantFigure(_ command: String) -> Figure {
    let members = choices.filter { $0.family.parity == .odd }
    let isDivided = members.allSatisfy { $0.stepSize != nil }
    let steps = Groups(members.map { $0.stepSize ?? 0 }).keys
    // The bounds of the talk are those of gradient descent.
    let descents = members.filter { $0.family.algorithm == .gradientDescent }
    let depths =
      isDivided || Set(descents.map(\.stepSize)).count == 1
      ? Groups(descents.compactMap(\.depth)).keys.sorted() : []
    let boundStep = isDivided ? 1 : descents.first?.stepSize ?? 1
    let bounds = depths.map { OddMinimum.slideBounds(depth: $0, stepSize: boundStep) }
    let algorithms = Groups(members.map { $0.family.words(depth: "odd N", leavingOut: "omega") })
      .keys
    var constants: [(steps: [Double], words: String, label: String, points: [Point])] = []
    for words in algorithms {
      for step in steps {
        let own = members.filter {
          ($0.stepSize ?? 0) == step
            && $0.family.words(depth: "odd N", leavingOut: "omega") == words
        }
        let points = own.map {
          Point(
            x: Double($0.depth ?? 0),
            y: $0.filter.image.lowerBound.value / (isDivided ? step : 1))
        }
        guard !points.isEmpty else { continue }
        let label = own.first?.family.label(depth: "odd N", leavingOut: "omega") ?? words
        let twin = constants.firstIndex { $0.words == words && Self.agree($0.points, points) }
        if let twin {
          constants[twin].steps.append(step)
        } else {
          constants.append(([step], words, label, points))
        }
      }
    }
    let curves = constants.enumerated().map { rank, constant in
      let numbers = constant.steps.map { formatted($0, significantDigits: 4) }
      let shown =
        numbers.count > 4 ? [numbers[0], numbers[1], "…", numbers[numbers.count - 1]] : numbers
      let step = constant.steps == [0] ? nil : "*ω* = \(shown.joined(separator: ", "))"
      let names = [algorithms.count == 1 && step != nil ? nil : constant.label, step]
      return Curve(
        names.compactMap { $0 }.joined(separator: ", "),
        points: constant.points,
        style: Style(color: FamilyStyle.odd.ink, marker: FamilyStyle.marker(rank)))
    }
    func bound(_ name: String, _ dash: Dash, _ value: (Double, Double) -> Double) -> Curve {
      Curve(
        name,
        points: zip(depths, bounds).map { Point(x: Double($0), y: value($1.lower, $1.upper)) },
        style: Style(color: .gray, dash: dash, width: 1.25))
    }
    let panel = Panel(
      xAxis: Axis(
        members.allSatisfy { ($0.depth ?? 0) % 2 == 1 } ? "odd depth *N*" : "depth *N*",
        scale: (members.compactMap(\.depth).max() ?? 0) > 60 ? .logarithmic : .linear),
      yAxis: Axis(
        isDivided
          ? "smallest reachable eigenvalue / step size, *c*/*ω*"
          : "smallest reachable eigenvalue *c*"),
      curves: depths.isEmpty
        ? curves
        : [bound("upper bound of the talk", .dashed) { $1 }] + curves
          + [bound("lower bound", .dotted) { lower, _ in lower }])
    return Figure(
      title:
        "The smallest reachable eigenvalue of odd depths, divided by ω, and the bounds of the talk",
      command: command, panels: [panel], columns: 1)
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
    marks.map { mark in
      Guide(
        .horizontal, at: mark, label: "*t* = \(formatted(mark, significantDigits: 6))",
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
        let points = s.map { Point(x: $0, y: choice.values.value(at: $0)) }
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
