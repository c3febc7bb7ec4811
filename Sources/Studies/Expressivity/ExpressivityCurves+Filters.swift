// Curves of filters.

import Report
import ToyModel

extension ExpressivityCurves {
  /// The eigenvalues of T that figures of filters show; those with marks show the dips below 0 as well.
  var filterWindow: ClosedRange<Double> { marks.isEmpty ? -1...2 : -1.6...1.3 }

  /// The meaning of the lines at marked eigenvalues that lie where Wiener gains do, from 0 to 1.
  private var markTitle: String? {
    marks.isEmpty || !marks.allSatisfy((0...1).contains)
      ? nil : "dotted: Wiener gains *t* to be reached"
  }

  /// A line at every marked eigenvalue; of several only the one that all filters force has a name, if there is one.
  private var markedLines: [Guide] {
    // All with as many decimals as the one with most.
    let plain = marks.map { formatted($0, significantDigits: 6) }
    func decimals(_ number: String) -> Int {
      number.contains("e") ? 0 : number.split(separator: ".").dropFirst().first?.count ?? 0
    }
    let most = plain.map(decimals).max() ?? 0
    let numbers = plain.map { number in
      number.contains(".") && !number.contains("e")
        ? number + String(repeating: "0", count: most - decimals(number)) : number
    }
    let names = zip(marks, numbers).map { mark, number in
      choices.allSatisfy { abs($0.filter.forcedGain.value - mark) < 5e-4 }
        ? "*c*^{*} = \(number)" : number
    }
    let hasForced = names.contains { $0.contains("=") }
    return zip(marks, names).map { mark, name in
      let isNamed = !hasForced || name.contains("=")
      return Guide(
        .horizontal, at: mark,
        label: !isNamed
          ? "" : mark == marks.max() && !name.contains("=") ? "*t* = \(name)" : name,
        legendLabel: hasForced ? name : "*t* = \(names.joined(separator: ", "))",
        style: Style(color: .gray, dash: .dotted, width: 1))
    }
  }

  /// The points at which a filter takes the marked eigenvalues, on all of its branches that are drawn.
  ///
  /// - Parameters:
  ///   - choice: The filter.
  ///   - ink: Its colour.
  ///   - isFirst: Whether it is the first of several, whose points those of the others may cover.
  /// - Returns: The points, as a curve of markers without a name.
  private func markedPoints(_ choice: FilterChoice, _ ink: Ink, isFirst: Bool) -> Curve {
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
      style: Style(color: ink, marker: isFirst ? .ring : .circle, width: 0.05))
  }

  /// The place where a curve leaves the figure, as a fraction of its width: it is far from others there.
  private func exit(_ points: [Point]) -> Double {
    guard let first = points.first?.x, let last = points.last?.x, last > first else { return 1 }
    let inside = points.last { filterWindow.contains($0.y) }?.x ?? last
    return (inside - first) / (last - first)
  }

  func filterFigure(_ command: String) -> Figure {
    let groups: [(title: String, style: CurveStyle)] = [
      ("even depth", .even), ("odd depth", .odd), ("any depth", .decreasing),
    ]
    let present = groups.filter { group in choices.contains { $0.family.style == group.style } }
    let steps = Set(choices.compactMap(\.stepSize))
    // Algorithms with one depth in common need not name it.
    let isShared =
      Set(choices.map(\.depth)).count == 1
      && choices.allSatisfy { !$0.family.algorithm.entry.title.isEmpty }
    let dashes = [.solid] + FamilyStyle.fixedDashes
    func panel(_ title: String?, _ style: CurveStyle?) -> Panel {
      var rank = 0
      var algorithms: [Algorithm] = []
      // The exact solution is the reference in all panels.
      let members = choices.filter { $0.family.style == style || $0.family.style == .exact }
      let curves = members.map { choice -> Curve in
        let values = choice.values
        let points = s.map { Point(x: $0, y: values.value(at: $0)) }
        guard choice.family.algorithm != .exact else {
          return Curve("1/(1 + *s*)", points: points, style: FamilyStyle.bilevel.style())
        }
        defer { rank += 1 }
        if !algorithms.contains(choice.family.algorithm) {
          algorithms.append(choice.family.algorithm)
        }
        let inks = FamilyStyle(choice.family).inks
        let place = algorithms.firstIndex(of: choice.family.algorithm) ?? 0
        let symbol = choice.family.algorithm.entry.parameters.first?.symbol ?? ""
        let suffix =
          steps.count > 1
          ? choice.stepSize.map { ", *\(symbol)* = \(formatted($0, significantDigits: 4))" } ?? ""
          : ""
        return Curve(
          choice.family.label(
            depth: choice.depth.map { "N = \($0)" },
            leavingOut: choice.stepSize.map { _ in "omega" }
          ).split(separator: ", ").filter { !isShared || !$0.hasPrefix("*N* = ") }
            .joined(separator: ", ").replacing(", sizes ", with: " ")
            + suffix, points: points,
          style: Style(
            color: inks[min(place, inks.count - 1)], dash: dashes[rank % dashes.count]),
          namePlace: .along(exit(points)))
      }
      return Panel(
        title: title, xAxis: Axis("eigenvalue *s* of *R*ᵀ*R*"),
        yAxis: Axis("eigenvalue *f*(*s*) of *T*", range: filterWindow),
        curves: curves
          + (marks.isEmpty
            ? []
            : members.indices.map {
              markedPoints(
                members[$0], curves[$0].style.color, isFirst: $0 == 0 && members.count > 1)
            }),
        guides: markedLines)
    }
    let panels =
      present.count > 1
      ? present.map { panel($0.title, $0.style) } : [panel(markTitle, present.first?.style)]
    return Figure(
      title: choices.contains { $0.depth != nil && $0.family.algorithm != .gradientDescent }
        ? "The filters f(s) of unrolled algorithms and of the exact solution"
        : "The filters f(s) of unrolled gradient descent and of the exact solution",
      command: command, panels: panels, columns: panels.count,
      aspect: panels.count > 1 ? 0.85 : 0.62)
  }
}
