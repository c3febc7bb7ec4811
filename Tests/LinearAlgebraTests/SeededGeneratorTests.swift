// The random generator: its sequence is fixed, and its distributions are right.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Seeded generator")
struct SeededGeneratorTests {
  @Test(
    "the sequence is that of xoshiro256++, seeded by SplitMix64",
    // From a program of its own, checked with the published sequence of the state (1, 2, 3, 4).
    arguments: [
      (0, [0x5317_5d61_490b_23df, 0x61da_6f3d_c380_d507, 0x5c0f_df91_ec9a_7bfc]),
      (1, [0xcfc5_d07f_6f03_c29b, 0xbf42_4132_963f_e08d, 0x19a3_7d57_57aa_f520]),
      (42, [0xd076_4d4f_4476_689f, 0x519e_4174_576f_3791, 0xfbe0_7cfb_0c24_ed8c]),
      (.max, [0x56cc_f8ce_948e_27b2, 0xe685_8843_2e5a_5b90, 0xe3e9_b5a4_8119_ca8b]),
    ] as [(UInt64, [UInt64])])
  func sequence(seed: UInt64, expected: [UInt64]) {
    var generator = SeededGenerator(seed: seed)
    #expect((0..<3).map { _ in generator.next() } == expected)
  }

  @Test("the same seed gives the same numbers, another seed others")
  func seeds() {
    func normals(_ seed: UInt64) -> [Double] {
      var generator = SeededGenerator(seed: seed)
      return (0..<99).map { _ in generator.nextNormal() }
    }
    #expect(normals(5) == normals(5))
    #expect(normals(5) != normals(6))
  }

  /// Expects the mean of `values` to be `expected`, by its standard error for the given variance.
  private func expectMean(
    _ values: [Double], _ expected: Double, variance: Double, _ name: String
  ) {
    let count = Double(values.count)
    expectClose(
      values.reduce(0, +) / count, expected, .statistical(standardErrors: 4),
      scale: (variance / count).squareRoot(), name)
  }

  @Test("uniform numbers: on [0, 1), mean 1/2, variance 1/12", arguments: [1, 2, 3] as [UInt64])
  func uniform(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<20_000).map { _ in generator.nextUniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    expectMean(values, 1.0 / 2, variance: 1.0 / 12, "mean, seed \(seed)")
    // Var (u−½)² = 1/80 − 1/144.
    let squares = values.map { ($0 - 0.5) * ($0 - 0.5) }
    expectMean(squares, 1.0 / 12, variance: 1.0 / 80 - 1.0 / 144, "variance, seed \(seed)")
  }

  @Test(
    "normal numbers: moments 0, 1, 0, 3, neighbours independent", arguments: [1, 2, 3] as [UInt64])
  func normal(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<20_000).map { _ in generator.nextNormal() }
    expectMean(values, 0, variance: 1, "mean, seed \(seed)")
    expectMean(values.map { $0 * $0 }, 1, variance: 2, "square, seed \(seed)")
    expectMean(values.map { $0 * $0 * $0 }, 0, variance: 15, "cube, seed \(seed)")
    expectMean(values.map { $0 * $0 * $0 * $0 }, 3, variance: 96, "fourth power, seed \(seed)")
    let products = zip(values, values.dropFirst()).map { $0 * $1 }
    expectMean(products, 0, variance: 1, "neighbours, seed \(seed)")
  }
}
