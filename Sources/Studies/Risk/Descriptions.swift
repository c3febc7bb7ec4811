// Settings and results in words, for readers and for labels of figures.

import Report
import ToyModel

extension Setting {
  /// The setting in words, without the family.
  package var inWords: String {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var parts = ["\(data.name) data", "n = \(n)", "k = \(k)"]
    if case .file = data {} else { parts += ["μ = \(number(mu))", "θ = \(number(theta))"] }
    return (parts + ["σ = \(number(sigma))"]).joined(separator: ", ")
  }
}

extension DenoiserFamily {
  /// The family in words, such as "unrolled, N = 2, learned ω".
  package var inWords: String {
    switch self {
    case .linear: "best linear"
    case .bilevel: "bilevel"
    case .unrolled(let depth, .learned): "unrolled, N = \(depth), learned ω"
    case .unrolled(let depth, .fixed(let omega)):
      "unrolled, N = \(depth), ω = \(formatted(omega, significantDigits: 6))"
    }
  }
}

extension Attainment {
  /// Whether there is a minimum, and what tends where if not.
  package var inWords: String {
    switch self {
    case .attained: "yes"
    case .eigenvaluesToZero(let count):
      "no: approached as \(count) eigenvalue\(count == 1 ? "" : "s") of T with γ = 0 tend to 0 "
        + "(s → ∞ in RᵀR)"
    case .stepSizeToZero: "no: approached as ω → 0⁺"
    }
  }
}
