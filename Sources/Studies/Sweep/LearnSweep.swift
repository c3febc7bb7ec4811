// Learning at every point of a sweep.

import Learning
import Report
import ToyModel

/// The rows of `learn` in a sweep.
package struct LearnSweep: SweptStudy {
  package let name = "learn"
  package let parameters: [SweepParameter]
  package var columns: [String] { LearningSummary.columns(hasSeconds: false) }
  package let textColumns: Set<String> = [
    "data", "family", "omega_rule", "method", "init", "stop_reason",
  ]

  /// - Parameter parameters: Those of a setting and of learning, with the defaults of the command line.
  package init(parameters: [SweepParameter]) { self.parameters = parameters }

  package func points(_ values: [SweepValue]) throws(StudyError) -> any SweptPoints {
    try LearnPoints(parameters, values)
  }
}

/// The points: settings, starts, methods and seeds, the last varying fastest.
private struct LearnPoints: SweptPoints {
  private let grid: SettingSweep
  private let choices: LearningChoices
  private let seeds: [Int]
  let count: Int
  let isSlow = true
  var values: [SweepValue] { grid.values }
  var inputs: [SweepInput] { grid.inputs }

  init(_ parameters: [SweepParameter], _ values: [SweepValue]) throws(StudyError) {
    grid = try SettingSweep(parameters, values)
    for block in grid.parameters.families.blocks {
      try block.refuseObjections(to: .training)
    }
    let texts = ParameterTexts(parameters, values)
    choices = try LearningChoices(texts)
    let option = "--seed"
    seeds = try Grid.integers(texts[option] ?? "", option: option)
    for seed in seeds where !LearningChoices.seedRange.contains(seed) {
      throw .illegal(
        "\(option) \(seed): a whole number from 0 to \(LearningChoices.seedRange.upperBound)")
    }
    guard !grid.parameters.families.names.contains(.linear) else {
      throw .illegal("--family linear: the best linear denoiser needs no learning")
    }
    count = try sweepCount(
      grid.parameters.axisCounts + [choices.initials.count, choices.methods.count, seeds.count])
  }

  func computer() -> any PointComputer { LearnComputer(points: self) }

  /// One point of the sweep.
  fileprivate struct Point {
    let setting: Setting
    let start: LearningStart
    let method: LearningMethod
    let seed: Int
    let starts: Int
  }

  fileprivate func point(_ number: Int) -> Point {
    var digits = MixedRadix(number)
    let seed = seeds[digits.next(seeds.count)]
    let method = choices.methods[digits.next(choices.methods.count)]
    let start = choices.initials[digits.next(choices.initials.count)]
    return Point(
      setting: grid.parameters.setting(digits.rest), start: start, method: method, seed: seed,
      starts: choices.starts)
  }

  fileprivate func task(_ point: Point) throws(StudyError) -> LearningTask {
    try choices.task(
      point.setting, method: point.method, start: point.start, seed: UInt64(point.seed))
  }
}

private struct LearnComputer: PointComputer {
  let points: LearnPoints

  mutating func write(
    _ number: Int, to row: inout CSVWriter, isStopping: @escaping @Sendable () -> Bool
  ) throws(StudyError) -> Bool {
    let point = points.point(number)
    try point.setting.validate()
    let task = try points.task(point)
    guard let result = task.run(starts: point.starts, isStopping: isStopping) else { return false }
    guard let summary = LearningSummary(result) else {
      throw .failed("no start has a finite risk")
    }
    for cell in summary.cells(hasSeconds: false) { row.append(cell) }
    return true
  }

  func writeSetting(_ number: Int, to row: inout CSVWriter) {
    let point = points.point(number)
    point.setting.write(to: &row)
    for column in LearningSummary.columns(hasSeconds: false).dropFirst(Setting.columns.count) {
      switch column {
      case "seed": row.append(point.seed)
      case "method": row.append(point.method.rawValue)
      case "init": row.append(point.start.rawValue)
      case "starts": row.append(point.starts)
      default: row.appendEmpty()
      }
    }
  }
}
