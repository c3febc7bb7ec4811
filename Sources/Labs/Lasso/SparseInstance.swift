// A Lasso with its certified solution.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// The problem min ½‖x − Dz‖² + λ‖z‖₁ with its solution and the constants of the rates.
struct SparseInstance {
  /// D, n × m.
  let dictionary: Matrix
  /// x, n numbers.
  let signal: [Double]
  /// λ > 0.
  let penalty: Double
  /// G = DᵀD and L.
  let iteration: LassoIteration
  /// Dᵀx.
  let correlations: [Double]
  /// z* with its gap and the reason why the solver stopped.
  let solution: LassoSolution
  /// S.
  let support: [Int]
  /// μ_S and L_S; nil for z* = 0.
  let curvature: (lower: Double, upper: Double)?

  /// Creates an instance and solves it.
  ///
  /// - Parameters:
  ///   - dictionary: D, n × m.
  ///   - signal: x, n numbers.
  ///   - penalty: λ > 0.
  ///   - iteration: The iteration for D; built if omitted.
  ///   - solver: The solver for D; built if omitted.
  ///   - tolerance: The gap at which the solver stops, as a fraction of ½‖x‖².
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  init(
    dictionary: Matrix, signal: [Double], penalty: Double, iteration: LassoIteration? = nil,
    solver: LassoSolver? = nil, tolerance: Double = 1e-15
  ) throws(LabError) {
    self.dictionary = dictionary
    self.signal = signal
    self.penalty = penalty
    if let iteration {
      self.iteration = iteration
    } else {
      self.iteration = try factorized(LassoIteration(dictionary: dictionary))
    }
    correlations = dictionary.adjointApplied(to: signal)
    let solution = (solver ?? LassoSolver(dictionary: dictionary)).solve(
      signal, penalty: penalty, tolerance: tolerance)
    self.solution = solution
    let support = solution.support
    self.support = support
    curvature = support.isEmpty ? nil : try factorized(self.iteration.curvature(on: support))
  }

  /// Draws a dictionary of unit atoms and a signal with λ_max = 1, all normally distributed before scaling.
  ///
  /// - Parameters:
  ///   - generator: The generator, which may be used for further draws.
  ///   - size: The numbers n of samples and m of atoms.
  ///   - penalty: λ relative to λ_max.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  init(
    drawnBy generator: inout CounterGenerator, _ size: (n: Int, m: Int), penalty: Double
  ) throws(LabError) {
    let dictionary = unitAtoms(generator.normals(rows: size.n, columns: size.m))
    var signal = generator.normals(size.n)
    scale(&signal, by: 1 / maximumNorm(dictionary.adjointApplied(to: signal)))
    try self.init(dictionary: dictionary, signal: signal, penalty: penalty)
  }

  /// z*.
  var codes: [Double] { solution.coefficients }

  /// The largest violation of the optimality conditions: |d_jᵀ(x − Dz*)| above λ, or away from λ on the support.
  var violation: Double {
    var worst = 0.0
    for (j, rho) in dictionary.adjointApplied(to: residual(codes)).enumerated() {
      worst = max(
        worst,
        codes[j] == 0 ? abs(rho) - penalty : abs(rho - (codes[j] > 0 ? penalty : -penalty)))
    }
    return worst
  }

  /// x − Dz.
  func residual(_ z: [Double]) -> [Double] {
    var residual = dictionary.applied(to: z)
    for index in residual.indices { residual[index] = signal[index] - residual[index] }
    return residual
  }

  /// F(z) = ½‖x − Dz‖² + λ‖z‖₁.
  func value(_ z: [Double]) -> Double {
    let residual = residual(z)
    return 0.5 * dot(residual, residual) + penalty * z.reduce(0) { $0 + abs($1) }
  }

  /// F(z) − F* = ½‖D(z − z*)‖² + Σ(λ|z_j| − ρ_j z_j) with ρ = Dᵀ(x − Dz*): terms that are nonnegative, so that no digit
  /// is lost.
  func excess(_ z: [Double]) -> Double {
    var difference = z
    add(-1, codes, to: &difference)
    let image = dictionary.applied(to: difference)
    var sum = 0.5 * dot(image, image)
    for j in z.indices where z[j] != 0 {
      sum += max(penalty * abs(z[j]) - solution.correlations[j] * z[j], 0)
    }
    return sum
  }

  /// Every iterate of a method from 0, with its step τ, 0 for the start.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - count: The number of steps.
  /// - Returns: count + 1 iterates of m numbers.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  func run(_ method: LassoIteration.Method, _ count: Int) throws(LabError) -> [(
    z: [Double], step: Double
  )] {
    var states: [(z: [Double], step: Double)] = []
    _ = try factorized(
      iteration.run(
        method, correlations: correlations, penalty: penalty, iterationLimit: count
      ) { _, z, step in
        states.append((z, step))
        return true
      })
    return states
  }

  /// The number of steps that a method takes from 0 to F − F* below a bound.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - bound: The bound on F − F*.
  ///   - limit: The largest number of steps.
  /// - Returns: The number of steps; nil where it would exceed the limit.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  func count(
    _ method: LassoIteration.Method, to bound: Double, limit: Int
  ) throws(LabError) -> Int? {
    var found: Int?
    _ = try factorized(
      iteration.run(
        method, correlations: correlations, penalty: penalty, iterationLimit: limit
      ) { iteration, z, _ in
        if excess(z) < bound { found = iteration }
        return found == nil
      })
    return found
  }

  /// Whether the support of z is S.
  func hasSupport(_ z: [Double]) -> Bool {
    z.indices.allSatisfy { (z[$0] != 0) == (codes[$0] != 0) }
  }

  /// The index from which all iterates have the support S; the number of iterates if the last one does not.
  func identification(of iterates: [[Double]]) -> Int {
    1 + (iterates.lastIndex { !hasSupport($0) } ?? -1)
  }
}

/// The rate e^slope of the values of a decreasing sequence that lie in a range; nil for fewer than five.
func rate(_ values: [Double], from first: Int = 0, in range: ClosedRange<Double>) -> Double? {
  let indices = values.indices.filter { $0 >= first && range.contains(values[$0]) }
  guard indices.count >= 5 else { return nil }
  return exp(Line(indices.map(Double.init), indices.map { log(values[$0]) }).slope)
}
