// The one-dimensional landscapes at every position of the sliders.

import Libc
import Report
import ToyModel

/// The risk over R = r for k = n = 1, for every θ, σ and family, as code for the page.
package struct ValleyTables: Sendable {
  /// For every θ and σ two numbers: the Wiener value t* and the best linear risk.
  package private(set) var contexts: [UInt8] = []
  /// For every θ and σ a text for bilevel learning and one for every unrolled family.
  ///
  /// Each has five numbers (the right end of the axis of r, the lower and the upper end of the vertical
  /// one, and where ω is learned its largest value on the valley and the one below which r = 0 is a
  /// trap, else 0), the count of the critical points in one character, for each the kind in one
  /// character with r, risk and curvature, and the vertices of the curve. That of bilevel learning,
  /// which is drawn in the boxes of the others, is ``PlotLine/Resolution/enlarged``.
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
    for theta in grid.theta {
      for sigma in grid.sigma {
        let directional = DirectionalRisk(
          signalEnergy: grid.mu * grid.mu + theta * theta, noiseVariance: sigma * sigma)
        contexts +=
          try PrintedNumber(directional.wienerGain.value).code
          + PrintedNumber(directional.best).code
        let families = [.bilevel] + grid.unrolled
        let known = families.map { family in
          family.filter.map { RiskLandscape(filter: $0, directional: directional) }
        }
        let heights = known.map { $0.map { Self.window($0).upperBound } ?? 0 }
        for (family, landscape) in zip(families, known) {
          guard let landscape else {
            let steps = StepLandscape(depth: family.depth ?? 1, directional: directional)
            landscapes.append(try Self.code(steps))
            continue
          }
          // Up to the greatest height at this step size, that of the axis.
          let height = families.indices.reduce(0) {
            families[$1].step == family.step ? max($0, heights[$1]) : $0
          }
          landscapes.append(
            try Self.code(
              landscape, upTo: height, resolution: family.depth == nil ? .enlarged : .screen))
        }
      }
    }
  }

  // MARK: E over r

  private static func code(
    _ landscape: RiskLandscape, upTo height: Double, resolution: PlotLine.Resolution
  ) throws(StudyError) -> [UInt8] {
    let points = landscape.criticalPoints
    let end = roundEnd(1.2 * (points.last?.location ?? 0))
    let line = PlotLine(
      end: end, range: window(landscape).lowerBound...height,
      points: landscape.samples(
        samplePlaces(landscape, upTo: end, count: resolution == .screen ? 240 : 400)
      ).map {
        Point(x: $0.r, y: $0.risk)
      }, resolution: resolution)
    var marks: [UInt8] = []
    for point in points {
      marks += try mark(
        point.kind.rawValue, r: point.location, risk: point.risk, curvature: point.curvature)
    }
    return try joined(line, extra: [0, 0], count: points.count, marks: marks)
  }

  /// The window of `toy landscape`: steep walls are cut.
  private static func window(_ landscape: RiskLandscape) -> ClosedRange<Double> {
    let values = landscape.criticalPoints.map(\.risk) + [landscape.directional.best]
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let span = max(high - low, 0.2 * high)
    return max(low - 0.12 * span, 0)...(high + 0.35 * span)
  }

  /// A uniform grid, and a finer one in every valley: the one behind the barrier is narrow.
  private static func samplePlaces(
    _ landscape: RiskLandscape, upTo end: Double, count: Int
  ) -> [Double] {
    var places = (0...count).map { end * Double($0) / Double(count) }
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

  private static func code(_ landscape: StepLandscape) throws(StudyError) -> [UInt8] {
    let valley = landscape.valley
    let gain = landscape.directional.wienerGain
    // Beyond the r of bilevel learning, where the valley of even depths ends.
    let isEven = landscape.depth.isMultiple(of: 2)
    let end = roundEnd((isEven ? 1.4 : 3.5) * (gain.defect / gain.value).squareRoot())
    let largest = valley?.largestStep ?? 1
    let points = valley?.points(upTo: end, count: 401) ?? []
    let line = PlotLine(
      end: end, range: 0...(1.1 * max(largest, 1)),
      points: points.map { Point(x: $0.r, y: $0.omega) })
    var marks: [UInt8] = []
    if let point = landscape.identityPoint {
      marks = try mark(
        point.rawValue, r: 0, risk: landscape.directional.value(.one),
        curvature: landscape.identityCurvature.r)
    }
    let isTrapped = landscape.depth > 1 && !isEven
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
    let (box, vertices) = try line.code()
    var result = box
    for number in extra { result += try PrintedNumber(number).code }
    return result + Base90.code(count, length: 1) + marks + vertices
  }

  /// The next of 1, 1.2, 1.4 … 2, 2.5, 3 … 10 times a power of ten, at least 0.1.
  private static func roundEnd(_ value: Double) -> Double {
    let least = max(value, 0.1)
    let power = pow(10, log10(least).rounded(.down))
    let steps = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10]
    return (steps.first { $0 * power >= least * (1 - 1e-12) } ?? 10) * power
  }
}
