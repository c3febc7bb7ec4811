// The Lasso by coordinate descent on working sets, finished by a direct solution on the support.

public import LinearAlgebra

/// The Lasso min_z ½‖x − Dz‖² + Σ λⱼ|zⱼ| with a Gram matrix that is computed once for all x.
///
/// Coordinate descent on a working set finds the signs; once they are known, the solution is that
/// of a linear system on the support S,
/// ```
/// (DᵀD)_SS z_S = (Dᵀx)_S − λ_S sign(z_S).
/// ```
/// If its solution has a different sign somewhere, the step towards it ends at the first zero. Neither kind of step
/// raises the objective. Every solution comes with its duality gap, for the dual point s(x − Dz) that is scaled to be
/// feasible:
/// ```
/// gap = ½(1 − s)²‖x − Dz‖² + Σ |zⱼ|(λⱼ − s sign(zⱼ) ρⱼ),   ρ = Dᵀ(x − Dz),   s = min(1, min λⱼ/|ρⱼ|),
/// ```
/// a sum of nonnegative terms, which is accurate up to rounding.
///
/// - SeeAlso: J. Friedman, T. Hastie and R. Tibshirani, Regularization paths for generalized linear models via
///   coordinate descent, J. Statistical Software 33 (2010); H. Lee, A. Battle, R. Raina and A. Ng, Efficient sparse
///   coding algorithms, NeurIPS 2006, for steps that keep the signs.
public struct LassoSolver: Sendable {
  /// D, n × m: columns are atoms.
  public let dictionary: Matrix
  /// DᵀD, m × m.
  public let gram: Matrix

  /// Creates a solver.
  ///
  /// - Parameter dictionary: D, n × m with finite entries.
  /// - Complexity: O(nm²).
  public init(dictionary: Matrix) {
    self.dictionary = dictionary
    gram = dictionary.gram()
  }

  /// The smallest λ for which z = 0 is a solution, max |dⱼᵀx|.
  ///
  /// - Parameter signal: x, n numbers.
  /// - Returns: λ_max.
  public func largestPenalty(for signal: [Double]) -> Double {
    maximumNorm(dictionary.adjointApplied(to: signal))
  }

  /// Solves the Lasso for one signal and one λ.
  ///
  /// - Parameters:
  ///   - signal: x, n finite numbers.
  ///   - penalty: λ > 0.
  ///   - start: The initial z, m numbers; nil for 0.
  ///   - tolerance: The gap at which to stop, as a fraction of ½‖x‖².
  ///   - sweepLimit: The largest number of sweeps of coordinate descent.
  /// - Returns: The solution with its certificate.
  public func solve(
    _ signal: [Double], penalty: Double, from start: [Double]? = nil, tolerance: Double = 1e-14,
    sweepLimit: Int = 100_000
  ) -> LassoSolution {
    solve(
      signal, penalties: [Double](repeating: penalty, count: gram.columns), from: start,
      tolerance: tolerance, sweepLimit: sweepLimit)
  }

  /// Solves the Lasso for one signal with a λ for each atom.
  ///
  /// - Parameters:
  ///   - signal: x, n finite numbers.
  ///   - penalties: m numbers λⱼ > 0.
  ///   - start: The initial z, m numbers; nil for 0.
  ///   - tolerance: The gap at which to stop, as a fraction of ½‖x‖².
  ///   - sweepLimit: The largest number of sweeps of coordinate descent.
  /// - Returns: The solution with its certificate.
  public func solve(
    _ signal: [Double], penalties: [Double], from start: [Double]? = nil,
    tolerance: Double = 1e-14, sweepLimit: Int = 100_000
  ) -> LassoSolution {
    solve(
      correlations: dictionary.adjointApplied(to: signal), squaredNorm: dot(signal, signal),
      penalties: penalties, from: start, tolerance: tolerance, sweepLimit: sweepLimit)
  }

