// Training and its parts as a program would call them; Benchmarks times them.

package import LabKit
package import LinearAlgebra

/// Networks of one kind that learn to minimise the mean of F(z) = ½‖x − Dz‖² + λ‖z‖₁ over signals x.
package struct NetworkProblem: Sendable {
  private let method: Method
  private let dictionary: CodingDictionary
  /// x, p × n in rows.
  private let signals: [Double]
  private let penalties: [Double]

  /// States the problem.
  ///
  /// - Parameters:
  ///   - name: `slista`, `coupled` or `lista`.
  ///   - dictionary: D, n × m.
  ///   - signals: x, p × n.
  ///   - penalty: λ of every signal; training expects λ_max = 1.
  /// - Throws: ``LabError/illegal(_:)`` for another name or signals of another length, and
  ///   ``LabError/failed(_:)`` where LAPACK does not converge.
  package init(
    _ name: String, dictionary: Matrix, signals: Matrix, penalty: Double
  ) throws(LabError) {
    guard let method = Method(rawValue: name), method.isLearned else {
      throw .illegal("'\(name)' is not a network that learns")
    }
    guard signals.columns == dictionary.rows else {
      throw .illegal("signals of \(signals.columns) numbers, atoms of \(dictionary.rows)")
    }
    self.method = method
    self.dictionary = try CodingDictionary(dictionary)
    self.signals = signals.transposed.elements
    penalties = Array(repeating: penalty, count: signals.rows)
  }

  /// Trains networks of growing depth by gradient descent with backtracking.
  ///
  /// - Parameters:
  ///   - depth: T, the number of layers of the last network.
  ///   - stepCount: The number of steps of descent at every depth.
  /// - Returns: The losses of the T trained networks.
  /// - Throws: ``LabError/failed(_:)`` where a loss is not finite.
  package func trainingLosses(to depth: Int, stepCount: Int) throws(LabError) -> [Double] {
    let training = Training(
      dictionary: dictionary, signals: signals, penalties: penalties, goal: .cost,
      stepCount: stepCount, firstStep: 1)
    return try training.layerByLayer(method, to: depth).map(\.loss)
  }

  /// The loss and its gradient.
  ///
  /// - Parameter weights: The weights of all layers, one layer after the other: of SLISTA a step size, of coupled LISTA
  ///   W, n × m row by row, and b.
  /// - Returns: The loss, ready to be evaluated.
  /// - Throws: ``LabError/illegal(_:)`` where the numbers do not fill layers.
  package func gradient(at weights: [Double]) throws(LabError) -> CostGradient {
    let count = method.form.weightCount(dictionary.sampleLength, dictionary.atomCount)
    guard !weights.isEmpty, weights.count.isMultiple(of: count) else {
      throw .illegal("\(weights.count) weights for layers of \(count)")
    }
    let layer = NetworkLayer(
      method.form, dictionary, signals: signals, penalties: penalties,
      depth: weights.count / count)
    return CostGradient(NetworkLoss(layer, .cost), at: weights)
  }
}
