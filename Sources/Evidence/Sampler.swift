// Random parameters of claims.

import Libc

/// Random parameters.
package struct Sampler: Sendable {
  /// The source of random bits.
  package var generator: any RandomNumberGenerator & Sendable
  /// A normal number that is left from the last pair.
  private var spare: Double?

  package init(_ generator: any RandomNumberGenerator & Sendable) { self.generator = generator }

  /// A number from [0, 1), of 53 bits.
  package mutating func nextUniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  /// A standard normal number, by the polar method.
  ///
  /// - SeeAlso: Marsaglia and Bray, SIAM Review 6 (1964).
  package mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = 2 * nextUniform() - 1
      let v = 2 * nextUniform() - 1
      let square = u * u + v * v
      if square > 0 && square < 1 {
        let factor = (-2 * log(square) / square).squareRoot()
        spare = v * factor
        return u * factor
      }
    }
  }

  /// A number with a uniform distribution.
  package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    min(
      range.lowerBound + nextUniform() * (range.upperBound - range.lowerBound),
      range.upperBound)
  }

  /// A positive number whose logarithm has a uniform distribution.
  package mutating func logarithmic(_ range: ClosedRange<Double>) -> Double {
    guard range.lowerBound > 0 else { return uniform(range) }
    let ratio = range.upperBound / range.lowerBound
    return min(
      max(range.lowerBound * pow(ratio, nextUniform()), range.lowerBound),
      range.upperBound)
  }

  /// A whole number.
  package mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// One of a list.
  package mutating func element<Element>(_ list: [Element]) -> Element {
    list[integer(0...list.count - 1)]
  }

  /// Eigenvalues of a second moment, in descending order: of very different size, some alike, some 0.
  package mutating func eigenvalues(_ count: Int) -> [Double] {
    var result: [Double] = []
    for _ in 0..<count {
      switch integer(0...9) {
      case 0: result.append(0)
      case 1...2: result.append(result.last ?? 1)
      default: result.append(logarithmic(1e-3...1e2))
      }
    }
    return result.sorted(by: >)
  }
}
