// Bounds on the rounding errors of gradients and Hessians of a level.

import LabKit
import Libc
import LinearAlgebra

extension Level {
  /// Half a unit in the last place of 1.
  static let unit = 0x1p-53

  /// The first-order factor in the rounding errors of a sum over samples and entries, with a margin of 4.
  var roundingFactor: Double {
    let terms =
      switch loss {
      case .quadratic(let form): form.termCount
      case .logistic(let loss): loss.classes.count
      }
    return 4 * Double(terms + stateCount) * Self.unit
  }

  /// A bound on ‖computed ∂_zG − ∂_zG‖, of first order in the unit roundoff.
  func gradientRounding(_ z: [Double], _ lambda: [Double]) -> Double {
    roundingFactor * gradientMagnitude(z, lambda)
  }

  /// The size of the terms that cancel in ∂_zG, without the factor of their rounding errors.
  func gradientMagnitude(_ z: [Double], _ lambda: [Double]) -> Double {
    let sizes = z.map { abs($0) }
    var sums: [Double]
    switch loss {
    case .quadratic(let form):
      sums = form.magnitudes.applied(to: sizes)
      add(1, form.linearMagnitudes, to: &sums)
    case .logistic(let loss):
      sums = loss.meanMagnitudes
    }
    switch coupling {
    case nil: break
    case .squares(let owners):
      for k in sums.indices { sums[k] += exp(lambda[owners[k]]) * sizes[k] }
    case .magnitudes(let owners): for k in sums.indices { sums[k] += exp(lambda[owners[k]]) }
    case .linear(let matrix):
      add(1, matrix.magnitudesApplied(to: lambda.map { abs($0) }), to: &sums)
    }
    return norm(sums)
  }

  /// The size of the terms that cancel in the loss, without the factor of their rounding errors.
  func lossMagnitude(_ z: [Double]) -> Double {
    switch loss {
    case .quadratic(let form):
      let sizes = z.map { abs($0) }
      return 0.5 * dot(sizes, form.magnitudes.applied(to: sizes))
        + dot(form.linearMagnitudes, sizes) + abs(form.constant)
    case .logistic(let loss): return loss.value(z)
    }
  }

  /// A bound on ‖computed Hv − Hv‖, including the rounding of H itself.
  func productRounding(_ hessian: Matrix, _ v: [Double]) -> Double {
    let sizes = v.map { abs($0) }
    var sums = hessian.magnitudesApplied(to: sizes)
    if case .quadratic(let form) = loss { add(1, form.magnitudes.applied(to: sizes), to: &sums) }
    return roundingFactor * norm(sums)
  }

  /// A bound on the Lipschitz constant of the Hessian in z.
  ///
  /// - Parameter isTight: Whether by the eigenvalues of XᵀX/n, which take longer than its Frobenius norm.
  /// - Returns: The bound; 0 for a quadratic loss.
  func hessianLipschitz(isTight: Bool) -> Double {
    guard case .logistic(let loss) = loss else { return 0 }
    return loss.hessianLipschitz(square: isTight ? loss.spectrum.upper : loss.squareBound)
  }

  /// A bound on the eigenvalues of the Hessian for all z, by the Frobenius norm of the matrix of the loss.
  func curvatureBound(_ lambda: [Double]) -> Double {
    let bound =
      switch loss {
      case .quadratic(let form): norm(form.matrix.elements)
      case .logistic(let loss): loss.squareBound / 4
      }
    return bound + (coupling?.curvature(lambda)?.max() ?? 0)
  }

  /// A bound on ‖C(z′)‖ for the mixed derivative C at all z′ with ‖z′ − z‖ ≤ ε.
  func mixedNorm(_ z: [Double], _ lambda: [Double], within radius: Double) -> Double {
    switch coupling {
    case nil: return 0
    case .linear(let matrix): return matrix.frobeniusNorm
    case .squares(let owners), .magnitudes(let owners):
      // No two columns of C share a nonzero row.
      var squares = [Double](repeating: 0, count: parameterCount)
      for k in z.indices {
        let size = hasKinks ? 1 : abs(z[k]) + radius
        let entry = exp(lambda[owners[k]]) * size
        squares[owners[k]] += entry * entry
      }
      return (squares.max() ?? 0).squareRoot()
    }
  }

  /// A bound on the Lipschitz constant of C in z.
  func mixedLipschitz(_ lambda: [Double]) -> Double {
    (coupling?.curvature(lambda)?.max()) ?? 0
  }

  /// A bound on the change of ∂_λG between z and all z′ with ‖z′ − z‖ ≤ ε of the same signs.
  func directChange(_ z: [Double], _ lambda: [Double], within radius: Double) -> Double {
    switch coupling {
    case nil: return 0
    case .linear(let matrix): return matrix.frobeniusNorm * radius
    case .squares(let owners):
      return (owners.map { exp(lambda[$0]) }.max() ?? 0) * (norm(z) + radius) * radius
    case .magnitudes(let owners):
      let most = Dictionary(grouping: owners, by: { $0 }).values.map(\.count).max() ?? 0
      return (owners.map { exp(lambda[$0]) }.max() ?? 0) * Double(most).squareRoot() * radius
    }
  }
}
