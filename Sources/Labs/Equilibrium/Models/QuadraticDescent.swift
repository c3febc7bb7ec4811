// Gradient descent on a quadratic, as an iteration and as a filter.

import Libc
import LinearAlgebra
import ToyModel

/// z⁺ = z − η(Hz − Bθ) for a symmetric positive definite H = Q diag(h) Qᵀ.
struct QuadraticDescent: Sendable {
  /// h, ascending.
  let spectrum: [Double]
  /// Q, d × d and orthogonal.
  let basis: Matrix
  /// η, at most 2/h_d.
  let stepSize: Double

  /// Q diag(g) Qᵀ.
  func map(_ gains: [Double]) -> Matrix {
    var scaled = basis
    scaled.scaleColumns(gains)
    return scaled.multiplied(by: basis.transposed)
  }

  /// H.
  var hessian: Matrix { map(spectrum) }

  /// The iteration with K = I − ηH and U = ηB.
  func iteration(_ injection: Matrix) -> LinearIteration {
    var next = Matrix.identity(spectrum.count)
    add(-stepSize, hessian.elements, to: &next)
    var scaled = injection
    scale(&scaled, by: stepSize)
    return LinearIteration(map: next, injection: scaled)
  }

  /// p_N(h) = (1 − (1 − ηh)^N)/h, the eigenvalues of z_N as a function of Bθ.
  func gains(_ depth: Int) -> [Double] {
    // Where ηh = 1 the logarithm is −∞, and 0 times it no number.
    spectrum.map { depth == 0 ? 0 : -expm1(Double(depth) * log1p(-stepSize * $0)) / $0 }
  }

  /// The same gains from the filter of the toy model: h = μ(1 + s) and ω = ημ give p_N(h) = f(s)/μ with μ = h₁.
  func gainsOfToyModel(_ depth: Int) -> [Double] {
    let least = spectrum[0]
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize * least)
    return spectrum.map { filter.gain(at: $0 / least - 1).value / least }
  }
}
