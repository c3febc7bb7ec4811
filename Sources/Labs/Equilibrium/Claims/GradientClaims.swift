// Claims about the derivative of an equilibrium model, stated before anything is computed.

import Evidence
import LabKit

/// The claims about implicit and unrolled differentiation.
enum GradientClaims {
  static let adjoint = LabClaim(
    "equilibrium/adjoint", .law, "The step passes the adjoint test",
    "⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for the derivative J of z⁺ = Kz + Uθ with respect to z and θ.",
    sources: [.own("the definition of the transpose")])
  static let unrolled = LabClaim(
    "equilibrium/unrolled", .law, "Back-propagation through N steps in closed form",
    "Reverse mode gives (S_N U)ᵀ(z_N − z̄) for ½‖z_N − z̄‖², with S_N = I + K + … + K^(N−1).",
    sources: [.own("the chain rule")])
  static let implicit = LabClaim(
    "equilibrium/implicit", .law, "The implicit gradient against differences",
    "∇ ½‖z* − z̄‖² = Uᵀ(I − K)⁻ᵀ(z* − z̄) agrees with central differences.", sources: [.bai])
  static let inexact = LabClaim(
    "equilibrium/inexact", .law, "The implicit gradient where the fixed point is not reached",
    """
    At z_N in place of z* the implicit gradient is wrong by Uᵀ(I − K)⁻ᵀ(z_N − z*): of first order in the distance from the fixed \
    point, and the residual z_N − z_{N+1} = (I − K)(z_N − z*) tells it.
    """, sources: [.own("the implicit gradient, which is affine in z")])
  static let rate = LabClaim(
    "equilibrium/rate", .law, "Unrolled gradients tend to the implicit one",
    "For a symmetric K the error falls in the long run by the factor of the spectral radius of K per step.",
    sources: [.unrollingTalk("Deqs – Deep Equilibrium Networks"), .bai])
  static let memory = LabClaim(
    "equilibrium/memory", .law, "What differentiation keeps",
    "Reverse mode through N steps keeps N states of d numbers; implicit differentiation keeps one.",
    sources: [.bai])

  static let all = [adjoint, unrolled, implicit, inexact, rate, memory]
}
