// Members are accepted, everything else is refused with the reason.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Membership in the expressivity set", .tags(.property))
struct MembershipTests {
  @Test(
    "f(RᵀR) is a member for every R",
    arguments: ExpressivityCase.all(sizes: [1, 2, 6], seeds: 1...3)
  )
  func members(_ test: ExpressivityCase) throws {
    var generator = SeededGenerator(seed: test.seed)
    let map = try test.randomMap(using: &generator)
    let membership = try test.set.membership(of: map)
    #expect(membership.isMember, "\(test.testDescription): \(membership.violations)")
    #expect(membership.isNearestAttained)
    expectClose(
      membership.distance, 0, .iterative(1e-10), scale: map.frobeniusNorm, test.testDescription)
  }

  @Test(
    "so is a matrix with k eigenvalues in the image and n − k at f(0)",
    arguments: ExpressivityCase.all(sizes: [1, 4], seeds: 1...3))
  func constructed(_ test: ExpressivityCase) throws {
    var generator = SeededGenerator(seed: test.seed)
    let membership = try test.set.membership(of: try test.randomMember(using: &generator))
    #expect(membership.isMember, "\(test.testDescription): \(membership.violations)")
  }

  @Test("N = 1 accepts ωI only")
  func singleStep() throws {
    let set = ExpressivitySet(
      filter: UnrolledFilter(depth: 1, stepSize: 0.7), dimension: 3, rows: 3)
    #expect(try set.membership(of: Matrix(diagonal: [0.7, 0.7, 0.7])).isMember)
    let membership = try set.membership(of: Matrix(diagonal: [0.7, 0.6, 0.8]))
    #expect(
      membership.violations == [
        .eigenvalueBelowImage(count: 1, lowest: 0.6, bound: 0.7, isBoundIncluded: true),
        .eigenvalueAboveImage(count: 1, highest: 0.8, bound: 0.7),
      ])
    #expect(membership.nearest == Matrix(diagonal: [0.7, 0.7, 0.7]))
  }

  @Test("asymmetry is named with its amount and place")
  func asymmetric() throws {
    var matrix = Matrix(diagonal: [0.5, 0.5, 0.5])
    matrix[2, 0] = 0.25
    let set = ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 3)
    let membership = try set.membership(of: matrix)
    #expect(membership.violations == [.notSymmetric(difference: 0.25, row: 0, column: 2)])
    // The symmetric part is a member, and the nearest one.
    expectClose(
      membership.distance, (2.0).squareRoot() * 0.125, .roundoff(operations: 64))
    #expect(try set.membership(of: membership.nearest).isMember)
  }

  @Test("missing forced eigenvalues are counted")
  func tooFewForced() throws {
    let set = ExpressivitySet(filter: BilevelFilter(), dimension: 4, rows: 1)
    let membership = try set.membership(of: Matrix(diagonal: [0.5, 1, 0.25, 0.75]))
    #expect(
      membership.violations == [.tooFewForcedEigenvalues(found: 1, needed: 3, forced: 1)])
    #expect(membership.nearest == Matrix(diagonal: [1, 1, 0.25, 1]))
    expectClose(membership.distance, (0.25 + 0.0625).squareRoot(), .roundoff(operations: 8))
    #expect(membership.nearestGains.count { $0.isForced } == 3)
  }

  @Test("eigenvalues above the image: bilevel and even depths")
  func above() throws {
    let bilevel = ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 3)
    let matrix = Matrix(diagonal: [0.5, 1.5, 1.25])
    #expect(
      try bilevel.membership(of: matrix).violations
        == [.eigenvalueAboveImage(count: 2, highest: 1.5, bound: 1)])
    let even = ExpressivitySet(
      filter: UnrolledFilter(depth: 2, stepSize: 0.5), dimension: 3, rows: 3)
    #expect(
      try even.membership(of: matrix).violations
        == [.eigenvalueAboveImage(count: 2, highest: 1.5, bound: 0.75)])
    #expect(try even.membership(of: Matrix(diagonal: [-1e6, 0.5, 0.75])).isMember)
  }

  @Test("eigenvalues below the image: bilevel with its open end, odd depths with a closed one")
  func below() throws {
    let matrix = Matrix(diagonal: [0.5, -0.25, 0.75])
    let bilevel = ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 3)
    #expect(
      try bilevel.membership(of: matrix).violations
        == [.eigenvalueBelowImage(count: 1, lowest: -0.25, bound: 0, isBoundIncluded: false)])
    let odd = ExpressivitySet(
      filter: UnrolledFilter(depth: 3, stepSize: 0.5), dimension: 3, rows: 3)
    #expect(
      try odd.membership(of: matrix).violations
        == [.eigenvalueBelowImage(count: 1, lowest: -0.25, bound: 0.375, isBoundIncluded: true)])
    #expect(try odd.membership(of: Matrix(diagonal: [0.375, 0.5, 1e6])).isMember)
  }

  @Test(
    "the best denoiser of constant data is refused by bilevel at its open end",
    arguments: [2, 3, 5])
  func wienerOfConstantData(n: Int) throws {
    let (energy, variance) = (1.25, 0.81)
    let best = Matrix(
      repeating: energy / (Double(n) * energy + variance), rows: n, columns: n)
    let set = ExpressivitySet(filter: BilevelFilter(), dimension: n, rows: n)
    let membership = try set.membership(of: best)
    #expect(!membership.isMember)
    #expect(!membership.isNearestAttained)
    try #require(membership.violations.count == 1)
    guard
      case .eigenvalueBelowImage(let count, let lowest, let bound, let isIncluded) =
        membership.violations[0]
    else {
      Issue.record("refused for \(membership.violations)")
      return
    }
    #expect(count == n - 1 && bound == 0 && !isIncluded)
    expectClose(lowest, 0, .roundoff(operations: 16 * n), scale: 1)
    // It is a limit of members: the distance is only rounding.
    expectClose(membership.distance, 0, .roundoff(operations: 16 * n), scale: 1)
  }

  @Test("bilevel learning refuses the eigenvalue 0 itself, at the open end of its image")
  func openEnd() throws {
    let set = ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 3)
    let membership = try set.membership(of: Matrix(diagonal: [0.5, 0, 0.75]))
    #expect(
      membership.violations
        == [.eigenvalueBelowImage(count: 1, lowest: 0, bound: 0, isBoundIncluded: false)])
    #expect(!membership.isNearestAttained)
    // What can be told from 0 by more than rounding is accepted.
    #expect(try set.membership(of: Matrix(diagonal: [0.5, 1e-14, 0.75])).isMember)
    #expect(!BilevelFilter().image.contains(.zero))
    #expect(BilevelFilter().image.contains(Gain(value: 1e-300)))
  }

  @Test("the tolerance is relative to the larger of ‖T‖₂ and |f(0)|")
  func tolerance() throws {
    let set = ExpressivitySet(filter: BilevelFilter(), dimension: 2, rows: 1)
    let matrix = Matrix(diagonal: [1 + 1e-7, 0.5])
    #expect(try !set.membership(of: matrix).isMember)
    #expect(try set.membership(of: matrix, tolerance: 1e-6).isMember)
  }

  @Test("refuses a matrix of another size, and k outside 1…n")
  func sizes() async {
    await #expect(processExitsWith: .failure) {
      _ = try ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 2)
        .membership(of: .identity(2))
    }
    await #expect(processExitsWith: .failure) {
      _ = ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 4)
    }
    await #expect(processExitsWith: .failure) {
      _ = ExpressivitySet(filter: BilevelFilter(), dimension: 3, rows: 0)
    }
  }
}
