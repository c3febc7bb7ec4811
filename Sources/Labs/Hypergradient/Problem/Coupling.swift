// How the parameters λ enter a level.

import Libc
import LinearAlgebra

/// The part of a level that depends on λ.
enum Coupling: Sendable {
  /// ½ Σ e^{λ_{i(k)}} z_k²: one parameter for each entry of z, or one for several.
  case squares([Int])
  /// Σ e^{λ_{i(k)}} |z_k|.
  case magnitudes([Int])
  /// −λᵀCᵀz for C, d × p.
  case linear(Matrix)

  /// The value of this part.
  func value(_ z: [Double], _ lambda: [Double]) -> Double {
    switch self {
    case .squares(let owners):
      z.indices.reduce(0) { $0 + 0.5 * exp(lambda[owners[$1]]) * z[$1] * z[$1] }
    case .magnitudes(let owners):
      z.indices.reduce(0) { $0 + exp(lambda[owners[$1]]) * abs(z[$1]) }
    case .linear(let matrix): -dot(z, matrix.applied(to: lambda))
    }
  }

  /// Adds its gradient in z; for |z| the sign, which is 0 at 0.
  func addGradient(_ z: [Double], _ lambda: [Double], to gradient: inout [Double]) {
    switch self {
    case .squares(let owners):
      for k in z.indices { gradient[k] += exp(lambda[owners[k]]) * z[k] }
    case .magnitudes(let owners):
      for k in z.indices where z[k] != 0 {
        gradient[k] += z[k] > 0 ? exp(lambda[owners[k]]) : -exp(lambda[owners[k]])
      }
    case .linear(let matrix): add(-1, matrix.applied(to: lambda), to: &gradient)
    }
  }

  /// The diagonal that it adds to the Hessian; nil if it adds nothing.
  func curvature(_ lambda: [Double]) -> [Double]? {
    guard case .squares(let owners) = self else { return nil }
    return owners.map { exp(lambda[$0]) }
  }

  /// Adds its gradient in λ.
  func addDirectGradient(_ z: [Double], _ lambda: [Double], to gradient: inout [Double]) {
    switch self {
    case .squares(let owners):
      for k in z.indices { gradient[owners[k]] += 0.5 * exp(lambda[owners[k]]) * z[k] * z[k] }
    case .magnitudes(let owners):
      for k in z.indices { gradient[owners[k]] += exp(lambda[owners[k]]) * abs(z[k]) }
    case .linear(let matrix): add(-1, matrix.adjointApplied(to: z), to: &gradient)
    }
  }

  /// The entries of the mixed derivative C = ∂²G/∂λ∂z, where each z_k belongs to one λ; nil for a matrix.
  func mixedDiagonal(_ z: [Double], _ lambda: [Double]) -> [Double]? {
    switch self {
    case .squares(let owners): z.indices.map { exp(lambda[owners[$0]]) * z[$0] }
    case .magnitudes(let owners):
      z.indices.map {
        z[$0] == 0 ? 0 : z[$0] > 0 ? exp(lambda[owners[$0]]) : -exp(lambda[owners[$0]])
      }
    case .linear: nil
    }
  }

  /// i(k), the parameter of each entry; nil for a matrix.
  var owners: [Int]? {
    switch self {
    case .squares(let owners), .magnitudes(let owners): owners
    case .linear: nil
    }
  }

  /// The coupling restricted to the entries of z in a set.
  func restricted(to support: [Int]) -> Coupling {
    switch self {
    case .squares(let owners): .squares(support.map { owners[$0] })
    case .magnitudes(let owners): .magnitudes(support.map { owners[$0] })
    case .linear(let matrix):
      .linear(
        Matrix(
          rows: support.count, columns: matrix.columns,
          elements: (0..<matrix.columns).flatMap { j in support.map { matrix[$0, j] } }))
    }
  }
}
