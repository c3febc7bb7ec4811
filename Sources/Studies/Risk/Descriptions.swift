// Descriptions of settings and results, for readers and for labels of figures.

import Report
import ToyModel

extension Setting {
  /// The setting in words, without the family.
  package var inWords: String {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    var parts = ["\(data.name) data", "n = \(n)", "k = \(k)"]
    parts += data.parametersInWords
    parts.append("σ = \(number(sigma))")
    if let observation { parts.append(observation.inWords) }
    return parts.joined(separator: ", ")
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
  ///   - words: A different wording of the depth.
  ///   - omitted: The name of a parameter that is left out.
  /// - Returns: The words.
  package func words(depth words: String? = nil, leavingOut omitted: String? = nil) -> String {
    let entry = algorithm.entry
    let usual = kind == .linear ? "best linear" : kind.rawValue
    var parts = [entry.title.isEmpty ? usual : entry.title]
    if let depth { parts.append(words ?? "N = \(depth)") }
    for (index, parameter) in entry.parameters.enumerated() where parameter.name != omitted {
      switch choices[index] {
      case .learned where parameter.isSchedule: parts.append("learned sizes")
      case .schedule(let sequence):
        parts.append("sizes \(ParameterChoice.schedule(sequence).label)")
      case .learned: parts.append("learned \(parameter.symbol)")
      case let choice?: parts.append("\(parameter.symbol) = \(choice.label)")
      case nil: break
      }
    }
    return parts.joined(separator: ", ")
  }

  /// The family for a label of a figure, with symbols in italics; the default algorithm is not named.
  package func label(depth words: String? = nil, leavingOut omitted: String? = nil) -> String {
    let words = self.words(depth: words, leavingOut: omitted)
    let usual = "\(kind.rawValue), "
    let text = words.hasPrefix(usual) ? String(words.dropFirst(usual.count)) : words
    // A symbol stands alone before an equals sign or a word, or after "learned".
    let symbols = ["N"] + algorithm.entry.parameters.map(\.symbol)
    return text.split(separator: ", ", omittingEmptySubsequences: false).map { part in
      var words = part.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      for index in words.indices where words.count > 1 && symbols.contains(words[index]) {
        words[index] = "*\(words[index])*"
      }
      return words.joined(separator: " ")
    }.joined(separator: ", ")
  }
}

extension ParameterChoice {
  /// The choice as it is written on the command line: a number, numbers with slashes between, or `learned`.
  package var text: String {
    switch self {
    case .fixed(let value): "\(value)"
    case .schedule(let sequence): sequence.steps.map { "\($0)" }.joined(separator: "/")
    case .learned: "learned"
    }
  }

  /// The choice with six digits, for labels.
  package var label: String {
    switch self {
    case .fixed(let value): formatted(value, significantDigits: 6)
    case .schedule(let sequence):
      sequence.steps.map { formatted($0, significantDigits: 4) }.joined(separator: "/")
    case .learned: "learned"
    }
  }
}

extension CurveStyle {
  /// The depths of one style in words.
  package var depthsInWords: String {
    switch self {
    case .even: "N even"
    case .odd: "N odd"
    case .reference, .exact, .decreasing: "any N"
    }
  }
}

extension Attainment {
  /// The attainment in words: whether there is a minimum, and otherwise which limit is approached.
  package var inWords: String {
    switch self {
    case .attained: "yes"
    case .eigenvaluesToZero(let count):
      "no: approached as \(count) eigenvalue\(count == 1 ? "" : "s") of T with γ = 0 tend to 0 "
        + "(s → ∞ in RᵀR)"
    case .stepSizeToZero: "no: approached as ω → 0⁺"
    case .stepSizeToInfinity: "no: approached as the parameter → ∞"
    }
  }
}
