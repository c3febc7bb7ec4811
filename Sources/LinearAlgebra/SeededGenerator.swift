// The only source of randomness: seeded, so that every draw can be repeated.

import Libc

/// A pseudo-random generator that gives the same sequence for the same seed, on every machine.
///
/// xoshiro256++, its state filled by SplitMix64.
///
/// - SeeAlso: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM Trans. Math.
///   Software 47 (2021).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private var spare: Double?

  /// Creates one of many generators that belong to a seed, each independent of the others.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - stream: The index of the stream.
  public init(seed: UInt64, stream: UInt64) {
    // Numbers in a row would give states that share most of their words.
    var first = SeededGenerator(seed: seed)
    var second = SeededGenerator(seed: ~stream)
    self.init(seed: first.next() ^ second.next())
  }

  /// Creates the generator that belongs to a seed.
  ///
  /// - Parameter seed: Any number; numbers in a row give unrelated sequences.
  public init(seed: UInt64) {
    var counter = seed
    func splitMix() -> UInt64 {
      counter &+= 0x9E37_79B9_7F4A_7C15
      var z = counter
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  /// The next 64 random bits of xoshiro256++; O(1).
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.0 &+ state.3, 23) &+ state.0
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number uniform on [0, 1), a multiple of 2⁻⁵³.
  public mutating func nextUniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A standard normal number, by the polar method (Marsaglia and Bray, SIAM Review 1964).
  public mutating func nextNormal() -> Double {
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
}
