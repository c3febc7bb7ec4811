// A loss with its gradient, evaluated again and again; Benchmarks times it.

/// The mean of F for a network, and its gradient with respect to all weights; a class, as the loss with its buffers is.
package final class CostGradient {
  private let loss: NetworkLoss
  /// Nearly the same weights twice, taken in turn because the loss remembers the last ones.
  private let points: [[Double]]
  private var turn = 0
  private var gradient: [Double]

  init(_ loss: NetworkLoss, at weights: [Double]) {
    self.loss = loss
    points = [weights, weights.map { $0 * (1 + 1e-9) }]
    gradient = Array(repeating: 0, count: weights.count)
  }

  /// Evaluates the loss and its gradient, at the weights or at their neighbours in turn.
  ///
  /// - Returns: The loss.
  package func evaluate() -> Double {
    turn = 1 - turn
    return loss.evaluate(at: points[turn], gradient: &gradient)
  }

  /// The loss at the weights, and its gradient.
  package func atWeights() -> (value: Double, gradient: [Double]) {
    let value = loss.evaluate(at: points[0], gradient: &gradient)
    return (value, gradient)
  }
}
