// One learned denoiser, compared with the theory.

import Files
import Learning
package import Report
package import ToyModel

/// A learned denoiser with its evaluation on the held-out frames and by the theory.
package struct SpeechRow: Sendable {
  package let setting: SpeechSetting
  package let data: SpeechData
  /// The number of training frames.
  package let trainFrameCount: Int
  package let result: SpeechExperiment.Result
  /// The losses on the held-out files.
  package let losses: FileLosses
  /// The mean of the losses over frames.
  package let testLoss: FileMean
  /// The excess over bilevel learning with the same k from the same kind of start; nil if that was not learned.
  package let toBilevel: FileMean?
  /// The excess over the best row with the same training frames.
  package let toBest: FileMean?
  /// The risk on the held-out frames of the T that is optimal for the covariance of the training frames: the
  /// theory's prediction before the held-out frames are seen.
  package let testPrediction: Double
  /// The optimal risk for the covariance of the held-out frames.
  package let testTheory: OptimalRisk
  /// The mean excess over that optimum of a denoiser learned from as many independent Gaussian frames with the
  /// covariance of the held-out frames; nil where no law is known.
  package let gaussianExcess: Double?

  /// The excess of the mean loss over the held-out frames over the optimum for their covariance.
  package var testExcess: Double { testRisk - testTheory.risk.total }

  /// The mean loss over the held-out frames.
  package var testRisk: Double { testLoss.mean }

  /// The standard error of that mean; nil with one held-out file.
  package var testError: Double? { testLoss.standardError }

  /// The 95 % interval of that mean, which is not negative; nil with one held-out file.
  package var testInterval: ClosedRange<Double>? {
    testLoss.interval.map { max(0, $0.lowerBound)...$0.upperBound }
  }

  /// The depth N; nil for bilevel.
  package var depth: Int? {
    if let depth = result.family.depth { depth } else { nil }
  }

  /// The rule for the step; nil for bilevel.
  package var stepRule: StepRule? {
    result.family.theory.step
  }

  /// 2/n times a risk: the mean squared error of a sample.
  package func meanSquaredError(_ risk: Double) -> Double {
    2 * risk / Double(setting.framing.length)
  }

  /// The columns of the table.
  package static let columns = [
    "frame", "hop", "sigma", "normalize", "noise_draws", "seed", "train_files", "test_files",
    "train_frames",
    "test_frames", "family", "k", "depth", "omega_rule", "omega", "train_risk", "train_theory",
    "test_risk", "test_standard_error", "test_prediction", "test_theory", "test_mse",
    "prediction_mse", "attained", "unstable_modes", "evaluations", "stop_reason", "test_lower",
    "test_upper", "minus_bilevel", "minus_bilevel_standard_error", "minus_bilevel_lower",
    "minus_bilevel_upper", "minus_best", "minus_best_standard_error", "minus_best_lower",
    "minus_best_upper", "init", "test_excess", "gaussian_prediction",
  ]

  /// The row of the table.
  package var cells: [Cell] {
    [
      .integer(setting.framing.length), .integer(setting.framing.hop), .number(setting.sigma),
      .text(setting.normalization.rawValue), .integer(setting.drawCount),
      .integer(Int(setting.seed)),
      .integer(data.train.count), .integer(data.test.count), .integer(trainFrameCount),
      .integer(data.testFrameCount), .text(result.family.theory.name), .integer(result.rows),
      depth.map { .integer($0) } ?? .empty,
      stepRule.map { .text($0 == .learned ? "learned" : "fixed") } ?? .empty,
      result.stepSize.map { .number($0) } ?? .empty, .number(result.trainRisk),
      .number(result.trainTheory.risk.total), .number(testRisk),
      testError.map { .number($0) } ?? .empty, .number(testPrediction),
      .number(testTheory.risk.total),
      .number(meanSquaredError(testRisk)), .number(meanSquaredError(testPrediction)),
      .truth(result.trainTheory.attainment == .attained), .integer(result.unstableCount),
      .integer(result.evaluations), .text(result.stopReason.inWords),
      Self.cell(testInterval?.lowerBound), Self.cell(testInterval?.upperBound),
    ] + Self.cells(toBilevel) + Self.cells(toBest) + [
      .text(result.start.rawValue), .number(testExcess), Self.cell(gaussianExcess),
    ]
  }

  private static func cells(_ difference: FileMean?) -> [Cell] {
    [
      cell(difference?.mean), cell(difference?.standardError),
      cell(difference?.interval?.lowerBound), cell(difference?.interval?.upperBound),
    ]
  }

  private static func cell(_ number: Double?) -> Cell { number.map { .number($0) } ?? .empty }
}
