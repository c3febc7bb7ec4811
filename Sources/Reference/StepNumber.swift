// The kinds of numbers with which an algorithm can be run.

package import Intervals

/// A number with which the steps of an algorithm can be carried out: a double, an interval, a polynomial, or a
/// number with its derivative.
package protocol StepNumber: Sendable {
  init(_ value: Double)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
}

extension Double: StepNumber {}
extension Interval: StepNumber {}

/// A number with its derivative in one variable, by the rules of differentiation.
package struct Tangent<Number: StepNumber>: StepNumber {
  package let value: Number
  package let slope: Number

  package init(value: Number, slope: Number) { (self.value, self.slope) = (value, slope) }

  /// A constant.
  package init(_ value: Double) { self.init(value: Number(value), slope: Number(0)) }

  /// The variable.
  package static func variable(_ value: Number) -> Tangent {
    Tangent(value: value, slope: Number(1))
  }

  package static func + (a: Tangent, b: Tangent) -> Tangent {
    Tangent(value: a.value + b.value, slope: a.slope + b.slope)
  }
  package static func - (a: Tangent, b: Tangent) -> Tangent {
    Tangent(value: a.value - b.value, slope: a.slope - b.slope)
  }
  package static func * (a: Tangent, b: Tangent) -> Tangent {
    Tangent(value: a.value * b.value, slope: a.slope * b.value + a.value * b.slope)
  }
  package static func / (a: Tangent, b: Tangent) -> Tangent {
    let quotient = a.value / b.value
    return Tangent(value: quotient, slope: (a.slope - quotient * b.slope) / b.value)
  }
}

/// A polynomial in one variable, by its coefficients.
package struct Polynomial: StepNumber {
  /// The coefficients, by ascending powers.
  package let coefficients: [Interval]

  package init(coefficients: [Interval]) { self.coefficients = coefficients }

  /// A constant.
  package init(_ value: Double) { self.init(coefficients: [Interval(value)]) }

  /// The variable.
  package static let variable = Polynomial(coefficients: [.zero, .one])

  /// The coefficient of a power.
  package subscript(power: Int) -> Interval {
    power < coefficients.count ? coefficients[power] : .zero
  }

  private static func combined(
    _ a: Polynomial, _ b: Polynomial, _ combine: (Interval, Interval) -> Interval
  ) -> Polynomial {
    Polynomial(
      coefficients: (0..<max(a.coefficients.count, b.coefficients.count)).map {
        combine(a[$0], b[$0])
      })
  }

  package static func + (a: Polynomial, b: Polynomial) -> Polynomial { combined(a, b, +) }
  package static func - (a: Polynomial, b: Polynomial) -> Polynomial { combined(a, b, -) }
  package static func * (a: Polynomial, b: Polynomial) -> Polynomial {
    var result = Array(
      repeating: Interval.zero, count: a.coefficients.count + b.coefficients.count - 1)
    for (i, first) in a.coefficients.enumerated() {
      for (j, second) in b.coefficients.enumerated() {
        result[i + j] = result[i + j] + first * second
      }
    }
    return Polynomial(coefficients: result)
  }
  /// A quotient by a constant.
  package static func / (a: Polynomial, b: Polynomial) -> Polynomial {
    precondition(
      b.coefficients.count == 1, "a divisor of degree \(b.coefficients.count - 1), not a constant")
    return Polynomial(coefficients: a.coefficients.map { $0 / b[0] })
  }
}
