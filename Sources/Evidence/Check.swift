// One kind of evidence, and its verdict.

/// One kind of evidence for or against a proposition.
package struct Check: Sendable, Equatable {
  /// The statement that was tested or proved, in words.
  package let name: String
  package let verdict: Verdict
  /// How near a search came to a counterexample; nil where that is not measured.
  package private(set) var remark: String?

  package init(name: String, verdict: Verdict) {
    self.name = name
    self.verdict = verdict
  }

  /// The same check with a remark.
  package func remarking(_ remark: String?) -> Check {
    var result = self
    result.remark = remark
    return result
  }
}

/// The verdict of a check, the strongest first.
package enum Verdict: Sendable, Equatable {
  /// Holds at every point of a box, by interval arithmetic on this many pieces.
  case proved(pieces: Int)
  /// Holds in each of finitely many cases.
  case exhaustive(cases: Int)
  /// Holds in this many random cases.
  case sampled(cases: Int, seed: UInt64)
  /// A number of one instance agrees with its prediction.
  case compared(Comparison)
  /// Undecided: interval arithmetic could neither prove nor refute it there.
  case undecided(ParameterPoint)
  /// False: there is a counterexample.
  case refuted(Counterexample)

  /// The name in tables, such as `proved on the box`.
  package var name: String {
    switch self {
    case .proved: "proved on the box"
    case .exhaustive: "exhaustive"
    case .sampled: "sampled"
    case .compared: "compared"
    case .undecided: "undecided"
    case .refuted: "refuted"
    }
  }

  /// The number of pieces or cases; nil if one is enough.
  package var cases: Int? {
    switch self {
    case .proved(let count), .exhaustive(let count), .sampled(let count, _): count
    case .compared, .undecided, .refuted: nil
    }
  }

  /// Whether there is evidence for it and none against it.
  package var holds: Bool {
    switch self {
    case .proved, .exhaustive, .sampled, .compared: true
    case .undecided, .refuted: false
    }
  }

  /// The order of strength; the verdict on a proposition is that of its weakest check.
  package var weakness: Int {
    switch self {
    case .proved: 0
    case .exhaustive: 1
    case .sampled: 2
    case .compared: 3
    case .undecided: 4
    case .refuted: 5
    }
  }
}

/// A point at which a statement is false.
package struct Counterexample: Sendable, Equatable {
  /// The parameters, as simple as they could be made.
  package let point: ParameterPoint
  /// The values found there, with the ones that the statement predicts.
  package let finding: String
  /// A command that shows it; nil if no command has the numbers.
  package let command: String?

  package init(point: ParameterPoint, finding: String, command: String?) {
    self.point = point
    self.finding = finding
    self.command = command
  }
}
