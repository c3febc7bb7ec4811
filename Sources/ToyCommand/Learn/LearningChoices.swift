// How a setting is learned, as the options give it.

import Learning
import Optimization

/// The choices of `learn` that determine a result, besides the setting and the seed.
struct LearningChoices: Sendable {
  /// What is learned: the options of a setting.
  static let settingOptions: [Option] = parameterOptions + DataReading.options
  private static let parameterOptions: [Option] = [
    .data,
    Option("--n", value: "N", "dimension n of the signals", default: "100"),
    Option("--k", value: "GRID", "number k of rows of R", default: "n"),
    Option("--mu", value: "X", "mean μ of the signal", default: "1"),
    Option("--theta", value: "X", "standard deviation θ of the signal", default: "0.5"),
    Option("--sigma", value: "X", "standard deviation σ of the noise", default: "0.9"),
    Option(
      "--family", value: "NAME", "bilevel or unrolled", default: "unrolled",
      offers: .words(["bilevel", "unrolled"])),
    .depth(default: "2"),
    Option(
      "--omega", value: "X", "step size ω, a number or 'learned'", default: "learned",
      offers: .words(["learned"]), effects: [.unrolled("a step size")]),
  ]
  /// Odd depths are learned in R in any case.
  static let straightEffect = Effect.when(
    .any([.names(["bilevel"], in: "--family"), .even("--depth")]),
    of: Parametrization.reparametrized.rawValue,
    else: "only bilevel and even depths have straight coordinates")
  /// The methods.
  static let method = Option(
    "--method", value: "LIST", "lbfgs, adam, gd", default: "lbfgs",
    offers: .list(of: LearningMethod.self))
  /// Where the starts begin.
  static let initial = Option(
    "--init", value: "LIST", "gaussian, small, spectral, continuation", default: "gaussian",
    offers: .list(of: LearningStart.self))
  /// What is varied.
  static let coordinatesOption = Option(
    "--coordinates", value: "NAME",
    "plain: learn in R, as training does; straight: in coordinates in which bilevel and even depths "
      + "are easy, R follows", default: "straight", offers: .words(of: Parametrization.self),
    effects: [straightEffect])
  /// How many starts.
  static let startsOption = Option(
    "--starts", value: "M", "number of starts", default: "8")
  /// The seed.
  static let seed = Option(
    "--seed", value: "S", "seed of all random draws", default: "0",
    effects: [
      .when(
        .any([.names(["gaussian", "small", "continuation"], in: "--init"), .given("--perturb")]),
        else: "spectral starts draw no random numbers")
    ])
  /// The most iterations.
  static let limit = Option(
    "--max-iterations", value: "M", "most iterations of a start", default: "5000")
  /// When nothing more is gained.
  static let decrease = Option(
    "--tolerance", value: "X", "stop when 20 iterations lower the risk by less than this fraction",
    default: "1e-9")
  /// All of them, without those of the setting.
  static let options = [
    method, initial, coordinatesOption, startsOption, seed, limit, decrease,
  ]
  /// The legal seeds.
  static let seedRange = 0...(1 << 53)

  /// The methods, in the order given.
  let methods: [LearningMethod]
  /// The kinds of starts, in the order given.
  let initials: [LearningStart]
  /// The variables.
  let coordinates: Parametrization
  /// The number of starts.
  let starts: Int
  /// When a start ends.
  let rule: StoppingRule

  /// Reads the choices.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(_ arguments: ParsedArguments) throws(CommandError) {
    starts = try LearnCommand.count(Self.startsOption, arguments, 1...100_000)
    rule = try LearnCommand.stoppingRule(arguments, decrease: Self.decrease, limit: Self.limit)
    methods = try LearnCommand.choices(Self.method, arguments)
    initials = try LearnCommand.choices(Self.initial, arguments)
    coordinates = try LearnCommand.choice(Self.coordinatesOption, arguments)
  }

  /// What is to be learned at one setting.
  ///
  /// - Throws: ``CommandError`` of status usage where nothing is to be learned or R is too large.
  func task(
    _ setting: Setting, method: LearningMethod, start: LearningStart, seed: UInt64
  ) throws(CommandError) -> LearningTask {
    try LearningTask(
      setting, isPlain: coordinates == .plain, method: method, start: start, rule: rule, seed: seed,
      starts: starts)
  }
}
