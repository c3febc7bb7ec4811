// The options of learning.

import Files
import Learning
import Optimization
import Studies

extension LearningChoices {
  /// The options of a setting, which determine what to learn.
  static let settingOptions: [Option] = parameterOptions + DataReading.options
  private static let parameterOptions: [Option] =
    [
      .data,
      .n.with(help: "dimension n of the signals", default: "100"), .k(), .mu.single, .theta.single,
      .sigma.single, .family, .depth(default: "2"),
      .omega(default: "learned").single.with(help: "step size ω, a number or 'learned'"),
    ] + Option.algorithms.map(\.single)
  /// The methods.
  static let method = Option.methods
  /// The option for the initial values.
  static let initial = Option.starts
  /// The option for the variables of learning.
  static let coordinatesOption = Option.coordinates(
    "plain: learn R itself, as in training; straight: learn a reparametrisation in which bilevel and "
      + "even depths are easy, and derive R")
  /// The number of starts.
  static let startsOption = Option(
    "--starts", value: "M", "number of starts", default: "8")
  /// The seed.
  static let seed = Option.seed(
    of: "all random draws",
    effects: [
      .when(
        .any([
          .names(["gaussian", "small", "continuation"], in: "--init"), .given("--perturb"),
          .given("--frames"),
        ]),
        else: "spectral starts draw no random numbers")
    ])
  /// The iteration limit.
  static let limit = Option.iterations(
    of: "a start, 50000 by default for --method flow", default: "5000")
  /// The stopping tolerance.
  static let decrease = Option.decrease(default: "1e-9")
  /// All options of learning except those of the setting.
  static let options = [
    method, initial, coordinatesOption, startsOption, seed, limit, decrease,
  ]
}
