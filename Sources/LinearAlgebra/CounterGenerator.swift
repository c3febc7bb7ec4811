// Random numbers of the labs: a counter and a mixing function.

import Libc

/// The generator SplitMix64 with the draws of a small set of distributions, each defined to the last bit.
///
/// The k-th number mixes seed + k·γ, γ = 0x9E3779B97F4A7C15, so a list of them can be computed
/// independently and in any language. An array of draws is filled row by row, even if it becomes a ``Matrix``, whose
/// storage is column by column.
///
/// - SeeAlso: ``SeededGenerator``, of longer period; G. L. Steele, D. Lea and C. H. Flood, Fast splittable
///   pseudorandom number generators, OOPSLA 2014.
public struct CounterGenerator: RandomNumberGenerator, Sendable, Equatable {
  @usableFromInline var counter: UInt64

  /// Creates a generator.
  ///
  /// - Parameters:
  ///   - seed: The seed of an instance.
  ///   - shift: The variant of the instance, which adds 1000003 times this number to the seed; 0 is the instance
  ///     itself.
  public init(seed: UInt64, shift: UInt64 = 0) {
    counter = seed &+ 1_000_003 &* shift
  }

  /// The next 64 random bits, of period 2⁶⁴; O(1).
  @inlinable
  public mutating func next() -> UInt64 {
    counter &+= 0x9E37_79B9_7F4A_7C15
    var z = counter
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Leaves out draws of 64 bits, so that parts of a stream can be read independently; O(1).
  ///
  /// - Parameter count: The number of draws, each of which a call of ``next()`` or ``uniform()`` would consume.
  @inlinable
  public mutating func skip(_ count: UInt64) { counter &+= count &* 0x9E37_79B9_7F4A_7C15 }

  /// A number uniform on [0, 1): the upper 53 bits of the next 64, times 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Numbers uniform on [0, 1).
  ///
  /// - Parameter count: The number of draws, at least 0.
  /// - Returns: The numbers in the order of their draws.
  public mutating func uniforms(_ count: Int) -> [Double] {
    (0..<count).map { _ in uniform() }
  }

  /// A standard normal number, which consumes two uniform ones.
  public mutating func normal() -> Double {
    let (first, _) = normalPair()
    return first
  }

  /// Standard normal numbers by the Box–Muller method.
  ///
  /// Each pair u, v of uniform numbers gives r cos(2πv) and r sin(2πv) with r = (−2 log(1 − u))^½. For an odd number
  /// of draws the last sine is discarded.
  ///
  /// - Parameter count: The number of draws, at least 0.
  /// - Returns: The numbers in the order of their draws.
  public mutating func normals(_ count: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count + 1)
    while values.count < count {
      let (first, second) = normalPair()
      values.append(first)
      values.append(second)
    }
    if values.count > count { values.removeLast() }
    return values
  }

  /// A matrix of standard normal numbers, drawn row by row.
  ///
  /// - Parameters:
  ///   - rows: m ≥ 0.
  ///   - columns: n ≥ 0.
  /// - Returns: The m × n matrix.
  public mutating func normals(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, rowMajor: normals(rows * columns))
  }

  /// A matrix of numbers uniform on [0, 1), drawn row by row.
  ///
  /// - Parameters:
  ///   - rows: m ≥ 0.
  ///   - columns: n ≥ 0.
  /// - Returns: The m × n matrix.
  public mutating func uniforms(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, rowMajor: uniforms(rows * columns))
  }

  /// Integers from 0 to limit − 1: ⌊u·limit⌋ for uniform u.
  ///
  /// - Parameters:
  ///   - count: The number of draws, at least 0.
  ///   - limit: From 1 to 2⁵³.
  /// - Returns: The numbers in the order of their draws.
  public mutating func integers(_ count: Int, below limit: Int) -> [Int] {
    precondition(limit >= 1 && limit <= 1 << 53, "integers from 0 to below \(limit)")
    return (0..<count).map { _ in min(Int(uniform() * Double(limit)), limit - 1) }
  }

  /// Different integers from 0 to n − 1: the first entries of a random permutation, by the Fisher–Yates shuffle.
  ///
  /// - Parameters:
  ///   - count: The number of draws, from 0 to n.
  ///   - population: n.
  /// - Returns: The integers in the order of their draws.
  public mutating func choose(_ count: Int, of population: Int) -> [Int] {
    precondition((0...max(population, 0)).contains(count), "\(count) of \(population) numbers")
    var numbers = Array(0..<population)
    for first in 0..<count {
      numbers.swapAt(first, first + Int(uniform() * Double(population - first)))
    }
    return Array(numbers.prefix(count))
  }

  private mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }
}
