// Boundaries on one line, for functions whose zeros are known.

import Foundation
import Studies
import Testing

@testable import ToyCommand

@Suite struct PhaseColumnTests {
  private static let grid = (0...20).map { Double($0) / 2 }

  private func column(_ f: (Double) -> Double) -> PhaseColumn {
    PhaseColumn(k: 1, grid: Self.grid, of: f)
  }

  @Test("every simple root, and who wins between them")
  func roots() {
    let column = column { x in (x - 1.1) * (x - 3.3) * (x - 7.7) }
    #expect(column.winners == [.unrolled, .bilevel, .unrolled, .bilevel])
    for (found, root) in zip(column.boundaries, [1.1, 3.3, 7.7]) {
      #expect(abs(found - root) < 1e-14 * root)
    }
  }

  @Test(
    "two roots between neighbours of the grid",
    arguments: [(3.1, 3.3), (3.12, 3.14), (0.1, 0.2), (9.7, 9.8), (4.9, 5.1), (3.01, 3.0101)])
  func pair(one: Double, other: Double) {
    for sign in [1.0, -1] {
      let column = column { x in sign * (x - one) * (x - other) }
      let outer: Winner = sign > 0 ? .bilevel : .unrolled
      let inner: Winner = sign > 0 ? .unrolled : .bilevel
      #expect(column.winners == [outer, inner, outer])
      #expect(zip(column.boundaries, [one, other]).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test("no root: one winner", arguments: [1.0, -1, .infinity, -.infinity])
  func none(value: Double) {
    let expected: Winner = value > 0 ? .bilevel : .unrolled
    #expect(column { _ in value }.winners == [expected])
    #expect(column { x in value.sign == .plus ? 1 + x : -1 - x }.winners == [expected])
    #expect(column { x in value.sign == .plus ? 11 - x : x - 11 }.winners == [expected])
  }

  @Test("equality all along")
  func equal() {
    let column = column { _ in 0 }
    #expect(column.winners == [.equal] && column.boundaries.isEmpty)
  }

  @Test("an equal stretch has ends, found to the last bits", arguments: [3.0, 3.21, 0, 0.2])
  func stretch(start: Double) {
    let column = column { x in x < start ? x - start : max(0, x - 6.4) }
    if start == 0 {
      #expect(column.winners == [.equal, .bilevel])
    } else {
      #expect(column.winners == [.unrolled, .equal, .bilevel])
      #expect(abs((column.boundaries.first ?? 0) - start) < 1e-14)
    }
    #expect(abs((column.boundaries.last ?? 0) - 6.4) < 1e-14)
  }

  @Test("a zero on the grid is a crossing, or a touch with one winner on both sides")
  func zeroOnGrid() {
    let crossing = column { $0 - 4 }
    #expect(crossing.winners == [.unrolled, .bilevel] && crossing.boundaries == [4])
    let touch = column { -($0 - 4) * ($0 - 4) }
    #expect(touch.winners == [.unrolled, .unrolled] && touch.boundaries == [4])
    #expect(column { $0 }.winners == [.bilevel])
    #expect(column { $0 - 10 }.winners == [.unrolled])
  }

  @Test("roots close to a touch on the grid are not stepped over", arguments: [0.3, 0.01, 1e-4])
  func nearTouch(distance: Double) {
    let column = column { x in
      let y = x - 4
      return y * y * (y * y - distance * distance)
    }
    #expect(column.winners == [.bilevel, .unrolled, .unrolled, .bilevel])
    #expect(
      zip(column.boundaries, [4 - distance, 4, 4 + distance]).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
