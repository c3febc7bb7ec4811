// Adam, the method of deep learning.

/// Adam with bias correction.
///
/// Not invariant to rotations of the variables, unlike the other methods here.
///
/// - SeeAlso: D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
public struct Adam: Minimizer, Equatable {
  /// The learning rate η > 0.
  public let learningRate: Double
  /// The decay β₁ of the mean of gradients, in [0, 1).
  public let meanDecay: Double
  /// The decay β₂ of the mean of squared gradients, in [0, 1).
  public let squareDecay: Double
  /// ε, added to the root of the mean square.
  public let epsilon: Double
  private static let halvingLimit = 60

  /// Creates the method.
  ///
  /// - Parameters:
  ///   - learningRate: η, positive and finite.
  ///   - meanDecay: β₁ in [0, 1).
  ///   - squareDecay: β₂ in [0, 1).
  ///   - epsilon: ε, positive and finite.
  public init(
    learningRate: Double = 1e-2, meanDecay: Double = 0.9, squareDecay: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    precondition(learningRate > 0 && learningRate.isFinite, "learning rate \(learningRate)")
    precondition(
      (0..<1).contains(meanDecay) && (0..<1).contains(squareDecay),
      "decays \(meanDecay) and \(squareDecay), not in [0, 1)")
    precondition(epsilon > 0 && epsilon.isFinite, "ε = \(epsilon)")
    self.learningRate = learningRate
    self.meanDecay = meanDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  /// One step along the scaled mean gradient.
  ///
  /// - Parameters:
  ///   - iterate: The current iterate, of n variables; replaced by the next one.
  ///   - objective: The function, of n variables.
  /// - Returns: nil to continue, or the reason if no trial had a finite value.
  /// - Complexity: An evaluation, or up to 60 where they are not finite, and O(n).
  public func step(
    _ iterate: inout Iterate, _ objective: inout some Objective
  ) -> StopReason? {
    let zeros = [Double](repeating: 0, count: iterate.point.count)
    // Mean, mean square, and the powers β₁ᵗ and β₂ᵗ.
    var mean = iterate.memory.isEmpty ? zeros : iterate.memory[0]
    var square = iterate.memory.isEmpty ? zeros : iterate.memory[1]
    var powers = iterate.memory.isEmpty ? [1.0, 1.0] : iterate.memory[2]
    powers[0] *= meanDecay
    powers[1] *= squareDecay
    var direction = zeros
    for index in zeros.indices {
      let slope = iterate.gradient[index]
      mean[index] = meanDecay * mean[index] + (1 - meanDecay) * slope
      square[index] = squareDecay * square[index] + (1 - squareDecay) * slope * slope
      let root = (square[index] / (1 - powers[1])).squareRoot()
      direction[index] = -(mean[index] / (1 - powers[0])) / (root + epsilon)
    }
    var eta = learningRate
    for count in 1...Self.halvingLimit {
      let trial = Trial(from: iterate, along: direction, step: eta, of: &objective)
      iterate.evaluations += 1
      if trial.isFinite {
        // A step that was halved until it vanished leads nowhere.
        guard count == 1 || trial.point != iterate.point else {
          return .nonFinite(trials: count - 1)
        }
        iterate.accept(trial)
        iterate.memory = [mean, square, powers]
        return nil
      }
      eta /= 2
    }
    return .nonFinite(trials: Self.halvingLimit)
  }
}
