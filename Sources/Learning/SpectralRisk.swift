// How a risk of T = f(RᵀR) is evaluated: the filter of a point, its algorithm, value and gradient.

import LinearAlgebra
import Optimization
import ToyModel

/// A risk with algorithms for its value and gradient: by the eigenvalues of G = RRᵀ, or by products alone
/// where T is linear in G.
///
/// Every algorithm finds R and G in the workspace, leaves dE/dR there and returns the value with its
/// derivative in the step; nil where they are not finite.
protocol SpectralRisk: DenoisingRisk {
  /// The matrices of an evaluation.
  var workspace: RiskWorkspace { get set }
  /// True where T is linear in G and evaluated as such.
  var isPolynomial: Bool { get }
  /// Bilevel learning in R itself.
  mutating func bilevel(_ filter: BilevelFilter) -> (value: Double, stepSize: Double)?
  /// Any filter, by the eigenvalues of G.
  mutating func byEigenvalues(
    _ filter: some DifferentiableFilter
  ) -> (value: Double, stepSize: Double)?
  /// By T = c₀I − qRᵀR.
  mutating func linear(_ scaling: SquareScale) -> (value: Double, stepSize: Double)?
}

extension SpectralRisk {
  mutating func bilevel(_ filter: BilevelFilter) -> (value: Double, stepSize: Double)? {
    byEigenvalues(filter)
  }

  /// The excess and its gradient; NaN where the filter overflows or ω is not positive.
  mutating func evaluateInWorkspace(at point: [Double], gradient: inout [Double]) -> Double {
    workspace.r.reshape(rows: rows, columns: columns)
    workspace.r.setElements(point)
    guard let (filter, stepChain) = filterAtPoint(point) else { return .nan }
    workspace.prepare(rows: rows, columns: columns)
    workspace.square.setGram(workspace.r)
    guard workspace.square.elements.allSatisfy(\.isFinite) else { return .nan }
    // A type for each filter: generic code is as fast as the types it is compiled for.
    let result =
      switch filter {
      case .bilevel(let filter): bilevel(filter)
      case .angular(let filter): byEigenvalues(filter)
      case .squaredAngular(let filter): byEigenvalues(filter)
      case .sine(let filter): byEigenvalues(filter)
      case .unrolled(let filter):
        isPolynomial ? linear(SquareScale(of: filter)) : byEigenvalues(filter)
      case .linear(let filter):
        isPolynomial ? linear(SquareScale(of: filter)) : byEigenvalues(filter)
      }
    guard let result else { return .nan }
    workspace.gradient.copyElements(to: &gradient)
    if family.isStepLearned { gradient[gradient.count - 1] = result.stepSize * stepChain }
    return result.value
  }
}

extension LearnedRisk.Family {
  /// True where T is linear in G: N = 2, and every even depth reparametrised.
  func isLinear(in parametrization: Parametrization, isWeakSignal: Bool) -> Bool {
    guard case .unrolled(let depth, _, _) = self, !isWeakSignal else { return false }
    return depth == 2 || parametrization == .reparametrized
  }
}
