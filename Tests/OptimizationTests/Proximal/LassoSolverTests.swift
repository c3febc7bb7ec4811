// The Lasso: solutions known beforehand, certificates, and hard cases.

import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Lasso")
struct LassoSolverTests {
  /// ½‖x − Dz‖² + Σ λⱼ|zⱼ| minus the dual value of the scaled residual, from D itself.
  private func gap(
    _ dictionary: Matrix, _ signal: [Double], _ penalties: [Double], _ z: [Double]
  ) -> (primal: Double, gap: Double) {
    let residual = zip(signal, dictionary.applied(to: z)).map { $0 - $1 }
    let rho = dictionary.adjointApplied(to: residual)
    let scale = zip(penalties, rho).reduce(1.0) { min($0, $1.0 / max(abs($1.1), 1e-300)) }
    let primal =
      0.5 * dot(residual, residual)
      + zip(penalties, z).reduce(0) { $0 + $1.0 * abs($1.1) }
    let dual = scale * dot(signal, residual) - 0.5 * scale * scale * dot(residual, residual)
    return (primal, primal - dual)
  }

  private func expectCertified(
    _ solution: LassoSolution, _ dictionary: Matrix, _ signal: [Double], _ penalties: [Double],
    _ name: String = "", tolerance: Double = 1e-14,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let energy = dot(signal, signal)
    let (primal, gap) = gap(dictionary, signal, penalties, solution.coefficients)
    let isRight =
      solution.gap >= 0 && solution.gap <= 0.5 * tolerance * energy
      && solution.stopReason == .gap && abs(solution.value - primal) <= 1e-13 * energy
      && abs(gap - solution.gap) <= 1e-13 * energy
    #expect(isRight, "\(name) \(gap) \(solution)", sourceLocation: sourceLocation)
  }

  @Test("orthonormal atoms: soft thresholding")
  func orthonormal() {
    let q = QRFactorization(.normal(12, 8, seed: 1)).q
    let x = normals(12, seed: 2)
    let solution = LassoSolver(dictionary: q).solve(x, penalty: 0.5)
    let expected = q.adjointApplied(to: x).map { softThreshold($0, 0.5) }
    #expect(distance(solution.coefficients, expected) <= 1e-14)
    expectCertified(solution, q, x, [Double](repeating: 0.5, count: 8))
  }

  @Test("a problem built from its solution, with one penalty per atom", arguments: 1...20)
  func constructed(seed: Int) throws {
    let weights = normals(8, seed: UInt64(seed)).map { 0.1 + abs($0) }
    let problem = try NamedComposite(
      NamedFunction("weighted", WeightedL1Norm(weights: weights), dimension: 8),
      seed: UInt64(100 + seed))
    let solution = LassoSolver(dictionary: problem.map).solve(problem.target, penalties: weights)
    #expect(distance(solution.coefficients, problem.minimiser) <= 1e-13)
    #expect(solution.support == problem.minimiser.indices.filter { problem.minimiser[$0] != 0 })
    expectCertified(solution, problem.map, problem.target, weights)
  }

  @Test(
    "certified on random dictionaries, from easy to hard",
    arguments: [(20, 50), (10, 20), (10, 30), (5, 40), (64, 100)], [0.8, 0.4, 0.1, 0.01, 1e-4])
  func random(size: (Int, Int), fraction: Double) {
    for seed in 1...8 as ClosedRange<UInt64> {
      let dictionary = Matrix.unitColumns(size.0, size.1, seed: seed)
      let x = normals(size.0, seed: 50 + seed)
      let solver = LassoSolver(dictionary: dictionary)
      let penalty = fraction * solver.largestPenalty(for: x)
      let solution = solver.solve(x, penalty: penalty)
      expectCertified(
        solution, dictionary, x, [Double](repeating: penalty, count: size.1), "seed \(seed)")
      #expect(solution.support.count <= size.0 && solution.sweeps < 2000)
      for j in 0..<size.1 {
        let (z, rho) = (solution.coefficients[j], solution.correlations[j])
        let violation = z == 0 ? abs(rho) - penalty : abs(rho - (z > 0 ? penalty : -penalty))
        #expect(violation <= 1e-14 * (penalty + norm(x)), "seed \(seed), atom \(j)")
      }
    }
  }

