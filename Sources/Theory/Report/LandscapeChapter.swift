// Parity in one dimension.

import Evidence
import Libc
import Reference
import Report
import Studies
import ToyModel

struct LandscapeChapter: ReportChapter {
  let chapter = Chapter.landscape

  /// The number of minima r ≥ 0 of E(r).
  var minima: @Sendable (_ depth: Int, _ stepSize: Double, _ wiener: Double) -> Int = {
    depth, stepSize, wiener in
    guard !depth.isMultiple(of: 2), depth > 1 else { return 1 }
    let isTurning = stepSize < 1 + TalkFormulas.turningPoint(depth: depth)
    return isTurning && wiener > TalkFormulas.constant(depth: depth, stepSize: stepSize) ? 2 : 1
  }
  /// The place of the barrier of an odd depth, (1+x)/ω − 1 = r².
  var barrier: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    ((1 + TalkFormulas.turningPoint(depth: $0)) / $1 - 1).squareRoot()
  }
  /// E″ behind the barrier for large N: (γ+σ²) ω(2−ω)(2t*−ω)² N².
  var curvature: @Sendable (_ p: ToyPoint, _ depth: Int, _ stepSize: Double) -> Double = {
    p, depth, stepSize in
    let wiener = p.energy / (p.energy + p.noise)
    let slope = 2 * wiener - stepSize
    return (p.energy + p.noise) * stepSize * (2 - stepSize) * slope * slope
      * Double(depth) * Double(depth)
  }

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint(n: 1, k: 1)
    let wiener = p.energy / (p.energy + p.noise)
    let directional = DirectionalRisk(signalEnergy: p.energy, noiseVariance: p.noise)
    func landscape(_ depth: Int, _ stepSize: Double) -> RiskLandscape {
      RiskLandscape(
        filter: UnrolledFilter(depth: depth, stepSize: stepSize), directional: directional)
    }
    func behind(_ depth: Int, _ stepSize: Double) -> CriticalPoint? {
      landscape(depth, stepSize).criticalPoints.last { $0.kind.isMinimum }
    }
    let points = scope.pick(light: 1000, full: 20_000)
    var comparisons: [Comparison] = []
    for stepSize in [0.1, 0.5] {
      for depth in 2...7 {
        comparisons.append(
          Comparison(
            "minima, *N* = \(depth), *ω* = \(typeset(stepSize, significantDigits: 2))",
            predicted: Double(minima(depth, stepSize, wiener)),
            computed: Double(Self.minima(p, depth, stepSize, points)), .count))
      }
    }
    for depth in [3, 7] {
      // The barrier is at the turning point of f, its minimum over r.
      let filter = PlainFilter(depth: depth, stepSize: 0.1)
      let least = BruteForce.least(from: 0, to: 5, points: 200) { filter.value(at: $0 * $0) }
      comparisons.append(
        Comparison(
          "barrier at *r*, *N* = \(depth), *ω* = 0.1", predicted: barrier(depth, 0.1),
          computed: least.location, .rounding(1e-6)))
    }
    for depth in [5, 7] {
      guard let point = behind(depth, 0.5) else { continue }
      comparisons.append(
        Comparison(
          "*E*″ behind the barrier, *N* = \(depth), *ω* = 0.5", predicted: point.curvature,
          computed: Self.secondDifference(p, depth, 0.5, at: point.location),
          .rounding(1e-5 * point.curvature)))
    }
    for depth in [1001, 100_001] {
      let expected = curvature(p, depth, 0.5)
      comparisons.append(
        Comparison(
          "*E*″ behind the barrier, *N* = \(depth), *ω* = 0.5", predicted: expected,
          computed: behind(depth, 0.5)?.curvature ?? .nan,
          .gap(20 * expected / Double(depth))))
    }
    let trap = PlainFilter(depth: 3, stepSize: 0.1).value(at: 0)
    let stuck = 0.5 * (p.energy * (1 - trap) * (1 - trap) + p.noise * trap * trap)
    comparisons.append(
      Comparison(
        "risk where descent from *r* = 0.5 ends, *N* = 3, *ω* = 0.1", predicted: stuck,
        computed: Self.descended(p, depth: 3, stepSize: 0.1, from: 0.5), .rounding(1e-9)))
    let line = "toy landscape --depth 2..5 --omega 0.1 --curve"
    let study = try LandscapeStudy(
      LandscapeSetting(
        mu: p.mu, theta: p.theta, sigma: p.sigma,
        families: (2...5).map { .unrolled(depth: $0, step: .fixed(0.1)) }))
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the statement; *E*″ for *N* = 5 and 7 by the closed form at the minimum. "
        + "Computed for *μ* = 1, *θ* = 0.5, *σ* = 0.9 by counting the minima of *E* on "
        + "\(points) points, with *N* steps of gradient descent at each, by searching for the least "
        + "*f*, by second differences, by descent on *E*, and for large *N* by the closed form, where a gap of 20/*N* is "
        + "allowed.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id, figure: study.figure(command: line),
        caption: "At *ω* = 0.1 odd depths have the trap at *r* = 0 and the best minimum behind the "
          + "barrier."),
      commands: [line, "toy landscape --x depth --depth 2..31 --omega 0.1,0.5"],
      result: KeyResult(
        "At *N* = 3, *ω* = 0.1 descent from small *r* ends before the barrier, with the risk ",
        comparisons[comparisons.count - 1], digits: 4, "."))
  }

  /// E(r) by iteration.
  private static func risk(_ p: ToyPoint, _ filter: PlainFilter, _ r: Double) -> Double {
    let t = filter.value(at: r * r)
    return 0.5 * (p.energy * (1 - t) * (1 - t) + p.noise * t * t)
  }

  /// The minima of E on a grid of r ≥ 0; E is even.
  private static func minima(
    _ p: ToyPoint, _ depth: Int, _ stepSize: Double, _ points: Int
  ) -> Int {
    let filter = PlainFilter(depth: depth, stepSize: stepSize)
    let end = (4 / stepSize).squareRoot()
    let values = (0...points).map { risk(p, filter, end * Double($0) / Double(points)) }
    let isMinimum = { (index: Int) -> Bool in
      let isBelowNext = values[index] < values[index + 1]
      return isBelowNext && (index == 0 || values[index] <= values[index - 1])
    }
    return (0..<points).count(where: isMinimum)
  }

  /// E at the point where descent along finite differences of E stops.
  private static func descended(
    _ p: ToyPoint, depth: Int, stepSize: Double, from start: Double
  ) -> Double {
    let filter = PlainFilter(depth: depth, stepSize: stepSize)
    var r = start
    for _ in 0..<1000 {
      r -= 0.5 * (risk(p, filter, r + 1e-5) - risk(p, filter, r - 1e-5)) / 2e-5
    }
    return risk(p, filter, r)
  }

  private static func secondDifference(
    _ p: ToyPoint, _ depth: Int, _ stepSize: Double, at r: Double
  ) -> Double {
    let filter = PlainFilter(depth: depth, stepSize: stepSize)
    // Two widths, so that the second-order error cancels (Richardson).
    func difference(_ h: Double) -> Double {
      (risk(p, filter, r + h) - 2 * risk(p, filter, r) + risk(p, filter, r - h)) / (h * h)
    }
    return (4 * difference(5e-4) - difference(1e-3)) / 3
  }
}
