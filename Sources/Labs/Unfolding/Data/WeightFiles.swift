// The weights of networks in files.

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
  private static let losses = "losses.json"

  // MARK: Writing

  /// The files of the networks of a study: in the folder itself for one network, or in a folder for each.
  ///
  /// - Parameters:
  ///   - outcome: The networks.
  ///   - study: The study that trained them.
  /// - Returns: Paths below the folder, and their bytes.
  static func files(
    _ outcome: DepthStudy.Outcome, of study: DepthStudy
  ) -> [(path: String, bytes: [UInt8])] {
    var runs = outcome.runs.filter(\.method.isLearned)
    if runs.isEmpty { runs = outcome.runs }
    return runs.flatMap { run in
      let folder = runs.count == 1 ? "" : "\(name(run))/"
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
          run.history.map { record in
            .object([
              .init("depth", .integer(record.depth)), .init("step", .integer(record.step)),
              .init("loss", .number(record.loss)),
            ])
          })),
    ])
  }

  // MARK: Reading

  /// Reads a network.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - dictionary: D.
  /// - Returns: The network, and the λ for which it was trained, if the folder states it.
  /// - Throws: ``LabError`` where files are missing, or do not fit the dictionary.
  static func network(
    in folder: String, for dictionary: CodingDictionary
  ) throws(LabError) -> (network: Network, lambda: Double?) {
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    func path(_ name: String) -> String { "\(folder)/\(name).npy" }
    let threshold = try array(path("threshold"))
    let depth = threshold.rows
    try require(threshold, [depth], path("threshold"), dictionary)
    var network: Network
    if fileExists(path("weight_z")) {
      let codes = try array(path("weight_z"))
      try require(codes, [depth, m, m], path("weight_z"), dictionary)
      let signals = try array(path("weight_x"))
      try require(signals, [depth, m, n], path("weight_x"), dictionary)
      network = Network(.lista, dictionary)
      for layer in 0..<depth {
        network.weights += codes.values[layer * m * m..<(layer + 1) * m * m]
        network.weights += signals.values[layer * m * n..<(layer + 1) * m * n]
        network.weights.append(threshold.values[layer])
      }
    } else {
      let weight = try array(path("weight"))
      try require(weight, [depth, n, m], path("weight"), dictionary)
      if fileExists(path("step")) {
        let step = try array(path("step"))
        try require(step, [depth], path("step"), dictionary)
        network = Network(.slista, dictionary, weights: step.values)
        try requireSteps(
          step.values, weight.values, threshold.values, dictionary, folder)
      } else {
        network = Network(.coupled, dictionary)
        for layer in 0..<depth {
          network.weights += weight.values[layer * n * m..<(layer + 1) * n * m]
          network.weights.append(threshold.values[layer])
        }
      }
    }
    return (network, try lambda(in: folder))
  }

  private static func array(_ path: String) throws(LabError) -> NumericTable {
    var reading = TableReading(header: .no, indexColumn: .no)
    reading.purpose = .samples
    reading.foldsDimensions = true
    return try read(try NumericTable(path: path, reading: reading))
  }

  private static func require(
    _ table: NumericTable, _ shape: [Int], _ path: String, _ dictionary: CodingDictionary
  ) throws(LabError) {
    guard table.layout.shape == shape else {
      func text(_ shape: [Int]) -> String {
        "(\(shape.map(String.init).joined(separator: ", ")))"
      }
      throw .malformed(
        "\(path): an array of shape \(text(table.layout.shape)), but for as many layers as there are thresholds and a "
          + "\(dictionary.sampleLength) × \(dictionary.atomCount) dictionary it has the shape \(text(shape))"
      )
    }
  }

  /// Refuses steps that belong to another dictionary: W = αD and b = α.
  private static func requireSteps(
    _ steps: [Double], _ weight: [Double], _ threshold: [Double], _ dictionary: CodingDictionary,
    _ folder: String
  ) throws(LabError) {
    let size = dictionary.rows.count
    for (layer, alpha) in steps.enumerated() {
      let scale = abs(alpha) * dictionary.rows.reduce(0) { max($0, abs($1)) }
      let isRight =
        abs(threshold[layer] - alpha) <= 1e-12 * abs(alpha)
        && (0..<size).allSatisfy {
          abs(weight[layer * size + $0] - alpha * dictionary.rows[$0]) <= 1e-9 * scale
        }
      guard isRight else {
        throw .malformed(
          "\(folder): the weights of layer \(layer + 1) are not its step times this dictionary; without step.npy they "
            + "are those of a coupled network")
      }
    }
  }

  /// The λ that the losses name; nil if there are none.
  private static func lambda(in folder: String) throws(LabError) -> Double? {
    let path = "\(folder)/\(losses)"
    guard fileExists(path) else { return nil }
    let bytes = try read(try readFile(path, limit: 1 << 28))
    do throws(MalformedJSON) {
      return try JSONValue(parsing: bytes).members?.first { $0.name == "lambda" }?.value.number
    } catch {
      throw .malformed("\(path): \(error)")
    }
  }
}
