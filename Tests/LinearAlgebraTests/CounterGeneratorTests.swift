// The counter-based generator: every draw agrees with a second program.

import LinearAlgebra
import TestSupport
import Testing

/// The expected numbers come from a Python program with NumPy's logarithm, cosine and sine.
@Suite("Counter generator")
struct CounterGeneratorTests {
  @Test(
    "the sequence is SplitMix64 with seed + 1000003·shift",
    arguments: [
      (0, 0, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]),
      (11, 0, [0x50f5_647d_2380_309d, 0x432a_5cd2_7a6b_13a1, 0xa356_be30_6e9b_126d]),
      (11, 3, [0x5bf3_a226_ac13_5f49, 0x2bfe_a359_81f1_809d]),
    ] as [(UInt64, UInt64, [UInt64])])
  func sequence(seed: UInt64, shift: UInt64, expected: [UInt64]) {
    var generator = CounterGenerator(seed: seed, shift: shift)
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("uniform numbers are the upper 53 bits")
  func uniform() {
    var generator = CounterGenerator(seed: 141)
    #expect(
      generator.uniforms(4)
        == [0.7144460999254243, 0.4257738832451714, 0.0805776728192702, 0.9983994718727031])
  }

  @Test("normal numbers by Box–Muller; the last sine of an odd number is discarded")
  func normal() {
    var generator = CounterGenerator(seed: 141)
    let first = [
      -1.4141555075338976, 0.7119081065781987, 0.4098809965160336, -0.004122072283022063,
      0.7441539617154622,
    ]
    expectNear(generator.normals(5), first)
    // Drawn row by row, stored column by column.
    let matrix = generator.normals(rows: 2, columns: 3)
    expectNear(
      matrix.elements,
      [
        -0.7931701901694796, 1.8081979455683073, 0.3336990677477213, -0.7990516171836735,
        1.0695035898206389, 0.6738558256220275,
      ])
    expectNear([generator.normal()], [-2.3426938423756436])
  }

  @Test("integers, and a partial shuffle")
  func integers() {
    var generator = CounterGenerator(seed: 7)
    #expect(generator.integers(12, below: 10) == [3, 0, 9, 5, 4, 2, 4, 3, 1, 4, 1, 9])
    #expect(generator.choose(5, of: 12) == [11, 10, 1, 7, 0])
    #expect(generator.choose(3, of: 3) == [0, 2, 1])
    #expect(generator.uniform() == 0.6745667215439387)
    #expect(generator.choose(0, of: 0).isEmpty && generator.normals(0).isEmpty)
  }

  @Test("a matrix of uniform numbers is drawn row by row")
  func uniformMatrix() {
    var (one, other) = (CounterGenerator(seed: 3), CounterGenerator(seed: 3))
    let matrix = one.uniforms(rows: 3, columns: 2)
    let list = other.uniforms(6)
    #expect((0..<6).allSatisfy { matrix[$0 / 2, $0 % 2] == list[$0] } && one == other)
  }

  @Test("leaving out draws gives the numbers that follow them", arguments: [0, 1, 5, 1000])
  func skip(count: Int) {
    var (one, other) = (CounterGenerator(seed: 5), CounterGenerator(seed: 5))
    _ = one.uniforms(count)
    other.skip(UInt64(count))
    #expect(one == other && one.uniform() == other.uniform())
  }

  /// Two mathematical libraries may differ in the last bits of logarithm and cosine.
  private func expectNear(_ actual: [Double], _ expected: [Double]) {
    #expect(actual.count == expected.count)
    for (a, b) in zip(actual, expected) { expectClose(a, b, .roundoff(operations: 16), scale: 1) }
  }
}
