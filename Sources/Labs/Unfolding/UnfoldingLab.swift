// The lab of unfolded networks for sparse coding.

package import Evidence
import Files
package import LabKit
import LinearAlgebra
import Report

/// ISTA as a network, and networks that learn its steps or its weights.
package struct UnfoldingLab: Lab {
  package let id = "unfolding"
  package let title = "Unfolded ISTA and learned step sizes"
  package let question =
    "What do networks that unfold ISTA learn: steps, weights, and how good are they?"
  package let introduction: [Passage] = [
    """
    A layer maps codes z of a signal x to ST(z − (Dz − x)W, λb). W = D/L and b = 1/L make it a step of ISTA, W = αD and \
    b = α one of SLISTA, free W and b one of coupled LISTA; LISTA is ST(W_z z + W_x x, λb). Networks are trained layer by \
    layer on F(z) = ½‖x − Dz‖² + λ‖z‖₁ by gradient descent that never increases the loss.
    """,
    """
    D has 10 × 20 random unit atoms; 400 random signals with ‖Dᵀx‖∞ = 1 train, 400 others test. F − F* is \
    measured against certified solutions.
    """,
  ]
  package let sources: [Source] = [
    .ablin, .gregor, .moreau("unfolding, weight coupling, numerical verification"),
  ]
  package let headline = LabHeadline(
    "The learned steps of unfolded ISTA are at least ", UnfoldingClaims.longStepsBy.id, digits: 3,
    "/L.")
  package let tableNames = [
    "gap", "training", "steps", "losses", "coupling", "alignment",
  ]
  package let parameters: [LabParameter] = [
    Self.part, Self.instance, Self.penalties, Self.methods, Self.depth, Self.loss, Self.steps,
    Self.dictionary, Self.data, Self.test, Self.atoms, Self.codes, Self.absolute, Self.equalize,
    Self.saved, Self.loaded, Self.resume,
  ]
  package let claims: [LabClaim] = UnfoldingClaims.all

  /// The parts of the built-in instance.
  enum Part: String, CaseIterable {
    case networks, losses, coupling, alignment
  }

  static let part = LabParameter.names(
    "part", among: Part.allCases.map(\.rawValue),
    "the parts of the built-in instance that are computed")
  static let instance = LabParameter.choice(
    "problem", "normal", among: ["normal", "sparse"],
    "built-in samples: normally distributed ones, or three atoms each with noise")
  static let penalties = LabParameter.numbers(
    "lambda", symbol: "λ", [0.1, 0.2, 0.5, 0.8], in: 1e-9...1e9,
    "penalties relative to λ_max; with --data 0.1 if omitted")
  static let methods = LabParameter.names(
    "method", among: Method.allCases.map(\.rawValue), "the networks")
  static let depth = LabParameter.integer(
    "depth", symbol: "T", 20, in: 1...1000,
    "number of layers of the deepest network; if omitted, 10 for coupled and 5 for lista, and with --data 10 at most"
  )
  static let loss = LabParameter.choice(
    "loss", DepthStudy.Loss.unsupervised.rawValue,
    among: DepthStudy.Loss.allCases.map(\.rawValue),
    "training loss: distance from true codes or from solutions of the Lasso, or F")
  static let steps = LabParameter.integer(
    "steps", 60, in: 0...1_000_000, "training steps at every depth")
  static let dictionary = LabParameter.file(
    "dict", [".npy", ".csv"],
    "a dictionary whose columns are atoms, in place of the built-in instance")
  static let data = LabParameter.file(
    "data", [".npy", ".csv"],
    "samples, one per row; without --test the first half trains and the second tests")
  static let test = LabParameter.file(
    "test", [".npy", ".csv"], "samples to test with; all of --data train")
  static let atoms = LabParameter.integer(
    "atoms", symbol: "m", 256, in: 1...10_000,
    "with --data and no --dict: number of random samples that become atoms, centred and scaled; the others are centred"
  )
  static let codes = LabParameter.file(
    "codes", [".npy", ".csv"], "true codes of --data, one per row, for --loss supervised")
  static let absolute = LabParameter.flag(
    "absolute", "take --lambda as it stands, not relative to λ_max of each sample; with --data")
  static let equalize = LabParameter.flag(
    "equalize", "scale every sample of --data to ‖Dᵀx‖∞ = 1, the equi-regularisation set")
  static let saved = LabParameter.outputFolder(
    "save-weights", files: WeightFiles.names,
    "write the deepest network as .npy, with its losses; several networks get a folder each")
  static let loaded = LabParameter.inputFolder(
    "load-weights", files: WeightFiles.names, "evaluate a network that --save-weights wrote")
  static let resume = LabParameter.flag(
    "resume",
    "train the loaded network: more layers up to --depth, or, at its own depth, more steps")
  /// The default of --lambda with --data.
  static let ownPenalty = 0.1
  /// The largest number of codes in all layers of a network, 2 GB.
  private static let stateLimit = 1 << 28

  package init() {}

  /// Whether the layers that are trained before an interruption are saved.
  ///
  /// - Parameter settings: The values of all parameters.
  /// - Returns: True with `--save-weights`.
  package func keepsPart(_ settings: LabSettings) -> Bool { settings.isGiven(Self.saved) }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let isOwn = settings.isGiven(Self.data) || settings.isGiven(Self.dictionary)
    try Self.refuseIdle(settings, isOwn: isOwn)
    let parts =
      isOwn ? [.networks] : settings.names(Self.part).compactMap(Part.init(rawValue:))
    let problem =
      isOwn
      ? try CodingProblem(settings)
      : settings.name(Self.instance) == "sparse"
        ? try .sparse(seed: settings.seed) : try .builtIn(seed: settings.seed)
    var study = LabStudy(settings)
    study.warnings = problem.warnings
    let depthStudy = try Self.networks(settings, problem, isOwn: isOwn)
    if !isOwn { try LayerChecks.report(problem, to: &study) }
    if parts.contains(.networks) {
      try Self.report(depthStudy, isOwn: isOwn, to: &study)
    }
    guard !isOwn, !study.isPartial else { return study }
    if parts.contains(.losses) { try LossStudy.report(seed: settings.seed, to: &study) }
    if parts.contains(.coupling) { try CouplingStudy.report(problem, to: &study) }
    if parts.contains(.alignment) {
      try AlignmentStudy.report(problem.dictionary, to: &study)
    }
    return study
  }

  // MARK: Settings

  /// Refuses options that have no effect or contradict each other.
  private static func refuseIdle(_ settings: LabSettings, isOwn: Bool) throws(LabError) {
    if isOwn {
      try settings.refuseBuiltIn([part, instance], beside: data)
    } else {
      try settings.refuse([test, atoms, codes, absolute, equalize], without: data)
    }
    if settings.isGiven(dictionary), settings.isGiven(atoms) {
      throw .illegal("\(atoms.option) has no effect with \(dictionary.option)")
    }
    if !isOwn, let large = settings.numbers(penalties).first(where: { $0 >= 1 }) {
      throw .illegal(
        "\(penalties.option) \(shortest(large)): z = 0 is the solution for λ ≥ λ_max, 1 here")
    }
    if settings.isOn(resume), !settings.isGiven(loaded) {
      throw .illegal("\(resume.option) requires \(loaded.option)")
    }
    if settings.isGiven(steps) {
      if settings.isGiven(loaded), !settings.isOn(resume) {
        throw .illegal(
          "\(steps.option) has no effect with \(loaded.option) unless \(resume.option) trains the network"
        )
      }
      guard settings.names(methods) != [Method.ista.rawValue] else {
        throw .illegal(
          "\(steps.option) has no effect with \(methods.option) ista, which learns nothing")
      }
    }
    let isSupervised = trainingLoss(settings) == .supervised
    let hasCodes = isOwn ? settings.isGiven(codes) : settings.name(instance) == "sparse"
    if isSupervised, !hasCodes {
      throw .illegal(
        "\(loss.option) supervised requires true codes: "
          + (isOwn ? codes.option : "\(instance.option) sparse"))
    }
    if settings.isGiven(codes), !isSupervised {
      throw .illegal("\(codes.option) has no effect without \(loss.option) supervised")
    }
    if settings.isGiven(saved), !isOwn, settings.isGiven(part),
      !settings.names(part).contains(Part.networks.rawValue)
    {
      throw .illegal("\(saved.option) requires \(part.option) networks")
    }
  }

  /// The networks to train.
  private static func networks(
    _ settings: LabSettings, _ problem: CodingProblem, isOwn: Bool
  ) throws(LabError) -> DepthStudy {
    var methods = settings.names(methods).compactMap(Method.init(rawValue:))
    if isOwn, !settings.isGiven(Self.methods) { methods.removeAll { $0 == .lista } }
    var lambdas =
      isOwn && !settings.isGiven(penalties) ? [ownPenalty] : settings.numbers(penalties)
    var isAbsolute = settings.isOn(absolute)
    var depths: [Method: Int] = [:]
    for method in Method.allCases {
      let standard = method == .lista ? 5 : isOwn || method == .coupled ? 10 : 20
      depths[method] = settings.isGiven(depth) ? settings.integer(depth) : standard
    }
    var start: Network?
    var earlier: [LossRecord] = []
    if let folder = settings.folder(loaded) {
      let (network, record) = try WeightFiles.network(in: folder, for: problem.dictionary)
      (start, earlier) = (network, record.history)
      if settings.isGiven(Self.methods) {
        guard methods.filter(\.isLearned) == [network.method] else {
          throw .illegal(
            "\(Self.methods.option): the network of \(folder) is \(network.method.rawValue)")
        }
      } else {
        methods = [.ista, network.method]
      }
      if !settings.isGiven(penalties), let lambda = record.lambda {
        lambdas = [lambda]
        isAbsolute = isAbsolute || record.isAbsolute == true
      }
      guard lambdas.count == 1 else {
        throw .illegal("\(loaded.option): give one \(penalties.option), the one of the network")
      }
      if settings.isOn(resume) {
        try refuseOtherSettings(
          than: record, of: folder, settings, lambda: lambdas[0], isAbsolute: isAbsolute,
          isOwn: isOwn)
      }
      try setDepths(&depths, settings, network, folder)
    }
    let layers = methods.compactMap { depths[$0] }.max() ?? 0
    let samples = max(problem.training.count, problem.test.count)
    let numbers = (layers + 1) * samples * problem.dictionary.atomCount
    guard numbers <= stateLimit else {
      throw .illegal(
        "\(depth.option) \(layers): the codes of \(samples) samples and \(problem.dictionary.atomCount) atoms in all "
          + "layers are \(numbers) numbers, more than \(stateLimit); use fewer samples or layers")
    }
    return DepthStudy(
      problem: problem, lambdas: lambdas, isAbsolute: isAbsolute,
      isEqualized: !isOwn || settings.isOn(equalize), methods: methods,
      depths: depths,
      loss: trainingLoss(settings),
      stepCount: settings.integer(steps), start: start, earlier: earlier,
      isResumed: settings.isOn(resume))
  }

  /// Refuses to resume the training of a network with other settings than those that its folder states.
  private static func refuseOtherSettings(
    than record: TrainingRecord, of folder: String, _ settings: LabSettings, lambda: Double,
    isAbsolute: Bool, isOwn: Bool
  ) throws(LabError) {
    func require<Value: Equatable>(
      _ before: Value?, _ now: Value, _ text: (Value) -> String
    ) throws(LabError) {
      guard let before, before != now else { return }
      throw .illegal(
        "\(resume.option): the network of \(folder) was trained \(text(before)); resume with the same settings"
      )
    }
    func flag(_ parameter: LabParameter) -> (Bool) -> String {
      { "\($0 ? "with" : "without") \(parameter.option)" }
    }
    try require(record.lambda, lambda) { "with \(penalties.option) \(shortest($0))" }
    try require(record.loss, trainingLoss(settings)) { "with \(loss.option) \($0.rawValue)" }
    // The built-in samples have λ_max = 1.
    guard isOwn else { return }
    try require(record.isAbsolute, isAbsolute, flag(absolute))
    try require(record.isEqualized, settings.isOn(equalize), flag(equalize))
  }

  private static func trainingLoss(_ settings: LabSettings) -> DepthStudy.Loss {
    DepthStudy.Loss(rawValue: settings.name(loss)) ?? .unsupervised
  }

  /// The depths with a loaded network: its own, unless more layers are asked for.
  private static func setDepths(
    _ depths: inout [Method: Int], _ settings: LabSettings, _ network: Network, _ folder: String
  ) throws(LabError) {
    let wanted = settings.isGiven(depth) ? settings.integer(depth) : network.depth
    guard wanted == network.depth || wanted > network.depth && settings.isOn(resume) else {
      throw .illegal(
        "\(depth.option) \(wanted): the network of \(folder) has \(network.depth) layers"
          + (wanted > network.depth ? "; \(resume.option) adds layers" : ""))
    }
    for method in Method.allCases { depths[method] = wanted }
  }

  // MARK: Networks

  private static func report(
    _ networks: DepthStudy, isOwn: Bool, to study: inout LabStudy
  ) throws(LabError) {
    let settings = study.settings
    let outcome = try networks.run()
    if settings.isGiven(saved) {
      study.savedFiles = WeightFiles.files(outcome, of: networks).map {
        (folder: saved, path: $0.path, bytes: $0.bytes)
      }
    }
    study.isPartial = Interruption.hasOccurred
    guard !study.isPartial else { return }
    for truth in outcome.truths {
      let beyond = zip(truth.test, networks.problem.test.largestPenalties).count { $0 >= $1 }
      if beyond > 0 {
        study.warnings.append(
          "λ = \(shortest(truth.lambda)): λ ≥ λ_max for \(beyond) of \(truth.test.count) test samples; their solution "
            + "is z = 0")
      }
    }
    try networks.decideLayers(to: &study)
    networks.decideLaws(outcome, to: &study)
    networks.display(outcome, to: &study)
    let isStandard =
      !isOwn
      && [instance, penalties, methods, depth, loss, steps, loaded].allSatisfy {
        settings.value(of: $0) == $0.standard
      }
    if isStandard { outcome.decideObservations(to: &study) }
    try StepStudy.report(networks, outcome, isStandard: isStandard, to: &study)
    study.arrays = WeightFiles.arrays(outcome, of: networks)
  }
}
