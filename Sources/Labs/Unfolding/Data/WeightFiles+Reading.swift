// The files of networks, as they are read.

import Files
import LabKit
import LinearAlgebra
import Report

/// The training of a saved network, as far as `losses.json` states it.
struct TrainingRecord: Sendable, Equatable {
  var method: Method?
  /// The number of layers.
  var depth: Int?
  /// λ, as it stands or relative to λ_max of each sample.
  var lambda: Double?
  /// Whether λ is taken as it stands.
  var isAbsolute: Bool?
  /// Whether the samples were scaled to ‖Dᵀx‖∞ = 1.
  var isEqualized: Bool?
  var loss: DepthStudy.Loss?
  /// The losses after all steps at all depths; empty if it is not stated.
  var history: [LossRecord] = []
}

extension WeightFiles {
  /// Reads a network.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - dictionary: D.
  /// - Returns: The network, and its training as far as the folder states it.
  /// - Throws: ``LabError`` where files are missing, contradict each other, or do not fit the dictionary.
  static func network(
    in folder: String, for dictionary: CodingDictionary
  ) throws(LabError) -> (network: Network, record: TrainingRecord) {
    let record = try record(in: folder)
    let files = ArrayFiles(folder: folder, dictionary: dictionary)
    try files.requireDictionary()
    let network = try files.network(record.method)
    let path = "\(folder)/\(losses)"
    if let depth = record.depth, depth != network.depth {
      throw .malformed(
        "\(path): depth is \(depth), but the arrays of \(folder) have \(network.depth) layers")
    }
    if let last = record.history.last(where: { $0.depth > network.depth }) {
      throw .malformed(
        "\(path): history has depth \(last.depth), but the arrays of \(folder) have \(network.depth) layers"
      )
    }
    return (network, record)
  }

  /// Reads the training; empty without losses.
  private static func record(in folder: String) throws(LabError) -> TrainingRecord {
    let path = "\(folder)/\(losses)"
    guard fileExists(path) else { return TrainingRecord() }
    let bytes = try read(try readFile(path, limit: 1 << 28))
    let record: JSONValue
    do throws(MalformedJSON) {
      record = try JSONValue(parsing: bytes)
    } catch {
      throw .malformed("\(path): \(error)")
    }
    guard let members = record.members else { throw .malformed("\(path): it is not an object") }
    func value<Value>(
      _ name: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) throws(LabError) -> Value? {
      guard let member = members.first(where: { $0.name == name }) else { return nil }
      guard let value = convert(member.value) else {
        throw .malformed("\(path): \(name) is not \(expected)")
      }
      return value
    }
    func truth(_ value: JSONValue) -> Bool? {
      if case .truth(let truth) = value { truth } else { nil }
    }
    func name<Name: RawRepresentable<String>>(_ value: JSONValue) -> Name? {
      value.string.flatMap(Name.init(rawValue:))
    }
    func whole(_ value: JSONValue, from least: Int) -> Int? {
      value.number.flatMap { $0 <= 0x1p53 ? Int(exactly: $0) : nil }
        .flatMap { $0 >= least ? $0 : nil }
    }
    func history(_ value: JSONValue) -> [LossRecord]? {
      let records = value.elements?.map { element -> LossRecord? in
        func number(_ name: String) -> JSONValue? {
          element.members?.first { $0.name == name }?.value
        }
        guard let depth = number("depth").flatMap({ whole($0, from: 1) }),
          let step = number("step").flatMap({ whole($0, from: 0) }),
          let loss = number("loss")?.number
        else { return nil }
        return LossRecord(depth: depth, step: step, loss: loss)
      }
      guard let records, !records.contains(nil) else { return nil }
      return records.compactMap(\.self)
    }
    let methods = Method.allCases.map(\.rawValue).joined(separator: ", ")
    let losses = DepthStudy.Loss.allCases.map(\.rawValue).joined(separator: ", ")
    return TrainingRecord(
      method: try value("method", "one of \(methods)", name),
      depth: try value("depth", "a positive whole number") { whole($0, from: 1) },
      lambda: try value("lambda", "a positive number") { value in
        value.number.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      },
      isAbsolute: try value("absolute", "true or false", truth),
      isEqualized: try value("equalized", "true or false", truth),
      loss: try value("loss", "one of \(losses)", name),
      history: try value("history", "a list of losses with their depths and steps", history) ?? [])
  }
}

/// The arrays of a network in a folder.
private struct ArrayFiles {
  let folder: String
  let dictionary: CodingDictionary

  private func path(_ name: String) -> String { "\(folder)/\(name).npy" }

