// The stochastic bilevel methods as settings of one loop.

import Libc

/// A sequence of step sizes a t^{−b}, t = 1, 2, ….
package struct StepSchedule: Sendable, Equatable {
  /// a ≥ 0.
  package var factor: Double
  /// b ≥ 0; 0 for constant steps.
  package var decay: Double

  package init(_ factor: Double, decay: Double = 0) {
    self.factor = factor
    self.decay = decay
  }

  /// The steps of iterations 1 to T.
  package func values(_ count: Int) -> [Double] {
    guard decay != 0 else { return [Double](repeating: factor, count: count) }
    return (0..<count).map { factor * pow(Double($0 + 1), -decay) }
  }
}

/// A stochastic method for min_λ F(z*(λ), λ): how it moves z, how it finds v ≈ −H⁻¹∂_zF, and the estimator of its directions.
package struct StochasticMethod: Sendable, Equatable {
  /// How z moves in an iteration.
  package enum LowerUpdate: Sendable, Equatable {
    /// One step along the direction of the estimator, from the same point as those of v and λ.
    case joint
    /// Steps of stochastic gradient descent before λ moves; cold ones begin at 0.
    case descent(steps: Int, isCold: Bool)
  }

  /// How v is found.
  package enum Adjoint: Sendable, Equatable {
    /// One step along the direction Hv + ∂_zF of the estimator, from the same point as those of z and λ.
    case joint
    /// Steps of stochastic gradient descent on ½vᵀHv + vᵀ∂_zF, from the previous v.
    case descent(steps: Int)
    /// −η Σ_{q ≤ Q} Π_{k ≤ q} (I − ηH_{i_k}) ∂_zF: the Neumann series, one sample for each factor.
    case neumann(terms: Int, step: Double)
    /// −ηQ Π_{k ≤ q} (I − ηH_{i_k}) ∂_zF for a random q < Q: one term of the series, whose expectation is the sum of Q terms.
    case truncated(terms: Int, step: Double)
  }

  /// The estimator of a direction from samples.
  package enum Estimator: Sendable, Equatable {
    /// The sample itself.
    case plain
    /// Sample minus the stored one plus the mean of the stored ones.
    case saga
    /// The last direction plus the change of a sample, with the exact direction every so many iterations.
    case spider(period: Int)
    /// Sample plus 1 − η_t times the last direction minus the sample at the previous point, η_t = min(1, t^{−2/3}).
    case storm
  }

  package var lower: LowerUpdate
  package var adjoint: Adjoint
  package var estimator: Estimator

  /// - Precondition: z and v move jointly or neither does, except under the estimator storm, where v is found at both
  ///   points; saga and spider are for joint moves.
  package init(lower: LowerUpdate, adjoint: Adjoint, estimator: Estimator) {
    switch estimator {
    case .plain: precondition((lower == .joint) == (adjoint == .joint), "\(lower), \(adjoint)")
    case .saga, .spider:
      precondition(lower == .joint && adjoint == .joint, "\(lower), \(adjoint), \(estimator)")
    case .storm:
      precondition(lower == .joint && adjoint != .joint, "\(lower), \(adjoint), \(estimator)")
    }
    self.lower = lower
    self.adjoint = adjoint
    self.estimator = estimator
  }

  /// The samples of G that an iteration draws.
  package var lowerDraws: Int {
    let inverse: Int =
      switch adjoint {
      case .joint: 0
      case .descent(let steps): steps
      case .neumann(let terms, _): terms
      // One of them decides how many factors there are.
      case .truncated(let terms, _): estimator == .storm ? terms + 1 : terms
      }
    return switch lower {
    case .joint: estimator == .storm ? 2 + inverse : 1
    case .descent(let steps, _): steps + inverse + 1
    }
  }
}
