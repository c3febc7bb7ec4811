// A network of several layers, with its weights.

import LabKit
import LinearAlgebra
import Optimization

/// The networks that are compared.
enum Method: String, CaseIterable, Sendable {
  /// ISTA with steps 1/L: nothing is learned.
  case ista
  /// Learned step sizes.
  case slista
  /// Learned W and b with W in place of Dᵀ only: coupled LISTA.
  case coupled
  /// Learned W_z, W_x and b: LISTA.
  case lista

  /// The weights of its layers.
  var form: NetworkLayer.Form {
    switch self {
    case .ista, .slista: .step
    case .coupled: .coupled
    case .lista: .general
    }
  }

  var isLearned: Bool { self != .ista }

  /// The name in figures.
  var label: String {
    switch self {
    case .ista: "ISTA"
    case .slista: "SLISTA"
    case .coupled: "coupled LISTA"
    case .lista: "LISTA"
    }
  }
}

/// A network from z⁰ = 0 for a dictionary.
struct Network: Sendable, Equatable {
  let method: Method
  /// The weights of all layers, one layer after the other, as ``NetworkLayer/Form`` has them.
  var weights: [Double]
  /// n and m.
  let size: (n: Int, m: Int)

  init(_ method: Method, _ dictionary: CodingDictionary, weights: [Double] = []) {
    self.method = method
    self.weights = weights
    size = (dictionary.sampleLength, dictionary.atomCount)
  }

  static func == (a: Network, b: Network) -> Bool {
    a.method == b.method && a.weights == b.weights && a.size == b.size
  }

  private var blockCount: Int { method.form.weightCount(size.n, size.m) }
  /// The number of layers.
  var depth: Int { weights.count / blockCount }
  /// The number of learned weights.
  var learnedCount: Int { method.isLearned ? weights.count : 0 }
  /// The step sizes; empty unless the layers are given by them.
  var steps: [Double] { method.form == .step ? weights : [] }

  /// The weights of a layer that is a step of ISTA with step 1/L.
  static func step(_ method: Method, _ dictionary: CodingDictionary) -> [Double] {
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    let alpha = 1 / dictionary.lipschitz
    switch method.form {
    case .step: return [alpha]
    case .coupled: return dictionary.rows.map { alpha * $0 } + [alpha]
    case .general:
      var weights: [Double] = []
      weights.reserveCapacity(m * m + m * n + 1)
      let gram = dictionary.iteration.gram.elements
      for i in 0..<m {
        for j in 0..<m { weights.append((i == j ? 1 : 0) - alpha * gram[i + j * m]) }
      }
      return weights + dictionary.atoms.map { alpha * $0 } + [alpha]
    }
  }

  /// Adds a layer that is a step of ISTA.
  mutating func deepen(_ dictionary: CodingDictionary) {
    weights += Self.step(method, dictionary)
  }

  /// A network of ISTA steps.
  static func untrained(_ method: Method, _ dictionary: CodingDictionary, depth: Int) -> Network {
    var network = Network(method, dictionary)
    for _ in 0..<depth { network.deepen(dictionary) }
    return network
  }

  /// The weights as other programs read them.
  ///
  /// - Parameter dictionary: D.
  /// - Returns: `weight`, T × n × m, and `threshold`, T, with `step`, T, where there are step sizes; for LISTA `weight_z`,
  ///   T × m × m, `weight_x`, T × m × n, and `threshold`.
  func arrays(_ dictionary: CodingDictionary) -> [LabArray] {
    let (n, m) = size
    let depth = depth
    let layers = (0..<depth).map { weights[$0 * blockCount..<(($0 + 1) * blockCount)] }
    let thresholds = LabArray("threshold", layers.compactMap(\.last))
    switch method.form {
    case .step:
      return [
        LabArray(
          "weight", shape: [depth, n, m],
          weights.flatMap { alpha in dictionary.rows.map { alpha * $0 } }),
        thresholds, LabArray("step", weights),
      ]
    case .coupled:
      return [
        LabArray("weight", shape: [depth, n, m], layers.flatMap { $0.dropLast() }), thresholds,
      ]
    case .general:
      return [
        LabArray("weight_z", shape: [depth, m, m], layers.flatMap { $0.prefix(m * m) }),
        LabArray(
          "weight_x", shape: [depth, m, n], layers.flatMap { $0.dropFirst(m * m).dropLast() }),
        thresholds,
      ]
    }
  }
}