  /// Reads the network.
  ///
  /// - Parameter method: The kind of network; nil if only the files tell.
  /// - Returns: The network.
  /// - Throws: ``LabError`` where files are missing, contradict each other, or do not fit the dictionary.
  func network(_ method: Method?) throws(LabError) -> Network {
    switch method {
    // A network of ISTA steps can be trained as one of learned steps.
    case .ista, .slista: return try steps()
    case .coupled: return try coupled()
    case .lista: return try general()
    case nil: return try network(try self.method())
    }
  }

  /// The kind of network that the files are of.
  private func method() throws(LabError) -> Method {
    guard fileExists(path("weight_z")) else {
      return fileExists(path("step")) ? .slista : .coupled
    }
    guard !fileExists(path("weight")) else {
      throw .malformed(
        "\(folder): weight.npy and weight_z.npy belong to networks of different kinds; remove one of them"
      )
    }
    return .lista
  }

  /// Refuses the network of another dictionary, if the folder has it.
  func requireDictionary() throws(LabError) {
    guard fileExists(path("dictionary")) else { return }
    let table = try table("dictionary")
    try require(
      table, [dictionary.sampleLength, dictionary.atomCount], "dictionary", "the dictionary given")
    guard maximumDistance(table.values, dictionary.rows) <= 1e-9 * maximumNorm(dictionary.rows)
    else {
      throw .malformed(
        "\(path("dictionary")): the network was trained with this dictionary, not with the one given"
      )
    }
  }

  /// Reads a network of step sizes.
  private func steps() throws(LabError) -> Network {
    let thresholds = try thresholds()
    let weight = try array(
      "weight", [thresholds.count, dictionary.sampleLength, dictionary.atomCount])
    let steps = try array("step", [thresholds.count])
    try requireSteps(steps, weight, thresholds)
    return Network(.slista, dictionary, weights: steps)
  }

  /// Reads a coupled network.
  private func coupled() throws(LabError) -> Network {
    let thresholds = try thresholds()
    let size = dictionary.sampleLength * dictionary.atomCount
    let weight = try array(
      "weight", [thresholds.count, dictionary.sampleLength, dictionary.atomCount])
    var network = Network(.coupled, dictionary)
    for (layer, threshold) in thresholds.enumerated() {
      network.weights += weight[layer * size..<(layer + 1) * size]
      network.weights.append(threshold)
    }
    return network
  }

  /// Reads a general network.
  private func general() throws(LabError) -> Network {
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    let thresholds = try thresholds()
    let codes = try array("weight_z", [thresholds.count, m, m])
    let signals = try array("weight_x", [thresholds.count, m, n])
    var network = Network(.lista, dictionary)
    for (layer, threshold) in thresholds.enumerated() {
      network.weights += codes[layer * m * m..<(layer + 1) * m * m]
      network.weights += signals[layer * m * n..<(layer + 1) * m * n]
      network.weights.append(threshold)
    }
    return network
  }

  /// The thresholds, one for each layer.
  private func thresholds() throws(LabError) -> [Double] {
    let table = try table("threshold")
    try require(table, [table.rows], "threshold", "one number for each layer")
    return table.values
  }

  private func array(_ name: String, _ shape: [Int]) throws(LabError) -> [Double] {
    let table = try table(name)
    try require(
      table, shape, name,
      "\(shape[0]) thresholds and a \(dictionary.sampleLength) × \(dictionary.atomCount) dictionary"
    )
    return table.values
  }

  private func table(_ name: String) throws(LabError) -> NumericTable {
    var reading = TableReading(header: .no, indexColumn: .no)
    reading.purpose = .samples
    reading.foldsDimensions = true
    return try read(try NumericTable(path: path(name), reading: reading))
  }

  private func require(
    _ table: NumericTable, _ shape: [Int], _ name: String, _ reason: String
  ) throws(LabError) {
    guard table.layout.shape != shape else { return }
    let found =
      table.layout.shape.isEmpty
      ? "not an array of NumPy"
      : "an array of shape \(NumPyHeader.text(ofShape: table.layout.shape))"
    throw .malformed(
      "\(path(name)): \(found); the shape \(NumPyHeader.text(ofShape: shape)) is expected for \(reason)"
    )
  }

  /// Refuses steps that belong to another dictionary: W = αD and b = α.
  private func requireSteps(
    _ steps: [Double], _ weight: [Double], _ thresholds: [Double]
  ) throws(LabError) {
    let size = dictionary.rows.count
    let largest = maximumNorm(dictionary.rows)
    for (layer, alpha) in steps.enumerated() {
      let isRight =
        abs(thresholds[layer] - alpha) <= 1e-12 * abs(alpha)
        && (0..<size).allSatisfy {
          abs(weight[layer * size + $0] - alpha * dictionary.rows[$0]) <= 1e-9 * abs(alpha)
            * largest
        }
      guard isRight else {
        throw .malformed(
          "\(folder): the weights of layer \(layer + 1) are not the step in step.npy times this dictionary"
        )
      }
    }
  }
}
