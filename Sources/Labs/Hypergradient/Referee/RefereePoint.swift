// A point with everything from which wrong gradients are computed.

import LabKit
import Libc
import LinearAlgebra

/// The problem at one λ: z*, the linear system, and gradients from approximate solutions of it.
struct RefereePoint: Sendable {
  let levels: BilevelProblem<Level, Level>
  let lambda: [Double]
  let truth: Truth
  /// The linear system at z*.
  let system: ImplicitSystem
  /// The eigenvalues and eigenvectors of its matrix.
  let spectrum: SymmetricEigen
  /// v with Hv = ∂_zF.
  let adjoint: [Double]
  /// e^λ of every entry of z; nil where λ enters by a matrix.
  let penalties: [Double]?
  /// L, the largest eigenvalue of H at z = 0, of the whole of H for the Lasso.
  let largest: Double
  /// The largest eigenvalue of H at z*, likewise.
  let largestAtSolution: Double

  /// Prepares a point.
  ///
  /// - Parameters:
  ///   - levels: The problem.
  ///   - truth: The gradient at the point.
  /// - Throws: ``LabError/failed(_:)`` where eigenvalues do not converge or H is singular.
  init(_ levels: BilevelProblem<Level, Level>, _ truth: Truth) throws(LabError) {
    self.levels = levels
    self.truth = truth
    lambda = truth.lambda
    system = ImplicitSystem(
      levels, at: truth.solution, lambda, matrix: truth.support == nil ? truth.hessian : nil)
    spectrum = try truth.spectrum()
    var adjoint = system.right
    if !adjoint.isEmpty {
      let factor = try positiveDefinite(system.matrix, "the Hessian of the lower level")
      factor.solve(&adjoint)
      // One step of refinement.
      var defect = system.matrix.applied(to: adjoint)
      for k in defect.indices { defect[k] = system.right[k] - defect[k] }
      factor.solve(&defect)
      add(1, defect, to: &adjoint)
    }
    self.adjoint = adjoint
    penalties = levels.lower.entryPenalties(lambda)
    largest = levels.lower.largestCurvature(lambda)
    largestAtSolution =
      levels.lower.hasKinks ? largest : (spectrum.values.last ?? 0)
  }

  var dimension: Int { truth.solution.count }
  var parameterCount: Int { lambda.count }
  var isLasso: Bool { truth.support != nil }

  /// Whether ∂_zF vanishes at z* up to rounding, for the Lasso on the support of z*, as it does for F = G.
  var isStationary: Bool {
    norm(system.right) <= 1e-10 * levels.upper.gradientMagnitude(truth.solution, lambda)
  }

  /// X and y of a logistic loss; nil for quadratic ones.
  var logistic: LogisticLoss? {
    if case .logistic(let loss) = levels.lower.loss { loss } else { nil }
  }

  /// The matrix and the linear part of a quadratic loss; nil for logistic ones.
  var form: QuadraticForm? {
    if case .quadratic(let form) = levels.lower.loss { form } else { nil }
  }

  /// −∂_zG at z = 0, without the penalty of the Lasso.
  var pull: [Double] {
    let zero = [Double](repeating: 0, count: dimension)
    var slope = zero
    levels.lower.gradient(zero, lambda, into: &slope)
    return slope.map { -$0 }
  }

  /// The loss of the lower level without its penalty.
  var lossLevel: Level {
    Level(loss: levels.lower.loss, coupling: nil, parameterCount: parameterCount)
  }

  /// The implicit formula at the columns of a matrix, d × N, as if each were z*.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - isFixedPoint: For the Lasso, whether the support is that of a step of size 1 from the point.
  /// - Returns: The gradients, p × N, NaN where H is singular, and the supports for the Lasso.
  func implicitGradients(
    at points: Matrix, isFixedPoint: Bool = false
  ) -> (gradients: Matrix, supports: [SupportStatus]?) {
    if isLasso { return lassoGradients(at: points, isFixedPoint: isFixedPoint) }
    var result = levels.upper.directGradients(at: points, lambda)
    var adjoints = levels.upper.gradients(at: points, lambda)
    if logistic == nil {
      // H does not depend on z.
      CholeskyFactorization(system.matrix)?.solve(&adjoints)
    } else {
      adjoints.withColumns { column, index in
        let z = points.column(index)
        var v = Array(column)
        let factor = CholeskyFactorization(levels.lower.hessian(z, lambda))
        factor?.solve(&v)
        for k in column.indices { column[k] = factor == nil ? .nan : v[k] }
      }
    }
    levels.lower.subtractMixedProducts(at: points, lambda, adjoints, from: &result)
    return (result, nil)
  }

  private func lassoGradients(
    at points: Matrix, isFixedPoint: Bool
  ) -> (gradients: Matrix, supports: [SupportStatus]?) {
    var result = levels.upper.directGradients(at: points, lambda)
    guard let form, let penalties, let owners = levels.lower.coupling?.owners else {
      return (result, nil)
    }
    let rights = levels.upper.gradients(at: points, lambda)
    var statuses: [SupportStatus] = []
    let slopes = isFixedPoint ? lossLevel.gradients(at: points, lambda) : nil
    var known: (support: [Int], factor: CholeskyFactorization?, status: SupportStatus)?
    result.withColumns { column, index in
      let z = points.column(index)
      let base = slopes.map { slopes in z.indices.map { z[$0] - slopes[$0, index] } } ?? z
      let support = z.indices.filter { isFixedPoint ? abs(base[$0]) > penalties[$0] : z[$0] != 0 }
      if known?.support != support {
        known = (
          support, CholeskyFactorization(form.matrix.restricted(to: support)),
          SupportStatus(support, solution: system.support)
        )
      }
      guard let entry = known else { return }
      statuses.append(entry.status)
      guard !support.isEmpty else { return }
      var v = support.map { rights[$0, index] }
      if let factor = entry.factor {
        factor.solve(&v)
      } else if let solution = try? form.matrix.restricted(to: support).leastSquares(v).solution {
        v = solution
      }
      for (row, k) in support.enumerated() {
        column[owners[k]] -= (base[k] > 0 ? penalties[k] : -penalties[k]) * v[row]
      }
    }
    return (result, statuses)
  }
}

extension Matrix {
  /// A vector as a matrix of one column.
  init(column: [Double]) { self.init(rows: column.count, columns: 1, elements: column) }
}

extension RefereePoint {
  /// A step of descent on a quadratic G in the eigenbasis of H: every coordinate is multiplied by 1 − ρμ_i, and −ρ times
  /// that of ∂_zG at 0 is added.
  ///
  /// - Parameter step: ρ.
  /// - Returns: The factors and the summands, d numbers each.
  func descent(step: Double) -> (factors: [Double], pull: [Double]) {
    let zero = [Double](repeating: 0, count: dimension)
    var slope = zero
    levels.lower.gradient(zero, lambda, into: &slope)
    return (
      spectrum.values.map { 1 - step * $0 },
      spectrum.vectors.adjointApplied(to: slope).map { -step * $0 }
    )
  }
}
