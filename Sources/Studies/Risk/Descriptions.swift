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
    words()
  }

  /// The family in words.
  ///
  /// - Parameters:
  ///   - words: The depth in other words.
  ///   - omitted: The name of a parameter that is left out.
  /// - Returns: The words.
  package func words(depth words: String? = nil, leavingOut omitted: String? = nil) -> String {
    let entry = algorithm.entry
    let usual = kind == .linear ? "best linear" : kind.rawValue
    var parts = [entry.title.isEmpty ? usual : entry.title]
    if let depth { parts.append(words ?? "N = \(depth)") }
    for (index, parameter) in entry.parameters.enumerated() where parameter.name != omitted {
      switch choices[index] {
      case .learned: parts.append("learned \(parameter.symbol)")
      case .fixed(let value):
        parts.append("\(parameter.symbol) = \(formatted(value, significantDigits: 6))")
      case nil: break
      }
    }
    return parts.joined(separator: ", ")
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
