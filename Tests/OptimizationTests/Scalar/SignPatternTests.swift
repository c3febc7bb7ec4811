// Signs along an interval, for functions whose zeros are known.

import Optimization
import Testing

@Suite struct SignPatternTests {
  private static let grid = (0...20).map { Double($0) / 2 }

  private func pattern(_ f: (Double) -> Double) -> SignPattern {
    SignPattern(on: Self.grid, of: f)
  }

  @Test("every simple root, and the signs between them")
  func roots() {
    let pattern = pattern { x in (x - 1.1) * (x - 3.3) * (x - 7.7) }
    #expect(pattern.signs == [.negative, .positive, .negative, .positive])
    for (found, root) in zip(pattern.boundaries, [1.1, 3.3, 7.7]) {
      #expect(abs(found - root) < 1e-14 * root)
    }
  }

  @Test(
    "two roots between neighbours of the grid",
    arguments: [(3.1, 3.3), (3.12, 3.14), (0.1, 0.2), (9.7, 9.8), (4.9, 5.1), (3.01, 3.0101)])
  func pair(one: Double, other: Double) {
    for sign in [1.0, -1] {
      let pattern = pattern { x in sign * (x - one) * (x - other) }
      let outer: SignPattern.Sign = sign > 0 ? .positive : .negative
      let inner: SignPattern.Sign = sign > 0 ? .negative : .positive
      #expect(pattern.signs == [outer, inner, outer])
      #expect(zip(pattern.boundaries, [one, other]).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test("no root: one sign", arguments: [1.0, -1, .infinity, -.infinity])
  func none(value: Double) {
    let expected: SignPattern.Sign = value > 0 ? .positive : .negative
    #expect(pattern { _ in value }.signs == [expected])
    #expect(pattern { x in value.sign == .plus ? 1 + x : -1 - x }.signs == [expected])
    #expect(pattern { x in value.sign == .plus ? 11 - x : x - 11 }.signs == [expected])
  }

  @Test("zero all along")
  func zero() {
    let pattern = pattern { _ in 0 }
    #expect(pattern.signs == [.zero] && pattern.boundaries.isEmpty)
  }

  @Test("a stretch of zeros has ends, found to the last bits", arguments: [3.0, 3.21, 0, 0.2])
  func stretch(start: Double) {
    let pattern = pattern { x in x < start ? x - start : max(0, x - 6.4) }
    if start == 0 {
      #expect(pattern.signs == [.zero, .positive])
    } else {
      #expect(pattern.signs == [.negative, .zero, .positive])
      #expect(abs((pattern.boundaries.first ?? 0) - start) < 1e-14)
    }
    #expect(abs((pattern.boundaries.last ?? 0) - 6.4) < 1e-14)
  }

  @Test("a zero on the grid is a crossing, or a touch with one sign on both sides")
  func zeroOnGrid() {
    let crossing = pattern { $0 - 4 }
    #expect(crossing.signs == [.negative, .positive] && crossing.boundaries == [4])
    let touch = pattern { -($0 - 4) * ($0 - 4) }
    #expect(touch.signs == [.negative, .negative] && touch.boundaries == [4])
    #expect(pattern { $0 }.signs == [.positive])
    #expect(pattern { $0 - 10 }.signs == [.negative])
  }

  @Test("roots close to a touch on the grid are not stepped over", arguments: [0.3, 0.01, 1e-4])
  func nearTouch(distance: Double) {
    let pattern = pattern { x in
      let y = x - 4
      return y * y * (y * y - distance * distance)
    }
    #expect(pattern.signs == [.positive, .negative, .negative, .positive])
    #expect(
      zip(pattern.boundaries, [4 - distance, 4, 4 + distance]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("a function value that is NaN counts as positive")
  func notANumber() {
    #expect(pattern { _ in .nan }.signs == [.positive])
  }
}