  /// Solves the Lasso for several signals, each with its own λ.
  ///
  /// - Parameters:
  ///   - signals: n × p: columns are signals.
  ///   - penalties: p numbers λ > 0.
  ///   - tolerance: The gap at which to stop, as a fraction of ½‖x‖².
  ///   - sweepLimit: The largest number of sweeps of coordinate descent for each signal.
  /// - Returns: The solutions in the order of the signals.
  public func solve(
    signals: Matrix, penalties: [Double], tolerance: Double = 1e-14, sweepLimit: Int = 100_000
  ) -> [LassoSolution] {
    precondition(
      penalties.count == signals.columns,
      "\(penalties.count) penalties for \(signals.columns) signals")
    let m = gram.columns
    var correlations = Matrix(repeating: 0, rows: m, columns: signals.columns)
    correlations.setProduct(dictionary, .transposed, signals)
    return penalties.indices.map { index in
      let signal = signals.column(index)
      return solve(
        correlations: correlations.column(index),
        squaredNorm: signal.reduce(0) { $0 + $1 * $1 },
        penalties: [Double](repeating: penalties[index], count: m), from: nil,
        tolerance: tolerance, sweepLimit: sweepLimit)
    }
  }

  /// Solves the Lasso for a signal known only through Dᵀx and ‖x‖².
  ///
  /// - Parameters:
  ///   - correlations: Dᵀx, m finite numbers.
  ///   - squaredNorm: ‖x‖².
  ///   - penalties: m numbers λⱼ > 0.
  ///   - start: The initial z, m numbers; nil for 0.
  ///   - tolerance: The gap at which to stop, as a fraction of ½‖x‖².
  ///   - sweepLimit: The largest number of sweeps of coordinate descent.
  /// - Returns: The solution with its certificate.
  public func solve(
    correlations: [Double], squaredNorm: Double, penalties: [Double], from start: [Double]? = nil,
    tolerance: Double = 1e-14, sweepLimit: Int = 100_000
  ) -> LassoSolution {
    let m = gram.columns
    precondition(
      correlations.count == m && penalties.count == m && (start?.count ?? m) == m,
      """
      \(correlations.count) correlations, \(penalties.count) penalties and a start of \
      \(start?.count ?? m) entries for \(m) atoms
      """)
    precondition(
      penalties.allSatisfy { $0 > 0 && $0.isFinite }, "penalties must be positive and finite")
    var descent = LassoDescent(
      gram: gram, correlations: correlations, squaredNorm: squaredNorm, penalties: penalties,
      rankLimit: dictionary.rows, start: start)
    return descent.solution(tolerance: tolerance, sweepLimit: sweepLimit)
  }
}

/// A solution of the Lasso with its certificate.
public struct LassoSolution: Sendable, Equatable {
  /// The reason why coordinate descent on working sets stopped.
  public enum StopReason: Sendable, Equatable {
    /// The duality gap is within the tolerance.
    case gap
    /// The objective has stopped falling, up to rounding, but the gap is above the tolerance: the tolerance is
    /// below rounding, or atoms differ by less than the Gram matrix can resolve, 10⁻⁷.
    case rounding
    /// The sweep limit was reached.
    case sweepLimit
    /// The data are not finite.
    case nonFinite
  }

  /// z, m numbers.
  public let coefficients: [Double]
  /// ρ = Dᵀ(x − Dz), m numbers: |ρⱼ| ≤ λⱼ, and ρⱼ = λⱼ sign(zⱼ) where zⱼ ≠ 0.
  public let correlations: [Double]
  /// ½‖x − Dz‖² + Σ λⱼ|zⱼ|.
  public let value: Double
  /// The duality gap, a bound on the value minus the minimum.
  public let gap: Double
  /// The number of sweeps of coordinate descent, each over the atoms of a working set.
  public let sweeps: Int
  /// The updates of coordinates, and the factorizations of (DᵀD)_SS.
  public let cost: OperationCount
  /// The reason why this is the end; ``gap`` is a certificate in any case.
  public let stopReason: StopReason

  /// The atoms with zⱼ ≠ 0, in ascending order.
  public var support: [Int] { coefficients.indices.filter { coefficients[$0] != 0 } }
}
