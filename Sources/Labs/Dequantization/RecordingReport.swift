// Tables, figures and claims about recordings.

import Evidence
import LabKit
import Libc
import Report

/// What is shown of a study of recordings.
struct RecordingReport {
  typealias Part = RecordingStudy.Part

  /// One for each number of bits.
  let parts: [Part]
  /// The recordings, if they are those of the repository.
  let known: KnownRecordings?
  let sampleRate: Int

  /// Adds everything to a study.
  func report(to study: inout LabStudy) {
    study.tables += [
      NamedTable("frames", "frames and their selection", frames),
      NamedTable(
        "references",
        "errors in units of Δ²/12 of the quantised signal, a linear map, a soft threshold and exact solutions",
        references),
      NamedTable(
        "nonzeros",
        "exact solutions: nonzeros α and residual r, which predict the error as r − 1 + 2α without the clean signal",
        nonzeros),
      NamedTable("depth", "errors in units of Δ²/12 of networks over their depth", depth),
      NamedTable("findings", "what is found, in dB or as a ratio of errors", findings(in: &study)),
    ]
    study.tables += [weights, transfer].compactMap { $0 }
    if let part = parts.first {
      decidePins(part, in: &study)
      keep(part, in: &study)
    }
    RecordingFigures(parts: parts, sampleRate: sampleRate).draw(in: &study)
  }

  private func optional(_ value: Double?) -> Cell { value.map { .number($0) } ?? .empty }

  private var frames: Table {
    var table = Table(columns: [
      "bits", "set", "recordings_frames", "active_frames", "selected_frames", "quantized_error",
    ])
    for part in parts {
      for (name, counts) in [("training", part.counts.training), ("test", part.counts.test)] {
        table.append([
          .integer(part.quantizer.bits), .text(name), .integer(counts.total),
          .integer(counts.active), .integer(counts.selected.count),
          .number(counts.selected.quantizedError),
        ])
      }
    }
    return table
  }

  private var references: Table {
    var table = Table(columns: [
      "bits", "reference", "parameter", "train_error", "test_error", "gain_db", "frames",
      "norm_ratio", "largest_gap", "unfinished_share", "steps",
    ])
    for part in parts {
      for row in part.references {
        table.append([
          .integer(part.quantizer.bits), .text(row.kind.rawValue), optional(row.parameter),
          optional(row.trainingError), .number(row.error), .number(row.gain),
          .integer(row.frameCount), optional(row.normRatio), optional(row.exact?.largestGap),
          optional(row.exact?.unfinishedShare), row.exact.map { .integer($0.stepCount) } ?? .empty,
        ])
      }
    }
    return table
  }

  private var nonzeros: Table {
    var table = Table(columns: [
      "bits", "radius", "nonzero_share", "residual", "predicted_error", "test_error",
      "quantized_error",
    ])
    for part in parts {
      for row in part.references where row.kind == .exact {
        table.append([
          .integer(part.quantizer.bits), optional(row.parameter),
          optional(row.exact?.nonzeroShare), optional(row.residual), optional(row.predictedError),
          .number(row.error), .number(row.quantizedError),
        ])
      }
    }
    return table
  }

  private var depth: Table {
    var table = Table(columns: [
      "bits", "method", "depth", "start", "train_error", "test_error", "clipped_error", "gain_db",
      "kept",
    ])
    for part in parts {
      let quantized = part.test.quantizedError
      for row in part.rows {
        table.append([
          .integer(part.quantizer.bits), .text(row.name), .integer(row.depth),
          .text(row.network.start.rawValue), .number(row.trainingError), .number(row.testError),
          .number(row.clippedError), .number(decibels(quantized, row.testError)),
          .truth(row.isKept),
        ])
      }
    }
    return table
  }

  /// The weights of the residual network of one step, or of the shallowest other one.
  private var weights: NamedTable? {
    var table = Table(columns: ["bits", "atom", "frequency", "strength", "weight"])
    for part in parts {
      guard let weights = part.shownWeights else { continue }
      let strengths = part.training.strengths
      for (atom, weight) in weights.enumerated() {
        table.append([
          .integer(part.quantizer.bits), .integer(atom),
          .number(Self.frequency(atom, of: weights.count, sampleRate)),
          .number(strengths[atom]), .number(weight),
        ])
      }
    }
    return table.rows.isEmpty
      ? nil
      : NamedTable(
        "weights",
        "strengths of the atoms in the training frames, in units of Δ, and squared weights of the thresholds",
        table)
  }

