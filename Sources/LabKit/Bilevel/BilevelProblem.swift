// A bilevel problem: everything that a hypergradient may need.

package import LinearAlgebra

/// The lower level of a bilevel problem: z*(λ) = argmin_z G(z, λ), with z ∈ ℝᵈ and λ ∈ ℝᵖ.
///
/// Functions that fill a list expect it to have the right length and replace its contents.
package protocol LowerLevel: Sendable {
  /// d.
  var stateCount: Int { get }
  /// p.
  var parameterCount: Int { get }

  /// G(z, λ).
  func value(_ z: [Double], _ lambda: [Double]) -> Double

  /// The gradient ∂_zG, d numbers.
  func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double])

  /// The product Hv of the Hessian H = ∂²G/∂z² with a vector, d numbers.
  func hessianProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double])

  /// The product Cu of the mixed derivative C = ∂²G/∂λ∂z, d × p, with u ∈ ℝᵖ.
  func mixedProduct(_ z: [Double], _ lambda: [Double], _ u: [Double], into product: inout [Double])

  /// The product Cᵀv with v ∈ ℝᵈ, p numbers; ⟨Cu, v⟩ = ⟨u, Cᵀv⟩ for all u and v.
  func mixedAdjointProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double])

  /// Bounds on the eigenvalues of H for all z.
  func curvature(_ lambda: [Double]) -> Curvature

  /// z*(λ), where it is known; nil otherwise.
  func solution(_ lambda: [Double]) -> [Double]?

  /// H as a matrix, d × d.
  func hessian(_ z: [Double], _ lambda: [Double]) -> Matrix
}

/// Bounds on a Hessian: μI ⪯ H ⪯ LI.
package struct Curvature: Sendable, Equatable {
  /// μ ≥ 0.
  package let lower: Double
  /// L ≥ μ.
  package let upper: Double

  package init(lower: Double, upper: Double) {
    precondition(lower >= 0 && lower <= upper, "curvature from \(lower) to \(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// κ = L/μ.
  package var condition: Double { upper / lower }
}

extension LowerLevel {
  package func solution(_ lambda: [Double]) -> [Double]? { nil }

  /// The matrix H from d products.
  package func hessian(_ z: [Double], _ lambda: [Double]) -> Matrix {
    let d = stateCount
    var elements = [Double](repeating: 0, count: d * d)
    var (unit, column) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
    for j in 0..<d {
      unit[j] = 1
      hessianProduct(z, lambda, unit, into: &column)
      unit[j] = 0
      for i in 0..<d { elements[i + j * d] = column[i] }
    }
    return Matrix(rows: d, columns: d, elements: elements)
  }
}

/// The upper level: F(z, λ), which is minimised over λ at z = z*(λ).
package protocol UpperLevel: Sendable {
  /// F(z, λ).
  func value(_ z: [Double], _ lambda: [Double]) -> Double

  /// The gradient ∂_zF, d numbers.
  func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double])

  /// The direct gradient ∂_λF, p numbers; 0 where F does not depend on λ by itself.
  func directGradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double])
}

extension UpperLevel {
  package func directGradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    for index in gradient.indices { gradient[index] = 0 }
  }
}

/// The problem min_λ h(λ) = F(z*(λ), λ).
package struct BilevelProblem<Lower: LowerLevel, Upper: UpperLevel>: Sendable {
  /// G.
  package let lower: Lower
  /// F.
  package let upper: Upper

  package init(lower: Lower, upper: Upper) {
    self.lower = lower
    self.upper = upper
  }
}
