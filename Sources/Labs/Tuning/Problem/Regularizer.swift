// The regularisers whose parameters are learned.

import Libc
import LinearAlgebra
package import Optimization

/// A regulariser of signals, with parameters θ that are decimal logarithms.
///
/// û(θ) minimises ½‖u − b‖² + ½c‖u‖² + a Σ ψ(uᵢ₊₁ − uᵢ).
package enum Regularizer: String, CaseIterable, Sendable {
  /// ψ(t) = ½t² with a = 10^θ₁ and c = 10^θ₂.
  case quadratic
  /// ψ(t) = (t² + ν²)^½ with a = 10^θ₁, ν = 10^θ₂ and c = 10^θ₃.
  case totalVariation = "tv"
  /// The same with a = 10^θ₁, and ν = c = 10⁻².
  case weight = "tv-weight"

  /// ν = c of ``weight``.
  private static let fixed = 1e-2

  /// p.
  package var parameterCount: Int {
    switch self {
    case .quadratic: 2
    case .totalVariation: 3
    case .weight: 1
    }
  }

  /// A start θ⁰ of every method, p numbers.
  package var start: [Double] {
    switch self {
    case .quadratic: [-1, 0.5]
    case .totalVariation: [0, -1, -1]
    case .weight: [0]
    }
  }

  /// The iteration for the lower level: it has a larger condition number with total variation.
  package var descent: CertifiedDescent {
    CertifiedDescent(self == .quadratic ? .gradient : .accelerated)
  }

  /// a, c and ν of a point; ν = 1 for the quadratic.
  private func numbers(_ theta: [Double]) -> (weight: Double, ridge: Double, smoothing: Double) {
    switch self {
    case .quadratic: (powerOfTen(theta[0]), powerOfTen(theta[1]), 1)
    case .totalVariation: (powerOfTen(theta[0]), powerOfTen(theta[2]), powerOfTen(theta[1]))
    case .weight: (powerOfTen(theta[0]), Self.fixed, Self.fixed)
    }
  }

  /// The function that the lower level minimises.
  ///
  /// - Parameters:
  ///   - signal: b, n numbers.
  ///   - theta: θ, p numbers.
  /// - Returns: The function of u.
  package func energy(_ signal: [Double], _ theta: [Double]) -> ChainEnergy {
    let (weight, ridge, smoothing) = numbers(theta)
    return ChainEnergy(
      signal: signal, weight: weight, ridge: ridge,
      potential: self == .quadratic ? .quadratic : .smoothed(smoothing))
  }

  /// κ(θ) = 1 + 4a/(ν(1 + c)), the bound on the condition number of the lower level.
  package func condition(_ theta: [Double]) -> Double {
    let (weight, ridge, smoothing) = numbers(theta)
    return 1 + 4 * weight / (smoothing * (1 + ridge))
  }

  /// ∇κ, p numbers.
  package func conditionGradient(_ theta: [Double]) -> [Double] {
    let ridge = numbers(theta).ridge
    let slope = log(10.0) * (condition(theta) - 1)
    let damping = -slope * ridge / (1 + ridge)
    return switch self {
    case .quadratic: [slope, damping]
    case .totalVariation: [slope, -slope, damping]
    case .weight: [slope]
    }
  }

  /// The product Bᵀq of the mixed derivative B = ∂θ∂u of the lower level.
  ///
  /// - Parameters:
  ///   - u: The point, n numbers.
  ///   - theta: θ, p numbers.
  ///   - q: n numbers.
  /// - Returns: p numbers.
  package func mixedAdjointProduct(_ u: [Double], _ theta: [Double], _ q: [Double]) -> [Double] {
    let (weight, ridge, smoothing) = numbers(theta)
    let scale = log(10.0)
    var (byWeight, bySmoothing) = (0.0, 0.0)
    for index in 0..<u.count - 1 {
      let (jump, change) = (u[index + 1] - u[index], q[index + 1] - q[index])
      if self == .quadratic {
        byWeight += jump * change
      } else {
        let root = (jump * jump + smoothing * smoothing).squareRoot()
        byWeight += jump / root * change
        bySmoothing -= jump * smoothing * smoothing / (root * root * root) * change
      }
    }
    let byRidge = scale * ridge * dot(u, q)
    return switch self {
    case .quadratic: [scale * weight * byWeight, byRidge]
    case .totalVariation: [scale * weight * byWeight, scale * weight * bySmoothing, byRidge]
    case .weight: [scale * weight * byWeight]
    }
  }
}

/// 10^x.
func powerOfTen(_ x: Double) -> Double { pow(10, x) }
