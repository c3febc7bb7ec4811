// The points of a plan by their number, without a list of them.

import Learning
import Report
import Studies
import ToyModel

/// The grids of a plan, read and with their data at hand.
///
/// Points are numbered from 0: data, n, μ, θ, σ, family and k in the order of
/// ``ParameterGrid/settings()``, then for learning the start, the method and the seed, the last
/// fastest. Memory is that of the grids, not of their product.
struct SweepGrid: Sendable {
  /// One point.
  struct Point: Sendable {
    let setting: Setting
    /// The start, method and seed of learning; nil for closed forms.
    let learning: (start: LearningStart, method: LearningMethod, seed: Int)?
  }

  let parameters: ParameterGrid
  /// How to learn; nil for closed forms.
  let learning: LearningChoices?
  private let seeds: [Int]
  /// The number of points.
  let count: Int

  /// The most points of a plan.
  static let pointLimit = 1 << 53

  /// Reads the grids, and the data of files.
  ///
  /// - Parameters:
  ///   - kind: What is computed.
  ///   - values: The text of every option that is given, by its name without dashes.
  /// - Throws: ``CommandError`` of status usage for what is illegal whatever the other values are, and
  ///   of status noInput or badData for files.
  init(_ kind: SweepKind, _ values: [(key: String, text: String)]) throws(CommandError) {
    let arguments = try ParsedArguments(
      values.map { "--\($0.key)=\($0.text)" }, options: kind.options)
    parameters = try ParameterGrid(arguments, kind.options)
    try studied(parameters.validateValues())
    // In a file of results a line is a row.
    for name in parameters.data.map(\.name) where name.utf8.contains(where: { $0 < 0x20 }) {
      throw .usage("--data \(name): the name has a control character")
    }
    var axes = parameters.axisCounts
    switch kind {
    case .risk:
      learning = nil
      seeds = []
    case .learn:
      let choices = try LearningChoices(arguments)
      learning = choices
      seeds = try studied(
        Grid.integers(
          arguments.value(LearningChoices.seed) ?? "", option: LearningChoices.seed.name))
      for seed in seeds where !LearningChoices.seedRange.contains(seed) {
        throw .usage(
          "--seed \(seed): a whole number from 0 to \(LearningChoices.seedRange.upperBound)")
      }
      guard !parameters.families.names.contains(.linear) else {
        throw .usage("--family linear: the best linear denoiser needs no learning")
      }
      axes += [choices.initials.count, choices.methods.count, seeds.count]
    }
    var product = 1
    for axis in axes {
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: axis)
      guard !isTooLarge, next <= Self.pointLimit else {
        throw .usage("the grids have more than 2⁵³ points together")
      }
      product = next
    }
    count = product
  }

  /// The point of a number.
  ///
  /// - Precondition: the number is in 0..<count.
  func point(_ number: Int) -> Point {
    guard let learning else { return Point(setting: parameters.setting(number), learning: nil) }
    var digits = MixedRadix(number)
    let seed = seeds[digits.next(seeds.count)]
    let method = learning.methods[digits.next(learning.methods.count)]
    let start = learning.initials[digits.next(learning.initials.count)]
    return Point(setting: parameters.setting(digits.rest), learning: (start, method, seed))
  }
}