  /// The errors on each file or folder of tests, if there are several.
  private var transfer: NamedTable? {
    var table = Table(columns: [
      "bits", "test", "frames", "method", "depth", "test_error", "clipped_error", "gain_db",
    ])
    for part in parts {
      for set in part.testSets {
        func append(_ name: String, _ depth: Int?, _ error: Double, clipped: Double? = nil) {
          table.append([
            .integer(part.quantizer.bits), .text(set.path), .integer(set.frames.count),
            .text(name), depth.map { .integer($0) } ?? .empty, .number(error), optional(clipped),
            .number(decibels(set.frames.quantizedError, error)),
          ])
        }
        for reference in set.references {
          append(reference.kind.rawValue, nil, reference.error)
        }
        for row in part.rows where row.method != .fixed {
          let errors = set.frames.errors(of: row.network)
          append(row.name, row.depth, errors.plain, clipped: errors.clipped)
        }
      }
    }
    return table.rows.isEmpty
      ? nil
      : NamedTable(
        "transfer", "test errors in units of Δ²/12 on each file or folder of --test", table)
  }

  /// The frequency of an atom in Hz.
  static func frequency(_ atom: Int, of count: Int, _ sampleRate: Int) -> Double {
    Double(atom) * Double(sampleRate) / Double(2 * count)
  }

  // MARK: Findings

  /// A finding with the number that decides it.
  private struct Finding {
    let text: String
    let claim: (KnownRecordings) -> LabClaim
    let measured: Double
    let bound: Double
    var isUpperBound = false

    var holds: Bool { isUpperBound ? measured <= bound : measured >= bound }
  }

  private func findings(_ part: Part) -> [Finding] {
    var result: [Finding] = []
    let exact = part.reference(.exact, radius: 1)
    if let exact {
      result.append(
        Finding(
          text: "loss of the exact solution, dB", claim: \.exactIsWorse, measured: -exact.gain,
          bound: 1.3))
    }
    if let threshold = part.reference(.threshold) {
      result.append(
        Finding(
          text: "gain of one soft threshold, dB", claim: \.thresholdGains,
          measured: threshold.gain, bound: 1.1))
    }
    if let exact, let narrow = part.reference(.exact, radius: RecordingStudy.narrowRadius) {
      result.append(
        Finding(
          text: "gain of the exact solution by 0.4 of the bounds, dB", claim: \.narrowIsBetter,
          measured: narrow.gain - exact.gain, bound: 2.5))
    }
    if let one = part.row(.fixed, 1, start: .adjoint),
      let fifty = part.row(.fixed, 50, start: .adjoint)
    {
      result.append(
        Finding(
          text: "fixed, error of 50 steps over that of 1", claim: \.deeperIsWorse,
          measured: fifty.testError / one.testError, bound: 1.9))
    }
    if let two = part.row(.weights, 2), let one = part.row(.steps, 1) {
      result.append(
        Finding(
          text: "weights with 2 steps, error over that of 1 learned step", claim: \.weightsHelp,
          measured: two.testError / one.testError, bound: 1, isUpperBound: true))
    }
    let maps = part.rows.filter { $0.method == .map }
    if let deep = maps.filter({ $0.depth == 10 || $0.depth == 20 }).map(\.testError).max(),
      let least = maps.map(\.testError).min(), maps.contains(where: { $0.depth <= 2 })
    {
      result.append(
        Finding(
          text: "learned K, error of 10 or 20 steps over the smallest", claim: \.deepMapIsWorse,
          measured: deep / least, bound: 1.4))
    }
    if let nested = part.row(.nested, 20), let scratch = part.row(.mapAndSteps, 20) {
      result.append(
        Finding(
          text: "20 steps, training error of nested learning over that from scratch",
          claim: \.nestedFindsMore, measured: nested.trainingError / scratch.trainingError,
          bound: 1, isUpperBound: true))
    }
    return result
  }

