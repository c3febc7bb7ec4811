// The evaluation of a risk of T = f(RᵀR): the filter at a point, its algorithm, value and gradient.

import LinearAlgebra
import Optimization
import ToyModel

/// A risk with algorithms for its value and gradient: by the eigenvalues of G = RRᵀ, or by products alone
/// where T is linear in G.
///
/// Every algorithm finds R and G in the workspace, leaves dE/dR there and returns the value with its
/// derivatives in the learned numbers; nil where they are not finite.
protocol SpectralRisk: DenoisingRisk {
  /// The matrices of an evaluation.
  var workspace: RiskWorkspace { get set }
  /// True where T is linear in G and evaluated as such.
  var isPolynomial: Bool { get }
  /// True where f(g) = 1/(1+g) is evaluated by an inverse.
  var usesInverse: Bool { get }
  /// By T = (I + RᵀR)⁻¹.
  mutating func bilevelByInverse() -> (value: Double, numbers: [Double])?
  /// Any filter, by the eigenvalues of G.
  mutating func byEigenvalues(
    _ filter: any DifferentiableFilter
  ) -> (value: Double, numbers: [Double])?
  /// By T = c₀I − qRᵀR.
  mutating func linear(_ scaling: LinearPart) -> (value: Double, numbers: [Double])?
}

extension SpectralRisk {
  var usesInverse: Bool { false }

  mutating func bilevelByInverse() -> (value: Double, numbers: [Double])? { nil }

  /// The excess and its gradient; NaN where the filter overflows or ω is not positive.
  mutating func evaluateInWorkspace(at point: [Double], gradient: inout [Double]) -> Double {
    workspace.r.reshape(rows: rows, columns: columns)
    workspace.r.setElements(point)
    guard let (filter, chain) = filterAtPoint(point) else { return .nan }
    workspace.prepare(rows: rows, columns: columns)
    workspace.square.setGram(workspace.r)
    guard workspace.square.elements.allSatisfy(\.isFinite) else { return .nan }
    let result =
      if usesInverse {
        bilevelByInverse()
      } else if isPolynomial, let part = filter.linearPart {
        linear(part)
      } else {
        byEigenvalues(filter)
      }
    guard let result else { return .nan }
    workspace.gradient.copyElements(to: &gradient)
    for (index, factor) in chain.enumerated() {
      gradient[rows * columns + index] = result.numbers[index] * factor
    }
    return result.value
  }
}

extension LearnedRisk.Family {
  /// True where T is linear in G: N = 2, and every even depth reparametrised.
  func isLinear(in parametrization: Parametrization, isWeakSignal: Bool) -> Bool {
    guard !isWeakSignal else { return false }
    return parametrization == .reparametrized
      ? reparametrization == .halfLine
      : (!isLearned || hasOneTrainedNumber) && filter().linearPart != nil
  }
}

/// Storage for a ``SpectralRisk``: at these sizes allocation costs as much as arithmetic.
struct RiskWorkspace: Sendable {
  /// R, k × c.
  var r = Matrix(repeating: 0, rows: 0, columns: 0)
  /// dE/dR, k × c.
  var gradient = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × c.
  var wide = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × k: G, its eigenvectors, or the inverse of I + G.
  var square = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × k.
  var kernel = Matrix(repeating: 0, rows: 0, columns: 0)
  /// k × k.
  var spare = Matrix(repeating: 0, rows: 0, columns: 0)
  var eigenSolver = SymmetricEigenSolver()

  /// Shapes the matrices, which allocates in the first evaluation only.
  mutating func prepare(rows k: Int, columns c: Int) {
    gradient.reshape(rows: k, columns: c)
    square.reshape(rows: k, columns: k)
    kernel.reshape(rows: k, columns: k)
    spare.reshape(rows: k, columns: k)
  }
}
