// Random parameters for claims.

import Libc

/// A random generator that gives the same numbers on every machine.
package protocol RandomSource: RandomNumberGenerator, Sendable {
  /// A number uniform on [0, 1).
  mutating func nextUniform() -> Double
  /// A standard normal number.
  mutating func nextNormal() -> Double
}

/// A sampler of random parameters.
package struct Sampler: Sendable {
  /// The random generator.
  package var generator: any RandomSource

  package init(_ generator: any RandomSource) { self.generator = generator }

  /// A standard normal number.
  package mutating func normal() -> Double { generator.nextNormal() }

  /// A uniformly distributed number.
  package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    min(
      range.lowerBound + generator.nextUniform() * (range.upperBound - range.lowerBound),
      range.upperBound)
  }

  /// A positive number whose logarithm is uniformly distributed.
  package mutating func logarithmic(_ range: ClosedRange<Double>) -> Double {
    guard range.lowerBound > 0 else { return uniform(range) }
    let ratio = range.upperBound / range.lowerBound
    return min(
      max(range.lowerBound * pow(ratio, generator.nextUniform()), range.lowerBound),
      range.upperBound)
  }

  /// A uniformly distributed integer.
  package mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// A random element of a list.
  package mutating func element<Element>(_ list: [Element]) -> Element {
    list[integer(0...list.count - 1)]
  }

  /// Different eigenvalues of a second moment in a range, in descending order, their logarithms uniformly distributed.
  package mutating func eigenvalues(
    _ count: Int, in range: ClosedRange<Double>
  ) -> [Double] {
    (0..<count).map { _ in logarithmic(range) }.sorted(by: >)
  }

  /// Eigenvalues of a second moment, in descending order: of very different sizes, some equal, some 0.
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
