// The Chambolle–Pock method on every function, with its certificates.

import LinearAlgebra
import Optimization
import Testing

@Suite("Chambolle–Pock")
struct ChambollePockTests {
  /// G = g, K = A, F = ½‖· − b‖².
  private func solve(
    _ problem: NamedComposite, ratio: Double = 1, gap: Double = -1, residual: Double = -1,
    limit: Int = 100_000
  ) throws -> ChambollePock.Result {
    try run(problem.function, problem, ratio, gap, residual, limit)
  }

  private func run(
    _ function: some ProximableFunction, _ problem: NamedComposite, _ ratio: Double, _ gap: Double,
    _ residual: Double, _ limit: Int
  ) throws -> ChambollePock.Result {
    ChambollePock(norm: try operatorNorm(of: problem.map).upper, ratio: ratio).minimize(
      function, SquaredDistance(center: problem.target), problem.map, gapTolerance: gap,
      residualTolerance: residual, iterationLimit: limit)
  }

  @Test("finds the minimiser of every problem", arguments: NamedComposite.all, [0.3, 1, 3])
  func minimiser(problem: NamedComposite, ratio: Double) throws {
    let result = try solve(problem, ratio: ratio, residual: 1e-10)
    guard case .residual(let residual) = result.stopReason else {
      Issue.record("stopped by \(result.stopReason)")
      return
    }
    #expect(residual <= 1e-10 && residual == result.residual)
    #expect(distance(result.primal, problem.minimiser) <= 1e-8)
    // The dual solution is the gradient of F at Ax.
    let gradient = zip(problem.map.applied(to: problem.minimiser), problem.target)
      .map { $0 - $1 }
    #expect(distance(result.dual, gradient) <= 1e-8)
    #expect(
      result.cost
        == OperationCount(
          products: result.iterations + 1, adjointProducts: result.iterations + 1,
          proximalSteps: 2 * result.iterations))
  }

  @Test(
    "the gap bounds the excess over the minimum, and stops the run", arguments: NamedComposite.all)
  func gap(problem: NamedComposite) throws {
    let least = problem.value(problem.minimiser)
    for limit in [1, 10, 100] {
      let result = try solve(problem, limit: limit)
      #expect(result.stopReason == .iterationLimit && result.iterations == limit)
      #expect(result.gap >= problem.value(result.primal) - least - 1e-12)
    }
    // Dual constraints are satisfied only in the limit; those problems stop by the residual.
    let result = try solve(problem, gap: 1e-6, residual: 1e-11)
    switch result.stopReason {
    case .gap(let gap): #expect(gap <= 1e-6 && problem.value(result.primal) - least <= 1e-6)
    case .residual(let residual): #expect(residual <= 1e-11)
    default: Issue.record("stopped by \(result.stopReason)")
    }
  }

  /// The dual of isotropic total variation is always feasible, because F* is an indicator and G* is not.
  @Test("isotropic total variation of an image, to a certified gap")
  func image() {
    let image = normals(8 * 9, seed: 80).enumerated().map {
      ($0.offset % 9 < 4 ? 0 : 1) + 0.2 * $0.element
    }
    let gradient = StencilMap(height: 8, width: 9, boundary: .open)
    let result = ChambollePock(norm: 8.0.squareRoot()).minimize(
      SquaredDistance(center: image), GroupNorm(weight: 0.3, layout: .strided(2)), gradient,
      gapTolerance: 1e-6, iterationLimit: 20_000)
    guard case .gap(let gap) = result.stopReason else {
      Issue.record("stopped by \(result.stopReason)")
      return
    }
    #expect(gap >= 0 && gap <= 1e-6)
    #expect(abs(result.primal.reduce(0, +) - image.reduce(0, +)) < 1e-2)
  }

  @Test("says why it stopped")
  func reasons() throws {
    let problem = NamedComposite.all[1]
    let method = ChambollePock(norm: try operatorNorm(of: problem.map).upper)
    let (f, g) = (SquaredDistance(center: problem.target), L1Norm(weight: 0.7))
    let interrupted = method.minimize(g, f, problem.map) { number, _, _ in number < 4 }
    #expect(interrupted.stopReason == .interrupted && interrupted.iterations == 4)
    let again = method.minimize(
      g, f, problem.map, from: interrupted.primal, dualStart: interrupted.dual, iterationLimit: 0)
    #expect(again.primal == interrupted.primal && again.gap == interrupted.gap)
    let wild = ChambollePock(primalStep: 1e200, dualStep: 1e200).minimize(
      ZeroFunction(), f, problem.map)
    #expect(wild.stopReason == .nonFinite)
  }

  @Test("rejects illegal arguments")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = ChambollePock(primalStep: 0, dualStep: 1) }
    await #expect(processExitsWith: .failure) {
      _ = ChambollePock(norm: 1).minimize(
        ZeroFunction(), ZeroFunction(), Matrix.identity(2), from: [1])
    }
  }
}
