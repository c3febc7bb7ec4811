// Scene 2: the risk over the one number that all forced directions share.

import Libc
package import Report
import ToyModel

/// The risk over the forced eigenvalue c, and what sets it.
///
/// Two steps of size ω = 1 − √(1−c) have f(0) = c; all free eigenvalues are at their best.
package struct ForcedGainTable: Sendable {
  /// The table: for every k columns of risk, bias and variance over c, the best c and what it is worth; the
  /// knobs that set c.
  package let json: JSONValue

  /// The values of c: hundredths from 0.01 to 1.
  package static let gains = (1...100).map { Double($0) / 100 }

  /// Computes the table.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  /// - Complexity: A hundred optimal risks for every k.
  package init(_ model: StoryModel) throws(StudyError) {
    let spectrum = model.spectrum
    let code = ColumnCode(positions: Array(1...100))
    var columns: [JSONValue] = []
    let rows = model.rows.filter { $0 < model.n }
    for k in rows {
      func optimum(_ family: DenoiserFamily) -> OptimalRisk {
        OptimalRisk(
          spectrum: spectrum, noiseVariance: model.noiseVariance, rows: k, family: family)
      }
      let risks = Self.gains.map { gain in
        optimum(.unrolled(depth: 2, step: .fixed(Self.stepSize(gain, depth: 2)))).risk
      }
      let best = optimum(.unrolled(depth: 2, step: .learned))
      let bilevel = optimum(.bilevel).risk.total
      let forced = best.eigenvalues.filter(\.isForced)
      let count = Double(forced.reduce(0) { $0 + $1.multiplicity })
      let energy = forced.reduce(0) { $0 + $1.dataEigenvalue * Double($1.multiplicity) }
      let mean = energy / count + model.noiseVariance
      columns.append(
        .record([
          "risk": try code.text(risks.map(\.total)), "bias": try code.text(risks.map(\.bias)),
          "variance": try code.text(risks.map(\.variance)),
          "best": .digits(forced.first?.gain.value ?? 1), "least": .digits(best.risk.total),
          "bilevel": .digits(bilevel), "m": .digits(count), "A": .digits(mean),
          "worth": .digits(0.5 * count * model.noiseVariance * model.noiseVariance / mean),
        ]))
    }
    json = .record([
      "k": .array(rows.map { .integer($0) }), "c": .digits(Self.gains), "rows": .array(columns),
      "knobs": Self.knobs,
    ])
  }

  /// The ω with f(0) = c.
  private static func stepSize(_ gain: Double, depth: Int) -> Double {
    gain < 1 ? StepLearner.stepSize(forcing: Gain(value: gain), depth: depth) : 1
  }

  /// The parameters that set c, four digits each; null where one is infinite.
  private static var knobs: JSONValue {
    .record([
      "step2": .digits(gains.map { stepSize($0, depth: 2) }, count: 4),
      "step10": .digits(gains.map { stepSize($0, depth: 10) }, count: 4),
      "ridge": .digits(gains.map { (1 - $0) / $0 }, count: 4),
      "gain": .digits(gains, count: 4),
      "time": .digits(gains.map { $0 < 1 ? -log1p(-$0) : .infinity }, count: 4),
    ])
  }
}
