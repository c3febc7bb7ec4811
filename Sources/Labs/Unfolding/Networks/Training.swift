// Training layer by layer.

import Files
import LabKit
import Optimization

/// A loss after a step of training.
struct LossRecord: Sendable, Equatable {
  /// The number of layers.
  let depth: Int
  /// The number of the step at this depth; 0 before the first.
  let step: Int
  let loss: Double
}

/// A network that was trained to some depth.
struct TrainedNetwork: Sendable {
  let network: Network
  /// The loss on training data.
  let loss: Double
  /// The losses of all steps at this depth.
  let history: [LossRecord]
  /// The number of evaluations of the loss at this depth.
  let evaluations: Int
  /// The reason why training at this depth stopped.
  let reason: StopReason
}

/// Gradient descent with backtracking, first with one layer, then with one more at a time.
struct Training: Sendable {
  let dictionary: CodingDictionary
  /// The samples x, p × n in rows.
  let signals: [Double]
  /// λ of every sample.
  let penalties: [Double]
  let goal: NetworkLoss.Goal
  /// The number of steps at every depth.
  let stepCount: Int
  /// The size of the first trial step.
  let firstStep: Double

  /// Descent that stays in the basin of its start: quasi-Newton methods find networks that generalise worse.
  private var method: GradientDescent {
    GradientDescent(.backtracking(first: firstStep), sufficientDecrease: 0.5)
  }

  /// The loss of a network of some depth.
  func loss(_ form: NetworkLayer.Form, depth: Int) -> NetworkLoss {
    NetworkLoss(
      NetworkLayer(form, dictionary, signals: signals, penalties: penalties, depth: depth), goal)
  }

  /// Trains all weights of a network.
  ///
  /// - Parameters:
  ///   - network: The network at which training starts.
  ///   - stepCount: The largest number of steps.
  /// - Returns: The network with the lower loss.
  /// - Throws: ``LabError/failed(_:)`` where the loss is not finite at the start.
  func refined(_ network: Network, stepCount: Int) throws(LabError) -> TrainedNetwork {
    var objective = loss(network.method.form, depth: network.depth)
    guard let start = Iterate(start: network.weights, of: &objective) else {
      throw .failed("the loss of \(network.depth) layers of \(network.method.label) is not finite")
    }
    var history: [LossRecord] = []
    let end = minimize(
      &objective, from: start, by: method, until: StoppingRule(iterationLimit: stepCount)
    ) { iterate in
      history.append(
        LossRecord(depth: network.depth, step: iterate.iteration, loss: iterate.value))
      return !Interruption.hasOccurred
    }
    var trained = network
    trained.weights = end.iterate.point
    return TrainedNetwork(
      network: trained, loss: end.iterate.value, history: history,
      evaluations: end.iterate.evaluations, reason: end.stopReason)
  }

  /// Trains networks of growing depth, each beginning with the one before and a step of ISTA.
  ///
  /// - Parameters:
  ///   - method: The kind of network.
  ///   - depth: The number of layers of the last network.
  ///   - start: The network to continue; none if omitted.
  /// - Returns: A network for every depth after that of the start; after an interruption, for those that are finished,
  ///   so that training from the last one continues as if there had been no break.
  /// - Throws: ``LabError/failed(_:)``.
  func layerByLayer(
    _ method: Method, to depth: Int, from start: Network? = nil
  ) throws(LabError) -> [TrainedNetwork] {
    var network = start ?? Network(method, dictionary)
    var trained: [TrainedNetwork] = []
    while network.depth < depth {
      network.deepen(dictionary)
      let next = try refined(network, stepCount: stepCount)
      guard next.reason != .interrupted else { break }
      trained.append(next)
      network = next.network
    }
    return trained
  }
}
