// A run of a method on the inner problem, with the gradients that end at each of its steps.

import LabKit
import LinearAlgebra

/// The iterates z₁, …, z_N of a descent from 0, and the two gradients that people compute from each.
struct InnerPath: Sendable {
  /// The iterates, d × N.
  var states: Matrix
  /// The unrolled gradients ∂_λF + Jᵀ∂_zF with J = ∂z_k/∂λ, p × N.
  var unrolled: Matrix
  /// The implicit formula at the iterates, p × N.
  var implicit: Matrix
  /// The supports of the iterates, for the Lasso.
  var supports: [SupportStatus]?
}

extension InnerPath {
  /// Runs gradient descent, for the Lasso ISTA, from 0.
  ///
  /// It ends early where the iterates no longer change, or diverge.
  ///
  /// - Parameters:
  ///   - point: The problem.
  ///   - step: The size of the steps.
  ///   - count: The largest number of steps, at least 1.
  ///   - isAccelerated: Whether the steps are Nesterov's, for the Lasso those of FISTA.
  /// - Complexity: For quadratic losses O(d·p) a step, in the eigenbasis of H; for the Lasso this holds once the
  ///   support does not change any more; for the logistic loss O(n·d²).
  init(_ point: RefereePoint, step: Double, count: Int, isAccelerated: Bool = false) {
    let momentum = isAccelerated ? Self.momentum(count) : [Double](repeating: 0, count: count)
    self =
      if point.logistic != nil {
        Self.logistic(point, step, momentum)
      } else if point.isLasso {
        Self.lasso(point, step, momentum)
      } else {
        Self.quadratic(point, step, momentum)
      }
  }

  /// β_k = (t_k − 1)/t_{k+1} with t_{k+1} = ½(1 + √(1 + 4t_k²)) and t₁ = 1.
  static func momentum(_ count: Int) -> [Double] {
    var t = 1.0
    return (0..<count).map { _ in
      let next = 0.5 * (1 + (1 + 4 * t * t).squareRoot())
      defer { t = next }
      return (t - 1) / next
    }
  }

  /// Whether a run may end: the iterate is that far from z*, or has left for infinity.
  static func isOver(_ state: UnsafeBufferPointer<Double>, _ solution: [Double]) -> Bool {
    var (square, distance, size) = (0.0, 0.0, 0.0)
    for k in state.indices {
      square += state[k] * state[k]
      distance += (state[k] - solution[k]) * (state[k] - solution[k])
      size += solution[k] * solution[k]
    }
    // A run that tends to z* stays in the ball around z* with 0 on its boundary; an accelerated one leaves it only a little.
    return !(square <= 1e16 * size) || distance <= 1e-24 * size
  }
}
