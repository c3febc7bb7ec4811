// Scene 6: the results of training with momentum.

package import Report
package import ToyModel

/// Three heavy-ball steps trained from small R: the least risk before the wall, with the best fixed ω.
package enum TrainedMomentum {
  /// The family with this ω and β.
  package static func family(stepSize: Double, momentum: Double) -> DenoiserFamily {
    DenoiserFamily(
      SignalTable.square.algorithm, depth: 3,
      choices: ParameterChoices(.fixed(stepSize), .fixed(momentum)))
  }

  /// The results of gradient flow from small R with the best fixed ω, as columns over k for every β: risk, gain, ω, and
  /// the eigenvalues of T for the signal's direction, and for the forced and the free directions of noise.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package static func columns(
    _ model: StoryModel, _ rows: [Int]
  ) throws(StudyError) -> JSONValue {
    var lines: [JSONValue] = []
    for momentum in MomentumTable.momenta {
      let edge = edge(momentum: momentum)
      lines.append(
        try coded(
          model, rows,
          entries: rows.map { k in
            let (stepSize, optimum) = best(model, rows: k, momentum: momentum, edge: edge)
            return (family(stepSize: stepSize, momentum: momentum), stepSize, momentum, optimum)
          }))
    }
    return .array(lines)
  }

  /// The same columns for steps of given sizes, with 0 for ω.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package static func columns(
    _ model: StoryModel, _ rows: [Int], steps family: DenoiserFamily
  ) throws(StudyError) -> JSONValue {
    try coded(
      model, rows,
      entries: rows.compactMap { k in
        TrapRisk(
          spectrum: model.spectrum, noiseVariance: model.noiseVariance, rows: k, family: family
        ).map { (family, 0, 0, $0.optimum) }
      })
  }

  private static func coded(
    _ model: StoryModel, _ rows: [Int],
    entries: [(family: DenoiserFamily, stepSize: Double, momentum: Double, optimum: OptimalRisk)]
  ) throws(StudyError) -> JSONValue {
    let code = ColumnCode(positions: Array(rows.indices))
    let names = ["risk", "db", "omega", "signal", "forced", "free", "zero", "place", "height"]
    var columns = Array(repeating: [Double](), count: names.count)
    for (k, entry) in zip(rows, entries) {
      let optimum = entry.optimum
      let row = RiskRow(
        setting: model.setting(k: k, entry.family), optimum: optimum, linearRisk: 1,
        bilevelRisk: 1)
      let noise = optimum.eigenvalues.dropFirst()
      // Steps of given sizes have a curve of their own, over 1+s.
      let points =
        entry.stepSize > 0
        ? points(
          stepSize: entry.stepSize, momentum: entry.momentum,
          signal: optimum.eigenvalues[0].gain.value) : [0, 0, 0]
      let numbers =
        [
          optimum.risk.total, row.gain ?? 0, entry.stepSize, optimum.eigenvalues[0].gain.value,
          // If no direction of noise is forced, its eigenvalue is not drawn.
          noise.first { $0.isForced }?.gain.value ?? optimum.eigenvalues[0].gain.value,
          noise.first { !$0.isForced }?.gain.value ?? 0,
        ] + points
      for index in numbers.indices { columns[index].append(numbers[index]) }
    }
    var members: [JSONValue.Member] = []
    for (name, column) in zip(names, columns) {
      members.append(JSONValue.Member(name, try code.text(column)))
    }
    return .object(members)
  }

  /// The points of the curve f/ω = (v − a)² + b over v = ω(1+s), with a = (3+2β)/2 and b = (3−4β)/4, that belong to
  /// s = 0 and to an eigenvalue t > 0 of the signal: f(0)/ω, and v and f/ω of the signal.
  ///
  /// The signal is beyond the wall, at v = a + √(t/ω − b), unless its eigenvalue is f(0) itself.
  package static func points(stepSize: Double, momentum: Double, signal: Double) -> [Double] {
    let (a, b) = ((3 + 2 * momentum) / 2, (3 - 4 * momentum) / 4)
    let (zero, height) = ((stepSize - a) * (stepSize - a) + b, signal / stepSize)
    let isForced = abs(height - zero) < 1e-9 * abs(zero)
    return [zero, isForced ? stepSize : a + max(height - b, 0).squareRoot(), height]
  }

  /// The ω with the least risk before the wall, to six digits, with its optimum.
  ///
  /// With f/ω = (v − a)² + b over v = ω(1+s), the wall is at v = a. For ω ≥ a there is none, and the best ω is
  /// where f(0) = ω((ω − a)² + b) is least or 0. For smaller ω, the signal's direction is forced to f(0) together with
  /// n − k − 1 of noise, and the free ones are at least the lowest value ωb: a scan and a golden section find the ω.
  ///
  /// - Parameters:
  ///   - model: The data.
  ///   - rows: k.
  ///   - momentum: β.
  ///   - edge: ``edge(momentum:)`` of this β.
  /// - Returns: ω and the optimum.
  package static func best(
    _ model: StoryModel, rows: Int, momentum: Double, edge: Double
  ) -> (stepSize: Double, optimum: OptimalRisk) {
    let (a, b) = ((3 + 2 * momentum) / 2, (3 - 4 * momentum) / 4)
    let signal = model.spectrum.groups[0].eigenvalue
    let noise = model.noiseVariance
    let target = signal / (signal + noise)
    let forced = Double(model.n - rows)
    func risk(_ stepSize: Double) -> Double {
      let gain = stepSize * ((stepSize - a) * (stepSize - a) + b)
      let (lost, least) = (gain - target, stepSize * b)
      return 0.5
        * ((signal + noise) * lost * lost + noise * (forced - 1) * gain * gain
          + noise * Double(rows) * least * least)
    }
    var stepSize = edge
    if b > 0 {
      // The cost of f(0) in all directions of noise, without a wall.
      let gain = a * b
      let places = (1...200).map { a * Double($0) / 200 }
      let near = places.min { risk($0) < risk($1) } ?? a
      let before = leastPlace(of: risk, in: near - a / 200...near + a / 200)
      if risk(before) < 0.5 * noise * Double(model.n - 1) * gain * gain { stepSize = before }
    }
    stepSize = Double(formatted(stepSize, significantDigits: PrintedNumber.digits)) ?? stepSize
    guard
      let trap = TrapRisk(
        spectrum: model.spectrum, noiseVariance: noise, rows: rows,
        family: family(stepSize: stepSize, momentum: momentum))
    else { preconditionFailure("three heavy-ball steps have a filter") }
    return (stepSize, trap.optimum)
  }

  /// The best ω without a wall: a, or a larger one where f(0) = 0.
  package static func edge(momentum: Double) -> Double {
    let (a, b) = ((3 + 2 * momentum) / 2, (3 - 4 * momentum) / 4)
    guard b >= 0 else { return a + (-b).squareRoot() }
    // Rounding may leave a wall just above s = 0.
    let hasWall = family(stepSize: a, momentum: momentum).filter?.turningPoints.isEmpty == false
    return hasWall ? a + 1e-5 : a
  }

  /// The minimiser of a function that falls and then rises, to six digits, by golden-section search.
  private static func leastPlace(
    of value: (Double) -> Double, in range: ClosedRange<Double>
  ) -> Double {
    let ratio = 0.5 * (5.0.squareRoot() - 1)
    var (lower, upper) = (max(range.lowerBound, 1e-6), range.upperBound)
    while upper - lower > 1e-8 {
      let (left, right) = (upper - ratio * (upper - lower), lower + ratio * (upper - lower))
      if value(left) <= value(right) { upper = right } else { lower = left }
    }
    return 0.5 * (lower + upper)
  }
}
