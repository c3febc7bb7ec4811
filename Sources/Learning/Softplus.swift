// A positive step size from an unconstrained variable.

import Libc
import ToyModel

/// ω = log(1 + eᵅ), without overflow.
public func softplus(_ alpha: Double) -> Double {
  alpha > 0 ? alpha + log1p(exp(-alpha)) : log1p(exp(alpha))
}

/// The α with log(1 + eᵅ) = ω, for ω > 0.
public func inverseSoftplus(_ omega: Double) -> Double {
  omega > 1 ? omega + log1p(-exp(-omega)) : log(expm1(omega))
}

/// The variable that stands for a learned ω: softplus, or where ω has an upper bound U the logistic function times U.
extension LearnedRisk.Family {
  private var bound: Double {
    theory.algorithm.entry.parameters.first?.learnedUpperBound ?? .infinity
  }

  /// ω of a variable.
  func step(of variable: Double) -> Double {
    bound.isFinite ? bound / (1 + exp(-variable)) : softplus(variable)
  }

  /// The variable of an ω.
  func variable(ofStep omega: Double) -> Double {
    guard bound.isFinite else { return inverseSoftplus(omega) }
    return max(-700, min(log(omega / bound) - log1p(-omega / bound), 36))
  }

  /// dω/dα: 1 − e^(−ω), or ω(1 − ω/U).
  func slope(ofStep omega: Double) -> Double {
    bound.isFinite ? omega * (1 - omega / bound) : -expm1(-omega)
  }
}
