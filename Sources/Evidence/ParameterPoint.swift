// A point in the space of all parameters.

import Libc
import Report

/// A parameter of an experiment: its name and its symbol.
package struct Parameter: Sendable, Hashable {
  /// The name on the command line, by which parameters are told apart.
  package let name: String
  /// The symbol in the paper.
  package let symbol: String
  /// True for a parameter that counts something.
  package let isInteger: Bool
  /// The rank among the parameters, in texts and in the simplification of counterexamples.
  package let rank: Int

  package init(_ name: String, symbol: String? = nil, isInteger: Bool = false, rank: Int) {
    self.name = name
    self.symbol = symbol ?? name
    self.isInteger = isInteger
    self.rank = rank
  }

  package static func == (first: Parameter, second: Parameter) -> Bool { first.name == second.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A parameter point: values of some parameters, and eigenvalues of C if they matter.
package struct ParameterPoint: Sendable, Equatable {
  private var values: [Parameter: Double] = [:]
  /// Eigenvalues of C in descending order; empty if the data are a toy model or have no influence.
  package var eigenvalues: [Double] = []

  package init(_ values: [Parameter: Double] = [:], eigenvalues: [Double] = []) {
    self.values = values
    self.eigenvalues = eigenvalues
  }

  /// The value of a parameter; 0 if the point does not have it.
  package subscript(_ parameter: Parameter) -> Double {
    get { values[parameter] ?? 0 }
    set { values[parameter] = newValue }
  }

  /// The value of a parameter; nil if the point does not have it.
  package func value(of parameter: Parameter) -> Double? { values[parameter] }

  /// The parameters that have a value, by rank.
  package var parameters: [Parameter] { values.keys.sorted { $0.rank < $1.rank } }

  /// The point in words, such as "N = 3, ω = 1.8".
  package var inWords: String {
    var parts = eigenvalues.isEmpty ? [] : ["γ = " + eigenvalueList]
    for parameter in parameters {
      guard let value = values[parameter] else { continue }
      parts.append(
        "\(parameter.symbol) = \(shortest(value))")
    }
    return parts.joined(separator: ", ")
  }

  private var eigenvalueList: String {
    eigenvalues.map(shortest).joined(separator: ", ")
  }

  /// The command-line options for the given parameters.
  package func options(_ parameters: Parameter...) -> String {
    parameters.map { parameter in
      "--\(parameter.name) \(shortest(self[parameter]))"
    }.joined(separator: " ")
  }

  /// A command on the eigenvalues, which are first written to a file.
  package func command(_ line: String) -> String {
    "printf '\(eigenvalues.map { shortest($0) + "\\n" }.joined())' > spectrum.csv; \(line)"
  }
}

// MARK: Simplest counterexamples

extension ParameterPoint {
  /// The simplest point found at which a statement is still false.
  ///
  /// Integers are made smaller, other numbers are rounded to fewer digits, and eigenvalues are left out, as
  /// long as the statement stays false, until no step simplifies the point any further.
  ///
  /// - Parameter isFalse: Whether the point is legal and the statement false there.
  /// - Returns: The point, at which `isFalse` holds if it does here.
  package func simplified(while isFalse: (ParameterPoint) -> Bool) -> ParameterPoint {
    var best = self
    var isChanged = true
    /// Takes the first candidate at which the statement is still false.
    func take(_ candidates: some Sequence<ParameterPoint>) {
      guard let simpler = candidates.first(where: isFalse) else { return }
      best = simpler
      isChanged = true
    }
    while isChanged {
      isChanged = false
      for index in best.eigenvalues.indices.reversed() where best.eigenvalues.count > 1 {
        var point = best
        point.eigenvalues.remove(at: index)
        take(CollectionOfOne(point))
      }
      for parameter in best.parameters {
        guard let value = best.values[parameter] else { continue }
        let point = best
        let simpler = parameter.isInteger ? Self.smaller(Int(value)) : Self.simpler(value)
        take(
          simpler.lazy.map { candidate in
            var changed = point
            changed[parameter] = candidate
            return changed
          })
      }
      for index in best.eigenvalues.indices {
        let point = best
        let value = point.eigenvalues[index]
        take(
          ((value == 0 ? [] : [0]) + Self.simpler(value)).lazy.map { candidate in
            var changed = point
            changed.eigenvalues[index] = candidate
            changed.eigenvalues.sort(by: >)
            return changed
          })
      }
    }
    return best
  }

  /// Smaller integers, the smallest first.
  ///
  /// Small numbers decrease by 2, so that a depth keeps its parity, and by 1, large ones by at least an
  /// eighth, so that the search ends.
  private static func smaller(_ value: Int) -> [Double] {
    let near = value > 200 ? [value / 8 * 7, value / 8 * 7 - 1] : [value - 2, value - 1]
    let candidates = Array(1..<max(1, min(value, 12))) + [value / 2, value / 2 - 1] + near
    return Set(candidates.filter { $0 >= 1 && $0 < value }).sorted().map(Double.init)
  }

  /// Numbers with fewer digits, the fewest first and among those the smallest; 1 before all others.
  private static func simpler(_ value: Double) -> [Double] {
    guard value != 0 else { return [] }
    var result = value > 0 && value != 1 ? [1.0] : []
    // Digits beyond the sixth rarely matter.
    for count in 1..<max(min(digitCount(value), 7), 1) {
      let scale = pow(10, Double(count) - 1 - log10(abs(value)).rounded(.down))
      let base = (abs(value) * scale).rounded(.down)
      for step in [-1.0, 0, 1, 2] where base + step > 0 {
        // Via the decimal text, so that 1.8 is the double nearest to 1.8.
        let text = formatted((base + step) / scale, significantDigits: count)
        if let candidate = Double(text), candidate != abs(value) {
          result.append(value < 0 ? -candidate : candidate)
        }
      }
    }
    return result
  }

  /// The significant decimal digits of a number, without zeros at either end.
  private static func digitCount(_ value: Double) -> Int {
    let mantissa = "\(abs(value))".split(separator: "e")[0].filter(\.isNumber)
    let stripped = mantissa.drop { $0 == "0" }
    return max(1, stripped.count - stripped.reversed().prefix { $0 == "0" }.count)
  }
}
