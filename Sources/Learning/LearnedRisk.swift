// Risk and gradient without unrolling: one decomposition of a k × k matrix, whatever N is.

import Glibc
public import LinearAlgebra
public import Optimization
import ToyModel

/// The population risk as a function of R and, if it is learned, of the step size.
///
/// Variables are the entries of R, k × c and column after column, in the eigenbasis of C with the p
/// deviating directions first; a learned step adds α with ω = log(1 + eᵅ). With G = RRᵀ, c₀ = f(0)
/// and h(g) = (f(g) − c₀)/g,
/// ```
/// T = c₀I + Rᵀh(G)R,   (T − I)² = (c₀−1)²I + Rᵀe(G)R,   e = h(f + c₀ − 2)
/// E = ½[(c₀−1)² tr D + tr(e(G) RDRᵀ)] + Σ ψ(gᵢ) + (n−k)ψ(0),   ψ = ½β(1−f)² + ½σ²f²,
/// ```
/// where C = βI + D. The gradient of tr(φ(G)B) in G is V(φ[gᵢ,gⱼ] ∘ VᵀBV)Vᵀ (Daleckii and Krein).
public struct LearnedRisk: Objective {
  /// The filter whose R is learned.
  public enum Family: Sendable, Equatable {
    /// T = (I + RᵀR)⁻¹.
    case bilevel
    /// N steps of size ω; the initial ω where the step is learned.
    case unrolled(depth: Int, stepSize: Double, isStepLearned: Bool)

    var isStepLearned: Bool {
      if case .unrolled(_, _, let isStepLearned) = self { isStepLearned } else { false }
    }

    /// ω at a point, whose last variable is α where the step is learned; nil for bilevel.
    func stepSize(_ point: [Double]) -> Double? {
      guard case .unrolled(_, let stepSize, let isStepLearned) = self else { return nil }
      return isStepLearned ? softplus(point[point.count - 1]) : stepSize
    }
  }

  /// The algorithm for value and gradient; they agree to rounding.
  public enum Algorithm: Sendable, Equatable {
    /// The eigendecomposition of G: any filter, any depth.
    case eigen
    /// Bilevel by the inverse of I + G.
    case inverse
    /// N = 2 by products alone.
    case polynomial
    /// Bilevel in the variable B of ``AngularFilter``; the point is B, not R.
    case angular
  }

  /// The data.
  public let problem: LearningProblem
  /// The family.
  public let family: Family
  /// The number c of columns of R.
  public let columns: Int
  /// The algorithm.
  public let algorithm: Algorithm
  var workspace = RiskWorkspace()

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - problem: The data and k.
  ///   - family: The family.
  ///   - columns: c, from ``LearningProblem/reducedColumns`` up to n; all n if nil.
  ///   - algorithm: The fastest one for the family if nil.
  /// - Precondition: the algorithm serves the family.
  public init(
    _ problem: LearningProblem, family: Family, columns: Int? = nil, algorithm: Algorithm? = nil
  ) {
    self.problem = problem
    self.family = family
    self.columns = columns ?? problem.dimension
    precondition(
      self.columns >= problem.reducedColumns && self.columns <= problem.dimension,
      "\(self.columns) columns where \(problem.reducedColumns) to \(problem.dimension) are needed")
    let fastest: Algorithm =
      switch family {
      case .bilevel: .inverse
      case .unrolled(2, _, _): .polynomial
      case .unrolled: .eigen
      }
    precondition(
      algorithm == nil || algorithm == .eigen || algorithm == fastest
        || (algorithm == .angular && family == .bilevel),
      "this algorithm does not serve the family")
    self.algorithm = algorithm ?? fastest
  }

  /// kc, and one more for a learned step.
  public var dimension: Int { problem.rows * columns + (family.isStepLearned ? 1 : 0) }

  /// R, k × c, out of the variables.
  public func regularizer(_ point: [Double]) -> Matrix {
    let count = problem.rows * columns
    return Matrix(rows: problem.rows, columns: columns, elements: Array(point[..<count]))
  }

  /// ω at a point; nil for bilevel.
  public func stepSize(_ point: [Double]) -> Double? { family.stepSize(point) }

  /// The risk and its gradient; NaN where the filter overflows or ω is not positive.
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    workspace.r.reshape(rows: problem.rows, columns: columns)
    workspace.r.setElements(point)
    let omega = stepSize(point) ?? 1
    guard omega > 0, omega.isFinite else { return .nan }
    let result: (value: Double, stepSize: Double)?
    switch (algorithm, family) {
    case (.inverse, _): result = bilevelByInverse()
    case (.polynomial, _): result = secondDepth(stepSize: omega)
    case (.angular, _): result = byEigenvalues(AngularFilter())
    case (.eigen, .bilevel): result = byEigenvalues(BilevelFilter())
    case (.eigen, .unrolled(let depth, _, _)):
      result = byEigenvalues(UnrolledFilter(depth: depth, stepSize: omega))
    }
    guard let result else { return .nan }
    workspace.gradient.copyElements(to: &gradient)
    // dω/dα = 1 − e^(−ω).
    if family.isStepLearned { gradient[gradient.count - 1] = result.stepSize * -expm1(-omega) }
    return result.value
  }
}
