// The first screen: what each family makes of a signal, over k.

package import Report
package import ToyModel

/// Risks, gains and eigenvalues of T for the families of the first screen and every k.
///
/// An entry has `risk`, `gain_db`, `omega` (null where there is none), `attained`, and `runs`, the eigenvalues
/// of T in the order of the basis: the number of directions, the eigenvalue, and 1 where it is forced. The first
/// run is always the signal's alone.
package struct SignalTable: Sendable {
  /// The table.
  package let json: JSONValue

  /// Three steps with momentum β = ¾, whose filter is a perfect square.
  package static let square = DenoiserFamily(
    Algorithm(name: "heavy-ball") ?? .gradientDescent, depth: 3,
    choices: ParameterChoices(.learned, .fixed(0.75)))

  /// The gains for a tenth of the rows, in words.
  package let inWords: String

  /// Computes the table of a model.
  ///
  /// - Parameters:
  ///   - model: The data.
  ///   - words: The words that choose data and n in a command.
  /// - Complexity: Five optimal risks for every k.
  package init(_ model: StoryModel, words: String = " --n 100") {
    var evaluator = RiskEvaluator(expecting: nil)
    func column(_ family: DenoiserFamily) -> JSONValue {
      .array(
        model.rows.map { k in Self.entry(evaluator.row(model.setting(k: k, family))) })
    }
    let linear = evaluator.row(model.setting(k: model.n, .linear))
    let shown = model.rows.first { 10 * $0 >= model.n } ?? model.n
    inWords = Self.inWords(model, k: shown) { setting in
      var evaluator = RiskEvaluator(expecting: nil)
      return evaluator.row(setting)
    }
    json = .record([
      "data": .text(model.data.name), "setting": .text(words + model.parameters),
      "n": .integer(model.n), "mu": .digits(model.mu),
      "theta": .digits(model.theta), "sigma": .digits(model.sigma),
      "k": .array(model.rows.map { .integer($0) }),
      "noisy": .digits(model.noisyRisk),
      "linear": Self.entry(linear),
      "bilevel": column(.bilevel),
      "even": column(.unrolled(depth: 2, step: .learned)),
      "odd": column(.unrolled(depth: 3, step: .learned)),
      "trained": Self.trained(model),
      "square": column(Self.square),
    ])
  }

  /// The gains at one k, an asterisk where no R has the risk.
  private static func inWords(
    _ model: StoryModel, k: Int, _ row: (Setting) -> RiskRow
  ) -> String {
    let families: [(String, DenoiserFamily)] = [
      ("best linear", .linear), ("bilevel", .bilevel),
      ("2 steps", .unrolled(depth: 2, step: .learned)),
      ("3 steps", .unrolled(depth: 3, step: .learned)),
    ]
    let parts = families.map { name, family in
      let row = row(model.setting(k: k, family))
      let gain = row.gain.map { formatted(($0 * 10).rounded() / 10, significantDigits: 4) } ?? "∞"
      return "\(name) \(gain)\(row.optimum.attainment == .attained ? "" : "*") dB"
    }
    return "Gain over the noisy signal with k = \(k) of \(model.n) rows: "
      + parts.joined(separator: ", ") + " (* approached, but attained by no R)."
  }

  private static func entry(_ row: RiskRow) -> JSONValue { entry(row.optimum, gain: row.gain) }

  /// The result of gradient flow from small R, by the closed form of the wall.
  private static func trained(_ model: StoryModel) -> JSONValue {
    let spectrum = model.spectrum
    let family = DenoiserFamily.unrolled(depth: 3, step: .learned)
    return .array(
      model.rows.map { k in
        guard
          let optimum = TrapRisk(
            spectrum: spectrum, noiseVariance: model.noiseVariance, rows: k, family: family
          )?.optimum
        else { return .null }
        let row = RiskRow(
          setting: model.setting(k: k, family), optimum: optimum, linearRisk: 1, bilevelRisk: 1)
        return entry(optimum, gain: row.gain)
      })
  }

  private static func entry(_ optimum: OptimalRisk, gain: Double?) -> JSONValue {
    var values: [(count: Int, gain: Double, isForced: Bool)] = []
    for value in optimum.eigenvalues {
      if values.count > 1, let last = values.last, last.gain == value.gain.value,
        last.isForced == value.isForced
      {
        values[values.count - 1].count += value.multiplicity
      } else {
        values.append((value.multiplicity, value.gain.value, value.isForced))
      }
    }
    let runs = values.map { value in
      JSONValue.array([
        .integer(value.count), .digits(value.gain), .integer(value.isForced ? 1 : 0),
      ])
    }
    return .record([
      "risk": .digits(optimum.risk.total), "db": .decibels(gain),
      "omega": optimum.stepSize.map { .digits($0) } ?? .null,
      "attained": .truth(optimum.attainment == .attained), "runs": .array(runs),
    ])
  }
}
