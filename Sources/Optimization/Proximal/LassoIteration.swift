// ISTA, FISTA and oracle ISTA, step by step.

public import LinearAlgebra

/// Proximal gradient steps for the Lasso min_z ½‖x − Dz‖² + λ‖z‖₁ with the Gram matrix G = DᵀD.
///
/// Every method takes z⁺ = ST(y − τ(Gy − Dᵀx), τλ) with its own y and τ. A product with G costs O(m) for every entry
/// of y that is not 0.
///
/// - SeeAlso: A. Beck and M. Teboulle, A fast iterative shrinkage-thresholding algorithm for linear inverse
///   problems, SIAM J. Imaging Sci. 2 (2009); P. Ablin, T. Moreau, M. Massias and A. Gramfort, Learning step sizes for
///   unfolded sparse coding, NeurIPS 2019, for oracle ISTA.
public struct LassoIteration: Sendable {
  /// The choice of y and τ.
  public enum Method: String, Sendable, CaseIterable {
    /// y = z and τ = 1/L.
    case ista
    /// y = z + (tₖ − 1)/tₖ₊₁ (z − z⁻) and τ = 1/L.
    case fista
    /// y = z, and τ = 1/L_S with L_S = ‖D_S‖² on the support S of z if the support of z⁺ stays within S; τ = 1/L
    /// if it does not, or if z = 0.
    case oista
  }

  /// G = DᵀD, m × m.
  public let gram: Matrix
  /// L = ‖D‖².
  public let lipschitz: Double

  /// Prepares the iteration.
  ///
  /// - Parameter dictionary: D, n × m with finite entries, not all 0.
  /// - Throws: ``/LinearAlgebra/FactorizationError/noConvergence(unconverged:)``.
  /// - Complexity: O(nm² + min(m, n)³).
  public init(dictionary: Matrix) throws(FactorizationError) {
    gram = dictionary.gram()
    let size = min(dictionary.rows, dictionary.columns)
    var smaller = Matrix(repeating: 0, rows: size, columns: size)
    smaller.setGram(dictionary, dictionary.rows <= dictionary.columns ? .plain : .transposed)
    let values = try SymmetricEigen.values(of: smaller)
    lipschitz = values.last ?? 0
    precondition(lipschitz > 0, "a dictionary of zeros")
  }

  /// The extreme eigenvalues of D_SᵀD_S.
  ///
  /// - Parameter support: S, at least one atom.
  /// - Returns: μ_S and L_S.
  /// - Throws: ``/LinearAlgebra/FactorizationError/noConvergence(unconverged:)``.
  /// - Complexity: O(|S|³).
  public func curvature(
    on support: [Int]
  ) throws(FactorizationError) -> (lower: Double, upper: Double) {
    precondition(!support.isEmpty, "the curvature of an empty support")
    let values = try SymmetricEigen.values(of: restricted(to: support))
    return (values[0], values[values.count - 1])
  }

  /// G_SS, |S| × |S|.
  public func restricted(to support: [Int]) -> Matrix {
    let m = gram.rows
    var elements: [Double] = []
    elements.reserveCapacity(support.count * support.count)
    for column in support {
      for row in support { elements.append(gram.elements[row + column * m]) }
    }
    return Matrix(rows: support.count, columns: support.count, elements: elements)
  }

  /// Runs a method.
  ///
  /// - Parameters:
  ///   - method: The choice of y and τ.
  ///   - correlations: Dᵀx, m numbers.
  ///   - penalty: λ ≥ 0.
  ///   - start: z⁰, m numbers; 0 if omitted.
  ///   - stepSize: τ in place of 1/L.
  ///   - iterationLimit: The number of steps.
  ///   - watch: Called with z⁰ and every iterate, the number of the step from 0, and its τ, 0 for z⁰; returning false
  ///     ends the run.
  /// - Returns: The last iterate.
  /// - Throws: ``/LinearAlgebra/FactorizationError/noConvergence(unconverged:)``, from L_S.
  public func run(
    _ method: Method, correlations: [Double], penalty: Double, from start: [Double]? = nil,
    stepSize: Double? = nil, iterationLimit: Int,
    watch: (_ iteration: Int, _ point: [Double], _ stepSize: Double) -> Bool
  ) throws(FactorizationError) -> [Double] {
    let m = gram.rows
    precondition(
      correlations.count == m && (start?.count ?? m) == m && penalty >= 0 && iterationLimit >= 0,
      "\(correlations.count) correlations and a start of \(start?.count ?? m) for \(m) atoms")
    let short = stepSize ?? 1 / lipschitz
    var z = start ?? [Double](repeating: 0, count: m)
    var (base, next, product) = (z, z, z)
    var (support, long, momentum) = ([Int](), short, 1.0)
    guard watch(0, z, 0) else { return z }
    for iteration in 1...max(iterationLimit, 1) where iteration <= iterationLimit {
      setProduct(method == .fista ? base : z, &product)
      var step = short
      switch method {
      case .ista: move(z, product, correlations, short, penalty, &next)
      case .fista:
        move(base, product, correlations, short, penalty, &next)
        let following = 0.5 * (1 + (1 + 4 * momentum * momentum).squareRoot())
        let factor = (momentum - 1) / following
        for j in 0..<m { base[j] = next[j] + factor * (next[j] - z[j]) }
        momentum = following
      case .oista:
        let active = z.indices.filter { z[$0] != 0 }
        if active != support, !active.isEmpty {
          long = 1 / (try curvature(on: active).upper)
        }
        support = active
        if !support.isEmpty {
          move(z, product, correlations, long, penalty, &next)
          step = long
        }
        // A longer step is kept only if no atom enters.
        if support.isEmpty || next.indices.contains(where: { next[$0] != 0 && z[$0] == 0 }) {
          move(z, product, correlations, short, penalty, &next)
          step = short
        }
      }
      swap(&z, &next)
      guard watch(iteration, z, step) else { break }
    }
    return z
  }

  /// Gy.
  private func setProduct(_ y: [Double], _ product: inout [Double]) {
    let m = gram.rows
    y.withUnsafeBufferPointer { y in
      gram.elements.withUnsafeBufferPointer { gram in
        product.withUnsafeMutableBufferPointer { product in
          product.update(repeating: 0)
          for j in 0..<m where y[j] != 0 {
            let (entry, column) = (y[j], j * m)
            for i in 0..<m { product[i] += entry * gram[column + i] }
          }
        }
      }
    }
  }

  /// ST(y − τ(Gy − Dᵀx), τλ).
  private func move(
    _ y: [Double], _ product: [Double], _ correlations: [Double], _ step: Double,
    _ penalty: Double, _ next: inout [Double]
  ) {
    let threshold = step * penalty
    y.withUnsafeBufferPointer { y in
      product.withUnsafeBufferPointer { product in
        correlations.withUnsafeBufferPointer { correlations in
          next.withUnsafeMutableBufferPointer { next in
            for j in y.indices {
              next[j] = softThreshold(y[j] - step * (product[j] - correlations[j]), threshold)
            }
          }
        }
      }
    }
  }
}
