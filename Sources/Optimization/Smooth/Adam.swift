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
    var averages =
      iterate.memory.isEmpty
      ? Averages(count: iterate.point.count) : Averages(memory: iterate.memory)
    let direction = direction(along: iterate.gradient, &averages)
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
        iterate.memory = averages.memory
        return nil
      }
      eta /= 2
    }
    return .nonFinite(trials: Self.halvingLimit)
  }

  /// The running averages of gradients and of their squares.
  public struct Averages: Sendable, Equatable {
    fileprivate var mean: [Double]
    fileprivate var square: [Double]
    /// β₁ᵗ and β₂ᵗ.
    fileprivate var powers = [1.0, 1.0]

    /// The averages before the first gradient.
    ///
    /// - Parameter count: The number n of variables.
    public init(count: Int) {
      mean = Array(repeating: 0, count: count)
      square = mean
    }

    fileprivate init(memory: [[Double]]) {
      (mean, square, powers) = (memory[0], memory[1], memory[2])
    }

    fileprivate var memory: [[Double]] { [mean, square, powers] }
  }

  /// The direction of the next step, for loops that draw a new part of the data every time: without a learning rate, and
  /// without a trial of the step.
  ///
  /// - Parameters:
  ///   - gradient: n numbers.
  ///   - averages: The averages, which this gradient joins.
  /// - Returns: −m̂/(v̂^½ + ε), n numbers.
  /// - Complexity: O(n).
  public func direction(along gradient: [Double], _ averages: inout Averages) -> [Double] {
    precondition(
      gradient.count == averages.mean.count,
      "\(gradient.count) slopes of \(averages.mean.count) variables")
    averages.powers[0] *= meanDecay
    averages.powers[1] *= squareDecay
    let (first, second) = (1 - averages.powers[0], 1 - averages.powers[1])
    var direction = gradient
    // Buffers, so that the loop is vectorised.
    direction.withUnsafeMutableBufferPointer { direction in
      averages.mean.withUnsafeMutableBufferPointer { means in
        averages.square.withUnsafeMutableBufferPointer { squares in
          for index in direction.indices {
            let slope = direction[index]
            let mean = meanDecay * means[index] + (1 - meanDecay) * slope
            let square = squareDecay * squares[index] + (1 - squareDecay) * slope * slope
            means[index] = mean
            squares[index] = square
            direction[index] = -(mean / first) / ((square / second).squareRoot() + epsilon)
          }
        }
      }
    }
    return direction
  }
}
