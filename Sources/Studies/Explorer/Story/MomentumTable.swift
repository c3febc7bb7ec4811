// Scene 6: three steps with momentum.

package import Report
import ToyModel

/// The filter of three heavy-ball steps over ω(1+s), from β = 0 to 1, the best risk of each, and the risk that training
/// reaches; and the filter of three unequal steps, over 1+s on the same axes.
///
/// An entry of `risks` is the risk, the gain, ω (0 in the limit), 1 if it is attained, and for an ω > 0 the points of the
/// curve where s = 0 and of the signal: f(0)/ω, and ω(1+s) and f/ω of the signal's direction.
package struct MomentumTable: Sendable {
  /// The table.
  package let json: JSONValue

  /// β.
  package static let momenta = (0...40).map { Double($0) / 40 }
  /// The end of the axis of ω(1+s), and the range of f/ω.
  package static let (end, range) = (4.5, -0.7...1.9)

  /// Computes the table.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a range that has no code.
  /// - Complexity: A search for ω for every β and k.
  package init(_ model: StoryModel) throws(StudyError) {
    // f/ω is a function of ω(1+s) alone, which begins at ω.
    let unit = 0x1p-30
    var lines: [JSONValue] = []
    var (minima, places): ([Double], [Double]) = ([], [])
    for momentum in Self.momenta {
      let filter = MomentumFilter(.heavyBall, depth: 3, stepSize: unit, momentum: momentum)
      lines.append(try Self.line { filter.value(at: $0 / unit) / unit }.text())
      let turning = filter.turningPoints.first
      minima.append((turning?.gain.value ?? 0) / unit)
      places.append(unit * (1 + (turning?.location ?? 0)))
    }
    let rows = model.rows.filter { $0 < model.n }
    // As for every spectrum whose smallest eigenvalues vanish, c* = 0.
    let bounds = RiskBounds(
      spectrum: model.spectrum, noiseVariance: model.noiseVariance, rows: rows[0])
    let long = 1 + (4 * (bounds.floorGain?.defect ?? 0) / 3).squareRoot()
    let unequal = DenoiserFamily(
      Algorithm(name: "steps") ?? .gradientDescent, depth: 3,
      choices: ParameterChoices(.schedule([long, long, 0.25])))
    let filter = unequal.filter
    let target = Gain.wiener(
      eigenvalue: model.spectrum.groups[0].eigenvalue, noiseVariance: model.noiseVariance)
    let signal = filter?.inverse(target, branch: .far)
    let turn = 1 + (filter?.turningPoints.first?.location ?? 0)
    let value = { (place: Double) in filter?.value(at: place - 1) ?? 0 }
    json = .record([
      "beta": .digits(Self.momenta), "end": .digits(Self.end),
      "low": .digits(Self.range.lowerBound), "high": .digits(Self.range.upperBound),
      "lines": .array(lines), "least": .digits(minima), "at": .digits(places),
      "k": .array(rows.map { .integer($0) }), "risks": Self.risks(model, rows),
      "trained": try TrainedMomentum.columns(model, rows),
      "step": .digits(long),
      "unequalTrained": try TrainedMomentum.columns(model, rows, steps: unequal),
      // It leaves the range below, and comes back.
      "unequal": .array([
        try Self.line(from: 1, to: turn, value).text(), try Self.line(from: turn, value).text(),
      ]),
      "unequalForced": .digits(filter?.forcedGain.value ?? 0),
      "unequalSignal": .digits([1 + (signal ?? 0), target.value]),
      "unequalLeast": .digits(filter?.turningPoints.first?.gain.value ?? 0),
      "unequalAt": .digits(turn),
    ])
  }

  /// The best risk for every β and k, and whether it is attained.
  private static func risks(_ model: StoryModel, _ rows: [Int]) -> JSONValue {
    var evaluator = RiskEvaluator(expecting: nil)
    return .array(
      momenta.map { momentum in
        let family = DenoiserFamily(
          SignalTable.square.algorithm, depth: 3,
          choices: ParameterChoices(.learned, .fixed(momentum)))
        return .array(
          rows.map { k in
            let row = evaluator.row(model.setting(k: k, family))
            let stepSize = row.optimum.stepSize ?? 0
            let points =
              stepSize > 0
              ? TrainedMomentum.points(
                stepSize: stepSize, momentum: momentum,
                signal: row.optimum.eigenvalues[0].gain.value) : []
            return .array(
              [
                .digits(row.optimum.risk.total), .decibels(row.gain), .digits(stepSize),
                .integer(row.optimum.attainment == .attained ? 1 : 0),
              ] + points.map { .digits($0) })
          })
      })
  }

  private static func line(
    from start: Double = 0, to end: Double = end, _ value: (Double) -> Double
  ) -> PlotLine {
    PlotLine(
      end: Self.end, range: range,
      points: (0...400).map { index in
        let x = start + (end - start) * Double(index) / 400
        return Point(x: x, y: value(x))
      })
  }
}
