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
