// A statement of the theory that the program can check.

/// One clause of the theory, or of the talk.
///
/// The formulas under test are stored properties of the conforming types, by default the program's own,
/// so that a wrong one can be put in their place: a check that cannot fail says nothing.
protocol Proposition: Sendable {
  /// The name on the command line.
  static var id: String { get }
  /// What is claimed, in a sentence with its assumptions.
  static var statement: String { get }
  /// Where it is from: paper, talk, or what follows from which.
  static var source: String { get }
  /// The parameters for which it is checked, unless the command line says otherwise.
  static var domain: String { get }
  /// False for statements of the talk that are false as they stand: their refutation is expected.
  static var isVouchedFor: Bool { get }

  /// Checks the statement, one kind of evidence after the other.
  ///
  /// - Throws: ``CommandError`` of status usage where the ranges leave nothing of the domain, of status
  ///   failure where a factorization does not converge.
  func checks(_ scope: CheckScope) throws(CommandError) -> [Check]
}

extension Proposition {
  static var isVouchedFor: Bool { true }
}

/// One kind of evidence for or against a proposition.
struct Check: Sendable, Equatable {
  /// What was compared or proved, in words.
  let name: String
  let verdict: Verdict
}

/// What became of a check, the strongest first.
enum Verdict: Sendable, Equatable {
  /// Holds at every point of a box, by interval arithmetic on this many pieces.
  case proved(pieces: Int)
  /// Holds in each of finitely many cases.
  case exhaustive(cases: Int)
  /// Holds in this many random cases.
  case sampled(cases: Int, seed: UInt64)
  /// Interval arithmetic could neither prove nor refute it there.
  case undecided(Place)
  /// Is false.
  case refuted(Counterexample)

  /// The name in tables.
  var name: String {
    switch self {
    case .proved: "proved on the box"
    case .exhaustive: "exhaustive"
    case .sampled: "sampled"
    case .undecided: "undecided"
    case .refuted: "refuted"
    }
  }

  /// How many pieces or cases; nil where one is enough.
  var cases: Int? {
    switch self {
    case .proved(let count), .exhaustive(let count), .sampled(let count, _): count
    case .undecided, .refuted: nil
    }
  }

  /// Whether nothing speaks against it and something for it.
  var holds: Bool {
    switch self {
    case .proved, .exhaustive, .sampled: true
    case .undecided, .refuted: false
    }
  }

  /// The order of strength; the verdict on a proposition is that of its weakest check.
  var weakness: Int {
    switch self {
    case .proved: 0
    case .exhaustive: 1
    case .sampled: 2
    case .undecided: 3
    case .refuted: 4
    }
  }
}

/// Where a statement is false.
struct Counterexample: Sendable, Equatable {
  /// The parameters, as simple as they could be made.
  let place: Place
  /// What is there, with numbers.
  let finding: String
  /// A command that shows it; nil where no command has the numbers.
  let command: String?
}
