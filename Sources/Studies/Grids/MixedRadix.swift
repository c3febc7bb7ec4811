// The points of a product of grids, by number.

/// A number split into digits of different ranges, the last first.
package struct MixedRadix {
  /// The rest of the number after the digits so far.
  package private(set) var rest: Int

  package init(_ number: Int) { rest = number }

  /// The next digit, in 0..<radix.
  package mutating func next(_ radix: Int) -> Int {
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: radix)
    rest = quotient
    return digit
  }
}