  @Test("has the same minimum as FISTA")
  func fista() throws {
    let dictionary = Matrix.unitColumns(10, 20, seed: 5)
    let x = normals(10, seed: 6)
    let solver = LassoSolver(dictionary: dictionary)
    let penalty = 0.2 * solver.largestPenalty(for: x)
    let norm = try operatorNorm(of: dictionary).upper
    var smooth = LeastSquares(dictionary, x)
    let other = ProximalGradient(.fista, stepSize: .fixed(1 / (norm * norm))).minimize(
      &smooth, L1Norm(weight: penalty), from: [Double](repeating: 0, count: 20), residual: 1e-12,
      iterationLimit: 100_000)
    #expect(distance(solver.solve(x, penalty: penalty).coefficients, other.point) <= 1e-10)
  }

  @Test("zero is the solution exactly for λ ≥ λ_max")
  func largestPenalty() {
    let solver = LassoSolver(dictionary: .unitColumns(10, 20, seed: 7))
    let x = normals(10, seed: 8)
    let limit = solver.largestPenalty(for: x)
    let above = solver.solve(x, penalty: limit)
    #expect(above.support.isEmpty && above.gap == 0 && above.sweeps == 0)
    #expect(solver.solve(x, penalty: 0.999 * limit).support.count == 1)
    #expect(solver.solve([Double](repeating: 0, count: 10), penalty: 1).stopReason == .gap)
  }

  @Test("duplicate atoms, opposite atoms, zero atoms, atoms equal up to rounding")
  func degenerate() {
    let base = Matrix.unitColumns(6, 4, seed: 9)
    var elements = base.elements + base.elements + base.elements.map { -$0 }
    elements += [Double](repeating: 0, count: 6)
    elements += base.elements.map { $0 * (1 + 2 * .ulpOfOne) }
    let dictionary = Matrix(rows: 6, columns: elements.count / 6, elements: elements)
    for seed in 11...30 as ClosedRange<UInt64> {
      let x = normals(6, seed: seed)
      let solver = LassoSolver(dictionary: dictionary)
      for fraction in [0.5, 0.1, 0.001] {
        let penalty = fraction * solver.largestPenalty(for: x)
        let solution = solver.solve(x, penalty: penalty, tolerance: 1e-12)
        expectCertified(
          solution, dictionary, x, [Double](repeating: penalty, count: dictionary.columns),
          "seed \(seed), \(fraction)", tolerance: 1e-12)
      }
    }
  }

  /// Two atoms that differ by 10⁻⁷ have a Gram matrix whose smaller eigenvalue is 10⁻¹⁴.
  @Test("atoms that the Gram matrix cannot tell apart: the remaining gap is reported")
  func nearlyEqual() {
    let base = Matrix.unitColumns(6, 4, seed: 9)
    let dictionary = Matrix(
      rows: 6, columns: 12,
      elements: base.elements
        + base.elements.map { $0 * (1 + 1e-9) }
        + zip(base.elements, normals(24, seed: 10)).map { $0 + 1e-7 * $1 })
    for seed in 11...30 as ClosedRange<UInt64> {
      let x = normals(6, seed: seed)
      let solver = LassoSolver(dictionary: dictionary)
      let penalty = 0.1 * solver.largestPenalty(for: x)
      let solution = solver.solve(x, penalty: penalty, tolerance: 1e-12)
      #expect(solution.stopReason == .gap || solution.stopReason == .rounding)
      #expect(solution.gap <= 1e-6 * dot(x, x) && solution.sweeps < 2000)
      let penalties = [Double](repeating: penalty, count: 12)
      let other = gap(dictionary, x, penalties, solution.coefficients).gap
      #expect(abs(other - solution.gap) <= 1e-13 * dot(x, x))
    }
  }

