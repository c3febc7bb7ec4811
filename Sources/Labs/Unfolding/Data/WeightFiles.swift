// The files of networks, as they are written.

import Files
import LabKit
import LinearAlgebra
import Report

/// The files of a network in a folder: arrays in NumPy's format, and losses.
enum WeightFiles {
  /// The names of all files that a network may have.
  static let names =
    ["weight", "threshold", "step", "weight_z", "weight_x", "dictionary"].map { "\($0).npy" }
    + [losses]
  static let losses = "losses.json"

  /// The files of the networks of a study: in the folder itself for one network, or in a folder for each.
  ///
  /// - Parameters:
  ///   - outcome: The networks.
  ///   - study: The study that trained them.
  /// - Returns: Paths below the folder, and their bytes; none for a network without a layer, which an interruption leaves.
  static func files(
    _ outcome: DepthStudy.Outcome, of study: DepthStudy
  ) -> [(path: String, bytes: [UInt8])] {
    let learned = study.methods.filter(\.isLearned)
    let methods = learned.isEmpty ? study.methods : learned
    let isSingle = methods.count * study.lambdas.count == 1
    let runs = outcome.runs.filter { methods.contains($0.method) && $0.network.depth > 0 }
    return runs.flatMap { run in
      let folder = isSingle ? "" : "\(name(run))/"
      let dictionary = study.problem.dictionary
      let all = run.network.arrays(dictionary) + [LabArray("dictionary", dictionary.matrix)]
      let arrays = all.map {
        (path: "\(folder)\($0.name).npy", bytes: $0.bytes)
      }
      let text = "\(description(run, outcome, study).serialized)\n"
      return arrays + [(path: folder + losses, bytes: Array(text.utf8))]
    }
  }

  /// The arrays of all networks, with names that differ.
  static func arrays(_ outcome: DepthStudy.Outcome, of study: DepthStudy) -> [LabArray] {
    outcome.runs.filter(\.method.isLearned).flatMap { run in
      run.network.arrays(study.problem.dictionary).map { array in
        LabArray("\(name(run))-\(array.name)", shape: array.shape, array.elements)
      }
    }
  }

  private static func name(_ run: DepthRun) -> String {
    "\(run.method.rawValue)-\(shortest(run.lambda))"
  }

  private static func description(
    _ run: DepthRun, _ outcome: DepthStudy.Outcome, _ study: DepthStudy
  ) -> JSONValue {
    .object([
      .init("method", .text(run.method.rawValue)), .init("depth", .integer(run.network.depth)),
      .init("lambda", .number(run.lambda)), .init("absolute", .truth(study.isAbsolute)),
      .init("equalized", .truth(study.isEqualized)),
      .init("loss", .text(study.loss.rawValue)),
      .init("training", .number(run.trainingCost)),
      .init("test", .number(run.rows.last?.cost ?? .nan)),
      .init("test_gap", .number(outcome.gaps(run.method, run.lambda).last ?? .nan)),
      .init(
        "history",
        .array(
          history(run, study).map { record in
            .object([
              .init("depth", .integer(record.depth)), .init("step", .integer(record.step)),
              .init("loss", .number(record.loss)),
            ])
          })),
    ])
  }

  /// The losses of all steps: those of the loaded network, and those of the steps that were added.
  private static func history(_ run: DepthRun, _ study: DepthStudy) -> [LossRecord] {
    guard run.method.isLearned, let last = study.earlier.last else { return run.history }
    // More steps at a depth begin where those before ended.
    let added = run.history.filter { $0.depth != last.depth || $0.step > 0 }.map { record in
      LossRecord(
        depth: record.depth, step: record.step + (record.depth == last.depth ? last.step : 0),
        loss: record.loss)
    }
    return study.earlier + added
  }
}
