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
  /// Whether every filter is shown by its image, a bar with f(0) as a dot, instead of its curve.
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
  /// The largest number of bars in a figure.
  private static let barLimit = 24

  /// The number of panels of the figure.
  private var panelCount: Int {
    switch axis {
    case .omega: Groups(choices.families.depths).keys.count
    case .depth: 1
    case .s: 2
    }
  }

  /// Refuses more panels than a figure can have.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireFewPanels() throws(StudyError) {
    guard !isGallery || choices.count <= Self.barLimit else {
      throw .illegal(
        "--gallery makes \(choices.count) bars, more than \(Self.barLimit); write only tables, for example with "
          + "-o FILE.csv")
    }
    guard panelCount <= Self.panelLimit else {
      throw .illegal(
        "\(axis == .omega ? "--depth" : "--omega") makes \(panelCount) panels, more than "
          + "\(Self.panelLimit); only write tables, as with -o FILE.csv")
    }
  }

  /// Rejects marks outside the range of the figure.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func requireShownMarks() throws(StudyError) {
    let window = isGallery ? Self.galleryWindow : filterWindow
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
    let panels = families.enumerated().map { index, family in
      let members = choices.filter {
        $0.stepSize != nil && $0.family.with(step: .learned) == family
      }
      let x = members.compactMap(\.stepSize)
      let clamp = { (value: Double) in
        min(max(value, window.lowerBound - 1), window.upperBound + 1)
      }
      let filters = members.map(\.filter)
      let images = filters.map { filter in
        (lower: clamp(filter.image.lowerBound.value), upper: clamp(filter.image.upperBound.value))
      }
      let forced = zip(x, filters).map { Point(x: $0, y: $1.forcedGain.value) }
      // Names common to all panels of a row are shown in the first one.
      let isFirst = index % columns == 0
      // The name is that of the side with Wiener gains.
      func missing(_ lower: [Double], _ upper: [Double], isNamed: Bool) -> Band {
        Band(
          isFirst && isNamed ? "out of reach" : "", x: x, lower: lower,
          upper: zip(lower, upper).map { max($0, $1) }, color: .gray, hasBoundary: false)
      }
      let isAbove = images.contains { $0.upper < 1 }
      return Panel(
        title: family.label(depth: "N = \(family.depth ?? 0)", leavingOut: "omega"),
        xAxis: Axis("step size *ω*"),
        yAxis: Axis("eigenvalue of *T*", range: window),
        curves: [
          Curve(
            isFirst ? "forced" : "", points: forced,
            style: Style(color: .black, dash: .dashed, width: 1.25), namePlace: .along(0.3))
        ],
        bands: [
          Band(
            isFirst ? "reachable" : "", x: x, lower: images.map(\.lower),
            upper: images.map(\.upper), color: FamilyStyle(family).ink),
          // The Wiener gains beyond the image, below it and above.
          missing(x.map { _ in 0 }, images.map { min($0.lower, 1) }, isNamed: !isAbove),
          missing(images.map { max($0.upper, 0) }, x.map { _ in 1 }, isNamed: isAbove),
        ])
    }
    return Figure(
      title: "Reachable eigenvalues of T over the step size, and the forced one", command: command,
      panels: panels, columns: columns)
  }

  // MARK: c between its bounds

  /// The smallest reachable eigenvalue c over N, for one algorithm at the step sizes that share it.
  private struct Constant {
    let family: DenoiserFamily
    /// The step sizes; empty if the algorithm has none.
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
    let bounds = Self.slideBounds(members, isRatio: isRatio)
    let curves = constants.enumerated().map { rank, constant in
      let steps = constant.steps.isEmpty ? [] : ["*ω* = \(Self.list(constant.steps))"]
      let names = hasOneAlgorithm && !steps.isEmpty ? [] : [Self.label(constant.family)]
      let name = (names + steps).joined(separator: ", ")
      // Curves meet at large depths, so they are named at small ones.
      return Curve(
        name, points: constant.points,
        style: Style(
          color: FamilyStyle.odd.inks[min(rank, 1)], marker: FamilyStyle.marker(rank)),
        namePlace: constants.count > 1 ? .along(rank == 0 ? 0.1 : 0.3) : .end)
    }
    let isWide = (members.compactMap(\.depth).max() ?? 0) > 60
    let panel = Panel(
      xAxis: Axis(
        members.allSatisfy { ($0.depth ?? 0) % 2 == 1 } ? "odd depth *N*" : "depth *N*",
        scale: isWide ? .logarithmic : .linear, ticks: isWide ? [] : Self.oddTicks(members)),
      yAxis: Axis(
        isRatio
          ? "smallest eigenvalue *c*/*ω*" : "smallest eigenvalue *c*"),
      curves: bounds.prefix(1) + curves + bounds.dropFirst(),
      bands: bounds.count == 2
        ? [
          Band(
            "", x: bounds[0].points.map(\.x), lower: bounds[1].points.map(\.y),
            upper: bounds[0].points.map(\.y), color: .black, hasBoundary: false)
        ] : [],
      guides: bounds.isEmpty ? [] : Self.violations(constants, bounds[0].points))
    return Figure(
      title: "The smallest reachable eigenvalue of odd depths\(isRatio ? ", divided by ω" : "")"
        + (bounds.isEmpty ? "" : ", and the bounds of the talk"),
      command: command, panels: [panel], columns: 1)
  }

  /// Marks the depth up to which a constant exceeds the upper bound, if it does and then no longer.
  private static func violations(_ constants: [Constant], _ bound: [Point]) -> [Guide] {
    constants.compactMap { constant in
      let pairs = constant.points.compactMap { point in
        bound.first { $0.x == point.x }.map { (x: point.x, isAbove: point.y > $0.y * (1 + 1e-12)) }
      }
      guard let last = pairs.last(where: \.isAbove), pairs.last?.isAbove == false else {
        return nil
      }
      return Guide(
        .vertical, at: last.x,
        label: "*ω* = \(list(constant.steps)) above the bound up to *N* = \(Int(last.x))")
    }
  }

  /// Odd numbers about ten apart: 3, 11, 21 and so on.
  private static func oddTicks(_ members: [FilterChoice]) -> [Axis.Tick] {
    let depths = members.compactMap(\.depth)
    guard let low = depths.min(), let high = depths.max(), high - low > 8 else {
      return Groups(depths).keys.sorted().map { Axis.Tick(Double($0), "\($0)") }
    }
    let step = high - low > 20 ? 10 : 4
    let round = stride(from: step + 1, through: high, by: step).filter { $0 > low + step / 2 }
    return ([low] + round).map { Axis.Tick(Double($0), "\($0)") }
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

  /// The upper and the lower bound of the talk, which are those of gradient descent; none for c itself if they
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
        "upper bound", points: bounds.map { Point(x: $0.x, y: $0.bounds.upper) },
        style: Style(color: .gray, dash: .dashed, width: 1.25), namePlace: .along(0.3)),
      Curve(
        "lower bound", points: bounds.map { Point(x: $0.x, y: $0.bounds.lower) },
        style: Style(color: .gray, dash: .dotted, width: 1.25), namePlace: .along(0.88)),
    ]
  }

  private static func words(_ family: DenoiserFamily) -> String {
    family.words(depth: "odd N", leavingOut: "omega")
  }

  private static func label(_ family: DenoiserFamily) -> String {
    family.label(depth: "odd N", leavingOut: "omega")
  }

  /// A list of numbers; of many, only the first two and the last.
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
}
