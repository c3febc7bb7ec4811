// Nesterov's momentum as an entry of the registry.

/// N steps z⁺ = y − ω((I+RᵀR)y − x) with y = z + β(z − z⁻), from z = z⁻ = 0; see ``MomentumFilter``.
struct Nesterov: MomentumAlgorithm {
  let name = "nesterov"
  let title = "Nesterov"
  let rule = MomentumRule.nesterov
  let usualMomentum = 0.5
}
