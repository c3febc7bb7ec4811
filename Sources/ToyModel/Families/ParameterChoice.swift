// The parameters of algorithms and their choice.

/// The choice of a parameter: a number, or the optimum for the data.
public enum ParameterChoice: Sendable, Equatable, Hashable {
  /// A given number.
  case fixed(Double)
  /// A number for every step.
  case schedule(StepSequence)
  /// The parameter is learned together with R: the risk is minimised over it.
  case learned

  /// The number; nil where the parameter is learned, and where there is one for every step.
  public var value: Double? {
    if case .fixed(let value) = self { value } else { nil }
  }

  /// A number for every step, in the order of the steps.
  public static func schedule(_ steps: [Double]) -> ParameterChoice {
    .schedule(StepSequence(steps))
  }

  /// The numbers of all steps; nil for other choices.
  public var schedule: [Double]? {
    if case .schedule(let sequence) = self { sequence.steps } else { nil }
  }
}

/// The choice of the step size ω.
public typealias StepRule = ParameterChoice

/// A parameter of an algorithm besides R and its depth.
public struct AlgorithmParameter: Sendable, Equatable {
  /// The name in tables, such as `momentum`.
  public let name: String
  /// The letter in formulas, such as β.
  public let symbol: String
  /// The meaning in the singular, such as "a step size".
  public let meaning: String
  /// The meaning in the plural, such as "step sizes".
  public let plural: String
  /// The numbers that the command line and ``DenoiserFamily`` accept.
  public let range: LegalRange
  /// The choice where the user makes none.
  public let initial: ParameterChoice
  /// True where the parameter may be learned.
  public let canBeLearned: Bool
  /// True where it has a number for every step.
  public let isSchedule: Bool
  /// The largest number that is learned; ∞ as a rule.
  public let learnedUpperBound: Double

  /// Creates the description of a parameter; its parts are described where they are declared.
  public init(
    name: String, symbol: String, meaning: String, plural: String, range: LegalRange,
    initial: ParameterChoice, canBeLearned: Bool, isSchedule: Bool = false,
    learnedUpperBound: Double = .infinity
  ) {
    self.name = name
    self.symbol = symbol
    self.meaning = meaning
    self.plural = plural
    self.range = range
    self.initial = initial
    self.canBeLearned = canBeLearned
    self.isSchedule = isSchedule
    self.learnedUpperBound = learnedUpperBound
  }

  /// The option of the command line, such as `--momentum`.
  public var option: String { "--\(name)" }

  /// The step size ω > 0, learned unless it is given; for some algorithms a penalty or a time.
  public static func stepSize(
    _ meaning: String = "a step size", symbol: String = "ω", learnedUpperBound: Double = .infinity
  ) -> AlgorithmParameter {
    AlgorithmParameter(
      name: "omega", symbol: symbol, meaning: meaning, plural: "step sizes", range: .positive,
      initial: .learned, canBeLearned: true, learnedUpperBound: learnedUpperBound)
  }
}

/// The legal numbers of a parameter: from 0, with or without it, up to a largest one.
public struct LegalRange: Sendable, Equatable {
  /// The largest magnitude of a number that belongs to the range.
  public let upperBound: Double
  /// True where 0 belongs to the range.
  public let includesZero: Bool
  /// True where negative numbers of the same size belong to it.
  public let isSigned: Bool
  /// The least magnitude of a number that is not 0.
  public let leastMagnitude: Double

  /// Creates a range from 0, with or without it, up to a bound above 0.
  public init(
    upperBound: Double, includesZero: Bool, isSigned: Bool = false, leastMagnitude: Double = 0
  ) {
    self.upperBound = upperBound
    self.includesZero = includesZero
    self.isSigned = isSigned
    self.leastMagnitude = leastMagnitude
  }

  /// Numbers of magnitude at most 10¹⁰⁰.
  public static let signed = LegalRange(upperBound: 1e100, includesZero: true, isSigned: true)

  /// From 10⁻¹⁰⁰ to 10¹⁰⁰.
  public static let moderate = LegalRange(
    upperBound: 1e100, includesZero: false, leastMagnitude: 1e-100)

  /// Above 0 and at most 10¹⁰⁰.
  public static let positive = LegalRange(upperBound: 1e100, includesZero: false)

  /// True for a legal number; never for one that is not finite.
  public func contains(_ value: Double) -> Bool {
    guard value == 0 || abs(value) >= leastMagnitude else { return false }
    return isSigned
      ? abs(value) <= upperBound : (includesZero ? value >= 0 : value > 0) && value <= upperBound
  }

  /// The range in words, such as "above 0 and at most 1e+100".
  public var inWords: String {
    if leastMagnitude > 0, !isSigned { return "between \(leastMagnitude) and \(upperBound)" }
    return isSigned
      ? "between \(-upperBound) and \(upperBound)"
      : includesZero ? "between 0 and \(upperBound)" : "above 0 and at most \(upperBound)"
  }
}

/// The choices of the parameters of an algorithm, in its order.
///
/// Stored in place, so that families are compared and copied without touching memory.
public struct ParameterChoices: Sendable, Hashable {
  private var first: ParameterChoice?
  private var second: ParameterChoice?

  /// The largest number of parameters of an algorithm.
  public static let limit = 2

  /// Creates a list of choices.
  ///
  /// - Precondition: At most ``limit`` of them.
  public init(_ choices: ParameterChoice...) {
    precondition(choices.count <= Self.limit, "\(choices.count) parameters")
    first = choices.first
    second = choices.count > 1 ? choices[1] : nil
  }

  /// Fixes all parameters, of which none is a schedule.
  ///
  /// - Precondition: At most ``limit`` numbers.
  package init(numbers: [Double]) {
    precondition(numbers.count <= Self.limit, "\(numbers.count) parameters")
    self.init(
      first: numbers.first.map { .fixed($0) }, second: numbers.count > 1 ? .fixed(numbers[1]) : nil)
  }

  init(first: ParameterChoice?, second: ParameterChoice? = nil) {
    self.first = first
    self.second = second
  }

  /// The choice of the parameter of a number, from 0; nil where there are fewer.
  public subscript(index: Int) -> ParameterChoice? {
    get { index == 0 ? first : index == 1 ? second : nil }
    set {
      precondition((0..<Self.limit).contains(index), "parameter \(index)")
      if index == 0 { first = newValue } else { second = newValue }
    }
  }

  /// The number of choices, that of the parameters of the algorithm: 0 to ``limit``.
  public var count: Int { (first == nil ? 0 : 1) + (second == nil ? 0 : 1) }

  /// True where at least one parameter is learned, all numbers or all steps of it.
  public var isLearned: Bool { first == .learned || second == .learned }
}
