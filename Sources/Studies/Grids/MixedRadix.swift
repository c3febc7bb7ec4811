// Points of a product of grids by number.

/// A number in digits of different ranges, the last first.
package struct MixedRadix {
  /// What the digits so far leave.
  package private(set) var rest: Int

  package init(_ number: Int) { rest = number }

  /// The next digit, in 0..<radix.
  package mutating func next(_ radix: Int) -> Int {
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: radix)
    rest = quotient
    return digit
  }
}
