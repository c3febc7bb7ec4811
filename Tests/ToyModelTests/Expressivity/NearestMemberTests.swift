// The nearest member: it is one, and no other is nearer.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Nearest member", .tags(.property))
struct NearestMemberTests {
  private static let cases = ExpressivityCase.all(sizes: [1, 2, 5], seeds: 1...2)

  @Test("is a member, or is marked as a limit", arguments: cases)
  func isMember(_ test: ExpressivityCase) throws {
    var generator = SeededGenerator(seed: test.seed)
    let matrix = Matrix.random(
      rows: test.dimension, columns: test.dimension, using: &generator)
    let membership = try test.set.membership(of: matrix)
    let again = try test.set.membership(of: membership.nearest)
    if membership.isNearestAttained {
      #expect(again.isMember, "\(test.testDescription): \(again.violations)")
    } else {
      for violation in again.violations {
        guard case .eigenvalueBelowImage(_, _, _, isBoundIncluded: false) = violation else {
          Issue.record("\(test.testDescription): \(violation)")
          continue
        }
      }
    }
    expectClose(
      again.distance, 0, .iterative(1e-10), scale: matrix.frobeniusNorm + 1, test.testDescription)
  }

  @Test("the distance is ‖T − nearest‖_F", arguments: cases)
  func distance(_ test: ExpressivityCase) throws {
    var generator = SeededGenerator(seed: test.seed)
    let matrix = Matrix.random(
      rows: test.dimension, columns: test.dimension, using: &generator)
    let membership = try test.set.membership(of: matrix)
    #expect(membership.distance == matrix.subtracting(membership.nearest).frobeniusNorm)
    #expect(membership.eigenvalues.count == test.dimension)
    #expect(membership.nearestGains.count { $0.isForced } == test.dimension - test.rows)
  }

  @Test("no random member is nearer", arguments: cases)
  func isNearest(_ test: ExpressivityCase) throws {
    var generator = SeededGenerator(seed: test.seed)
    let matrix = Matrix.random(
      rows: test.dimension, columns: test.dimension, using: &generator)
    let distance = try test.set.membership(of: matrix).distance
    for _ in 0..<20 {
      let other = try test.randomMap(using: &generator)
      expectAtMost(
        distance, matrix.subtracting(other).frobeniusNorm, .roundoff(operations: 256),
        test.testDescription)
      let member = try test.randomMember(using: &generator)
      expectAtMost(
        distance, matrix.subtracting(member).frobeniusNorm, .roundoff(operations: 256),
        test.testDescription)
    }
  }

  @Test("no choice of forced eigenvalues is nearer", arguments: cases)
  func assignments(_ test: ExpressivityCase) throws {
    var generator = SeededGenerator(seed: test.seed)
    let n = test.dimension
    let matrix = Matrix.random(rows: n, columns: n, using: &generator).symmetricPart
    let membership = try test.set.membership(of: matrix)
    let image = test.set.image
    var best = Double.infinity
    for subset in 0..<(1 << n) where subset.nonzeroBitCount == n - test.rows {
      var square = 0.0
      for (index, value) in membership.eigenvalues.enumerated() {
        let clipped = min(max(value, image.lowerBound.value), image.upperBound.value)
        let target = subset >> index & 1 == 1 ? test.set.forcedGain.value : clipped
        square += (target - value) * (target - value)
      }
      best = min(best, square)
    }
    expectClose(
      membership.distance, best.squareRoot(), .roundoff(operations: 64 * n),
      scale: matrix.frobeniusNorm, test.testDescription)
  }
}
