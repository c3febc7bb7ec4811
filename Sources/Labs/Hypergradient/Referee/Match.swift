// How well a wrong gradient explains the one that is judged.

/// An explanation with its evidence.
struct Match: Sendable {
  let hypothesis: Hypothesis
  let distortion: Distortion
  /// The number of faults.
  let faults: Int
  /// The number of fitted real numbers.
  let reals: Int
  /// The distance that is left, in units of the gradients' norms.
  let residual: Double
  /// log₁₀ of the difference over the residual: the digits that are explained.
  let digits: Double
  /// log₁₀ of the odds that some member of the bank fits so well by chance.
  let evidence: Double
  /// The order of explanations, the best lowest: a second fault has to buy a digit, a fitted number half a digit.
  let score: Double
  /// The batch, for counting other members that fit as well; nil for fits.
  let batch: Int?
  /// The number of other members of the family that fit as well.
  var others = 0

  /// The causes, for scripts, without repetitions.
  var causes: [Cause] {
    var causes = hypothesis.causes
    for cause in distortion.causes where !causes.contains(cause) { causes.append(cause) }
    return causes
  }

  /// A description of the faults, for readers.
  var statement: String {
    let own = hypothesis.statement
    return ((own.isEmpty ? [] : [own]) + distortion.statements).joined(separator: "; ")
  }

  /// Whether another explanation names the same fault.
  func isRival(of other: Match) -> Bool {
    hypothesis.group != other.hypothesis.group
      || distortion.variable != other.distortion.variable
  }
}
