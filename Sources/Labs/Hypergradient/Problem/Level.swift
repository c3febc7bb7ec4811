// A level of a bilevel problem: a loss of z plus a part that depends on λ.

import LabKit
import LinearAlgebra

/// A loss of z alone.
enum Loss: Sendable {
  case quadratic(QuadraticForm)
  case logistic(LogisticLoss)

  /// Bounds on the eigenvalues of its Hessian for all z.
  var curvature: Curvature {
    switch self {
    case .quadratic(let form): form.spectrum
    case .logistic(let loss): Curvature(lower: 0, upper: loss.spectrum.upper / 4)
    }
  }

  /// d.
  var stateCount: Int {
    switch self {
    case .quadratic(let form): form.linear.count
    case .logistic(let loss): loss.design.columns
    }
  }
}

/// A function ℓ(z) + r(z, λ), which may be the lower level of a problem or the upper one.
struct Level: LowerLevel, UpperLevel {
  /// ℓ.
  let loss: Loss
  /// r; nil for 0.
  let coupling: Coupling?
  /// p.
  let parameterCount: Int

  /// ½‖z − t‖², an upper level that does not depend on λ.
  ///
  /// - Parameters:
  ///   - target: t, d numbers.
  ///   - parameterCount: p.
  /// - Returns: The level.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  static func distance(to target: [Double], parameterCount: Int) throws(LabError) -> Level {
    Level(
      loss: .quadratic(
        try QuadraticForm(
          matrix: .identity(target.count), linear: target, constant: 0.5 * dot(target, target))),
      coupling: nil, parameterCount: parameterCount)
  }

  var stateCount: Int { loss.stateCount }

  func value(_ z: [Double], _ lambda: [Double]) -> Double {
    let value =
      switch loss {
      case .quadratic(let form): form.value(z)
      case .logistic(let loss): loss.value(z)
      }
    return value + (coupling?.value(z, lambda) ?? 0)
  }

  func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    switch loss {
    case .quadratic(let form):
      form.matrix.apply(z, into: &gradient)
      add(-1, form.linear, to: &gradient)
    case .logistic(let loss):
      for index in gradient.indices { gradient[index] = 0 }
      loss.addGradient(z, to: &gradient)
    }
    coupling?.addGradient(z, lambda, to: &gradient)
  }

  func hessianProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double]
  ) {
    switch loss {
    case .quadratic(let form): form.matrix.apply(v, into: &product)
    case .logistic(let loss):
      for index in product.indices { product[index] = 0 }
      loss.addHessianProduct(z, v, to: &product)
    }
    guard let diagonal = coupling?.curvature(lambda) else { return }
    for index in product.indices { product[index] += diagonal[index] * v[index] }
  }

  func mixedProduct(_ z: [Double], _ lambda: [Double], _ u: [Double], into product: inout [Double])
  {
    for index in product.indices { product[index] = 0 }
    guard let coupling else { return }
    if case .linear(let matrix) = coupling {
      add(-1, matrix.applied(to: u), to: &product)
    } else if let owners = coupling.owners, let entries = coupling.mixedDiagonal(z, lambda) {
      for k in product.indices { product[k] = entries[k] * u[owners[k]] }
    }
  }

  func mixedAdjointProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double]
  ) {
    for index in product.indices { product[index] = 0 }
    guard let coupling else { return }
    if case .linear(let matrix) = coupling {
      add(-1, matrix.adjointApplied(to: v), to: &product)
    } else if let owners = coupling.owners, let entries = coupling.mixedDiagonal(z, lambda) {
      for k in v.indices { product[owners[k]] += entries[k] * v[k] }
    }
  }

  func directGradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    for index in gradient.indices { gradient[index] = 0 }
    coupling?.addDirectGradient(z, lambda, to: &gradient)
  }

  func curvature(_ lambda: [Double]) -> Curvature {
    let bounds = loss.curvature
    guard let diagonal = coupling?.curvature(lambda) else { return bounds }
    return Curvature(
      lower: bounds.lower + (diagonal.min() ?? 0), upper: bounds.upper + (diagonal.max() ?? 0))
  }

  func hessian(_ z: [Double], _ lambda: [Double]) -> Matrix {
    var matrix =
      switch loss {
      case .quadratic(let form): form.matrix
      case .logistic(let loss): loss.hessian(z)
      }
    if let diagonal = coupling?.curvature(lambda) { matrix.addDiagonal(diagonal) }
    return matrix
  }

  func solution(_ lambda: [Double]) -> [Double]? { try? minimizer(lambda) }

  /// Whether r is not differentiable where an entry of z is 0.
  var hasKinks: Bool { if case .magnitudes = coupling { true } else { false } }

  /// The level restricted to z that vanish outside a set; only for quadratic losses.
  func restricted(to support: [Int]) throws(LabError) -> Level {
    guard case .quadratic(let form) = loss else { return self }
    return Level(
      loss: .quadratic(try form.restricted(to: support)),
      coupling: coupling?.restricted(to: support), parameterCount: parameterCount)
  }
}

extension BilevelProblem where Lower == Level, Upper == Level {
  /// Both levels restricted to z that vanish outside a set.
  func restricted(to support: [Int]) throws(LabError) -> BilevelProblem {
    BilevelProblem(
      lower: try lower.restricted(to: support), upper: try upper.restricted(to: support))
  }

  /// h(λ) = F(z*(λ), λ).
  ///
  /// - Parameters:
  ///   - lambda: λ, p numbers.
  ///   - start: A point near z*; 0 if omitted.
  /// - Returns: h(λ).
  /// - Throws: ``LabError/failed(_:)`` where z* is not unique.
  func value(_ lambda: [Double], from start: [Double]? = nil) throws(LabError) -> Double {
    upper.value(try lower.minimizer(lambda, from: start), lambda)
  }
}

extension Level {
  /// The largest eigenvalue of the bound XᵀX/(4n) + diag(e^λ) of a logistic Hessian; for others that of H.
  func largestCurvature(_ lambda: [Double]) -> Double {
    var bound: Matrix
    switch loss {
    case .quadratic(let form): bound = form.matrix
    case .logistic(let loss):
      bound = loss.design.gram()
      LinearAlgebra.scale(&bound, by: 0.25 / Double(loss.design.rows))
    }
    if let diagonal = coupling?.curvature(lambda) { bound.addDiagonal(diagonal) }
    return (try? Curvature(of: bound))?.upper ?? curvature(lambda).upper
  }
}

/// The indices of the entries that are not 0.
func nonzeroEntries(of z: [Double]) -> [Int] { z.indices.filter { z[$0] != 0 } }
