// What the settings ask for.

import LabKit

/// The parts and the runs that the settings ask for.
struct StochasticRequest: Sendable {
  typealias Parameters = StochasticParameters

  let parts: [Parameters.Part]
  let methods: [BilevelMethod]
  /// The step sizes that were given; nil for those of the theory.
  private let choices: [StepChoice]?
  private let batches: [Int]
  private let innerSteps: [Int]
  private let products: [Int]
  private let isCold: Bool
  /// T; nil for the default of each problem and method.
  private let iterations: Int?
  /// Whether this is the built-in instance, or another draw of it, with all runs of the claims.
  let isStandard: Bool
  /// Whether the data are the user's.
  let isOwn: Bool

  /// Reads the settings.
  ///
  /// - Throws: ``LabError/illegal(_:)`` for options that have no effect.
  init(_ settings: LabSettings) throws(LabError) {
    isStandard = settings.isStandard
    try Self.refuseIdle(settings)
    isOwn = settings.isGiven(LabelledParameters.data)
    parts = Self.parts(settings)
    methods = settings.names(Parameters.methods).compactMap(BilevelMethod.init)
    choices = try settings.text(Parameters.steps).map { (text) throws(LabError) in
      try StepChoice.list(text, option: Parameters.steps.option)
    }
    batches = settings.integers(Parameters.batches)
    innerSteps = settings.integers(Parameters.innerSteps)
    products = settings.integers(Parameters.products)
    isCold = settings.isOn(Parameters.isCold)
    iterations =
      settings.isGiven(Parameters.iterations) ? settings.integer(Parameters.iterations) : nil
  }

  /// The parts that are computed: the user's data are only for logistic regression.
  static func parts(_ settings: LabSettings) -> [Parameters.Part] {
    settings.isGiven(LabelledParameters.data)
      ? [.logistic] : settings.names(Parameters.part).compactMap(Parameters.Part.init)
  }

  /// Records the settings whose defaults depend on the part; those of both parts where they differ.
  func use(_ study: inout LabStudy) {
    study.use(.names(parts.map(\.rawValue)), for: Parameters.part)
    func use(_ parameter: LabParameter, _ values: [Int]) {
      guard !study.settings.isGiven(parameter) else { return }
      study.use(.integers(Set(values).count > 1 ? values : [values[0]]), for: parameter)
    }
    use(Parameters.iterations, parts.map(\.iterations))
    use(Parameters.replicas, parts.map(\.replicas))
  }

  private static func refuseIdle(_ settings: LabSettings) throws(LabError) {
    let isOwn = settings.isGiven(LabelledParameters.data)
    let parts = settings.names(Parameters.part)
    if isOwn { try settings.refuseBuiltIn([Parameters.part], beside: LabelledParameters.data) }
    try LabelledParameters.refuseIdle(settings)
    if settings.isGiven(Parameters.test), !isOwn {
      throw .illegal("\(Parameters.test.option) requires \(LabelledParameters.data.option)")
    }
    if settings.isGiven(Parameters.testLabels), !settings.isGiven(Parameters.test) {
      throw .illegal("\(Parameters.testLabels.option) requires \(Parameters.test.option)")
    }
    if !isOwn, !parts.contains(Parameters.Part.logistic.rawValue),
      let idle = Parameters.ofLogistic.first(where: settings.isGiven)
    {
      throw .illegal("\(idle.option) requires \(Parameters.part.option) logistic")
    }
    let methods = settings.names(Parameters.methods).compactMap(BilevelMethod.init)
    let hasInner = methods.contains { $0.innerSteps(1) != nil }
    if settings.isOn(Parameters.isCold), !hasInner {
      throw .illegal(
        "\(Parameters.isCold.option) requires a method with inner loops: bsa, stocbio, amigo or ttsa"
      )
    }
    if settings.isGiven(Parameters.innerSteps), !methods.contains(where: \.hasInnerSteps) {
      throw .illegal("\(Parameters.innerSteps.option) requires bsa, stocbio or amigo")
    }
    if settings.isGiven(Parameters.products), !methods.contains(where: \.hasProducts) {
      throw .illegal(
        "\(Parameters.products.option) requires a method with inner loops, not "
          + methods.map(\.rawValue).joined(separator: ", "))
    }
  }

  /// The runs on a problem: methods, steps, batches, inner steps and products, the last varying fastest.
  ///
  /// - Parameters:
  ///   - count: The default of T.
  ///   - steps: The steps of the theory.
  ///   - seed: The seed of the samples of a method.
  /// - Returns: The runs in this order.
  func runs(
    _ count: Int, steps: (BilevelMethod) -> StepPair, seed: (BilevelMethod) -> UInt64
  ) -> [MethodRun] {
    var runs: [MethodRun] = []
    for method in methods {
      let standard = steps(method)
      let pairs = choices?.map { $0.pair(standard) } ?? [standard]
      let total = iterations ?? Self.iterations(method, count)
      for pair in pairs {
        for batch in batches {
          for inner in method.hasInnerSteps ? innerSteps : [method.innerSteps(1) ?? 0] {
            for terms in method.hasProducts ? products : [0] {
              runs.append(
                MethodRun(
                  method: method, steps: pair, batch: batch, innerSteps: inner, products: terms,
                  isCold: isCold && method.innerSteps(1) != nil, iterations: total,
                  seed: seed(method)))
            }
          }
        }
      }
    }
    return runs
  }

  /// The default number of iterations of a method: a fifth for those with inner loops.
  static func iterations(_ method: BilevelMethod, _ count: Int) -> Int {
    method.hasProducts ? max(1, count / 5) : count
  }
}
