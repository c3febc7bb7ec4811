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

  /// What an odd number of steps is worth over all k, as the end of a sentence, and what training makes of it.
  package let oddDepthInWords: String

  /// Computes the table of a model.
  ///
  /// - Parameters:
  ///   - model: The data.
  ///   - words: The words that choose data and n in a command.
  /// - Complexity: Five optimal risks for every k.
  package init(_ model: StoryModel, words: String = " --n 100") {
    var evaluator = RiskEvaluator(expecting: nil)
    func rows(_ family: DenoiserFamily) -> [RiskRow] {
      model.rows.map { k in evaluator.row(model.setting(k: k, family)) }
    }
    func column(_ rows: [RiskRow]) -> JSONValue { .array(rows.map { Self.entry($0) }) }
    let (even, odd) = (
      rows(.unrolled(depth: 2, step: .learned)), rows(.unrolled(depth: 3, step: .learned))
    )
    let trained = Self.trained(model)
    oddDepthInWords = Self.oddDepthInWords(even: even, odd: odd, trained: trained)
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
      "bilevel": column(rows(.bilevel)), "even": column(even), "odd": column(odd),
      "trained": .array(trained.map { $0.map { Self.entry($0) } ?? .null }),
      "square": column(rows(Self.square)),
    ])
  }

  /// What odd depth is worth, after the words for it: the claim for constant signals, or a weaker one where the risks do
  /// not bear it out.
  private static func oddDepthInWords(
    even: [RiskRow], odd: [RiskRow], trained: [RiskRow?]
  ) -> String {
    // Differences that three digits of the risk do not show.
    let tolerance = 1e-3
    func isWorse(_ row: RiskRow, than other: RiskRow) -> Bool {
      row.optimum.risk.total > (1 + tolerance) * other.optimum.risk.total
    }
    let isPerfect = odd.allSatisfy { $0.ratioToLinear <= 1 + tolerance }
    let name = " This difference is parity."
    let isHidden = zip(trained, odd).contains { reached, best in
      reached.map { isWorse($0, than: best) } ?? false
    }
    let wall =
      isHidden
      ? " A wall keeps gradient descent in small steps from finding \(isPerfect ? "that denoiser" : "it")."
      : ""
    if isPerfect {
      let isAttained = odd.allSatisfy { $0.optimum.attainment == .attained }
      return ", three or more, would \(isAttained ? "equal" : "come as close as you like to") "
        + "the best linear denoiser." + name + wall
    }
    let pairs = zip(even, odd)
    guard pairs.contains(where: { isWorse($0, than: $1) }) else { return " is no better here." }
    return pairs.contains { isWorse($1, than: $0) }
      ? " would be better for some k." + name : " would be better." + name + wall
  }

  /// The gains at one k, an asterisk where no R has the risk.
  private static func inWords(
    _ model: StoryModel, k: Int, _ row: (Setting) -> RiskRow
  ) -> String {
    let families: [(String, DenoiserFamily)] = [
      ("best linear", .linear), ("bilevel", .bilevel),
      ("even depth (2 steps)", .unrolled(depth: 2, step: .learned)),
      ("odd depth (3 steps)", .unrolled(depth: 3, step: .learned)),
    ]
    let parts = families.map { name, family in
      let row = row(model.setting(k: k, family))
      let gain = row.gain.map { Self.tenths($0) } ?? "∞"
      // A line does not break before the unit.
      return "\(name) \(gain)\(row.optimum.attainment == .attained ? "" : "*")\u{a0}dB"
    }
    return "Gain over the noisy signal with k = \(k) of \(model.n) rows: "
      + parts.joined(separator: ", ")
      + (parts.contains { $0.contains("*") } ? " (* approached, but attained by no R)." : ".")
  }

  /// A number with one decimal.
  private static func tenths(_ number: Double) -> String {
    let text = formatted((number * 10).rounded() / 10, significantDigits: 4)
    return text.contains(".") ? text : text + ".0"
  }

  private static func entry(_ row: RiskRow) -> JSONValue { entry(row.optimum, gain: row.gain) }

  /// The results of gradient flow from small R, by the closed form of the wall; nil where there is none.
  private static func trained(_ model: StoryModel) -> [RiskRow?] {
    let spectrum = model.spectrum
    let family = DenoiserFamily.unrolled(depth: 3, step: .learned)
    return model.rows.map { k in
      TrapRisk(
        spectrum: spectrum, noiseVariance: model.noiseVariance, rows: k, family: family
      ).map {
        RiskRow(
          setting: model.setting(k: k, family), optimum: $0.optimum, linearRisk: 1, bilevelRisk: 1)
      }
    }
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
