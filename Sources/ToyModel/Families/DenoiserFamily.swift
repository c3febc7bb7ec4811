// The families of denoisers that are compared.

/// A family of denoisers over which the upper level minimises the risk: an algorithm with its depth and
/// parameters.
public struct DenoiserFamily: Sendable, Hashable {
  /// The algorithm of the lower level, which decides the filter f.
  public let algorithm: Algorithm
  /// N, or 0 where there is no depth.
  private let steps: Int
  /// The choices of the parameters, in the order of the algorithm.
  public let choices: ParameterChoices

  /// Creates a family.
  ///
  /// - Parameters:
  ///   - algorithm: The algorithm.
  ///   - depth: N; nil where the algorithm has no depth.
  ///   - choices: The parameters, in the order of the algorithm.
  /// - Precondition: depth and parameters are legal and complete.
  public init(_ algorithm: Algorithm, depth: Int?, choices: ParameterChoices) {
    let entry = algorithm.entry
    precondition(
      (depth == nil) == (entry.depths == nil) && depth.map { entry.depths?.contains($0) } != false,
      "depth \(depth ?? 0) of \(entry.name)")
    precondition(
      choices.count == entry.parameters.count,
      "\(choices.count) parameters for the \(entry.parameters.count) of \(entry.name)")
    self.init(unchecked: algorithm, steps: depth ?? 0, choices: choices)
  }

  /// Creates a family of which everything is known to be legal; N is 0 where there is no depth.
  package init(unchecked algorithm: Algorithm, steps: Int, choices: ParameterChoices) {
    self.algorithm = algorithm
    self.steps = steps
    self.choices = choices
  }

  /// All linear maps, the reference that no linear denoiser can beat.
  public static var linear: DenoiserFamily {
    DenoiserFamily(unchecked: .linear, steps: 0, choices: ParameterChoices(first: nil))
  }

  /// T = (I + RᵀR)⁻¹, the lower level solved exactly.
  public static var bilevel: DenoiserFamily {
    DenoiserFamily(unchecked: .exact, steps: 0, choices: ParameterChoices(first: nil))
  }

  /// N steps of gradient descent on the lower level, 1 ≤ N ≤ 2⁵³.
  public static func unrolled(depth: Int, step: StepRule) -> DenoiserFamily {
    DenoiserFamily(
      unchecked: .gradientDescent, steps: depth, choices: ParameterChoices(first: step))
  }

  /// The kind, the value of `--family`.
  public var kind: FamilyKind { algorithm.kind }

  /// N; nil where there is no depth.
  public var depth: Int? { steps == 0 ? nil : steps }

  /// The choice of the first parameter, as a rule the step size ω; nil where there is none.
  public var step: StepRule? { choices[0] }

  /// The end of the line that the image of the filter reaches.
  public var parity: Parity { algorithm.entry.parity(depth: steps, choices: choices) }

  /// A remark for readers of its results; nil for most families.
  package var note: String? { algorithm.entry.note(choices: choices) }

  /// The style of the curves of the family.
  public var style: CurveStyle { algorithm.entry.style(depth: steps) }

  /// True where a parameter, ω as a rule, is learned with R instead of given.
  public var isLearned: Bool { choices.isLearned }

  /// The family with another choice of its first parameter; the family itself if it has none.
  public func with(step: StepRule) -> DenoiserFamily {
    guard choices[0] != nil else { return self }
    var choices = choices
    choices[0] = step
    return DenoiserFamily(unchecked: algorithm, steps: steps, choices: choices)
  }

  /// The values of one parameter among those of all, of which a schedule, always the first, has one for every step.
  ///
  /// - Parameters:
  ///   - index: The number of the parameter, from 0.
  ///   - all: The values of all parameters in their order.
  /// - Returns: The sizes of all steps, or one number.
  package func numbers(ofParameter index: Int, among all: [Double]) -> [Double] {
    guard algorithm.entry.parameters.first?.isSchedule == true else { return [all[index]] }
    return index == 0 ? Array(all.prefix(steps)) : [all[steps + index - 1]]
  }

