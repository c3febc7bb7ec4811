// All estimators of the gradient at one point.

import LabKit
import LinearAlgebra

/// The estimators of ∇h at a point, against the number N of steps on the lower level and the products of the linear
/// solver.
struct Estimators: Sendable {
  let problem: BilevelProblem<Level, Level>
  let truth: Truth
  /// The relative error up to which no cause is named.
  let tolerance: Double

  private var lambda: [Double] { truth.lambda }
  private var lower: Level { problem.lower }

  /// Computes the estimators for the values of N, and at z*.
  ///
  /// - Parameters:
  ///   - steps: The values of N.
  ///   - cut: K, the number of steps that truncated back-propagation goes through.
  ///   - solvers: The linear solvers.
  ///   - iterations: Their numbers of iterations.
  /// - Returns: The estimates for one N after the other, those at z* last.
  func estimates(
    steps: [Int], cut: Int, solvers: [SolverKind], iterations: [Int]
  ) -> [Estimate] {
    let largest = lower.largestCurvature(lambda)
    let start = [Double](repeating: 0, count: lower.stateCount)
    let layer = DescentStep(lower, stepSize: largest > 0 ? 1 / largest : 1)
    var all: [Estimate] = []
    // SHINE reuses the estimate of a quasi-Newton method, which the Lasso does not allow.
    let most = steps.max() ?? 0
    let quasiNewton =
      lower.hasKinks || !solvers.contains(.shine)
      ? nil : QuasiNewtonRun(lower, lambda, from: start, steps: min(most, 4 * start.count))
    for count in steps {
      let unrolled = Unrolled(layer, stepCount: count)
      let tape = unrolled.run(from: start, weights: lambda)
      let z = tape.state
      let base = direct(at: z)
      var right = [Double](repeating: 0, count: z.count)
      problem.upper.gradient(z, lambda, into: &right)
      all.append(finished(estimate("g1", count, z, base), base: implicit(z, .direct)?.gradient))
      func unrolledGradient(_ kept: Int) -> [Double] {
        var gradient = unrolled.pullBack(right, tape, truncatedTo: kept).weights
        add(1, base, to: &gradient)
        return gradient
      }
      let full = unrolledGradient(count)
      var estimate = estimate("g2", count, z, full)
      estimate.productCount = count
      all.append(finished(estimate, base: full))
      if cut < count {
        estimate = self.estimate("g2 cut", count, z, unrolledGradient(cut))
        estimate.productCount = cut
        all.append(finished(estimate, base: full))
      }
      all += implicitEstimates(
        at: z, count, solvers.filter { $0 != .shine }, iterations, estimate: nil)
      if let quasiNewton {
        let step = min(count, quasiNewton.iterates.count - 1)
        all += implicitEstimates(
          at: quasiNewton.iterates[step], count, [.shine], iterations,
          estimate: quasiNewton.estimates[step])
      }
    }
    return all
      + implicitEstimates(
        at: truth.solution, nil, solvers.filter { $0 != .shine }, iterations, estimate: nil)
  }

  private func implicitEstimates(
    at z: [Double], _ count: Int?, _ solvers: [SolverKind], _ iterations: [Int],
    estimate inverse: InverseEstimate?
  ) -> [Estimate] {
    let exact = implicit(z, .direct)?.gradient
    return solvers.flatMap { kind in
      (kind.isIterative ? iterations : [1]).compactMap { number -> Estimate? in
        guard let solver = kind.solver(iterations: number, estimate: inverse) else { return nil }
        let result = implicit(z, solver)
        var estimate = estimate("g3", count, z, result?.gradient)
        estimate.solver = solver.name
        estimate.productCount = result?.productCount ?? 0
        estimate.residual = result?.relativeResidual
        return finished(estimate, base: exact)
      }
    }
  }

  /// ∂_λF at z.
  private func direct(at z: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: lambda.count)
    problem.upper.directGradient(z, lambda, into: &gradient)
    return gradient
  }

  /// Implicit differentiation at z, on the support of z for the Lasso; nil where the solver fails.
  private func implicit(
    _ z: [Double], _ solver: AdjointSolver
  ) -> (gradient: [Double], relativeResidual: Double, productCount: Int)? {
    let result: RootVJP?
    if lower.hasKinks {
      let support = nonzeroEntries(of: z)
      guard !support.isEmpty else { return (direct(at: z), 0, 0) }
      let restricted =
        support == truth.support ? truth.problem : try? problem.restricted(to: support)
      result = try? restricted?.rootVJP(at: support.map { z[$0] }, lambda, by: solver)
    } else {
      result = try? problem.rootVJP(at: z, lambda, by: solver)
    }
    return result.map { ($0.gradient, $0.relativeResidual, $0.productCount) }
  }

  private func estimate(
    _ method: String, _ count: Int?, _ z: [Double], _ gradient: [Double]?
  ) -> Estimate {
    Estimate(
      method: method, innerSteps: count, gradientCount: count ?? 0,
      innerError: distance(z, truth.solution),
      support: truth.support.map { known in
        let (now, known) = (Set(nonzeroEntries(of: z)), Set(known))
        return (now.subtracting(known).count, known.subtracting(now).count)
      }, gradient: gradient)
  }

  /// Splits the error: the error of the exact method at the same z is due to z, and the rest to the method.
  private func finished(_ estimate: Estimate, base: [Double]?) -> Estimate {
    var estimate = estimate
    guard let gradient = estimate.gradient, gradient.allSatisfy(\.isFinite) else { return estimate }
    let error = distance(gradient, truth.gradient)
    estimate.error = error
    guard let base else { return estimate }
    let parts = (inner: distance(base, truth.gradient), method: distance(gradient, base))
    estimate.parts = parts
    if error <= max(tolerance * norm(truth.gradient), truth.bound) {
      estimate.blame = Blame.none
    } else if parts.method > parts.inner {
      estimate.blame =
        switch estimate.method {
        case "g1": .missingTerm
        case "g2 cut": .truncation
        default: .system
        }
    } else {
      let isIdentified = estimate.support.map { $0.extra + $0.missing == 0 } ?? true
      estimate.blame = isIdentified ? .inner : .support
    }
    return estimate
  }
}
