// Claims about descent with inexact hypergradients.

import Evidence
import LabKit

/// HOAG: the lower level and the linear system are solved to certified accuracies ε_t before each step on λ.
enum InexactClaims {
  static let differences = LabClaim(
    "hypergradient/hoag-differences", .law, "The gradient agrees with differences",
    "The hypergradient with one λ for each of three groups agrees with central differences to 10⁻⁹.",
    sources: [.own("the definition of the derivative")])
  static let optimum = LabClaim(
    "hypergradient/hoag-optimum", .law, "The optimum, computed group by group",
    "The roots of one scalar equation for each group are a stationary point of h.",
    sources: [.own("the rotation of each group")])
  static let certificate = LabClaim(
    "hypergradient/hoag-certificate", .law, "The accuracies are certified",
    "A residual of at most ε_t μ implies ‖z_t − z*‖ ≤ ε_t, at every step of all seven runs.",
    sources: [.hoag, .own("strong convexity")])
  static let square = LabClaim(
    "hypergradient/hoag-summable-square", .law, "Accuracies 1/t²",
    "With ε_t = 1/t² descent ends as close to a stationary point as with exact gradients, up to 10⁻⁵.",
    sources: [.hoag])
  static let geometric = LabClaim(
    "hypergradient/hoag-summable-geometric", .law, "Geometric accuracies",
    "With ε_t = 0.1·0.93^t descent ends as close to a stationary point as with exact gradients, up to 10⁻⁵.",
    sources: [.hoag])
  static let floor = LabClaim(
    "hypergradient/hoag-floor", .law, "Constant accuracies end near the optimum",
    "With a constant ε the gradient of h ends below 3ε.",
    assumptions: ["Descent with exact gradients has converged."], sources: [.own("a perturbation")])
  static let stalls = LabClaim(
    "hypergradient/hoag-stalls", .pin, "Constant accuracies do not converge",
    "The gradient of h at the end is at least ten times larger for ε = 10⁻² than for ε = 10⁻⁴.",
    sources: [.hoag])
  static let stallsExact = LabClaim(
    "hypergradient/hoag-stalls-exact", .pin,
    "Even the smallest constant accuracy does not converge",
    "For ε = 10⁻⁴ the gradient of h at the end is at least a hundred times that of exact descent.",
    sources: [.hoag])
  static let speed = LabClaim(
    "hypergradient/hoag-speed", .pin, "Inexact gradients are cheaper",
    "To reach ‖∇h‖ ≤ 10⁻⁴, summable accuracies take at most two thirds of the products that exact solutions take.",
    sources: [.hoag])
  static let root = LabClaim(
    "hypergradient/hoag-root", .pin, "Summability is not necessary",
    "With ε_t = 0.1/√t, which is not summable, the gradient of h falls below a hundredth of its initial norm.",
    sources: [.own("an experiment")])
  static let exactProducts = products("exact", "exact solutions", 5929)
  static let squareProducts = products("square", "ε_t = 1/t²", 366)
  static let geometricProducts = products("geometric", "ε_t = 0.1·0.93^t", 376)

  private static func products(_ name: String, _ words: String, _ count: Int) -> LabClaim {
    LabClaim(
      "hypergradient/hoag-products-\(name)", .pin, "Products needed for 10⁻⁴ with \(words)",
      "With \(words), reaching ‖∇h‖ ≤ 10⁻⁴ takes \(count) gradients and products with H.",
      sources: [.own("a count")])
  }

  static let all = [
    differences, optimum, certificate, square, geometric, floor, stalls, stallsExact, speed, root,
    exactProducts, squareProducts, geometricProducts,
  ]
}