  /// The constants that do not depend on the first parameter.
  package var prepared: any PreparedAlgorithm {
    algorithm.entry.prepared(depth: steps, choices: choices)
  }

  /// The filter; nil for the linear maps, and where a parameter is learned.
  public var filter: (any BranchedFilter)? {
    isLearned ? nil : prepared.filter(stepSize: step?.value ?? 1)
  }

  /// Only f and f′, even where the filter has too many turning points to list; nil as for ``filter``.
  public var values: (any ScalarFilter)? {
    isLearned ? nil : algorithm.entry.values(depth: steps, choices: choices)
  }
}

/// A family with all constants that depend neither on the data nor on k.
///
/// Prepare a family once where many optimal risks of it are needed: the constants of an algorithm may cost more
/// than the risk.
public struct PreparedFamily: Sendable {
  enum Kind: Sendable {
    case everything
    case filter(FilterReach, stepSize: Double?)
    case learned(any PreparedAlgorithm)
    case bracketed(any BracketedAlgorithm, step: StepRule)
  }

  let kind: Kind

  private init(kind: Kind) { self.kind = kind }

  /// Prepares the denoisers T = f(RᵀR) of a filter that is none of the families.
  ///
  /// - Parameter filter: f, of which the risk uses f(0) and the image.
  public init(filter: some SpectralFilter) {
    kind = .filter(FilterReach(filter), stepSize: nil)
  }

  /// Prepares the denoisers that f(0) and an interval of further eigenvalues allow.
  ///
  /// - Parameters:
  ///   - reach: f(0) and the interval, which may be a part of the image of f.
  ///   - stepSize: The ω to be reported; nil for none.
  init(reach: FilterReach, stepSize: Double?) {
    kind = .filter(reach, stepSize: stepSize)
  }

  /// Prepares a family.
  ///
  /// - Precondition: A fixed ω is positive and finite.
  /// - Complexity: That of the constants of the algorithm; O(log N) for gradient descent, about a microsecond.
  public init(_ family: DenoiserFamily) {
    self.init(family, constants: family.prepared)
  }

  /// Prepares a family whose constants are known already; for many step sizes of one depth.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - constants: Those of this family, or of one that differs in the first parameter only.
  /// - Precondition: A fixed ω is positive and finite.
  package init(_ family: DenoiserFamily, constants: any PreparedAlgorithm) {
    if let bracketed = constants.bracketed {
      kind = .bracketed(bracketed, step: family.step ?? .learned)
      return
    }
    switch family.step {
    case .learned: kind = .learned(constants)
    case .fixed(let stepSize):
      kind = .filter(constants.reach(stepSize: stepSize), stepSize: stepSize)
    case .schedule: kind = .filter(constants.reach(stepSize: 1), stepSize: nil)
    case nil:
      kind =
        family.algorithm == .linear
        ? .everything : .filter(constants.reach(stepSize: 1), stepSize: nil)
    }
  }
}

/// The kinds of denoisers, the values of `--family`.
public enum FamilyKind: String, Sendable, CaseIterable {
  /// All linear maps, the reference that no linear denoiser can beat.
  case linear
  /// The lower level solved exactly.
  case bilevel
  /// The lower level solved by some steps of an algorithm.
  case unrolled
}

/// The end of the line that the image of a filter reaches.
public enum Parity: Sendable {
  /// Neither: the image is bounded, or everything.
  case none
  /// The image is (−∞, c], as for an even number of gradient steps.
  case even
  /// The image is [c, ∞), as for an odd number of gradient steps from 3 on.
  case odd
}

/// The style of the curves of a family; those of one style have one colour.
public enum CurveStyle: Sendable {
  /// The best linear denoiser, to which all others are compared.
  case reference
  /// An exact solution.
  case exact
  /// An even depth.
  case even
  /// An odd depth.
  case odd
  /// A filter that falls from f(0) to 0 at every depth.
  case decreasing
}