  /// The findings as observations; on the recordings of the repository they are claims as well.
  private func findings(in study: inout LabStudy) -> Table {
    var table = Table(columns: ["bits", "finding", "measured", "at_least", "at_most", "observed"])
    for (index, part) in parts.enumerated() {
      for finding in findings(part) {
        let bound = Cell.number(finding.bound)
        table.append([
          .integer(part.quantizer.bits), .text(finding.text), .number(finding.measured),
          finding.isUpperBound ? .empty : bound, finding.isUpperBound ? bound : .empty,
          .truth(finding.holds),
        ])
        guard index == 0, let known else { continue }
        study.decide(
          finding.claim(known), finding.text, predicted: finding.bound,
          computed: finding.measured,
          finding.isUpperBound ? .atMost(rounding: 0) : .atLeast(rounding: 0))
      }
      // Nested learning keeps the previous network where it found nothing better.
      let nested = part.rows.filter { $0.method == .nested }.map(\.trainingError)
      if index == 0, nested.count > 1 {
        study.decide(
          DequantizationClaims.deeperTraining, predicted: 0,
          computed: zip(nested.dropFirst(), nested).map(-).max() ?? 0, .atMost(rounding: 1e-13))
      }
    }
    return table
  }

  // MARK: Pins

  /// The tolerance of errors without learning, for ties of rounding and the end of exact solutions.
  private static let tolerance = 2e-3
  /// The tolerance of errors with learning, which depend on the order of frames.
  private static let learnedTolerance = 0.01

  private func decidePins(_ part: Part, in study: inout LabStudy) {
    guard let known else { return }
    let counts = (part.counts.training.active, part.counts.test.active)
    study.decide(
      known.frameCounts, "whether both numbers agree",
      counts == (known.frames.training, known.frames.test))
    study.decide(
      known.quantizedError, predicted: known.quantized, computed: part.test.quantizedError,
      .gap(1e-4))
    func decide(
      _ claim: LabClaim, _ predicted: [Double], _ computed: [Double?], _ tolerance: Double
    ) {
      let found = computed.compactMap { $0 }
      guard found.count == predicted.count else { return }
      if let first = predicted.first, predicted.count == 1 {
        study.decide(claim, predicted: first, computed: found[0], .gap(tolerance))
      } else {
        study.decide(
          claim, "largest difference", predicted: 0,
          computed: zip(found, predicted).map { abs($0 - $1) }.max() ?? 0, .gap(tolerance))
      }
    }
    let threshold = part.reference(.threshold)
    decide(
      known.exactErrors, [known.exact.whole, known.exact.narrow],
      [1, RecordingStudy.narrowRadius].map { part.reference(.exact, radius: $0)?.error },
      Self.tolerance)
    decide(
      known.thresholdError, [known.softThreshold.threshold, known.softThreshold.error],
      [threshold?.parameter, threshold?.error], Self.tolerance)
    decide(known.linearError, [known.linear], [part.reference(.linear)?.error], Self.tolerance)
    decide(
      known.fixedErrors, known.fixed,
      [1, 2, 5, 10, 20, 50].map { part.row(.fixed, $0, start: .adjoint)?.testError },
      Self.tolerance)
    decide(
      known.zeroErrors, known.fromZero,
      [1, 2, 5, 50].map { part.row(.fixed, $0, start: .zero)?.testError }, Self.tolerance)
    decide(
      known.stepsError, [known.learned.steps], [part.row(.steps, 1)?.testError],
      Self.learnedTolerance)
    decide(
      known.weightsError, [known.learned.weights], [part.row(.weights, 2)?.testError],
      Self.learnedTolerance)
    decide(
      known.mapErrors, known.learned.map,
      [1, 2].map { part.row(.mapAndSteps, $0)?.testError }, Self.learnedTolerance)
    decide(
      known.residualErrors, [known.learned.residualWeights, known.learned.residualMap],
      [NetworkTasks.residualWeights, Method.residual.rawValue].map {
        part.row(.residual, 1, name: $0)?.testError
      }, Self.learnedTolerance)
  }

  // MARK: Arrays

  /// Keeps the networks, the test frames and the outputs of the best network.
  private func keep(_ part: Part, in study: inout LabStudy) {
    let (n, count) = (part.test.size, part.test.count)
    study.arrays += [
      LabArray("test-clean", shape: [count, n], part.test.clean),
      LabArray("test-quantized", shape: [count, n], part.test.quantized),
    ]
    for row in part.rows where row.method != .fixed {
      let name = "\(row.name.replacing(" ", with: "-"))-\(row.depth)"
      study.arrays += [
        LabArray("\(name)-map", shape: [n, n], row.network.map),
        LabArray("\(name)-dual-steps", row.network.dualSteps),
        LabArray("\(name)-primal-steps", row.network.primalSteps),
      ]
    }
    guard let best = RecordingStudy.best(part) else { return }
    let outputs = best.network.run(part.test.quantized).outputs
    study.product = LabArray(
      "frames", shape: [count, n], clipped(outputs, to: part.test.quantized))
  }
}
