// The root finder on functions that are easy, steep, flat, infinite or tiny.

import Foundation
import Optimization
import Testing

/// A function with a known zero in a bracket.
struct RootProblem: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let lower: Double
  let upper: Double
  let root: Double
  /// The shift of the zero that rounding of f may cause, relative to the root.
  let conditioning: Double
  /// The most evaluations that it may cost.
  let cost: Int
  let function: @Sendable (Double) -> Double

  init(
    _ name: String, _ lower: Double, _ upper: Double, root: Double, conditioning: Double = 0,
    cost: Int = 20, _ function: @escaping @Sendable (Double) -> Double
  ) {
    testDescription = name
    (self.lower, self.upper, self.root) = (lower, upper, root)
    (self.conditioning, self.cost, self.function) = (conditioning, cost, function)
  }

  static let all: [RootProblem] = [
    RootProblem("linear", -1, 3, root: 0.7) { $0 - 0.7 },
    RootProblem("decreasing", 0, 3, root: 2.0.squareRoot(), conditioning: 0x1p-52) { 2 - $0 * $0 },
    RootProblem("cos x = x", 0, 1, root: 0.739085133215160641655, conditioning: 0x1p-52) {
      cos($0) - $0
    },
    RootProblem("steep: exp(50x) = 2", -10, 10, root: log(2) / 50, conditioning: 0x1p-50, cost: 40)
    {
      exp(50 * $0) - 2
    },
    RootProblem("steep: x⁹⁹ = ½", 0, 10, root: pow(0.5, 1 / 99), conditioning: 0x1p-51, cost: 40) {
      pow($0, 99) - 0.5
    },
    RootProblem("a jump", 0, 1, root: 0.3, cost: 60) { $0 < 0.3 ? -1 : 1 },
    RootProblem("a pole", 0, 1, root: 0.6, conditioning: 0x1p-52, cost: 60) { 1 / ($0 - 0.6) },
    RootProblem("flat: (x−1)⁹", 0, 1.7, root: 1, conditioning: 0x1p-52, cost: 80) {
      pow($0 - 1, 9)
    },
    RootProblem("infinite at one end", 0, 1, root: exp(-1), conditioning: 0x1p-52) {
      log($0) + 1
    },
    RootProblem("infinite at both ends", 0, 1, root: 0.5, conditioning: 0x1p-51) {
      log($0) - log1p(-$0)
    },
    RootProblem("infinite but near the root", 0, 100, root: 0.001, cost: 80) {
      $0 < 0.001 ? -.infinity : $0 == 0.001 ? 0 : .infinity
    },
    // 665 halvings from 1 to the root; where interpolation fails, a halving costs two evaluations.
    RootProblem("tiny root", 0, 1, root: 1e-200, cost: 2 * 665) { $0 - 1e-200 },
    RootProblem("tiny values", -1, 2, root: 0.25) { 1e-200 * ($0 - 0.25) },
    RootProblem("huge values", -1, 2, root: 0.25) { 1e300 * ($0 - 0.25) },
    RootProblem("reversed bracket", 3, -1, root: 0.7) { $0 - 0.7 },
  ]
}

@Suite("Bracketed root")
struct BracketedRootTests {
  @Test("finds the root to the last bits", arguments: RootProblem.all)
  func find(_ problem: RootProblem) {
    let result = findRoot(lower: problem.lower, upper: problem.upper, of: problem.function)
    let allowed = (2 * 0x1p-52 + problem.conditioning) * abs(problem.root)
    #expect(
      abs(result.location - problem.root) <= allowed,
      "\(result.location) instead of \(problem.root)")
    #expect(result.evaluations <= problem.cost)
    #expect(result.stopReason != .iterationLimit)
  }

  @Test("counts the evaluations", arguments: RootProblem.all)
  func evaluations(_ problem: RootProblem) {
    var calls = 0
    let result = findRoot(lower: problem.lower, upper: problem.upper) { x in
      calls += 1
      return problem.function(x)
    }
    #expect(result.evaluations == calls)
  }

  @Test("never leaves the bracket", arguments: RootProblem.all)
  func inside(_ problem: RootProblem) {
    let bracket = min(problem.lower, problem.upper)...max(problem.lower, problem.upper)
    _ = findRoot(lower: problem.lower, upper: problem.upper) { x in
      #expect(bracket.contains(x))
      return problem.function(x)
    }
  }

  @Test("a root at an end is exact and costs two evaluations", arguments: [0.0, 2.0])
  func rootAtEnd(root: Double) {
    let result = findRoot(lower: 0, upper: 2) { $0 - root }
    #expect(result.location == root)
    #expect(result.evaluations == 2)
    #expect(result.stopReason == .exactZero)
  }

  @Test("with one zero value and no sign change, the zero is the root")
  func zeroWithoutSignChange() {
    let result = findRoot(lower: 1, upper: 3) { ($0 - 1) * ($0 - 1) }
    #expect(result.location == 1)
    #expect(result.stopReason == .exactZero)
  }

  @Test("a looser tolerance stops earlier, with the width that it reached")
  func tolerance() throws {
    let function = { (x: Double) in exp(x) - 3 }
    let fine = findRoot(lower: 0, upper: 2, of: function)
    let coarse = findRoot(lower: 0, upper: 2, relativeTolerance: 1e-3, of: function)
    #expect(coarse.evaluations < fine.evaluations)
    #expect(abs(coarse.location - log(3)) <= 2e-3 * log(3))
    guard case .bracketWidth(let width) = coarse.stopReason else {
      Issue.record("stopped by \(coarse.stopReason)")
      return
    }
    #expect(width > 0 && width <= 2.001e-3 * coarse.location)
  }

  @Test("the iteration limit is an answer, with the best point seen", arguments: [0, 1, 5])
  func limit(iterations: Int) {
    let result = findRoot(lower: 0, upper: 1, iterationLimit: iterations) { $0 < 0.3 ? -1 : 2 }
    #expect(result.stopReason == .iterationLimit)
    #expect(result.evaluations == iterations + 2)
    #expect(result.location >= 0 && result.location <= 1)
  }

  @Test("refuses a bracket without a change of sign")
  func noSignChange() async {
    await #expect(processExitsWith: .failure) {
      _ = findRoot(lower: 1, upper: 2) { $0 }
    }
  }
}
