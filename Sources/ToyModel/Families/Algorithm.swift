// The registry of algorithms, and what the rest of the library knows of one.

/// One of the algorithms of the registry, a small value that is compared by number.
public struct Algorithm: Sendable, Hashable {
  private let index: Int

  /// The registry: a new algorithm is a new line.
  static let entries: [any AlgorithmEntry] = [
    LinearMaps(),
    ExactSolution(),
    GradientDescent(),
    WarmStart(),
    Steps(),
    StartedSteps(),
    HeavyBall(),
    Nesterov(),
    Chebyshev(),
    ImplicitData(),
    ContractionAlgorithm<ImplicitRegularizerStep>(),
    ContractionAlgorithm<ProximalPointStep>(),
    GradientFlow(),
    ContractionAlgorithm<AlternatingDirectionsStep>(),
    TruncatedNeumann(),
    ConjugateGradient(),
    Untied(),
    Ridge(),
    OutputGain(),
  ]

  // The properties that table rows need, without copying an entry.
  private static let names = entries.map(\.name)
  private static let kinds = entries.map(\.kind)
  private static let limited = entries.map {
    $0.objection(depth: 1, dimension: 1 << 20, rows: 1 << 19) != nil
  }
  private static let bounds = entries.map { $0.parameters.first?.learnedUpperBound ?? .infinity }
  private static let spectral = entries.map(\.isSpectral)
  private static let stepped = entries.map { $0.parameters.first?.name == "omega" }

  /// All linear maps, the reference: T is any matrix, and there is no R.
  public static let linear = of(LinearMaps.self)
  /// The exact solution of the lower level.
  public static let exact = of(ExactSolution.self)
  /// N steps of gradient descent of size ω from 0.
  public static let gradientDescent = of(GradientDescent.self)
  /// N steps that are implicit in the data term and explicit in the regularizer.
  package static let implicitData = of(ImplicitData.self)
  /// Conjugate gradients, whose T is not a filter.
  package static let conjugateGradient = of(ConjugateGradient.self)
  /// Gradient descent from a multiple of the data.
  public static let warmStart = of(WarmStart.self)

  /// All algorithms, in the order of the registry.
  public static var all: [Algorithm] { entries.indices.map { Algorithm(index: $0) } }

  private init(index: Int) { self.index = index }

  /// The algorithm of an entry, wherever it stands in the registry.
  private static func of<Entry: AlgorithmEntry>(_ entry: Entry.Type) -> Algorithm {
    guard let index = entries.firstIndex(where: { $0 is Entry }) else {
      preconditionFailure("\(entry) is not in the registry")
    }
    return Algorithm(index: index)
  }

  /// The algorithm of a name; nil for an unknown one.
  public init?(name: String) {
    guard let index = Self.entries.firstIndex(where: { $0.name == name && !name.isEmpty }) else {
      return nil
    }
    self.index = index
  }

  /// The value of `--algorithm`; empty for the linear maps.
  public var name: String { Self.names[index] }

  /// The value of `--family` to which it belongs.
  public var kind: FamilyKind { Self.kinds[index] }

  /// True where the first parameter is ω, the value of `--omega`.
  public var hasStepSize: Bool { Self.stepped[index] }

  /// True where the legal depths depend on n and k.
  package var depthsDependOnRows: Bool { Self.limited[index] }

  /// The algorithm of the same name that starts at a multiple of the data; nil where there is none.
  public var started: Algorithm? {
    Self.all.first { $0.name == name && $0.entry.isVariant && !entry.isVariant }
  }

  /// False if its denoisers are not of the form f(RᵀR), so that only bounds on its best risk are known.
  public var isSpectral: Bool { Self.spectral[index] }

  /// The largest value of the first parameter that is learned; ∞ as a rule.
  public var learnedUpperBound: Double { Self.bounds[index] }

  /// The entry of the algorithm in the registry.
  package var entry: any AlgorithmEntry { Self.entries[index] }

  /// The algorithms of a kind by name; the first is the usual one.
  public static func all(of kind: FamilyKind) -> [Algorithm] {
    all.filter { $0.kind == kind && !$0.entry.isVariant }
  }

  /// The parameters that some algorithm has, each once, in the order of the registry.
  public static var parameters: [AlgorithmParameter] {
    var result: [AlgorithmParameter] = []
    for parameter in entries.flatMap(\.parameters)
    where !result.contains(where: { $0.name == parameter.name }) {
      result.append(parameter)
    }
    return result
  }
}

/// A way to learn R in other variables than its entries.
package enum Reparametrization: Sendable {
  /// The image is (0, 1] and f(0) = 1.
  case interval
  /// The image is (−∞, c₀] and f(0) = c₀; a learned step gives c₀ any value in (0, 1), by
  /// ``AlgorithmEntry/stepSize(forcedLogarithm:depth:)``.
  case halfLine
}

/// The part of an algorithm that a computation uses.
package enum AlgorithmUse: Sendable {
  /// f and f′ at given points.
  case values
  /// The best risk, or bounds on it.
  case risk
  /// f with its image and its turning points.
  case filter
  /// Training of R.
  case training
}

