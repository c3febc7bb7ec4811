// The vector operations of iterative methods against loops.

import LinearAlgebra
import TestSupport
import Testing

@Suite("Vectors")
struct VectorTests {
  private static func random(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.nextNormal() }
  }

  @Test("xᵀy and ‖x‖ by their definitions", arguments: [0, 1, 2, 7, 64, 1001])
  func products(count: Int) {
    let (x, y) = (Self.random(count, seed: 1), Self.random(count, seed: 2))
    let product = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    let square = x.reduce(0) { $0 + $1 * $1 }
    let rounding = Tolerance.roundoff(operations: 2 * count + 4)
    expectClose(dot(x, y), product, rounding, scale: norm(x) * norm(y) + 1)
    expectClose(norm(x), square.squareRoot(), rounding, scale: norm(x))
    #expect(dot(x, y) == dot(y, x))
    let difference = zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    expectClose(distance(x, y), difference.squareRoot(), rounding, scale: norm(x) + norm(y))
    #expect(maximumNorm(x) == x.map { abs($0) }.max() ?? 0)
    #expect(maximumDistance(x, y) == zip(x, y).map { abs($0 - $1) }.max() ?? 0)
  }

  @Test("y + αx and αx, each entry rounded once or twice", arguments: [0, 1, 2, 7, 64, 1001])
  func updates(count: Int) {
    let (x, y) = (Self.random(count, seed: 3), Self.random(count, seed: 4))
    var sum = y
    add(-0.3, x, to: &sum)
    for index in x.indices {
      // With or without a fused multiply-add.
      expectClose(
        sum[index], y[index] - 0.3 * x[index], .roundoff(operations: 2),
        scale: abs(y[index]) + abs(x[index]))
    }
    var scaled = x
    scale(&scaled, by: -0.3)
    #expect(scaled == x.map { -0.3 * $0 })
  }

  @Test("changing a copy leaves the original alone")
  func copies() {
    let x = [1.0, 2]
    var y = x
    scale(&y, by: 2)
    add(1, x, to: &y)
    #expect(x == [1, 2] && y == [3, 6])
  }

  @Test("the norm neither overflows nor underflows on the way", arguments: [1e-300, 1e300])
  func extreme(size: Double) {
    expectClose(norm([3 * size, 4 * size]), 5 * size, .roundoff(operations: 8), scale: 5 * size)
  }

  @Test("NaN and infinities show")
  func notFinite() {
    #expect(norm([1, .nan]).isNaN)
    #expect(maximumNorm([.nan, 1]).isNaN && maximumDistance([1, 2], [.nan, 1]).isNaN)
    #expect(norm([1, -.infinity]) == .infinity)
    #expect(dot([1, .nan], [0, 0]).isNaN)
  }

  @Test("refuses lengths that do not fit")
  func lengths() async {
    await #expect(processExitsWith: .failure) { _ = dot([1, 2], [1]) }
    await #expect(processExitsWith: .failure) {
      var y = [1.0]
      add(1, [1, 2], to: &y)
    }
  }
}
