// How a setting is learned, as the options give it.

import Files
import Learning
import Optimization
import Studies

/// The choices of `learn` that determine a result, besides the setting and the seed.
struct LearningChoices: Sendable {
  /// What is learned: the options of a setting.
  static let settingOptions: [Option] = parameterOptions + DataReading.options
  private static let parameterOptions: [Option] = [
    .data,
    .n.with(help: "dimension n of the signals", default: "100"), .k(), .mu.single, .theta.single,
    .sigma.single, .family, .depth(default: "2"),
    .omega(default: "learned").single.with(help: "step size ω, a number or 'learned'"),
  ]
  /// The methods.
  static let method = Option.methods
  /// Where the starts begin.
  static let initial = Option.starts
  /// What is varied.
  static let coordinatesOption = Option.coordinates(
    "plain: learn in R, as training does; straight: in coordinates in which bilevel and even depths "
      + "are easy, R follows")
  /// How many starts.
  static let startsOption = Option(
    "--starts", value: "M", "number of starts", default: "8")
  /// The seed.
  static let seed = Option.seed(
    of: "all random draws",
    effects: [
      .when(
        .any([.names(["gaussian", "small", "continuation"], in: "--init"), .given("--perturb")]),
        else: "spectral starts draw no random numbers")
    ])
  /// The most iterations.
  static let limit = Option.iterations(of: "a start", default: "5000")
  /// When nothing more is gained.
  static let decrease = Option.decrease(default: "1e-9")
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
