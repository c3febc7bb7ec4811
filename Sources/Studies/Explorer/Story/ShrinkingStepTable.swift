// Scene 4: odd depth with ever smaller steps.

import Libc
package import Report
import ToyModel

/// The filter, the risk and the far solution of the signal's direction over ω.
package struct ShrinkingStepTable: Sendable {
  /// The table, for every N a list over ω.
  ///
  /// `excess` is the risk above the best linear one.
  package let json: JSONValue

  /// The depths.
  package static let depths = [3, 5, 11]
  /// ω from 0.5 to 10⁻⁴: 5, 4, 3, 2.5, 2, 1.6, 1.3, 1 and 0.7 times powers of ten.
  package static let stepSizes =
    [0, 1, 2, 3].flatMap { decade in
      [0.5, 0.4, 0.3, 0.25, 0.2, 0.16, 0.13, 0.1, 0.07].map { factor in
        Double(formatted(factor * pow(10, -Double(decade)), significantDigits: 3)) ?? factor
      }
    }.filter { $0 >= 1e-4 }
  /// The ends of the axes: log₁₀ s from −1 to 7, f from 0 to 1.2.
  package static let (decades, height) = (-1.0...7.0, 1.2)

  /// Computes the table for every k.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a range that has no code.
  package init(_ model: StoryModel) throws(StudyError) {
    var evaluator = RiskEvaluator(expecting: nil)
    let target = Gain.wiener(
      eigenvalue: model.spectrum.groups[0].eigenvalue, noiseVariance: model.noiseVariance)
    let filters = try JSONValue.filters(depths: Self.depths, stepSizes: Self.stepSizes) {
      (filter) throws(StudyError) in
      let place = filter.inverse(target, branch: .far)
      let family = DenoiserFamily.unrolled(depth: filter.depth, step: .fixed(filter.stepSize))
      let rows = model.rows.map { evaluator.row(model.setting(k: $0, family)) }
      return .record([
        "f0": .digits(filter.forcedGain.value), "least": .digits(filter.image.lowerBound.value),
        "s": place.map { .digits($0) } ?? .null,
        "product": place.map { .digits(filter.stepSize * (1 + $0)) } ?? .null,
        "risk": .digits(rows.map(\.optimum.risk.total)),
        "excess": .digits(rows.map { $0.optimum.risk.total - $0.linearRisk }),
        "free": .digits(rows.map { $0.optimum.eigenvalues.last?.gain.value ?? 0 }),
        "line": try Self.line(filter).text(),
      ])
    }
    json = .record([
      "N": .array(Self.depths.map { .integer($0) }), "omega": .digits(Self.stepSizes),
      "target": .digits(target.value), "low": .digits(Self.decades.lowerBound),
      "high": .digits(Self.decades.upperBound), "top": .digits(Self.height),
      "rows": filters,
    ])
  }

  private static func line(_ filter: UnrolledFilter) -> PlotLine {
    let width = decades.upperBound - decades.lowerBound
    let points = (0...1600).map { index in
      let x = width * Double(index) / 1600
      return Point(x: x, y: filter.value(at: pow(10, decades.lowerBound + x)))
    }
    return PlotLine(end: width, range: 0...height, points: points)
  }
}