  @Test("units: atoms, penalties and signals of any scale", arguments: [1e-8, 1e8])
  func units(scale: Double) {
    let dictionary = Matrix.unitColumns(10, 20, seed: 31)
    let x = normals(10, seed: 32)
    let plain = LassoSolver(dictionary: dictionary).solve(x, penalty: 0.3)
    let signal = LassoSolver(dictionary: dictionary).solve(
      x.map { scale * $0 }, penalty: 0.3 * scale)
    #expect(
      distance(plain.coefficients, signal.coefficients.map { $0 / scale }) <= 1e-12)
    // λⱼ and dⱼ multiplied by the same number: zⱼ is divided by it.
    var scaled = dictionary
    let factors = (0..<20).map { 1 + Double($0) }
    scaled.scaleColumns(factors)
    let weighted = LassoSolver(dictionary: scaled).solve(x, penalties: factors.map { 0.3 * $0 })
    #expect(
      distance(plain.coefficients, zip(weighted.coefficients, factors).map { $0 * $1 }) <= 1e-12)
  }

  @Test("several signals at once, and a start, give the same solutions")
  func several() {
    let solver = LassoSolver(dictionary: .unitColumns(10, 20, seed: 33))
    let signals = Matrix.normal(10, 7, seed: 34)
    let penalties = (1...7).map { 0.1 * Double($0) }
    let solutions = solver.solve(signals: signals, penalties: penalties)
    for (index, solution) in solutions.enumerated() {
      let x = Array(signals.elements[index * 10..<(index + 1) * 10])
      let single = solver.solve(x, penalty: penalties[index])
      #expect(distance(solution.coefficients, single.coefficients) <= 1e-13)
      let warm = solver.solve(
        x, penalty: penalties[index], from: normals(20, seed: UInt64(index)))
      #expect(distance(warm.coefficients, single.coefficients) <= 1e-12)
      let again = solver.solve(x, penalty: penalties[index], from: single.coefficients)
      #expect(again.coefficients == single.coefficients && again.sweeps == 0)
    }
  }

  @Test("reports early stops and data that are not finite")
  func reasons() {
    let solver = LassoSolver(dictionary: .unitColumns(10, 20, seed: 35))
    let x = normals(10, seed: 36)
    let early = solver.solve(x, penalty: 0.1, sweepLimit: 0)
    #expect(early.stopReason == .sweepLimit && early.support.isEmpty && early.gap > 0)
    let sharp = solver.solve(x, penalty: 0.1, tolerance: 0)
    #expect(sharp.stopReason == .rounding || sharp.gap == 0)
    #expect(sharp.gap <= 1e-14 * dot(x, x))
    #expect(solver.solve(x.map { $0 * .nan }, penalty: 0.1).stopReason == .nonFinite)
  }

  @Test("rejects illegal arguments")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = LassoSolver(dictionary: .identity(2)).solve([1, 2], penalty: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = LassoSolver(dictionary: .identity(2)).solve([1, 2], penalties: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = LassoSolver(dictionary: .identity(2)).solve(signals: .identity(2), penalties: [1])
    }
  }

  @Test("a start that satisfies |ρⱼ| ≤ λⱼ everywhere is not mistaken for a solution")
  func warmStart() {
    var generator = CounterGenerator(seed: 8)
    let solver = LassoSolver(dictionary: generator.normals(rows: 12, columns: 6))
    let signal = generator.normals(12)
    let penalty = 0.2 * solver.largestPenalty(for: signal)
    let start = solver.solve(signal, penalty: penalty).coefficients
    let cold = solver.solve(signal, penalty: 1.5 * penalty)
    let warm = solver.solve(signal, penalty: 1.5 * penalty, from: start)
    for (a, b) in zip(cold.coefficients, warm.coefficients) { #expect(abs(a - b) < 1e-13) }
  }
}
