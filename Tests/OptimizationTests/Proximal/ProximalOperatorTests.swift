// Proximal operators tested by their defining properties.

import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Proximal operators")
struct ProximalOperatorTests {
  private static let steps = [0.01, 0.5, 1, 7]

  /// p = prox_τg(x) is the point with u = (x − p)/τ ∈ ∂g(p), which means g(p) + g*(u) = ⟨p, u⟩.
  @Test(
    "the step is a subgradient: Fenchel's equality", arguments: NamedFunction.all, steps)
  func subgradient(named: NamedFunction, step: Double) {
    for seed in 1...20 as ClosedRange<UInt64> {
      let x = normals(named.dimension, seed: seed).map { 2 * $0 }
      var p = x
      named.function.prox(&p, step: step)
      let u = zip(x, p).map { ($0 - $1) / step }
      let (value, conjugate) = (named.function.value(p), named.function.conjugate(u))
      // The rounding of x is multiplied by 1/τ in u.
      let scale = 1 + abs(value) + abs(conjugate) + norm(x) * norm(u)
      expectClose(
        value + conjugate, dot(p, u), .iterative(1e-13 * max(1, 1 / step)), scale: scale,
        "seed \(seed)")
    }
  }

  @Test("g(x) + g*(y) ≥ ⟨x, y⟩", arguments: NamedFunction.all)
  func inequality(named: NamedFunction) {
    for seed in 1...50 as ClosedRange<UInt64> {
      let x = normals(named.dimension, seed: seed)
      let y = normals(named.dimension, seed: 1000 + seed).map { 0.3 * $0 }
      #expect(named.function.value(x) + named.function.conjugate(y) >= dot(x, y) - 1e-13)
    }
  }

  /// ‖p − q‖² ≤ ⟨p − q, x − y⟩.
  @Test("is firmly nonexpansive", arguments: NamedFunction.all, steps)
  func firmness(named: NamedFunction, step: Double) {
    for seed in 1...20 as ClosedRange<UInt64> {
      let (x, y) = (normals(named.dimension, seed: seed), normals(named.dimension, seed: 77 + seed))
      var (p, q) = (x, y)
      named.function.prox(&p, step: step)
      named.function.prox(&q, step: step)
      let change = zip(p, q).map { $0 - $1 }
      #expect(dot(change, change) <= dot(change, zip(x, y).map { $0 - $1 }) + 1e-14)
    }
  }

  /// x = prox_τg(x) + τ prox_g*/τ(x/τ), where g* has its own proximal operator.
  @Test("Moreau's identity for pairs of functions that are conjugate to each other")
  func moreau() {
    let pairs: [(any ProximableFunction, any ProximableFunction)] = [
      (L1Norm(weight: 0.7), BoxConstraint(-0.7, 0.7)),
      (GroupNorm(weight: 1.3), L2Ball(radius: 1.3)),
      (SquaredDistance(weight: 0.6), SquaredDistance(weight: 1 / 0.6)),
      (ZeroFunction(), BoxConstraint(0, 0)),
    ]
    for (function, conjugate) in pairs {
      for step in Self.steps {
        let x = normals(5, seed: 3)
        var (first, second, third) = (x, x.map { $0 / step }, x)
        function.prox(&first, step: step)
        conjugate.prox(&second, step: 1 / step)
        #expect(distance(x, zip(first, second).map { $0 + step * $1 }) <= 1e-14)
        conjugateProx(conjugate, &third, step)
        #expect(distance(first, third) <= 1e-14)
      }
    }
  }

  /// Every point of a fine grid has at least the value of the proximal step.
  @Test("no grid point is better", arguments: NamedFunction.all)
  func grid(named: NamedFunction) {
    let step = 0.8
    let x = Array(normals(named.dimension, seed: 9).prefix(named.dimension))
    var p = x
    named.function.prox(&p, step: step)
    func cost(_ u: [Double]) -> Double {
      named.function.value(u) + square(distance(u, x)) / (2 * step)
    }
    let least = cost(p)
    #expect(least.isFinite)
    // Two coordinates at a time around the step, which also satisfies constraints.
    for first in 0..<named.dimension - 1 {
      for i in -20...20 {
        for j in -20...20 {
          var u = p
          u[first] += 0.05 * Double(i)
          u[first + 1] += 0.05 * Double(j)
          #expect(cost(u) >= least - 1e-12)
        }
      }
    }
  }

  @Test("soft thresholding, by hand")
  func softThresholding() {
    #expect(softThreshold(3, 1) == 2 && softThreshold(-3, 1) == -2)
    #expect(softThreshold(1, 1) == 0 && softThreshold(-0.5, 1) == 0 && softThreshold(0, 0) == 0)
    let edges = [3, -3, 1, -1, 0.5, -0.0, 1e300, .infinity, -.infinity, .nan, 1.5, -1.5]
    for first in stride(from: 0, to: edges.count, by: 4) {
      let four = SIMD4(edges[first..<first + 4])
      for threshold in [0, 1.0] {
        let found = softThreshold(four, threshold)
        for lane in 0..<4 { #expect(found[lane] == softThreshold(four[lane], threshold)) }
      }
    }
  }

  @Test("the l1 ball: inside nothing changes, outside the norm is the radius")
  func l1Ball() {
    var inside = [0.5, -0.25]
    L1Ball(radius: 1).prox(&inside, step: 1)
    #expect(inside == [0.5, -0.25])
    // θ = (3 + 2 − 1)/2 = 2 leaves the first entry only.
    var outside = [3.0, -2, 1]
    L1Ball(radius: 1).prox(&outside, step: 1)
    #expect(outside == [1, 0, 0])
    var ties = [1.0, -1, 1, 1]
    L1Ball(radius: 2).prox(&ties, step: 1)
    #expect(ties == [0.5, -0.5, 0.5, 0.5])
  }

  @Test("Euclidean norms neither overflow nor underflow", arguments: [1e-200, 1e200])
  func scale(factor: Double) {
    #expect(GroupNorm(weight: 1).value([3 * factor, 4 * factor]) == 5 * factor)
    var x = [3 * factor, 4 * factor]
    L2Ball(radius: factor).prox(&x, step: 1)
    expectClose(x[0], 0.6 * factor, .roundoff(operations: 8))
  }

  @Test("rejects parameters that define no function")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = L1Norm(weight: -1) }
    await #expect(processExitsWith: .failure) { _ = WeightedL1Norm(weights: [1, .nan]) }
    await #expect(processExitsWith: .failure) { _ = BoxConstraint(1, 0) }
    await #expect(processExitsWith: .failure) { _ = L2Ball(radius: -1) }
    await #expect(processExitsWith: .failure) { _ = L1Ball(radius: .infinity) }
    await #expect(processExitsWith: .failure) { _ = SquaredDistance(weight: 0) }
    await #expect(processExitsWith: .failure) { _ = GroupNorm(weight: 1, layout: .strided(0)) }
    await #expect(processExitsWith: .failure) {
      _ = GroupNorm(weight: 1, layout: .strided(2)).value([1, 2, 3])
    }
    await #expect(processExitsWith: .failure) { _ = WeightedL1Norm(weights: [1]).value([1, 2]) }
  }

  private func conjugateProx(
    _ function: some ProximableFunction, _ x: inout [Double], _ step: Double
  ) {
    ConjugateFunction(function).prox(&x, step: step)
  }

  private func square(_ x: Double) -> Double { x * x }
}
