// ISTA and FISTA on every function, and when they stop.

import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Proximal gradient descent")
struct ProximalGradientTests {
  typealias Method = ProximalGradient.Acceleration
  static let methods: [Method] = [.none, .fista]

  private func lipschitz(_ problem: NamedComposite) throws -> Double {
    let norm = try operatorNorm(of: problem.map).upper
    return norm * norm
  }

  @Test(
    "finds the minimiser and satisfies the rate of its theorem at every iterate",
    arguments: methods, NamedComposite.all)
  func rates(method: Method, problem: NamedComposite) throws {
    let lipschitz = try lipschitz(problem)
    var smooth = LeastSquares(problem.map, problem.target)
    let least = problem.value(problem.minimiser)
    let first = distance(problem.start, problem.minimiser)
    let result = ProximalGradient(method, stepSize: .fixed(1 / lipschitz)).minimize(
      &smooth, problem.function, from: problem.start, residual: 1e-11, iterationLimit: 20_000
    ) { iteration, point in
      if iteration > 0 {
        let k = Double(iteration)
        // L‖x⁰ − x*‖²/(2k) and 2L‖x⁰ − x*‖²/(k+1)².
        let bound =
          lipschitz * first * first
          * (method == .none ? 1 / (2 * k) : 2 / ((k + 1) * (k + 1)))
        #expect(problem.value(point) - least <= bound + 1e-11, "iteration \(iteration)")
      }
      return true
    }
    guard case .residual(let residual) = result.stopReason else {
      Issue.record("stopped by \(result.stopReason)")
      return
    }
    #expect(residual <= 1e-11 && residual == result.residual)
    #expect(distance(result.point, problem.minimiser) <= 1e-9)
    // One gradient, i.e. two products, and one proximal step per iteration.
    #expect(
      result.cost
        == OperationCount(
          products: result.iterations, adjointProducts: result.iterations,
          gradients: result.iterations, proximalSteps: result.iterations))
  }

  @Test("FISTA is much faster on ill-conditioned problems")
  func acceleration() {
    let map = Matrix(diagonal: (0..<10).map { 1 / Double(1 + 2 * $0) })
    let counts = Self.methods.map { method in
      var smooth = LeastSquares(map, [Double](repeating: 1, count: 10))
      return ProximalGradient(method, stepSize: .fixed(1)).minimize(
        &smooth, L1Norm(weight: 1e-4), from: [Double](repeating: 0, count: 10), residual: 1e-4,
        iterationLimit: 100_000
      ).iterations
    }
    #expect(3 * counts[1] < counts[0], "\(counts)")
  }

  @Test("a rule receives point and gradient, and its step is used")
  func rule() throws {
    let problem = try NamedComposite(NamedFunction("l1 norm", L1Norm(weight: 0.7)), seed: 40)
    let step = try 1 / lipschitz(problem)
    var (one, other) = (
      LeastSquares(problem.map, problem.target), LeastSquares(problem.map, problem.target)
    )
    let (map, target) = (problem.map, problem.target)
    let ruled = ProximalGradient(
      stepSize: .rule { point, gradient in
        let residual = zip(map.applied(to: point), target).map { $0 - $1 }
        return distance(gradient, map.adjointApplied(to: residual)) <= 1e-12 ? step : .nan
      }
    ).minimize(&one, problem.function, from: problem.start, iterationLimit: 50)
    let fixed = ProximalGradient(stepSize: .fixed(step)).minimize(
      &other, problem.function, from: problem.start, iterationLimit: 50)
    #expect(ruled == fixed && ruled.stopReason == .iterationLimit && ruled.iterations == 50)
  }

  @Test("stops by a certificate, by the caller, and at numbers that are not finite")
  func reasons() throws {
    let problem = try NamedComposite(NamedFunction("l1 norm", L1Norm(weight: 0.7)), seed: 40)
    let method = ProximalGradient(stepSize: .fixed(try 1 / lipschitz(problem)))
    var smooth = LeastSquares(problem.map, problem.target)
    let certified = method.minimize(
      &smooth, problem.function, from: problem.start,
      gap: ({ problem.value($0) - problem.value(problem.minimiser) }, 1e-3))
    guard case .gap(let gap) = certified.stopReason else {
      Issue.record("stopped by \(certified.stopReason)")
      return
    }
    #expect(gap <= 1e-3 && certified.iterations > 0)
    let interrupted = method.minimize(&smooth, problem.function, from: problem.start) { k, _ in
      k < 3
    }
    #expect(interrupted.stopReason == .interrupted && interrupted.iterations == 3)
    let wild = ProximalGradient(stepSize: .fixed(1e300)).minimize(
      &smooth, problem.function, from: problem.start)
    #expect(wild.stopReason == .nonFinite && wild.point.allSatisfy(\.isFinite))
    let none = ProximalGradient(stepSize: .rule { _, _ in 0 }).minimize(
      &smooth, problem.function, from: problem.start)
    #expect(none.stopReason == .nonFinite && none.point == problem.start && none.iterations == 0)
  }

  @Test("rejects illegal arguments")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = ProximalGradient(stepSize: .fixed(0)) }
    await #expect(processExitsWith: .failure) {
      var smooth = LeastSquares(Matrix.identity(2), [1, 2])
      _ = ProximalGradient(stepSize: .fixed(1)).minimize(&smooth, ZeroFunction(), from: [1])
    }
    await #expect(processExitsWith: .failure) { _ = LeastSquares(Matrix.identity(2), [1]) }
  }
}
