// The claims about the user's problem, stated before anything is computed.

import Evidence
import LabKit

/// The claims about the problem that the options describe.
enum ProblemClaims {
  static let products = LabClaim(
    "hypergradient/products", .law, "The mixed derivative and the Hessian pass the adjoint test",
    "⟨Cu, v⟩ = ⟨u, Cᵀv⟩ and ⟨Hv, w⟩ = ⟨v, Hw⟩ for the mixed derivative C and the Hessian H of the lower level.",
    sources: [.own("the definition of the transpose")])
  static let step = LabClaim(
    "hypergradient/step", .law, "The step of gradient descent passes the adjoint test",
    "⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for the derivative J of a step of gradient descent, or of ISTA, with respect to z and λ.",
    sources: [.own("the definition of the transpose")])
  static let differences = LabClaim(
    "hypergradient/differences", .law, "The certified gradient agrees with differences",
    """
    The gradient by implicit differentiation at z* agrees with central differences of h(λ) = F(z*(λ), λ), \
    extrapolated once, in three random directions.
    """, sources: [.own("the definition of the derivative")])
  static let bound = LabClaim(
    "hypergradient/bound", .law, "Another solver stays within the bound",
    """
    The gradient with the linear system solved by conjugate gradients differs from the certified one by no more \
    than the bound plus the error that the residual of its system allows.
    """, sources: [.own("‖v − v*‖ ≤ ‖Hv − ∂F/∂z‖/μ")])

  static let all = [products, step, differences, bound]
}
