// The reality check.

import Evidence
import Files
import Learning
import LinearAlgebra
import Optimization
import Report
import Studies
import ToyModel

struct SpeechChapter: ReportChapter {
  let chapter = Chapter.speech

  /// The theory's prediction for a learned denoiser on held-out frames.
  var prediction: @Sendable (SpeechRow) -> Double = { $0.testPrediction }
  /// A lower bound on the factor by which odd depths leave more error when trained from small R.
  var trap = 1.05

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    guard let folder = scope.recordings else {
      return ReportSection(
        chapter: chapter,
        omission: "Left out: there is no folder Data/speech here and no other was given with "
          + "`--data FOLDER`.")
    }
    let line =
      "toy speech \(shellQuoted(folder)) "
      + scope.pick(light: "--frame 16 --depth 2..5", full: "--depth 1..6 --tolerance 1e-5")
    let puzzleLine =
      "toy speech \(shellQuoted(folder)) --frame \(scope.pick(light: 16, full: 64)) --depth 3,5 "
      + "--family unrolled --omega learned --init small --coordinates plain"
    let depths = scope.pick(light: 2...5, full: 1...6)
    let summary = try Self.learned(
      folder, frame: scope.pick(light: 16, full: 320),
      [.bilevel]
        + depths.flatMap { depth in
          [StepRule.learned, .fixed(0.5)].map { .unrolled(depth: depth, step: $0) }
        },
      LearningChoices(
        initials: [.spectral],
        rule: StoppingRule(
          relativeDecrease: scope.pick(light: 1e-6, full: 1e-5), iterationLimit: 1000)),
      command: line)
    let puzzle = try Self.learned(
      folder, frame: scope.pick(light: 16, full: 64),
      [3, 5].map { .unrolled(depth: $0, step: .learned) },
      LearningChoices(
        initials: [.small], coordinates: .plain,
        rule: StoppingRule(relativeDecrease: 1e-6, iterationLimit: 1000)),
      command: puzzleLine)
    let rows = summary.rows
    func row(_ depth: Int?, _ isLearned: Bool) -> SpeechRow? {
      rows.first { $0.depth == depth && (depth == nil || ($0.stepRule == .learned) == isLearned) }
    }
    var comparisons = rows.map { row in
      let predicted = prediction(row)
      // One held-out file has no spread.
      return Comparison(
        "held out, \(Self.name(row))", predicted: predicted, computed: row.testRisk,
        row.testError.map { .standardError($0) } ?? .gap(0.05 * predicted))
    }
    if let even = row(2, true), let deep = row(4, true) {
      comparisons.append(
        Comparison(
          "*N* = 4 against *N* = 2, learned *ω*", predicted: even.testRisk,
          computed: deep.testRisk, .gap(0.01 * even.testRisk)))
    }
    if let even = row(2, true), let odd = row(3, true), let bilevel = row(nil, false),
      let fixed = row(2, false), let deepFixed = row(4, false)
    {
      comparisons += [
        Self.order("bilevel above *N* = 2", bilevel, above: even),
        Self.order("*N* = 2 above *N* = 3", even, above: odd),
        Self.order("fixed *ω*: *N* = 4 above *N* = 2", deepFixed, above: fixed),
      ]
    }
    for small in puzzle.rows {
      comparisons.append(
        Comparison(
          "*n* = \(small.setting.framing.length), *N* = \(small.depth ?? 0) from small *R*: at least "
            + "\(typeset(trap, significantDigits: 3)) times the prediction",
          predicted: trap * small.testPrediction, computed: small.testRisk, .atLeast(rounding: 0)))
    }
    let shown = rows.firstIndex { $0.depth == 3 && $0.stepRule == .learned } ?? 0
    let first = rows.first
    let errors = rows.allSatisfy { $0.testError != nil }
    return ReportSection(
      chapter: chapter,
      method: "Predicted: the risk, on the covariance of the held-out frames, of the *T* that is "
        + "optimal for the covariance of the training frames. Computed: *R* and *ω* learned by L-BFGS "
        + "from \(first?.trainFrameCount ?? 0) noisy training frames of "
        + "\(first?.setting.framing.length ?? 0) samples, *σ* = 0.1, *k* = *n*/2, and the mean loss "
        + "on \(first?.data.testFrameCount ?? 0) held-out frames of other recordings; "
        + (errors
          ? "the standard errors are those over the \(first?.data.test.count ?? 0) recordings held out, "
            + "which the prediction has in common with the result, so that far less of them is to be "
            + "expected. Where one risk is above another the difference is taken recording by recording, "
            + "and the lower end of its 95 % interval is above 0. "
          : "one recording is held out, so that there is no standard error and a gap of 5 % is "
            + "allowed. ")
        + "Learning begins at the optimum of the theory, and in the last rows at small *R*.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id, figure: summary.figure,
        caption:
          "Mean squared error against depth: learned with a learned step and with a fixed one, "
          + "and as the theory predicts both."),
      commands: [line, puzzleLine],
      result: KeyResult(
        "The risk on held-out frames of *n* = \(rows[shown].setting.framing.length) is ",
        comparisons[shown], digits: 3, " at \(Self.name(rows[shown])), as predicted."))
  }

  /// The prediction that one row leaves more error than another, with the least difference that the
  /// recordings allow.
  private static func order(
    _ name: String, _ row: SpeechRow, above other: SpeechRow
  ) -> Comparison {
    let difference = row.losses.minus(other.losses)
    return Comparison(
      "\(name): difference, at least", predicted: 0,
      computed: difference.interval?.lowerBound ?? difference.mean, .atLeast(rounding: 0))
  }

  /// The denoisers learned from recordings, k = n/2.
  private static func learned(
    _ folder: String, frame: Int, _ families: [DenoiserFamily], _ choices: LearningChoices,
    command: String
  ) throws(StudyError) -> SpeechSummary {
    try SpeechStudy(
      [folder], SpeechSetting(framing: Framing(length: frame, hop: frame)), rows: [frame / 2],
      families: families, choices: choices, jobs: availableProcessors()
    ).learned(command: command).summary
  }

  private static func name(_ row: SpeechRow) -> String {
    guard let depth = row.depth else { return "bilevel" }
    return "*N* = \(depth), \(row.stepRule == .learned ? "learned" : "fixed") *ω*"
  }
}
