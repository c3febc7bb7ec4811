// Changes of a gradient that do not depend on its computation: another parameter, a factor.

/// A change of all entries that does not depend on how the gradient was computed.
struct Distortion: Sendable, Equatable {
  /// The change of variables; nil for none.
  enum Variable: Sendable {
    /// The derivative is that with respect to e^λ.
    case exponential
    /// The chain factor e^λ was applied twice.
    case twice

    /// The change, for readers.
    var statement: String {
      switch self {
      case .exponential: "derivative with respect to e^λ, not λ"
      case .twice: "chain factor e^λ applied twice"
      }
    }

    /// The change, for scripts.
    var name: String { self == .exponential ? "1/e^λ" : "e^λ" }
  }

  var variable: Variable?
  /// The factor.
  var factor = 1.0
  /// Its name, such as `1/n`; nil for a fitted one.
  var factorName: String?
  /// Whether the factor is fitted.
  var isFitted = false

  /// The causes, for scripts.
  var causes: [Cause] {
    var causes: [Cause] = variable == nil ? [] : [.parametrisation]
    if factor < 0 { causes.append(.sign) }
    if factor != 1, factor != -1 { causes.append(.factor) }
    return causes
  }

  /// Descriptions of the faults, for readers.
  var statements: [String] {
    var parts = variable.map { [$0.statement] } ?? []
    guard factor != 1 else { return parts }
    if factor == -1 {
      parts.append("sign")
    } else {
      parts.append(
        isFitted
          ? "factor \(factor.rounded(toDigits: 6)) (not a usual one)"
          : "factor \(factorName ?? "\(factor)")")
    }
    return parts
  }
}

/// A factor that people forget or add.
struct NamedFactor: Sendable {
  let value: Double
  let name: String
  /// The number of faults: the size, the sign.
  let faults: Int

  /// The usual factors for n training and m validation samples; nil for a problem without samples.
  static func all(training: Int?, validation: Int?) -> [NamedFactor] {
    var factors: [NamedFactor] = []
    func add(_ value: Double, _ name: String, _ faults: Int) {
      guard !factors.contains(where: { abs($0.value - value) <= 1e-12 * abs(value) }) else {
        return
      }
      factors.append(NamedFactor(value: value, name: name, faults: faults))
    }
    add(1, "1", 0)
    add(-1, "−1", 1)
    for (value, name) in [(2.0, "2"), (0.5, "1/2")] {
      add(value, name, 1)
      add(-value, "−" + name, 2)
    }
    guard let training, let validation else { return factors }
    let (n, m) = (Double(training), Double(validation))
    for (value, name) in [
      (n, "n"), (1 / n, "1/n"), (m, "m"), (1 / m, "1/m"), (n / m, "n/m"), (m / n, "m/n"),
    ] {
      add(value, name, 1)
      add(-value, "−" + name, 2)
    }
    for (value, name) in [
      (2 * n, "2n"), (2 * m, "2m"), (0.5 / n, "1/(2n)"), (0.5 / m, "1/(2m)"), (n / 2, "n/2"),
      (m / 2, "m/2"), (2 / n, "2/n"), (2 / m, "2/m"),
    ] {
      add(value, name, 2)
    }
    return factors
  }
}
