// A point in the space of all parameters.

import Glibc
import Report

/// A parameter of the theory.
enum Parameter: String, Sendable, CaseIterable {
  case n, k, depth, omega, s, mu, theta, sigma

  /// The letter of the paper.
  var symbol: String {
    switch self {
    case .n, .k, .s: rawValue
    case .depth: "N"
    case .omega: "ω"
    case .mu: "μ"
    case .theta: "θ"
    case .sigma: "σ"
    }
  }

  /// True for a parameter that counts something.
  var isInteger: Bool { self == .n || self == .k || self == .depth }
}

/// Values of some parameters, and eigenvalues of C where those matter.
struct Place: Sendable, Equatable {
  private var values: [Parameter: Double] = [:]
  /// Eigenvalues of C in descending order; empty where the data are a toy model or of no influence.
  var eigenvalues: [Double] = []

  init(_ values: [Parameter: Double] = [:], eigenvalues: [Double] = []) {
    self.values = values
    self.eigenvalues = eigenvalues
  }

  /// The value of a parameter that the point has; 0 for others.
  subscript(_ parameter: Parameter) -> Double {
    get { values[parameter] ?? 0 }
    set { values[parameter] = newValue }
  }

  var n: Int { eigenvalues.isEmpty ? Int(self[.n]) : eigenvalues.count }
  var k: Int { Int(self[.k]) }
  var depth: Int { Int(self[.depth]) }
  /// σ², as the command line squares it.
  var noiseVariance: Double { self[.sigma] * self[.sigma] }

  /// The point in words, such as "N = 3, ω = 1.8".
  var inWords: String {
    var parts = eigenvalues.isEmpty ? [] : ["γ = " + eigenvalueList]
    for parameter in Parameter.allCases {
      guard let value = values[parameter] else { continue }
      parts.append(
        "\(parameter.symbol) = \(parameter.isInteger ? "\(Int(value))" : "\(value)")")
    }
    return parts.joined(separator: ", ")
  }

  private var eigenvalueList: String {
    eigenvalues.map { formatted($0, significantDigits: 17) }.joined(separator: ", ")
  }

  /// Options of the command line for the parameters that are wanted.
  func options(_ parameters: Parameter...) -> String {
    parameters.map { parameter in
      let value = self[parameter]
      return "--\(parameter.rawValue) \(parameter.isInteger ? "\(Int(value))" : "\(value)")"
    }.joined(separator: " ")
  }

  /// A command on the eigenvalues, which it writes to a file first.
  func command(_ line: String) -> String {
    "printf '\(eigenvalues.map { "\($0)\\n" }.joined())' > spectrum.csv; \(line)"
  }
}

// MARK: Simplest counterexamples

extension Place {
  /// The simplest point found at which a statement is still false.
  ///
  /// Whole numbers are made smaller, others are rounded to fewer digits, and eigenvalues are left out,
  /// as long as the statement stays false; until nothing of it helps.
  ///
  /// - Parameter isFalse: Whether the point is legal and the statement false there.
  /// - Returns: The point, at which `isFalse` holds if it does here.
  func simplified(while isFalse: (Place) -> Bool) -> Place {
    var best = self
    var isChanged = true
    while isChanged {
      isChanged = false
      for candidate in best.simplerPlaces where isFalse(candidate) {
        best = candidate
        isChanged = true
        break
      }
    }
    return best
  }

  /// Points that are simpler in one respect, the simplest first.
  private var simplerPlaces: [Place] {
    var result: [Place] = []
    for index in eigenvalues.indices where eigenvalues.count > 1 {
      var point = self
      point.eigenvalues.remove(at: index)
      result.append(point)
    }
    for parameter in Parameter.allCases {
      guard let value = values[parameter] else { continue }
      let simpler = parameter.isInteger ? Self.smaller(Int(value)) : Self.simpler(value)
      for candidate in simpler {
        var point = self
        point[parameter] = candidate
        result.append(point)
      }
    }
    for (index, value) in eigenvalues.enumerated() {
      for candidate in Self.simpler(value) {
        var point = self
        point.eigenvalues[index] = candidate
        point.eigenvalues.sort(by: >)
        result.append(point)
      }
    }
    return result
  }

  /// Smaller whole numbers, the smallest first; in steps of 2, so that a depth keeps its parity, and of
  /// 1.
  private static func smaller(_ value: Int) -> [Double] {
    let candidates = Array(1..<max(1, min(value, 12))) + [value / 2, value - 2, value - 1]
    return Set(candidates.filter { $0 >= 1 && $0 < value }).sorted().map(Double.init)
  }

  /// Numbers with fewer digits, the fewest first, of those the smallest.
  private static func simpler(_ value: Double) -> [Double] {
    guard value != 0 else { return [] }
    let digits = digitCount(value)
    var result: [Double] = []
    for count in 1..<max(digits, 2) {
      let scale = pow(10, Double(count) - 1 - log10(abs(value)).rounded(.down))
      let base = (value * scale).rounded(.down)
      for step in [-2.0, -1, 0, 1, 2] {
        // By way of the decimal text, so that 1.8 is the double nearest to 1.8.
        let text = formatted((base + step) / scale, significantDigits: count)
        guard let candidate = Double(text), candidate != value else { continue }
        if digitCount(candidate) < digits { result.append(candidate) }
      }
    }
    return result.sorted { (digitCount($0), abs($0)) < (digitCount($1), abs($1)) }
  }

  /// The significant decimal digits of a number, without zeros at either end.
  private static func digitCount(_ value: Double) -> Int {
    let mantissa = "\(abs(value))".split(separator: "e")[0].filter(\.isNumber)
    let stripped = mantissa.drop { $0 == "0" }
    return max(1, stripped.count - stripped.reversed().prefix { $0 == "0" }.count)
  }
}
