// Heavy ball as an entry of the registry.

/// N steps z⁺ = z − ω((I+RᵀR)z − x) + β(z − z⁻) from z = z⁻ = 0; see ``MomentumFilter``.
struct HeavyBall: MomentumAlgorithm {
  let name = "heavy-ball"
  let title = "heavy ball"
  let rule = MomentumRule.heavyBall
  let usualMomentum = 0.75
}
