// The one-dimensional landscapes at every position of the sliders.

import Libc
import Report
import ToyModel

/// The risk over R = r for k = n = 1, for every θ, σ and family, as code for the page.
///
/// All curves of one θ and σ have the same axes, so that neither the depth nor the step size moves them. The valley behind
/// the wall lies far out for small ω, and large ω have large risks, so curves are drawn over √r, and log₁₀ E upwards.
package struct ValleyTables: Sendable {
  /// For every θ and σ seven numbers: the Wiener value t* and the best linear risk; the right end of the axis of r and
  /// the lower and the upper end of that of log₁₀ E; where ω is learned, the right end of the axis of r and the upper end
  /// of that of ω.
  package private(set) var contexts: [UInt8] = []
  /// For every θ and σ a text for bilevel learning and one for every unrolled family.
  ///
  /// Each has two numbers (where ω is learned, its largest value on the valley and the one below which r = 0 is a
  /// trap, else 0), the count of the critical points in one character, for each the kind in one
  /// character with r, risk and curvature, and the vertices of the curve.
  package private(set) var landscapes: [[UInt8]] = []

  /// The kinds of critical points, in the order of their codes.
  package static let kinds = CriticalPoint.Kind.allCases.map(\.rawValue) + ["saddle"]

  /// No tables, for data from a file.
  package init() {}

  /// Computes all tables.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  /// - Complexity: Some 500 evaluations of a filter for every landscape.
  package init(_ grid: ExplorerGrid) throws(StudyError) {
    let families = [.bilevel] + grid.unrolled
    for theta in grid.theta {
      for sigma in grid.sigma {
        let directional = DirectionalRisk(
          signalEnergy: grid.mu * grid.mu + theta * theta, noiseVariance: sigma * sigma)
        let parts = families.map { Part($0, directional) }
        let axes = Axes(parts, directional)
        contexts += try axes.code(directional)
        for part in parts {
          switch part {
          case .fixed(let landscape): landscapes.append(try Self.code(landscape, axes))
          case .learned(let landscape): landscapes.append(try Self.code(landscape, axes))
          }
        }
      }
    }
  }

  /// The landscape of a family.
  private enum Part {
    /// E over r.
    case fixed(RiskLandscape)
    /// E over (r, ω).
    case learned(StepLandscape)

    init(_ family: DenoiserFamily, _ directional: DirectionalRisk) {
      self =
        family.filter.map { .fixed(RiskLandscape(filter: $0, directional: directional)) }
        ?? .learned(StepLandscape(depth: family.depth ?? 1, directional: directional))
    }
  }

  /// The axes of all landscapes of one θ and σ.
  private struct Axes {
    /// The right end of r.
    var end = 0.1
    /// The range of log₁₀ E.
    let range: ClosedRange<Double>
    /// The right end of r where ω is learned.
    let valleyEnd: Double
    /// The upper end of ω where it is learned.
    var tallest = 1.0

    init(_ parts: [Part], _ directional: DirectionalRisk) {
      let gain = directional.wienerGain
      // Beyond the r of bilevel learning, where the valley of even depths ends.
      valleyEnd = ValleyTables.roundEnd(3.5 * (gain.defect / gain.value).squareRoot())
      var highest = directional.best
      for part in parts {
        switch part {
        case .fixed(let landscape):
          end = max(
            end, ValleyTables.roundEnd(1.2 * (landscape.criticalPoints.last?.location ?? 0)))
          highest = max(highest, ValleyTables.top(landscape))
        case .learned(let landscape):
          tallest = max(tallest, landscape.valley?.largestStep ?? 1)
        }
      }
      let (low, high) = (log10(directional.best), log10(highest))
      range = low - 0.12 * (high - low)...high
      tallest *= 1.1
    }

    func code(_ directional: DirectionalRisk) throws(StudyError) -> [UInt8] {
      var result: [UInt8] = []
      for number in [
        directional.wienerGain.value, directional.best, end, range.lowerBound, range.upperBound,
        valleyEnd, tallest,
      ] { result += try PrintedNumber(number).code }
      return result
    }
  }

  // MARK: E over r

  private static func code(
    _ landscape: RiskLandscape, _ axes: Axes
  ) throws(StudyError) -> [UInt8] {
    let points = landscape.criticalPoints
    let line = PlotLine(
      end: axes.end.squareRoot(), range: axes.range,
      points: landscape.samples(samplePlaces(landscape, upTo: axes.end)).map {
        Point(x: $0.r.squareRoot(), y: log10($0.risk))
      })
    var marks: [UInt8] = []
    for point in points {
      marks += try mark(
        point.kind.rawValue, r: point.location, risk: point.risk, curvature: point.curvature)
    }
    return try joined(line, extra: [0, 0], count: points.count, marks: marks)
  }

  /// The upper end of the window of `toy landscape`: steep walls are cut.
  private static func top(_ landscape: RiskLandscape) -> Double {
    let values = landscape.criticalPoints.map(\.risk) + [landscape.directional.best]
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return high + 0.35 * max(high - low, 0.2 * high)
  }

  /// A grid that is uniform on the axis, and a finer one in every valley: the one behind the barrier is narrow.
  private static func samplePlaces(
    _ landscape: RiskLandscape, upTo end: Double
  ) -> [Double] {
    let count = 240
    var places = (0...count).map { index in
      let part = Double(index) / Double(count)
      return end * part * part
    }
    for basin in landscape.criticalPoints.compactMap(\.basin) {
      let (lower, upper) = (max(basin.halfLower, 0), min(basin.halfUpper, end))
      guard lower < upper else { continue }
      let margin = 0.5 * (upper - lower)
      places += (0...80).map { lower - margin + 2 * (upper - lower) * Double($0) / 80 }
    }
    places.sort()
    return places.indices.filter { index in
      (0...end).contains(places[index]) && (index == 0 || places[index - 1] != places[index])
    }.map { places[$0] }
  }

  // MARK: E over (r, ω)

  private static func code(
    _ landscape: StepLandscape, _ axes: Axes
  ) throws(StudyError) -> [UInt8] {
    let valley = landscape.valley
    let largest = valley?.largestStep ?? 1
    let points = valley?.points(upTo: axes.valleyEnd, count: 401) ?? []
    let line = PlotLine(
      end: axes.valleyEnd, range: 0...axes.tallest,
      points: points.map { Point(x: $0.r, y: $0.omega) })
    var marks: [UInt8] = []
    if let point = landscape.identityPoint {
      marks = try mark(
        point.rawValue, r: 0, risk: landscape.directional.value(.one),
        curvature: landscape.identityCurvature.r)
    }
    let isTrapped = landscape.depth > 1 && !landscape.depth.isMultiple(of: 2)
    return try joined(
      line, extra: [largest, isTrapped ? valley?.crossings.lower ?? 0 : 0],
      count: landscape.identityPoint == nil ? 0 : 1, marks: marks)
  }

  // MARK: Parts

  private static func mark(
    _ kind: String, r: Double, risk: Double, curvature: Double
  ) throws(StudyError) -> [UInt8] {
    try Base90.code(kinds.firstIndex(of: kind) ?? 0, length: 1) + PrintedNumber(r).code
      + PrintedNumber(risk).code + PrintedNumber(curvature).code
  }

  private static func joined(
    _ line: PlotLine, extra: [Double], count: Int, marks: [UInt8]
  ) throws(StudyError) -> [UInt8] {
    var result: [UInt8] = []
    for number in extra { result += try PrintedNumber(number).code }
    return try result + Base90.code(count, length: 1) + marks + line.code().vertices
  }

  /// The next of 1, 1.2, 1.4 … 2, 2.5, 3 … 10 times a power of ten, at least 0.1.
  private static func roundEnd(_ value: Double) -> Double {
    let least = max(value, 0.1)
    let power = pow(10, log10(least).rounded(.down))
    let steps = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10]
    return (steps.first { $0 * power >= least * (1 - 1e-12) } ?? 10) * power
  }
}
