// The risk of a data set as a function of R.

import Glibc
import LinearAlgebra
public import Optimization
import ToyModel

/// The risk of T = f(RᵀR) for given moments, as a function of R and of a learned step.
///
/// Variables are the entries of R, k × n and column after column, and α with ω = log(1 + eᵅ) where the
/// step is learned. With T = c₀I + Rᵀh(G)R and T² = c₀²I + Rᵀh₂(G)R, h₂ = h(f + c₀),
/// ```
/// E = ½[c₀² tr S_xx + tr(h₂(G) R S_xx Rᵀ)] − [c₀ tr S_xy + tr(h(G) R S_xy Rᵀ)] + ½ tr S_yy
/// ```
/// and the gradient follows as in ``LearnedRisk``. For a population prefer that one: it works in the
/// eigenbasis of C and with fewer products.
public struct EmpiricalRisk: Objective {
  /// The moments of the data.
  public let moments: Moments
  /// The number k of rows of R.
  public let rows: Int
  /// The family.
  public let family: LearnedRisk.Family

  /// Creates the objective.
  ///
  /// - Precondition: 1 ≤ k ≤ n.
  public init(_ moments: Moments, rows: Int, family: LearnedRisk.Family) {
    precondition(rows >= 1 && rows <= moments.dimension, "R with \(rows) rows")
    self.moments = moments
    self.rows = rows
    self.family = family
  }

  /// kn, and one more for a learned step.
  public var dimension: Int { rows * moments.dimension + (family.isStepLearned ? 1 : 0) }

  /// ω at a point; nil for bilevel.
  public func stepSize(_ point: [Double]) -> Double? { family.stepSize(point) }

  /// The risk and its gradient; NaN where the filter overflows or ω is not positive.
  ///
  /// Cost: an eigendecomposition of k × k and 4kn² + O(k²n) multiplications.
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let r = Matrix(
      rows: rows, columns: moments.dimension,
      elements: Array(point[..<(rows * moments.dimension)]))
    let omega = stepSize(point) ?? 1
    guard omega > 0, omega.isFinite else { return .nan }
    let result =
      switch family {
      case .bilevel: evaluate(r, BilevelFilter())
      case .unrolled(let depth, _, _): evaluate(r, UnrolledFilter(depth: depth, stepSize: omega))
      }
    guard let result else { return .nan }
    result.gradient.copyElements(to: &gradient)
    if family.isStepLearned { gradient[gradient.count - 1] = result.stepSize * -expm1(-omega) }
    return result.value
  }

  private func evaluate(
    _ r: Matrix, _ filter: some DifferentiableFilter
  ) -> (value: Double, gradient: Matrix, stepSize: Double)? {
    let k = rows
    var gram = Matrix(repeating: 0, rows: k, columns: k)
    gram.setGram(r)
    guard gram.elements.allSatisfy(\.isFinite), let eigen = try? SymmetricEigen(gram) else {
      return nil
    }
    let g = eigen.values.map { max($0, 0) }
    var w = Matrix(repeating: 0, rows: k, columns: moments.dimension)
    w.setProduct(eigen.vectors, .transposed, r)
    var (noisy, mixed) = (w, w)
    noisy.setProduct(w, symmetric: moments.noisy)
    mixed.setProduct(w, symmetric: moments.mixed)
    var (noisyCoupling, mixedCoupling) = (gram, gram)
    noisyCoupling.setProduct(noisy, .plain, w, .transposed)
    mixedCoupling.setProduct(mixed, .plain, w, .transposed)

    let forced = filter.forcedGain.value
    let gains = g.map { filter.gain(at: $0).value }
    let slopes = g.map { filter.slope(at: $0) }
    let squares = zip(slopes, gains).map { $0 * ($1 + forced) }
    let (noisyTrace, mixedTrace) = (trace(moments.noisy), trace(moments.mixed))
    var value = 0.5 * forced * forced * noisyTrace - forced * mixedTrace + 0.5 * moments.cleanTrace
    for i in 0..<k {
      value += 0.5 * squares[i] * noisyCoupling[i, i] - slopes[i] * mixedCoupling[i, i]
    }
    guard value.isFinite else { return nil }

    // ½h₂[gᵢ,gⱼ] ∘ W S_xx Wᵀ − h[gᵢ,gⱼ] ∘ W S_xy Wᵀ, with h₂[x,y] = h[x,y](f(y) + c₀) + h(x) f[x,y].
    var kernel = noisyCoupling
    for j in 0..<k {
      for i in j..<k {
        let gap = g[i] - g[j]
        let (square, slope): (Double, Double)
        if abs(gap) > 1e-5 * (1 + g[i]) {
          square = (squares[i] - squares[j]) / gap
          slope = (slopes[i] - slopes[j]) / gap
        } else {
          let differences = filter.differences(g[i], g[j])
          square = differences.second * (gains[j] + forced) + slopes[i] * differences.first
          slope = differences.second
        }
        kernel[i, j] = 0.5 * square * noisyCoupling[i, j] - slope * mixedCoupling[i, j]
      }
    }
    var inner = w
    inner.setSymmetricProduct(kernel, w, alpha: 2)
    noisy.scaleRows(squares)
    mixed.scaleRows(slopes.map { -2 * $0 })
    inner.addLeadingColumns(noisy)
    inner.addLeadingColumns(mixed)
    var gradient = w
    gradient.setProduct(eigen.vectors, .plain, inner)

    var step = 0.0
    if family.isStepLearned {
      let atZero = filter.stepDerivatives(at: 0).value
      step = atZero * (forced * noisyTrace - mixedTrace)
      for i in 0..<k {
        let derivative = filter.stepDerivatives(at: g[i])
        let square =
          derivative.slope * (gains[i] + forced) + slopes[i] * (derivative.value + atZero)
        step += 0.5 * square * noisyCoupling[i, i] - derivative.slope * mixedCoupling[i, i]
      }
    }
    return (value, gradient, step)
  }

  private func trace(_ matrix: Matrix) -> Double {
    (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] }
  }
}
