// The registry of algorithms.

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