/// An algorithm for the lower level, as an entry of the registry.
///
/// Conform to this protocol in a file of `Algorithms`, together with the filter, and add a line to
/// ``Algorithm/entries``: risks, expressivity, realisation, landscapes and learning follow. All requirements
/// from ``filter(depth:numbers:)`` on have defaults.
package protocol AlgorithmEntry: Sendable {
  /// The value of `--algorithm`; empty for the linear maps, which need none.
  var name: String { get }
  /// True where it shares the name of another one, of which it is chosen by a parameter; false by default.
  var isVariant: Bool { get }
  /// The value of `--family` to which it belongs.
  var kind: FamilyKind { get }
  /// False if its denoisers are not of the form f(RᵀR), so that only bounds on its best risk are known; true by default.
  var isSpectral: Bool { get }
  /// The name in sentences, such as "heavy ball"; empty for the usual algorithm of its kind.
  var title: String { get }
  /// The parameters; the one that may be learned comes first.
  var parameters: [AlgorithmParameter] { get }
  /// The legal depths; nil where there is no depth.
  var depths: ClosedRange<Int>? { get }
  /// The reason for the limit on the depths, after a colon; nil, by default, where the limit is that of numbers.
  var depthReason: String? { get }
  /// The end of the line that the image reaches.
  func parity(depth: Int) -> Parity
  /// The end of the line that the image reaches with the given parameters; by default the same for all parameters.
  func parity(depth: Int, choices: ParameterChoices) -> Parity
  /// The style of the curves.
  func style(depth: Int) -> CurveStyle
  /// The constants that do not depend on the first parameter.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant where there is no depth.
  ///   - choices: The parameters, of which the first is not used and no other is learned.
  /// - Returns: The algorithm at that depth.
  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm

  /// The filter for given values of all parameters.
  ///
  /// By default that of ``prepared(depth:choices:)``.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant where there is no depth.
  ///   - numbers: The parameters in their order; a schedule has a number for every step.
  /// - Returns: f; nil for the linear maps.
  func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)?
  /// Only f and f′, at any depth, even where the filter has too many turning points to list.
  ///
  /// By default ``filter(depth:numbers:)``.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant where there is no depth.
  ///   - choices: The parameters, none of them learned.
  /// - Returns: f; nil for the linear maps.
  func values(depth: Int, choices: ParameterChoices) -> (any ScalarFilter)?
  /// Whether the iteration would diverge, by more than rounding, if it did not stop after N steps; never by default.
  ///
  /// - Parameters:
  ///   - curvature: 1 + s.
  ///   - numbers: As for ``filter(depth:numbers:)``.
  /// - Returns: True beyond the limit of stability.
  func diverges(curvature: Double, numbers: [Double]) -> Bool
  /// A way to learn R in other variables; nil by default.
  func reparametrization(depth: Int) -> Reparametrization?
  /// The step size at which −log(1 − f(0)) is a given number above 0; nil by default.
  func stepSize(forcedLogarithm: Double, depth: Int) -> Double?
  /// −log(1 − f(0)) at a step size; nil by default.
  func forcedLogarithm(stepSize: Double, depth: Int) -> Double?
  /// A remark for readers of results with these parameters; nil by default.
  func note(choices: ParameterChoices) -> String?
  /// The reason why a depth is unavailable with the parameters; nil, by default, where it is available.
  ///
  /// - Parameters:
  ///   - use: The part that is needed: some algorithms have values and best risks at more depths than filters.
  ///   - depth: N.
  ///   - choices: The parameters.
  /// - Returns: The reason, for readers.
  func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String?
  /// Why a depth cannot be had with R ∈ ℝᵏˣⁿ; nil, by default, where it can. A larger n or k only makes it less so.
  func objection(depth: Int, dimension: Int, rows: Int) -> String?
}

extension AlgorithmEntry {
  /// No.
  package var isVariant: Bool { false }
  /// Yes.
  package var isSpectral: Bool { true }
  /// None.
  package var depthReason: String? { nil }
  /// That of the depth.
  package func parity(depth: Int, choices: ParameterChoices) -> Parity { parity(depth: depth) }
  /// That of the prepared algorithm.
  package func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)? {
    prepared(depth: depth, choices: ParameterChoices(numbers: numbers))
      .filter(stepSize: numbers.first ?? 1)
  }
  /// The filter.
  package func values(depth: Int, choices: ParameterChoices) -> (any ScalarFilter)? {
    prepared(depth: depth, choices: choices).filter(stepSize: choices[0]?.value ?? 1)
  }
  /// Never.
  package func diverges(curvature: Double, numbers: [Double]) -> Bool { false }
  /// None.
  package func reparametrization(depth: Int) -> Reparametrization? { nil }
  /// None.
  package func stepSize(forcedLogarithm: Double, depth: Int) -> Double? { nil }
  /// None.
  package func forcedLogarithm(stepSize: Double, depth: Int) -> Double? { nil }
  /// That of a parameter which is learned up to a bound only.
  package func note(choices: ParameterChoices) -> String? {
    guard let parameter = parameters.first, parameter.learnedUpperBound.isFinite else { return nil }
    let bound = Int(parameter.learnedUpperBound)
    if choices[0] == .learned {
      return "learned for \(parameter.symbol) ≤ \(bound); beyond, even depths may do better"
    }
    guard let value = choices[0]?.value, value > parameter.learnedUpperBound else { return nil }
    return "\(parameter.symbol) > \(bound): a step overshoots, and the parity of the depth returns"
  }
  /// None.
  package func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    nil
  }
  /// None.
  package func objection(depth: Int, dimension: Int, rows: Int) -> String? { nil }
}
